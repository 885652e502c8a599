"""Errors as values: a `Problem` has a stable code, a place, a message and a hint.

The tree of exceptions. Each one carries problems, never a bare string::

    BadgepressError
    ├── ReadError       the programme's files
    ├── LockError       another command or build is running
    ├── SignError       keys, the issued store, status lists
    ├── BakeError       an image that cannot hold a badge, or has none
    ├── CredentialError an invalid credential (JSON-LD, proofs, DIDs, bitstrings)
    ├── RenderError     templates and the site on disk
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
    """Where a problem is: the file as the user names it, the line (from 1; 0 if unknown), and the path inside it."""

    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(part for part in (where, self.path) if part)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem, for a person to fix and a program to recognise.

    `code` is stable, lower case and hyphenated. `message` has no capital and no full stop.
    `got` and `expected` are short texts, or a `values.Value` for a value of a document; they are empty when they add
    nothing.
    """

    place: Place = field(default_factory=Place)
    code: str = ""
    message: str = ""
    got: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """A problem without its own hint gets the hint of its code."""
        if not self.hint and self.code in HINTS:
            object.__setattr__(self, "hint", HINTS[self.code])

    def sentence(self) -> str:
        """The message with `got` and `expected`, on one line."""
        facts = [f"got {self.got}"] if self.got else []
        facts += [f"expected {self.expected}"] if self.expected else []
        return f"{self.message} ({', '.join(facts)})" if facts else self.message

    def __str__(self) -> str:
        """`error[code]: file:line: path: message (got …, expected …)`, with the hint on the next line."""
        place = str(self.place)
        head = f"{self.severity}[{self.code}]: {place + ': ' if place else ''}{self.sentence()}"
        return f"{head}\n  hint: {self.hint}" if self.hint else head

    def as_dict(self) -> dict[str, str | int]:
        """Return the flat form that `--json` prints."""
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
    """Base class of all errors of this package; `problems` holds at least one `Problem`."""

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
    """The programme's files cannot be read."""


class LockError(BadgepressError):
    """Another process is using the programme or the output folder."""


class SignError(BadgepressError):
    """Signing is not possible because of keys, the issued store or status lists."""


class BakeError(BadgepressError):
    """An image cannot hold a badge, or has none that can be read."""


class CredentialError(BadgepressError):
    """A document is not a credential that can be signed or checked."""


class RenderError(BadgepressError):
    """A page or file of the site cannot be rendered or written."""


class FetchError(BadgepressError):
    """An address could not be fetched; the code says why."""


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
    """Make a `Problem` in one call."""
    return Problem(Place(file, line, path), code, message, got, expected, hint, severity)


def refusal(error: OSError) -> str:
    """The reason the operating system gave, in lower case: `no space left on device`."""
    return (error.strerror or type(error).__name__).lower()


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only the problems that stop the work."""
    return [one for one in problems if one.severity == "error"]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Without duplicates, sorted by file, line, path and code, as they are shown."""
    return sorted(set(problems))
