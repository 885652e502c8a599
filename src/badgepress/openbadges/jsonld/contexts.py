"""The JSON-LD contexts that ship with the package. We use no others and never fetch any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from badgepress.errors import CredentialError, problem

VC2: Final = "https://www.w3.org/ns/credentials/v2"
OB3: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB3_EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
DID1: Final = "https://www.w3.org/ns/did/v1"
MULTIKEY1: Final = "https://w3id.org/security/multikey/v1"

#: The error code for an installation without its bundle. No signature can be checked then, and no badge is to blame.
MISSING: Final = "missing-bundle"
_FILE: Final = "contexts.json"


@cache
def bundled() -> Mapping[str, Mapping[str, Any]]:
    """Every bundled context by its address.

    Raises CredentialError `missing-bundle` if the package was built without its bundle.
    """
    file = resources.files("badgepress") / "_bundle" / _FILE
    try:
        documents: dict[str, Mapping[str, Any]] = json.loads(file.read_bytes())
    except (OSError, ValueError):
        raise CredentialError(
            problem(
                MISSING,
                "the browser bundle is missing or damaged, and with it the JSON-LD contexts that badges are read by",
                file=str(file),
                hint="`pip install --force-reinstall badgepress` brings it back; in a checkout `make site` builds it",
            )
        ) from None
    return MappingProxyType(documents)
