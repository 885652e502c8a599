"""Erase an award: replace its lines by tombstones that keep only its id, its status list index and the day."""

from __future__ import annotations

from datetime import datetime

import orjson

from badgepress.errors import SignError
from badgepress.model import Program
from badgepress.sign import store
from badgepress.sign.lines import Line


def erased(program: Program, name: str, award: str, on: datetime) -> tuple[bytes, int]:
    """Replace every line of the award in one store file. Return the new bytes and how many lines changed.

    Writes nothing. The award's indexes are never reused, and the next signed build sets their bits. Raises SignError
    if a line of the file cannot be read.
    """
    lines, problems = store.read_lines(program, name)
    if problems:
        raise SignError(*problems)
    raws = [
        left(program, line, f"{on:%Y-%m-%d}") if line.id == award and line.credential is not None else line.raw
        for line in lines
    ]
    changed = sum(raw is not line.raw for raw, line in zip(raws, lines, strict=True))
    return b"".join(raw + b"\n" for raw in raws), changed


def erased_ids(program: Program) -> frozenset[str]:
    """Return the ids of all erased awards. Raises SignError `issued-unreadable`."""
    found: set[str] = set()
    for name in store.names(program):
        try:
            erased = b'"erased"' in store.data_of(program.root / store.FOLDER / f"{name}.jsonl")
        except OSError as error:  # any award may be in this file, so give up
            if problems := store.read_lines(program, name)[1]:
                raise SignError(*problems) from error
            continue
        if erased:
            found.update(line.id for line in store.read_lines(program, name)[0] if line.credential is None)
    return frozenset(found)


def left(program: Program, line: Line, on: str) -> bytes:
    """Return the tombstone that replaces a line erased on the day `on` (YYYY-MM-DD)."""
    return orjson.dumps(
        {
            "erased": on,
            "id": program.url(f"awards/{line.id}/credential.json"),
            "statusListCredential": program.url(f"status/{line.number}.json"),
            "statusListIndex": str(line.index),
        }
    )
