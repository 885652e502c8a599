"""Fits lines of text into a given width: as large as possible, broken between words, and cut as a last resort."""

from __future__ import annotations

from typing import NamedTuple

from badgepress.render.pictures.faces import clustered
from badgepress.render.pictures.lettering import Lettering

#: How much larger the text must become to justify another line.
_GAIN = 1.18


class Fit(NamedTuple):
    """Lines and their size."""

    lines: tuple[str, ...]
    size: int


def fitted(
    letters: Lettering, text: str, room: float, *, sizes: tuple[int, ...], least: int, weight: int = 700
) -> Fit | None:
    """Fit the text into at most `len(sizes)` lines of `room` pixels; return None if it cannot be drawn.

    `sizes` holds the largest size for one line, for two, … If the text would be smaller than `least`, it is broken
    inside words and cut.
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
    """Spread the words over `count` lines, the longest as short as possible. Return them and its width at size 1."""
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
    """Fill `count` lines with as many letters as fit, and end with an ellipsis if some are left over."""
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
    """Return how many of the letters fit, at least one. If not all do, the `end` must fit too."""

    def fits(count: int) -> bool:
        text = "".join(clusters[:count]).strip() + (end if count < len(clusters) else "")
        return (letters.width(text, size, weight) or 0.0) <= room

    low, high = 1, len(clusters)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low
