"""Represents what can go wrong as values: a `Problem` has a stable code, a place, a message and a hint.

The tree of exceptions follows. Each holds problems, never a bare string::

    BadgepressError
    ├── ReadError       the programme's files
    ├── LockError       another command or another build is running
    ├── SignError       keys, the issued store, status lists
    ├── BakeError       an image that cannot hold a badge, or holds none
    ├── CredentialError an invalid credential (JSON-LD, proofs, DIDs, bitstrings)
    ├── RenderError     templates and the written site
    └── FetchError      an address that could not be fetched
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from badgepress.hints import HINTS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file as the user names it, a line (from 1; 0 if unknown), and a path in the file."""

    file: str = ""
    line: int = 0
    path: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.file and self.line else self.file
        return ": ".join(part for part in (where, self.path) if part)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake, for a person to fix and a machine to recognise.

    `code` is stable, lower case and hyphenated. `message` starts in lower case and has no full stop. `got` and
    `expected` are short texts, or a `values.Value` for a value of a document; empty if they would add nothing.
    """

    place: Place = field(default_factory=Place)
    code: str = ""
    message: str = ""
    got: str = ""
    expected: str = ""
    hint: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Use the hint of the code if the problem has none of its own."""
        if not self.hint and self.code in HINTS:
            object.__setattr__(self, "hint", HINTS[self.code])

    def sentence(self) -> str:
        """Return the message with `got` and `expected`, on one line."""
        facts = [f"got {self.got}"] if self.got else []
        facts += [f"expected {self.expected}"] if self.expected else []
        return f"{self.message} ({', '.join(facts)})" if facts else self.message

    def __str__(self) -> str:
        """Return `error[code]: file:line: path: message (got …, expected …)`, with the hint on the next line."""
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
    """The programme's files cannot be read as a programme."""


class LockError(BadgepressError):
    """A programme or an output folder is in use by another command."""


class SignError(BadgepressError):
    """A problem with keys, the issued store or status lists prevents signing."""


class BakeError(BadgepressError):
    """An image cannot hold a badge, or holds none that can be read."""


class CredentialError(BadgepressError):
    """A document is not a credential that can be signed or checked."""


class RenderError(BadgepressError):
    """A page or file of the site cannot be made or written."""


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
    """Return why the operating system refused, for a message: `no space left on device`."""
    return (error.strerror or type(error).__name__).lower()


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return only the errors, without the warnings."""
    return [one for one in problems if one.severity == "error"]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without duplicates, by file, line, path and code: the order in which they are shown."""
    return sorted(set(problems))
