"""Shared samples for these tests: a key, credentials and tiny images."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Any

from badgepress.openbadges.jsonld.contexts import OB3, OB3_EXTENSIONS, VC2
from badgepress.openbadges.keys.ed25519 import SecretKey

KEY = SecretKey.from_seed(bytes(range(32)))
BASE = "https://badges.example.org/"
DID = "did:web:badges.example.org:issuers:northwind"
METHOD = f"{DID}#{KEY.public}"
CREATED = "2026-09-14T08:00:00Z"


def small() -> dict[str, Any]:
    """The smallest possible credential."""
    return {
        "@context": [VC2, OB3],
        "id": f"{BASE}awards/a1/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": DID, "type": ["Profile"], "name": "Northwind Data School"},
        "validFrom": "2026-09-14T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$" + "5d" * 32,
                    "identityType": "emailAddress",
                    "salt": "8f2d91c07a6b4e13",
                }
            ],
            "achievement": {
                "id": f"{BASE}badges/foundations/achievement.json",
                "type": ["Achievement"],
                "name": "Data Foundations",
                "description": "Reads, cleans and joins tables.",
                "criteria": {"narrative": "Three labs and a capstone."},
            },
        },
    }


def whole() -> dict[str, Any]:
    """A credential with something in nearly every field."""
    credential = small()
    subject, achievement = credential["credentialSubject"], credential["credentialSubject"]["achievement"]
    score = f"{achievement['id']}#score"
    credential["@context"].append(OB3_EXTENSIONS)
    credential["issuer"] |= {"url": "https://northwind.example", "email": "badges@northwind.example"}
    credential["issuer"]["image"] = {"id": f"{BASE}issuers/northwind/image.png", "type": "Image"}
    credential |= {
        "name": "Data Foundations",
        "description": "An award.",
        "awardedDate": "2026-09-14T00:00:00Z",
        "validUntil": "2028-09-14T00:00:00+02:00",
        "evidence": [{"id": "https://example.com/e", "type": ["Evidence"], "name": "Notebook", "genre": "code"}],
        "credentialStatus": {
            "id": f"{BASE}status/1.json#7",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": f"{BASE}status/1.json",
        },
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }
    subject["result"] = [{"type": ["Result"], "resultDescription": score, "value": "95", "status": "Completed"}]
    subject["creditsEarned"] = 2.5
    achievement |= {
        "achievementType": "ext:Workshop",
        "image": {"id": f"{BASE}badges/foundations/badge.png", "type": "Image", "caption": "A blue hexagon"},
        "inLanguage": "en",
        "tag": ["data", "tables"],
        "creditsAvailable": 3,
        "version": "1",
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "manage data",
                "targetUrl": "http://data.europa.eu/esco/skill/1",
                "targetFramework": "ESCO",
                "targetType": "ceasn:Competency",
            }
        ],
        "resultDescription": [
            {"id": score, "type": ["ResultDescription"], "name": "Score", "resultType": "Percent", "valueMax": "100"}
        ],
        "related": [{"id": f"{BASE}badges/x/achievement.json", "type": ["Related"], "version": "1"}],
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "9", "identifierType": "identifier"}],
    }
    return credential


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(extra: Iterable[tuple[bytes, bytes]] = (), *, width: int = 1, height: int = 1) -> bytes:
    """A black grey-scale PNG with `extra` chunks before its pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" * (width + 1)) * height))
    middle = b"".join(chunk(kind, data) for kind, data in extra)
    return b"\x89PNG\r\n\x1a\n" + header + middle + pixels + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><!-- kept --><path d="M0 0h1v1z"/></svg>\n'
