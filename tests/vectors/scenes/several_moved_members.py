"""Members moved to another place that has their owner's id: the signature still holds, the form does not."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.world import COLLEGE_KEY, LIST, ORG, ORG_URL, Json, credential, documents, put, signed, unsigned_list

ID = credential()["id"]
_PERIOD = ("validUntil", "credentialStatus")
_ROOT_TYPES = ("VerifiableCredential", "OpenBadgeCredential")


def scenes() -> Iterator[Scene]:
    """Checks 2 and 5: what is read counts in its own place only."""
    for name, holder in (
        ("evidence", {"id": ID, "type": ["Evidence"], "name": "The badge itself"}),
        ("refreshService", {"id": ID, "type": ["1EdTechCredentialRefresh"]}),
        ("endorsement", signed(endorsement(ID), by=COLLEGE_KEY)),
    ):
        badge = signed(put(credential(), holder, name))
        place = badge[name]["credentialSubject"] if name == "endorsement" else badge[name]
        move(badge, place, *_PERIOD)
        place["type"] = [*_list(place["type"]), *_ROOT_TYPES]
        yield bad(
            f"format/moved-{name.lower()}",
            f"period and status stand in the member {name}, which has the badge's own id",
            {"json": badge},
            "format-invalid",
        )

    itself = signed(put(credential(), ORG, "credentialSubject", "id"))
    subject = itself["credentialSubject"]
    move(subject, itself["issuer"], "identifier")
    itself["issuer"]["type"] = ["Profile", "AchievementSubject"]
    yield bad(
        "format/moved-identifier",
        "a badge that its issuer gave itself, whose e-mail address stands beside the issuer",
        {"json": itself},
        "format-invalid",
        email="somebody@example.com",
    )

    listed = put(unsigned_list(), LIST, "credentialSubject", "id")
    listed = signed(listed | {"validUntil": "2026-11-10T00:00:00Z"}, created="2026-11-01T00:00:00Z")
    stale = copy.deepcopy(listed)
    subject = stale["credentialSubject"]
    move(stale, subject, "validUntil")
    subject["type"] = [*_list(subject["type"]), *stale["type"]]
    for name, document, code in (("as-issued", listed, "status-list-stale"), ("moved", stale, "status-list-invalid")):
        yield Scene(
            f"status/list-end-{name}",
            "a list that is over, whose end stands where it belongs or beside its subject",
            {"json": signed()},
            good(code),
            "unverified",
            (ORG_URL, LIST),
            documents=documents(listed=document),
        )

    yield bad(
        "format/blank-id",
        "an id that names nothing outside the file, and is not signed",
        {"json": put(signed(), "_:x", "credentialSubject", "achievement", "criteria", "id")},
        "format-relative-id",
    )
    typed = {"@value": "95", "@type": "http://www.w3.org/2001/XMLSchema#double"}
    scored = signed(put(credential(), {"type": ["Evidence"], "name": typed | {"@value": 95}}, "evidence"))
    for name, text in (("text", "95"), ("words", "95 of 100"), ("digits", "٩٥")):
        yield bad(
            f"format/double-{name}",
            "a number written as text, of which only the number would be signed",
            {"json": put(scored, typed | {"@value": text}, "evidence", "name")},
            "format-invalid",
        )


def move(source: Json, target: Json, *names: str) -> None:
    """Take members out of one object and put them into another."""
    for name in names:
        target[name] = source.pop(name)


def _list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
