"""Badges with something wrong in them, made at random from good ones, and always the same for a seed."""

from __future__ import annotations

import base64
import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from badgepress.errors import CredentialError
from badgepress.openbadges import proof
from tests.vectors import foreign, world

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1e-7, 1e21, 12345678901234567890, 2**53,
    "", "x", "a b", "_:b0", "@id", "{recipient}", "'q\"", "a'b", "é", "\u202e", "\U0001f600", "z" * 300,
    "did:key:z", "https://a.example/b", "https://a b", "2026-01-01T00:00:00Z", "2026-13-01T00:00:00Z",
    [], ["x"], [["x"]], {}, {"@value": "x"}, {"@value": 1}, {"@value": "x", "@language": "en"},
    {"@value": "x", "@language": "e n"}, {"@list": ["a"]}, {"@set": ["a"]}, {"@id": "https://x.example/"},
    {"id": "x"}, {"id": "https://a.example/"}, {"type": "Achievement"}, {"type": "Foo"},
)  # fmt: skip
KEYS = (
    "id type name @context foo @id @type @graph @index @value @language constructor __proto__ https://x/y proof "
    "endorsement image description criteria alignment evidence credentialStatus identifier validUntil result tag"
).split()

CLAIMS = ("iss", "sub", "jti", "nbf", "exp", "iat", "vc")


def mutants(vectors: list[dict[str, Any]], seed: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` scenarios: a credential changed after signing, changed and signed again, or in a changed world."""
    chance = random.Random(seed)
    good = [one for one in vectors if "json" in one["input"] and one["expect"]["verdict"] in ("valid", "expired")]
    for _ in range(count):
        vector = copy.deepcopy(chance.choice(good))
        credential = vector["input"].pop("json")
        kind = chance.random()
        if kind < 0.15:
            change(chance, chance.choice([one["json"] for one in vector["documents"].values() if "json" in one]))
        elif kind < 0.5:
            change(chance, credential)
        else:
            credential = signed_again(chance, credential)
        vector["input"]["json"] = credential
        vector["email"] = chance.choice([None, world.EMAIL, "nobody@example.com"])
        yield vector


def token_mutants(vectors: list[dict[str, Any]], seed: int, count: int) -> Iterator[dict[str, Any]]:
    """`count` scenarios: a token whose header, claims or world was changed, with a signature over what it says then."""
    chance = random.Random(seed)
    good = [one for one in vectors if one["input"].get("text", "").startswith("ey")]
    good = [one for one in good if one["expect"]["checks"][0][1] == "passed"]
    for _ in range(count):
        vector = copy.deepcopy(chance.choice(good))
        parts = [base64.urlsafe_b64decode(part + "==") for part in vector["input"]["text"].split(".")[:2]]
        header, payload = (json.loads(part) for part in parts)
        documents = [one["json"] for one in vector["documents"].values() if "json" in one]
        change(chance, chance.choice([header, payload, *documents]))
        if chance.random() < 0.3:
            payload[chance.choice(CLAIMS)] = copy.deepcopy(chance.choice(VALUES))
        by = {"ES256": foreign.ORG_P256, "RS256": foreign.ORG_RSA}.get(str(header.get("alg")), world.ORG_KEY)
        signed = ".".join(foreign.text_of(json.dumps(part).encode()) for part in (header, payload))
        vector["input"] = {"text": f"{signed}.{foreign.text_of(by.sign(signed.encode()))}"}
        yield vector


def signed_again(chance: random.Random, credential: dict[str, Any]) -> dict[str, Any]:
    """A changed credential with a signature that holds, if it can be signed at all."""
    credential.pop("proof", None)
    change(chance, credential)
    credential.pop("proof", None)
    try:
        return proof.sign(
            credential, world.ORG_KEY, verification_method=world.ORG_METHOD, created="2026-09-14T00:00:00Z"
        )
    except CredentialError:
        return credential


def change(chance: random.Random, document: dict[str, Any]) -> None:
    """One or two changes anywhere in the document."""
    for _ in range(chance.choice([1, 1, 1, 2])):
        places = list(below(document))
        if not places:
            return
        holder, key = chance.choice(places)
        value, how = holder[key], chance.random()
        if how < 0.35:
            holder[key] = copy.deepcopy(chance.choice(VALUES))
        elif how < 0.5:
            del holder[key]
        elif how < 0.75:
            near = value if isinstance(value, dict) else holder if isinstance(holder, dict) else document
            near[chance.choice(KEYS)] = copy.deepcopy(chance.choice(VALUES))
        elif how < 0.9:
            holder[key] = [value, copy.deepcopy(value)][: chance.choice([1, 2])]
        else:
            other, name = chance.choice(places)
            holder[key] = copy.deepcopy(other[name])


def below(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: what holds it, and the key or index there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from below(value[key])
