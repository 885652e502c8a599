"""Tests assertion files: single awards, cohorts, and the checks between their keys."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgepress.errors import Place
from badgepress.hints import HINTS
from badgepress.model import AssertionFile, Program
from badgepress.read import check_ids, load_awards, read_program
from tests.tiers import examples

MINIMAL = Path(__file__).resolve().parent.parent / "programs" / "minimal" / "badges"


@pytest.fixture(scope="module")
def program() -> Program:
    found, problems = read_program(MINIMAL)
    assert problems == []
    assert found
    return found


def _file(folder: Path, text: str | bytes, name: str = "k3v9x2") -> AssertionFile:
    path = folder / f"{name}.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return AssertionFile(name, path, f"badges/assertions/{name}.yml")


def test_minimal_programme(program: Program) -> None:
    assert list(program.classes) == ["data-foundations", "data-practice"]
    assert [file.name for file in program.files] == ["2026/k3v9x2", "2026/spring"]
    (single,), problems = load_awards(program.files[0], program)
    assert problems == []
    assert single.id == "k3v9x2"
    assert single.assertion.issued == datetime(2026, 3, 2, tzinfo=UTC)
    assert single.place() == Place("badges/assertions/2026/k3v9x2.yml", 1)
    assert str(single.place("evidence[0].url")) == "badges/assertions/2026/k3v9x2.yml:10: evidence[0].url"
    assert single.place("evidence[0].genre").line == 9


def test_cohort_merges_shared_keys_and_recipients(program: Program) -> None:
    (ilya, amara), problems = load_awards(program.files[1], program)
    assert problems == []
    assert ilya.assertion.recipient.unit == "Evening class"
    assert (ilya.assertion.recipient.name, amara.assertion.recipient.country) == ("Ilya Brandt", "NG")
    assert str(amara.place("recipient.name")).endswith("spring.yml:13: awards[1].recipient.name")
    assert str(amara.place("recipient.unit")).endswith("spring.yml:4: recipient.unit")
    assert str(amara.place("issued")).endswith("spring.yml:2: issued")
    assert str(amara.place()).endswith("spring.yml:11: awards[1]")
    assert amara.place("evidence[3].name").path == "awards[1]"


def test_places_are_a_mapping_and_can_be_pickled(program: Program) -> None:
    award = load_awards(program.files[1], program)[0][1]
    places = pickle.loads(pickle.dumps(award)).places
    assert sorted(places) == sorted(
        ["", "id", "recipient", "recipient.name", "recipient.country", "recipient.unit", "badge", "issued"]
    )
    assert len(places) == 8
    assert places == dict(places)
    assert "awards" not in places


def test_an_award_overrides_what_is_shared(program: Program, tmp_path: Path) -> None:
    text = (
        "badge: data-practice\nissued: 2026-05-04\nevidence: [{name: Shared}]\nrecipient: {country: DE, unit: A}\n"
        "awards:\n  - {id: a1, badge: data-foundations, evidence: [{name: Own}], recipient: {name: R, unit: B}}\n"
        "  - {id: a2, recipient: {name: S}, issued: 2026-05-05}\n"
    )
    (first, second), problems = load_awards(_file(tmp_path, text), program)
    assert problems == []
    assert first.assertion.badge == "data-foundations"
    assert first.assertion.evidence[0].name == "Own"
    assert (first.assertion.recipient.unit, first.assertion.recipient.country) == ("B", "DE")
    assert second.assertion.evidence[0].name == "Shared"
    assert second.assertion.issued.day == 5
    assert first.place("evidence[0].name").path == "awards[0].evidence[0].name"
    assert second.place("evidence[0].name").path == "evidence[0].name"


def test_a_mistake_in_one_award_leaves_the_others(program: Program, tmp_path: Path) -> None:
    text = (
        "badge: data-practice\nissued: 2026-05-04\nawards:\n  - {id: a1, recipient: {name: R}}\n  - {id: a2}\n  - 7\n"
    )
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert [one.id for one in awards] == ["a1"]
    assert [(one.code, one.place.path) for one in problems] == [
        ("missing-key", "awards[1].recipient"),
        ("wrong-type", "awards[2]"),
    ]


def test_a_mistake_among_shared_keys_is_reported_once(program: Program, tmp_path: Path) -> None:
    text = "badge: data-practice\nissued: 2026-02-30\nvisible: no\nawards:\n"
    text += "".join(f"  - {{id: a{n}, recipient: {{name: R}}}}\n" for n in range(50))
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert [(one.code, one.place.line) for one in problems] == [("bad-date", 2), ("unknown-key", 3)]


def test_ids_of_a_cohort(program: Program, tmp_path: Path) -> None:
    text = "badge: data-practice\nissued: 2026-05-04\nrecipient: {name: R}\nid: x\n"
    text += "awards:\n  - {}\n  - {id: 12}\n  - {id: ../x}\n"
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert [(one.code, one.place.path, one.hint) for one in problems] == [
        ("unknown-key", "id", "in a cohort every award has its own id"),
        ("missing-key", "awards[0].id", "give it a short, opaque id that never changes; `badgepress award` makes one"),
        ("wrong-type", "awards[1].id", 'put it in quotes: "12"'),
        ("bad-id", "awards[2].id", HINTS["bad-id"]),
    ]


@pytest.mark.parametrize(
    "recipient",
    [
        "rosa@example.org",
        "{identity: rosa@example.org, salt: 8f2d91c07a6b4e13}",
        "{name: Rosa <rosa@example.org>}",
        "{name: Rosa, mail: rosa@example.org}",
        "{name: Rosa, salt: rosa@example.org}",
        "{name: Rosa, did: 'did:web:rosa@example.org'}",
        "{name: Rosa, rosa@example.org: yes}",
        "{name: Rosa, identity: 'mailto:rosa%40example.org'}",
        '{name: Rosa, identity: "ro\\u0073a@example.org"}',
    ],
)
def test_an_address_is_refused_and_not_repeated(recipient: str, program: Program, tmp_path: Path) -> None:
    text = f"badge: data-foundations\nissued: 2026-03-02\nrecipient: {recipient}\n"
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert "plain-email" in {one.code for one in problems}
    told = "".join(map(str, problems)) + "".join(str(one.as_dict()) for one in problems)
    assert "example.org" not in told
    assert "badgepress award" in told


def test_addresses_elsewhere_are_not_repeated_either(program: Program, tmp_path: Path) -> None:
    text = (
        "badge: rosa@example.org\nissued: rosa@example.org\nrecipient: {name: R}\nvisibility: rosa@example.org\n"
        "rosa@example.org: 1\nrosa@example.org: 2\nevidence: [{name: N, url: 'mailto:rosa@example.org'}]\n"
        "results: [{result: rosa@example.org, value: '1'}]\n"
    )
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert len(problems) >= 6
    assert "example.org" not in "".join(map(str, problems))


def test_results_must_be_those_of_the_badge(program: Program, tmp_path: Path) -> None:
    text = "badge: data-practice\nissued: 2026-03-02\nrecipient: {name: R}\nresults: [{result: score, value: '1'}]\n"
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert [one.code for one in problems] == ["unknown-result"]


def test_an_earner_needs_no_profile(program: Program, tmp_path: Path) -> None:
    text = "badge: data-practice\nissued: 2026-03-02\nrecipient: {name: R, earner: r}\n"
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert problems == []
    assert awards[0].assertion.recipient.earner == "r"


def test_a_name_of_two_hundred_letters_is_reported_with_its_place(program: Program, tmp_path: Path) -> None:
    text = f"badge: data-practice\nissued: 2026-03-02\nrecipient: {{name: {'W' * 200}}}\n"
    awards, problems = load_awards(_file(tmp_path, text), program)
    assert awards == []
    assert [(one.code, one.place.path, one.got) for one in problems] == [
        ("too-long", "recipient.name", "200 characters")
    ]


def test_a_large_file_is_a_cohort(program: Program, tmp_path: Path) -> None:
    text = "badge: data-practice\nissued: 2026-03-02\nrecipient: {name: R}\n# " + "x" * 1_100_000
    assert [one.code for one in load_awards(_file(tmp_path, text), program)[1]] == ["too-large"]
    awards, problems = load_awards(_file(tmp_path, text + "\nawards: [{id: a1}]\n"), program)
    assert problems == []
    assert len(awards) == 1


def test_a_file_that_is_gone(program: Program, tmp_path: Path) -> None:
    awards, problems = load_awards(AssertionFile("x", tmp_path / "x.yml", "badges/assertions/x.yml"), program)
    assert awards == []
    assert [one.code for one in problems] == ["unreadable"]


def test_the_first_by_place_keeps_its_id_whatever_the_order() -> None:
    pairs = [
        ("Abc", Place("b.yml", 3)),
        ("abc", Place("a.yml", 1)),
        ("x", Place("a.yml", 2)),
        ("abc", Place("a.yml", 9)),
    ]
    problems = sorted(check_ids(pairs))
    assert sorted(check_ids(reversed(pairs))) == problems
    assert [(one.place, one.code) for one in problems] == [
        (Place("a.yml", 9), "duplicate-id"),
        (Place("b.yml", 3), "duplicate-id"),
    ]
    assert "only in capital letters" in problems[1].message
    assert check_ids([("a", Place("f", 1)), ("b", Place("f", 1))]) == []


def test_equal_places_are_still_two_awards() -> None:
    place = Place("a.yml", 1)
    assert [one.code for one in check_ids([("abc", place), ("abc", place)])] == ["duplicate-id"]


_SIGNS = "badge: data-practice\nissued: 2026-03-02\nrecipient: {name: R}\nawards:\n  - {id: a1}\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40), deadline=None)
@given(
    raw=st.binary(max_size=120)
    | st.tuples(st.integers(0, len(_SIGNS)), st.text(max_size=12), st.integers(0, 12)).map(
        lambda cut: (_SIGNS[: cut[0]] + cut[1] + _SIGNS[cut[0] + cut[2] :]).encode("utf-8", "surrogatepass")
    )
)
def test_arbitrary_bytes_are_awards_or_problems(raw: bytes, program: Program, tmp_path: Path) -> None:
    awards, problems = load_awards(_file(tmp_path, raw), program)
    assert awards or problems
    assert all(one.place.file and one.code for one in problems)
