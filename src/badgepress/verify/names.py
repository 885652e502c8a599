"""The first spelling rule: members have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_VALUE_KEYS: Final = frozenset({"@value", "@language", "@direction", "@type"})


@dataclass(frozen=True, slots=True)
class Odd:
    """An unusual spelling: the member, and whether it is an inline context."""

    key: str
    is_context: bool = False


class OddError(Exception):
    """A document breaks a spelling rule."""

    def __init__(self, key: str, *, is_context: bool = False) -> None:
        self.odd = Odd(key, is_context)


def odd_names(proof: Mapping[str, Any]) -> Odd | None:
    """The first unusual member name in a proof; None if there is none."""
    try:
        check_names(proof)
    except OddError as error:
        return error.odd
    return None


def check_names(value: object) -> None:
    """Checks all member names in a value. Raises OddError for the first unusual one."""
    if isinstance(value, list):
        for one in value:
            check_names(one)
    elif isinstance(value, dict):
        for key, inner in value.items():
            check_name(value, key, inner)
            if key != "@context":
                check_names(inner)


def check_name(at: Mapping[str, Any], key: str, value: object) -> None:
    """Checks one member name of `at`. Raises OddError."""
    if key == "@context":
        if not all(isinstance(one, str) for one in (value if isinstance(value, list) else [value])):
            raise OddError(key, is_context=True)
    elif ":" in key or (key[:1] == "@" and not (key in _VALUE_KEYS and "@value" in at)):
        raise OddError(key)
