"""Makes other JSON trees of the same signed statements: changes that a holder can make without breaking the signature.

Each rewriting keeps the canonical N-Quads as they are (JSON-LD 1.1 API §4, §8). `test_spelling.py` checks this for each
rewriting by canonicalising the result.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import orjson

Json = dict[str, Any]
Rewriting = Callable[[Json, random.Random], bool]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
#: How the contexts of Open Badges 3.0 and of credentials define the members that the rewritings change.
_TYPED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("validFrom", "validUntil"), f"{_XSD}dateTime"),
}
_PLAIN_TEXTS: Final = ("identityHash", "identityType", "statusPurpose", "statusListIndex", "narrative", "targetName")
_REFERENCES: Final = ("issuer", "evidence", "criteria", "image", "credentialStatus", "statusListCredential")
_TYPES: Final[Mapping[str, str]] = {
    "VerifiableCredential": "https://www.w3.org/2018/credentials#VerifiableCredential",
    "BitstringStatusListEntry": "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry",
    "ClrCredential": "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential",
    **{
        name: _OB + name
        for name in ("Achievement", "AchievementSubject", "OpenBadgeCredential", "Profile", "Image", "Evidence")
    },
}
_OLDER: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
_NEVER: Final = frozenset({"@context", "@value", "@language", "proof"})
#: Members whose order is signed.
_ORDERED: Final = frozenset({"allowedValue", "@context"})


def rewritten(document: Mapping[str, Any], chance: random.Random, most: int = 3) -> tuple[Json, list[str]]:
    """Another tree of the same statements, and the names of the rewritings used."""
    made = _copy(document)
    done: list[str] = []
    for _ in range(chance.choice([1, 1, *range(2, most + 1)])):
        names = list(REWRITINGS)
        chance.shuffle(names)
        for name in names:
            if REWRITINGS[name](made, chance):
                done.append(name)
                break
    return made, done


def _copy(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


def objects(document: Json) -> Iterator[Json]:
    """Every object in the document's own graph: everything except proofs and contexts."""
    stack: list[Any] = [document]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack += value
        elif isinstance(value, dict):
            yield value
            stack += [one for name, one in value.items() if name not in ("@context", "proof")]


def _members(document: Json) -> list[tuple[Json, str]]:
    return [(at, name) for at in objects(document) for name in at if name not in _NEVER]


def _pick(found: list[Any], chance: random.Random) -> Any:
    return chance.choice(found) if found else None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _reordered_members(document: Json, chance: random.Random) -> bool:
    at = _pick(list(objects(document)), chance)
    items = list(at.items())
    chance.shuffle(items)
    at.clear()
    at.update(items)
    return True


def _reordered_list(document: Json, chance: random.Random) -> bool:
    found = [at[name] for at, name in _members(document) if isinstance(at[name], list) and name not in _ORDERED]
    chosen = _pick([one for one in found if len(one) > 1], chance)
    if chosen is None:
        return False
    chance.shuffle(chosen)
    return True


def _wrapped(document: Json, chance: random.Random) -> bool:
    found = [(at, name) for at, name in _members(document) if name not in ("id", *_ORDERED) and at[name] is not None]
    chosen = _pick(found, chance)
    if chosen is None:
        return False
    at, name = chosen
    if name == "type" and isinstance(at[name], list):
        return False
    at[name] = [at[name]]
    return True


def _wrapped_status(document: Json, chance: random.Random) -> bool:
    entries = [one for one in objects(document) if "statusListIndex" in one]
    at = _pick(entries, chance)
    if at is None:
        return False
    name = chance.choice([name for name in at if name != "id"])
    at[name] = at[name] if isinstance(at[name], list) else [at[name]]
    return True


def _unwrapped(document: Json, chance: random.Random) -> bool:
    found = [(at, name) for at, name in _members(document) if isinstance(at[name], list) and len(at[name]) == 1]
    chosen = _pick([one for one in found if one[1] not in _ORDERED], chance)
    if chosen is None:
        return False
    at, name = chosen
    at[name] = at[name][0]
    return True


def _with_null(document: Json, chance: random.Random) -> bool:
    at = _pick([one for one in objects(document) if "@value" not in one], chance)
    lists = [one for name, one in at.items() if isinstance(one, list) and name not in ("type", *_ORDERED)]
    if lists and chance.random() < 0.5:
        chance.choice(lists).insert(0, None)
        return True
    name = chance.choice(["validUntil", "credentialStatus", "name", "evidence", "endorsement", "issuer", "image"])
    at.setdefault(name, None)
    return True


def _with_empty_list(document: Json, chance: random.Random) -> bool:
    at = _pick([one for one in objects(document) if "@value" not in one], chance)
    at.setdefault(chance.choice(["evidence", "endorsement", "alignment", "identifier", "credentialStatus"]), [])
    return True


def _value_object(document: Json, chance: random.Random) -> bool:
    if _OLDER in _listed(document["@context"]):
        # That context defines types for texts too.
        return False
    wanted = (*_TYPED, *_PLAIN_TEXTS)
    chosen = _pick([(at, n) for at, n in _members(document) if n in wanted and isinstance(at[n], str)], chance)
    if chosen is None:
        return False
    at, name = chosen
    at[name] = {"@value": at[name]} | ({"@type": _TYPED[name]} if name in _TYPED else {})
    return True


def _reference_object(document: Json, chance: random.Random) -> bool:
    found = [(at, name) for at, name in _members(document) if name in _REFERENCES]
    chosen = _pick([(at, name) for at, name in found if isinstance(at[name], str)], chance)
    if chosen is None:
        return False
    at, name = chosen
    at[name] = {"id": at[name]}
    return True


def _long_type(document: Json, chance: random.Random) -> bool:
    """Only if the short name has no type-scoped context that the object needs."""
    found = [(at, one) for at in objects(document) for one in _listed(at.get("type")) if one in _TYPES]
    chosen = _pick(found, chance)
    if chosen is None:
        return False
    at, short = chosen
    if short in ("VerifiableCredential", "BitstringStatusListEntry") or len(at) > 2:
        # Adds the long name next to the short one, which provides the context.
        at["type"] = [*_listed(at["type"]), _TYPES[short]]
    else:
        at["type"] = [_TYPES[short] if one == short else one for one in _listed(at["type"])]
    return True


def _other_name(document: Json, chance: random.Random) -> bool:
    found = [at for at in objects(document) if "OpenBadgeCredential" in _listed(at.get("type"))]
    at = _pick(found, chance)
    if at is None:
        return False
    at["type"] = [*_listed(at["type"]), "AchievementCredential"]
    return True


def _keyword(document: Json, chance: random.Random) -> bool:
    chosen = _pick([(at, name) for at, name in _members(document) if name in ("id", "type")], chance)
    if chosen is None:
        return False
    at, name = chosen
    at[f"@{name}"] = at.pop(name)
    return True


def _twice(document: Json, chance: random.Random) -> bool:
    """A text, or an object with an id, may be in a list twice."""
    found = []
    for at, name in _members(document):
        if name in ("type", "tag", "evidence", "credentialStatus", "endorsement", "alignment", "verifiableCredential"):
            found += [(at, name, one) for one in _listed(at[name]) if isinstance(one, str) or _is_shared(one)]
    chosen = _pick(found, chance)
    if chosen is None:
        return False
    at, name, one = chosen
    at[name] = [*_listed(at[name]), _copy(one)]
    return True


def _is_shared(value: object) -> bool:
    """Whether a copy adds no statements: everything in it has an id."""
    return (
        isinstance(value, dict)
        and all("id" in one or "@value" in one for one in objects(value))
        and not any("proof" in one for one in objects(value))
    )


def _more_contexts(document: Json, chance: random.Random) -> bool:
    at = _pick([one for one in objects(document) if "@value" not in one], chance)
    if "@context" in at and at is not document and chance.random() < 0.5:
        at["@context"] = [*_listed(document["@context"])]
    else:
        at["@context"] = [*_listed(at.get("@context", [])), *_listed(document["@context"])[:2]]
    return True


def _whole_number(document: Json, chance: random.Random) -> bool:
    found = [(at, name) for at, name in _members(document) if type(at[name]) is int]
    chosen = _pick(found, chance)
    if chosen is None:
        return False
    at, name = chosen
    at[name] = float(at[name])
    return True


def _places_of(document: Json) -> dict[str, list[tuple[Json | list[Any], str | int, Json | None]]]:
    """All places of each id, as an object or as a text read as an id: the place, and the object if it is one."""
    found: dict[str, list[tuple[Json | list[Any], str | int, Json | None]]] = {}
    for at in objects(document):
        for name, value in at.items():
            if name in ("@context", "proof", "id", "type"):
                continue
            holder: Json | list[Any] = value if isinstance(value, list) else at
            for key, one in enumerate(value) if isinstance(value, list) else [(name, value)]:
                if isinstance(one, dict) and isinstance(one.get("id"), str):
                    found.setdefault(one["id"], []).append((holder, key, one))
                elif isinstance(one, str) and name in _REFERENCES:
                    found.setdefault(one, []).append((holder, key, None))
    known = document.get("id")
    if isinstance(known, str):
        found.setdefault(known, []).append(({"": document}, "", document))
    return found


def _shared(document: Json, chance: random.Random) -> tuple[str, list[tuple[Json | list[Any], str | int, Json | None]]]:
    """An id with several places, and those places; no places if there is no such id."""
    found = {known: places for known, places in _places_of(document).items() if len(places) > 1}
    known = _pick(sorted(found), chance)
    return (known, found[known]) if known else ("", [])


def _moved(document: Json, chance: random.Random) -> bool:
    """Moves members of an object to another place with its id. Their types move too, for their contexts."""
    known, places = _shared(document, chance)
    chance.shuffle(places)
    giver = next((one for _, _, one in places if one is not None and len(one) > 1), None)
    taker = next(((holder, key, one) for holder, key, one in places if one is not giver), None)
    if giver is None or taker is None:
        return False
    holder, key, target = taker
    if target is None:
        target = {"id": known}
        holder[key] = target  # type: ignore[index]
    if any(one is giver for one in objects(target)) or any(one is target for one in objects(giver)):
        # An object cannot be moved into itself.
        inner = {id(one) for name in giver for one in objects({"": giver[name]}) if name not in ("@context", "proof")}
        if id(target) in inner:
            return False
    names = [name for name in giver if name not in ("id", "type", "@context")]
    if not names:
        return False
    chosen = names if chance.random() < 0.3 else chance.sample(names, chance.randint(1, min(3, len(names))))
    types = [*_listed(target.get("type") or []), *_listed(giver.get("type") or [])]
    if types:
        target["type"] = list(dict.fromkeys(types))
    if "@context" in giver:
        target.setdefault("@context", _copy(giver["@context"]))
    for name in chosen:
        value = giver.pop(name)
        if name in target and target[name] is not None:
            # An object without an id is a different thing, even if it looks the same.
            kept = [one for one in _listed(target[name]) if isinstance(one, str) or _is_shared(one)]
            both = [*_listed(target[name]), *(one for one in _listed(value) if one not in kept)]
            target[name] = both if len(both) > 1 else both[0]
        else:
            target[name] = value
    return True


def _split(document: Json, chance: random.Random) -> bool:
    """Splits an object in a list into two partial ones."""
    found = []
    for at, name in _members(document):
        for one in _listed(at[name]):
            if isinstance(one, dict) and isinstance(one.get("id"), str) and len(one) > 2:
                found.append((at, name, one))
    chosen = _pick(found, chance)
    if chosen is None:
        return False
    at, name, one = chosen
    other = {key: one[key] for key in ("@context", "id", "type") if key in one}
    for key in chance.sample(list(one), chance.randint(1, len(one))):
        if key not in ("@context", "id", "type"):
            other[key] = one.pop(key)
    at[name] = [*_listed(at[name]), other]
    return True


def _copied(document: Json, chance: random.Random) -> bool:
    """A text or an address may be repeated in every place with the id."""
    _known, places = _shared(document, chance)
    whole = [one for _, _, one in places if one is not None]
    if len(whole) < 2:
        return False
    giver, taker = chance.sample(whole, 2)
    names = [name for name, value in giver.items() if isinstance(value, str) and name not in ("id", "type")]
    name = _pick([one for one in names if one not in taker], chance)
    if name is None:
        return False
    types = list(dict.fromkeys([*_listed(taker.get("type") or []), *_listed(giver.get("type") or [])]))
    if types:
        taker["type"] = types
    taker[name] = giver[name]
    return True


#: By name. The most dangerous ones are listed more than once, so they are picked more often.
REWRITINGS: Final[Mapping[str, Rewriting]] = {
    "reordered members": _reordered_members,
    "reordered list": _reordered_list,
    "list around one": _wrapped,
    "list in a status entry": _wrapped_status,
    "one without its list": _unwrapped,
    "null": _with_null,
    "empty list": _with_empty_list,
    "value object": _value_object,
    "object for an address": _reference_object,
    "address of a type": _long_type,
    "other name of a type": _other_name,
    "keyword": _keyword,
    "twice in a list": _twice,
    "more contexts": _more_contexts,
    "number with a point": _whole_number,
    "moved": _moved,
    "moved again": _moved,
    "moved once more": _moved,
    "split": _split,
    "copied": _copied,
}
