"""A bounded store of what was made for shapes, so that it is made once for each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from badgepress.openbadges.jsonld.shape import Key

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """What was asked for longest ago goes first once the weight of all, `weigh(key, made)`, is above `most`.

    The newest always stays. Threads may share it; what it keeps must not change.
    """

    def __init__(self, most: int, weigh: Callable[[Key, Made], int]) -> None:
        self._most, self._weigh = most, weigh
        self._weight = 0
        self._made: OrderedDict[Key, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Made | None:
        """What was made for that shape."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
            return found

    def put(self, key: Key, made: Made) -> None:
        """Keep this for that shape, in place of what there was."""
        with self._lock:
            old = self._made.pop(key, None)
            self._weight += self._weigh(key, made) - (0 if old is None else self._weigh(key, old))
            self._made[key] = made
            while self._weight > self._most and len(self._made) > 1:
                self._weight -= self._weigh(*self._made.popitem(last=False))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._made.clear()
            self._weight = 0

    def __len__(self) -> int:
        return len(self._made)
