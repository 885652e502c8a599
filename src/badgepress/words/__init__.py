"""The verifier's words: turns a report of codes and values into sentences in one language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from badgepress.verify import Fetch
from badgepress.verify import verify as find_out
from badgepress.words.catalogues import DEFAULT, languages, nearest
from badgepress.words.telling import day, say, tell
from badgepress.words.told import Told, ToldCheck, ToldEndorsement

__all__ = [
    "DEFAULT",
    "Told",
    "ToldCheck",
    "ToldEndorsement",
    "day",
    "languages",
    "nearest",
    "say",
    "tell",
    "verify",
]


def verify(
    data: bytes | str | Mapping[str, Any],
    *,
    now: datetime,
    fetch: Fetch | None = None,
    trusted: Collection[str] = (),
    email: str | None = None,
    language: str = DEFAULT,
    keys: Mapping[str, Collection[str]] | None = None,
) -> Told:
    """Verifies one badge and returns the report in words.

    `language` is the language of the sentences; English if there is no catalogue for it (`languages`). Everything else
    is as in `badgepress.verify.verify`, which returns the same report as codes and values.
    """
    return tell(find_out(data, now=now, fetch=fetch, trusted=trusted, email=email, keys=keys), language)
