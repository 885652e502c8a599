"""Expanded JSON-LD to quads (JSON-LD 1.1 API §8). Refuses what the algorithm would drop silently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from pyld.jsonld import canonicalize as canonical_json

from badgepress.errors import Problem, problem
from badgepress.openbadges.jsonld.nquads import XSD_STRING, Quad, literal
from badgepress.values import Value

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TYPE: Final = f"<{_RDF}type>"
_FIRST: Final = f"<{_RDF}first>"
_REST: Final = f"<{_RDF}rest>"
_NIL: Final = f"<{_RDF}nil>"

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Excludes all Unicode white space too: JSON-LD libraries refuse addresses that match their language's `\s`.
_SPACES: Final = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_IRI: Final = re.compile(rf'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{{}}|^`\\\x7f{_SPACES}]*')
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_EXPONENT: Final = re.compile(r"(\d)0*E\+?(-)?0*(\d)")
_HUGE: Final = 1e21
_REMEMBERED: Final = 2_000


class Builder:
    """Collects the `quads` of expanded node objects, and `problems` for whatever RDF cannot hold.

    Each problem's `got` is the offending value. Things that would be lost silently go into `lost`: they are reported
    after the problems, as in the browser, where the library finds them.
    """

    def __init__(self) -> None:
        self.quads: set[Quad] = set()
        self.problems: list[Problem] = []
        self.lost: list[Problem] = []
        self.blanks = 0

    def all(self, expanded: Iterable[Mapping[str, Any]]) -> None:
        """Adds the quads of an expanded document."""
        for node in expanded:
            self._node(node, "")

    def _node(self, node: Mapping[str, Any], graph: str) -> str:
        """Adds the quads of a node object and returns its term."""
        subject = self.name(node["@id"]) if "@id" in node else self._blank()
        for name, values in node.items():
            if name[0] != "@":
                self._statements(subject, name, values, graph)
            elif name == "@type":
                for value in values:
                    self.quads.add(Quad(subject, _TYPE, self._type(value), graph))
            elif name == "@graph":
                self._graph(values, subject)
            elif name == "@reverse":
                for reverse, sources in values.items():
                    for source in sources:
                        self.quads.add(Quad(self._node(source, graph), self._predicate(reverse), subject, graph))
            elif name != "@id":
                self._refuse("unsupported-json-ld", "a JSON-LD keyword that credentials have no use for", name)
        return subject

    def _statements(self, subject: str, name: str, values: Iterable[Mapping[str, Any]], graph: str) -> None:
        predicate = self._predicate(name)
        for value in values:
            self.quads.add(Quad(subject, predicate, self._object(value, graph), graph))

    def _graph(self, nodes: Iterable[Mapping[str, Any]], name: str) -> None:
        """Adds the contents of a named graph. A bare address or value states nothing there and would be lost."""
        for node in nodes:
            if "@value" in node or "@list" in node or node.keys() <= {"@id"}:
                message = "a plain value where a whole object is needed, or it would not be signed"
                got = Value(node.get("@id", node.get("@value", "")))
                self.lost.append(problem("unsupported-json-ld", message, got=got))
            else:
                self._node(node, name)

    def _object(self, value: Mapping[str, Any], graph: str) -> str:
        if "@value" in value:
            return self._value(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self._node(value, graph)

    def _list(self, values: Iterable[Mapping[str, Any]], graph: str) -> str:
        """Adds an RDF collection (§8.3) and returns the term of its head."""
        head = _NIL
        for value in reversed(list(values)):
            cell = self._blank()
            self.quads.add(Quad(cell, _FIRST, self._object(value, graph), graph))
            self.quads.add(Quad(cell, _REST, head, graph))
            head = cell
        return head

    def _value(self, value: Mapping[str, Any]) -> str:
        """A literal (§8.2.2 Object to RDF Conversion)."""
        plain, datatype, language = value["@value"], value.get("@type"), value.get("@language", "")
        if "@direction" in value or "@index" in value:
            self._refuse("unsupported-json-ld", "a direction or an index, which would not be signed", plain)
        if language and not _LANGUAGE.fullmatch(language):
            self._refuse("bad-language", "not a language tag", language)
        if datatype == "@json":
            return literal(canonical_json(plain).decode(), f"{_RDF}JSON")
        if datatype and not is_iri(datatype):
            self._refuse("undefined-type", "the type of a value is not an address", datatype)
        if isinstance(plain, str):
            if datatype == f"{_XSD}double":
                self._refuse(
                    "unsupported-json-ld", "a number written as text, of which only the number would be signed", plain
                )
            return self.text(plain, datatype or XSD_STRING, language)
        if isinstance(plain, bool):
            return literal("true" if plain else "false", datatype or f"{_XSD}boolean")
        if _is_double(plain) or datatype == f"{_XSD}double":
            return literal(_canonical_double(plain), datatype or f"{_XSD}double")
        return literal(str(int(plain)), datatype or f"{_XSD}integer")

    def text(self, value: str, datatype: str, language: str) -> str:
        """The term of a literal with this text."""
        return literal(value, datatype, language)

    def name(self, value: Any) -> str:
        """The term of an `@id`."""
        if isinstance(value, str):
            # A label such as `_:b0` would not be signed, and could split one node into several.
            if is_iri(value):
                return f"<{value}>"
            if _ABSOLUTE.match(value):
                self._refuse("bad-iri", "an address with characters that addresses do not have", value)
                return _NIL
        self._refuse("relative-id", "an identifier that is not a full address", value)
        return _NIL

    def _type(self, value: Any) -> str:
        if isinstance(value, str) and is_iri(value):
            return f"<{value}>"
        self._refuse("undefined-type", "a type that the document's contexts do not define", value)
        return _NIL

    def _predicate(self, value: str) -> str:
        if is_iri(value):
            return f"<{value}>"
        self._refuse("undefined-term", "a term that the document's contexts do not define", value)
        return _NIL

    def _blank(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks}"

    def _refuse(self, code: str, message: str, got: Any) -> None:
        self.problems.append(problem(code, message, got=Value(got)))


def is_iri(value: str) -> bool:
    """Whether `value` is an absolute IRI that N-Quads can hold. It may be very long, such as a `data:` image."""
    return _is_iri(value) if len(value) < _REMEMBERED else bool(_IRI.fullmatch(value))


@lru_cache(maxsize=4096)
def _is_iri(value: str) -> bool:
    return bool(_IRI.fullmatch(value))


def _is_double(number: float) -> bool:
    return isinstance(number, float) and (not number.is_integer() or abs(number) >= _HUGE)


def _canonical_double(number: float) -> str:
    """XSD's canonical form: `3.5E0`."""
    return _EXPONENT.sub(r"\1E\2\3", f"{number:1.15E}")
