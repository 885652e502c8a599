"""Defines the look of a site: `theme:` in `program.yml`, and the palette made from it.

`LIGHT` and `DARK` are the colours of `templates/assets/tokens.css`; a theme replaces some of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints

from badgepress.colour import contrast, lightness, mixed, tone
from badgepress.model.base import Authored, Colour, FileName

FONT = r"^(?:geologica|system|serif|[A-Za-z0-9][A-Za-z0-9_-]*\.woff2)$"
Font = Annotated[str, StringConstraints(pattern=FONT, max_length=100)]
Corners = Literal["round", "soft", "square"]
Palette = Mapping[str, str]

LIGHT: Palette = {
    "paper": "#f6f8f8",
    "sheet": "#ffffff",
    "ink": "#14211f",
    "soft": "#4e5e5b",
    "hair": "#d5dddb",
    "accent": "#0b5563",
    "accent-ink": "#ffffff",
    "good-sheet": "#e4f3ea",
    "warn-sheet": "#fcf0d9",
    "bad-sheet": "#fbe7e6",
    "open-sheet": "#e7ecf5",
}
DARK: Palette = {
    "paper": "#0f1615",
    "sheet": "#172120",
    "ink": "#edf3f1",
    "soft": "#a7b6b2",
    "hair": "#2c3a38",
    "accent": "#84d0da",
    "accent-ink": "#06252b",
    "good-sheet": "#12301f",
    "warn-sheet": "#332509",
    "bad-sheet": "#3a1416",
    "open-sheet": "#1b263b",
}
#: WCAG 2.2, success criterion 1.4.3, for text of any size.
ENOUGH = 4.5
_SHEETS = ("good-sheet", "warn-sheet", "bad-sheet", "open-sheet")
#: Which colour of text is used on which ground.
_TEXTS = (
    *(("ink", ground) for ground in ("paper", "sheet", *_SHEETS)),
    *(("soft", ground) for ground in ("paper", "sheet", *_SHEETS)),
    *(("accent", ground) for ground in ("paper", "sheet")),
    ("accent-ink", "accent"),
)


class Scheme(Authored):
    """Three colours that a scheme's other tones are made from."""

    accent: Colour | None = None
    paper: Colour | None = None
    ink: Colour | None = None


class Theme(Scheme):
    """`theme:` of `program.yml`. `dark` follows from `accent` where it names none."""

    dark: Scheme = Scheme()
    corners: Corners = "round"
    font: Font = "geologica"
    logo: FileName | None = None


@dataclass(frozen=True, slots=True)
class Weak:
    """Text that is hard to read: the authored colour that causes it, its ground, and a better colour.

    `key` is the path below `theme` (`accent`, `dark.ink`), `ratio` the contrast, and `better` the nearest tone of the
    colour that is readable on `ground`, or empty.
    """

    key: str
    colour: str
    ground: str
    ratio: float
    better: str


def palette(theme: Theme, *, dark: bool) -> dict[str, str]:
    """Return the colours that the theme changes in `LIGHT` or `DARK`, by their names in tokens.css."""
    own, base = (theme.dark, DARK) if dark else (theme, LIGHT)
    accent = own.accent or (tone(theme.accent, 0.81, 0.8) if dark and theme.accent else None)
    found: dict[str, str] = {}
    paper, ink = (own.paper or base["paper"]).lower(), (own.ink or base["ink"]).lower()
    if own.paper:
        lifted = min(1.0, lightness(paper) + (0.045 if dark else 0.025))
        found |= {"paper": paper, "sheet": tone(paper, lifted), "hair": mixed(ink, paper, 0.15)}
    if own.ink:
        found |= {"ink": ink, "soft": mixed(ink, paper, 0.74), "hair": mixed(ink, paper, 0.15)}
    if accent:
        inks = ("#ffffff", tone(accent, 0.22, 0.6))
        found |= {"accent": accent.lower(), "accent-ink": max(inks, key=lambda one: contrast(one, accent))}
    return found


def weaknesses(theme: Theme) -> Iterator[Weak]:
    """Yield every authored colour that gives text too little contrast, each with its worst case."""
    for dark, own, base, prefix in ((False, theme, LIGHT, ""), (True, theme.dark, DARK, "dark.")):
        changed = palette(theme, dark=dark)
        whole = {**base, **changed}
        worst: dict[str, Weak] = {}
        for text, ground in _TEXTS:
            ratio = contrast(whole[text], whole[ground])
            if ratio >= ENOUGH or not (text in changed or ground in changed):
                continue
            key = _blamed(own, text, ground)
            if key and (key not in worst or ratio < worst[key].ratio):
                authored = str(getattr(own, key)).lower()
                better = _better(authored, whole[ground]) if key == text else ""
                worst[key] = Weak(prefix + key, whole[text], whole[ground], ratio, better)
        yield from worst.values()


def _blamed(own: Scheme, text: str, ground: str) -> str:
    """Return the authored colour that a pair comes from; empty if both come from the light scheme's accent."""
    sources = {"soft": "ink", "accent-ink": "accent", "sheet": "paper"}
    candidates = (sources.get(text, text), sources.get(ground, ground))
    return next((name for name in candidates if getattr(own, name, None)), "")


def _better(colour: str, ground: str) -> str:
    """Return the tone nearest in lightness to the colour that is readable on the ground; empty if there is none."""
    light = lightness(colour)
    for step in range(1, 100):
        for other in (light - step / 100, light + step / 100):
            if 0 <= other <= 1 and contrast(tone(colour, other), ground) >= ENOUGH:
                return tone(colour, other)
    return ""
