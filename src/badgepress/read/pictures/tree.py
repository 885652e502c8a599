"""Parses an SVG with expat into a tree in which each element has its line.

A document type may only define texts (Illustrator defines its namespaces that way). Nothing outside the file is ever
read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from badgepress.read.pictures.findings import Findings, Stop

MAX_DEPTH = 100
MAX_ELEMENTS = 50_000
_MAX_ENTITIES = 100
#: The longest text of a document type, and the most that such texts may add to the file.
_MAX_ENTITY = 1_000
_MAX_EXPANDED = 4_000_000
_ACTS = ("xml-stylesheet", "xml-transform", "xbl", "php", "import", "html", "access-control")


@dataclass(slots=True)
class Node:
    """An element: its namespace, its local name, and its attributes as (namespace, local name, value).

    `children` holds elements and texts in order. `text_line` is the line on which its first text begins.
    """

    space: str
    name: str
    line: int
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    children: list[Node | str] = field(default_factory=list)
    text_line: int = 0

    def text(self) -> str:
        """Return its own texts, joined."""
        return "".join(child for child in self.children if isinstance(child, str))

    def get(self, name: str) -> str:
        """Return the value of an attribute without namespace; empty if there is none."""
        return next((value for space, local, value in self.attributes if not space and local == name), "")


def parse(data: bytes, findings: Findings) -> Node | None:
    """Return the root element, or None with the reason in `findings`: bad-svg, svg-doctype, svg-instruction."""
    try:
        data.decode("utf-8-sig")
        # expat would read UTF-16 even though it is told UTF-8
        bad = data.find(b"\0")
    except UnicodeDecodeError as error:
        bad = error.start
    if bad >= 0:
        line = data.count(b"\n", 0, bad) + 1
        findings.refuse("bad-svg", line=line, message="the SVG is not UTF-8 text", hint="save it as UTF-8")
        return None
    return _Reader(findings, data.count(b"&")).read(data)


class _Reader:
    """Follows expat's events and builds the tree."""

    def __init__(self, findings: Findings, references: int) -> None:
        self.findings = findings
        self.references = references
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = self.entities = 0
        parser = self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        # unbuffered, so that the line of a style's first text is exact
        parser.buffer_text = False
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declaration
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = self._comment
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.AttlistDeclHandler = parser.ElementDeclHandler = self._no_declaration
        parser.NotationDeclHandler = parser.UnparsedEntityDeclHandler = self._no_declaration
        parser.SkippedEntityHandler = self._skipped
        parser.ExternalEntityRefHandler = self._outside

    def read(self, data: bytes) -> Node | None:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code) or "not well-formed"
            self.findings.refuse("bad-svg", line=error.lineno, message=f"the SVG is not well-formed: {reason}")
            return None
        return self.root

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
            got = f'encoding="{encoding[:20]}"'
            self.findings.refuse(
                "bad-svg", got, self.line, message="the SVG is not UTF-8 text", hint="save it as UTF-8"
            )

    def _start(self, name: str, attributes: Sequence[str]) -> None:
        space, _, local = name.rpartition(" ")
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            message = "the SVG has too many elements, or they are nested too deeply"
            self.findings.refuse("bad-svg", line=self.line, message=message)
            raise Stop
        node = Node(space, local, self.line)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            outer, _, inner = key.rpartition(" ")
            node.attributes.append((outer, inner, value))
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        node = self.open[-1]
        node.text_line = node.text_line or self.line
        if node.children and isinstance(node.children[-1], str) and len(node.children[-1]) < 200:
            node.children[-1] += text
        else:
            node.children.append(text)

    def _comment(self, text: str) -> None:
        self.findings.note("a comment", "", self.line)

    def _instruction(self, target: str, _: str) -> None:
        if target.lower().startswith(_ACTS):
            self.findings.refuse("svg-instruction", f"<?{target[:40]}", self.line)
        else:
            self.findings.note("an instruction", f"<?{target[:40]}", self.line)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        self.findings.note("a document type", "", self.line)

    def _entity(
        self,
        name: str,
        parameter: int,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        self.entities += 1
        plain = value is not None and not parameter and not set("<&%") & set(value)
        if not plain or value is None:
            self._no_declaration()
        elif len(value) > _MAX_ENTITY or self.entities > _MAX_ENTITIES or len(value) * self.references > _MAX_EXPANDED:
            message = "the document type of an image defines too much text"
            self.findings.refuse("svg-doctype", f"<!ENTITY {name[:40]}", self.line, message=message)
            raise Stop

    def _no_declaration(self, *_: object) -> None:
        self.findings.refuse(
            "svg-doctype",
            line=self.line,
            message="the document type of an image may only define plain texts",
            hint="remove everything from <!DOCTYPE to its >, with the lines between [ and ]: SVG does not need it",
        )
        raise Stop

    def _skipped(self, name: str, parameter: int) -> None:
        if parameter:
            self._no_declaration()
        message = "the SVG is not well-formed: undefined entity"
        self.findings.refuse("bad-svg", f"&{name[:40]};", self.line, message=message)
        raise Stop

    def _outside(self, *_: object) -> int:
        self._no_declaration()
        return 0
