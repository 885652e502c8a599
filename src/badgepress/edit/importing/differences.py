"""Find what differs between a row and the existing award."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from badgepress.model import Assertion
from badgepress.model.award import Result


def differing(old: Assertion, new: Assertion, given: Collection[str]) -> list[str]:
    """Return those of the `given` paths, for which the row has values, in which the old award differs."""
    return [path for path in sorted(given) if _at(old, path) != _wanted(old, new, path)]


def wanted(old: Assertion, new: Assertion, data: Mapping[str, Any], path: str) -> Any:
    """Return the new plain value for a path of the old award; None to remove it."""
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
    """Merge the new results into the old ones: keep the old order, and old results that the sheet does not have."""
    by_id = {result.result: result for result in new.results}
    merged = [by_id.pop(result.result, result) for result in old.results]
    return (*merged, *by_id.values())


def _plain(result: Result) -> dict[str, str]:
    return {key: value for key, value in result.model_dump().items() if value is not None}
