"""`award` and `badge new` write what the forms under /issue/ write: both are held to tests/vectors/forms/.

`python -m tests.cli.test_forms` writes the expected texts anew, from Python; read the difference before it is kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from badgepress.edit import written, yamltext
from badgepress.edit.awards import identity
from tests.cli.conftest import Run
from tests.project.sources import ROOT

VECTORS = ROOT / "tests" / "vectors" / "forms"
AWARDS: list[dict[str, Any]] = json.loads((VECTORS / "awards.json").read_text("utf-8"))
BADGES: list[dict[str, Any]] = json.loads((VECTORS / "badges.json").read_text("utf-8"))
SCHEMA = "# yaml-language-server: $schema=https://badges.example.org/schemas/"


def award_arguments(typed: dict[str, Any]) -> Iterator[str]:
    """What somebody would enter at a terminal in place of the form."""
    yield from ("award", typed["badge"], "--issued", typed["issued"], "--now", "2026-11-22")
    for name in ("name", "email", "earner", "country"):
        if typed[name]:
            yield from (f"--{name}", typed[name])
    for one in typed["evidence"]:
        yield from ("--evidence", f"{one['name']}={one['url']}")
    if typed["isUnlisted"]:
        yield "--unlisted"


@pytest.mark.parametrize("vector", AWARDS, ids=lambda vector: vector["about"])
def test_award_writes_what_the_form_writes(
    run: Run, here: Path, vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda count: vector["salt"][: 2 * count])
    monkeypatch.setattr(secrets, "choice", lambda letters: letters[0])
    said = run(*award_arguments(vector["typed"]))
    assert said.code == 0, said.err
    text = (here / "badges" / "assertions" / "2026" / "22222222.yml").read_text("utf-8")
    assert text == f"{SCHEMA}assertion.schema.json\n{vector['text']}"
    assert run("check", "--now", "2026-11-22").code == 0


def badge_arguments(vector: dict[str, Any]) -> Iterator[str]:
    """What somebody would enter at a terminal in place of the form for a badge."""
    fields = vector["fields"]
    yield from ("badge", "new", vector["slug"])
    for name in ("name", "description", "criteria", "issuer", "family", "level"):
        if fields[name]:
            # with `=`, for a text may begin with a hyphen
            yield f"--{name}={fields[name]}"
    yield from (f"--skill={skill}" for skill in fields["skills"])
    yield from (f"--{name}={value}" for name, value in fields["art"].items())


@pytest.mark.parametrize("vector", BADGES, ids=lambda vector: vector["about"])
def test_badge_new_writes_what_the_form_writes(run: Run, here: Path, vector: dict[str, Any]) -> None:
    said = run(*badge_arguments(vector))
    assert said.code == 0, said.err
    text = (here / "badges" / "classes" / f"{vector['slug']}.yml").read_text("utf-8")
    assert text == f"{SCHEMA}class.schema.json\n{vector['text']}"
    assert run("check", "--now", "2026-11-22").code == 0


def award_text(vector: dict[str, Any]) -> str:
    typed = vector["typed"]
    hashed = identity(typed["email"], vector["salt"]) if typed["email"] else {}
    names = {"name": typed["name"], **hashed, "earner": typed["earner"], "country": typed["country"]}
    fields: dict[str, Any] = {
        "badge": typed["badge"],
        "issued": yamltext.Bare(typed["issued"]),
        "recipient": {key: value for key, value in names.items() if value},
        "evidence": typed["evidence"],
        "visibility": yamltext.Bare("unlisted") if typed["isUnlisted"] else "",
    }
    return written.award_text({key: value for key, value in fields.items() if value})


if __name__ == "__main__":
    for made in AWARDS:
        made["text"] = award_text(made)
    for made in BADGES:
        made["text"] = written.badge_text({key: value for key, value in made["fields"].items() if value})
    for name, vectors in (("awards", AWARDS), ("badges", BADGES)):
        text = ",\n".join("  " + json.dumps(made, ensure_ascii=True) for made in vectors)
        (VECTORS / f"{name}.json").write_text(f"[\n{text}\n]\n", "utf-8")
