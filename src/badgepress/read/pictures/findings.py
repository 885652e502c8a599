"""What is found in one picture: what is refused, each with its line, and what is left out, told together."""

from __future__ import annotations

import re
from typing import Final

from badgepress.errors import Problem, problem

#: How many words and marks of styles are read in one picture; some two seconds' work.
MAX_STYLES: Final = 300_000
_MARKS: Final = re.compile(r"[\s{}()\[\];:,/\"'#@.]")
#: How many pixels the pictures inside one SVG may have in all.
MAX_INSIDE: Final = 1 << 25
#: No more findings are told of one file.
MOST = 100
#: So many names of what is left out are told one by one.
_NAMED = 10

MESSAGES = {
    "svg-script": "scripts are not allowed in an image",
    "svg-event-handler": "event handlers are not allowed in an image",
    "svg-embedded": "pages, formulas and media are not allowed inside an image",
    "svg-outside-reference": "an image may not refer to anything outside itself",
    "svg-style": "this style is not allowed in an image",
    "svg-element": "this element is not known as one that draws",
    "svg-instruction": "this processing instruction is not allowed in an image",
}


class Stop(Exception):
    """Nothing more is worth reading."""


class Findings:
    """Keeps the problems of one picture.

    `refuse` is for what could act; `note`, `credential` and `leave` are for what the published picture does without.
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
        """Whether the picture cannot be published."""
        return any(one.severity == "error" for one in self.problems)

    def refuse(self, code: str, got: str = "", line: int = 0, *, message: str = "", hint: str = "") -> None:
        """One thing for which the picture is refused; Stop when there are too many."""
        got = "".join(letter if letter.isprintable() else " " for letter in got)
        self.problems.append(problem(code, message or MESSAGES[code], file=self.shown, line=line, got=got, hint=hint))
        if len(self.problems) >= MOST:
            raise Stop

    def weigh(self, style: str, line: int) -> None:
        """Counts a style before it is read, each text once; Stop when there is too much of it."""
        if style not in self._styles:
            self._styles.add(style)
            self._weight += len(_MARKS.findall(style))
            if self._weight > MAX_STYLES:
                self.refuse("bad-svg", line=line, message="the SVG has too many styles")
                raise Stop

    def weigh_pixels(self, count: int, line: int) -> None:
        """Counts the pixels of a picture inside before they are decoded; Stop when there are too many."""
        self._pixels += count
        if self._pixels > MAX_INSIDE:
            self.refuse("bad-svg", line=line, message="the pictures inside the SVG have too many pixels")
            raise Stop

    def note(self, group: str, name: str, line: int) -> None:
        """Something that an editor or a camera wrote for itself; `group` says whose it is or what it is."""
        self._notes.setdefault(group, (line, []))[1].append(name)

    def credential(self, line: int) -> None:
        """Somebody's badge, baked into the picture."""
        if self._credential < 0:
            self._credential = line

    def leave(self, what: str, line: int) -> None:
        """Something that is in no list of what draws."""
        first, count = self._left.get(what, (line, 0))
        self._left[what] = first, count + 1

    def told(self) -> list[Problem]:
        """Everything found, in the order of lines: errors and warnings."""
        return sorted([*self.problems, *self._warnings()], key=lambda one: one.place.line)

    def _warnings(self) -> list[Problem]:
        told = []
        if self._credential >= 0:
            told.append(
                problem(
                    "image-credential",
                    "the image carries somebody's badge, which is left out",
                    file=self.shown,
                    line=self._credential,
                    hint="use the picture as it was drawn, not a downloaded badge",
                    severity="warning",
                )
            )
        if self._notes:
            told.append(
                problem(
                    "image-metadata",
                    "what the image tells of its making is not published",
                    file=self.shown,
                    line=min(line for line, _ in self._notes.values()),
                    got=", ".join(_group(group, names) for group, (_, names) in self._notes.items()),
                    hint="nothing is to be done; an image exported without them is published all the same",
                    severity="warning",
                )
            )
        told += [self._leaving(_times(what, count), line) for what, (line, count) in [*self._left.items()][:_NAMED]]
        if len(self._left) > _NAMED:
            rest = [*self._left.values()][_NAMED:]
            told.append(self._leaving(f"{len(rest)} more kinds", min(line for line, _ in rest)))
        return told

    def _leaving(self, got: str, line: int) -> Problem:
        return problem(
            "svg-dropped",
            "this is not known to draw and is not published",
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
