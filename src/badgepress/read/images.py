"""Reads authored images: a complete, square, large enough PNG, or an SVG that only draws."""

from __future__ import annotations

from badgepress.errors import Problem
from badgepress.model import ClassImage
from badgepress.read.files import Found
from badgepress.read.pictures import cleaned_png, cleaned_svg, png_problems
from badgepress.read.pictures.findings import Findings

MAX_BYTES = 2_000_000


def read_image(found: Found, *, badge: bool) -> tuple[ClassImage | None, list[Problem]]:
    """Return the image in a `.png` or `.svg` file, cleaned for publication, and its problems.

    A PNG keeps its pixels byte for byte but loses its metadata; an SVG is rewritten. With `badge` the image must be a
    square of at least 300 pixels; an issuer's logo may have any shape. Codes: too-large, those of `png_problems` and
    `cleaned_svg`, and the warnings image-metadata and image-credential.
    """
    data, problems = found.read(MAX_BYTES)
    if problems:
        return None, problems
    if found.ending == ".svg":
        svg, problems = cleaned_svg(data, found.shown, badge=badge)
        return (None if svg is None else ClassImage(found.shown, svg=svg)), problems
    problems = png_problems(data, found.shown, badge=badge)
    if any(one.severity == "error" for one in problems):
        return None, problems
    findings = Findings(found.shown)
    return ClassImage(found.shown, png=cleaned_png(data, findings)), [*problems, *findings.told()]
