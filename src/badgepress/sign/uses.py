"""List what each key has signed, going by the issued store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badgepress.model import Program, moment
from badgepress.sign import store


@dataclass(frozen=True, slots=True)
class Use:
    """An award's id, and when the key signed it."""

    award: str
    at: datetime


def uses(program: Program) -> Mapping[str, tuple[Use, ...]]:
    """Return key id (`did:web:…#z6Mk…`) → the awards it signed, in the order in which they were signed."""
    found: dict[str, list[Use]] = defaultdict(list)
    for name in store.names(program):
        for line in store.read_lines(program, name)[0]:
            method, created = _proof(line.credential or {})
            if method and created:
                found[method].append(Use(line.id, moment(created)))
    return {method: tuple(sorted(signed, key=lambda use: (use.at, use.award))) for method, signed in found.items()}


def _proof(credential: Mapping[str, Any]) -> tuple[str, str]:
    proofs = credential.get("proof")
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    if not isinstance(first, Mapping):
        return "", ""
    return str(first.get("verificationMethod") or ""), str(first.get("created") or "")
