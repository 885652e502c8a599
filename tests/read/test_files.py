"""Tests the folder itself: links, pipes, sizes, names, and files that are skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgepress.errors import errors
from badgepress.read import read_program
from badgepress.read.files import MEBIBYTE
from tests.read.told import problems_of, told
from tests.tiers import examples

MINIMAL = Path(__file__).resolve().parent.parent / "programs" / "minimal" / "badges"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "badges"))


def test_a_valid_programme_has_no_problems(root: Path) -> None:
    (root / "README.md").write_text("# read me")
    (root / ".DS_Store").write_bytes(b"\0")
    (root / "classes" / "data-practice.yml~").write_text("old")
    (root / "issued").mkdir()
    (root / "issued" / "x.jsonl").write_text("{}")
    assert told(root) == ""


def test_links_that_leave_the_folder(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("name: Secret\n")
    (tmp_path / "elsewhere").mkdir()
    (root / "classes" / "out.yml").symlink_to(tmp_path / "secret.yml")
    (root / "assertions" / "out.yml").symlink_to("../../secret.yml")
    (root / "assertions" / "folder").symlink_to(tmp_path / "elsewhere")
    (root / "assertions" / "circle").symlink_to(root / "assertions")
    (root / "classes" / "gone.yml").symlink_to("nowhere.yml")
    (root / "classes" / "loop.yml").symlink_to("loop.yml")
    (root / "skills.yml").unlink()
    (root / "skills.yml").symlink_to("/etc/hostname")
    assert [(one.code, one.place.file) for one in problems_of(root)] == [
        ("linked-folder", "badges/assertions/circle"),
        ("linked-folder", "badges/assertions/folder"),
        ("outside-link", "badges/assertions/out.yml"),
        ("broken-link", "badges/classes/gone.yml"),
        ("broken-link", "badges/classes/loop.yml"),
        ("outside-link", "badges/classes/out.yml"),
        ("outside-link", "badges/skills.yml"),
    ]


def test_links_inside_of_the_folder_are_followed(root: Path) -> None:
    (root / "classes" / "data-again.yml").symlink_to("data-foundations.yml")
    program, problems = read_program(root)
    assert problems == []
    assert program
    assert program.classes["data-again"].name == "Data Foundations"


def test_the_programme_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert told(tmp_path / "link") == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "classes" / "pipe.yml")
    assert [(one.code, one.place.file) for one in problems_of(root)] == [("not-a-file", "badges/classes/pipe.yml")]


def test_huge_files_are_not_read(root: Path) -> None:
    for name in ("classes/huge.yml", "assertions/huge.yml", "skills.yml", "program.yml"):
        (root / name).touch()
        os.truncate(root / name, 40_000 * MEBIBYTE)
    assert [(one.code, one.place.file) for one in problems_of(root)] == [
        ("too-large", "badges/assertions/huge.yml"),
        ("too-large", "badges/classes/huge.yml"),
        ("too-large", "badges/program.yml"),
        ("too-large", "badges/skills.yml"),
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_nobody_may_read(root: Path) -> None:
    (root / "skills.yml").chmod(0)
    assert "unreadable" in {one.code for one in problems_of(root)}


def test_names_of_assertion_files(root: Path) -> None:
    award = (root / "assertions" / "2026" / "k3v9x2.yml").read_text()
    for name in ("K3v9X3", "k3v9x3", "-a", "a b", "x" * 65, "ä", "a.b", "bad\nname"):
        (root / "assertions" / f"{name}.yml").write_text(award)
    wrong = errors(problems_of(root))  # the same person has the same badge many times, which is odd and no error
    found = [(one.code, one.place.file.removeprefix("badges/assertions/")) for one in wrong]
    assert found == [
        ("bad-file-name", "-a.yml"),
        ("bad-file-name", "a b.yml"),
        ("bad-file-name", "a.b.yml"),
        ("bad-file-name", "bad?name.yml"),
        ("bad-file-name", "k3v9x3.yml"),
        ("bad-file-name", "x" * 65 + ".yml"),
        ("bad-file-name", "ä.yml"),
    ]


def test_folders_too_deep(root: Path) -> None:
    deep = root.joinpath("assertions", *"abcdefghijkl")
    deep.mkdir(parents=True)
    (deep / "x.yml").write_text("a: 1")
    assert [one.code for one in problems_of(root)] == ["too-deep"]


def test_without_a_folder(tmp_path: Path) -> None:
    program, problems = read_program(tmp_path / "badges")
    assert program is None
    assert [str(one) for one in problems] == [
        "error[no-program]: badges: no such folder\n  hint: --program DIR names another folder"
    ]
    (tmp_path / "file").write_text("x")
    assert read_program(tmp_path / "file")[0] is None


_PLACES = ["program.yml", "skills.yml", "issuers/guild.yml", "classes/data-practice.yml", "assertions/2026/spring.yml"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40), deadline=None)
@given(
    name=st.sampled_from(_PLACES),
    cut=st.integers(0, 200),
    put=st.binary(max_size=30) | st.text("ab:-[]{},&*!|>'\"#~ \n0.", max_size=30).map(str.encode),
    length=st.integers(0, 60),
)
def test_a_damaged_file_is_a_problem_or_fine(name: str, cut: int, put: bytes, length: int, root: Path) -> None:
    whole = (MINIMAL / name).read_bytes()
    (root / name).write_bytes(whole[:cut] + put + whole[cut + length :])
    found = problems_of(root)
    (root / name).write_bytes(whole)
    assert found == sorted(found)
    assert all(one.place.file.startswith("badges") and one.code for one in found)


def test_an_unknown_folder_is_reported_once_and_an_empty_one_is_not(tmp_path: Path) -> None:
    root = Path(shutil.copytree(MINIMAL, tmp_path / "badges"))
    (root / "pathways/2026/empty").mkdir(parents=True)
    for name in (".git", ".schemas", ".badgepress", "issued", "public"):
        (root / name).mkdir(exist_ok=True)
    (root / "pathways/.gitkeep").touch()
    assert read_program(root)[1] == []
    for name in ("a.yml", "b.yml", "2026/c.csv"):
        (root / "pathways" / name).touch()
    assert [(one.code, one.severity, one.place.file) for one in read_program(root)[1]] == [
        ("unknown-folder", "warning", "badges/pathways")
    ]
