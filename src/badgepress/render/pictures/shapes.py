"""Computes the outlines of badges: six shapes around (0, 0), as SVG paths and as widths at a height."""

from __future__ import annotations

import math
from functools import lru_cache

from badgepress.model import badge
from badgepress.render.guilloche import number

Point = tuple[float, float]
#: Half the height of a badge's shape on the 600-unit canvas.
RADIUS = 262.0


def _polygon(count: int, radius: float, turn: float = 0.0) -> list[Point]:
    angles = (math.radians(360 / count * index + turn - 90) for index in range(count))
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _rounded(corners: list[Point], reach: float) -> str:
    """Return a closed path whose corners are rounded from `reach` before to `reach` after each."""
    parts: list[str] = []
    for index, corner in enumerate(corners):
        start = _toward(corner, corners[index - 1], reach)
        end = _toward(corner, corners[(index + 1) % len(corners)], reach)
        parts.append(f"{'L' if parts else 'M'}{_at(start)}Q{_at(corner)} {_at(end)}")
    return "".join(parts) + "Z"


def _toward(start: Point, goal: Point, reach: float) -> Point:
    share = reach / math.dist(start, goal)
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


_SHIELD_TOP, _SHIELD_SIDE = -0.9, 0.86


def _shield(radius: float) -> str:
    """Return a crest with a small peak, straight shoulders and a pointed foot: the right half, then its mirror."""
    side, top, corner = radius * _SHIELD_SIDE, radius * (_SHIELD_TOP + 0.06), radius * 0.12
    peak, waist = (0.0, radius * (_SHIELD_TOP - 0.1)), radius * 0.08
    brow, edge, shoulder = (side * 0.5, top), (side - corner, top), (side, top)
    below, hip = (side, top + corner), (side, waist)
    curve, tip = ((side, radius * 0.6), (side * 0.46, radius * 0.86)), (0.0, radius)
    right = f"M{_at(peak)}Q{_at(brow)} {_at(edge)}Q{_at(shoulder)} {_at(below)}L{_at(hip)}"
    right += f"C{_at(curve[0])} {_at(curve[1])} {_at(tip)}"
    left = f"C{_at(_mirror(curve[1]))} {_at(_mirror(curve[0]))} {_at(_mirror(hip))}L{_at(_mirror(below))}"
    left += f"Q{_at(_mirror(shoulder))} {_at(_mirror(edge))}Q{_at(_mirror(brow))} {_at(peak)}Z"
    return right + left


def _mirror(point: Point) -> Point:
    return -point[0], point[1]


def _rosette(radius: float, lobes: int = 16) -> str:
    inner = radius * 0.93
    valleys = _polygon(lobes, inner, 180 / lobes)
    bulge = inner * math.sin(math.pi / lobes) * 1.06
    parts = [f"M{_at(valleys[-1])}"]
    parts += [f"A{number(bulge)} {number(bulge)} 0 0 1 {_at(valley)}" for valley in valleys]
    return "".join(parts) + "Z"


@lru_cache(maxsize=256)
def path(shape: badge.Shape, scale: float = 1.0) -> str:
    """Return the shape's outline as an SVG path, centred on (0, 0), `scale` times its full size."""
    radius = RADIUS * scale
    if shape == "circle":
        return f"M0 {number(-radius)}A{number(radius)} {number(radius)} 0 1 1 0 {number(radius)}A{number(radius)} " + (
            f"{number(radius)} 0 1 1 0 {number(-radius)}Z"
        )
    if shape == "rosette":
        return _rosette(radius)
    if shape == "shield":
        return _shield(radius)
    if shape == "hexagon":
        return _rounded(_polygon(6, radius * 1.06), radius * 0.16)
    if shape == "diamond":
        return _rounded(_polygon(4, radius * 1.12), radius * 0.2)
    return _rounded(_polygon(8, radius * 1.05, 22.5), radius * 0.13)


def half_width(shape: badge.Shape, y: float, scale: float = 1.0) -> float:
    """Return how far the shape reaches to each side at height `y` (0 is the middle); 0 outside it."""
    radius = RADIUS * scale
    if shape in ("circle", "rosette"):
        inner = radius * (0.93 if shape == "rosette" else 1.0)
        return math.sqrt(max(0.0, inner * inner - y * y))
    if shape == "shield":
        if y < radius * _SHIELD_TOP or y > radius:
            return 0.0
        share = max(0.0, (y - radius * 0.08) / (radius * 0.92))
        return radius * _SHIELD_SIDE * math.sqrt(max(0.0, 1 - share**1.7))
    if shape == "hexagon":
        return _straight(_polygon(6, radius * 1.06), y)
    if shape == "diamond":
        return _straight(_polygon(4, radius * 1.12), y)
    return _straight(_polygon(8, radius * 1.05, 22.5), y)


def _straight(corners: list[Point], y: float) -> float:
    """Return the largest x at height `y` on the sides of a polygon."""
    found = 0.0
    for one, other in zip(corners, corners[1:] + corners[:1], strict=True):
        low, high = sorted((one, other), key=lambda corner: corner[1])
        if low[1] <= y <= high[1]:
            share = 0.0 if high[1] == low[1] else (y - low[1]) / (high[1] - low[1])
            found = max(found, low[0] + (high[0] - low[0]) * share)
    return found
