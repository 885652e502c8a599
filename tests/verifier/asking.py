"""Runs both verifiers on single scenarios, and finds where their reports differ."""

from __future__ import annotations

import json
import subprocess
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from badgepress.bundle import ensure_bundle
from badgepress.words import tell
from tests import node
from tests.verify.test_vectors import run

SCRIPTS = Path(__file__).resolve().parent


class Browser:
    """The browser's code in a Node process, which takes one scenario at a time."""

    def __enter__(self) -> Browser:
        ensure_bundle()
        pipe = subprocess.PIPE
        command = node.full(["node", "answers.mjs"])
        # Its stderr goes to ours.
        self._process = subprocess.Popen(
            command, cwd=SCRIPTS, env=node.environment(), stdin=pipe, stdout=pipe, encoding="utf-8"
        )
        assert self._line() == "ready\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def ask(self, vector: Mapping[str, Any]) -> None:
        """Sends one scenario. Call `answer` before sending another."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(vector) + "\n")
        self._process.stdin.flush()

    def call(self, name: str, each: Sequence[Any]) -> list[Any]:
        """The results of a function of the browser's code for each value: null if it refuses one, hex for bytes."""
        self.ask({"call": name, "each": each})
        made: list[Any] = self.answer()["made"]
        return made

    def answer(self) -> dict[str, Any]:
        """The browser's answer to the scenario: `report` and `fetched`, or `thrown`."""
        told: dict[str, Any] = json.loads(self._line())
        return told

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "Node ended"
        return line


def both(vector: dict[str, Any], browser: Browser) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answers of Python and the browser's code to a scenario, computed in parallel."""
    browser.ask(vector)
    try:
        report, asked = run(vector)
        ours: dict[str, Any] = {"report": tell(report, "en").as_dict(), "fetched": asked}
    except Exception:
        ours = {"thrown": traceback.format_exc()}
    return ours, browser.answer()


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Each place where two reports differ, with both values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in [*one, *(name for name in other if name not in one)]:
            yield from differences(one.get(name), other.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (ours, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(ours, theirs, f"{path}[{at}]")
    elif type(one) is not type(other) or one != other:
        yield f"{path}\n    Python:  {one!a}\n    browser: {other!a}"
