"""Badges whose keys lie anywhere, and documents of issuers that name them or do not, made at random; and who is right.

`may_hold` says when a verdict may be `valid` at all, from what was put into the case and by its own reading of it:
nothing of the verifier is used here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.vectors import old_world as old
from tests.vectors.foreign import ed25519_jwk, token
from tests.vectors.make_jws import pem
from tests.vectors.make_jws import token as token_2
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
#: Members that mention a key or its address, and name no key of the issuer's.
DECOYS = ("authentication", "keyAgreement", "keys", "jwk", "url", "x5u", "image", "controller", "alsoKnownAs", "kid")


@dataclass
class Case:
    """A vector, and what was put into it. `kid` is the address or name of the key that the badge gives."""

    issuer: str
    kid: str | None
    document: object
    vector: Json = field(default_factory=dict)
    known: Mapping[str, list[str]] = field(default_factory=dict)


def cases(seed: int, count: int) -> Iterator[Case]:
    """So many cases of all kinds, the same for the same seed."""
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
    """Addresses of keys: below the issuer's own, beside it, elsewhere on its host, on others."""
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
    """What lies at the issuer's address."""
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
    """A key, or what points to one."""
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
    """What `trusted.yml` names."""
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
    held = made if "#" not in kid or chance.random() < 0.5 else {"id": place, "publicKey": [made]}
    world = {place: {"json": held}, old.CLASS: {"json": about}, issuer: {"json": document}}
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


# Who is right


def may_hold(case: Case) -> bool:
    """Whether the issuer's own document, or `trusted.yml`, says that the badge's key or place is the issuer's."""
    given, document = case.vector["input"], case.document
    if "json" in given:
        return _says_place(case.issuer, case.kid or "", document)
    if _at(case).keys() & {"status", "error"}:
        return False
    vouched = list(case.known.get(case.issuer, []))
    if MINE.public in vouched or _points(case.kid, vouched):
        return not _is_older(case) or _is_profile(case.issuer, document)
    if not _is_profile(case.issuer, document) or not isinstance(document, dict):
        return False
    return _names_key(case.issuer, document) or _names_address(case.kid, document)


def may_be_read(case: Case) -> set[str]:
    """The addresses that a token of Open Badges 3.0 may make a verifier read: the issuer's, and keys that are named."""
    named = {*case.known.get(case.issuer, [])}
    if isinstance(case.document, dict):
        named |= set(_strings(case.document))
    return {case.issuer, *(one.partition("#")[0] for one in named)}


def _at(case: Case) -> Json:
    answer: Json = case.vector["documents"][case.issuer]
    return answer


def _is_older(case: Case) -> bool:
    return old.CLASS in case.vector["documents"]


def _is_profile(issuer: str, document: object) -> bool:
    if not isinstance(document, dict) or document.get("id") != issuer:
        return False
    kinds = document.get(
        "type", "Profile" if set(document) & {"verificationMethod", "assertionMethod", "publicKey"} else ""
    )
    return any(kind in ("Profile", "Issuer") for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _many(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(document: Mapping[str, Any]) -> Iterator[str]:
    """What the members that count name by a text, or by an object that holds no key."""
    for name in ("assertionMethod", "publicKey", "jwks_uri"):
        for one in _many(document.get(name)):
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict) and name != "jwks_uri" and "publicKey" not in json.dumps(list(one)):
                yield str(one.get("id"))


def _points(kid: str | None, named: list[str]) -> bool:
    """Whether the key's address, or the key at it, is among those named."""
    return kid is not None and kid.startswith("https://") and (kid in named or kid.split("#")[0] in named)


def _names_address(kid: str | None, document: Mapping[str, Any]) -> bool:
    return _points(kid, list(_strings(document)))


def _names_key(issuer: str, document: Mapping[str, Any]) -> bool:
    """Whether the signing key itself stands in the document as the issuer's, and may sign."""
    jwks = document.get("jwks")
    if isinstance(jwks, dict) and any(_is_mine(one) for one in _many(jwks.get("keys"))):
        return True
    whole = [*_many(document.get("assertionMethod")), *_many(document.get("publicKey"))]
    referred = {_full(issuer, one) for one in whole if isinstance(one, str)}
    referred |= {_full(issuer, one["id"]) for one in whole if isinstance(one, dict) and isinstance(one.get("id"), str)}
    for one in [*whole, *_many(document.get("verificationMethod"))]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        theirs = one.get("controller", one.get("owner"))
        is_mine = one.get("publicKeyMultibase") == MINE.public or _is_mine(one.get("publicKeyJwk"))
        is_mine = is_mine or one.get("publicKeyPem") == pem(MINE)
        if is_mine and theirs == issuer and _full(issuer, one["id"]) in referred:
            return True
    return False


def _full(issuer: str, name: str) -> str:
    return issuer + name if name.startswith("#") else name


def _is_mine(jwk: object) -> bool:
    return isinstance(jwk, dict) and jwk.get("x") == ed25519_jwk(MINE)["x"]


def _says_place(issuer: str, place: str, document: Any) -> bool:
    """Open Badges 2.0: whether a hosted badge lies where its issuer says, or in the issuer's own folder of the host."""
    scope = document.get("verification", {})
    starts, origins = _many(scope.get("startsWith", [])), _many(scope.get("allowedOrigins", []))
    here, home = urlsplit(place), urlsplit(issuer)
    hosts = [urlsplit(one).netloc if "//" in one else one for one in origins]
    if hosts and here.netloc not in hosts:
        return False
    leaves = "/.." in place.lower().replace("%2e", ".")
    if starts:
        return any(_begins(one, place) for one in starts) and not leaves
    if hosts:
        return True
    within = _folder(home.path) in ("", _folder(here.path))
    return here.netloc == home.netloc and within and not (leaves and _folder(home.path))


def _begins(start: str, place: str) -> bool:
    """A start is whole folders of the place, or all of them and the beginning of the last part."""
    wanted, there = start.split("/"), place.split("/")
    if start.endswith("/"):
        return there[: len(wanted) - 1] == wanted[:-1] and len(there) >= len(wanted)
    same = there[: len(wanted)] == wanted
    begun = len(there) == len(wanted) and there[:-1] == wanted[:-1] and there[-1].startswith(wanted[-1])
    return len(wanted) > 2 and (same or (begun and len(wanted) > 3))


def _folder(path: str) -> str:
    first, *rest = path.lstrip("/").split("/")
    return first if rest or "." not in first else ""
