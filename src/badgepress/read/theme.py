"""Reads the theme's files beside `program.yml` and checks the contrast of its colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from badgepress.errors import Place, Problem
from badgepress.model.theme import ENOUGH, Theme, weaknesses
from badgepress.read.files import Found
from badgepress.read.images import read_image
from badgepress.read.parts import Parts
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.references import missing_image, unused_image
from badgepress.read.yaml import Document

#: Endings of theme files, which lie beside `program.yml`.
THEME_FILES = (".svg", ".png", ".woff2")
_MAX_FONT = 500_000
_WOFF2 = b"wOF2"


def read_theme(parts: Parts, beside: Mapping[str, Found]) -> None:
    """Read the logo and the font into `parts`, and report the theme's problems.

    `beside` holds the pictures and fonts next to `program.yml`. Codes: `missing-image`, `missing-font`, `bad-font`,
    `low-contrast`, `unused-image`, `unknown-file`, and those of images.
    """
    document = parts.documents.get("program.yml")
    theme = parts.settings.theme if parts.settings else None
    if document is None or theme is None:
        return
    parts.problems += _contrasts(document, theme)
    images = {name: found for name, found in beside.items() if found.ending != ".woff2"}
    if theme.logo in images:
        parts.logo, problems = read_image(images[theme.logo], badge=False)
        parts.problems += problems
    elif theme.logo:
        parts.problems.append(missing_image(document, theme.logo, parts.shown, images, path="theme.logo"))
    if theme.font.endswith(".woff2"):
        _font(parts, document, theme.font, beside)
    for name, found in beside.items():
        if name not in (theme.logo, theme.font):
            wanted = "font" if found.ending == ".woff2" else "logo"
            parts.problems.append(unused_image(found, (), expected=f"its name as `theme: {{{wanted}: {name}}}`"))


def _contrasts(document: Document, theme: Theme) -> Iterator[Problem]:
    for weak in weaknesses(theme):
        message = f"text is hard to read: {weak.colour} on {weak.ground}"
        got, expected = f"a contrast of {weak.ratio:.2f}", f"at least {ENOUGH} (WCAG AA)"
        hint = f"the nearest colour that works: {weak.better}" if weak.better else "use a darker or a lighter one"
        yield Problem(document.place(f"theme.{weak.key}"), "low-contrast", message, got, expected, hint)


def _font(parts: Parts, document: Document, name: str, beside: Mapping[str, Found]) -> None:
    found = beside.get(name)
    if found is None:
        fonts = [other for other in beside if other.endswith(".woff2")]
        message = f"no font {shown_text(name)} in {parts.shown}/"
        parts.problems.append(
            Problem(document.place("theme.font"), "missing-font", message, hint=did_you_mean(name, fonts))
        )
        return
    data, problems = found.read(_MAX_FONT)
    if not problems and data[:4] != _WOFF2:
        hint = "convert it to WOFF2; renaming the file is not enough"
        problems = [Problem(Place(found.shown), "bad-font", "not a WOFF2 font", hint=hint)]
    parts.problems += problems
    parts.font = None if problems else data
