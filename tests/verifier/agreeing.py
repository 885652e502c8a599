"""Compares the reports of both verifiers on the same vectors."""

from __future__ import annotations

import atexit
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from badgepress.bundle import ensure_bundle
from badgepress.verify.report import Report
from badgepress.words import tell
from tests import node
from tests.verify.test_vectors import run

SCRIPTS = Path(__file__).resolve().parent


def piped(script: str, documents: Iterable[Any]) -> list[Any]:
    """The script's answer to each document, as one line of JSON each. One process answers all."""
    process = _process(script)
    lines = [f"{json.dumps(one)}\n" for one in documents]
    assert process.stdin
    assert process.stdout
    # Write from a thread: writing everything before reading anything would deadlock.
    writer = threading.Thread(target=_write, args=(process.stdin, lines))
    writer.start()
    answers = [json.loads(process.stdout.readline() or "null") for _ in lines]
    writer.join()
    return answers


def _write(stream: IO[str], lines: list[str]) -> None:
    stream.writelines(lines)
    stream.flush()


@cache
def _process(script: str) -> subprocess.Popen[str]:
    ensure_bundle()
    found = subprocess.Popen(
        node.full(["node", script]),
        cwd=SCRIPTS,
        env=node.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(found.kill)
    return found


def agreed(vectors: Iterable[dict[str, Any]], folder: Path) -> Iterator[Report]:
    """The report on each vector, after checking that both halves give the same report and read the same addresses."""
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
        assert theirs[name] == {"report": tell(report, "en").as_dict(), "fetched": asked}, vector["input"]
        yield report
