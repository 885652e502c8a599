"""Makes signed badges and learner records with ids in several places, which give rewritings the most to work with."""

from __future__ import annotations

import random
from typing import Any

from tests.vectors.scenes.endorsements import endorsement
from tests.vectors.scenes.records import record
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    INDEX,
    LIST,
    ORG,
    Json,
    credential,
    did_document,
    documents,
    entry,
    signed,
    status_list,
)

SOFIA = "did:example:sofia"
_OLDER = [
    "https://www.w3.org/2018/credentials/v1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://w3id.org/security/data-integrity/v2",
]
_METHOD = f"{COLLEGE}#{COLLEGE_KEY.public}"


def vector(chance: random.Random) -> Json:
    """A badge or record with its documents, in the form of the files in tests/vectors."""
    given = learner_record(chance) if chance.random() < 0.35 else signed(badge(chance, older=chance.random() < 0.2))
    listed = status_list((INDEX,) if chance.random() < 0.5 else ())
    college = did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))
    return {
        "input": {"json": given},
        "now": "2026-11-22T12:00:00Z",
        "trusted": [ORG],
        "email": chance.choice([None, "sofia.andrade@example.com"]),
        "documents": documents(listed=listed) | {COLLEGE_URL: {"json": college}},
        "base_url": None,
        "served_from": None,
    }


def learner_record(chance: random.Random) -> Json:
    """A signed record with one to three badges of two issuers, all for the same person."""
    inside = []
    for number in range(chance.randint(1, 3)):
        one = badge(chance, plain=chance.random() < 0.5)
        one["id"] = f"{BASE}awards/{chance.choice(['7Hq2', number])}/credential.json"
        by_college = chance.random() < 0.5
        if by_college:
            one["issuer"] = _profile(COLLEGE, chance)
            one.pop("credentialStatus", None)
        inside.append(signed(one, COLLEGE_KEY, method=_METHOD) if by_college else signed(one))
    made = record(*inside)
    subject = made["credentialSubject"]
    if chance.random() < 0.7:
        subject["id"] = SOFIA
    if chance.random() < 0.5:
        subject.pop("identifier" if "id" in subject else "name", None)
    if chance.random() < 0.4:
        subject["name"] = chance.choice(["Sofía", "Sofía Andrade"])
    made["issuer"] = _profile(ORG, chance, bare=False)
    if chance.random() < 0.4:
        made["credentialStatus"] = _entries(chance)
    if chance.random() < 0.3:
        made["validUntil"] = "2026-10-01T00:00:00Z"
    if chance.random() < 0.4:
        made["evidence"] = [_evidence(made, chance)]
    return signed(made)


def badge(chance: random.Random, *, plain: bool = False, older: bool = False) -> Json:
    """An unsigned badge of the organisation. A `plain` one, or one with `older` contexts, has no endorsements."""
    made = credential()
    achievement = made["credentialSubject"]["achievement"]
    made["issuer"] = _profile(ORG, chance)
    if chance.random() < 0.6:
        made["credentialSubject"]["id"] = chance.choice([SOFIA, SOFIA, ORG])
    if chance.random() < 0.3:
        made["credentialSubject"]["name"] = "Sofía"
        made["credentialSubject"]["identifier"].pop()
    ends = "expirationDate" if older else "validUntil"
    made.pop("validUntil")
    if chance.random() < 0.5:
        made[ends] = chance.choice(["2026-10-01T00:00:00Z", "2028-09-14T00:00:00Z"])
    made["credentialStatus"] = _entries(chance)
    if older:
        made["@context"] = _OLDER
        made["issuanceDate"] = made.pop("validFrom")
        del made["credentialStatus"]
    if plain:
        return made
    if chance.random() < 0.5:
        achievement["creator"] = _profile(ORG, chance, bare=False)
    if chance.random() < 0.3:
        achievement["criteria"] = {"id": "https://skills.example.org/course", "narrative": "Do the course."}
    if chance.random() < 0.4:
        aligned = {"type": ["Alignment"], "targetName": "Data analysis", "targetUrl": "https://esco.example/1"}
        achievement["alignment"] = [aligned | {"id": "https://esco.example/1"}, aligned | {"targetName": "Statistics"}]
    if chance.random() < 0.6:
        made["evidence"] = [_evidence(made, chance) for _ in range(chance.randint(1, 3))]
    for holder in (achievement, made, made["issuer"], achievement.get("creator")):
        if isinstance(holder, dict) and not older and chance.random() < 0.3:
            holder["endorsement"] = [_endorsement(holder["id"], chance)]
    return made


def _profile(who: str, chance: random.Random, *, bare: bool = True) -> Any:
    if bare and chance.random() < 0.2:
        return who
    made: Json = {"id": who, "type": ["Profile"]}
    if chance.random() < 0.7:
        made["name"] = chance.choice(["Example Data Skills", "Example Data Skills", "Example Skills"])
    if chance.random() < 0.5:
        made["url"] = "https://skills.example.org/"
    return made


def _entries(chance: random.Random) -> Any:
    revoking = entry() | chance.choice([{}, {"statusListIndex": INDEX}, {"statusSize": 1}])
    if chance.random() < 0.6:
        return revoking
    return [revoking, entry(index=str(INDEX + 1)) | chance.choice([{}, {"id": f"{LIST}#{INDEX}"}])]


def _evidence(made: Json, chance: random.Random) -> Any:
    known = chance.choice(
        [
            *("https://skills.example.org/course", "https://work.example/1", "https://work.example/1"),
            *(
                made["id"],
                ORG,
                SOFIA,
                f"{LIST}#{INDEX}",
                made["credentialSubject"].get("achievement", {}).get("id", ORG),
            ),
        ]
    )
    if chance.random() < 0.3:
        return known
    found: Json = {"id": known, "type": ["Evidence"]}
    if chance.random() < 0.6:
        found["name"] = "Capstone"
    return found


def _endorsement(about: str, chance: random.Random) -> Json:
    made = endorsement(about)
    made["id"] = f"https://college.example.edu/credentials/endorsements/{chance.randint(1, 2)}.json"
    subject = made["credentialSubject"]
    if chance.random() < 0.4:
        subject["type"] = ["EndorsementSubject", "Achievement", "Profile"]
        subject[chance.choice(["name", "description", "url"])] = "https://better.example/"
    if chance.random() < 0.3:
        made["credentialStatus"] = entry()
    return signed(made, COLLEGE_KEY, method=_METHOD)
