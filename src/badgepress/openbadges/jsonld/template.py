"""The statements of all documents of one shape: quads with holes for the texts of leaves.

Why does filling the holes give the same result as expanding the document? If a `Leaf` comes out of expansion as the
same object, as the text of a literal or as an `@id`, then expansion passed it through without reading it. Only three
things about such a text matter, and `fits` checks them for each document:

- An `@id` may begin with a prefix. So the part before its first colon must be the same as in the document that the
  template was made from, or `//` must follow the colon, which rules out a prefix (JSON-LD 1.1 API §5.2.2 IRI Expansion,
  step 6).
- An `@id` must be an address that N-Quads can hold, and not a blank node label.
- No text may have a lone surrogate.

Every other leaf is fixed: a vocabulary term, a shortened address, a language, anything inside `@json`, a blank node
label. A template only fits documents with the same text there. Two holes may get equal texts; if that makes two quads
equal, they count as one, as in every dataset.
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
    """Builds quads with holes for the leaves that expansion passed through, and records which leaves those are."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[int] = set()
        self.texts: set[int] = set()

    def name(self, value: Any) -> str:
        """The term of an `@id`, with a hole for a leaf."""
        if type(value) is not Leaf or not is_iri(str(value)):
            return super().name(value)
        self.names.add(value.place)
        return f"<{_HOLE}{value.place}{_HOLE}>"

    def text(self, value: str, datatype: str, language: str) -> str:
        """The term of a literal, with a hole for a leaf."""
        if type(value) is not Leaf:
            return super().text(value, datatype, language)
        self.texts.add(value.place)
        return f'"{_HOLE}{value.place}{_HOLE}{literal("", datatype, language)[1:]}'


class Template:
    """Quads with holes, and which leaf goes into which hole.

    `weight` is roughly how many bytes of memory it takes. `measure` is what a document costs, without the texts of its
    leaves.
    """

    __slots__ = ("_fixed", "_form", "_last", "_names", "_prefixes", "_quads", "_texts", "measure", "weight")

    def __init__(self, made: Marking, leaves: Sequence[str], measure: Measure = NOTHING) -> None:
        """`made` has the quads of a valid document that had these leaves and this cost."""
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
        """Whether the template is right for a document of this shape with these leaves."""
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
        """The canonical N-Quads of a document that fits. Raises CredentialError `too-complex` as `rdfc` does."""
        last, text = self._last
        if text and last == leaves:
            return text
        form = self._form = self._form or _form(self._quads, len(leaves))
        found = form.filled(self._values(leaves))
        # None: some blank nodes have equal hashes, or two quads became equal. That needs the full algorithm.
        if found is None:
            dataset = self.dataset(leaves)
            found = rdfc.canonize(dataset, work_limit=CREDENTIAL_RDFC_VISITS + len(dataset)).nquads
        # Cache the last result: every badge needs its status list, every signature its proof's form.
        if len(found) <= self.weight:
            self._last = leaves, found
        return found

    def narrowed(self, leaves: Sequence[str], places: Sequence[int]) -> Narrowed | None:
        """The template of the documents that differ from one that fits in the leaves at these places only.

        None if the template only fits documents with the same text at one of the places.
        """
        if {place for place, _ in self._fixed} & set(places):
            return None
        self._form = self._form or _form(self._quads, len(leaves))
        values = self._values(leaves)
        for number, place in enumerate(places):
            values[place] = f"{_HOLE}{number}{_HOLE}"
        prefixes = dict(zip(self._names, self._prefixes, strict=True))
        texts = frozenset(self._texts)
        return Narrowed(
            self._form.narrowed(values, len(places)),
            tuple((number, prefixes[place]) for number, place in enumerate(places) if place in prefixes),
            tuple(number for number, place in enumerate(places) if place in texts),
        )

    def _values(self, leaves: Sequence[str]) -> list[str]:
        """The texts for the holes."""
        values = list(leaves)
        for place in self._texts:
            values[place] = escaped(values[place])
        return values


class Narrowed(NamedTuple):
    """The canonical form of documents that differ in a few texts. Everything else is filled in already.

    `names` are the texts that are addresses, each with the prefix that `Template.fits` allows; `texts` are those that
    are literals.
    """

    form: _Form
    names: tuple[tuple[int, str], ...]
    texts: tuple[int, ...]

    def canonical(self, values: Sequence[str]) -> str | None:
        """The canonical N-Quads with these texts; None if the whole document is needed for that."""
        for place, prefix in self.names:
            name = values[place]
            if not (is_iri(name) and (name.startswith(prefix) or _HIERARCHICAL.match(name))):
                return None
        if not _whole("".join(values)):
            return None
        held = list(values)
        for place in self.texts:
            held[place] = escaped(held[place])
        return self.form.filled(held)


class _Form(NamedTuple):
    """The canonical form with holes: first for the leaves, then for the blank nodes' canonical labels.

    `hashes` has the hash of each blank node without holes in its quads. `touched` lists the other blank nodes, each
    with whether its quads keep their order whatever fills the holes. `hashed` has the quads of those nodes, as §4.6.3
    of RDFC-1.0 writes them.
    """

    lines: _Text
    hashed: _Text
    touched: tuple[tuple[int, bool], ...]
    hashes: tuple[bytes, ...]

    def narrowed(self, values: Sequence[str], count: int) -> _Form:
        """This form with all values filled in, except for `count` of them: these are holes, numbered from 0."""
        labels = [f"{_HOLE}{count + number}{_HOLE}" for number in range(len(self.hashes))]
        texts = self.hashed.filled(values).split(_NEXT) if self.touched else []
        hashes = list(self.hashes)
        open_texts, touched = [], []
        for (blank, settled), text in zip(self.touched, texts, strict=True):
            if _HOLE in text:
                touched.append((blank, settled))
                open_texts.append(text)
            else:
                hashes[blank] = sha256((text if settled else _sorted(text)).encode()).digest()
        lines = _Text(self.lines.filled([*values, *labels]))
        return _Form(lines, _Text(_NEXT.join(open_texts)), tuple(touched), tuple(hashes))

    def filled(self, values: list[str]) -> str | None:
        """The canonical form with these values; None if that needs the full algorithm of RDFC-1.0."""
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
    """A text with numbered holes for values."""

    __slots__ = ("_chosen", "_pieces")

    def __init__(self, text: str) -> None:
        self._pieces = text.split(_HOLE)
        places = [int(place) for place in self._pieces[1::2]]
        self._chosen: _Getter = (
            itemgetter(*places) if len(places) > 1 else lambda values: [values[one] for one in places]
        )

    def filled(self, values: Sequence[str]) -> str:
        """The text with the holes filled."""
        pieces = self._pieces.copy()
        pieces[1::2] = self._chosen(values)
        return "".join(pieces)


def _form(quads: Iterable[Quad], leaves: int) -> _Form:
    """The canonical form of the quads, with holes for that many leaves."""
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
    """Whether sorted lines stay sorted whatever fills their holes: each differs from the next before that matters."""
    return all(_differ(one, following) for one, following in pairwise(lines))


def _differ(one: str, other: str) -> bool:
    """Whether the first difference between two lines is in fixed text, not in a hole."""
    # The pieces are, in turn, fixed text and the number of a hole.
    for number, (piece, against) in enumerate(zip(one.split(_HOLE), other.split(_HOLE), strict=False)):
        if piece != against:
            return number % 2 == 0 and not piece.startswith(against) and not against.startswith(piece)
    return True


def _sorted(text: str) -> str:
    lines = _lines(text)
    lines.sort()
    return _text(lines)


def _lines(text: str) -> list[str]:
    """The lines of a text. Only line feeds end a line; literals may contain every other separator."""
    return text.split("\n")[:-1]


def _text(lines: Sequence[str]) -> str:
    return "\n".join((*lines, ""))


def _prefix(name: str) -> str:
    """The start of an address, up to its first colon and any `//` after it."""
    found = _HIERARCHICAL.match(name)
    return found[0] if found else name[: name.index(":") + 1]


def _whole(text: str) -> bool:
    """Whether the text has no lone surrogates."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
