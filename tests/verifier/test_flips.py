"""Flipping any bit of a baked badge's payload makes the badge invalid. Tries every byte, with two bits each."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from badgepress.bundle import ensure_bundle
from badgepress.openbadges.moments import moment
from badgepress.verify import verify
from tests import node
from tests.vectors.pieces import itxt, png, svg_json
from tests.vectors.world import NOW, ORG, documents, signed
from tests.verify.world import Told

pytestmark = pytest.mark.heavy
SCRIPTS = Path(__file__).resolve().parent
TEXT = json.dumps(signed(), ensure_ascii=False)
BAKED = {"png": png(itxt(TEXT)), "svg": svg_json(TEXT)}
# One bit near each end. The second changes the case of letters.
BITS = (1, 32)


def place(kind: str) -> tuple[int, int, list[int] | None]:
    """Start and end of the payload; for a PNG also the range that the chunk's checksum covers."""
    data = BAKED[kind]
    start = data.index(TEXT.encode())
    end = start + len(TEXT.encode())
    return start, end, [data.index(b"iTXt"), end] if kind == "png" else None


@pytest.mark.parametrize("kind", BAKED)
def test_python(kind: str) -> None:
    now = moment(NOW)
    assert now
    start, end, chunk = place(kind)
    assert verify(BAKED[kind], now=now, fetch=Told(documents()), trusted=[ORG]).verdict == "valid"
    for at in range(start, end):
        for bit in BITS:
            data = bytearray(BAKED[kind])
            data[at] ^= bit
            if chunk:
                struct.pack_into(">I", data, end, zlib.crc32(data[chunk[0] : end]))
            report = verify(bytes(data), now=now, fetch=Told(documents()), trusted=[ORG])
            assert report.verdict != "valid", (at, bit)


@pytest.mark.parametrize("kind", BAKED)
def test_browsers_verifier(kind: str, tmp_path: Path) -> None:
    ensure_bundle()
    start, end, chunk = place(kind)
    vector: dict[str, Any] = {"input": {"base64": base64.b64encode(BAKED[kind]).decode()}, "bits": BITS}
    vector |= {"start": start, "end": end, "chunk": chunk, "documents": documents()}
    vector |= {"now": NOW, "trusted": [ORG], "email": None, "base_url": None}
    (tmp_path / "vector.json").write_text(json.dumps(vector), "utf-8")
    done = node.run(["node", "flips.mjs", str(tmp_path / "vector.json")], SCRIPTS)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"tried": (end - start) * len(BITS), "valid": []}
