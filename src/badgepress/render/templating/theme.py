"""Turns the programme's theme into a style that comes after `tokens.css`, and its logo and font into assets."""

from __future__ import annotations

import re

from badgepress.model import Program
from badgepress.model.theme import Theme, palette
from badgepress.openbadges.images.png import read_size

#: The radius of panels, of fields and small boxes, and of buttons and chips.
_CORNERS = {"soft": ("0.5rem", "0.3rem", "0.45rem"), "square": ("0", "0", "0")}
_FAMILIES = {
    "system": 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
    "serif": '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "Noto Serif", Georgia, serif',
}
_VIEW_BOX = re.compile(rb"""viewBox=["'][-\d.]+[\s,]+[-\d.]+[\s,]+(\d+\.?\d*)[\s,]+(\d+\.?\d*)["']""")
#: The name of the theme's own font in `assets/`.
FONT = "theme.woff2"


def logo_name(program: Program) -> str:
    """Return `logo.svg` or `logo.png`; empty without a logo."""
    return "" if program.logo is None else "logo.svg" if program.logo.svg is not None else "logo.png"


def logo_size(program: Program, height: int = 36) -> tuple[int, int]:
    """Return the logo's width and height in pixels at a given height, so that nothing moves once it has loaded."""
    if program.logo is None:
        return 0, 0
    if program.logo.png is not None:
        wide, high = read_size(program.logo.png)
    else:
        box = _VIEW_BOX.search(program.logo.svg or b"")
        wide, high = (round(float(one) * 100) for one in box.groups()) if box else (1, 1)
    return max(1, min(160, round(height * wide / max(1, high)))), height


def style(theme: Theme) -> str:
    """Return CSS for what the theme changes; empty if it changes nothing."""
    rules = [_root({**palette(theme, dark=False), **_corners(theme), **_fonts(theme)})]
    dark = _root(palette(theme, dark=True))
    rules += [f"@media (prefers-color-scheme: dark) {{\n{dark}}}\n"] if dark else []
    return "".join(rules)


def font_face(theme: Theme) -> str:
    """Return the rule that loads the theme's own font, for styles that may load fonts."""
    if not theme.font.endswith(".woff2"):
        return ""
    return f'@font-face {{ font-family: "Theme"; font-weight: 100 900; font-display: optional; src: url({FONT}); }}\n'


def _corners(theme: Theme) -> dict[str, str]:
    return dict(zip(("radius", "radius-small", "radius-pill"), _CORNERS.get(theme.corners, ()), strict=False))


def _fonts(theme: Theme) -> dict[str, str]:
    if theme.font.endswith(".woff2"):
        return {"sans": f'"Theme", {_FAMILIES["system"]}'}
    return {"sans": _FAMILIES[theme.font]} if theme.font in _FAMILIES else {}


def _root(values: dict[str, str]) -> str:
    inside = "".join(f"  --{name}: {value};\n" for name, value in values.items())
    return f":root {{\n{inside}}}\n" if inside else ""
