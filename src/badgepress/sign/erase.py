"""Erasure: of an award's lines only the id, its place in the status lists and the day remain."""

from __future__ import annotations

from datetime import datetime

import orjson

from badgepress.errors import SignError
from badgepress.model import Program
from badgepress.sign import store


def erase(program: Program, name: str, award: str, on: datetime) -> int:
    """Replace every line of the award in one file of the store; how many they were.

    The places stay taken for ever, and their bits are set by the next signed build. Raises SignError when
    a line of the file cannot be read, or `cannot-write`; nothing is changed then.
    """
    lines, problems = store.read_lines(program, name)
    if problems:
        raise SignError(*problems)
    whole = [
        left(program, line, f"{on:%Y-%m-%d}") if line.id == award and line.credential is not None else line.raw
        for line in lines
    ]
    changed = sum(one is not line.raw for one, line in zip(whole, lines, strict=True))
    if changed:
        data = b"".join(one + b"\n" for one in whole)
        store.replace(program.root / store.FOLDER / f"{name}.jsonl", data, store.shown_file(program, name))
    return changed


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
