"""Nothing hidden: the JSON that is read says what the signed RDF says.

A signature covers RDF, and RDF has many spellings in JSON-LD. Whoever holds a badge could spell `validUntil` or
`credentialStatus` as a full address, nest it, or give it another name by a context of their own: the signature
would still hold, and a check that looks for the usual key would look past it. So only the usual spelling counts.

RDF also lets a thing be described wherever its id stands: `validUntil` says the same beside the id of the badge in an
endorsement as it does in the badge. So what a check reads counts in its own place only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_VALUE_KEYS = frozenset({"@value", "@language", "@direction", "@type"})
# What checks read of a document, and what of its subject.
_OWN = frozenset(
    {
        *("issuer", "credentialSubject", "credentialStatus"),
        *("validFrom", "validUntil", "issuanceDate", "expirationDate"),
    }
)
_SUBJECTS = frozenset({"identifier", "achievement", "verifiableCredential"})

#: An object, and the members that nothing else of the same id may have.
_Holder = tuple[Mapping[str, Any], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Hidden:
    """An unusual spelling: the key, and whether it is a context of the document's own."""

    key: str
    is_context: bool


def hidden_in(document: Mapping[str, Any]) -> Hidden | None:
    """The first unusual spelling in the document, leaving out its own `proof` (which the signature leaves out)."""
    holders = [
        (one, names)
        for one, names in ((document, _OWN), (document.get("credentialSubject"), _SUBJECTS))
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    ]
    for key, value in document.items():
        if key != "proof" and (found := _member(document, key, value, holders)):
            return found
    return None


def _hidden(value: object, holders: Sequence[_Holder]) -> Hidden | None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if found := _member(value, key, inner, holders):
                return found
    elif isinstance(value, list):
        for one in value:
            if found := _hidden(one, holders):
                return found
    return None


def _member(at: Mapping[str, Any], key: str, value: object, holders: Sequence[_Holder]) -> Hidden | None:
    """The first unusual spelling in one member of an object."""
    if key == "@context":
        return None if _only_addresses(value) else Hidden(key, is_context=True)
    if ":" in key or (key[:1] == "@" and not (key in _VALUE_KEYS and "@value" in at)):
        return Hidden(key, is_context=False)
    if any(key in names and at is not one and at.get("id") == one["id"] for one, names in holders):
        return Hidden(key, is_context=False)
    # Credentials inside a record are looked at on their own, and may well be about the same person.
    return None if isinstance(value, str) else _hidden(value, () if key == "verifiableCredential" else holders)


def _only_addresses(context: object) -> bool:
    return all(isinstance(one, str) for one in (context if isinstance(context, list) else [context]))
