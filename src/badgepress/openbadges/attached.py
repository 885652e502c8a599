"""Endorsements that are signed tokens (`endorsementJwt`). The badge's proof does not cover them; they sign themselves.

1EdTech's schema puts `endorsementJwt` in the credential, its achievement and its issuer (Open Badges 3.0 §B.1). No
context defines that word, so a processor that turns the badge into RDF drops it. This one drops it too, but only if
no context defines it and it holds nothing but tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MEMBER: Final = "endorsementJwt"
#: The one context that defines every word (VC Data Model 2.0 §5.2).
_DEFINES_ALL: Final = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_HOLDERS: Final = ((), ("issuer",), ("credentialSubject", "achievement"))


def unattached(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document without its attached tokens, as its RDF has it. Returns the same object when there are none."""
    for path in _paths(document):
        document = _without(document, path)
    return document


def attached(document: Mapping[str, Any]) -> dict[str, Any]:
    """The members that `unattached` drops, by their readable path, such as `issuer.endorsementJwt`."""
    return {".".join((*path, MEMBER)): _at(document, path)[MEMBER] for path in _paths(document)}


def _paths(document: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The paths to the objects that have attached tokens."""
    contexts = document.get("@context")
    if _DEFINES_ALL in (contexts if isinstance(contexts, list) else [contexts]):
        return []
    return [path for path in _HOLDERS if _are_tokens(_at(document, path).get(MEMBER))]


def _at(holder: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    for step in path:
        inner = holder.get(step)
        holder = inner if isinstance(inner, dict) else {}
    return holder


def _are_tokens(value: object) -> bool:
    held = value if isinstance(value, list) else [value]
    return bool(held) and all(isinstance(one, str) and one for one in held)


def _without(holder: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    if path:
        return {**holder, path[0]: _without(holder[path[0]], path[1:])}
    return {name: one for name, one in holder.items() if name != MEMBER}
