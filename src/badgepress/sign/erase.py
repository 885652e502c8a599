"""Erasure: of an award's lines only the id, its place in the status lists and the day remain."""

from __future__ import annotations

from datetime import datetime

import orjson

from badgepress.errors import SignError
from badgepress.model import Program
from badgepress.sign import store


def erased(program: Program, name: str, award: str, on: datetime) -> tuple[bytes, int]:
    """One file of the store with every line of the award replaced, and how many they were; nothing is written.

    The places stay taken for ever, and their bits are set by the next signed build. Raises SignError when
    a line of the file cannot be read.
    """
    lines, problems = store.read_lines(program, name)
    if problems:
        raise SignError(*problems)
    whole = [
        left(program, line, f"{on:%Y-%m-%d}") if line.id == award and line.credential is not None else line.raw
        for line in lines
    ]
    changed = sum(one is not line.raw for one, line in zip(whole, lines, strict=True))
    return b"".join(one + b"\n" for one in whole), changed


def erased_ids(program: Program) -> frozenset[str]:
    """The ids of awards whose persons had them erased. Raises SignError `issued-unreadable`."""
    found: set[str] = set()
    for name in store.names(program):
        try:
            erased = b'"erased"' in store.data_of(program.root / store.FOLDER / f"{name}.jsonl")
        except OSError as error:  # it may hold any award
            if problems := store.read_lines(program, name)[1]:
                raise SignError(*problems) from error
            continue
        if erased:
            found.update(line.id for line in store.read_lines(program, name)[0] if line.credential is None)
    return frozenset(found)


def left(program: Program, line: store.Line, on: str) -> bytes:
    """What erasure on a day leaves of a line."""
    return orjson.dumps(
        {
            "erased": on,
            "id": program.url(f"awards/{line.id}/credential.json"),
            "statusListCredential": program.url(f"status/{line.number}.json"),
            "statusListIndex": str(line.index),
        }
    )
