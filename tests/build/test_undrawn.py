"""Tests that a build warns of names that its pictures leave out, in one process and in several."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from badgepress import drawing
from badgepress.build import Options, run

AWARD = """badge: data-foundations
recipient: {{name: "{name}"}}
issued: 2026-09-14
visibility: {visibility}
"""


@pytest.fixture
def options(root: Path, tmp_path: Path, cache_home: Path, now: datetime) -> Options:
    program = tmp_path / "badges"
    shutil.copytree(root / "tests" / "programs" / "minimal" / "badges", program)
    awards = {"zz": ("Zoë 🎓", "public"), "aa": ("Ana 🚀", "public"), "hidden": ("Secret 🤫", "unlisted")}
    for name, (who, visibility) in awards.items():
        text = AWARD.format(name=who, visibility=visibility)
        (program / "assertions" / "2026" / f"{name}.yml").write_text(text, "utf-8")
    return Options(program, tmp_path / "site", now, cache=cache_home / "badgepress", shown="badges")


@pytest.mark.heavy
def test_names_that_cannot_be_drawn_are_warnings_of_the_build(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = run(options)
    told = [one for one in built.warnings if one.code == "name-not-drawn"]
    assert [(one.place.file, one.place.path, one.got) for one in told] == [
        ("badges/assertions/2026/aa.yml", "recipient.name", "U+1F680 ROCKET"),
        ("badges/assertions/2026/zz.yml", "recipient.name", "U+1F393 GRADUATION CAP"),
    ]
    assert {one.severity for one in told} == {"warning"}
    assert "Ana 🚀" in (tmp_path / "site" / "awards" / "aa" / "index.html").read_text("utf-8")
    building = sys.modules["badgepress.build"]  # the package has a function of that name
    monkeypatch.setattr(building, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(drawing, "CLASSES_WORTH_PROCESSES", 1)
    again = run(replace(options, jobs=2))
    assert again.warnings == built.warnings
    assert again.changed == 0
