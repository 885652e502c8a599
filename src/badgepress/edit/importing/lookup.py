"""Keeps what an import must find again in a temporary SQLite database, so that memory does not grow with the rows.

The database has no name and goes when the process ends. Its keys are hashed with a random secret.
"""

from __future__ import annotations

import hashlib
import marshal
import pickle
import secrets
import sqlite3
from array import array
from typing import Any, Generic, TypeVar

from badgepress.read.sheets.scratch import Scratch

_Kept = TypeVar("_Kept")
#: How many objects stay in memory before the rest goes to a file.
IN_MEMORY = 10_000


class Lookup:
    """Finds plain values (texts, numbers, tuples of them) by a key of several texts, in the order they were added."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(16)
        self._added = 0
        # An empty name makes a database that SQLite keeps in memory while it is small, else in a deleted file.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;")
        self._database.execute(
            "CREATE TABLE found (key BLOB NOT NULL, number INTEGER NOT NULL, value BLOB NOT NULL,"
            " PRIMARY KEY (key, number)) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")

    def add(self, key: tuple[str, ...], value: Any) -> None:
        """Add a value to those of a key. Raises OSError if the temporary folder is full."""
        self._added += 1
        try:
            self._database.execute(
                "INSERT INTO found VALUES (?, ?, ?)", (self._hashed(key), self._added, marshal.dumps(value))
            )
        except sqlite3.OperationalError as error:
            raise OSError(str(error)) from error

    def all(self, key: tuple[str, ...]) -> list[Any]:
        """Return the values of a key, the earliest first."""
        query = "SELECT value FROM found WHERE key = ? ORDER BY number"
        rows = self._database.execute(query, (self._hashed(key),))
        # Only this process can write to the database.
        return [marshal.loads(value) for (value,) in rows]  # noqa: S302

    def _hashed(self, key: tuple[str, ...]) -> bytes:
        return hashlib.blake2b(marshal.dumps(key, 2), digest_size=16, key=self._secret).digest()


class Shelf(Generic[_Kept]):
    """Keeps objects by their number from 0.

    The first `here` (by default `IN_MEMORY`) stay as they are, the others go to a deleted file.
    """

    def __init__(self, here: int | None = None) -> None:
        self._most = IN_MEMORY if here is None else here
        self._here: list[_Kept] = []
        self._scratch = Scratch()
        self._starts = array("Q", [0])

    def add(self, one: _Kept) -> int:
        """Add an object and return its number. Raises OSError if the temporary folder is full."""
        if len(self._here) < self._most:
            self._here.append(one)
        else:
            data = pickle.dumps(one, pickle.HIGHEST_PROTOCOL)
            self._starts.append(self._scratch.add(data) + len(data))
        return len(self) - 1

    def __getitem__(self, number: int) -> _Kept:
        if number < len(self._here):
            return self._here[number]
        index = number - len(self._here)
        raw = self._scratch.read(self._starts[index], self._starts[index + 1] - self._starts[index])
        found: _Kept = pickle.loads(raw)  # noqa: S301 only this process can write to the file
        return found

    def __len__(self) -> int:
        return len(self._here) + len(self._starts) - 1
