"""The statements of all documents of one shape: quads with holes where the text of a leaf goes.

Why filling a hole gives what expanding the document would have given. A `Leaf` that arrives in the expanded document as
the object it was, as the text of a literal or as an `@id`, was handed on and never looked at. Three things are asked of
such a text, and they are asked again of each document:

- an `@id` may begin with a prefix: what is before its first colon is the same as in the document that the template was
  made from, or `//` follows the colon, which no prefix allows (JSON-LD 1.1 API §5.2.2 IRI Expansion, step 6);
- an `@id` is an address that N-Quads can hold, and not the name of a blank node;
- no text has half of a character.

Every other leaf is fixed: the word of a vocabulary, a shortened address, a language, what is inside `@json`, the name
of a blank node. A template is for documents that have the same text there. Equal texts may go into two holes; quads
that are equal then are one quad, as in every dataset.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final, NamedTuple

from badgepress.openbadges.jsonld import rdfc
from badgepress.openbadges.jsonld.expanded import Builder, is_iri
from badgepress.openbadges.jsonld.nquads import Dataset, Quad, escaped, line, literal
from badgepress.openbadges.jsonld.shape import Leaf
from badgepress.openbadges.limits import CREDENTIAL_RDFC_VISITS
from badgepress.openbadges.work import NOTHING, Measure

# No term has a control character: literals escape them, and nothing else may have them.
_HOLE: Final = "\0"
_NEXT: Final = "\1"
# Bytes that a quad takes beside its texts, in the template and in its form.
_OF_A_QUAD: Final = 400
_OF_A_PLACE: Final = 100
_HIERARCHICAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_Getter = Callable[[Sequence[str]], Sequence[str]]


class Marking(Builder):
    """Builds quads whose terms have holes for the leaves in them that were handed on, and notes which those are."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[int] = set()
        self.texts: set[int] = set()

    def name(self, value: Any) -> str:
        """The term of an `@id`."""
        if type(value) is not Leaf or not is_iri(str(value)):
            return super().name(value)
        self.names.add(value.place)
        return f"<{_HOLE}{value.place}{_HOLE}>"

    def text(self, value: str, datatype: str, language: str) -> str:
        """The term of a literal that is written as it is."""
        if type(value) is not Leaf:
            return super().text(value, datatype, language)
        self.texts.add(value.place)
        return f'"{_HOLE}{value.place}{_HOLE}{literal("", datatype, language)[1:]}'


class Template:
    """Quads with holes, and what goes where. Documents of the shape that it `fits` are what their leaves make of it.

    `weight` is about what it takes of memory, in bytes. `measure` is what a document costs, but for the texts of its
    leaves.
    """

    __slots__ = ("_fixed", "_form", "_last", "_names", "_prefixes", "_quads", "_texts", "measure", "weight")

    def __init__(self, made: Marking, leaves: Sequence[str], measure: Measure = NOTHING) -> None:
        """`made` from a document that had these leaves and cost that much; nothing in it was refused."""
        self.measure = measure._replace(signs=measure.signs - sum(map(len, leaves)))
        self._quads = frozenset(made.quads)
        fixed = [place for place in range(len(leaves)) if place not in made.names and place not in made.texts]
        self._fixed = tuple((place, leaves[place]) for place in fixed)
        self._texts = tuple(sorted(made.texts))
        self._names = tuple(sorted(made.names))
        self._prefixes = tuple(_prefix(leaves[place]) for place in self._names)
        self._form: _Form | None = None
        self._last: tuple[Sequence[str], str] = ([], "")
        texts = sum(len(term) for quad in self._quads for term in quad) + sum(map(len, leaves))
        self.weight = _OF_A_QUAD * len(self._quads) + 2 * texts + _OF_A_PLACE * len(measure.places)

    def fits(self, leaves: Sequence[str]) -> bool:
        """Whether a document of the shape that has these leaves is one that the template is for."""
        for place, text in self._fixed:
            if leaves[place] != text:
                return False
        for place, prefix in zip(self._names, self._prefixes, strict=True):
            name = leaves[place]
            if not (is_iri(name) and (name.startswith(prefix) or _HIERARCHICAL.match(name))):
                return False
        return _whole("".join(leaves))

    def dataset(self, leaves: Sequence[str]) -> Dataset:
        """The quads of a document that fits."""
        values = self._values(leaves)
        filled: dict[str, str] = {"": ""}
        for term in {term for quad in self._quads for term in quad}:
            pieces = term.split(_HOLE)
            pieces[1::2] = [values[int(place)] for place in pieces[1::2]]
            filled[term] = "".join(pieces)
        return frozenset(
            Quad(filled[quad[0]], filled[quad[1]], filled[quad[2]], filled[quad[3]]) for quad in self._quads
        )

    def canonical(self, leaves: Sequence[str]) -> str:
        """The canonical N-Quads of a document that fits; CredentialError `too-complex` as in `rdfc`."""
        last, text = self._last
        if text and last == leaves:
            return text
        form = self._form = self._form or _form(self._quads, len(leaves))
        found = form.filled(self._values(leaves))
        # Blank nodes that are told apart only by what they are related to, or quads that have become one.
        if found is None:
            dataset = self.dataset(leaves)
            found = rdfc.canonize(dataset, work_limit=CREDENTIAL_RDFC_VISITS + len(dataset)).nquads
        # A status list is asked for with every badge, a proof's form with every signature.
        if len(found) <= self.weight:
            self._last = leaves, found
        return found

    def _values(self, leaves: Sequence[str]) -> list[str]:
        """What goes into the holes."""
        values = list(leaves)
        for place in self._texts:
            values[place] = escaped(values[place])
        return values


class _Form(NamedTuple):
    """The canonical form with holes: for leaves, and behind those for the canonical labels of the blank nodes.

    `hashes` has the hash of each blank node that has no hole in its quads; `touched` are the others, whose quads are
    in `hashed` as §4.6.3 of RDFC-1.0 writes them, one after the other; with each, whether the order of its quads is
    the same whatever is filled in.
    """

    lines: _Text
    hashed: _Text
    touched: tuple[tuple[int, bool], ...]
    hashes: tuple[bytes, ...]

    def filled(self, values: list[str]) -> str | None:
        """The canonical form with these values; None when it needs more of RDFC-1.0 than this knows."""
        hashes = list(self.hashes)
        if self.touched:
            texts = self.hashed.filled(values).split(_NEXT)
            for (blank, settled), text in zip(self.touched, texts, strict=True):
                hashes[blank] = sha256((text if settled else _sorted(text)).encode()).digest()
        if len(set(hashes)) < len(hashes):
            return None
        labels = [""] * len(hashes)
        for number, blank in enumerate(sorted(range(len(hashes)), key=hashes.__getitem__)):
            labels[blank] = f"_:c14n{number}"
        lines = _lines(self.lines.filled(values + labels))
        if len(set(lines)) < len(lines):
            return None
        lines.sort()
        return _text(lines)


class _Text:
    """Text with holes, each for one of the values it is given."""

    __slots__ = ("_chosen", "_pieces")

    def __init__(self, text: str) -> None:
        self._pieces = text.split(_HOLE)
        places = [int(place) for place in self._pieces[1::2]]
        self._chosen: _Getter = (
            itemgetter(*places) if len(places) > 1 else lambda values: [values[one] for one in places]
        )

    def filled(self, values: Sequence[str]) -> str:
        """The text."""
        pieces = self._pieces.copy()
        pieces[1::2] = self._chosen(values)
        return "".join(pieces)


def _form(quads: Iterable[Quad], leaves: int) -> _Form:
    """The canonical form with holes for that many leaves."""
    lines = []
    names: dict[str, str] = {}
    quads_of: dict[str, list[Quad]] = {}
    for quad in quads:
        subject, predicate, thing, graph = quad
        for term in (subject, thing, graph):
            if term[:2] == "_:":
                known = quads_of.get(term)
                if known is None:
                    names[term] = f"{_HOLE}{leaves + len(names)}{_HOLE}"
                    quads_of[term] = [quad]
                elif known[-1] is not quad:
                    known.append(quad)
        lines.append(
            line(Quad(names.get(subject, subject), predicate, names.get(thing, thing), names.get(graph, graph)))
        )
    own = [sorted(rdfc.seen_from(blank, found)) for blank, found in quads_of.items()]
    texts = ["".join(found) for found in own]
    touched = [number for number, text in enumerate(texts) if _HOLE in text]
    hashes = [b"" if _HOLE in text else sha256(text.encode()).digest() for text in texts]
    hashed = _Text(_NEXT.join(texts[number] for number in touched))
    return _Form(_Text("".join(lines)), hashed, tuple((one, _settled(own[one])) for one in touched), tuple(hashes))


def _settled(lines: Sequence[str]) -> bool:
    """Whether lines in order stay so whatever goes into their holes: each differs from the next before that matters."""
    return all(_differ(one, following) for one, following in pairwise(lines))


def _differ(one: str, other: str) -> bool:
    """Whether two lines first differ in what is written, behind holes that are filled alike (or not at all)."""
    # Of pieces in turn written and numbers of holes.
    for number, (piece, against) in enumerate(zip(one.split(_HOLE), other.split(_HOLE), strict=False)):
        if piece != against:
            return number % 2 == 0 and not piece.startswith(against) and not against.startswith(piece)
    return True


def _sorted(text: str) -> str:
    lines = _lines(text)
    lines.sort()
    return _text(lines)


def _lines(text: str) -> list[str]:
    """Only line feeds end a line: literals have every other separator as it is."""
    return text.split("\n")[:-1]


def _text(lines: Sequence[str]) -> str:
    return "\n".join((*lines, ""))


def _prefix(name: str) -> str:
    """What an address begins with, up to its first colon or the `//` behind it."""
    found = _HIERARCHICAL.match(name)
    return found[0] if found else name[: name.index(":") + 1]


def _whole(text: str) -> bool:
    """Whether no character of it is half of one."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
