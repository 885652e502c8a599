"""People who share an address, and people who have none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from badgepress.edit.importing import Pepper
from badgepress.errors import ReadError, errors
from badgepress.read import load_awards, read_program
from tests.edit.sheets import PEPPER, imported, options, problems_of, program_in

BADGE = "data-foundations"
HEAD = "Name,Email,Date\n"
LENA = "Lena Example,family@example.org,2025-03-04\n"
TOM = "Tom Example,family@example.org,2025-03-04\n"
#: With the secret that links a person's awards, and without it.
PEPPERS = pytest.mark.parametrize("pepper", [PEPPER, None], ids=["pepper", "none"])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return program_in(tmp_path)


def add_to_class(root: Path, line: str) -> None:
    file = root / f"classes/{BADGE}.yml"
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")


def sheet(root: Path, *rows: str, head: str = HEAD) -> Path:
    file = root.parent / "autumn.csv"
    file.write_text(head + "".join(rows), "utf-8")
    return file


def people(root: Path) -> list[tuple[str, str]]:
    """(name, day) of each award of the badge, in order."""
    return sorted((str(one.name), day) for one, day, _ in awards(root))


def awards(root: Path) -> list[Any]:
    program, _ = read_program(root)
    assert program is not None
    found = [one for file in program.files if "autumn" in file.name for one in load_awards(file, program)[0]]
    return [(one.assertion.recipient, f"{one.assertion.issued:%Y-%m-%d}", one.id) for one in found]


@PEPPERS
@pytest.mark.parametrize("rows", [(LENA, TOM), (TOM, LENA)])
def test_two_people_share_an_address_where_the_class_allows_it(
    root: Path, rows: tuple[str, ...], pepper: Pepper | None
) -> None:
    add_to_class(root, "repeat: allow")
    done = imported(root, sheet(root, *rows), badge=BADGE, pepper=pepper)
    assert done.added == 2
    problem = [(one.code, one.severity, one.place.line) for one in done.problems if one.code == "shared-address"]
    assert problem == [("shared-address", "warning", 3)]
    both = [("Lena Example", "2025-03-04"), ("Tom Example", "2025-03-04")]
    assert people(root) == both
    earners = {one.earner for one, _, _ in awards(root)}
    assert len(earners) == (2 if pepper else 1), "each has their own page, or none has"
    for again in (rows, rows[::-1], rows[:1], rows[1:]):
        for duplicates in (None, "allow", "replace"):
            done = imported(root, sheet(root, *again), badge=BADGE, pepper=pepper, duplicates=duplicates)
            assert (done.added, done.replaced, done.unchanged) == (0, 0, len(again))
    later = [one.replace("2025-03-04", "2025-09-04") for one in rows]
    assert imported(root, sheet(root, *later), badge=BADGE, pepper=pepper).added == 2
    assert {one.earner for one, _, _ in awards(root)} == earners
    assert len({name for _, _, name in awards(root)}) == 4


@PEPPERS
def test_no_hint_suggests_replacing_one_person_by_another(root: Path, pepper: Pepper | None) -> None:
    imported(root, sheet(root, LENA), badge=BADGE, pepper=pepper)
    (problem,) = errors(problems_of(root, sheet(root, TOM), badge=BADGE, pepper=pepper))
    assert problem.code == "duplicate-award"
    assert "replace" not in problem.hint
    assert "`repeat: allow`" in problem.hint
    assert "badges/assertions/2026/autumn.yml" in problem.hint
    (problem,) = errors(problems_of(root, sheet(root, LENA, TOM), badge=BADGE, pepper=pepper))
    assert problem.code == "repeated-row"
    assert "`repeat: allow`" in problem.hint
    assert people(root) == [("Lena Example", "2025-03-04")]


NAMES = "Name,Date,Staff No\n"
FIRST, SECOND, OTHER = "Lena Example,2025-03-04,1\n", "Lena Example,2025-03-04,2\n", "Tom Example,2025-03-04,3\n"


def test_a_name_is_enough_if_the_class_allows_it(root: Path) -> None:
    with pytest.raises(ReadError, match="unknown-sheet") as refused:
        imported(root, sheet(root, FIRST, head=NAMES), badge=BADGE)
    assert "by_name: true" in refused.value.problems[0].hint
    add_to_class(root, "by_name: true")
    for added in (2, 0):
        done = imported(root, sheet(root, FIRST, OTHER, head=NAMES), badge=BADGE)
        assert (done.added, done.unchanged) == (added, 2 - added)
    assert people(root) == [("Lena Example", "2025-03-04"), ("Tom Example", "2025-03-04")]
    assert not any(one.earner or one.identity for one, _, _ in awards(root)), "a name links no awards"


def test_people_with_one_name_are_reported(root: Path) -> None:
    add_to_class(root, "by_name: true")
    (problem,) = errors(problems_of(root, sheet(root, FIRST, SECOND, head=NAMES), badge=BADGE))
    assert (problem.code, problem.place.line) == ("repeated-row", 3)
    assert "--person-column" in problem.hint
    imported(root, sheet(root, FIRST, head=NAMES), badge=BADGE)
    later = sheet(root, FIRST.replace("2025-03-04", "2025-09-04"), head=NAMES)
    (problem,) = errors(problems_of(root, later, badge=BADGE))
    assert problem.code == "same-name"
    assert "--person-column" in problem.hint
    assert imported(root, later, badge=BADGE, duplicates="allow").added == 1


def test_a_column_tells_people_with_one_name_apart(root: Path) -> None:
    add_to_class(root, "by_name: true")
    asked = {"badge": BADGE, "person": "staff no"}
    for added in (3, 0):
        done = imported(root, sheet(root, FIRST, SECOND, OTHER, head=NAMES), **asked)
        assert (done.added, done.unchanged) == (added, 3 - added)
    assert len({one.earner for one, _, _ in awards(root)}) == 3
    later = sheet(root, SECOND.replace("2025-03-04", "2025-09-04"), head=NAMES)
    add_to_class(root, "repeat: allow")
    assert imported(root, later, **asked).added == 1
    assert len({one.earner for one, _, _ in awards(root)}) == 3, "the same person"
    (problem,) = errors(problems_of(root, later, **asked, pepper=None))
    assert (problem.code, "BADGEPRESS_PEPPER" in problem.message) == ("no-pepper", True)
    assert options(**asked).sheets.person == "staff no"


# `--duplicates shared`: people may share an address, but nothing else is allowed


ROSA = "Rosa Other,rosa@example.org,2025-03-04\n"
AGAIN = "Rosa Other,rosa@example.org,2025-09-04\n"


@PEPPERS
def test_shared_allows_people_to_share_an_address_and_nothing_else(root: Path, pepper: Pepper | None) -> None:
    asked = {"badge": BADGE, "pepper": pepper, "duplicates": "shared"}
    found = errors(problems_of(root, sheet(root, LENA, TOM, ROSA, AGAIN), **asked))
    assert [(one.code, one.place.line) for one in found] == [("duplicate-award", 5)], "one person twice"
    assert imported(root, sheet(root, LENA, TOM, ROSA), **asked).added == 3
    for rows in ((LENA, TOM, ROSA), (ROSA, TOM), (LENA,)):
        done = imported(root, sheet(root, *rows), **asked)
        assert (done.added, done.unchanged) == (0, len(rows))
    later = [one.replace("2025-03-04", "2025-09-04") for one in (LENA, TOM)]
    for row in (*later, AGAIN):
        assert [one.code for one in errors(problems_of(root, sheet(root, row), **asked))] == ["duplicate-award"]
    ida = "Ida Example,family@example.org,2025-09-04\n"
    assert imported(root, sheet(root, ida), **asked).added == 1
    assert len(people(root)) == 4


def test_shared_does_not_override_a_class_that_denies(root: Path) -> None:
    add_to_class(root, "repeat: deny")
    (problem,) = errors(problems_of(root, sheet(root, LENA, TOM), badge=BADGE, duplicates="shared"))
    assert (problem.code, problem.place.line) == ("repeated-row", 3)
    assert "`repeat: deny`" in problem.hint
    assert "--duplicates" not in problem.hint


def test_shared_is_stricter_than_a_class_that_allows(root: Path) -> None:
    add_to_class(root, "repeat: allow")
    found = errors(problems_of(root, sheet(root, LENA, TOM, ROSA, AGAIN), badge=BADGE, duplicates="shared"))
    assert [one.place.line for one in found] == [5]


@PEPPERS
@pytest.mark.parametrize("day", ["2025-03-04", "2025-09-04"])
@pytest.mark.parametrize("held", [False, True], ids=["in one sheet", "imported before"])
def test_another_name_at_an_address_is_reported(root: Path, pepper: Pepper | None, day: str, held: bool) -> None:
    rows = [LENA, TOM.replace("2025-03-04", day)]
    if held:
        imported(root, sheet(root, rows.pop(0)), badge=BADGE, pepper=pepper)
    (problem,) = errors(problems_of(root, sheet(root, *rows), badge=BADGE, pepper=pepper))
    assert "two people?" in problem.message + problem.hint
    assert "--duplicates shared" in problem.hint
    assert "this person" not in problem.message
    assert "allow issues" not in problem.hint
    assert "replace" not in problem.hint
    assert "delete" not in problem.hint
