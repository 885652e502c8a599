"""Checks a credential against the data model of Open Badges 3.0 and reports every problem with its path.

Codes: `missing-field`, `bad-field` (wrong kind of JSON value), `bad-date`, `bad-type`, `bad-iri`, `bad-value`
(not in the enumeration), `bad-context`, `bad-period`, `bad-reference`, `unexpected-field`, `empty-field`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from badgepress.errors import Problem, problem
from badgepress.openbadges.classes import CLASSES, ENUMERATIONS, Class
from badgepress.openbadges.jsonld.bounded import Bounded
from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.jsonld.expanded import is_iri
from badgepress.openbadges.jsonld.shape import Leaf, marked, shape_of, weight
from badgepress.openbadges.moments import moment
from badgepress.values import Value

_OB_CONTEXT: Final = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json")
_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._|-]+")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_CREDENTIAL_TYPES: Final = ("OpenBadgeCredential", "AchievementCredential")


def problems(credential: Mapping[str, Any]) -> list[Problem]:
    """The reasons why `credential` is not a valid OpenBadgeCredential (§B.1), in the order of its fields.

    Ignores proofs: a credential not signed yet has none.
    """
    shape = shape_of(credential)
    known = _TESTS.get(shape.key) if shape else None
    if shape and known is not None and all(test(shape.leaves) for test in known):
        return list(_references(credential))
    found = [*_fields(credential, []), *_references(credential)]
    if shape and known is None and not found:
        tests: list[_Test] = []
        deque(_fields(marked(dict(credential)), tests), 0)
        _TESTS.put(shape.key, tuple(tests))
    return found


# Credentials of one shape differ only in the texts of their leaves. If one of them has no problems, another has none
# either as long as its texts pass the same tests. So we keep those tests for each shape.
_Test = Callable[[Sequence[str]], bool]
_TESTS: Final[Bounded[tuple[_Test, ...]]] = Bounded(4_000_000, lambda key, tests: weight(key) + 200 * len(tests))


def forget() -> None:
    """Empties the cache of tests, so that the next credential is checked in full."""
    _TESTS.clear()


def _fields(credential: Mapping[str, Any], tests: list[_Test]) -> Iterator[Problem]:
    """Problems with single fields, not between fields. Adds to `tests` each test made on a marked leaf."""
    yield from _head(credential, "", _CREDENTIAL_TYPES, tests)
    yield from _object(credential, "OpenBadgeCredential", "", tests)


def _head(credential: Mapping[str, Any], path: str, types: tuple[str, ...], tests: list[_Test]) -> Iterator[Problem]:
    """Checks a credential's contexts (VC 2, then Open Badges 3), types and period."""
    contexts = credential.get("@context")
    at = _join(path, "@context")
    if contexts is None:
        yield _missing(at)
    elif not isinstance(contexts, list) or len(contexts) < 2 or contexts[0] != VC2 or not _is_ob(contexts[1]):
        yield problem(
            "bad-context",
            "the first two contexts are not those of Verifiable Credentials 2.0 and Open Badges 3.0",
            path=at,
            got=_given(contexts),
            expected=VC2,
        )
    found = _listed(credential.get("type"))
    if "type" in credential and not ("VerifiableCredential" in found and any(name in found for name in types)):
        yield problem(
            "bad-type",
            "not a credential of the expected type",
            path=_join(path, "type"),
            got=_given(credential["type"]),
            expected=f"VerifiableCredential and {types[0]}",
        )
    start, end = credential.get("validFrom"), credential.get("validUntil")
    if isinstance(start, Leaf) and isinstance(end, Leaf):
        places = start.place, end.place
        tests.append(lambda leaves: _in_order(leaves[places[0]], leaves[places[1]]))
    if not _in_order(start, end):
        yield problem("bad-period", "the credential ends before it begins", path=_join(path, "validUntil"))


def _in_order(start: Any, end: Any) -> bool:
    begins, ends = moment(start), moment(end)
    return begins is None or ends is None or begins <= ends


def _object(value: Any, name: str, path: str, tests: list[_Test]) -> Iterator[Problem]:
    """Checks that a value is an object of the class `name`."""
    shape = CLASSES[name]
    if name == "Issuer" and isinstance(value, str):
        yield from _plain(value, "iri", path, tests)
        return
    if not isinstance(value, Mapping):
        yield problem("bad-field", "not an object", path=path, got=_given(value), expected=shape.type or name)
        return
    if name == "Status" and "BitstringStatusListEntry" in _listed(value.get("type")):
        shape = CLASSES["BitstringStatusListEntry"]
    if name == "Endorsement":
        yield from _head(value, path, ("EndorsementCredential",), tests)
    yield from _presence(value, shape, path)
    if shape.type and "type" in value:
        yield from _type(value["type"], shape, _join(path, "type"))
    for field, one in value.items():
        kind = shape.fields.get(field)
        if kind is not None:
            yield from _field(one, kind, _join(path, field), tests)
        elif shape.closed and field != "type":
            yield problem("unexpected-field", "a field that this object may not have", path=_join(path, field))


def _presence(value: Mapping[str, Any], shape: Class, path: str) -> Iterator[Problem]:
    yield from (_missing(_join(path, field)) for field in shape.required if field not in value)
    if shape.any_of and not any(field in value for field in shape.any_of):
        yield problem("missing-field", f"neither {' nor '.join(shape.any_of)} is given", path=path)


def _type(value: Any, shape: Class, path: str) -> Iterator[Problem]:
    fits = value == shape.type if shape.closed else shape.type in _listed(value)
    if not fits:
        yield problem("bad-type", "an object of another type", path=path, got=_given(value), expected=Value(shape.type))


def _field(value: Any, kind: str, path: str, tests: list[_Test]) -> Iterator[Problem]:
    if kind.endswith("*") and isinstance(value, list):
        if not value:
            yield problem("empty-field", "an empty list says nothing: leave the field out", path=path)
        for number, one in enumerate(value):
            yield from _field(one, kind[:-1], f"{path}[{number}]", tests)
        return
    kind = kind.removesuffix("*")
    yield from _object(value, kind, path, tests) if kind in CLASSES else _plain(value, kind, path, tests)


def _plain(value: Any, kind: str, path: str, tests: list[_Test]) -> Iterator[Problem]:
    """Checks a plain value: one of `_KINDS`, or a name from an enumeration."""
    if kind in ENUMERATIONS:
        test: Callable[[Any], bool] = partial(_is_named, kind)
        code, message = "bad-value", "not a name the standard knows here"
        expected = "one of the standard's names" + ("" if kind == "resultStatus" else " or ext:…")
    else:
        code, test, wanted = _KINDS[kind]
        message, expected = f"not {wanted}", ""
    if isinstance(value, Leaf) and kind != "text":
        place = value.place
        tests.append(lambda leaves: test(leaves[place]))
    if not test(value):
        yield problem(code, message, path=path, got=_given(value), expected=expected)


def _is_named(kind: str, value: Any) -> bool:
    """Whether the value is in the enumeration, or is an extension (`ext:…`) and the enumeration takes those."""
    if not isinstance(value, str):
        return False
    return value in ENUMERATIONS[kind] or (kind != "resultStatus" and _EXTENSION.fullmatch(value) is not None)


def _is_text(value: Any) -> bool:
    """Whether the value is a text, or a JSON-LD text with a language."""
    return isinstance(value, str) or (isinstance(value, Mapping) and isinstance(value.get("@value"), str))


_KINDS: Final[Mapping[str, tuple[str, Callable[[Any], bool], str]]] = MappingProxyType(
    {
        "text": ("bad-field", _is_text, "text"),
        "iri": ("bad-iri", lambda value: isinstance(value, str) and is_iri(value), "a full address"),
        "moment": ("bad-date", lambda value: moment(value) is not None, "a date with time and zone"),
        "boolean": ("bad-field", lambda value: isinstance(value, bool), "true or false"),
        "number": (
            "bad-field",
            lambda value: isinstance(value, int | float) and not isinstance(value, bool),
            "a number",
        ),
        "language": (
            "bad-value",
            lambda value: isinstance(value, str) and bool(_LANGUAGE.fullmatch(value)),
            "a language tag",
        ),
        "index": (
            "bad-value",
            lambda value: isinstance(value, str) and bool(_INDEX.fullmatch(value)),
            "an index as text",
        ),
    }
)


def _references(credential: Mapping[str, Any]) -> Iterator[Problem]:
    """Checks that each result's description is one of its achievement's (§B.1.20)."""
    subject = credential.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    if not isinstance(subject, Mapping) or not isinstance(achievement, Mapping):
        return
    described = _listed(achievement.get("resultDescription"))
    known = [one.get("id") for one in described if isinstance(one, Mapping)]
    for number, result in enumerate(_listed(subject.get("result"))):
        named = result.get("resultDescription") if isinstance(result, Mapping) else None
        if isinstance(named, str) and named not in known:
            path = f"credentialSubject.result[{number}].resultDescription"
            yield problem(
                "bad-reference", "the achievement has no such result description", path=path, got=_given(named)
            )


def _is_ob(context: Any) -> bool:
    return isinstance(context, str) and bool(_OB_CONTEXT.fullmatch(context))


def _missing(path: str) -> Problem:
    return problem("missing-field", "a required field is missing", path=path)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _join(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _given(value: Any) -> Value:
    return Value(value, 80)
