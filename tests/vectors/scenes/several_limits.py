"""Badges built to cost the verifier much time, and honest badges that are only large."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.scene import Scene, bad
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.scenes.records import RECORD, record
from tests.vectors.world import (
    BASE,
    CONTEXTS,
    ORG,
    ORG_URL,
    Json,
    credential,
    documents,
    entry,
    put,
    signed,
    unsigned_list,
)


def scenes() -> Iterator[Scene]:
    """Checks 2, 3 and 5."""
    many = put(signed(), [*CONTEXTS, *CONTEXTS[:1] * 1_000], "@context")
    yield bad("format/many-contexts", "the same vocabulary a thousand times", {"json": many}, "format-invalid")
    tags = put(signed(), [f"t{number}" for number in range(8_000)], "credentialSubject", "achievement", "tag")
    yield bad("format/many-tags", "a list of eight thousand entries", {"json": tags}, "format-invalid")
    yield bad(
        "format/many-vocabularies",
        "a list of vocabularies on each of many things: no one list is long, and working them all out would take long",
        {"json": orders(90)},
        "format-invalid",
    )
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 1_200
    image = {"id": picture, "type": "Image"}
    yield Scene(
        "format/embedded-picture",
        "a badge whose picture is in the badge itself, an address of many thousand characters",
        {"json": signed(put(credential(), image, "credentialSubject", "achievement", "image"))},
    )
    yield bad(
        "signature/too-many-orders",
        "nameless things that are all alike, so that there are endless orders to try, none of which goes deeper",
        {"json": crowd(60)},
        "signature-too-complex",
    )
    fifty, world = diploma()
    yield Scene(
        "records/fifty",
        "the largest of real badges: a record of fifty, no two alike, each with a list of its own and some endorsed",
        {"json": fifty},
        RECORD,
        inside=("valid",) * 50,
        fetched=tuple(world),
        documents=world,
    )
    asked = [f"{BASE}lists/{number}.json" for number in range(13 * 8)]
    yield Scene(
        "records/many-lists",
        "a record of thirteen badges, each of which names eight lists: not all of them are asked for",
        {"json": signed(record(*(listed(asked[at : at + 8]) for at in range(0, len(asked), 8))))},
        RECORD,
        "unverified",
        inside=("unverified",) * 13,
        fetched=(ORG_URL, *asked[:99]),
    )


def diploma() -> tuple[Json, dict[str, Json]]:
    """A record of fifty badges, and the world that it leads to."""
    world = {ORG_URL: documents()[ORG_URL]}
    inside = []
    for number in range(50):
        address = f"{BASE}lists/{number}.json"
        world[address] = {"json": signed({**unsigned_list(), "id": address}, created="2026-11-01T00:00:00Z")}
        made = put(credential(), entry(address=address), "credentialStatus")
        achievement = {
            **made["credentialSubject"]["achievement"],
            "id": f"{BASE}badges/{number}/achievement.json",
            "name": f"Module {number}",
            "tag": [f"tag {one}" for one in range(number % 7)],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": f"Skill {number}.{one}",
                    "targetUrl": f"https://skills.example/{number}/{one}",
                }
                for one in range(1 + number % 23)
            ],
        }
        made["id"] = f"{BASE}awards/{number}/credential.json"
        made["evidence"] = [
            {
                "id": f"{BASE}awards/{number}/{one}",
                "type": ["Evidence"],
                "name": f"Work {one}",
                "narrative": "What was done, and how.",
            }
            for one in range(1 + number % 11)
        ]
        if number % 5 == 0:
            achievement["endorsement"] = [signed(put(endorsement(achievement["id"]), ORG, "issuer", "id"))]
        inside.append(signed(put(made, achievement, "credentialSubject", "achievement")))
    return signed(record(*inside)), world


def listed(addresses: list[str]) -> Json:
    """The badge with an entry in each of these lists."""
    return signed(put(credential(), [entry(address=address) for address in addresses], "credentialStatus"))


def orders(count: int) -> Json:
    """The badge with evidence that names the same contexts again, each time in another order."""
    spread = [
        {"type": ["Evidence"], "name": f"{at}", "@context": [CONTEXTS[at >> bit & 1] for bit in range(18)]}
        for at in range(count)
    ]
    return {**put(credential(), spread, "evidence"), "proof": signed()["proof"]}


def crowd(size: int) -> Json:
    """Nameless results that are all alike, each with eight alignments that are."""
    alignment = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://skills.example/x"}
    results = [{"type": ["Result"], "alignment": [alignment] * 8} for _ in range(size)]
    return {**put(credential(), results, "credentialSubject", "result"), "proof": signed()["proof"]}
