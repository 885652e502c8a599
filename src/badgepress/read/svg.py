"""An SVG that may be shown, baked and drawn: shapes, text and gradients, and nothing that acts or fetches.

Elements are held to a list of what draws; attributes and styles are searched for what runs or leads
outside. Every finding has its line. Parsed with expat; a document type stops the parser at once, so
entities are never expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from xml.parsers import expat

from badgepress.errors import Problem, problem

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

MAX_DEPTH = 100
MAX_ELEMENTS = 50_000
#: No more findings are told of one file.
MOST = 100

_DRAWS = frozenset(
    """
    svg g defs symbol use switch title desc metadata style view a
    path rect circle ellipse line polyline polygon text tspan textPath tref image marker
    linearGradient radialGradient meshgradient meshrow meshpatch stop pattern clipPath mask hatch hatchpath solidcolor
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence color-profile
    animate animateColor animateMotion animateTransform set mpath
    font font-face font-face-src font-face-name glyph missing-glyph hkern vkern
    """.split()
)
_RUNS = frozenset({"script", "handler", "listener"})
_EMBEDS = frozenset({"foreignobject", "iframe", "object", "embed", "audio", "video", "canvas", "source", "animation"})
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_URL = re.compile(r"url\s*\(\s*(?P<quote>[\"']?)\s*(?P<target>[^\"')]*)", re.IGNORECASE)
_FETCHES = re.compile(
    r"@import|@charset|image-set\s*\(|\bimage\s*\(|\bcross-fade\s*\(|\bsrc\s*\(|expression\s*\(|-moz-binding|behavior\s*:",
    re.IGNORECASE,
)
_NOT_STYLE = frozenset({"id", "class", "d", "points", "lang", "role"})
_MESSAGES = {
    "svg-script": "scripts are not allowed in an image",
    "svg-event-handler": "event handlers are not allowed in an image",
    "svg-embedded": "pages and media are not allowed inside an image",
    "svg-outside-reference": "an image may not refer to anything outside itself",
    "svg-style": "this style is not allowed in an image",
    "svg-element": "this element is not known as one that draws",
}


def svg_problems(data: bytes, shown: str, *, badge: bool) -> list[Problem]:
    """What is wrong with an SVG, each finding with its line.

    Codes: bad-svg (not well-formed, not SVG, not UTF-8, too deep), svg-doctype, svg-instruction,
    svg-script, svg-event-handler, svg-embedded, svg-outside-reference, svg-style, svg-element, and
    the warnings svg-no-size and image-not-square where `badge` asks for a square.
    """
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return [problem("bad-svg", "the SVG is not UTF-8 text", file=shown, line=line)]
    return _Reader(shown, badge=badge).read(data)


class _Stop(Exception):
    """Nothing more is worth reading."""


class _Reader:
    """Follows expat's events and keeps what it finds."""

    def __init__(self, shown: str, *, badge: bool) -> None:
        self.shown = shown
        self.badge = badge
        self.problems: list[Problem] = []
        self.depth = self.count = 0
        self.style: list[str] | None = None
        self.style_line = 0
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        # unbuffered, so that the line of a style's first piece of text is its own
        self.parser.buffer_text = False
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def read(self, data: bytes) -> list[Problem]:
        with suppress(_Stop):
            try:
                self.parser.Parse(data, True)
            except expat.ExpatError as error:
                said = expat.ErrorString(error.code) or "not well-formed"
                self._wrong("bad-svg", f"the SVG is not well-formed: {said}", line=error.lineno)
        return self.problems

    def _wrong(self, code: str, message: str = "", *, got: str = "", line: int = 0, hint: str = "") -> None:
        line = line or self.parser.CurrentLineNumber
        got = "".join(letter if letter.isprintable() else " " for letter in got)
        self.problems.append(problem(code, message or _MESSAGES[code], file=self.shown, line=line, got=got, hint=hint))
        if len(self.problems) >= MOST:
            raise _Stop

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            self._wrong(
                "bad-svg", "the SVG is not UTF-8 text", got=f'encoding="{encoding[:20]}"', hint="save it as UTF-8"
            )

    def _doctype(self, *_: object) -> None:
        hint = "remove the line <!DOCTYPE …>: SVG needs none"
        self._wrong("svg-doctype", "document types and entities are not allowed in an image", hint=hint)
        raise _Stop

    def _instruction(self, target: str, _: str) -> None:
        self._wrong("svg-instruction", "processing instructions are not allowed in an image", got=f"<?{target[:40]}")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.depth += 1
        self.count += 1
        if self.depth == 1:
            self._root(space, local, attributes)
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            self._wrong("bad-svg", "the SVG has too many elements, or too deep in each other")
            raise _Stop
        self._element(space, local)
        if space == SVG and local == "style":
            self.style, self.style_line = [], self.parser.CurrentLineNumber
        for attribute, value in attributes.items():
            self._attribute(local, attribute, value, foreign=space not in (SVG, ""))

    def _root(self, space: str, local: str, attributes: Mapping[str, str]) -> None:
        if (space, local) != (SVG, "svg"):
            self._wrong("bad-svg", "not an SVG", got=f"<{local[:40]}>", hint=f'it starts with <svg xmlns="{SVG}">')
            raise _Stop
        if not self.badge:
            return
        size = _size(attributes)
        line = self.parser.CurrentLineNumber
        if size is None:
            hint = 'add viewBox="0 0 600 600" to <svg>'
            self.problems.append(
                problem(
                    "svg-no-size",
                    "the image does not say how large it is",
                    file=self.shown,
                    line=line,
                    hint=hint,
                    severity="warning",
                )
            )
        elif abs(size[0] - size[1]) > 0.01 * max(size):
            got = f"{size[0]:g} × {size[1]:g}"
            self.problems.append(
                problem(
                    "image-not-square",
                    "the image of a badge is square",
                    file=self.shown,
                    line=line,
                    got=got,
                    severity="warning",
                )
            )

    def _element(self, space: str, local: str) -> None:
        lower = local.lower()
        if lower in _RUNS:
            self._wrong("svg-script", got=f"<{local}>")
        elif lower in _EMBEDS or space == XHTML:
            self._wrong("svg-embedded", got=f"<{local[:40]}>")
        elif space in (SVG, "") and local not in _DRAWS:
            self._wrong("svg-element", got=f"<{local[:40]}>")

    def _attribute(self, element: str, name: str, value: str, *, foreign: bool) -> None:
        space, _, local = name.rpartition(" ")
        lower = local.lower()
        if space not in ("", SVG, XLINK, XML):
            return  # what Inkscape and others note for themselves
        if not space and len(lower) > 2 and lower.startswith("on"):
            self._wrong("svg-event-handler", got=f"{local[:40]}=")
        elif lower in ("href", "src", "base") and not foreign:
            self._reference(element, local, value)
        elif lower == "attributename" and (
            value.strip().lower().endswith("href") or value.strip().lower().startswith("on")
        ):
            self._wrong(
                "svg-event-handler",
                "an animation may not change where something leads",
                got=f"{local}={value.strip()[:40]}",
            )
        elif not space and not foreign and lower not in _NOT_STYLE and not lower.startswith(("aria-", "data-")):
            self._styles(value, self.parser.CurrentLineNumber)

    def _reference(self, element: str, local: str, value: str) -> None:
        target = value.strip()
        if local == "base" or not (
            target.startswith("#") or not target or (element in ("image", "feImage") and _IMAGE_DATA.match(target))
        ):
            hint = "put the picture into the file as data:image/png;base64,…" if element in ("image", "feImage") else ""
            self._wrong("svg-outside-reference", got=f"{local}={target[:60]}", hint=hint)

    def _styles(self, text: str, line: int) -> None:
        """A style sheet, a style attribute, or an attribute that is read as a style."""
        for found in _URL.finditer(text):
            target = found["target"].strip()
            if not target.startswith("#"):
                at = line + text.count("\n", 0, found.start())
                self._wrong("svg-outside-reference", got=f"url({target[:60]})", line=at)
        for found in _FETCHES.finditer(text):
            at = line + text.count("\n", 0, found.start())
            self._wrong("svg-style", got=found.group().strip(), line=at)
        if "\\" in text:
            at = line + text.count("\n", 0, text.index("\\"))
            self._wrong("svg-style", got="a backslash", line=at, hint="write the letter itself")

    def _text(self, text: str) -> None:
        if self.style is not None:
            if not self.style:
                self.style_line = self.parser.CurrentLineNumber
            self.style.append(text)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.style is not None and name == f"{SVG} style":
            self._styles("".join(self.style), self.style_line)
            self.style = None


def _size(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    """Width and height of the drawing: of its viewBox, else of its own measures."""
    numbers = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    if len(numbers) != 4:
        numbers = [
            "0",
            "0",
            *(re.sub(r"(px|pt|mm|cm|in)$", "", attributes.get(key, "").strip()) for key in ("width", "height")),
        ]
    try:
        width, height = float(numbers[2]), float(numbers[3])
    except ValueError:
        return None
    return (width, height) if 0 < width < 1e7 and 0 < height < 1e7 else None
