"""Broken files are errors with a code: lines, lists, keys, templates, and what a merge left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgepress import edit
from badgepress.errors import ReadError, RenderError, problem
from badgepress.model import moment
from badgepress.openbadges import schema
from badgepress.render.pictures import icons
from badgepress.render.templating import html
from tests.cli.conftest import Run, on_full_disk
from tests.cli.test_awards import COHORT, SINGLE

NOW = ("--now", "2026-11-22")
SITE = ("--out", "site", *NOW)
LISTED = "z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"


def test_an_invalid_credential_is_not_signed(
    run: Run, here: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [problem("bad-credential", "a name is missing", path="name")]
    monkeypatch.setattr(schema, "problems", lambda credential: wrong if "k3v9x2" in credential["id"] else [])
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 1
    assert f"error[cannot-sign]: {SINGLE}:" in said.err
    assert "name: award 'k3v9x2' does not make a valid credential: a name is missing" in said.err
    assert not list((here / "badges").rglob("*k3v9x2.jsonl"))
    assert not (here / "site").exists()


def test_an_unreadable_store_file_is_an_error(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    lines = here / "badges/issued/2026/k3v9x2.jsonl"
    lines.unlink()
    lines.mkdir()
    assert (
        "error[issued-unreadable]: badges/issued/2026/k3v9x2.jsonl: cannot read: not a regular file"
        in run("check", *NOW).err
    )


@pytest.mark.heavy
@pytest.mark.parametrize("text", ["", "<<<<<<< HEAD\n", "{}", '{"validUntil": "soon"}', "[1]"])
def test_a_broken_status_list_is_an_error(run: Run, here: Path, key_file: Path, text: str) -> None:
    run("build", *SITE, "--key", str(key_file))
    kept = here / "badges/issued/status/1.json"
    kept.write_text(text)
    for options in ((), ("--key", str(key_file))):
        said = run("build", *SITE, *options)
        assert said.code == 1
        broken = "error[status-list-broken]: badges/issued/status/1.json: not a signed status list"
        conflict = "error[merge-conflict]: badges/issued/status/1.json:1: git could not merge"
        assert said.err.startswith(conflict if "<" in text else broken)
        assert kept.read_text() == text


def test_a_key_for_an_unknown_issuer_is_an_error(run: Run, monkeypatch: pytest.MonkeyPatch, sample_key: Path) -> None:
    monkeypatch.setenv("BADGEPRESS_KEY_NOBODY", sample_key.read_text())
    said = run("build", *SITE)
    assert said.code == 1
    assert "error[key-of-unknown-issuer]: badges/issuers/: BADGEPRESS_KEY_NOBODY names an issuer that" in said.err
    assert not Path("badges/issued").exists()


def test_a_key_that_is_listed_already_is_an_error(here: Path) -> None:
    with pytest.raises(ReadError) as raised:
        edit.rotate_key(here / "badges", "guild", LISTED, moment("2026-11-22"))
    assert raised.value.code == "key-listed"


def test_a_programme_outside_the_checkout_is_an_error(
    run: Run, here: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    said = run("publish", "--program", str(here / "badges"), *NOW)
    assert f"error[not-in-checkout]: {here}/badges: the programme is not in this checkout" in said.err


def test_missing_templates_and_bad_icons_are_errors(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as raised:
        html.source([tmp_path], "none.html")
    assert raised.value.code == "missing-template"
    (tmp_path / "icons").mkdir()
    for text in ("<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'):
        (tmp_path / "icons/star.svg").write_text(text)
        with pytest.raises(RenderError) as raised:
            icons.load([tmp_path])
        assert raised.value.code == "bad-icon"


# One test for each kind of bad input; others are in tests/sheets, tests/read and tests/invalid


@pytest.mark.heavy
def test_a_full_disk_leaves_nothing_half_written(run: Run, here: Path, key_file: Path) -> None:
    """Runs every command that writes to the programme in a process that cannot write."""

    run("build", *SITE, "--key", str(key_file))
    before = {path: path.read_bytes() for path in sorted(here.rglob("*")) if path.is_file()}
    for arguments in (
        ("award", "data-practice", "--name", "Rosa Feld"),
        ("award", "data-practice", "--name", "Rosa Feld", "--cohort", "autumn"),
        ("badge", "new", "sql", "--name", "SQL", "--description", "It.", "--criteria", "Do it."),
        ("revoke", "k3v9x2"),
        ("suspend", "k3v9x2"),
        ("reissue", "k3v9x2"),
        ("renew", "k3v9x2", "--expires", "2031-01-01"),
        ("erase", "k3v9x2", "--yes"),
        ("key", "retire", "guild", LISTED),
    ):
        assert "error[" in on_full_disk(*arguments, *NOW[: 2 * (arguments[0] != "badge")]), arguments
        assert {path: path.read_bytes() for path in sorted(here.rglob("*")) if path.is_file()} == before, arguments


def test_conflict_markers_are_reported_in_any_file(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    for file, code in (
        (COHORT, "merge-conflict"),
        ("badges/skills.yml", "merge-conflict"),
        ("badges/issued/2026/k3v9x2.jsonl", "merge-conflict"),
    ):
        before = Path(file).read_text()
        Path(file).write_text(f"<<<<<<< HEAD\n{before}=======\n>>>>>>> theirs\n")
        said = run("build", *SITE)
        assert (said.code, f"error[{code}]: {file}:1: " in said.err) == (1, True), said.err
        Path(file).write_text(before)
