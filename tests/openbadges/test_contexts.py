"""The contexts in the bundle say the same as the published ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgepress.openbadges.jsonld.contexts import bundled

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        (f"{CLR}context-2.0.1.json", "clr-v2p0-context-2.0.1.json"),
        (f"{CLR}context.json", "clr-v2p0-context.json"),
        ("https://www.w3.org/ns/credentials/status/v1", "bitstring-status-list-v1.jsonld"),
    ],
)
def test_contexts_equal_the_published_ones(conformance: Path, address: str, file: str) -> None:
    published = json.loads((conformance / "contexts" / file).read_text("utf-8"))
    assert bundled()[address] == published
