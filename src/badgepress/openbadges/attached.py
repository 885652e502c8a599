"""Endorsements that are signed tokens stand beside what is signed: each answers for itself.

1EdTech's schema places them as `endorsementJwt` in the credential, its achievement and its issuer (Open Badges 3.0
§B.1), but no context has that word, so a processor that makes RDF of the badge leaves them out. So does this one: where
nothing defines it and it holds nothing but tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MEMBER: Final = "endorsementJwt"
#: The one context that has a meaning for every word (VC Data Model 2.0 §5.2).
_DEFINES_ALL: Final = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_HOLDERS: Final = ((), ("issuer",), ("credentialSubject", "achievement"))


def unattached(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document as its RDF says it: without the tokens attached to it, or the same object when it has none."""
    contexts = document.get("@context")
    if _DEFINES_ALL in (contexts if isinstance(contexts, list) else [contexts]):
        return document
    for path in _HOLDERS:
        document = _without(document, path)
    return document


def _without(holder: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    if path:
        inner = holder.get(path[0])
        if not isinstance(inner, dict):
            return holder
        made = _without(inner, path[1:])
        return holder if made is inner else {**holder, path[0]: made}
    value = holder.get(MEMBER)
    held = value if isinstance(value, list) else [value]
    if not held or not all(isinstance(one, str) and one for one in held):
        return holder
    return {name: one for name, one in holder.items() if name != MEMBER}
