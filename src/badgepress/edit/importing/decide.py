"""Decide what becomes of each candidate: a new award, a replacement, nothing because it exists, or a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.differences import differing, wanted
from badgepress.edit.importing.drafts import Drafts
from badgepress.edit.importing.held import Held, Holders
from badgepress.edit.importing.lookup import Lookup
from badgepress.edit.importing.persons import DuplicatesOption, Policy, how_to_share, may_share, policy_of
from badgepress.edit.importing.replace import Replacement
from badgepress.edit.importing.told import Told
from badgepress.errors import Place, Problem
from badgepress.model import Program
from badgepress.read.quoting import folded


@dataclass(slots=True)
class Decided:
    """The outcome: new awards, replacements, the number of unchanged awards, and problems."""

    new: Drafts = field(default_factory=Drafts)
    replaced: list[Replacement] = field(default_factory=list)
    unchanged: int = 0
    problems: Told = field(default_factory=Told)


class _Earlier(NamedTuple):
    """What later rows need to know of a row. Times are in seconds since 1970."""

    file: str
    line: int
    name: str
    issued: float
    ends: float | None
    dated: bool


class Decision:
    """Decides candidates one after the other; each also sees the earlier ones of the same import."""

    def __init__(
        self, program: Program, holders: Holders, policy: DuplicatesOption | None, erased: frozenset[str]
    ) -> None:
        self._program, self._holders, self._policy, self._erased = program, holders, policy, erased
        self._seen = Lookup()
        self._replaced: dict[str, Place] = {}
        self.decided = Decided()

    def add(self, candidate: Candidate) -> None:
        """Decide the next candidate."""
        found = self._repeated(candidate) or self._one(candidate)
        if found is not None:
            self.decided.problems.add([found])

    def _repeated(self, candidate: Candidate) -> Problem | None:
        """Report a candidate whose badge an earlier row of this import already gives to the same person."""
        key = (candidate.who, candidate.badge)
        earlier = [_Earlier(*one) for one in self._seen.all(key)]
        own = self._earlier(candidate)
        self._seen.add(key, tuple(own))
        for other in earlier:
            where = f"{other.file}:{other.line}"
            is_other = _is_other(other.name, candidate)
            if other.issued == own.issued or not (other.dated and candidate.dated):
                message = f"{where} already gives this person this badge on the same day"
                hint = "delete one of the two rows"
                if not candidate.told_apart:
                    hint += ", or name a column that tells people with the same name apart: --person-column NAME"
                if is_other:
                    message, hint = self._two_people(candidate, where)
                return candidate.problem("repeated-row", message, hint=hint)
            if self._policy_of(candidate) != "allow" and _overlap(other, own):
                hint = "delete one of the two rows, or import both with --duplicates allow"
                message = f"{where} already gives this person this badge"
                if is_other:
                    message, hint = self._two_people(candidate, where)
                return candidate.problem("duplicate-award", message, hint=hint)
        return None

    def _earlier(self, candidate: Candidate) -> _Earlier:
        ends, place = self._program.ends(candidate.award.assertion), candidate.place
        issued, end = candidate.issued.timestamp(), ends.timestamp() if ends else None
        return _Earlier(place.file, place.line, candidate.name, issued, end, candidate.dated)

    def _one(self, candidate: Candidate) -> Problem | None:
        held = self._held(candidate)
        same = self._same_one(candidate, held)
        if same is not None:
            return self._same(candidate, same)
        standing = [one for one in held if one.stands_at(candidate.issued)]
        standing.sort(key=lambda one: _is_of_name(one, candidate))
        policy = self._policy_of(candidate)
        if not standing or policy == "allow":
            if candidate.award.id in self._erased:
                hint = "remove the row: importing it would bring the erased person back"
                return candidate.problem("erased-award", "this award was erased", hint=hint)
            self.decided.new.add(candidate)
            return _shared(candidate) if candidate.shares else None
        if not candidate.told_apart:
            earlier = standing[-1]
            message = f"somebody with this name already has this badge, as award '{earlier.award.id}' of another day"
            hint = "--duplicates allow issues another; --person-column NAME names a column that tells people apart"
            got, expected = f"{candidate.issued:%Y-%m-%d}", f"{earlier.issued:%Y-%m-%d} as in that award"
            return candidate.problem("same-name", message, got=got, expected=expected, hint=hint)
        if policy == "replace":
            return self._replace(candidate, standing[-1])
        hint = "--duplicates allow issues another, --duplicates replace updates the existing one"
        if self._program.classes[candidate.badge].repeat == "deny":
            hint = "the badge class says `repeat: deny`; --duplicates replace updates the existing award"
        message = f"this person already has this badge, as award '{standing[-1].award.id}'"
        got, expected = f"{candidate.issued:%Y-%m-%d}", f"{standing[-1].issued:%Y-%m-%d} as in that award"
        if not _is_of_name(standing[-1], candidate):
            message, hint = self._two_people(candidate, f"award '{standing[-1].award.id}'")
            got = expected = ""
        return candidate.problem("duplicate-award", message, got=got, expected=expected, hint=hint)

    def _two_people(self, candidate: Candidate, where: str) -> tuple[str, str]:
        """Return the message and hint for an address that already has another name."""
        message = f"{where} has another name for this address: are they two people?"
        hint = f"{how_to_share(self._program.classes[candidate.badge])}; if it is one person, correct the name"
        return message, hint

    def _policy_of(self, candidate: Candidate) -> Policy:
        return policy_of(self._program.classes[candidate.badge], self._policy)

    def _held(self, candidate: Candidate) -> list[Held]:
        """Return the person's awards of this badge by date, unrevoked ones first."""

        def enough(one: Held) -> bool:
            if candidate.dated:
                return one.issued == candidate.issued and _is_of_name(one, candidate)
            return not _differing(one, candidate)

        badge, who = candidate.badge, candidate.who
        if not (candidate.address or candidate.marks):
            found = self._holders.of_name(candidate.name, badge)
            own = candidate.award.assertion.recipient.earner
            found = [one for one in found if not candidate.told_apart or one.award.assertion.recipient.earner == own]
        elif candidate.address and may_share(self._program.classes[badge], self._policy):
            every = self._holders.awards(candidate.address, badge, lambda one: False, candidate.marks)
            every += self._holders.tied(who, badge) if candidate.shares else []
            found = [one for one in every if _is_of_name(one, candidate)]
        else:
            found = self._holders.awards(candidate.address, badge, enough, candidate.marks)
        return sorted(found, key=lambda one: (one.revoked, one.issued))

    def _same_one(self, candidate: Candidate, held: Sequence[Held]) -> Held | None:
        """Return the award that the candidate repeats, if any: one of the same day.

        A candidate without a day repeats an award that does not differ, else one of its day, else the first one.
        """
        if not candidate.dated:
            for one in held:
                if not _differing(one, candidate):
                    return one
        of_day = [one for one in held if one.issued == candidate.issued]
        if of_day:
            # An award with this very name, or both without one, rather than one that may be anybody's at this address.
            same = (one for one in of_day if folded(one.name) == folded(candidate.name))
            return next(same, next((one for one in of_day if _is_of_name(one, candidate)), of_day[0]))
        return held[0] if held and not candidate.dated and self._policy_of(candidate) != "allow" else None

    def _same(self, candidate: Candidate, held: Held) -> Problem | None:
        """Decide a candidate that repeats an award: leave it, replace it, or report the difference."""
        differs = _differing(held, candidate)
        replaces = self._policy_of(candidate) == "replace"
        if held.revoked or (not differs and not replaces):
            self.decided.unchanged += 1
            return None
        if replaces:
            return self._replace(candidate, held)
        hint = "--duplicates replace updates it"
        if "recipient.name" in differs:
            sharing = how_to_share(self._program.classes[candidate.badge])
            hint = f"are they two people? {sharing}; if it is one, correct the name in {held.file.shown}"
        message = f"award '{held.award.id}' exists already and differs"
        return candidate.problem("duplicate-award", message, got=f"another {_names(differs)}", hint=hint)

    def _replace(self, candidate: Candidate, held: Held) -> Problem | None:
        other = self._replaced.setdefault(held.award.id, candidate.place)
        if other is not candidate.place:
            message = f"{other.file}:{other.line} replaces the same award '{held.award.id}'"
            return candidate.problem("repeated-row", message, hint="delete one of the two rows")
        old, new = held.award.assertion, candidate.award.assertion
        values: dict[str, Any] = {
            path: wanted(old, new, candidate.data, path) for path in differing(old, new, candidate.given)
        }
        if new.recipient.earner and not old.recipient.earner:
            values["recipient.earner"] = new.recipient.earner
        if values:
            self.decided.replaced.append(Replacement(held, values, candidate.place))
        else:
            self.decided.unchanged += 1
        return None


def _is_other(name: str, candidate: Candidate) -> bool:
    """Return whether both names are known and differ."""
    return bool(name and candidate.name) and folded(name) != folded(candidate.name)


def _is_of_name(held: Held, candidate: Candidate) -> bool:
    """Return whether the names allow that it is the same person."""
    return not _is_other(held.name, candidate)


def _shared(candidate: Candidate) -> Problem:
    message = "somebody with another name has this address, so this is treated as another person"
    hint = "if it is one person, correct the name in one of the two"
    return replace(candidate.problem("shared-address", message, hint=hint), severity="warning")


def _differing(held: Held, candidate: Candidate) -> list[str]:
    return differing(held.award.assertion, candidate.award.assertion, candidate.given)


def _overlap(one: _Earlier, other: _Earlier) -> bool:
    """Return whether the earlier of two awards is still valid when the later one is issued."""
    first, second = sorted((one, other), key=lambda earlier: earlier.issued)
    return first.ends is None or first.ends > second.issued


def _names(paths: Sequence[str]) -> str:
    return " and ".join(path.removeprefix("recipient.") for path in paths)
