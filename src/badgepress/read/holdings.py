"""Checks what each person holds: the same badge twice, or a badge without those it requires.

Two awards belong to one person if they share an `earner`, a `did`, or both `identity` and `salt`; names are not
compared. With BADGEPRESS_PEPPER, imports write an `earner` for everybody. Each award is reduced to one small row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from badgepress.errors import Place, Problem
from badgepress.model import Award, Program


class Holding(NamedTuple):
    """One award: the marks that identify its earner, when it begins and ends, and whether it was revoked.

    `links` holds the addresses of evidence on the programme's own site, each with its place.
    """

    award: str
    badge: str
    marks: tuple[str, ...]
    issued: datetime
    ends: datetime | None
    revoked: bool
    place: Place
    since: Place
    links: tuple[tuple[str, Place], ...] = ()
    #: Where an unlisted award gives its earner's country, unit or audience.
    reveals: Place | None = None


def holding(program: Program, award: Award) -> Holding:
    """Return the row of one award."""
    assertion = award.assertion
    who = assertion.recipient
    marks = [f"earner {who.earner}"] if who.earner else []
    marks += [f"did {who.did}"] if who.did else []
    marks += [f"{who.identity} {who.salt}"] if who.identity else []
    base = program.settings.base_url
    links = tuple(
        (one.url.removeprefix(base), award.place(f"evidence[{index}].url"))
        for index, one in enumerate(assertion.evidence)
        if one.url and one.url.startswith(base)
    )
    return Holding(
        award.id,
        assertion.badge,
        tuple(marks),
        assertion.issued,
        program.ends(assertion),
        assertion.revoked is not None,
        award.place("badge"),
        award.place("issued"),
        links,
        _revealed(award),
    )


def _revealed(award: Award) -> Place | None:
    """Return the place of the country, unit or audience in an unlisted award; None if there is none."""
    who = award.assertion.recipient
    if award.assertion.visibility != "unlisted":
        return None
    return next((award.place(f"recipient.{key}") for key in ("country", "unit", "audience") if getattr(who, key)), None)


def holding_problems(program: Program, rows: Sequence[Holding], now: datetime) -> list[Problem]:
    """Find problems between the awards of a programme, and awards that are issued after `now`.

    Codes: repeated-award, prerequisite-missing, issued-in-future, dead-evidence, repository-shows. All are warnings,
    except a repeated badge whose class says `repeat: deny`.
    """
    held: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for row in rows:
        for mark in row.marks:
            held[mark, row.badge].append(row)
    return [
        *_repeated(program, held.values()),
        *(one for row in rows for one in _prerequisites(program, row, held)),
        *(_future(row, now) for row in rows if row.issued > now),
        *_links(program, rows),
        *_shown(program, rows),
    ]


def _shown(program: Program, rows: Sequence[Holding]) -> Iterator[Problem]:
    """Give one warning for all unlisted awards: the repository shows what the site hides."""
    places = [row.reveals for row in rows if row.reveals is not None]
    if not places:
        return
    message = "an unlisted award gives its earner's country, unit or audience, visible to anybody who can read the file"
    got = f"{len(places)} of them" if len(places) > 1 else ""
    hint = "no page shows it, but a public repository and its history do: leave it out there"
    yield Problem(min(places), "repository-shows", message, got, "", hint, "warning")


def _repeated(program: Program, groups: Iterable[list[Holding]]) -> Iterator[Problem]:
    reported: set[str] = set()
    for group in groups:
        policy = program.classes[group[0].badge].repeat
        if len(group) < 2 or policy == "allow":
            continue
        standing = sorted((row for row in group if not row.revoked), key=lambda row: (row.issued, row.award))
        for earlier, later in pairwise(standing):
            over = earlier.ends is not None and earlier.ends <= later.issued
            if over or later.award in reported or later.award == earlier.award:
                continue
            reported.add(later.award)
            yield _twice(earlier, later, policy)


def _twice(earlier: Holding, later: Holding, policy: str | None) -> Problem:
    message = f"this earner already has the badge '{later.badge}', as award '{earlier.award}'"
    hint = f"revoke one of them; or allow it with `repeat: allow` in the badge class '{later.badge}'"
    if policy == "replace":
        hint = f"this award replaces it: `badgepress revoke {earlier.award} --reason replaced`"
    return Problem(
        later.place, "repeated-award", message, hint=hint, severity="error" if policy == "deny" else "warning"
    )


def _prerequisites(program: Program, row: Holding, held: dict[tuple[str, str], list[Holding]]) -> Iterator[Problem]:
    tied = [mark for mark in row.marks if mark.startswith(("earner ", "did "))]
    if row.revoked or not tied:
        return
    for badge in program.classes[row.badge].requires:
        found = [one for mark in tied for one in held.get((mark, badge), ())]
        if any(_stands(one, row.issued) for one in found):
            continue
        message = f"the badge '{row.badge}' requires '{badge}', which this earner did not hold on that day"
        hint = "award that badge too, or leave it as it is if other learning was recognised instead"
        yield Problem(row.place, "prerequisite-missing", message, hint=hint, severity="warning")


def _stands(one: Holding, at: datetime) -> bool:
    return not one.revoked and one.issued <= at and (one.ends is None or one.ends > at)


def _future(row: Holding, now: datetime) -> Problem:
    got, expected = f"{row.issued:%Y-%m-%d}", f"at the latest {now:%Y-%m-%d}"
    hint = "until then verifiers report the badge as not valid yet"
    return Problem(row.since, "issued-in-future", "the award is issued in the future", got, expected, hint, "warning")


def _links(program: Program, rows: Sequence[Holding]) -> Iterator[Problem]:
    """Report evidence on the site itself that is not one of its pages: nothing else is published there."""
    if not any(row.links for row in rows):
        return
    known = {
        "awards": {row.award for row in rows},
        "badges": set(program.classes),
        "earners": set(program.earners),
        "issuers": set(program.issuers),
        "skills": set(program.skills),
    }
    for row in rows:
        for link, place in row.links:
            folder, _, rest = link.partition("#")[0].partition("?")[0].partition("/")
            if rest.partition("/")[0] in known.get(folder, ()):
                continue
            message = "this evidence points to the programme's own site, which has no such page"
            hint = "publish the file elsewhere and give that address"
            yield Problem(place, "dead-evidence", message, hint=hint, severity="warning")
