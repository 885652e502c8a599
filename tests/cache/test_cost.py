"""Tests what a build costs that has little to do, in signatures: processor time of one Ed25519 signature by PyNaCl."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nacl.signing
import pytest

from badgepress import sign
from badgepress.build import Options, run
from tests.bench.generate import SEED, award_id, frame, recipient, secret_key

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEMORY = Path("/dev/shm")
FEW, MANY = 1_000, 5_000
#: The bars are 3 and 4 signatures an award. What a build costs in any case is left out here, as both sizes have it, and
#: other work on the machine may make everything twice as slow.
NOTHING, ONE = 3.0, 8.0


def programme(folder: Path, awards: int) -> Path:
    """Write a programme of light awards in files of 500."""
    chance = random.Random(SEED)
    for name, text in frame():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("awards: whole\n", "awards: light\n"), "utf-8")
    (folder / "assertions").mkdir()
    for number in range(awards // 500):
        head = f"badge: class-{number % 12}\nissued: 2026-09-01\nawards:\n"
        entries = [f"  - id: {award_id(chance)}\n    recipient: {recipient(chance)}\n" for _ in range(500)]
        (folder / "assertions" / f"cohort-{number:03}.yml").write_text(head + "".join(entries), "utf-8")
    return folder


def spent(work: Callable[[], object]) -> float:
    """Return the processor time of some work in seconds."""
    start = time.process_time()
    work()
    return time.process_time() - start


def signature() -> float:
    """Return the processor time of one signature in seconds."""
    key = nacl.signing.SigningKey.generate()
    return min(spent(lambda: [key.sign(b"x" * 64) for _ in range(2000)]) for _ in range(5)) / 2000


@pytest.mark.heavy
@pytest.mark.skipif(not MEMORY.is_dir(), reason="what links cost depends on the disk, and this needs a tmpfs")
def test_what_nothing_and_what_one_award_costs() -> None:
    with tempfile.TemporaryDirectory(prefix="badgepress-", dir=MEMORY) as folder:
        measure(Path(folder))


def measure(base: Path) -> None:
    """Build programmes of two sizes, and compare what each award adds with the bars."""
    cost: dict[tuple[str, int], float] = {}
    for awards in (FEW, MANY):
        folder = programme(base / str(awards), awards)
        cache = base / "cache"
        ring = sign.Keyring(common=(secret_key(),))
        options = Options(folder, base / f"site{awards}", NOW, ring, cache=cache, reuses=True)
        run(options)
        run(options)
        time.sleep(0.1)
        cost["nothing", awards] = min(spent(lambda options=options: run(options)) for _ in range(3))  # type: ignore[misc]
        found = []
        for number in range(2):
            text = f"badge: class-1\nissued: 2026-10-01\nrecipient: {{name: Earner {number}}}\n"
            (folder / "assertions" / f"one-{number}.yml").write_text(text, "utf-8")
            found.append(spent(lambda options=options: run(options)))  # type: ignore[misc]
        cost["one", awards] = min(found)
    for kind, bar in (("nothing", NOTHING), ("one", ONE)):
        ratio = (cost[kind, MANY] - cost[kind, FEW]) / (MANY - FEW) / signature()
        print(f"{kind} changed: {ratio:.2f} signatures an award")
        assert ratio < bar, kind
