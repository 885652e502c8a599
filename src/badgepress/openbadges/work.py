"""The limit on how much work one verification may take, counted in steps.

A badge leads to other documents: its status list, its proofs, endorsements, the contents of a record. They all share
one budget of steps. A document's cost depends on the document alone and is known before any work on it, so the browser
verifier refuses the same documents at the same point.

One step is roughly what it takes to turn one value of a JSON-LD document into statements. The other prices are in that
unit, measured in both verifiers and rounded up.
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
    """What a JSON-LD document costs: its values, the characters in its texts, and the kinds of places in it.

    What a word means at a place depends on the path to it: the contexts, types and members passed on the way. Working
    that out is expensive, but happens once per distinct path; a document with a thousand similar objects has only one.
    `places` has the price of each kind of place.
    """

    values: int
    signs: int
    places: Mapping[Hashable, int]
    price: int
    """The price of all places together."""
    copies: int = 0
    """The price of inner nodes' contexts and types: the browser's library copies its terms for each node."""


NOTHING: Final = Measure(0, 0, {}, 0)


class Work:
    """The steps that one verification has left."""

    __slots__ = ("_known", "left")

    def __init__(self, steps: int = WORK_STEPS) -> None:
        self.left = steps
        self._known: set[Hashable] = set()

    @property
    def is_spent(self) -> bool:
        """Whether the budget is overdrawn."""
        return self.left < 0

    def spend(self, steps: int) -> None:
        """Takes steps from the budget. Raises CredentialError `too-complex` if there are too few."""
        self.left -= steps
        if self.is_spent:
            message = "checking it would take more work than any badge needs"
            raise CredentialError(problem("too-complex", message))

    def document(self, measure: Measure, signs: int = 0) -> None:
        """Charges for turning a document into statements; `signs` are characters that its measure leaves out."""
        steps = measure.values + measure.copies + (measure.signs + signs) // CHARACTERS_A_STEP
        known, places = self._known, measure.places
        if not known.issuperset(places):
            new = places.keys() - known
            steps += measure.price if len(new) == len(places) else sum(map(places.__getitem__, new))
            known |= new
        self.spend(steps)

    def signature(self) -> None:
        """Charges for checking one signature."""
        self.spend(SIGNATURE_STEPS)

    def read(self, count: int) -> None:
        """Charges for bytes read from an address."""
        self.spend(count // BYTES_READ_A_STEP)

    def unpacked(self, count: int) -> None:
        """Charges for unpacked bytes of a list."""
        self.spend(count // BYTES_UNPACKED_A_STEP)

    def searched(self, entries: int) -> None:
        """Charges for searching a list of so many entries."""
        self.spend(entries // ENTRIES_A_STEP)


def measure(document: Any) -> Measure:
    """What a document costs. A document over the limits (`source.LIMITS`) costs nothing, because it is refused."""
    return _Walk().whole(document)


class _TooManyError(Exception):
    """The document has more values than it may have."""


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
        """Counts what is inside a value, which is in the member `name` of the node at `outer`."""
        # Plain types first: the general test for a mapping takes longer than everything else here.
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
        """The kind of place where the node is; adds its price if it is new."""
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
            # A node with an inline context is processed anew each time.
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
