"""RDF 1.1 N-Quads, and datasets as sets of quads. The terms of a quad are texts in canonical form.

A term is `<iri>`, `_:label` or a literal (`"…"`, `"…"@tag`, `"…"^^<iri>`); the default graph is "".
The canonical form of a term is that of RDF Dataset Canonicalization 1.0 §5 (Serialization).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from badgepress.errors import CredentialError, problem
from badgepress.values import Value


class Quad(NamedTuple):
    """Subject, predicate, object and graph, each the N-Quads text of its term; graph "" is the default one."""

    subject: str
    predicate: str
    object: str
    graph: str


Dataset: TypeAlias = frozenset[Quad]

XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"

_CONTROLS: Final = {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {
    "\b": "\\b",
    "\t": "\\t",
    "\f": "\\f",
    "\r": "\\r",
}
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")
_UNESCAPE: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf\"'\\]))")

_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI: Final = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>'
_BLANK: Final = r"_:[^\W](?:[\w.\-\u00b7]*[\w\-\u00b7])?"
_STRING: Final = rf'"(?:[^"\\\n\r]|\\[tbnrf"\'\\]|{_UCHAR})*"'
_LITERAL: Final = rf"{_STRING}(?:\^\^{_IRI}|@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)?"
_LINE: Final = re.compile(
    rf"[ \t]*(?:({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*({_IRI}|{_BLANK}|{_LITERAL})[ \t]*({_IRI}|{_BLANK})?[ \t]*\.)?"
    r"[ \t]*(?:#.*)?"
)


def iri(value: str) -> str:
    """The term of an absolute IRI."""
    return f"<{value}>"


def escaped(text: str) -> str:
    """The text escaped for use between the quotes of a literal."""
    if "\\" in text or '"' in text or "\n" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    # Control characters are never printable, and `isprintable` is faster than a search.
    return text if text.isprintable() else _CONTROL.sub(lambda found: _CONTROLS[found[0]], text)


def literal(value: str, datatype: str = XSD_STRING, language: str = "") -> str:
    """The term of a literal; a language tag wins over the datatype."""
    text = escaped(value)
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"' if datatype == XSD_STRING else f'"{text}"^^<{datatype}>'


def is_blank(term: str) -> bool:
    """Whether the term is a blank node."""
    return term.startswith("_:")


def line(quad: Quad) -> str:
    """One line of N-Quads, with its line feed."""
    subject, predicate, thing, graph = quad
    return f"{subject} {predicate} {thing} {graph} .\n" if graph else f"{subject} {predicate} {thing} .\n"


def serialize(quads: Iterable[Quad]) -> str:
    """Lines of N-Quads in code point order, without duplicates."""
    return "".join(sorted({line(quad) for quad in quads}))


def parse(text: str) -> Dataset:
    """Parses N-Quads. Raises CredentialError `bad-nquads` with the number of the line."""
    quads = set()
    for number, row in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        found = _LINE.fullmatch(row)
        if not found:
            raise CredentialError(problem("bad-nquads", "not a line of N-Quads", line=number, got=Value(row, 80)))
        subject, predicate, thing, graph = found.groups()
        if subject:
            quads.add(Quad(_canonical(subject), _canonical(predicate), _canonical(thing), _canonical(graph or "")))
    return frozenset(quads)


def _canonical(term: str) -> str:
    """The term with only the escapes it needs."""
    if not term.startswith('"'):
        return _unescaped(term)
    end = term.rindex('"')
    suffix = term[end + 1 :]
    value = _unescaped(term[1:end])
    if suffix.startswith("@"):
        return literal(value, language=suffix[1:])
    return literal(value, _unescaped(suffix[3:-1])) if suffix else literal(value)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    short, long, letter = found.groups()
    if letter:
        return _UNESCAPE[letter]
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise CredentialError(problem("bad-nquads", "an escape names no character", got=found.group()))
    return chr(code)
