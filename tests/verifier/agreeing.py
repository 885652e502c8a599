"""Reports of both verifiers on the same vectors, held to each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from badgepress.bundle import ensure_bundle
from badgepress.verify.report import Report
from tests import node
from tests.verify.test_vectors import run

SCRIPTS = Path(__file__).resolve().parent


def agreed(vectors: Iterable[dict[str, Any]], folder: Path) -> Iterator[Report]:
    """The report on each vector, once Python and the browser's code have said and asked for the same."""
    ensure_bundle()
    made = {f"{number:05}": one for number, one in enumerate(vectors)}
    for name, vector in made.items():
        (folder / f"{name}.json").write_text(json.dumps(vector), "utf-8")
    done = node.run(["node", "reports.mjs", str(folder)], SCRIPTS)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    assert theirs.keys() == made.keys()
    for name, vector in made.items():
        report, asked = run(vector)
        assert theirs[name] == {"report": report.as_dict(), "fetched": asked}, vector["input"]
        yield report
