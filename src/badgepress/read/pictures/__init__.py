"""Pictures that people supply, as they may be published: an SVG written anew, a PNG without notes.

What an SVG may hold is listed in `lists`; whatever is in no list is left out and told, and what could act
is refused. `drawing` holds an SVG to the lists, `written` puts it down again.
"""

from __future__ import annotations

from badgepress.read.pictures.drawing import cleaned_svg
from badgepress.read.pictures.png import cleaned_png, png_problems

__all__ = ["cleaned_png", "cleaned_svg", "png_problems"]
