"""Makes random badges with keys in all kinds of places, and issuers' documents that may or may not name them.

`whose` decides which of them may be valid.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.vectors import old_world as old
from tests.vectors.foreign import ed25519_jwk, token
from tests.vectors.scenes.ob2_signed import pem
from tests.vectors.scenes.ob2_signed import token as token_2
from tests.vectors.world import NOW, OLD_KEY, ORG_KEY, Json, credential, put

MINE, OTHER = ORG_KEY, OLD_KEY
ISSUERS = (
    "https://shared.example/alice/",
    "https://shared.example/alice",
    "https://shared.example/alice/issuer.json",
    "https://shared.example/",
    "https://www.univ.example:8443/people/alice.json",
)
BOB = "https://shared.example/bob/"
#: Members that mention a key or its address without naming it as the issuer's key.
DECOYS = ("authentication", "keyAgreement", "keys", "jwk", "url", "x5u", "image", "controller", "alsoKnownAs", "kid")


@dataclass
class Case:
    """A vector, and its ingredients. `kid` is the badge's address or name for its key."""

    issuer: str
    kid: str | None
    document: object
    vector: Json = field(default_factory=dict)
    known: Mapping[str, list[str]] = field(default_factory=dict)


def cases(seed: int, count: int) -> Iterator[Case]:
    """`count` cases of all kinds. The same seed gives the same cases."""
    chance = random.Random(seed)
    for _ in range(count):
        yield chance.choices((_token, _signed, _hosted), (6, 2, 2))[0](chance)


# Signed tokens of Open Badges 3.0


def _token(chance: random.Random) -> Case:
    issuer = chance.choice(ISSUERS)
    places = _places(issuer)
    kid = chance.choice([None, issuer, "k", "#k", f"{issuer}#k", *places, *(f"{one}#k" for one in places)])
    document = _document(chance, issuer, kid)
    case = Case(issuer, kid, document, known=_known(chance, issuer, kid, MINE.public))
    world = {one: _key_file(chance, one) for one in places}
    if kid and kid.startswith("https://") and kid.partition("#")[0] != issuer:
        world[kid.partition("#")[0]] = _key_file(chance, kid)
    world[issuer] = _answer(chance, document)
    badge = put(credential() | {"credentialStatus": None}, issuer, "issuer", "id")
    header = {"jwk": ed25519_jwk(MINE)} if chance.random() < 0.1 else {}
    case.vector = _vector(case, {"text": token(badge, MINE, kid=kid, **header)}, world)
    return case


def _places(issuer: str) -> list[str]:
    """Addresses for keys: below the issuer's address, next to it, elsewhere on its host, on other hosts."""
    parts = urlsplit(issuer)
    root = f"https://{parts.netloc}"
    folder = issuer.rpartition("/")[0]
    return [
        f"{folder}/keys/1",
        f"{folder}/keys/1/2",
        f"{issuer.removesuffix('/')}/key",
        f"{root}/bob/keys/1",
        f"{root}/key.json",
        f"{folder}/../bob/keys/1",
        f"{folder}/%2E%2e/bob/key",
        f"{folder}/keys/1?x=1",
        f"https://{parts.hostname}:444/keys/1",
        f"https://{str(parts.hostname).upper()}/keys/1",
        f"http://{parts.netloc}/keys/1",
        "https://keys.example.net/1",
    ]


def _key_file(chance: random.Random, address: str) -> Json:
    mine, other = ed25519_jwk(MINE), ed25519_jwk(OTHER)
    sets: tuple[Any, ...] = (
        {"json": mine},
        {"json": mine},
        {"json": {"keys": [mine]}},
        {"json": {"keys": [other | {"kid": "1"}, mine | {"kid": "k"}]}},
        {"json": {"keys": [mine | {"kid": address}]}},
        {"json": other},
        {"text": "<!doctype html>"},
        {"error": "elsewhere"},
        {"status": 404},
    )
    answer: Json = chance.choices(sets, (6, 2, 3, 3, 2, 1, 1, 1, 1))[0]
    return answer


def _document(chance: random.Random, issuer: str, kid: str | None) -> object:
    """The document at the issuer's address."""
    kinds = ("profile", "page", "list", "key", "nothing")
    kind = chance.choices(kinds, (20, 2, 1, 1, 1))[0]
    if kind == "page":
        return "<!doctype html><title>Alice</title>"
    if kind == "list":
        return [{"id": issuer, "type": "Profile", "publicKey": kid}]
    if kind == "key":
        return ed25519_jwk(MINE) | {"id": issuer, "publicKey": kid}
    if kind == "nothing":
        return None
    said = chance.choices(("Profile", ["Issuer"], ["x", "Profile"], None, "Achievement", 7), (8, 2, 2, 2, 1, 1))[0]
    document: Json = {"id": issuer, "name": "Alice"} | ({} if said is None else {"type": said})
    if chance.random() < 0.1:
        document["id"] = chance.choice([BOB, f"{issuer}#", None, issuer.rstrip("/") + "//"])
    return document | _members(chance, issuer, kid)


def _members(chance: random.Random, issuer: str, kid: str | None) -> Json:
    found: Json = {}
    for name in ("verificationMethod", "assertionMethod", "publicKey"):
        if chance.random() < 0.3:
            listed = [_entry(chance, issuer, kid) for _ in range(chance.choice((0, 1, 1, 2)))]
            found[name] = listed[0] if len(listed) == 1 and chance.random() < 0.5 else listed
    if chance.random() < 0.15:
        keys = [ed25519_jwk(chance.choice((MINE, OTHER))) | chance.choice([{}, {"kid": "k"}, {"kid": kid}])]
        found["jwks"] = chance.choice([{"keys": keys}, {"keys": keys}, keys])
    if chance.random() < 0.15:
        found["jwks_uri"] = _address(chance, issuer, kid)
    for name in DECOYS:
        if chance.random() < 0.1:
            found[name] = _entry(chance, issuer, kid)
    return found


def _entry(chance: random.Random, issuer: str, kid: str | None) -> Any:
    """A key, or a reference to one."""
    key = chance.choice((MINE, MINE, OTHER))
    whose = chance.choice(({"controller": issuer}, {"owner": issuer}, {"controller": BOB}, {}))
    name = _address(chance, issuer, kid)
    shapes: tuple[Callable[[], Any], ...] = (
        lambda: name,
        lambda: name,
        lambda: {"id": name, "type": "CryptographicKey"} | whose,
        lambda: {"id": name, "type": "Multikey", "publicKeyMultibase": key.public} | whose,
        lambda: {"id": name, "type": "JsonWebKey", "publicKeyJwk": ed25519_jwk(key)} | whose,
        lambda: ed25519_jwk(key),
        lambda: 7,
    )
    return chance.choice(shapes)()


def _address(chance: random.Random, issuer: str, kid: str | None) -> str:
    place = (kid or "").partition("#")[0]
    own = [kid or "k", kid or "k", kid or "k", place, place, f"{place}#other", f"{issuer}#k", "#k"]
    return chance.choice([*own, *_places(issuer)])


def _known(chance: random.Random, issuer: str, kid: str | None, key: str) -> dict[str, list[str]]:
    """The keys that `trusted.yml` names."""
    if chance.random() < 0.75:
        return {}
    who = chance.choice([issuer, issuer, BOB])
    return {who: chance.sample([key, OTHER.public, kid or key, (kid or key).partition("#")[0], *_places(issuer)], 2)}


def _answer(chance: random.Random, document: object) -> Json:
    if document is None:
        return chance.choice([{"status": 404}, {"error": "elsewhere"}])
    return {"text": document} if isinstance(document, str) else {"json": document}


def _vector(case: Case, given: Json, world: Json) -> Json:
    return {
        "input": given,
        "now": NOW,
        "trusted": [case.issuer],
        "keys": dict(case.known),
        "email": None,
        "documents": world,
        "base_url": None,
        "served_from": None,
    }


# Open Badges 2.0


def _signed(chance: random.Random) -> Case:
    issuer = chance.choice(ISSUERS)
    kid = chance.choice([f"{issuer}#k", *_places(issuer), *(f"{one}#k" for one in _places(issuer))])
    owner = chance.choices((issuer, BOB), (8, 1))[0]
    made = {"id": kid, "type": "CryptographicKey", "owner": owner, "publicKeyPem": pem(MINE)}
    other = made | {"publicKeyPem": pem(OTHER)}
    shapes = [kid, kid, {"id": kid}, made, other, f"{issuer}#other", *_places(issuer)]
    document: Any = old.profile(id=issuer)
    if chance.random() < 0.7:
        listed = [chance.choice(shapes) for _ in range(chance.choice((0, 1, 1, 2)))]
        document["publicKey"] = listed[0] if len(listed) == 1 and chance.random() < 0.5 else listed
    document |= {name: kid for name in DECOYS if chance.random() < 0.1}
    document |= chance.choices(({}, {"type": "BadgeClass"}, {"id": f"{issuer}x"}), (8, 1, 1))[0]
    case = Case(issuer, kid, document, known=_known(chance, issuer, kid, MINE.public))
    about = old.badge_class(issuer=issuer)
    place = kid.partition("#")[0]
    document_at_place = made if "#" not in kid or chance.random() < 0.5 else {"id": place, "publicKey": [made]}
    world = {place: {"json": document_at_place}, old.CLASS: {"json": about}, issuer: {"json": document}}
    said = {"type": "SignedBadge", "creator": kid} if chance.random() < 0.8 else {"type": "SignedBadge"}
    badge = old.assertion(id="urn:uuid:6f9c5b7e-2d1a-4c1e-9d38-1c5a3b0a7f11", verification=said)
    case.vector = _vector(case, {"text": token_2(badge, MINE)}, world)
    return case


def _hosted(chance: random.Random) -> Case:
    issuer = chance.choice((*ISSUERS, "https://shared.example/users", "https://shared.example/issuer.json"))
    parts = urlsplit(issuer)
    root = f"https://{parts.netloc}/"
    below = ["alice/1.json", "alice2/1.json", "alice", "1.json", "bob/1.json", "people/1"]
    below += ["alice/../bob/1", "alice/%2e%2E/bob/1"]
    place = chance.choice([*(root + one for one in below), "https://evil.example/alice/1.json"])
    words = [f"{root}alice", f"{root}alice/", root, root.rstrip("/"), "https://shared", f"{root}bob/"]
    words += [place[: chance.randrange(len(root), len(place))] for _ in range(4)]
    scope: Json = {}
    if chance.random() < 0.4:
        scope["startsWith"] = chance.sample(words, chance.choice((1, 1, 2)))
    if chance.random() < 0.2:
        scope["allowedOrigins"] = chance.choice([parts.netloc, root.rstrip("/"), "evil.example", [parts.netloc]])
    document = old.profile(id=issuer) | ({"verification": scope} if scope else {})
    case = Case(issuer, place, document)
    about = old.badge_class(issuer=issuer)
    badge = old.assertion(id=place)
    world = {issuer: {"json": document}, old.CLASS: {"json": about}, place: {"json": badge}}
    case.vector = _vector(case, {"json": badge}, world)
    return case
