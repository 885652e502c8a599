"""What `check` finds beside mistakes: what git has staged, secrets of any kind, oddities that a build passes over."""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
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


def test_sheets_of_people_beside_the_programme_are_told_before_they_are_committed(run: Run, here: Path) -> None:
    git("init", "-q")
    rows = "name,email\nRosa,rosa@mail.example.org\nOmar,omar@mail.example.org\n"
    Path("cohort.csv").write_text(rows)
    Path("wide.tsv").write_bytes(rows.replace(",", "\t").encode("utf-16"))
    Path("wide.txt").write_bytes(("one\nz3u2" + "a1B2" * 12).encode("utf-16"))
    Path("cohort.xlsx").write_bytes(b"PK\0\1")
    Path("README.md").write_text("Ask rosa@mail.example.org\n")
    git("add", "-A")
    told = {("address-in-text", "cohort.csv", 2), ("address-in-text", "wide.tsv", 2), ("secret-in-file", "wide.txt", 2)}
    assert set(codes(run)) == told | {("staged-workbook", "cohort.xlsx", 0)}
    assert len(codes(run)) == 4
    said = run("check", *NOW)
    assert "rosa" not in said.out + said.err
    assert "warning[address-in-text]: cohort.csv:2: a sheet with e-mail addresses is about to be committed" in said.err
    assert "warning[staged-workbook]: cohort.xlsx: a workbook is about to be committed, " in said.err


def test_an_escaped_address_is_told_wherever_texts_are_read(run: Run, here: Path) -> None:
    award = next(Path("badges/assertions").rglob("k3v9x2.yml"))
    award.write_text(award.read_text() + 'narrative: "ask rosa\\x40mail.example.org"\n')
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa&#64;mail.example.org\n")
    assert {(code, file) for code, file, _ in codes(run)} == {
        ("address-in-text", str(award)),
        ("address-in-text", CLASS),
    }


def test_a_file_in_utf_16_is_looked_through(run: Run, here: Path) -> None:
    Path("badges/export.csv").write_bytes("name;email\nRosa;rosa@mail.example.org\n".encode("utf-16"))
    assert ("address-in-text", "badges/export.csv", 2) in codes(run)


def test_what_stands_in_both_is_told_once(run: Run, here: Path) -> None:
    git("init", "-q")
    Path(CLASS).write_text(Path(CLASS).read_text() + "# ask rosa@mail.example.org\n")
    git("add", "-A")
    assert [code for code, _, _ in codes(run)] == ["address-in-text"]


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
def test_secrets_of_others_are_known_and_never_repeated(secret: str) -> None:
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
        ("pkg@1.2.3", []),
    ],
)
def test_addresses_are_told_from_what_looks_like_them(text: str, lines: list[int]) -> None:
    found = addresses(text, "a.yml", {"badges@guild.example.org"}, "error")
    assert [one.place.line for one in found] == lines
    assert not any("rosa" in str(one) for one in found)


def test_looking_through_takes_no_longer_than_the_text() -> None:
    """A million of what begins like an address or a secret, and is none: a quadratic search would never end."""
    for piece in ("a" * 10, "@", "a@", "a@b.", "ghp_", "-----BEGIN ", "AKIA"):
        text = piece * 100_000
        assert addresses(text, "a", (), "error") == []
        assert secrets(text, "a") == []
