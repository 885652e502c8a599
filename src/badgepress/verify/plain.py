"""Nothing hidden: the JSON that is read says what the signed RDF says.

A signature covers RDF, and RDF has many spellings in JSON-LD. Whoever holds a badge could spell `validUntil` or
`credentialStatus` as a full address, nest it, or give it another name by a context of their own: the signature
would still hold, and a check that looks for the usual key would look past it. So only the usual spelling counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    return next(_hidden({name: value for name, value in document.items() if name != "proof"}), None)


def _hidden(value: object) -> Iterator[Hidden]:
    if isinstance(value, list):
        for one in value:
            yield from _hidden(one)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context":
                if not _only_addresses(inner):
                    yield Hidden(key, is_context=True)
            elif ":" in key or (key.startswith("@") and not (key in _VALUE_KEYS and "@value" in value)):
                yield Hidden(key, is_context=False)
            else:
                yield from _hidden(inner)


def _only_addresses(context: object) -> bool:
    return all(isinstance(one, str) for one in (context if isinstance(context, list) else [context]))
