"""The one context that no package publishes says what the published one says."""

from __future__ import annotations

import json
from pathlib import Path

from badgepress.openbadges.contexts import bundled

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def test_the_context_of_learner_records(conformance: Path) -> None:
    published = json.loads((conformance / "contexts/clr-v2p0-context-2.0.1.json").read_text("utf-8"))
    assert bundled()[CLR] == published
