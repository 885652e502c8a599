"""A JSON document as canonical text: the JSON Canonicalization Scheme (RFC 8785)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import rfc8785

from badgepress.errors import CredentialError, problem


def canonicalize(document: Mapping[str, Any]) -> str:
    """Canonical JSON. Raises CredentialError `bad-number` for numbers that readers do not agree on."""
    try:
        return rfc8785.dumps(document).decode()
    except rfc8785.CanonicalizationError:
        message = "a number or text that not every reader writes alike"
        raise CredentialError(problem("bad-number", message)) from None
