"""Check 2: is it a complete Open Badges 3.0 credential, with every term defined?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld.contexts import VC2, bundled
from badgepress.openbadges.work import Work
from badgepress.values import Value
from badgepress.verify.credential import Credential
from badgepress.verify.facts import DRAFTS, VC1, entries, types_of
from badgepress.verify.fields import fields_of
from badgepress.verify.names import Odd
from badgepress.verify.report import UNSUPPORTED, Finding, Text
from badgepress.verify.spelling import is_spelled_type

OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context"
CLR2 = "https://purl.imsglobal.org/spec/clr/v2p0/context"
_OTHER_KINDS = {
    "VerifiablePresentation": "presentation",
    "EndorsementCredential": "endorsement",
    "BitstringStatusListCredential": "status-list",
    "EnvelopedVerifiableCredential": "other",
}
_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential", "ClrCredential"})
_JSONLD_CODES = {
    "undefined-term": "format-undefined-term",
    "relative-id": "format-relative-id",
    "undefined-type": "format-undefined-type",
    "unknown-context": "format-unknown-context",
}
# These problems share one sentence.
_REASONS = {
    "too-deep": "too-large",
    "too-complex": "too-large",
    "no-context": "bad-json-ld",
    "bad-context": "bad-json-ld",
    "empty-document": "bad-json-ld",
}


def form_of(read: Credential, work: Work) -> Finding:
    """The finding for the first reason why the object is not an Open Badges 3.0 credential, or `format-ok`."""
    credential = read.given
    return (
        _other_kind(credential)
        or _odd(read.spelling.odd_name)
        or _contexts(credential)
        or fields_of(credential)
        or _words(read, work)
        or _odd(read.spelling.odd)
        or Finding("passed", "format-ok-clr" if is_record(credential) else "format-ok")
    )


def is_record(credential: Mapping[str, Any]) -> bool:
    """Whether it is a Comprehensive Learner Record, which contains badges."""
    return "ClrCredential" in types_of(credential)


def _other_kind(credential: Mapping[str, Any]) -> Finding | None:
    """The finding for another kind of credential, which needs another verifier; None for a badge."""
    contexts, types = entries(credential.get("@context")), types_of(credential)
    kind = next((kind for name, kind in _OTHER_KINDS.items() if name in types), None)
    if kind is None and contexts and not _BADGE_TYPES & set(types):
        # Without the type or the context of badges, it does not claim to be one.
        claims = any(_is_of_badges(one) or _is_of_records(one) for one in contexts)
        is_credential = contexts[0] in (VC1, VC2) and "VerifiableCredential" in types
        # A type spelled as an address is not another kind: it may be a badge's type.
        kind = None if any(map(is_spelled_type, types)) or (claims and not is_credential) else "other"
    return _failed("format-unsupported", kind=Text("kind", kind)) if kind else None


def _odd(odd: Odd | None) -> Finding | None:
    if odd is None:
        return None
    if odd.is_context:
        return _failed("format-own-context")
    return _failed("format-invalid", reason=Text("reason", "odd-key", {"field": odd.key}))


def _contexts(credential: Mapping[str, Any]) -> Finding | None:
    """Checks the contexts: VC 2 (or its forerunner 1.1) first, Open Badges 3 second (Open Badges 3.0 §B.1.1).

    An unknown context in the place of a missing one may be a later version of it, so that is not a failure.
    """
    if "@context" not in credential:
        return _failed("format-missing", field="@context")
    contexts = entries(credential["@context"])
    first, second = (*contexts, None, None)[:2]
    if first not in (VC1, VC2):
        if _is_unknown(first) and not any(one in (VC1, VC2) for one in contexts):
            return _failed("format-unknown-context", address=first)
        return _failed("format-context", reason=Text("reason", "context-first", {"expected": VC2}))
    fits, reason = (_is_of_records, "context-records") if is_record(credential) else (_is_of_badges, "context-badges")
    if fits(second):
        return None
    if _is_unknown(second) and not any(map(fits, contexts)):
        return _failed("format-unknown-context", address=second)
    return _failed("format-context", reason=Text("reason", reason))


def _is_of_badges(context: object) -> bool:
    return isinstance(context, str) and (context.startswith(OB3) or context in DRAFTS)


def _is_of_records(context: object) -> bool:
    return isinstance(context, str) and context.startswith(CLR2)


def _is_unknown(context: object) -> bool:
    return isinstance(context, str) and context not in bundled()


def _words(read: Credential, work: Work) -> Finding | None:
    """JSON-LD safe mode: the signature would not cover terms that no context defines.

    It need not cover endorsements that are tokens: each has its own signature.
    """
    try:
        read.statements(work)
    except CredentialError as error:
        first = error.problems[0]
        term = first.got.value if isinstance(first.got, Value) else first.got
        if first.code == "context-redefined":
            terms = tuple(term) if isinstance(term, list) else term
            return _failed("format-context", reason=Text("reason", "context-redefined", {"term": terms}))
        is_said = term not in ("", None)
        if first.code in _JSONLD_CODES:
            return _failed(_JSONLD_CODES[first.code], term=term if is_said else first.place.path, address=term)
        reason = Text("reason", _REASONS.get(first.code, first.code))
        about = Text("reason", "about", {"reason": reason, "term": term})
        return _failed("format-invalid", reason=about if is_said else reason)
    return None


def _failed(code: str, **values: object) -> Finding:
    return Finding("unknown" if code in UNSUPPORTED else "failed", code, values)
