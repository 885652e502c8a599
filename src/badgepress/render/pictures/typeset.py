"""Lines of text fitted into a room: as large as they go, broken where words end, cut where nothing else helps."""

from __future__ import annotations

from typing import NamedTuple

from badgepress.render.pictures.faces import clustered
from badgepress.render.pictures.lettering import Lettering

#: What one line more must gain in size to be worth it.
_GAIN = 1.18


class Fit(NamedTuple):
    """Lines and the size they are set in."""

    lines: tuple[str, ...]
    size: int


def fitted(
    letters: Lettering, text: str, room: float, *, sizes: tuple[int, ...], least: int, weight: int = 700
) -> Fit | None:
    """The text in at most `len(sizes)` lines of `room` pixels; None if it cannot be drawn.

    `sizes` are the largest for one line, for two, … Below `least` the text is broken within words and cut.
    """
    if letters.width(text, 1.0, weight) is None:
        return None
    best: tuple[tuple[str, ...], float] | None = None
    for count, largest in enumerate(sizes, 1):
        lines, wide = _spread(letters, text.split(), count, weight)
        if len(lines) != count:
            break
        size = min(float(largest), room / max(wide, 0.01))
        if size >= least and (best is None or size > best[1] * _GAIN):
            best = lines, size
    if best is not None:
        return Fit(best[0], int(best[1]))
    return Fit(tuple(_filled(letters, text, room, least, len(sizes), weight)), least)


def _spread(letters: Lettering, words: list[str], count: int, weight: int) -> tuple[tuple[str, ...], float]:
    """The words over `count` lines whose longest is as short as can be, and its width at size 1."""
    if count == 1 or len(words) < count:
        line = " ".join(words)
        return (line,), letters.width(line, 1.0, weight) or 0.0
    best: tuple[tuple[str, ...], float] = ((), float("inf"))
    for cut in range(1, len(words) - count + 2):
        head = " ".join(words[:cut])
        wide = letters.width(head, 1.0, weight) or 0.0
        if wide >= best[1]:
            break
        rest, below = _spread(letters, words[cut:], count - 1, weight)
        if max(wide, below) < best[1]:
            best = (head, *rest), max(wide, below)
    return best


def _filled(letters: Lettering, text: str, room: float, size: int, count: int, weight: int) -> list[str]:
    """As many letters as `count` full lines take; what is left over becomes an ellipsis."""
    rest, lines = clustered(" ".join(text.split())), list[str]()
    while rest and len(lines) < count:
        is_last = len(lines) == count - 1
        taken = _most(letters, rest, room, size, weight, "…" if is_last else "")
        line = "".join(rest[:taken])
        if not is_last and taken < len(rest) and " " in line[len(line) // 2 :]:
            taken = len(clustered(line[: line.rindex(" ") + 1]))
            line = "".join(rest[:taken])
        rest = rest[taken:]
        lines.append(line.strip() + ("…" if is_last and rest else ""))
    return lines


def _most(letters: Lettering, clusters: list[str], room: float, size: int, weight: int, end: str) -> int:
    """How many of the letters fit, at least one; all of them without the `end`, fewer with it."""

    def fits(count: int) -> bool:
        text = "".join(clusters[:count]).strip() + (end if count < len(clusters) else "")
        return (letters.width(text, size, weight) or 0.0) <= room

    low, high = 1, len(clusters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
