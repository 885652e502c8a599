"""What `check` finds beside mistakes: what git has staged, secrets of any kind, oddities that a build passes over."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from badgepress.read.leaks import addresses
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
CLASS = "badges/classes/data-foundations.yml"


def git(*arguments: str) -> None:
    subprocess.run(("git", *arguments), check=True, capture_output=True)


def codes(run: Run) -> list[tuple[str, str, int]]:
    """(code, file, line) of what `check` tells, less what the minimal programme is told anyway."""
    found = json.loads(run("check", "--json", *NOW).out)["problems"]
    return [(one["code"], one["file"], one["line"]) for one in found if one["code"] != "unaligned-skill"]


def test_what_git_has_staged_is_looked_through(run: Run, here: Path) -> None:
    git("init", "-q")
    git("config", "diff.external", "false")
    before = Path(CLASS).read_text()
    lines = before.count("\n")
    Path(CLASS).write_text(before + "# ask rosa@mail.example.org\n")
    Path("notes.txt").write_text("one\n-----BEGIN OPENSSH " + "PRIVATE KEY-----\nrosa@mail.example.org\n")
    git("add", "-A")
    Path(CLASS).write_text(before)
    Path("notes.txt").unlink()
    assert codes(run) == [("address-in-text", CLASS, lines + 1), ("secret-in-file", "notes.txt", 2)]


def test_what_stands_in_both_is_told_once(run: Run, here: Path) -> None:
    git("init", "-q")
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa@mail.example.org\n")
    git("add", "-A")
    assert [code for code, _, _ in codes(run)] == ["address-in-text"]


ADDRESS = "rosa@mail.example.org"
AS_IS = "badges/notes.md"


@pytest.mark.parametrize("before", ["++ /dev/null\n", "a\u2028", "a\r", "-- a\n"])
def test_no_staged_line_hides_another(run: Run, here: Path, before: str) -> None:
    git("init", "-q")
    Path(AS_IS).write_text(before + ADDRESS + "\n", newline="")
    git("add", "-A")
    Path(AS_IS).unlink()
    assert [code for code, file, _ in codes(run) if file == AS_IS] == ["address-in-text"]


def workbook(text: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return raw.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("people.csv", lambda text: text.encode()),
        ("our people.TSV", lambda text: text.encode("utf-16")),
        ("people.xlsx", workbook),
        ("people.xls", lambda text: b"\xd0\xcf\x11\xe0\0" + text.encode("utf-16-le")),
        ("badges/people.csv", lambda text: text.encode()),
    ],
)
def test_a_list_of_people_is_not_committed_unseen(
    run: Run, here: Path, name: str, make: Callable[[str], bytes]
) -> None:
    """Beside the programme, where nothing else is looked at: it is where a list to be imported lies."""
    git("init", "-q")
    file = Path(name)
    file.write_bytes(make("no address"))
    git("add", "-A")
    assert not [one for one in codes(run) if one[0] == "address-in-text"]
    file.write_bytes(make(f"Rosa {ADDRESS}"))
    git("add", "-A")
    said = run("check", *NOW)
    assert said.code == 1
    assert f"error[address-in-text]: {name}: a spreadsheet with e-mail addresses is about to be committed" in said.err
    assert f"`git rm --cached '{name}'`" in said.err
    assert ADDRESS not in said.err
    git("rm", "-q", "--cached", name)
    if not name.startswith("badges/"):
        assert not [one for one in codes(run) if one[0] == "address-in-text"]
    assert file.exists()


def test_names_of_staged_files_are_looked_at(run: Run, here: Path) -> None:
    git("init", "-q")
    for folder in ("", "badges/assertions/2026/", f"badges/earners/{ADDRESS}/", f"lists/{ADDRESS}/old/"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, f"{ADDRESS}.txt").touch()
    git("add", "-A")
    shutil.rmtree("badges/earners")
    Path("badges/assertions/2026", f"{ADDRESS}.txt").unlink()
    said = run("check", "--json", *NOW)
    assert ADDRESS not in said.out + said.err
    found = [one for one in json.loads(said.out)["problems"] if one["code"] == "address-in-name"]
    assert sorted(one["file"] for one in found) == [".", "badges/assertions/2026", "badges/earners", "lists"]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("pathways/first.yml", ADDRESS.encode()),
        ("classes/.old.yml", ADDRESS.encode()),
        (".notes/a.txt", ADDRESS.encode("utf-16")),
        ("issued/people.csv", ADDRESS.encode()),
        ("people.xlsx", workbook(ADDRESS)),
    ],
)
def test_files_that_nobody_else_reads_are_looked_through(run: Run, here: Path, name: str, raw: bytes) -> None:
    file = Path("badges", name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(raw)
    assert ("address-in-text", f"badges/{name}") in [one[:2] for one in codes(run)]


@pytest.mark.parametrize("raw", [b"PK\x03\x04 no archive", workbook("x")[:-30], b"\xff\xfea", b"\x89PNG\0 a@b.example"])
def test_what_cannot_be_looked_into_is_passed_over(run: Run, here: Path, raw: bytes) -> None:
    Path("badges/.odd").write_bytes(raw)
    assert codes(run) == []


def test_an_address_in_other_letters_is_one(run: Run, here: Path) -> None:
    award = Path("badges/assertions/2026/k3v9x2.yml")
    award.write_text(award.read_text() + 'narrative: "ask rosa\\x40mail.example.org"\n')
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa&#64;mail.example.org\n")
    said = run("check", *NOW)
    assert said.code == 1
    assert f"error[address-in-text]: {award}:" in said.err
    assert f"warning[address-in-text]: {CLASS}:" in said.err


def test_a_build_is_stopped_by_a_denied_repetition_only(run: Run, here: Path, key_file: Path) -> None:
    award = "badge: data-foundations\nrecipient: {name: Rosa, earner: rosa-feld}\nissued: 2026-0%d-01\n"
    for month in (3, 4):
        Path(f"badges/assertions/2026/rosa{month}.yml").write_text(award % month)
    second = "badges/assertions/2026/rosa4.yml"
    assert codes(run) == [("repeated-award", second, 1)]
    assert run("build", *NOW).code == 0
    Path(CLASS).write_text(Path(CLASS).read_text() + "repeat: deny\n")
    said = run("build", "--key", str(key_file), *NOW)
    assert said.code == 1
    assert f"error[repeated-award]: {second}:1: badge: whoever earned this has the badge" in said.err
    assert not Path("badges/issued").exists()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a rosa@mail.example.org b\n\nrosa.feld+x@mail.example.org", [1, 3]),
        ("https://work.example.org/?by=rosa%40mail.example.org", [1]),
        ("ñandú@correo.españa.example", [1]),
        ("@guild@social.example.org and https://social.example.org/@guild", []),
        ("BADGES@Guild.example.org", []),
        ("a@b @ c@ @d.example", []),
        ("rosa&#64;mail.example.org\nrosa&#x40;mail.example.org\nrosa&commat;mail.example.org", [1, 2, 3]),
        (r'"rosa\x40mail.example.org"' + "\n" + r'"rosa\u0040mail.example.org"', [1, 2]),
        ("rosa＠mail.example.org", [1]),
        ("badges&#64;guild.example.org &#65; a&#640;mail.example.org", []),
        ("pkg@1.2.3", []),
    ],
)
def test_addresses_are_told_from_what_looks_like_them(text: str, lines: list[int]) -> None:
    found = addresses(text, "a.yml", {"badges@guild.example.org"}, "error")
    assert [one.place.line for one in found] == lines
    assert not any("rosa" in str(one) for one in found)


def test_looking_through_takes_no_longer_than_the_text() -> None:
    """A million of what begins like an address or a secret, and is none: a quadratic search would never end."""
    for piece in ("a" * 10, "@", "a@", "a@b.", "a&#", "a&#64;", r"a\x40"):
        assert addresses(piece * 100_000, "a", (), "error") == []
