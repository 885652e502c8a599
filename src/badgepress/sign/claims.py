"""Compare an assertion's claims with the signed ones: issued claims cannot be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from badgepress.errors import Problem, problem
from badgepress.model import Award, Program, rfc3339
from badgepress.model.pattern import Filled, Pattern
from badgepress.sign import compose


def edits(program: Program, award: Award, issued: Mapping[str, Any], *, file: str) -> list[Problem]:
    """Return one Problem `issued-edited` for each claim of the assertion that differs from the signed one.

    Badge classes may be edited freely, so only the assertion's own claims are compared. That excludes an expiry that
    came from the class's `expires_after`.
    """
    now = _authored(program, award)
    then = _signed(issued)
    if award.assertion.expires is None:
        now["expires"] = then["expires"]
    return [
        _edited(award, path, _short(now[path]), _short(then[path]), file) for path in now if now[path] != then[path]
    ]


def _edited(award: Award, path: str, now: str, then: str, file: str) -> Problem:
    at = award.place(path)
    return problem(
        "issued-edited",
        f"award '{award.id}' is issued and its claims cannot be edited",
        file=at.file or file,
        line=at.line,
        path=at.path or path,
        got=now,
        expected=f"{then} as issued",
        hint=f"undo the edit, or run `badgepress reissue {award.id}` to issue it again with the new claims",
    )


def _authored(program: Program, award: Award) -> dict[str, Any]:
    """The claims that `compose` would sign for an assertion, apart from its badge class."""
    assertion = award.assertion
    who, ends = assertion.recipient, program.ends(assertion)
    return {
        "badge": compose.achievement_url(program, assertion.badge),
        "recipient.name": who.name or None,
        "recipient.identity": who.identity or None,
        "recipient.salt": who.salt if who.identity else None,
        "recipient.did": who.did,
        "issued": rfc3339(assertion.issued),
        "expires": rfc3339(ends) if ends else None,
        "narrative": assertion.narrative,
        "evidence": [_one_line(entry) for entry in compose.evidence(assertion)],
        "results": [_one_line(entry) for entry in compose.results(program, assertion)],
    }


def _signed(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a signed credential."""
    if not isinstance(credential, Filled):
        return _claims(credential)
    claims, places = credential.pattern.once("claims", _places)
    found = dict(claims)
    for name, place in places:
        found[name] = credential.texts[place]
    return found


def _places(pattern: Pattern) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """The claims of a pattern's own document, and the claims whose texts differ in other lines, with their places."""
    found = _claims(pattern.document)
    markers = [f"\0{place}" for place in range(len(pattern.paths))]
    marked = _claims(pattern.filled(markers))
    places = {marker: place for place, marker in enumerate(markers)}
    return found, [(name, places[text]) for name, text in marked.items() if isinstance(text, str) and text in places]


def _claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    subject = credential.get("credentialSubject", {})
    identifiers = {entry.get("identityType"): entry for entry in _each(subject.get("identifier"))}
    email, name = identifiers.get("emailAddress", {}), identifiers.get("name", {})
    return {
        "badge": subject.get("achievement", {}).get("id"),
        "recipient.name": name.get("identityHash"),
        "recipient.identity": email.get("identityHash"),
        "recipient.salt": email.get("salt"),
        "recipient.did": subject.get("id"),
        "issued": credential.get("validFrom"),
        "expires": credential.get("validUntil"),
        "narrative": subject.get("narrative"),
        "evidence": [_one_line(entry) for entry in _each(credential.get("evidence"))],
        "results": [_one_line(entry) for entry in _each(subject.get("result"))],
    }


def _one_line(entry: Mapping[str, Any]) -> str:
    """Put every value of an evidence or result entry on one line; shorten a result's URL to its fragment."""
    return ", ".join(str(value).rpartition("#result-")[2] for key, value in entry.items() if key != "type")


def _each(value: object) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in (value if isinstance(value, list) else []) if isinstance(entry, Mapping))


def _short(value: object) -> str:
    text = "nothing" if value is None or value == [] else "; ".join(value) if isinstance(value, list) else str(value)
    return (
        repr(value) if isinstance(value, str) and len(value) <= 60 else (text if len(text) <= 60 else text[:57] + "…")
    )
