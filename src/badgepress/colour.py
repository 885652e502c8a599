"""Makes visually even tones of one colour: varies the OKLCH lightness and keeps the hue (Ottosson 2020)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

_Triple = tuple[float, float, float]


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def rgb(colour: str) -> tuple[int, int, int]:
    """Return `#1f5fbf` as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _to_oklch(colour: str) -> _Triple:
    red, green, blue = (_linear(part / 255) for part in rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, math.hypot(a, b), math.atan2(b, a)


def _channels(light: float, chroma: float, hue: float) -> _Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _from_oklch(light: float, chroma: float, hue: float) -> str:
    """Return the nearest colour that a screen can show: reduce chroma, keep lightness and hue."""
    while chroma > 0.0005 and not all(-0.0005 <= part <= 1.0005 for part in _channels(light, chroma, hue)):
        chroma *= 0.94
    parts = (min(1.0, max(0.0, part)) for part in _channels(light, chroma, hue))
    return "#" + "".join(f"{round(_gamma(part) * 255):02x}" for part in parts)


@lru_cache(maxsize=4096)
def tone(colour: str, light: float, chroma: float = 1.0, turn: float = 0.0) -> str:
    """Return the colour at OKLCH lightness `light` (0–1), its chroma times `chroma`, its hue turned by degrees."""
    _, strength, hue = _to_oklch(colour)
    return _from_oklch(light, strength * chroma, hue + math.radians(turn))


def lightness(colour: str) -> float:
    """Return the OKLCH lightness, 0 to 1."""
    return _to_oklch(colour)[0]


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio, 1 to 21."""
    lights = [
        0.2126 * _linear(red / 255) + 0.7152 * _linear(green / 255) + 0.0722 * _linear(blue / 255)
        for red, green, blue in (rgb(one), rgb(other))
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Mix a share of the first colour into the second, channel by channel."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(first * share + second * (1 - share)):02x}" for first, second in pairs)


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a badge. `ink` is readable on `field`, and `ribbon_ink` on `ribbon` (at least 4.5:1).

    `gleam` is the highlight on the field, `band` the ribbon's upper edge, and `metal` the ribbon's colour as five
    shiny tones: light, plain, dark, plain, dark.
    """

    deep: str
    shade: str
    field: str
    light: str
    pale: str
    ink: str
    ribbon: str
    ribbon_shade: str
    ribbon_ink: str
    line: str
    gleam: str
    band: str
    metal: tuple[str, ...]


#: How much lighter than the ribbon each tone of the metal is.
_SHINE = (0.1, 0.0, -0.24, 0.0, -0.3)


def _readable(colour: str) -> str:
    """Darken the colour until white is readable on it."""
    light = min(lightness(colour), 0.62)
    while contrast(tone(colour, light), "#ffffff") < 5.0 and light > 0.2:
        light -= 0.01
    return tone(colour, light)


@lru_cache(maxsize=1024)
def tones(colour: str, accent: str | None = None) -> Tones:
    """Return all tones of a badge, from its colour and its accent, if any."""
    bright = lightness(colour) > 0.76
    field = colour.lower() if bright else _readable(colour)
    light = lightness(field)
    deep = tone(colour, 0.27, 0.75)
    ribbon = accent.lower() if accent else tone(colour, 0.9, 0.55, 12)
    dark, pale = tone(ribbon, 0.24, 0.6), "#ffffff"
    ribbon_ink = dark if contrast(dark, ribbon) >= contrast(pale, ribbon) else pale
    if contrast(ribbon_ink, ribbon) < 4.5:
        ribbon, ribbon_ink = _readable(ribbon), pale
    upper, strip = tone(colour, min(0.96, light + 0.1)), lightness(ribbon)
    return Tones(
        deep=deep,
        shade=tone(colour, max(0.2, light - 0.13)),
        field=field,
        light=upper,
        pale=tone(colour, 0.94, 0.25),
        ink=tone(colour, 0.24, 0.7) if bright else "#ffffff",
        ribbon=ribbon,
        ribbon_shade=tone(ribbon, max(0.2, strip - 0.2)),
        ribbon_ink=ribbon_ink,
        line=tone(colour, 0.62, 0.8),
        gleam=tone(upper, min(0.97, lightness(upper) + 0.05)),
        band=tone(ribbon, min(0.98, strip + 0.05)),
        metal=tuple(tone(ribbon, min(0.97, max(0.28, strip + by))) for by in _SHINE),
    )
