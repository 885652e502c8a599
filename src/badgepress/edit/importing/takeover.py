"""Turn a badge issued elsewhere into a candidate for an award of the programme's own class."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.held import mark_of
from badgepress.edit.importing.originals import Original
from badgepress.edit.importing.people import public_id
from badgepress.edit.importing.rows import Making, recipient_of
from badgepress.errors import Place, Problem, errors
from badgepress.model.limits import LABEL_CHARACTERS
from badgepress.read import check_award
from badgepress.read.sheets.addresses import AddressTrouble, address, holds_address
from badgepress.read.sheets.dates import day_or_moment
from badgepress.read.text import characters

#: Like `Salt` in the model; a shorter salt protects nobody.
_SALT = re.compile(r"[A-Za-z0-9_+/=.-]{8,128}\Z")
_HASH = re.compile(r"sha256\$[0-9a-f]{64}\Z")
_CHECKED = {"valid": "found valid", "expired": "found genuine and expired"}


class _At:
    """Locates every problem of an original at the original's own place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def nearest(self, path: str) -> Place:
        """Return the original's place, extended by a path."""
        return Place(self._place.file, 0, ": ".join(part for part in (self._place.path, path) if part))


def taken_over(original: Original, making: Making, group: int, now: datetime) -> tuple[Candidate | None, list[Problem]]:
    """Make the award for an original and check it like any other. Return it, or None, and all problems."""
    slug, problems = making.badges.of(original.called, original.place)
    problems += _letters(original)
    if not slug or problems:
        return None, problems
    facts = original.facts
    try:
        issued = day_or_moment(facts.issued, None)
        expires = day_or_moment(facts.expires, None) if facts.expires else ""
    except ValueError:
        return None, [Problem(original.place, "bad-date", "the original has no readable date of issue or expiry")]
    email, hashed, more = _person(original)
    award_id = public_id("original", facts.id, slug)
    if making.pepper and email:
        award_id = making.pepper.award(email, slug, issued)
    named = {"name": facts.recipient_name} if facts.recipient_name else {}
    recipient = recipient_of(named, email, award_id, making)
    if hashed:
        recipient |= {"identity": hashed[0], "salt": hashed[1]}
    data: dict[str, Any] = {"badge": slug, "recipient": recipient, "issued": issued}
    if expires:
        data["expires"] = expires
    data |= {"evidence": _evidence(original), "narrative": _narrative(original, now)}
    if making.unlisted:
        data["visibility"] = "unlisted"
    award, wrong = check_award(award_id, data, _At(original.place), {}, making.program)
    problems += [*more, *wrong]
    if award is None or errors(problems):
        return None, problems
    marks = frozenset({facts.id, *([mark_of(*hashed)] if hashed else [])} - {""})
    who = email or facts.id
    return (
        Candidate(original.place, award, data, who, email, True, frozenset({"expires"}), group, marks),
        problems,
    )


def _letters(original: Original) -> list[Problem]:
    """Report characters and addresses in the original's texts that the programme may not contain."""
    facts, file = original.facts, original.place.file
    listed = [text for one in facts.evidence for text in (one.name, one.url)]
    found = []
    for text in (facts.recipient_name, facts.issuer_name, facts.id, original.narrative, *listed):
        found += characters(text, file, path=original.place.path)
    if holds_address(facts.id):
        hint = "the award would publish the original's id, and with it this e-mail address"
        found.append(Problem(original.place, "plain-email", "its id contains an e-mail address", hint=hint))
    return found


def _person(original: Original) -> tuple[str, tuple[str, str] | None, list[Problem]]:
    """Return the address, the hash and salt if they are safe to keep, and problems."""
    if original.address:
        try:
            return address(original.address), None, []
        except AddressTrouble as trouble:
            return "", None, [Problem(original.place, "bad-email", "not an e-mail address", got=str(trouble))]
    hashed = original.hashed
    if hashed is None:
        return "", None, []
    if _SALT.match(hashed[1]) and _HASH.match(hashed[0]):
        return "", hashed, []
    message = "its hash of the e-mail address has no safe salt, so the hash is not imported"
    hint = "give the address, which is then hashed again: --email ADDRESS"
    return "", None, [Problem(original.place, "original-unsalted", message, hint=hint, severity="warning")]


def _evidence(original: Original) -> list[dict[str, str]]:
    facts = original.facts
    found = [{"name": "The original badge"} | ({"url": facts.id} if _is_web(facts.id) else {})]
    found[0]["description"] = _issuer(original)
    for one in facts.evidence:
        if not holds_address(f"{one.name} {one.url}"):
            found.append(
                {"name": one.name[:LABEL_CHARACTERS] or one.url} | ({"url": one.url} if _is_web(one.url) else {})
            )
    return found


def _narrative(original: Original, now: datetime) -> str:
    checked = _CHECKED.get(original.verdict)
    verdict = f"It was checked on {now:%Y-%m-%d} and {checked}." if checked else "It was not checked."
    if checked and not original.known:
        verdict += " Its issuer was not known to this programme."
    first = f"Taken over from a badge of {original.kind}. {_issuer(original)} {verdict}"
    own = original.narrative.strip()
    return f"{first}\n\n{own}" if own and not holds_address(own) else first


def _issuer(original: Original) -> str:
    facts = original.facts
    name = facts.issuer_name or facts.issuer_id or "an issuer without a name"
    name = "its issuer" if holds_address(name) else " ".join(name.split())[:LABEL_CHARACTERS]
    return f"Issued by {name} on {facts.issued[:10]}."


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))
