"""Codes and values of a report as plain JSON, as vectors expect them: no sentence, so no wording can break them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from badgepress.verify.moments import stamp
from badgepress.verify.report import Issuer, Text


def plain(value: object) -> Any:
    """A `Text` as its key or `[key, values]`, a moment as its day, an issuer as `[name, address]` (known: `[name]`)."""
    match value:
        case Text():
            return [value.key, {name: plain(one) for name, one in value.values.items()}] if value.values else value.key
        case Issuer():
            return [value.name] if value.known and value.name else [value.name, value.address]
        case datetime():
            return stamp(value)[:10]
        case tuple():
            return [plain(one) for one in value]
        case _:
            return value


def expected(values: object, some: dict[str, Any]) -> dict[str, Any]:
    """Those of the values that something is expected of."""
    found: dict[str, Any] = plain(Text("", "", values))[1] if values else {}  # type: ignore[arg-type]
    return {name: found.get(name) for name in some}
