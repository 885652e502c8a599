"""What a row says otherwise than the award there is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from badgepress.model import Assertion
from badgepress.model.award import Result


def differing(old: Assertion, new: Assertion, given: Collection[str]) -> list[str]:
    """The paths, among those the sheet has columns for, in which an award differs from what its row says."""
    return [path for path in sorted(given) if _at(old, path) != _wanted(old, new, path)]


def wanted(old: Assertion, new: Assertion, data: Mapping[str, Any], path: str) -> Any:
    """The plain value that a path of the old award is to have; None when it is to go."""
    if path == "results":
        return [_plain(one) for one in _results(old, new)] or None
    value: Any = data
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _at(assertion: Assertion, path: str) -> Any:
    value: Any = assertion
    for key in path.split("."):
        value = getattr(value, key)
    return value


def _wanted(old: Assertion, new: Assertion, path: str) -> Any:
    return _results(old, new) if path == "results" else _at(new, path)


def _results(old: Assertion, new: Assertion) -> tuple[Result, ...]:
    """The results of the new one in the order of the old one, which keeps those the sheet knows nothing of."""
    said = {one.result: one for one in new.results}
    kept = [said.pop(one.result, one) for one in old.results]
    return (*kept, *said.values())


def _plain(result: Result) -> dict[str, str]:
    return {key: value for key, value in result.model_dump().items() if value is not None}
