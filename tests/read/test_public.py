"""Tests `public/`, the author's own files on the site, and names that some systems cannot store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import Problem, errors
from badgepress.model import windows
from badgepress.read import public, read_program
from tests.read.told import problems_of

SECRET = "z3u2" + "A" * 44


@pytest.fixture
def here(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))


def put(here: Path, *names: str, data: bytes = b"x") -> list[Problem]:
    """Put files into public/ and return the problems."""
    for name in names:
        path = here / "public" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [one for one in problems_of(here) if "/public" in one.place.file]


def test_useful_files_are_copied_unchanged(here: Path) -> None:
    names = ["CNAME", ".domains", ".well-known/acme/x_1~.txt", "google12.html", "favicon.ico", "fr", "a/b/c.txt"]
    assert put(here, *names) == []
    assert put(here, ".DS_Store", "a/.gitkeep", "Thumbs.db") == []
    program, _ = read_program(here)
    assert program is not None
    assert [one.below for one in program.own] == sorted(names)
    assert {public.public_bytes(one) for one in program.own} == {b"x"}


def test_a_security_contact_may_be_published(here: Path) -> None:
    told = b"Contact: mailto:security@example.org\nExpires: 2027-01-01T00:00:00Z\n"
    assert put(here, ".well-known/security.txt", data=told) == []
    assert [one.code for one in put(here, "humans.txt", data=told)] == ["address-in-text"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("awards/a/credential.json", "public-path-taken"),
        ("INDEX.html", "public-path-taken"),
        ("Verify/index.html", "public-path-taken"),
        ("es/index.html", "public-path-taken"),
        ("did.json", "public-path-taken"),
        (".env", "public-name"),
        (".git/config", "public-name"),
        ("a/.well-known/x", "public-name"),
        ("aux.txt", "public-name"),
        ("a/Com1/x", "public-name"),
        ("trailing.", "public-name"),
        ("with space.txt", "public-name"),
        ("rosa@example.org.txt", "address-in-name"),
    ],
)
def test_forbidden_files_are_refused_with_a_place_and_a_hint(here: Path, name: str, code: str) -> None:
    told = put(here, name)
    assert [one.code for one in told] == [code]
    assert told[0].severity == "error"
    assert told[0].place.file.startswith("badges/public")
    assert "rosa@" not in str(told[0])
    assert told[0].hint or told[0].expected


def test_names_that_differ_only_in_capitals_are_refused(here: Path) -> None:
    assert [one.code for one in put(here, "a.txt", "A.txt")] == ["public-name"]
    shutil.rmtree(here / "public")
    [told] = put(here, "Docs/x.txt", "docs/y.txt")
    assert (told.code, told.place.file) == ("public-name", "badges/public/docs/y.txt")


def test_links_are_not_followed(here: Path) -> None:
    put(here, "real/x.txt")
    (here / "public/file").symlink_to("real/x.txt")
    (here / "public/folder").symlink_to("real")
    (here / "public/out").symlink_to("/etc/hostname")
    assert [one.code for one in put(here)] == ["public-link"] * 3
    shutil.rmtree(here / "public")
    (here / "public").symlink_to("/etc")
    program, problems = read_program(here)
    assert "linked-folder" in {one.code for one in errors(problems)}
    assert program is None or program.own == ()


def test_secrets_and_sheets_of_people_are_not_published(here: Path) -> None:
    [told] = put(here, "notes.txt", data=f"key: {SECRET}\n".encode())
    assert (told.code, told.severity, told.place.line) == ("secret-in-file", "error", 1)
    (here / "public/notes.txt").unlink()
    told_of = put(here, "people.csv", data=b"name,email\nRosa,rosa@example.net\n")
    assert ("address-in-text", "error") in {(one.code, one.severity) for one in told_of}
    assert "rosa@" not in "".join(map(str, told_of))


def test_the_folder_has_a_size_limit(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MAX_FILE", 100)
    assert [one.code for one in put(here, "big.bin", data=b"x" * 101)] == ["too-large"]
    (here / "public/big.bin").unlink()
    monkeypatch.setattr(public, "MAX_FILES", 2)
    assert [one.code for one in put(here, "a", "b")] == []
    assert [one.code for one in put(here, "c")] == ["public-too-much"]
    monkeypatch.setattr(public, "MAX_FILES", 20)
    monkeypatch.setattr(public, "MAX_ALL", 250)
    assert [one.code for one in put(here, "a", "b", "c", data=b"x" * 90)] == ["public-too-much"]


def test_a_script_is_a_warning(here: Path) -> None:
    for name, data in (("sw.js", b"1"), ("a.html", b"<p OnClick = 'x()'>"), ("b.svg", b"<svg><SCRIPT/>")):
        [told] = put(here, name, data=data)
        assert (told.code, told.severity) == ("public-script", "warning")
        (here / "public" / name).unlink()
    assert put(here, "google1.html", data=b"google-site-verification: google1.html") == []


@pytest.mark.parametrize("name", ["aux", "CON", "nul.txt", "com1", "LPT9.tar.gz", "aux .x", "a.", "a ", "conin$"])
def test_windows_reserves_some_names(name: str) -> None:
    assert windows.reserved(name)


@given(st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,8}){0,3}", fullmatch=True))
def test_windows_reserves_no_other_slug(slug: str) -> None:
    devices = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))}
    assert windows.reserved(slug) == (slug in devices)


def test_a_reserved_name_is_refused_wherever_it_becomes_a_path(here: Path) -> None:
    text = next((here / "classes").glob("*.yml")).read_text()
    (here / "classes/con.yml").write_text(text)
    (here / "assertions/nul").mkdir()
    awards = "\n".join(f"  - id: {one}\n    recipient: {{name: Rosa}}" for one in ("com1", "fine"))
    cohort = f"badge: con\nissued: 2026-09-14\nawards:\n{awards}\n"
    (here / "assertions/nul/c.yml").write_text(cohort)
    (here / "earners").mkdir(exist_ok=True)
    (here / "earners/prn.yml").write_text("name: Rosa\n")
    found = [one for one in problems_of(here) if one.code == "reserved-name"]
    places = {(one.place.file, one.place.path) for one in found}
    assert places >= {("badges/classes/con.yml", ""), ("badges/earners/prn.yml", "")}
    assert ("badges/assertions/nul/c.yml", "") in places
    assert errors(found) == found
    (here / "classes/con.yml").unlink()
    (here / "earners/prn.yml").unlink()
    badge = next((here / "classes").glob("*.yml")).stem
    (here / "assertions/nul/c.yml").write_text(cohort.replace("con", badge))
    found = [one for one in problems_of(here) if one.code == "reserved-name"]
    assert ("badges/assertions/nul/c.yml", "awards[0].id") in {(one.place.file, one.place.path) for one in found}


def test_awards_issued_under_a_reserved_name_stay(here: Path) -> None:
    text = next((here / "classes").glob("*.yml")).read_text()
    (here / "classes/con.yml").write_text(text)
    (here / "issued").mkdir(exist_ok=True)
    line = b'{"credential":{"x":"https://badges.example.org/badges/con/achievement.json"}}\n'
    (here / "issued/old.jsonl").write_bytes(line)
    found = [one for one in problems_of(here) if one.code == "reserved-name"]
    assert [one.severity for one in found] == ["warning"]
