"""Scenarios at the limits: badges built to cost whoever checks them much time, and some that are only large."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.make_records import RECORD, record
from tests.vectors.scene import Scene, bad
from tests.vectors.world import BASE, CONTEXTS, ORG_URL, Json, credential, entry, put, signed


def limits() -> Iterator[Scene]:
    """Checks 2, 3 and 5."""
    many = put(signed(), [*CONTEXTS, *CONTEXTS[:1] * 1_000], "@context")
    yield bad("format-many-contexts", "the same vocabulary a thousand times", {"json": many}, "format-invalid")
    tags = put(signed(), [f"t{number}" for number in range(8_000)], "credentialSubject", "achievement", "tag")
    yield bad("format-many-tags", "a list of eight thousand entries", {"json": tags}, "format-invalid")
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 1_200
    image = {"id": picture, "type": "Image"}
    yield Scene(
        "format-embedded-picture",
        "a badge whose picture is in the badge itself, an address of many thousand characters",
        {"json": signed(put(credential(), image, "credentialSubject", "achievement", "image"))},
    )
    yield bad(
        "signature-too-many-orders",
        "nameless things that are all alike, so that there are endless orders to try, none of which goes deeper",
        {"json": crowd(60)},
        "signature-too-complex",
    )
    asked = [f"{BASE}lists/{number}.json" for number in range(13 * 8)]
    yield Scene(
        "clr-many-lists",
        "a record of thirteen badges, each of which names eight lists: not all of them are asked for",
        {"json": signed(record(*(listed(asked[at : at + 8]) for at in range(0, len(asked), 8))))},
        RECORD,
        "unverified",
        inside=("unverified",) * 13,
        fetched=(ORG_URL, *asked[:99]),
    )


def listed(addresses: list[str]) -> Json:
    """The badge with an entry in each of these lists."""
    return signed(put(credential(), [entry(address=address) for address in addresses], "credentialStatus"))


def crowd(size: int) -> Json:
    """Nameless results that are all alike, each with eight alignments that are."""
    alignment = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://skills.example/x"}
    results = [{"type": ["Result"], "alignment": [alignment] * 8} for _ in range(size)]
    return {**put(credential(), results, "credentialSubject", "result"), "proof": signed()["proof"]}
