"""The words of the verifier: a report of codes and values becomes sentences here, once, in one language."""

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
    """Check one badge and say in words how it ended.

    `language` is that of the sentences, English where there is no catalogue for it (`languages`). All else is as in
    `badgepress.verify.verify`, which gives the same report as codes and values.
    """
    return tell(find_out(data, now=now, fetch=fetch, trusted=trusted, email=email, keys=keys), language)
