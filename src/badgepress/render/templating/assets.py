"""Makes the styles, scripts and fonts of the site under `assets/`, each named by the hash of its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rcssmin import cssmin

from badgepress.bundle import Bundle
from badgepress.errors import RenderError, problem
from badgepress.model import Program
from badgepress.render.templating import html, theme

#: The source files of each style.
_STYLES = {
    "site.css": ("tokens.css", "site.css", "verdict.css", "print.css"),
    "embed.css": ("tokens.css", "embed.css"),
    "offline.css": ("tokens.css", "offline.css", "verdict.css"),
}
_FONT = re.compile(r"url\(([a-z0-9-]+\.woff2)\)")


def digest(data: bytes) -> str:
    """Return ten hex digits that identify the content."""
    return hashlib.sha256(data).hexdigest()[:10]


def named(name: str, data: bytes) -> str:
    """Return a name with its content's hash before the ending: `site.0a1b2c3d4e.css`."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{digest(data)}.{ending}"


class Assets:
    """All files of `assets/`: `files` maps paths below the root to bytes, `names` plain names to paths."""

    def __init__(self, search: Sequence[Path], bundle: Bundle, program: Program) -> None:
        self._theme = program.settings.theme
        self.files: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self._search = search
        self.fonts = {path.name: path.read_bytes() for path in sorted(bundle.fonts.glob("*.woff2"))}
        for name in sorted(self.fonts):
            self._add(name, self.fonts[name])
        self._add_theme(program)
        for name in ("site.css", "embed.css"):
            self._add(name, _FONT.sub(self._font_address, self.style(name)).encode())
        self._add("issue.css", _tight(self.source("issue.css")).encode())
        for name in ("site.js", "comforts.js", "gallery.js", "icon.svg", "mark.svg"):
            self._add(name, self.source(name).encode())
        for name, file in sorted(_published(bundle).items()):
            self.files[f"assets/{file}"] = (bundle.folder / file).read_bytes()
            self.names[name] = f"assets/{file}"

    def style(self, name: str) -> str:
        """Return a style with the styles it builds on and the programme's theme, minified."""
        tokens, *others = (self.source(part) for part in _STYLES[name])
        face = theme.font_face(self._theme) if name == "site.css" else ""
        return _tight("\n".join([tokens, theme.style(self._theme), face, *others]))

    def source(self, name: str) -> str:
        """Return the text of `assets/<name>` in the templates. The user's folder wins."""
        return html.source(self._search, f"assets/{name}")

    def _add_theme(self, program: Program) -> None:
        if program.font is not None:
            self._add(theme.FONT, program.font)
        if program.logo is not None:
            self._add(theme.logo_name(program), program.logo.svg or program.logo.png or b"")

    def _add(self, name: str, data: bytes) -> None:
        path = f"assets/{named(name, data)}"
        self.files[path] = data
        self.names[name] = path

    def _font_address(self, match: re.Match[str]) -> str:
        path = self.names.get(match[1])
        if path is None:
            hint = "to use your own font, name it in program.yml as `theme: {font: name.woff2}`"
            fonts = ", ".join(sorted(self.fonts))
            message = "a style names a font that is not bundled"
            raise RenderError(problem("missing-font", message, file="assets/", got=match[1], expected=fonts, hint=hint))
        return f"url({path.removeprefix('assets/')})"


def _published(bundle: Bundle) -> Mapping[str, str]:
    """Return the bundle's scripts and chunks by their plain names. offline.js is only inside its page."""
    return {name: file for name, file in bundle.manifest.items() if not name.startswith("offline.")}


def _tight(style: str) -> str:
    """Minify a style, since its size delays every first view."""
    return f"{cssmin(style)}\n"
