"""Says where a value is in a JSON document."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]
"""The names and list positions that lead to a value."""


def at(document: Any, path: Path) -> Any:
    """Return the value at a path; None if the document has no such place."""
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document
