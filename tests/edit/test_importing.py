"""Importing sheets: what is written, what stays, and that no e-mail address is written anywhere."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from badgepress import lock, sign
from badgepress.build import Options as BuildOptions
from badgepress.build import check, issue
from badgepress.edit.importing import Pepper, load_pepper
from badgepress.edit.importing.people import derived
from badgepress.errors import ReadError, errors
from badgepress.model import Award
from badgepress.openbadges.identity import hash_identity
from badgepress.read import load_awards, read_program
from badgepress.read.sheets.addresses import holds_address
from tests.edit.sheets import (
    NOW,
    PEPPER,
    SCHEMA,
    SHEETS,
    cases,
    imported,
    messages_of,
    options,
    problems_of,
    program_in,
)
from tests.tiers import examples

HEAD = "Badge Template ID,Recipient Email,Issued To First Name,Issued To Last Name,Issued At,Country,Evidence URL\n"
WREN = "data-foundations,wren@example.org,Wren,Achterberg,2025-03-04,NL,https://work.example.org/wren\n"
OMAR = "data-foundations,omar@example.org,Omar,Haddad,2025-03-04,,\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return program_in(tmp_path)


def sheet(root: Path, *rows: str, head: str = HEAD, name: str = "spring.csv") -> Path:
    file = root.parent / name
    file.write_text(head + "".join(rows), "utf-8")
    return file


def awards(root: Path) -> dict[str, Award]:
    program, _ = read_program(root)
    assert program is not None
    found = {}
    for file in program.files:
        read, problems = load_awards(file, program)
        assert problems == []
        found.update({award.id: award for award in read})
    return found


def files(root: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((root / "assertions").rglob("*.yml"))}


def sound(root: Path) -> None:
    problems, plan = check(BuildOptions(root, root.parent / "site", NOW))
    assert errors(problems) == []
    assert plan is not None


# Broken sheets


@pytest.mark.parametrize("case", cases())
def test_the_messages_for_each_broken_sheet(case: str, tmp_path: Path) -> None:
    expected = (SHEETS / "broken" / f"{case}.txt").read_text("utf-8")
    assert messages_of(case, tmp_path) == expected, "if this is intended, run `python -m tests.edit.sheets`"
    assert f"[{case}]: " in expected
    assert not re.search(r"(secret|wren|omar|ilse)[^\s]*@", expected)
    assert set(files(tmp_path / "badges")) == {"k3v9x2.yml", "spring.yml"}


# What is written


def test_a_cohort_of_one_badge(root: Path) -> None:
    done = imported(root, sheet(root, WREN, OMAR))
    assert (done.added, done.replaced, done.unchanged, done.problems) == (2, 0, 0, ())
    assert [change.shown for change in done.changes] == ["badges/assertions/2026/spring-2.yml"]
    assert files(root)["spring-2.yml"] == (
        f"{SCHEMA}# Imported from Credly bulk issue.\n"
        "badge: data-foundations\n"
        "issued: 2025-03-04\n"
        "awards:\n"
        '  - id: "9ywzzz9vyjp7"\n'
        '    recipient: {name: "Wren Achterberg", identity: '
        "sha256$0a4b8abf8a0a66d143ebcf65e3067a77de359d122f1841c48a67f8a5cec726ec, "
        'salt: "c2f43508e70002e6", earner: monuw6eokcjqiawl, country: NL}\n'
        "    evidence:\n"
        '      - {name: "Evidence", url: "https://work.example.org/wren"}\n'
        "  - id: jrgbhrx7s9xt\n"
        '    recipient: {name: "Omar Haddad", identity: '
        "sha256$0de64f112a0386999c0475dfb6a878580f97e9534eb0beee77dc5426f7f9666c, "
        'salt: "cb5e4684b1dd0241", earner: "4nv5x5ambmfcftod"}\n'
    )
    sound(root)


def test_values_that_rows_do_not_share_are_written_for_each(root: Path) -> None:
    imported(root, sheet(root, WREN, OMAR.replace("2025-03-04", "2025-09-04"), name="Spring & Été 2025.csv"))
    text = files(root)["spring-ete-2025.yml"]
    assert text.startswith(f"{SCHEMA}# Imported from Credly bulk issue.\nbadge: data-foundations\nawards:\n  - id: ")
    assert text.count("\n    issued: 2025-0") == 2


def test_a_file_for_each_badge(root: Path) -> None:
    imported(root, sheet(root, WREN, OMAR.replace("foundations", "practice")), name="autumn")
    assert {"autumn-data-foundations.yml", "autumn-data-practice.yml"} < set(files(root))


def test_single_awards(root: Path) -> None:
    imported(root, sheet(root, WREN, OMAR), single=True, unlisted=True)
    new = {name: text for name, text in files(root).items() if name not in ("k3v9x2.yml", "spring.yml")}
    assert len(new) == 2
    assert all(text.endswith("visibility: unlisted\n") for text in new.values())
    assert {name.removesuffix(".yml") for name in new} < set(awards(root))
    sound(root)


def test_each_hash_has_its_own_salt_and_matches_its_address(root: Path) -> None:
    imported(root, sheet(root, WREN, OMAR, WREN.replace("foundations", "practice")))
    found = [one.assertion.recipient for one in awards(root).values() if one.assertion.recipient.earner]
    assert len({one.salt for one in found}) == 3
    for who in found:
        address = "wren@example.org" if who.name == "Wren Achterberg" else "omar@example.org"
        assert who.identity == hash_identity(address, who.salt or "")


def test_the_same_person_in_two_files_is_one_earner(root: Path) -> None:
    imported(root, sheet(root, WREN))
    imported(
        root, sheet(root, "Wren A.,WREN@Example.org ,Data Practice\n", head="earnerName,emailAddress,credentialName\n")
    )
    earners = [one.assertion.recipient.earner for one in awards(root).values() if one.assertion.recipient.earner]
    assert len(earners) == 2
    assert len(set(earners)) == 1
    assert re.fullmatch(r"[a-z2-7]{16}", str(earners[0]))
    sound(root)


def test_a_person_keeps_an_existing_earner_slug(root: Path) -> None:
    salt = "8f2d91c07a6b4e13"
    (root / "assertions/own.yml").write_text(
        "badge: data-practice\nissued: 2026-01-01\n"
        f"recipient: {{identity: {hash_identity('wren@example.org', salt)}, salt: {salt}, earner: wren}}\n"
    )
    imported(root, sheet(root, WREN, OMAR))
    found = {one.assertion.recipient.name: one.assertion.recipient.earner for one in awards(root).values()}
    assert found["Wren Achterberg"] == "wren"
    assert derived(found["Omar Haddad"])


def test_no_address_is_in_any_file_or_change(root: Path) -> None:
    rows = [WREN, OMAR, WREN.replace("wren@example.org", "zoë@bücher.example")]
    done = imported(root, sheet(root, *rows), skip_bad=True)
    written = "".join(files(root).values()) + "".join(change.added for change in done.changes) + repr(done)
    assert not re.search(r"@|%40", written)
    assert "xn--" not in written
    assert repr(PEPPER) == "Pepper(…)"
    assert "no secret" not in written + repr(options())


# Importing again


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of the programme except the lock."""
    paths = [path for path in root.rglob("*") if path.is_file() and lock.FOLDER not in path.parts]
    return {str(path.relative_to(root)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("pepper", [PEPPER, None])
@pytest.mark.parametrize("policy", ["deny", "allow", "replace"])
def test_importing_twice_changes_nothing(root: Path, pepper: Pepper | None, policy: Any) -> None:
    file = sheet(root, WREN, OMAR)
    imported(root, file, pepper=pepper, duplicates=policy)
    before = snapshot(root)
    later = NOW.replace(year=2027)
    done = imported(root, file, pepper=pepper, duplicates=policy, now=later)
    assert (done.changes, done.added, done.unchanged) == ((), 0, 2)
    assert snapshot(root) == before


def test_a_sheet_without_dates_changes_nothing_the_next_day(root: Path) -> None:
    head = "firstname,lastname,email,badge\n"
    file = sheet(root, "Wren,Achterberg,wren@example.org,data-foundations\n", head=head)
    imported(root, file)
    done = imported(root, file, now=NOW.replace(day=25))
    assert (done.added, done.unchanged) == (0, 1)
    assert [one.code for one in problems_of(root, file, issued="2026-11-25")] == ["duplicate-award"]


def test_importing_a_longer_sheet_adds_only_its_new_rows(root: Path) -> None:
    imported(root, sheet(root, WREN))
    done = imported(root, sheet(root, WREN, OMAR))
    assert (done.added, done.unchanged) == (1, 1)
    assert "Omar" in files(root)["spring-3.yml"]
    sound(root)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["data-foundations", "Data Practice"]),
        st.sampled_from(["a@example.org", "B@Example.org", "c@xn--bcher-kva.example", "c@Bücher.example"]),
        st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12),
        st.sampled_from(["2025-03-04", "03/04/25", "2025-09-01"]),
        st.sampled_from(["", "NL", "Egypt"]),
    ),
    max_size=6,
)


NAMELESS_FIRST = [("data-foundations", "a@example.org", name, "2025-03-04", "") for name in ("", "Ana", "Ben")]


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(people=NAMELESS_FIRST, policy="allow", peppered=False)
@given(people=PEOPLE, policy=st.sampled_from(["deny", "allow", "replace"]), peppered=st.booleans())
def test_importing_any_sheet_twice_changes_nothing(
    people: list[tuple[str, ...]], policy: Any, peppered: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import csv

    root = program_in(tmp_path_factory.mktemp("twice"))
    file = root.parent / "people.csv"
    with file.open("w", encoding="utf-16", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t")
        writer.writerow(["Badge Template ID", "Recipient Email", "First Name", "Issued At", "Country"])
        writer.writerows(people)
        writer.writerow(["data-foundations", "last@example.org", "Last", "2025-01-01", ""])
    pepper = PEPPER if peppered else None
    first = imported(root, file, duplicates=policy, pepper=pepper, skip_bad=True)
    before = snapshot(root)
    again = imported(root, file, duplicates=policy, pepper=pepper, skip_bad=True)
    assert snapshot(root) == before
    assert (again.added, again.replaced, again.unchanged) == (0, 0, first.added + first.unchanged + first.replaced)
    written = [data.decode() for name, data in before.items() if name.startswith("assertions/2026/people")]
    assert not any(holds_address(text) for text in written)
    sound(root)


# The same badge to the same person


def test_a_duplicate_is_denied_and_the_other_award_named(root: Path) -> None:
    imported(root, sheet(root, WREN))
    (other,) = (one for one in awards(root) if one not in ("k3v9x2", "p7m2qa", "t4w8zc"))
    told = problems_of(root, sheet(root, WREN.replace("2025-03-04", "09/04/25")))
    assert [str(one) for one in told] == [
        "error[duplicate-award]: spring.csv:2: column 'Recipient Email' (B): this person already has this badge, as "
        f"award '{other}' (got 2025-09-04, expected 2025-03-04 as in that award)\n"
        "  hint: --duplicates allow issues another, --duplicates replace updates the existing one"
    ]
    told = problems_of(root, sheet(root, WREN.replace("NL", "BE").replace("/wren\n", "/other\n")))
    assert [str(one) for one in told] == [
        f"error[duplicate-award]: spring.csv:2: column 'Recipient Email' (B): award '{other}' exists already and "
        "differs (got another evidence and country)\n  hint: --duplicates replace updates it"
    ]


def test_awards_written_by_hand_are_found_by_their_hashes(root: Path) -> None:
    salt = "8f2d91c07a6b4e13"
    (root / "assertions/own.yml").write_text(
        "badge: data-foundations\nissued: 2024-03-04\n"
        f"recipient: {{name: Wren, identity: {hash_identity('wren@example.org', salt)}, salt: {salt}}}\n"
    )
    for pepper in (PEPPER, None):
        told = problems_of(root, sheet(root, WREN), pepper=pepper)
        assert [one.code for one in told if one.severity == "error"] == ["duplicate-award"]


def test_a_row_without_a_date_that_differs_is_reported(root: Path) -> None:
    head = "recipient_email,evidence,badge\n"
    row = "wren@example.org,{},data-foundations\n"
    imported(root, sheet(root, row.format("one"), head=head))
    other = sheet(root, row.format("two"), head=head)
    assert [one.code for one in problems_of(root, other)] == ["duplicate-award"]
    # two awards of one day cannot be told apart
    assert [one.code for one in problems_of(root, other, duplicates="allow")] == ["duplicate-award"]
    later = NOW.replace(day=25)
    assert imported(root, other, duplicates="allow", now=later).added == 1
    for policy in ("deny", "allow", "replace"):
        assert imported(root, other, duplicates=policy, now=later.replace(year=2028)).changes == ()
    sound(root)


def test_duplicates_can_be_allowed(root: Path) -> None:
    imported(root, sheet(root, WREN))
    done = imported(root, sheet(root, WREN.replace("2025-03-04", "2025-09-04"), OMAR), duplicates="allow")
    assert done.added == 2
    sound(root)


@pytest.mark.parametrize(
    ("repeat", "asked", "comes"),
    [
        ("deny", None, "duplicate-award"),
        ("deny", "allow", "duplicate-award"),
        ("deny", "replace", "replaced"),
        ("allow", None, "added"),
        ("allow", "deny", "duplicate-award"),
        ("replace", None, "replaced"),
        ("replace", "allow", "added"),
    ],
)
def test_the_class_decides_on_duplicates(root: Path, repeat: str, asked: Any, comes: str) -> None:
    imported(root, sheet(root, WREN))
    file = root / "classes/data-foundations.yml"
    file.write_text(file.read_text() + f"repeat: {repeat}\n")
    again = sheet(root, WREN.replace("2025-03-04", "2025-09-04").replace("NL", "BE"))
    if comes == "duplicate-award":
        (told,) = problems_of(root, again, duplicates=asked)
        assert (told.code, "repeat: deny" in told.hint) == (comes, repeat == "deny")
        return
    done = imported(root, again, duplicates=asked)
    assert (done.added, done.replaced) == (int(comes == "added"), int(comes == "replaced"))
    sound(root)


def test_an_expired_or_revoked_award_is_no_duplicate(root: Path) -> None:
    practice = WREN.replace("foundations", "practice")
    imported(root, sheet(root, practice))
    # Data Practice awards are valid for two years
    assert imported(root, sheet(root, practice.replace("2025-03-04", "2027-03-04"))).added == 1
    assert [one.code for one in problems_of(root, sheet(root, practice.replace("2025-03-04", "2027-03-03")))] == [
        "duplicate-award"
    ]
    imported(root, sheet(root, WREN, name="once.csv"))
    file = root / "assertions/2026/once.yml"
    file.write_text(file.read_text() + "    revoked: {on: 2026-01-01}\n")
    assert imported(root, sheet(root, WREN)).unchanged == 1
    assert imported(root, sheet(root, WREN.replace("2025-03-04", "2026-02-01"))).added == 1


def test_a_repeated_row_is_reported_under_any_policy(root: Path) -> None:
    for policy in ("deny", "allow", "replace"):
        told = problems_of(root, sheet(root, WREN, OMAR, WREN.lower()), duplicates=policy)
        assert [(one.code, one.place.line) for one in told] == [("repeated-row", 4)]


# Replacing


def test_replacing_changes_only_what_differs(root: Path, sample_key: Path) -> None:
    imported(root, sheet(root, WREN, OMAR, name="first.csv"))
    issue(BuildOptions(root, root.parent / "site", NOW, sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})))
    file = root / "assertions/2026/first.yml"
    before = file.read_text().replace("  - id", "  # one of many\n  - id").replace("awards:", "awards:  # all")
    file.write_text(before)
    rows = (
        WREN.replace("Wren,", "Wren Maria,").replace("2025-03-04", "2025-09-04").replace("/wren\n", "/wren/2\n"),
        OMAR.replace("03-04,,", "03-04,EG,"),
    )
    done = imported(root, sheet(root, *rows), duplicates="replace")
    assert (done.added, done.replaced, done.unchanged) == (0, 2, 0)
    expected = before.replace('"Wren Achterberg"', '"Wren Maria Achterberg"').replace(
        '    evidence:\n      - {name: "Evidence", url: "https://work.example.org/wren"}\n',
        '    evidence: [{name: "Evidence", url: "https://work.example.org/wren/2"}]\n'
        "    reissued:\n"
        '      - {on: 2026-11-22, reason: "replaced by an import"}\n',
    )
    lines = file.read_text().splitlines()
    assert [line for line in lines if "Omar" in line] != [line for line in before.splitlines() if "Omar" in line]
    assert [line for line in lines if "Omar" not in line] == [
        line for line in expected.splitlines() if "Omar" not in line
    ]
    found = {one.assertion.recipient.name: one.assertion for one in awards(root).values()}
    assert f"{found['Wren Maria Achterberg'].issued:%Y-%m-%d}" == "2025-03-04"
    assert found["Omar Haddad"].recipient.country == "EG"
    assert found["Omar Haddad"].reissued == ()
    sound(root)
    assert imported(root, sheet(root, *rows), duplicates="replace").changes == ()


def test_replacing_removes_what_the_sheet_leaves_empty(root: Path) -> None:
    imported(root, sheet(root, WREN))
    imported(root, sheet(root, WREN.replace("NL,https://work.example.org/wren", ",")), duplicates="replace")
    award = next(one for one in awards(root).values() if one.assertion.recipient.name == "Wren Achterberg")
    assert (award.assertion.evidence, award.assertion.recipient.country) == ((), None)


def test_replacing_links_awards_that_were_imported_without_a_pepper(root: Path) -> None:
    file = sheet(root, WREN)
    imported(root, file, pepper=None)
    assert imported(root, file).unchanged == 1
    assert imported(root, file, duplicates="replace").replaced == 1
    assert {one.assertion.recipient.earner for one in awards(root).values()} == {
        None,
        PEPPER.earner("wren@example.org"),
    }
    assert imported(root, file, duplicates="replace").unchanged == 1


def test_an_award_that_cannot_be_edited_is_reported(root: Path) -> None:
    salt = "8f2d91c07a6b4e13"
    (root / "assertions/own.yml").write_text(
        "badge: data-foundations\nissued: 2025-03-04\nevidence: [{name: Shared, url: 'https://a.example/'}]\nawards:\n"
        f"  - id: own1\n    recipient: {{identity: {hash_identity('wren@example.org', salt)}, salt: {salt}}}\n"
    )
    before = snapshot(root)
    told = problems_of(root, sheet(root, WREN.replace("https://work.example.org/wren", "")), duplicates="replace")
    assert [str(one) for one in told] == [
        "error[cannot-replace]: spring.csv:2: award 'own1' is written in a way that the import cannot edit "
        "(got badges/assertions/own.yml:5)\n  hint: edit it by hand: evidence, recipient.country, recipient.name, "
        "recipient.earner"
    ]
    assert snapshot(root) == before


# Peppers


def test_a_missing_pepper_is_a_warning(root: Path) -> None:
    done = imported(root, sheet(root, WREN), pepper=None)
    assert [str(one) for one in done.problems] == [
        "warning[no-pepper]: badges/assertions/: BADGEPRESS_PEPPER is not set, so a person's awards are not linked to "
        "each other\n"
        "  hint: set it to a long random secret, the same for every import; --duplicates replace links existing awards"
    ]
    assert "earner" not in files(root)["spring-2.yml"]
    assert "salt" in files(root)["spring-2.yml"]


def test_another_pepper_is_a_warning_and_the_person_is_still_found(root: Path) -> None:
    imported(root, sheet(root, WREN))
    other = Pepper("another pepper that is no secret")
    told = problems_of(root, sheet(root, WREN.replace("foundations", "practice")), pepper=other)
    assert [(one.code, one.severity) for one in told] == [("other-pepper", "warning")]
    assert imported(root, sheet(root, WREN), pepper=other).unchanged == 1
    imported(root, sheet(root, WREN.replace("foundations", "practice"), OMAR), pepper=other)
    earners = [one.assertion.recipient.earner for one in awards(root).values() if one.assertion.recipient.earner]
    assert sorted(map(earners.count, set(earners))) == [1, 2]


def test_the_pepper_comes_from_the_environment_and_must_be_long() -> None:
    assert load_pepper({}) is None
    assert load_pepper({"BADGEPRESS_PEPPER": "  "}) is None
    loaded = load_pepper({"BADGEPRESS_PEPPER": " a pepper that is no secret at all\n"})
    assert loaded is not None
    assert loaded.earner("wren@example.org") == PEPPER.earner("wren@example.org")
    with pytest.raises(ReadError) as caught:
        load_pepper({"BADGEPRESS_PEPPER": "hunter2hunter2"})
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).startswith(
        "error[weak-pepper]: BADGEPRESS_PEPPER is too short to be a secret (got 14 characters, expected at least 16)"
    )


@given(st.text(max_size=20))
def test_derived_slugs_do_not_look_like_names(address: str) -> None:
    assert derived(PEPPER.earner(address))
    assert not derived("christianschmidt")
    assert not derived("sofia-andrade-22")


def test_values_derived_from_a_pepper_never_change() -> None:
    assert PEPPER.earner("wren@example.org") == "monuw6eokcjqiawl"
    assert PEPPER.award("wren@example.org", "data-foundations", "2025-03-04") == "9ywzzz9vyjp7"
    assert PEPPER.award("wren@example.or", "gdata-foundations", "2025-03-04") != "9ywzzz9vyjp7"


# Rows, results, the rest


def test_bad_rows_can_be_skipped(root: Path) -> None:
    done = imported(root, sheet(root, WREN, OMAR.replace("2025-03-04", "soon"), OMAR), skip_bad=True)
    assert (done.added, [(one.code, one.place.line) for one in done.skipped]) == (2, [("bad-date", 3)])


def test_one_bad_row_stops_all_files(root: Path) -> None:
    before = snapshot(root)
    good, bad = sheet(root, WREN), sheet(root, OMAR.replace("2025-03-04", "soon"), name="bad.csv")
    done = imported(root, good, bad)
    assert (done.changes, [one.place.file for one in done.problems]) == ((), ["bad.csv"])
    assert snapshot(root) == before


def test_the_same_person_in_two_files_of_one_import(root: Path) -> None:
    told = imported(root, sheet(root, WREN), sheet(root, WREN, name="other.csv")).problems
    assert [(one.code, str(one.place)) for one in told] == [
        ("repeated-row", "other.csv:2: column 'Recipient Email' (B)")
    ]


@pytest.mark.parametrize(("badge", "expected"), [("data-foundations", "score"), ("data-practice", "")])
def test_a_grade_becomes_a_result_if_the_class_has_one(root: Path, badge: str, expected: str) -> None:
    file = sheet(root, "Wren,wren@example.org,2025-03-04,91\n", head="Recipient Name,Recipient Email,Issued on,Grade\n")
    done = imported(root, file, badge=badge)
    award = next(one for one in awards(root).values() if one.assertion.recipient.name == "Wren")
    assert [(one.result, one.value) for one in award.assertion.results] == ([(expected, "91")] if expected else [])
    assert [str(one) for one in done.problems] == (
        []
        if expected
        else [
            "warning[grade-left-out]: spring.csv:2: column 'Grade' (D): badge class 'data-practice' has no result for "
            "grades, so they are not imported\n  hint: add a result with the id 'grade' to the class"
        ]
    )


def test_replacing_keeps_results_that_the_sheet_does_not_have(root: Path) -> None:
    head = "Recipient Name,Recipient Email,Issued on,Grade\n"
    imported(root, sheet(root, "Wren,wren@example.org,2025-03-04,91\n", head=head), badge="data-foundations")
    path = root / "classes/data-foundations.yml"
    path.write_text(path.read_text().replace("  - id: score", "  - {id: grade, name: Grade}\n  - id: score"))
    imported(
        root,
        sheet(root, "Wren,wren@example.org,2025-03-04,A\n", head=head),
        badge="data-foundations",
        duplicates="replace",
    )
    award = next(one for one in awards(root).values() if one.assertion.recipient.name == "Wren")
    assert [(one.result, one.value) for one in award.assertion.results] == [("score", "91"), ("grade", "A")]


def test_a_mapping_file_names_columns_results_and_badges(root: Path, tmp_path: Path) -> None:
    from badgepress.read.sheets import read_mapping

    mapping = tmp_path / "mapping.yml"
    mapping.write_text(
        "columns:\n  email: Mail\n  name: Who\n  badge: Course\n  issued: When\n  unit: Team\n"
        "results: {score: Points}\ndates: dmy\nbadges:\n  Kurs 1: data-foundations\n"
    )
    mapped, problems = read_mapping(mapping, "mapping.yml")
    assert problems == []
    file = sheet(
        root, "Wren;wren@example.org;KURS  1;04.03.2025;Evenings;91\n", head="Who;Mail;Course;When;Team;Points\n"
    )
    done = imported(root, file, mapped=mapped)
    assert done.problems == ()
    award = next(one for one in awards(root).values() if one.assertion.recipient.name == "Wren").assertion
    assert (award.badge, f"{award.issued:%Y-%m-%d}", award.recipient.unit) == (
        "data-foundations",
        "2025-03-04",
        "Evenings",
    )
    assert award.results[0].value == "91"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("columns: {mail: Mail}\n", "unknown-key"),
        ("dates: ymd\n", "not-a-choice"),
        ("badges: {A: Not A Slug}\n", "bad-slug"),
        ("columns: [email]\n", "wrong-type"),
        ("", "empty-file"),
    ],
)
def test_a_mapping_file_is_read_strictly(text: str, code: str, tmp_path: Path) -> None:
    from badgepress.read.sheets import read_mapping

    (tmp_path / "mapping.yml").write_text(text)
    mapped, problems = read_mapping(tmp_path / "mapping.yml", "mapping.yml")
    assert mapped is None
    assert [one.code for one in problems] == [code]


def test_an_unknown_badge_is_refused(root: Path, tmp_path: Path) -> None:
    from badgepress.read.sheets import read_mapping

    told = problems_of(root, sheet(root, WREN), badge="data-fundations")
    assert [str(one) for one in told] == [
        "error[unknown-badge]: --badge: no badge 'data-fundations' in badges/classes/\n"
        "  hint: did you mean 'data-foundations'?"
    ]
    (tmp_path / "mapping.yml").write_text("badges:\n  A: data-foundation\n")
    mapped, _ = read_mapping(tmp_path / "mapping.yml", "mapping.yml")
    told = problems_of(root, sheet(root, WREN), mapped=mapped)
    assert [str(one.place) for one in told] == ["mapping.yml:2: badges.A"]


def test_the_page_of_a_badge_names_it(root: Path) -> None:
    file = SHEETS / "known/openbadges.csv"
    assert imported(root, file).added == 1


def test_people_without_an_address(root: Path, tmp_path: Path) -> None:
    from badgepress.read.sheets import read_mapping

    (tmp_path / "mapping.yml").write_text("columns: {did: Did, email: Mail, name: Who}\n")
    mapped, _ = read_mapping(tmp_path / "mapping.yml", "mapping.yml")
    head = "Did,Mail,Who\n"
    file = sheet(root, "did:web:wren.example.org,,Wren\n", head=head)
    for pepper in (None, PEPPER):
        done = imported(root, file, mapped=mapped, badge="data-foundations", pepper=pepper)
        assert (done.added, done.unchanged) == ((1, 0) if pepper is None else (0, 1))
    told = problems_of(root, sheet(root, ",,Nobody\n", head=head), mapped=mapped, badge="data-foundations")
    assert [(one.code, one.expected) for one in told] == [("empty-recipient", "at least one of email and did")]


def test_the_name_of_the_new_file(root: Path) -> None:
    told = problems_of(root, sheet(root, WREN, name="wren@example.org.csv"))
    assert [one.code for one in told] == ["address-in-name"]
    assert imported(root, sheet(root, WREN, name="wren@example.org.csv"), name="spring").added == 1
    assert [one.code for one in problems_of(root, sheet(root, OMAR), name="../outside")] == ["bad-name"]
    assert [one.code for one in problems_of(root, sheet(root, OMAR), name="a" * 65)] == ["bad-name"]
    done = imported(root, sheet(root, OMAR, name="日本.csv"))
    assert done.changes[0].shown == "badges/assertions/2026/import.yml"


def test_an_erased_award_does_not_come_back(root: Path, sample_key: Path) -> None:
    imported(root, sheet(root, WREN, name="once.csv"))
    keyring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    issue(BuildOptions(root, root.parent / "site", NOW, keyring))
    store = root / "issued/2026/once.jsonl"
    import orjson

    line = orjson.loads(store.read_bytes())
    left = {
        "erased": "2026-11-22",
        "id": line["id"],
        "statusListCredential": line["credentialStatus"]["statusListCredential"],
        "statusListIndex": line["credentialStatus"]["statusListIndex"],
    }
    store.write_bytes(orjson.dumps(left) + b"\n")
    (root / "assertions/2026/once.yml").unlink()
    told = problems_of(root, sheet(root, WREN, name="once.csv"))
    assert [one.code for one in told] == ["erased-award"]


def test_a_programme_with_broken_awards_must_be_fixed_first(root: Path) -> None:
    (root / "assertions/broken.yml").write_text("badge: data-foundations\nissued: soon\nrecipient: {name: A}\n")
    told = problems_of(root, sheet(root, WREN))
    assert [str(one.place) for one in told] == ["badges/assertions/broken.yml:2: issued"]


def test_a_programme_with_a_broken_class_must_be_fixed_first(root: Path) -> None:
    (root / "classes/data-practice.yml").write_text("name: Data Practice\n")
    told = problems_of(root, sheet(root, WREN))
    assert {one.place.file for one in told} == {"badges/classes/data-practice.yml"}


def test_a_full_disk_leaves_everything_as_it_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(root, sheet(root, WREN))
    before = snapshot(root)
    rows = (WREN.replace("NL", "BE"), OMAR.replace("foundations", "practice"), OMAR)
    real, calls = os.replace, []

    def full(source: str, target: Path) -> None:
        calls.append(target)
        if len(calls) == 4:  # the list of moves, two files, and the third
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ReadError) as caught:
        imported(root, sheet(root, *rows, name="more.csv"), duplicates="replace")
    assert str(caught.value).startswith(
        "error[cannot-write]: badges/assertions/2026/spring-2.yml: cannot write: no space"
    )
    monkeypatch.undo()
    assert snapshot(root) == before
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left")))
    with pytest.raises(ReadError):
        imported(root, sheet(root, *rows, name="more.csv"), duplicates="replace", now=NOW.replace(year=2031))
    monkeypatch.undo()
    assert snapshot(root) == before
    assert not (root / "assertions/2031").exists()


@pytest.mark.parametrize("file", sorted((SHEETS / "known").glob("*.csv")), ids=lambda file: file.stem)
def test_a_sheet_of_every_platform(root: Path, file: Path) -> None:
    asked: dict[str, Any] = {}
    if file.stem not in ("credly", "credly-analytics", "canvas", "moodle", "dcc", "openbadges", "plain"):
        asked = {"badge": "data-foundations", "dates": "mdy"}
    done = imported(root, file, **asked)
    assert [one for one in done.problems if one.severity == "error"] == []
    assert done.added > 0
    assert imported(root, file, **asked).changes == ()
    sound(root)
