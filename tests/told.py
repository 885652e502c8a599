"""What is told, as tests compare it."""

from __future__ import annotations


def head(told: object) -> str:
    """An error or a problem without its hint: one that goes with a code is the same wherever that is told."""
    return str(told).partition("\n  hint: ")[0]
