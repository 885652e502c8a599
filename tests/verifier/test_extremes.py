"""Both verifiers agree on input that is large, behind much white space, or not text at all."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.vectors import world
from tests.vectors.expand import load
from tests.vectors.pieces import svg_json
from tests.verifier.asking import Browser, both

BADGE = json.dumps(world.signed(), ensure_ascii=False).encode()
BOM = b"\xef\xbb\xbf"
QUICK = (b" ", b"\n" * 66_000)
HEAVY = (b"", b" \t\r\n" * 750_000, b" " * 7_900_000, b" " * 8_100_000)
FILES = {
    "svg": svg_json(BADGE.decode()),
    "json": BADGE,
    "pdf": b"%PDF-1.7",
    "html": b"<!doctype html><title>x</title>",
    "xml": b"<a/>",
    "comments": b"<!-- a -->" * 7_000 + svg_json(BADGE.decode()),
    "nothing": b"",
    "zero": b"\0",
}


@pytest.fixture(scope="module")
def half() -> Iterator[Browser]:
    with Browser() as asked:
        yield asked


def agree(given: dict[str, Any], half: Browser) -> list[str]:
    """The codes of the checks, after checking that both verifiers agree."""
    vector = {"input": given, "now": world.NOW, "trusted": [world.ORG], "email": None, "documents": world.documents()}
    ours, theirs = both({**vector, "base_url": None, "served_from": None}, half)
    assert ours == theirs
    return [check["code"] for check in ours["report"]["checks"]]


@pytest.mark.parametrize("many", [QUICK, pytest.param(HEAVY, marks=pytest.mark.heavy)], ids=["quick", "heavy"])
@pytest.mark.parametrize("kind", FILES)
def test_behind_white_space(kind: str, many: tuple[bytes, ...], half: Browser) -> None:
    for blanks in many:
        for mark in (b"", BOM):
            code = agree({"base64": base64.b64encode(mark + blanks + FILES[kind]).decode()}, half)[0]
            if kind == "svg":
                small = len(mark + blanks + FILES[kind]) <= 8_000_000
                assert code == ("parse-ok" if small else "parse-too-large")


@pytest.mark.parametrize(
    "text",
    ["\ud800", "<svg>\udc00</svg>", '{"id": "\ud800"}', '{"\\ud800": 1}', "ey\ud800.e.e", '"\\ud83d\\ude00"'],
    ids=ascii,
)
def test_lone_surrogates(text: str, half: Browser) -> None:
    assert agree({"text": text}, half)[0] == "parse-bad-json"


@pytest.mark.heavy
def test_the_size_limit_is_not_applied_inside_a_record(half: Browser) -> None:
    """Serialized again it would exceed the limit: with other white space in one case, other numbers in the other."""
    record = load("records/two")["input"]["json"]
    inner = record["credentialSubject"]["verifiableCredential"]
    for odd in ("1e20", "1e-7", "1,1"):
        inner[0] = {**inner[0], "name": "§"}
        text = json.dumps(record).replace('"\\u00a7"', "[" + ",".join([odd] * (1_900_000 // (len(odd) + 1))) + "]", 1)
        assert len(text) < 2_000_000
        agree({"text": text}, half)


@pytest.mark.heavy
@pytest.mark.parametrize("sign", ["a", "\\n", "\\u00e9", "é", "\U0001f600", "\\ud83d\\ude00", '\\"', "[", "{"])
def test_long_texts(sign: str, half: Browser) -> None:
    """One text, and one key, of just under and just over two megabytes."""
    size = len(sign.encode())
    for bytes_ in (1_990_000, 2_000_100):
        many = sign * (bytes_ // size)
        for text in (f'{{"a": "{many}"}}', f'{{"{many}": 1}}', f'{{"a": "{many}'):
            agree({"text": text}, half)
