"""What can go wrong, as values: a `Problem` has a stable code, a place, a sentence and a hint.

The tree of exceptions. Each carries the problems it stands for, never a bare string::

    BadgepressError
    ├── ReadError       the programme's files
    ├── LockError       another command, or another build, is at work
    ├── SignError       keys, the issued store, status lists
    ├── BakeError       an image that cannot carry, or does not carry, a badge
    ├── CredentialError a credential that is not one (JSON-LD, proofs, DIDs, bitstrings)
    ├── RenderError     templates and the written site
    └── FetchError      an address that could not be read
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from badgepress.hints import HINTS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file as the user names it, a line (1-based, 0 unknown), a path in it."""

    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(part for part in (where, self.path) if part)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, for a person to mend and a machine to recognise.

    `code` is stable, lower case and hyphenated. `message` has no capital and no full stop.
    `got` and `expected` are short texts, or a `values.Value` where they are a value of a document; empty when they
    would say nothing new.
    """

    place: Place = field(default_factory=Place)
    code: str = ""
    message: str = ""
    got: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """A problem without a hint of its own has the one of its code."""
        if not self.hint and self.code in HINTS:
            object.__setattr__(self, "hint", HINTS[self.code])

    def sentence(self) -> str:
        """The message with what was got and expected, on one line."""
        facts = [f"got {self.got}"] if self.got else []
        facts += [f"expected {self.expected}"] if self.expected else []
        return f"{self.message} ({', '.join(facts)})" if facts else self.message

    def __str__(self) -> str:
        """`error[code]: file:line: path: message (got …, expected …)` and the hint below."""
        place = str(self.place)
        head = f"{self.severity}[{self.code}]: {place + ': ' if place else ''}{self.sentence()}"
        return f"{head}\n  hint: {self.hint}" if self.hint else head

    def as_dict(self) -> dict[str, str | int]:
        """The flat form that `--json` prints."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.place.file,
            "line": self.place.line,
            "path": self.place.path,
            "message": self.message,
            "got": self.got,
            "expected": self.expected,
            "hint": self.hint,
        }


class BadgepressError(Exception):
    """Base of all errors of this package; `problems` holds at least one `Problem`."""

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__(*problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code if self.problems else "unknown"


class ReadError(BadgepressError):
    """The programme's files cannot be read as a programme."""


class LockError(BadgepressError):
    """A programme or an output folder cannot be had alone."""


class SignError(BadgepressError):
    """Something about keys, the issued store or status lists stops signing."""


class BakeError(BadgepressError):
    """An image cannot carry a badge, or carries none that can be read."""


class CredentialError(BadgepressError):
    """A document is not a credential that can be signed or checked."""


class RenderError(BadgepressError):
    """A page or file of the site cannot be made or written."""


class FetchError(BadgepressError):
    """An address could not be read; the code says why."""


def problem(
    code: str,
    message: str,
    *,
    file: str = "",
    line: int = 0,
    path: str = "",
    got: str = "",
    expected: str = "",
    hint: str = "",
    severity: Severity = "error",
) -> Problem:
    """A `Problem` in one call."""
    return Problem(Place(file, line, path), code, message, got, expected, hint, severity)


def refusal(error: OSError) -> str:
    """Why the operating system refused, in the words of a message: `no space left on device`."""
    return (error.strerror or type(error).__name__).lower()


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that stop the work."""
    return [one for one in problems if one.severity == "error"]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Without repeats, by file, line, path and code: the order everything is shown in."""
    return sorted(set(problems))
