"""Counting, grouping and sorting award rows."""

from __future__ import annotations

from badgepress.registry import AwardRow, families, latest, numbers, public, related, skill_classes, skills_of
from badgepress.registry.count import countries
from tests.render.conftest import a_program


def row(award_id: str, **fields: str) -> AwardRow:
    given = {"state": "active", "visibility": "public", "issued": "2026-01-01T00:00:00Z", "country": "BR"} | fields
    return AwardRow(award_id, badge="first-steps", badge_name="F", issuer="guild", issuer_name="G", **given)  # type: ignore[arg-type]


ROWS = [
    row("b"),
    row("a"),
    row("new", issued="2026-05-01T00:00:00Z", country="IN"),
    row("revoked", state="revoked", issued="2026-06-01T00:00:00Z", country="DE"),
    row("hidden", visibility="unlisted"),
    row("erased", state="erased"),
    row("replaced", state="superseded"),
    row("trial", state="preview", issued="2025-01-01T00:00:00Z", country=""),
]


def test_public_is_what_may_be_listed_newest_first() -> None:
    assert [one.id for one in public(ROWS)] == ["revoked", "new", "a", "b", "trial"]


def test_latest_leaves_out_revoked_awards() -> None:
    assert [one.id for one in latest(public(ROWS), 2)] == ["new", "a"]


def test_numbers_leave_out_revoked_awards() -> None:
    assert numbers(a_program(), ROWS) == (2, 4, 0, 1)


def test_a_country_is_counted_once_it_has_enough_people() -> None:
    nine = [row(f"id{number}", country="PT") for number in range(9)]
    one_person = [row(f"again{number}", country="PT", person="ines") for number in range(5)]
    assert countries(a_program(), nine) == frozenset()
    assert countries(a_program(), [*nine, *one_person]) == {"PT"}
    assert countries(a_program(), [*nine, row("gone", country="PT", state="revoked")]) == frozenset()


def test_public_rows_have_no_private_fields() -> None:
    (told,) = public([row("id", country="PT", unit="Research", audience="staff", person="ines")])
    assert (told.country, told.unit, told.audience, told.person) == ("", "", "", "")


def test_families_are_sorted_by_level() -> None:
    assert {name: [badge.slug for badge in classes] for name, classes in families(a_program()).items()} == {
        "Basics": ["first-steps", "next-steps"]
    }


def test_skill_classes_lists_the_classes_of_each_skill() -> None:
    assert {slug: [badge.slug for badge in found] for slug, found in skill_classes(a_program()).items()} == {
        "python": ["first-steps"]
    }


def test_skills_come_from_active_awards_only() -> None:
    rows = [*public(ROWS), row("gone")._replace(badge="no-such-class")]
    assert {slug: [one.id for one in found] for slug, found in skills_of(a_program(), rows).items()} == {
        "python": ["new", "a", "b"]
    }


def test_related_badges_come_after_and_never_before() -> None:
    program = a_program()
    assert [badge.slug for badge in related(program, program.classes["first-steps"])] == ["next-steps"]
    assert related(program, program.classes["next-steps"]) == []
