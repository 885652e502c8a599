"""`badgepress check`: personal data and secrets in files or staged in git, and oddities that a build ignores."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from badgepress.read.leaks import addresses, secrets
from badgepress.sign.passphrase import lock
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
CLASS = "badges/classes/data-foundations.yml"


def git(*arguments: str) -> None:
    subprocess.run(("git", *arguments), check=True, capture_output=True)


def codes(run: Run) -> list[tuple[str, str, int]]:
    """Return (code, file, line) of the problems, without those of the minimal programme itself."""
    found = json.loads(run("check", "--json", *NOW).out)["problems"]
    return [(one["code"], one["file"], one["line"]) for one in found if one["code"] != "unaligned-skill"]


def test_staged_files_are_checked(run: Run, here: Path) -> None:
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


def test_staged_texts_that_git_calls_binary_are_checked(run: Run, here: Path) -> None:
    git("init", "-q")
    rows = "name,email\nRosa,rosa@mail.example.org\nOmar,omar@mail.example.org\n"
    Path("cohort.csv").write_text(rows)
    Path("wide.tsv").write_bytes(rows.replace(",", "\t").encode("utf-16"))
    Path("wide.txt").write_bytes(("one\nz3u2" + "a1B2" * 12).encode("utf-16"))
    Path("README.md").write_text("Ask rosa@mail.example.org\n")
    git("add", "-A")
    assert sorted(codes(run)) == [
        ("address-in-text", "cohort.csv", 0),
        ("address-in-text", "wide.tsv", 0),
        ("secret-in-file", "wide.txt", 2),
    ]
    said = run("check", *NOW)
    assert "rosa" not in said.out + said.err
    assert (
        "error[address-in-text]: cohort.csv: a spreadsheet with e-mail addresses is about to be committed" in said.err
    )


def test_an_escaped_address_is_found_in_any_text(run: Run, here: Path) -> None:
    award = next(Path("badges/assertions").rglob("k3v9x2.yml"))
    award.write_text(award.read_text() + 'narrative: "ask rosa\\x40mail.example.org"\n')
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa&#64;mail.example.org\n")
    assert {(code, file) for code, file, _ in codes(run)} == {
        ("address-in-text", str(award)),
        ("address-in-text", CLASS),
    }


def test_a_staged_file_in_utf_16_is_checked(run: Run, here: Path) -> None:
    Path("badges/export.csv").write_bytes("name;email\nRosa;rosa@mail.example.org\n".encode("utf-16"))
    assert ("address-in-text", "badges/export.csv", 2) in codes(run)


def test_a_problem_in_the_file_and_the_index_is_reported_once(run: Run, here: Path) -> None:
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
def test_a_staged_list_of_people_is_reported(run: Run, here: Path, name: str, make: Callable[[str], bytes]) -> None:
    """Even outside the programme's folder, which is where people keep a list that they import."""
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


def test_the_names_of_staged_files_are_checked(run: Run, here: Path) -> None:
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
def test_files_that_no_other_reader_handles_are_checked(run: Run, here: Path, name: str, raw: bytes) -> None:
    file = Path("badges", name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(raw)
    assert ("address-in-text", f"badges/{name}") in [one[:2] for one in codes(run)]


@pytest.mark.parametrize("raw", [b"PK\x03\x04 no archive", workbook("x")[:-30], b"\xff\xfea", b"\x89PNG\0 a@b.example"])
def test_unreadable_files_are_skipped(run: Run, here: Path, raw: bytes) -> None:
    Path("badges/.odd").write_bytes(raw)
    assert codes(run) == []


def test_an_address_in_non_latin_letters_is_found(run: Run, here: Path) -> None:
    award = Path("badges/assertions/2026/k3v9x2.yml")
    award.write_text(award.read_text() + 'narrative: "ask rosa\\x40mail.example.org"\n')
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa&#64;mail.example.org\n")
    said = run("check", *NOW)
    assert said.code == 1
    assert f"error[address-in-text]: {award}:" in said.err
    assert f"warning[address-in-text]: {CLASS}:" in said.err


def test_only_a_denied_duplicate_stops_a_build(run: Run, here: Path, key_file: Path) -> None:
    award = "badge: data-foundations\nrecipient: {name: Rosa, earner: rosa-feld}\nissued: 2026-0%d-01\n"
    for month in (3, 4):
        Path(f"badges/assertions/2026/rosa{month}.yml").write_text(award % month)
    second = "badges/assertions/2026/rosa4.yml"
    assert codes(run) == [("repeated-award", second, 1)]
    assert run("build", *NOW).code == 0
    Path(CLASS).write_text(Path(CLASS).read_text() + "repeat: deny\n")
    said = run("build", "--key", str(key_file), *NOW)
    assert said.code == 1
    assert f"error[repeated-award]: {second}:1: badge: this earner already has the badge" in said.err
    assert not Path("badges/issued").exists()


def _in_base64(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "github_pat_" + "a1B2" * 15,
        "glpat-" + "a1B2" * 6,
        "xoxb-" + "123456789012-" * 2,
        "AIza" + "a1B2c" * 7,
        "sk_live_" + "a1B2" * 6,
        "npm_" + "a1B2" * 9,
        "pypi-AgE" + "a1B2" * 15,
        "-----BEGIN " + "PRIVATE KEY-----",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "-----BEGIN PGP " + "PRIVATE KEY BLOCK-----",
        *(_in_base64(f"-----BEGIN {kind}PRIVATE KEY-----") for kind in ("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")),
        _in_base64("z3u2" + "a1B2" * 12),
        "z3u2" + "a1B2" * 12,
        lock("z3u2" + "a1B2" * 12, "a long passphrase"),
        '{"kty": "OKP", "crv": "Ed25519", "d": "' + "a1-_" * 10 + 'a1B"}',
    ],
    ids=lambda secret: secret[:20],
)
def test_known_secrets_are_found_and_never_quoted(secret: str) -> None:
    (found,) = secrets(f"one\nkey: {secret}\n", "a.yml")
    assert (found.code, found.place.line, found.severity) == ("secret-in-file", 2, "error")
    assert secret[-10:] not in str(found)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a rosa@mail.example.org b\n\nrosa.feld+x@mail.example.org", [1, 3]),
        ("https://work.example.org/?by=rosa%40mail.example.org", [1]),
        ("ñandú@correo.españa.example", [1]),
        *((f"one\nask rosa{sign}mail.example.org", [2]) for sign in ("&#64;", "&#x40;", "&commat;")),
        *((f'"ask rosa{sign}mail.example.org"', [1]) for sign in ("\\x40", "\\u0040", "\\U00000040")),
        ("badges&#64;guild.example.org and badges%40guild.example.org", []),
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
def test_addresses_are_distinguished_from_lookalikes(text: str, lines: list[int]) -> None:
    found = addresses(text, "a.yml", {"badges@guild.example.org"}, "error")
    assert [one.place.line for one in found] == lines
    assert not any("rosa" in str(one) for one in found)


def test_scanning_takes_linear_time() -> None:
    """A million texts that begin like an address or a secret but are neither: a quadratic search would never end."""
    for piece in ("a" * 10, "@", "a@", "a@b.", "a&#", "a&#64;", r"a\x40"):
        assert addresses(piece * 100_000, "a", (), "error") == []
