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
#: With a secret that ties awards together, and without one.
PEPPERS = pytest.mark.parametrize("pepper", [PEPPER, None], ids=["pepper", "none"])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return program_in(tmp_path)


def says(root: Path, line: str) -> None:
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
    says(root, "repeat: allow")
    done = imported(root, sheet(root, *rows), badge=BADGE, pepper=pepper)
    assert done.added == 2
    told = [(one.code, one.severity, one.place.line) for one in done.problems if one.code == "shared-address"]
    assert told == [("shared-address", "warning", 3)]
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
def test_no_hint_leads_to_one_person_taking_the_place_of_another(root: Path, pepper: Pepper | None) -> None:
    imported(root, sheet(root, LENA), badge=BADGE, pepper=pepper)
    (told,) = errors(problems_of(root, sheet(root, TOM), badge=BADGE, pepper=pepper))
    assert told.code == "duplicate-award"
    assert "replace" not in told.hint
    assert "`repeat: allow`" in told.hint
    assert "badges/assertions/2026/autumn.yml" in told.hint
    (told,) = errors(problems_of(root, sheet(root, LENA, TOM), badge=BADGE, pepper=pepper))
    assert told.code == "repeated-row"
    assert "`repeat: allow`" in told.hint
    assert people(root) == [("Lena Example", "2025-03-04")]


NAMES = "Name,Date,Staff No\n"
FIRST, SECOND, OTHER = "Lena Example,2025-03-04,1\n", "Lena Example,2025-03-04,2\n", "Tom Example,2025-03-04,3\n"


def test_a_name_does_where_the_class_says_so(root: Path) -> None:
    with pytest.raises(ReadError, match="unknown-sheet") as refused:
        imported(root, sheet(root, FIRST, head=NAMES), badge=BADGE)
    assert "by_name: true" in refused.value.problems[0].hint
    says(root, "by_name: true")
    for added in (2, 0):
        done = imported(root, sheet(root, FIRST, OTHER, head=NAMES), badge=BADGE)
        assert (done.added, done.unchanged) == (added, 2 - added)
    assert people(root) == [("Lena Example", "2025-03-04"), ("Tom Example", "2025-03-04")]
    assert not any(one.earner or one.identity for one, _, _ in awards(root)), "a name ties nothing together"


def test_people_of_one_name_are_asked_about(root: Path) -> None:
    says(root, "by_name: true")
    (told,) = errors(problems_of(root, sheet(root, FIRST, SECOND, head=NAMES), badge=BADGE))
    assert (told.code, told.place.line) == ("repeated-row", 3)
    assert "--person-column" in told.hint
    imported(root, sheet(root, FIRST, head=NAMES), badge=BADGE)
    later = sheet(root, FIRST.replace("2025-03-04", "2025-09-04"), head=NAMES)
    (told,) = errors(problems_of(root, later, badge=BADGE))
    assert told.code == "same-name"
    assert "--person-column" in told.hint
    assert imported(root, later, badge=BADGE, duplicates="allow").added == 1


def test_a_column_tells_people_of_one_name_apart(root: Path) -> None:
    says(root, "by_name: true")
    asked = {"badge": BADGE, "person": "staff no"}
    for added in (3, 0):
        done = imported(root, sheet(root, FIRST, SECOND, OTHER, head=NAMES), **asked)
        assert (done.added, done.unchanged) == (added, 3 - added)
    assert len({one.earner for one, _, _ in awards(root)}) == 3
    later = sheet(root, SECOND.replace("2025-03-04", "2025-09-04"), head=NAMES)
    says(root, "repeat: allow")
    assert imported(root, later, **asked).added == 1
    assert len({one.earner for one, _, _ in awards(root)}) == 3, "the same person"
    (told,) = errors(problems_of(root, later, **asked, pepper=None))
    assert (told.code, "BADGEPRESS_PEPPER" in told.message) == ("no-pepper", True)
    assert options(**asked).sheets.person == "staff no"


# `shared`: people may share an address, and nothing else is allowed


ROSA = "Rosa Other,rosa@example.org,2025-03-04\n"
AGAIN = "Rosa Other,rosa@example.org,2025-09-04\n"


@PEPPERS
def test_an_import_may_let_people_share_an_address_and_nothing_else(root: Path, pepper: Pepper | None) -> None:
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


def test_a_class_that_denies_lets_nobody_share(root: Path) -> None:
    says(root, "repeat: deny")
    (told,) = errors(problems_of(root, sheet(root, LENA, TOM), badge=BADGE, duplicates="shared"))
    assert (told.code, told.place.line) == ("repeated-row", 3)
    assert "`repeat: deny`" in told.hint
    assert "--duplicates" not in told.hint


def test_a_class_that_allows_is_not_allowed_more_than_is_asked_for(root: Path) -> None:
    says(root, "repeat: allow")
    found = errors(problems_of(root, sheet(root, LENA, TOM, ROSA, AGAIN), badge=BADGE, duplicates="shared"))
    assert [one.place.line for one in found] == [5]


@PEPPERS
@pytest.mark.parametrize("day", ["2025-03-04", "2025-09-04"])
@pytest.mark.parametrize("held", [False, True], ids=["in one sheet", "imported before"])
def test_another_name_at_an_address_is_asked_about(root: Path, pepper: Pepper | None, day: str, held: bool) -> None:
    rows = [LENA, TOM.replace("2025-03-04", day)]
    if held:
        imported(root, sheet(root, rows.pop(0)), badge=BADGE, pepper=pepper)
    (told,) = errors(problems_of(root, sheet(root, *rows), badge=BADGE, pepper=pepper))
    assert "two people?" in told.message + told.hint
    assert "--duplicates shared" in told.hint
    assert "this person" not in told.message
    assert "allow gives" not in told.hint
    assert "replace" not in told.hint
    assert "delete" not in told.hint
