"""Drafts are checked as bytes before they are written: without temporary files, and always as YAML 1.2."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest

from badgepress import edit
from badgepress.edit.start.start import start
from badgepress.edit.start.texts import Beginning
from badgepress.edit.tried import problems_with_file
from badgepress.errors import ReadError, errors
from badgepress.read import Tree, load_awards, read_awards, read_program, read_tree, require_program
from badgepress.read.assertions import MAX_COHORT

ON = datetime(2026, 11, 22, tzinfo=UTC)
KEY = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
BADGE: dict[str, Any] = {"name": "New", "description": "For what is new.", "criteria": "Be new."}


@pytest.fixture
def program(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))


@pytest.fixture
def no_scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: object, **named: object) -> NoReturn:
        raise AssertionError("a temporary file")

    for name in ("mkdtemp", "mkstemp", "TemporaryDirectory", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refused)


@pytest.mark.usefixtures("no_scratch")
def test_no_edit_writes_a_temporary_file(program: Path, tmp_path: Path) -> None:
    member = {"id": "new1", "recipient": {"name": "Ana"}}
    shared = {"badge": "data-foundations", "issued": "2026-11-01"}
    assert "new1" in edit.join_cohort(program, "2026/new", shared, member).text
    assert "suspended:" in edit.suspend(program, first_award(program), ON, None).text
    assert "Be new." in edit.new_badge(program, "new", BADGE).text
    assert KEY in edit.new_issuer(program, "second", {"name": "B", "url": "https://b.example/"}, KEY, ON).text
    beginning = Beginning("Acme", "https://badges.acme.example/", "acme", "https://acme.example/", KEY, ON)
    assert start(tmp_path / "fresh", beginning).programme


def first_award(program: Path) -> str:
    whole = require_program(program)
    return next(one.id for file in whole.files for one in load_awards(file, whole)[0])


def test_errors_in_a_draft_name_its_file(program: Path) -> None:
    with pytest.raises(ReadError) as caught:
        edit.new_badge(program, "new", {**BADGE, "skills": ["unheard-of"]})
    (wrong,) = caught.value.problems
    assert (wrong.code, wrong.place.file) == ("unknown-skill", "badges/classes/new.yml")
    assert not (program / "classes/new.yml").exists()
    with pytest.raises(ReadError) as caught:
        edit.join_cohort(program, "2026/new", {"badge": "unheard-of", "issued": "2026-11-01"}, {"id": "a"})
    assert {one.place.file for one in caught.value.problems} == {"badges/assertions/2026/new.yml"}


def test_a_cohort_is_read_by_yaml_1_2(program: Path) -> None:
    """In YAML 1.1 `no` is false, so a Norwegian cohort's awards would each repeat their language."""
    text = "badge: data-foundations\nissued: 2026-11-01\nlanguage: no\nawards:\n  - {id: a1, recipient: {name: A}}\n"
    (program / "assertions/north.yml").write_text(text)
    shared = {"badge": "data-foundations", "issued": ON.replace(day=1), "language": "no"}
    after = edit.join_cohort(program, "north", shared, {"id": "a2", "recipient": {"name": "B"}}).text
    assert after == text + '  - {id: "a2", recipient: {name: "B"}}\n'


def test_a_cohort_with_broken_yaml_is_refused(program: Path) -> None:
    (program / "assertions/broken.yml").write_text("awards: [\n")
    with pytest.raises(ReadError) as caught:
        edit.join_cohort(program, "broken", {}, {"id": "a2"})
    assert [one.code for one in caught.value.problems] == ["yaml-syntax"]


def test_no_module_resolves_scalars_as_yaml_1_1(root: Path) -> None:
    loads = re.compile(r"yaml\.(?:safe_|full_|unsafe_)?load\b|(?:Safe|Full|Unsafe)Loader|\byaml\.Loader")
    files = list((root / "src/badgepress").rglob("*.py"))
    assert len(files) > 200
    assert [file.name for file in files if loads.search(file.read_text("utf-8"))] == []


def test_bytes_and_files_give_the_same_awards(program: Path) -> None:
    whole = require_program(program)
    for file in whole.files:
        assert read_awards(file.path.read_bytes(), file.name, whole) == load_awards(file, whole)
    _, problems = read_awards(b" " * (MAX_COHORT + 1), "large", whole)
    assert [(one.code, one.place.file) for one in problems] == [("too-large", "badges/assertions/large.yml")]


def test_a_draft_replaces_a_file(program: Path) -> None:
    old = (program / "classes/data-foundations.yml").read_text()
    draft = re.sub(r"(?m)^name:.*$", "name: Renamed", old).encode()
    found, problems = read_tree(Tree(program, "badges", {"classes/data-foundations.yml": draft}))
    assert errors(problems) == []
    assert found is not None
    assert found.classes["data-foundations"].name == "Renamed"
    assert require_program(program).classes["data-foundations"].name != "Renamed"


def test_a_programme_can_consist_of_drafts_only(program: Path, tmp_path: Path) -> None:
    files = {one.relative_to(program).as_posix(): one.read_bytes() for one in program.rglob("*.yml")}
    images = {one.relative_to(program).as_posix(): one.read_bytes() for one in program.rglob("*.svg")}
    found, problems = read_tree(Tree(tmp_path / "nowhere", "badges", files | images, is_draft=True))
    expected, told = read_program(program, shown="badges")
    assert found is not None
    assert expected is not None
    assert problems == told
    assert (found.classes, found.issuers, found.images) == (expected.classes, expected.issuers, expected.images)
    assert [one.name for one in found.files] == [one.name for one in expected.files]


def test_a_new_issuer_is_checked_without_reading_awards(program: Path) -> None:
    (program / "assertions/con.yml").write_text("?")
    assert {one.code for one in read_program(program)[1]} == {"reserved-name"}
    assert (
        problems_with_file(
            program, "badges", "issuers/second.yml", f"name: B\nurl: https://b.example/\nkeys: [{KEY}]\n"
        )
        != []
    )
    fine = f"name: B\nurl: https://b.example/\nkeys: [{{public: {KEY}}}]\n"
    assert errors(problems_with_file(program, "badges", "issuers/second.yml", fine)) == []
