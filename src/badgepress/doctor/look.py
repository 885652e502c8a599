"""What the doctor found at one thing that it looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from badgepress.errors import Problem, problem

Outcome = Literal["fine", "wrong", "warning", "unknown"]


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at. `what` is its stable name, `said` a sentence without capital and full stop.

    `problem` says what to do unless all is fine: for `unknown` why it was not looked at, and how it can be.
    """

    what: str
    outcome: Outcome
    said: str
    problem: Problem | None = None

    def as_dict(self) -> Mapping[str, Any]:
        """The flat form that `--json` prints."""
        told = self.problem.as_dict() if self.problem else {"code": "", "hint": "", "got": "", "expected": ""}
        kept = {name: told[name] for name in ("code", "hint", "got", "expected")}
        return {"look": self.what, "outcome": self.outcome, "message": self.said, **kept}


def fine(what: str, said: str) -> Look:
    """All is as it should be."""
    return Look(what, "fine", said)


def found(what: str, one: Problem) -> Look:
    """Something to mend, or to think about where the problem is a warning."""
    return Look(what, "wrong" if one.severity == "error" else "warning", one.message, one)


def to_mend(what: str, code: str, message: str, hint: str, *, got: str = "", expected: str = "") -> Look:
    """A setting that is wrong, and that no file has."""
    return found(what, problem(code, message, got=got, expected=expected, hint=hint))


def to_think_about(what: str, code: str, message: str, hint: str, *, got: str = "", expected: str = "") -> Look:
    """A setting that may be meant so, and that no file has."""
    return found(what, problem(code, message, got=got, expected=expected, hint=hint, severity="warning"))


def unseen(what: str, why: str, how: str) -> Look:
    """Nobody could look: why, and how it can be done."""
    return Look(what, "unknown", why, problem("not-looked-at", why, hint=how, severity="warning"))
