"""The report's JSON follows its documented schema for every kind of scenario, in every language."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from badgepress import verify
from badgepress.openbadges.moments import moment
from badgepress.words import languages
from tests.vectors.expand import load, names


def handed_over(vector: dict[str, Any]) -> Any:
    given = vector["input"]
    if "base64" in given:
        return base64.b64decode(given["base64"])
    return given.get("text", given.get("json"))


@pytest.fixture(scope="module")
def schema(root: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((root / "docs" / "report.schema.json").read_text("utf-8")))


@pytest.mark.parametrize("name", names()[::8])
def test_reports_follow_their_schema_and_differ_only_in_words(
    schema: jsonschema.Draft202012Validator, name: str
) -> None:
    vector = load(name)
    now = moment(vector["now"])
    assert now is not None
    seen = set()
    for language in languages():
        report = verify(handed_over(vector), now=now, trusted=vector["trusted"], language=language).as_dict()
        schema.validate(report)
        seen.add(json.dumps([report["verdict"], [[one["outcome"], one["code"]] for one in report["checks"]]]))
    assert len(seen) == 1
