"""A report's codes and values as plain JSON, as vectors expect them: no sentences, so rewording breaks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from badgepress.openbadges.limits import ISSUER_CHARACTERS, VALUE_CHARACTERS
from badgepress.openbadges.moments import stamp
from badgepress.verify.report import Issuer, Text
from badgepress.words.cleaning import clean, labelled


def plain(value: object, most: int = VALUE_CHARACTERS) -> Any:
    """A `Text` becomes its key or `[key, values]`, a moment its day; an issuer or a text is as shown."""
    match value:
        case Text():
            return [value.key, some(value.values, value.values)] if value.values else value.key
        case Issuer():
            return (clean(value.name) if value.known else "") or labelled(value.name, value.address)
        case datetime():
            return stamp(value)[:10]
        case tuple():
            return [plain(one) for one in value]
        case str():
            return clean(value, most)
        case _:
            return value


def some(values: Mapping[str, object], names: Mapping[str, object]) -> dict[str, Any]:
    """The values with these names."""
    return {
        name: plain(values[name], ISSUER_CHARACTERS if name == "issuer" else VALUE_CHARACTERS)
        for name in names
        if name in values
    }
