"""A bounded cache with the shape of a document as its key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from badgepress.openbadges.jsonld.shape import Key

Made = TypeVar("Made")


class Bounded(Generic[Made]):
    """A cache that drops the least recently used entries once the total weight (`weigh(key, made)`) is above `most`.

    The newest entry always stays. Threads may share the cache; its values must never change.
    """

    def __init__(self, most: int, weigh: Callable[[Key, Made], int]) -> None:
        self._most, self._weigh = most, weigh
        self._weight = 0
        self._made: OrderedDict[Key, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Made | None:
        """The value for this shape, or None."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
            return found

    def put(self, key: Key, made: Made) -> None:
        """Stores the value for this shape and replaces any older one."""
        with self._lock:
            old = self._made.pop(key, None)
            self._weight += self._weigh(key, made) - (0 if old is None else self._weigh(key, old))
            self._made[key] = made
            while self._weight > self._most and len(self._made) > 1:
                self._weight -= self._weigh(*self._made.popitem(last=False))

    def clear(self) -> None:
        """Drops all entries."""
        with self._lock:
            self._made.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._made)
