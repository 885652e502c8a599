"""Checks a JSON-LD document before expansion: sizes, JSON types, keywords, inline contexts, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeAlias

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.limits import CONTEXT_ENTRIES, DOCUMENT_LEVELS, DOCUMENT_VALUES, LIST_ENTRIES
from badgepress.values import Value


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be: levels of nesting, values in all, entries of one list and of one @context."""

    depth: int = DOCUMENT_LEVELS
    values: int = DOCUMENT_VALUES
    entries: int = LIST_ENTRIES
    contexts: int = CONTEXT_ENTRIES


LIMITS: Final = Limits()

#: The members that name something, and the form in which JSON-LD keeps names for itself (JSON-LD 1.1 §1.7, Keywords).
_NAMES: Final = frozenset({"id", "@id", "type", "@type"})
_KEYWORD: Final = re.compile("@[A-Za-z]+")
# RDF loses what other keywords hold (@index, @direction), or nobody needs them.
_KEYWORDS: Final = frozenset({"@context", "@id", "@type", "@value", "@language", "@list", "@set"})
_ALIASES: Final = frozenset({"@id", "@type"})
_CONTEXT_KEYWORDS: Final = frozenset({"@version", "@vocab", "@protected", "@propagate", "@language"})
_LARGEST_INTEGER: Final = 2**53 - 1
_SMALLEST_FRACTION: Final = 1e-6
_DIGITS: Final = 16

# The path before a step, and the step. Becomes text only for an error.
_Path: TypeAlias = "tuple[_Path, str | int] | None"


def check(document: Mapping[str, Any], limits: Limits = LIMITS) -> None:
    """Raises CredentialError if expansion would lose something or the document exceeds `limits`."""
    if not isinstance(document, Mapping):
        raise _bad("bad-json", "the document is not a JSON object", None, got=type(document).__name__)
    if "@context" not in document:
        raise _bad("no-context", "the document has no @context", None)
    left = limits.values
    # Each value with its path, its depth and whether it is inside a context.
    stack: list[tuple[Any, _Path, int, bool]] = [(document, None, 1, False)]
    while stack:
        value, path, depth, in_context = stack.pop()
        left -= 1
        if left < 0:
            raise _bad("too-large", "the document has too many values", None, expected=f"at most {limits.values}")
        if type(value) is str:
            _check_text(value, path)
            continue
        is_list = isinstance(value, list)
        if not is_list and not isinstance(value, Mapping):
            _check_plain(value, path)
            continue
        if depth > limits.depth:
            raise _bad("too-deep", "the document is nested too deeply", None, expected=f"at most {limits.depth} levels")
        if is_list:
            most = limits.contexts if path is not None and path[1] == "@context" else limits.entries
            if len(value) > most:
                raise _bad("too-large", "a list has too many entries", path, expected=f"at most {most}")
            stack += [(one, (path, number), depth + 1, in_context) for number, one in enumerate(value)]
            continue
        _check_names(value, path)
        if not in_context:
            _check_keywords(value, path)
        stack += [(one, (path, key), depth + 1, in_context or key == "@context") for key, one in value.items()]


def _written(path: _Path) -> str:
    """The path as text: `evidence[0].name`."""
    steps: list[str] = []
    while path is not None:
        path, step = path
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).removeprefix(".")


class Places:
    """The paths of a document's members and texts outside its contexts. Walks the document on first use only."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def of_key(self, key: str) -> str:
        """The path of the first member named `key`, "" when there is none."""
        return _written(self._found[0].get(key))

    def of_text(self, text: str) -> str:
        """The path of the first text equal to `text`, "" when there is none."""
        return _written(self._found[1].get(text))

    @cached_property
    def _found(self) -> tuple[dict[str, _Path], dict[str, _Path]]:
        keys: dict[str, _Path] = {}
        texts: dict[str, _Path] = {}
        stack: list[tuple[Any, _Path]] = [(self._document, None)]
        while stack:
            value, path = stack.pop()
            if path is not None and isinstance(path[1], str):
                keys.setdefault(path[1], path)
            if isinstance(value, str):
                texts.setdefault(value, path)
            elif isinstance(value, Mapping):
                stack += [(one, (path, name)) for name, one in reversed(list(value.items())) if name != "@context"]
            elif isinstance(value, list):
                stack += [(one, (path, number)) for number, one in reversed(list(enumerate(value)))]
        return keys, texts


def _check_plain(value: Any, path: _Path) -> None:
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int | float):
        if not isinstance(value, bool):
            _check_number(value, path)
    elif value is not None:
        raise _bad("bad-json", "not a JSON value", path, got=type(value).__name__)


def _check_names(value: Mapping[Any, Any], path: _Path) -> None:
    for key in value:
        if not isinstance(key, str):
            raise _bad("bad-json", "the name of a member is not text", path, got=type(key).__name__)
        _check_text(key, path)


def _check_keywords(value: Mapping[str, Any], path: _Path) -> None:
    for key in value:
        if key[:1] == "@" and key not in _KEYWORDS:
            raise _bad(
                "unsupported-json-ld", "a JSON-LD keyword that credentials have no use for", path, got=Value(key)
            )
    # Libraries ignore names in the form of a keyword, each in its own way (JSON-LD 1.1 §4.1.1).
    for key in (key for key in value if key in _NAMES):
        for one in value[key] if isinstance(value[key], list) else [value[key]]:
            if isinstance(one, str) and one != "@json" and _KEYWORD.fullmatch(one):
                raise _bad("unsupported-json-ld", "a name in the form of a JSON-LD keyword", path, got=Value(one))
    if "@context" in value:
        _check_context(value["@context"], (path, "@context"))
    if value.get("@value", "") is None or value.keys() == {"@language"}:
        raise _bad("unsupported-json-ld", "a value object without a value", path)
    # JSON-LD 1.1 API §5.1.2, step 14.5: not every library refuses this.
    if "@value" in value and any(isinstance(value.get(name), list) for name in ("@type", "type")):
        raise _bad("bad-json-ld", "the document is not JSON-LD", None, got="invalid typed value")


def _check_context(context: Any, path: _Path) -> None:
    """Refuses inline contexts that import others, change the base or rename keywords."""
    for entry in context if isinstance(context, list) else [context]:
        if not isinstance(entry, Mapping):
            continue
        for term, definition in entry.items():
            if term[:1] == "@":
                if term not in _CONTEXT_KEYWORDS:
                    raise _bad("bad-context", "a keyword that an inline context may not have", path, got=Value(term))
                continue
            if not isinstance(definition, Mapping):
                definition = {"@id": definition}
            mapped = definition.get("@id")
            if isinstance(mapped, str) and mapped[:1] == "@" and mapped not in _ALIASES:
                raise _bad("bad-context", "an inline context gives another name to a keyword", path, got=Value(mapped))
            if "@index" in definition or "@index" in _listed(definition.get("@container")):
                raise _bad(
                    "bad-context", "an inline context makes an index, which is not signed", path, got=Value(term)
                )
            if "@direction" in definition or "@nest" in definition:
                raise _bad("bad-context", "a keyword that an inline context may not have", path, got=Value(term))
            if isinstance(definition.get("@context"), Mapping | list):
                _check_context(definition["@context"], (path, term))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _check_text(text: str, path: _Path) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _bad("bad-json", "text with half of a character (a lone surrogate)", path) from None


def _check_number(number: float, path: _Path) -> None:
    """Refuses numbers that implementations write differently, because their signatures would differ too."""
    if isinstance(number, int):
        fits = abs(number) <= _LARGEST_INTEGER
    elif not math.isfinite(number):
        fits = False
    elif number.is_integer():
        fits = abs(number) <= _LARGEST_INTEGER
    else:
        fits = abs(number) >= _SMALLEST_FRACTION and not _is_between(number)
    if not fits:
        raise _bad("bad-number", "a number that not every reader writes alike", path, got=Value(number))


def _is_between(number: float) -> bool:
    """Whether the number is exactly halfway between two 16-digit numbers.

    C's `printf` (JSON-LD API §8.6) rounds those to even, browsers round up.
    """
    digits = Decimal(number).as_tuple().digits
    return len(digits) == _DIGITS + 1 and digits[-1] == 5


def _bad(code: str, message: str, path: _Path, *, got: str = "", expected: str = "") -> CredentialError:
    return CredentialError(problem(code, message, path=_written(path), got=got, expected=expected))
