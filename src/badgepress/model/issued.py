"""Defines an issued award: its signed credential and its current state in the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from badgepress.model.award import Recipient


class State(StrEnum):
    """The state of an award. Whether it has expired depends on the reader's clock."""

    ACTIVE = "active"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    ERASED = "erased"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Issued:
    """One version of an award, as signed, with its present state.

    `credential` is the parsed signed credential, `raw` the exact bytes of its line in `issued/` without the newline,
    and `recipient` the authored recipient; all three are empty for an erased award. `revoked_on` is the day of the
    revocation, the suspension or the erasure. `visibility` is `public` or `unlisted`. `version` counts from 1. The
    newest is `current`; every earlier one is superseded and is published at `/awards/<id>/<version>/`.
    """

    id: str
    state: State
    credential: Mapping[str, Any] | None
    raw: bytes
    badge: str
    visibility: str = "public"
    revoked_on: datetime | None = None
    revoked_reason: str | None = None
    recipient: Recipient | None = None
    version: int = 1
    current: int = 1

    @property
    def path(self) -> str:
        """The folder of its pages below the site's root, with a slash at the end."""
        return f"awards/{self.id}/" if self.version == self.current else f"awards/{self.id}/{self.version}/"
