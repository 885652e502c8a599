"""The shape of a JSON-LD document: everything except the text of its leaves.

Documents of one shape have the same members in the same order, lists of the same length, the same contexts, `type`s and
numbers, and texts in the same places. Only the texts differ. If expansion passes a text through unchanged, as a literal
or an identifier, then the text had no influence on the result, and `template` can make a hole for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from badgepress.openbadges.jsonld.source import LIMITS

Key = tuple[str | int, ...]

_MOST_TOKENS: Final = 3 * LIMITS.values
_LARGEST_BITS: Final = 53

# Members whose text affects how other members are read. Bundled contexts have no other alias for `@type` (a test checks
# this), and a document with an inline context has no shape.
_TYPES: Final = frozenset({"type", "@type"})
_CONTEXT: Final = "@context"
_READ: Final = _TYPES | {_CONTEXT}


def weight(key: Key) -> int:
    """Roughly how many bytes of memory the key takes."""
    return sum(8 + len(token) if isinstance(token, str) else 8 for token in key)


class Shape(NamedTuple):
    """Documents of one shape have equal keys. `leaves` are the texts not in the key, in document order."""

    key: Key
    leaves: list[str]


class Leaf(str):
    """A text that knows its index among the leaves. It equals its text and behaves like it everywhere."""

    __slots__ = ("place",)
    place: int

    def __new__(cls, text: str, place: int) -> Leaf:
        """The leaf with index `place`, counted from 0."""
        made = super().__new__(cls, text)
        made.place = place
        return made


class _NoShapeError(Exception):
    """The document has no shape: it has an inline context, is too deep or too large, or is not plain JSON."""


def shape_of(document: Any) -> Shape | None:
    """The shape of a document; None if it has none and must be processed as a whole."""
    if type(document) is not dict:
        return None
    tokens: list[str | int] = []
    leaves: list[str] = []
    try:
        _object(document, tokens, leaves, 1)
    except _NoShapeError:
        return None
    return Shape(tuple(tokens), leaves)


def marked(document: dict[str, Any]) -> dict[str, Any]:
    """A copy of a document that has a shape, with a `Leaf` for each text that is not in the shape's key."""
    place = -1

    def leaf(text: str) -> Leaf:
        nonlocal place
        place += 1
        return Leaf(text, place)

    return {name: _marked(name, value, leaf) for name, value in document.items()}


def _marked(name: str, value: Any, leaf: Callable[[str], Leaf]) -> Any:
    """The marked copy of a value in the member `name`."""
    if name == _CONTEXT:
        return value
    if isinstance(value, str):
        return value if name in _TYPES else leaf(value)
    if isinstance(value, list):
        return [_marked(name, one, leaf) for one in value]
    return {inner: _marked(inner, one, leaf) for inner, one in value.items()} if isinstance(value, dict) else value


# Tokens are unambiguous. An object is "{", its size, its names, then the name and tokens of each value that is not a
# leaf, then -1. A list is "[", its size and the tokens of each entry, with "s" for a leaf. Names are text, so a number
# in place of a name ends the object.


def _object(value: dict[str, Any], tokens: list[str | int], leaves: list[str], depth: int) -> None:
    if depth > LIMITS.depth or len(tokens) > _MOST_TOKENS:
        raise _NoShapeError
    tokens += "{", len(value), *value
    for name, one in value.items():
        kind = type(one)
        if kind is str and name not in _READ:
            leaves.append(one)
            continue
        tokens.append(name)
        if name == _CONTEXT:
            _context(one, tokens)
        elif kind is dict:
            _object(one, tokens, leaves, depth + 1)
        elif kind is list:
            _list(one, tokens, leaves, depth + 1, name in _TYPES)
        else:
            tokens += ("=", one) if kind is str else (_plain(one),)
    tokens.append(-1)


def _list(value: list[Any], tokens: list[str | int], leaves: list[str], depth: int, verbatim: bool) -> None:
    if depth > LIMITS.depth or len(tokens) > _MOST_TOKENS:
        raise _NoShapeError
    tokens += "[", len(value)
    for one in value:
        kind = type(one)
        if kind is str:
            if verbatim:
                tokens += "=", one
            else:
                tokens.append("s")
                leaves.append(one)
        elif kind is dict:
            _object(one, tokens, leaves, depth + 1)
        elif kind is list:
            _list(one, tokens, leaves, depth + 1, verbatim)
        else:
            tokens.append(_plain(one))


def _context(value: Any, tokens: list[str | int]) -> None:
    """The addresses of a `@context`, the only kind there is a shape for."""
    entries = value if type(value) is list else [value]
    if not all(type(one) is str for one in entries):
        raise _NoShapeError
    tokens += "@", len(entries) if entries is value else -1, *entries


def _plain(value: Any) -> str:
    """The token of a number, boolean or null. Keeps apart what Python calls equal: 1, 1.0 and true; 0.0 and -0.0."""
    if value is None or value is True or value is False:
        return str(value)
    if type(value) is float or (type(value) is int and value.bit_length() <= _LARGEST_BITS):
        return repr(value)
    raise _NoShapeError
