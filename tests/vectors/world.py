"""The world of most vectors: invented issuers, throw-away keys, a badge, its status list, its documents.

Every key's seed is the SHA-256 of a constant text, so nothing here is secret and every run makes the same bytes.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

from tests.vectors.pieces import encoded_list
from tests.vectors.signing import Key, KeyWindow, Signer, hash_identity, issuer_document, proof_by, sign

Json = dict[str, Any]

NOW = "2026-11-22T12:00:00Z"
BASE = "https://badges.example.org/"
LIST = f"{BASE}status/1.json"
INDEX = 94_567
EMAIL = "sofia.andrade@example.com"
SALT = "8f2d91c07a6b4e13"
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]


def key(name: str) -> Key:
    """The throw-away key of that name."""
    return Key(hashlib.sha256(f"badgepress test vectors, key of {name}".encode()).digest())


def did(host: str) -> str:
    """`did:web` with the host, port and path as they stand in the identifier."""
    return f"did:web:{host}"


ORG = did("badges.example.org:issuers:data-skills")
ORG_URL = f"{BASE}issuers/data-skills/did.json"
ORG_KEY = key("the organisation")
ORG_METHOD = f"{ORG}#{ORG_KEY.public}"
OLD_KEY = key("the organisation, last year")
#: The addresses that a badge asks for when all is well.
ANSWERED = (ORG_URL, LIST)
COLLEGE = did("college.example.edu:credentials:issuers:registrar")
COLLEGE_URL = "https://college.example.edu/credentials/issuers/registrar/did.json"
COLLEGE_KEY = key("the college")
STRANGER = did("stranger.example.net")
STRANGER_URL = "https://stranger.example.net/.well-known/did.json"
STRANGER_KEY = key("the stranger")


def did_document(who: str = ORG, *windows: KeyWindow) -> Json:
    """A DID document with these keys; the organisation's with its one key when none is named."""
    return issuer_document(who, windows or (KeyWindow(ORG_KEY.public),))


def documents(*, org: Json | None = None, listed: Json | None = None) -> dict[str, Json]:
    """What the world answers when all is well: the organisation's DID document and its status list."""
    return {ORG_URL: {"json": org or did_document()}, LIST: {"json": listed or status_list()}}


def credential() -> Json:
    """The badge of all vectors, unsigned: made anew for each, to be changed at will."""
    return copy.deepcopy(
        {
            "@context": CONTEXTS,
            "id": f"{BASE}awards/7Hq2/credential.json",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "Data Foundations",
            "issuer": {
                "id": ORG,
                "type": ["Profile"],
                "name": "Example Data Skills",
                "url": "https://skills.example.org/",
            },
            "validFrom": "2026-09-14T00:00:00Z",
            "validUntil": "2028-09-14T00:00:00Z",
            "awardedDate": "2026-09-14T00:00:00Z",
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "hashed": True,
                        "identityHash": hash_identity(EMAIL, SALT),
                        "identityType": "emailAddress",
                        "salt": SALT,
                    },
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": "Sofía Andrade",
                        "identityType": "name",
                    },
                ],
                "achievement": {
                    "id": f"{BASE}badges/data-foundations/achievement.json",
                    "type": ["Achievement"],
                    "achievementType": "Badge",
                    "name": "Data Foundations",
                    "description": "Can read, clean and picture a data set.",
                    "criteria": {"narrative": "Finish the course and its capstone."},
                    "image": {"id": f"{BASE}badges/data-foundations/badge.png", "type": "Image"},
                },
            },
            "credentialSchema": [
                {
                    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                    "type": "1EdTechJsonSchemaValidator2019",
                }
            ],
            "credentialStatus": entry(),
        }
    )


def entry(*, index: str = str(INDEX), purpose: str = "revocation", address: str = LIST) -> Json:
    """A BitstringStatusListEntry."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": address,
    }


def signed(
    document: Json | None = None, by: Signer = ORG_KEY, *, method: str = "", created: str = "2026-09-14T08:30:00Z"
) -> Json:
    """The document (else the badge) with a proof; the method is the organisation's unless named."""
    named = method or f"{ORG}#{by.public}"
    return sign(document or credential(), by, verification_method=named, created=created)


def signed_as(document: Json, by: Signer, **more: Any) -> Json:
    """A proof that names the organisation's usual method, or leaves out and adds members, and is correct for that."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-09-14T08:30:00Z",
        "verificationMethod": ORG_METHOD,
        "proofPurpose": "assertionMethod",
        **more,
    }
    kept = {name: value for name, value in options.items() if value is not None}
    return {**document, "proof": [proof_by(by.sign, document, kept)]}


def unsigned_list(set_bits: tuple[int, ...] = (), *, size: int = 16_384, purpose: str = "revocation") -> Json:
    """The organisation's status list without a proof."""
    return {
        "@context": CONTEXTS[:1],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ORG,
        "validFrom": "2026-11-01T00:00:00Z",
        "validUntil": "2026-12-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded_list(size, set_bits),
        },
    }


def status_list(set_bits: tuple[int, ...] = (), **more: Any) -> Json:
    """The organisation's status list, signed; `more` replaces members before signing (None leaves one out)."""
    document = unsigned_list(set_bits) | more
    return signed(
        {name: value for name, value in document.items() if value is not None}, created="2026-11-01T00:00:00Z"
    )


def without(document: Json, *path: str | int) -> Json:
    """The document less what is at the path; the document itself is changed."""
    *way, last = path
    place: Any = document
    for step in way:
        place = place[step]
    del place[last]
    return document


def put(document: Json, value: Any, *path: str | int) -> Json:
    """The document with the value at the path; the document itself is changed."""
    *way, last = path
    place: Any = document
    for step in way:
        place = place[step]
    place[last] = value
    return document
