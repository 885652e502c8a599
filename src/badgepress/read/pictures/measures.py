"""Measures a drawing: its viewBox, or its width and height in CSS units, in pixels at 96 per inch."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    "": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16.0,
}  # fmt: skip
_LENGTH: Final = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(px|in|cm|mm|q|pt|pc)?\s*\Z", re.IGNORECASE)


def pixels(length: str) -> float | None:
    """Return a length in pixels; None if it is relative (%, em) or not a length."""
    found = _LENGTH.match(length)
    if not found:
        return None
    return float(found[1]) * _UNITS[(found[2] or "").lower()]


def written(length: str) -> str | None:
    """Return a length as a number of pixels; None as in `pixels`. A length in pixels keeps all its digits."""
    found = _LENGTH.match(length)
    if found and not set("eE+") & set(found[1]) and (found[2] or "px").lower() == "px":
        return found[1]
    value = pixels(length)
    return None if value is None else number(value)


def number(value: float) -> str:
    """Format a number with at most six decimals and no exponent."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def size(view_box: str, width: str, height: str) -> tuple[float, float] | None:
    """Return width and height of the viewBox, else of the drawing itself; None if neither is given."""
    numbers = re.split(r"[\s,]+", view_box.strip())
    found: tuple[float | None, float | None]
    try:
        found = (float(numbers[2]), float(numbers[3])) if len(numbers) == 4 else (pixels(width), pixels(height))
    except ValueError:
        return None
    wide, high = found
    if wide is None or high is None:
        return None
    return (wide, high) if 0 < wide < 1e7 and 0 < high < 1e7 else None
