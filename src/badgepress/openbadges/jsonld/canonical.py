"""A JSON-LD document as canonical N-Quads: the text that is hashed and signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badgepress.openbadges.jsonld.dataset import statements
from badgepress.openbadges.work import Work


def canonicalize(document: Mapping[str, Any], work: Work | None = None) -> str:
    """A document's canonical N-Quads (RDFC-1.0, SHA-256). Raises CredentialError as `dataset` and `rdfc` do."""
    return statements(document, work).canonical()
