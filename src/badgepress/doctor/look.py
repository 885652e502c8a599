"""The result of one of the doctor's checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from badgepress.errors import Problem, problem

Outcome = Literal["fine", "wrong", "warning", "unknown"]


@dataclass(frozen=True, slots=True)
class Look:
    """The result of one check. `what` is its stable name, `said` a sentence without capital and full stop.

    Unless it is fine, `problem` says what to do; for `unknown`, why it was not checked and how to check it.
    """

    what: str
    outcome: Outcome
    said: str
    problem: Problem | None = None

    def as_dict(self) -> Mapping[str, Any]:
        """Return the flat form that `--json` prints."""
        details = self.problem.as_dict() if self.problem else {"code": "", "hint": "", "got": "", "expected": ""}
        shown = {name: details[name] for name in ("code", "hint", "got", "expected")}
        return {"look": self.what, "outcome": self.outcome, "message": self.said, **shown}


def fine(what: str, said: str) -> Look:
    """Return a check that passed."""
    return Look(what, "fine", said)


def found(what: str, one: Problem) -> Look:
    """Return a check that found a problem: wrong, or a warning by the problem's severity."""
    return Look(what, "wrong" if one.severity == "error" else "warning", one.message, one)


def wrong_setting(what: str, code: str, message: str, hint: str, *, got: str = "", expected: str = "") -> Look:
    """Return a check that found a wrong setting, which is in no file."""
    return found(what, problem(code, message, got=got, expected=expected, hint=hint))


def questionable_setting(what: str, code: str, message: str, hint: str, *, got: str = "", expected: str = "") -> Look:
    """Return a check that found a questionable setting, which is in no file."""
    return found(what, problem(code, message, got=got, expected=expected, hint=hint, severity="warning"))


def unseen(what: str, why: str, how: str) -> Look:
    """Return a check that was not done: why, and how to do it."""
    return Look(what, "unknown", why, problem("not-looked-at", why, hint=how, severity="warning"))
