"""Cleans pictures that people supply for publication: an SVG is rewritten, a PNG loses its metadata.

`lists` lists what an SVG may contain. Anything else is dropped with a warning, or refused if it could run or load
something. `drawing` applies the lists to an SVG, and `written` serialises the result.
"""

from __future__ import annotations

from badgepress.read.pictures.drawing import cleaned_svg
from badgepress.read.pictures.png import cleaned_png, png_problems

__all__ = ["cleaned_png", "cleaned_svg", "png_problems"]
