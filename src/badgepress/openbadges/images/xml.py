"""Finds elements and their positions in an SVG file with expat.

The file may declare entities for plain texts and nothing else. Nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from badgepress.errors import BakeError, problem
from badgepress.openbadges.limits import BAKED_IMAGE_BYTES, SNIFFED_BYTES, SVG_PARTS, XML_LEVELS, XML_REFERENCES

_SVG: Final = ("http://www.w3.org/2000/svg svg", "svg")
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")
_DECLARED: Final = re.compile(rb"""^(<\?xml[^>]{0,200}?encoding[ \t\r\n]*=[ \t\r\n]*)(["'])([A-Za-z0-9._-]{1,40})\2""")
# Only names listed here count, because browsers and Python know different ones.
_ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "windows-1252": "cp1252",
}
_SPACE: Final = b" \t\r\n"
# One piece of what may precede a DOCTYPE.
_BEFORE: Final = re.compile(rb"[ \t\r\n]+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
# A DOCTYPE that declares entities for plain texts and nothing else, as Illustrator writes for its namespaces.
_DOCTYPE: Final = re.compile(
    rb"""(<!DOCTYPE[ \t\r\n]+[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?)"""
    rb"""((?:[ \t\r\n]+(?:SYSTEM|PUBLIC[ \t\r\n]+"""
    rb"""(?:"[-'()+,./:=?;!*#@$_%A-Za-z0-9 \r\n]*"|'[-()+,./:=?;!*#@$_%A-Za-z0-9 \r\n]*'))"""
    rb"""[ \t\r\n]+(?:"[^"]*"|'[^']*'))?)"""
    rb"""[ \t\r\n]*(\[(?:[ \t\r\n]|<!ENTITY[ \t\r\n]+[A-Za-z_][A-Za-z0-9_.-]*[ \t\r\n]+"""
    rb"""(?:"[-A-Za-z0-9 ._~:/?#@!$()*+,;=]{0,256}"|'[-A-Za-z0-9 ._~:/?#@!$()*+,;=]{0,256}')[ \t\r\n]*>)*\])?"""
    rb"""[ \t\r\n]*>"""
)
_NAME: Final = re.compile(rb"[^\s/>]+")
_TAG: Final = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")


@dataclass(slots=True)
class Element:
    """An element: its name (`namespace local`), attributes, text and byte offsets.

    `name_end` is just after the name in the start tag, `tag_end` after the start tag, `end` after the element.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    name_end: int
    tag_end: int
    is_empty: bool
    end: int = 0
    text: str = ""


@dataclass(slots=True)
class Scan:
    """The root, the prefixes it declares, and the wanted elements in document order."""

    root: Element
    root_prefixes: Mapping[str, str]
    elements: list[Element] = field(default_factory=list)


def is_svg(data: bytes) -> bool:
    """Whether `data` looks like an SVG: markup with an `svg` element near its beginning."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data[:SNIFFED_BYTES].decode("utf-16", "replace")
    else:
        text = data.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE)[:SNIFFED_BYTES].decode("latin-1")
    return text.lstrip().startswith("<") and bool(_ROOT.search(text))


def to_utf8(image: bytes) -> bytes:
    """The file in UTF-8 without a byte order mark. Raises BakeError `svg-encoding` or `svg-too-large`."""
    if len(image) > BAKED_IMAGE_BYTES:
        raise _bad("svg-too-large", "the image is too large", expected=f"at most {BAKED_IMAGE_BYTES} bytes")
    if image.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _transcoded(image, "utf-16")
    image = image.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE)
    declared = _DECLARED.match(image)
    encoding = declared[3].decode() if declared else "utf-8"
    known = _ENCODINGS.get(encoding.lower())
    if known is None:
        raise _bad("svg-encoding", "the image's encoding is not supported", got=encoding, expected="UTF-8")
    return _transcoded(image, known)


def scan(source: bytes, wanted: Collection[str]) -> Scan:
    """Scans a UTF-8 SVG for the `wanted` elements.

    Raises BakeError `svg-broken`, `svg-doctype`, `svg-root` or `svg-too-large`.
    """
    reader = _Reader(source, wanted)
    try:
        shown, reader.is_plain = _with_plain_names(source)
        reader.parser.Parse(shown, True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise _bad("svg-broken", f"the image is not well-formed XML: {why}", got=f"line {error.lineno}") from None
    if reader.scan is None:
        raise _bad("svg-broken", "the image is not well-formed XML: no element found")
    return reader.scan


class _Reader:
    """Expat's handlers. They collect their results in `scan`."""

    def __init__(self, source: bytes, wanted: Collection[str]) -> None:
        self.source = source
        self.wanted = wanted
        self.scan: Scan | None = None
        self.prefixes: dict[str, str] = {}
        self.current: Element | None = None
        self.is_plain = False
        self.depth = self.level = self.parts = 0
        self.pieces: list[str] = []
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.StartNamespaceDeclHandler = self.namespace
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def doctype(self, *_: object) -> None:
        if not self.is_plain:
            raise _bad("svg-doctype", "the image's document type declares more than names of plain texts")

    def instruction(self, target: str, _: str) -> None:
        self.plain(target)

    def plain(self, *names: str) -> None:
        # Editions of XML disagree about which non-ASCII letters a name may have.
        for name in names:
            if not name.isascii():
                raise _bad("svg-broken", "a name in the image's markup is not plain ASCII", got=name[:100])

    def count(self, parts: int) -> None:
        self.parts += parts
        if self.parts > SVG_PARTS:
            raise _bad("svg-too-large", "the image has too many parts", expected=f"at most {SVG_PARTS}")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        self.count(1)
        self.plain(prefix or "")
        if uri and " " in uri:
            raise _bad("svg-broken", "a namespace with a space in it", got=uri[:100])
        if self.scan is None:
            self.prefixes[prefix or ""] = uri or ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.plain(name.rpartition(" ")[2], *(one.rpartition(" ")[2] for one in attributes))
        self.count(1 + len(attributes))
        self.level += 1
        if self.level > XML_LEVELS:
            raise _bad("svg-broken", "the image's elements are nested too deeply", expected=f"at most {XML_LEVELS}")
        if self.scan is None:
            if name not in _SVG:
                raise _bad("svg-root", "the image's root element is not svg", got=name)
            self.scan = Scan(self.element(name, attributes), self.prefixes)
        elif self.current is not None:
            self.depth += 1
        elif name in self.wanted:
            self.current = self.element(name, attributes)
            self.depth, self.pieces = 0, []
            self.parser.CharacterDataHandler = self.pieces.append

    def end(self, name: str) -> None:
        self.level -= 1
        if self.current is None or self.scan is None:
            return
        if self.depth:
            self.depth -= 1
            return
        element, self.current = self.current, None
        self.parser.CharacterDataHandler = None
        element.text = "".join(self.pieces)
        at = self.parser.CurrentByteIndex
        element.end = element.tag_end if element.is_empty else self.source.index(b">", at) + 1
        self.scan.elements.append(element)

    def element(self, name: str, attributes: dict[str, str]) -> Element:
        at = self.parser.CurrentByteIndex
        found, named = _TAG.match(self.source, at), _NAME.match(self.source, at + 1)
        if not found or not named:
            raise _bad("svg-broken", "the image is not well-formed XML: a tag without end")
        return Element(name, attributes, at, named.end(), found.end(), found.group().endswith(b"/>"))


def _with_plain_names(source: bytes) -> tuple[bytes, bool]:
    """The file with its DTD's address blanked out, and whether its DOCTYPE declares entities for plain texts only.

    Blanks keep all offsets the same. Expat must not see the DTD's address: with an external DTD it would accept
    undefined entities in attributes. Raises BakeError `svg-too-large` if the file refers to its entities too often.
    """
    at = 0
    while before := _BEFORE.match(source, at):
        at = before.end()
    found = _DOCTYPE.match(source, at)
    if found is None:
        return source, False
    if found[3] is None:
        return source[:at] + _blank(found[0]) + source[found.end() :], False
    if source.count(b"&") > XML_REFERENCES:
        raise _bad("svg-too-large", "the image refers to its entities too often", expected=f"at most {XML_REFERENCES}")
    return source[:at] + found[1] + _blank(found[2]) + source[found.end(2) :], True


def _blank(text: bytes) -> bytes:
    return re.sub(rb"[^\n]", b" ", text)


def _transcoded(image: bytes, encoding: str) -> bytes:
    try:
        text = image.decode(encoding).encode()
    except UnicodeError:
        raise _bad("svg-encoding", "the image is not in the encoding it names", got=encoding) from None
    return text if encoding in ("utf-8", "ascii") else _DECLARED.sub(rb"\1\2UTF-8\2", text, count=1)


def _bad(code: str, message: str, *, got: str = "", expected: str = "") -> BakeError:
    return BakeError(problem(code, message, got=got, expected=expected))
