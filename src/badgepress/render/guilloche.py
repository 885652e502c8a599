"""Draws fine-line rosettes as on certificates and banknotes: one curve, rotated many times.

The same seed gives the same figure. An award's seed is its signature, so no two awards have the same figure.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import NamedTuple


def number(value: float) -> str:
    """Format a number with at most one decimal: print cannot show less than a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


class _Wave(NamedTuple):
    """A closed wave around a circle: the number of lobes, their depth, their lean, and where the first begins."""

    lobes: int
    depth: float
    lean: float
    phase: float

    def point(self, angle: float) -> tuple[float, float]:
        radius = 100 * (1 - self.depth + self.depth * math.cos(self.lobes * angle + self.phase))
        turned = angle + self.lean * math.sin(self.lobes * angle)
        return radius * math.cos(turned), radius * math.sin(turned)


@lru_cache(maxsize=512)
def _curve(wave: _Wave) -> str:
    """Return the wave as an SVG path that is smooth through its points (Hermite to Bézier)."""
    steps = wave.lobes * 4
    stride = 2 * math.pi / steps
    point = wave.point

    def slope(angle: float) -> tuple[float, float]:
        (x1, y1), (x2, y2) = point(angle - 0.001), point(angle + 0.001)
        return (x2 - x1) * 500 * stride / 3, (y2 - y1) * 500 * stride / 3

    x, y = point(0.0)
    parts = [f"M{number(x)} {number(y)}"]
    dx, dy = slope(0.0)
    for step in range(1, steps + 1):
        nx, ny = point(step * stride)
        ndx, ndy = slope(step * stride)
        first = f"{number(x + dx)} {number(y + dy)}"
        parts.append(f"C{first} {number(nx - ndx)} {number(ny - ndy)} {number(nx)} {number(ny)}")
        x, y, dx, dy = nx, ny, ndx, ndy
    return "".join(parts) + "Z"


def _seeded(seed: str) -> tuple[_Wave, float]:
    """Choose one of several thousand waves, and the rotation of its first line in degrees."""
    digest = hashlib.sha256(seed.encode()).digest()
    lobes = 5 + digest[0] % 7
    wave = _Wave(lobes, (10 + digest[1] % 19) / 100, digest[2] % 13 / 100, digest[3] % 16 / 8 * math.pi)
    return wave, digest[4] / 256 * 360 / lobes


@lru_cache(maxsize=4096)
def _turns(lobes: int, start: float, lines: int) -> str:
    """Return the `use` elements of `#g`, one for each rotation."""
    turns = (number(start + 360 / lobes / lines * line) for line in range(lines))
    return "".join(f'<use href="#g" transform="rotate({turn})"/>' for turn in turns)


def polylines(seed: str, *, lines: int, steps: int = 180) -> list[list[tuple[float, float]]]:
    """Return the rosette as closed lines of straight pieces, around (0, 0) with radius 100."""
    wave, start = _seeded(seed)
    base = [wave.point(2 * math.pi * step / steps) for step in range(steps + 1)]
    found = []
    for line in range(lines):
        turn = math.radians(start + 360 / wave.lobes / lines * line)
        cos, sin = math.cos(turn), math.sin(turn)
        found.append([(x * cos - y * sin, x * sin + y * cos) for x, y in base])
    return found


def drawing(seed: str, *, lines: int = 24) -> tuple[str, str]:
    """Return the rosette around (0, 0) with radius 100 as SVG: the path of `#g`, and the elements that rotate it."""
    wave, start = _seeded(seed)
    return _curve(wave), _turns(wave.lobes, start, lines)
