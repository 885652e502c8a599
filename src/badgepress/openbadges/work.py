"""How much work one verification may cost: what is done is counted, in steps, whatever it is done for.

A badge leads to other documents: its list, its proofs, endorsements, the contents of a record. All of them together
have one number of steps. What a document costs is told from the document alone, before any of it is done, so the
browser verifier refuses the same documents at the same point.

A step is about what one value of a JSON-LD document costs on its way to statements. The other prices are in that unit,
measured in both verifiers and rounded up.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final, NamedTuple

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.jsonld.source import LIMITS
from badgepress.openbadges.limits import (
    BYTES_READ_A_STEP,
    BYTES_UNPACKED_A_STEP,
    CHARACTERS_A_STEP,
    CONTEXT_AGAIN_STEPS,
    CONTEXT_STEPS,
    ENTRIES_A_STEP,
    PLACE_STEPS,
    SIGNATURE_STEPS,
    TYPE_AGAIN_STEPS,
    TYPE_STEPS,
    WORK_STEPS,
)

_TYPES: Final = ("type", "@type")
_PLAIN: Final = frozenset({int, float, bool, type(None)})


class Measure(NamedTuple):
    """What a JSON-LD document costs: its values, the characters of its texts, and the kinds of places in it.

    What words mean at a place depends on the way there: the contexts, the types and the members passed. Working that
    out is dear, and done once for each such way, of which a document of a thousand alike things has one. `places` has
    the price of each.
    """

    values: int
    signs: int
    places: Mapping[Hashable, int]
    price: int
    """Of all places together."""
    copies: int = 0
    """Of contexts and types of inner nodes: the browser's library copies its terms for each, at known places too."""


NOTHING: Final = Measure(0, 0, {}, 0)


class Work:
    """What is left of the steps of one verification."""

    __slots__ = ("_known", "left")

    def __init__(self, steps: int = WORK_STEPS) -> None:
        self.left = steps
        self._known: set[Hashable] = set()

    @property
    def is_spent(self) -> bool:
        """Whether there were fewer steps than were asked for."""
        return self.left < 0

    def spend(self, steps: int) -> None:
        """CredentialError `too-complex` once there are no steps left."""
        self.left -= steps
        if self.is_spent:
            message = "checking it would take more work than any badge needs"
            raise CredentialError(problem("too-complex", message))

    def document(self, measure: Measure, signs: int = 0) -> None:
        """One document to be turned into statements, with so many characters that its measure leaves out."""
        steps = measure.values + measure.copies + (measure.signs + signs) // CHARACTERS_A_STEP
        known, places = self._known, measure.places
        if not known.issuperset(places):
            new = places.keys() - known
            steps += measure.price if len(new) == len(places) else sum(map(places.__getitem__, new))
            known |= new
        self.spend(steps)

    def signature(self) -> None:
        """One signature to be checked."""
        self.spend(SIGNATURE_STEPS)

    def read(self, count: int) -> None:
        """So many bytes read from an address."""
        self.spend(count // BYTES_READ_A_STEP)

    def unpacked(self, count: int) -> None:
        """So many bytes of a list unpacked."""
        self.spend(count // BYTES_UNPACKED_A_STEP)

    def searched(self, entries: int) -> None:
        """A list of so many entries looked through."""
        self.spend(entries // ENTRIES_A_STEP)


def measure(document: Any) -> Measure:
    """What a document costs; nothing for one of more values than are ever looked at (`source.LIMITS`)."""
    return _Walk().whole(document)


class _TooManyError(Exception):
    """More values than a document may have."""


class _Walk:
    def __init__(self) -> None:
        self.values = 1
        self.signs = 0
        self.copies = 0
        self.places: dict[Hashable, int] = {}

    def whole(self, document: Any) -> Measure:
        try:
            self.value(document, None, "")
        except (_TooManyError, RecursionError):
            return NOTHING
        return Measure(self.values, self.signs, self.places, sum(self.places.values()), self.copies)

    def value(self, value: Any, outer: Hashable, name: str) -> None:
        """A value in the member `name` of what stands at `outer`; it was counted, what is in it was not."""
        # Plain types first: to ask whether something is a mapping at all takes longer than all else here.
        if type(value) is dict or isinstance(value, Mapping):
            self.count(len(value))
            here = self.place(value, outer, name)
            for inner, one in value.items():
                if inner == "@context":
                    self.context(one)
                elif type(one) is str:
                    self.signs += len(one)
                elif one.__class__ not in _PLAIN:
                    self.value(one, here, inner)
        elif isinstance(value, list):
            self.count(len(value))
            for one in value:
                if type(one) is str:
                    self.signs += len(one)
                elif one.__class__ not in _PLAIN:
                    self.value(one, outer, name)
        elif isinstance(value, str):
            self.signs += len(value)

    def place(self, node: Mapping[str, Any], outer: Hashable, name: str) -> Hashable:
        """The kind of place at which the node stands, with its price once it is a new one."""
        named = _listed(node["@context"]) if "@context" in node else []
        types: list[Any] = []
        for word in _TYPES:
            if word in node:
                types += _listed(node[word])
        if len(types) > 1:
            types = sorted(one for one in types if isinstance(one, str))
        elif types and not isinstance(types[0], str):
            types = []
        if outer is not None:
            self.copies += CONTEXT_AGAIN_STEPS * len(named) + TYPE_AGAIN_STEPS * len(types)
        if all(isinstance(one, str) for one in named):
            place: Hashable = hash((outer, name, tuple(named), tuple(types)))
            if place in self.places:
                return place
        else:
            # What comes with a context of its own is worked out anew each time.
            place = object()
        self.places[place] = PLACE_STEPS + CONTEXT_STEPS * len(named) + TYPE_STEPS * len(types)
        return place

    def context(self, value: Any) -> None:
        if isinstance(value, Mapping | list):
            self.count(len(value))
            for one in value.values() if isinstance(value, Mapping) else value:
                self.context(one)

    def count(self, values: int) -> None:
        self.values += values
        if self.values > LIMITS.values:
            raise _TooManyError


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
