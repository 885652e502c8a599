"""Draws time against size as an SVG chart, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 70, 50, 30, 20


def chart(points: Sequence[tuple[float, float]], title: str, across: str, up: str) -> str:
    """Return an SVG of the points, in order of size. All numbers are above 0."""
    columns, rows = (_range([point[axis] for point in points]) for axis in (0, 1))
    drawn = [(_place(x, columns, LEFT, WIDTH - RIGHT), _place(y, rows, HEIGHT - BOTTOM, TOP)) for x, y in points]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="currentColor"><title>{escape(title)}</title>'
    ]
    for power in range(columns[0], columns[1] + 1):
        x = _place(10.0**power, columns, LEFT, WIDTH - RIGHT)
        parts.append(_line(x, TOP, x, HEIGHT - BOTTOM) + _text(x, HEIGHT - BOTTOM + 18, _number(power)))
    for power in range(rows[0], rows[1] + 1):
        y = _place(10.0**power, rows, HEIGHT - BOTTOM, TOP)
        parts.append(_line(LEFT, y, WIDTH - RIGHT, y) + _text(LEFT - 8, y + 4, _number(power), "end"))
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
    parts.append(f'<polyline points="{path}" fill="none" stroke="#1769aa" stroke-width="2"/>')
    for (x, y), (_, value) in zip(drawn, points, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1769aa"/>')
        parts.append(_text(x, y - 10, f"{value:,.1f}" if value < 100 else f"{value:,.0f}"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across) + _text(LEFT, 16, up, "start"))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _range(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around all values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _place(value: float, powers: tuple[int, int], start: float, end: float) -> float:
    return start + (log10(value) - powers[0]) / (powers[1] - powers[0]) * (end - start)


def _number(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    where = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {where} stroke="currentColor" stroke-opacity="0.2"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
