"""Format problems for machines: GitHub Actions annotations, and SARIF for code scanning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

from badgepress.errors import Problem

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def workflow_commands(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield one workflow command for each problem, so that GitHub shows it at its line in the pull request.

    Source: GitHub Actions, "Workflow commands": `::error file=…,line=…,title=…::message`.
    """
    for one in problems:
        line = f",line={one.place.line}" if one.place.line else ""
        place = f"file={_property(one.place.file)}{line}," if one.place.file else ""
        path = f"{one.place.path}: " if one.place.path else ""
        text = path + one.sentence() + (f"\nhint: {one.hint}" if one.hint else "")
        yield f"::{one.severity} {place}title={_property(one.code)}::{_data(text)}"


def sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    """Return a SARIF 2.1.0 log with one run (OASIS SARIF 2.1.0 §3.13): a rule per code, a result per problem."""
    codes = sorted({one.code for one in problems})
    return {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "badgepress",
                        "semanticVersion": version("badgepress"),
                        "rules": [{"id": code} for code in codes],
                    }
                },
                "results": [_result(one, codes.index(one.code)) for one in problems],
            }
        ],
    }


def _result(one: Problem, rule: int) -> dict[str, Any]:
    path = f"{one.place.path}: " if one.place.path else ""
    hint = f" Hint: {one.hint}" if one.hint else ""
    location = {"artifactLocation": {"uri": one.place.file}, "region": {"startLine": max(1, one.place.line)}}
    return {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": one.severity,
        "message": {"text": path + one.sentence() + hint},
        **({"locations": [{"physicalLocation": location}]} if one.place.file else {}),
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
