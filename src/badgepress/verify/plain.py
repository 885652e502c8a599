"""Nothing hidden: the JSON that is read says what the signed RDF says.

A signature covers RDF, and RDF has many spellings in JSON-LD. Whoever holds a badge could spell `validUntil` or
`credentialStatus` as a full address, nest it, or give it another name by a context of their own: the signature
would still hold, and a check that looks for the usual key would look past it. So only the usual spelling counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_VALUE_KEYS = frozenset({"@value", "@language", "@direction", "@type"})


@dataclass(frozen=True, slots=True)
class Hidden:
    """An unusual spelling: the key, and whether it is a context of the document's own."""

    key: str
    is_context: bool


def hidden_in(document: Mapping[str, Any]) -> Hidden | None:
    """The first unusual spelling in the document, leaving out its own `proof` (which the signature leaves out)."""
    for key, value in document.items():
        if key != "proof" and (found := _member(document, key, value)):
            return found
    return None


def _hidden(value: object) -> Hidden | None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if found := _member(value, key, inner):
                return found
    elif isinstance(value, list):
        for one in value:
            if found := _hidden(one):
                return found
    return None


def _member(holder: Mapping[str, Any], key: str, value: object) -> Hidden | None:
    """The first unusual spelling in one member of an object."""
    if key == "@context":
        return None if _only_addresses(value) else Hidden(key, is_context=True)
    if ":" in key or (key[:1] == "@" and not (key in _VALUE_KEYS and "@value" in holder)):
        return Hidden(key, is_context=False)
    return None if isinstance(value, str) else _hidden(value)


def _only_addresses(context: object) -> bool:
    return all(isinstance(one, str) for one in (context if isinstance(context, list) else [context]))
