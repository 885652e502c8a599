"""The browser verifier gives exactly the same report on every attack as Python."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from badgepress import verify
from badgepress.bundle import ensure_bundle
from badgepress.openbadges.moments import moment
from tests import node
from tests.vectors.hostile import attacks
from tests.vectors.world import NOW, ORG, documents
from tests.verify.world import Told

pytestmark = pytest.mark.heavy
SCRIPTS = Path(__file__).resolve().parent


def test_attacks_give_the_same_report(tmp_path: Path) -> None:
    ensure_bundle()
    now = moment(NOW)
    assert now
    made = {attack.name: attack for attack in attacks()}
    world = {"now": NOW, "trusted": [ORG], "email": None, "documents": documents(), "base_url": None}
    for name, attack in made.items():
        handed = {"input": {"base64": base64.b64encode(attack.data).decode()}}
        (tmp_path / f"{name}.json").write_text(json.dumps(world | handed), "utf-8")
    done = node.run(["node", "reports.mjs", str(tmp_path)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    assert theirs.keys() == made.keys()
    for name, attack in made.items():
        told = Told(documents())
        report = verify(attack.data, now=now, fetch=told, trusted=[ORG])
        assert theirs[name] == {"report": report.as_dict(), "fetched": told.asked}, name
