"""Collects the findings of one picture: each refused item with its line, and dropped items as a summary."""

from __future__ import annotations

import re
from typing import Final

from badgepress.errors import Problem, problem

#: The most words and marks of styles that are read in one picture, about two seconds of work.
MAX_STYLES: Final = 300_000
_MARKS: Final = re.compile(r"[\s{}()\[\];:,/\"'#@.]")
#: The most pixels of all pictures inside one SVG together.
MAX_INSIDE: Final = 1 << 25
#: The most findings that are reported for one file.
MOST = 100
#: The most kinds of dropped items that are named one by one.
_NAMED = 10

MESSAGES = {
    "svg-script": "scripts are not allowed in an image",
    "svg-event-handler": "event handlers are not allowed in an image",
    "svg-embedded": "pages, formulas and media are not allowed inside an image",
    "svg-outside-reference": "an image must not refer to anything outside itself",
    "svg-style": "this style is not allowed in an image",
    "svg-element": "this element is not known as one that draws",
    "svg-instruction": "this processing instruction is not allowed in an image",
}


class Stop(Exception):
    """Raised when reading on is pointless."""


class Findings:
    """The problems of one picture.

    `refuse` is for dangerous content; `note`, `credential` and `leave` are for what is dropped from the picture.
    """

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self._notes: dict[str, tuple[int, list[str]]] = {}
        self._left: dict[str, tuple[int, int]] = {}
        self._credential = -1
        self._styles: set[str] = set()
        self._weight = self._pixels = 0

    @property
    def refused(self) -> bool:
        """Whether the picture must not be published."""
        return any(one.severity == "error" for one in self.problems)

    def refuse(self, code: str, got: str = "", line: int = 0, *, message: str = "", hint: str = "") -> None:
        """Record a reason to refuse the picture. Raises Stop if there are too many."""
        got = "".join(letter if letter.isprintable() else " " for letter in got)
        self.problems.append(problem(code, message or MESSAGES[code], file=self.shown, line=line, got=got, hint=hint))
        if len(self.problems) >= MOST:
            raise Stop

    def weigh(self, style: str, line: int) -> None:
        """Count a style before it is read, each text once. Raises Stop if there is too much."""
        if style not in self._styles:
            self._styles.add(style)
            self._weight += len(_MARKS.findall(style))
            if self._weight > MAX_STYLES:
                self.refuse("bad-svg", line=line, message="the SVG has too many styles")
                raise Stop

    def weigh_pixels(self, count: int, line: int) -> None:
        """Count the pixels of an embedded picture before they are decoded. Raises Stop if there are too many."""
        self._pixels += count
        if self._pixels > MAX_INSIDE:
            self.refuse("bad-svg", line=line, message="the pictures inside the SVG have too many pixels")
            raise Stop

    def note(self, group: str, name: str, line: int) -> None:
        """Record metadata of an editor or a camera; `group` names its owner or its kind."""
        self._notes.setdefault(group, (line, []))[1].append(name)

    def credential(self, line: int) -> None:
        """Record a badge that is baked into the picture."""
        if self._credential < 0:
            self._credential = line

    def leave(self, what: str, line: int) -> None:
        """Record something that is in no list of what draws, and is dropped."""
        first, count = self._left.get(what, (line, 0))
        self._left[what] = first, count + 1

    def told(self) -> list[Problem]:
        """Return all errors and warnings, in the order of lines."""
        return sorted([*self.problems, *self._warnings()], key=lambda one: one.place.line)

    def _warnings(self) -> list[Problem]:
        warnings = []
        if self._credential >= 0:
            warnings.append(
                problem(
                    "image-credential",
                    "the image contains somebody's badge, which is removed",
                    file=self.shown,
                    line=self._credential,
                    hint="use the original drawing, not a downloaded badge",
                    severity="warning",
                )
            )
        if self._notes:
            warnings.append(
                problem(
                    "image-metadata",
                    "the image's metadata is removed before publication",
                    file=self.shown,
                    line=min(line for line, _ in self._notes.values()),
                    got=", ".join(_group(group, names) for group, (_, names) in self._notes.items()),
                    hint="nothing needs to be done; export the image without metadata to silence this warning",
                    severity="warning",
                )
            )
        named = [*self._left.items()][:_NAMED]
        warnings += [self._leaving(_times(what, count), line) for what, (line, count) in named]
        if len(self._left) > _NAMED:
            rest = [*self._left.values()][_NAMED:]
            warnings.append(self._leaving(f"{len(rest)} more kinds", min(line for line, _ in rest)))
        return warnings

    def _leaving(self, got: str, line: int) -> Problem:
        return problem(
            "svg-dropped",
            "this is not known to draw, so it is removed",
            file=self.shown,
            line=line,
            got=_short(got),
            severity="warning",
        )


def _group(group: str, names: list[str]) -> str:
    first = names[0] if names[0] else ""
    if not first:
        return group if len(names) == 1 else f"{group} ({len(names)} times)"
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return _short(f"{group}: {first}") + more


def _times(what: str, count: int) -> str:
    return what if count == 1 else f"{what}, {count} times"


def _short(text: str) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= 80 else f"{text[:79]}…"
