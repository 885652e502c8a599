"""The handbook's recipes: retire a badge, rename an issuer, add an issuer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgepress.read import require_program
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
BUILD = ("build", "--jobs", "1", *NOW)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_badge_is_retired(run: Run, here: Path, key_file: Path) -> None:
    assert run(*BUILD, "--key", str(key_file)).code == 0
    lines = {path: path.read_bytes() for path in (here / "badges/issued").rglob("*.jsonl")}
    slug = "data-practice"
    with (here / f"badges/classes/{slug}.yml").open("a") as stream:
        stream.write("retired: 2026-11-20\n")
    said = run(*BUILD)
    assert said.code == 0
    assert {path: path.read_bytes() for path in lines} == lines
    page = (here / f"site/badges/{slug}/index.html").read_text()
    assert 'Awarded until</dt><dd><time datetime="2026-11-20">' in page
    gallery = (here / "site/index.html").read_text()
    assert "Awarded until" in gallery
    assert f'value="{slug}"' not in (here / "site/issue/index.html").read_text()
    told = json.loads((here / "site/data/badges.json").read_text())["badges"]
    assert {one["id"]: one.get("retired") for one in told}[slug] == "2026-11-20"
    refused = run("award", slug, "--name", "Rosa Feld", *NOW)
    assert refused.code == 1
    assert refused.err.startswith("error[badge-retired]: ")
    assert f"badges/classes/{slug}.yml" in refused.err
    late = run("award", slug, "--name", "Rosa Feld", "--issued", "2026-11-19", *NOW)
    assert late.code == 0


def test_a_badge_cannot_be_retired_before_it_was_awarded(run: Run, here: Path) -> None:
    with (here / "badges/classes/data-practice.yml").open("a") as stream:
        stream.write("retired: 2020-01-01\n")
    said = run("check", *NOW)
    assert said.code == 1
    assert "error[badge-retired]: badges/assertions/" in said.err


def test_an_issuer_is_renamed(run: Run, here: Path, key_file: Path) -> None:
    assert run(*BUILD, "--key", str(key_file)).code == 0
    lines = {path: path.read_bytes() for path in (here / "badges/issued").rglob("*.jsonl")}
    assert lines
    old = require_program(here / "badges").issuers["guild"].name
    edited(here / "badges/issuers/guild.yml", old, "The New Guild")
    said = run(*BUILD)
    assert said.code == 0
    assert {path: path.read_bytes() for path in lines} == lines
    assert "The New Guild" in (here / "site/issuers/guild/index.html").read_text()
    assert json.loads((here / "site/issuers/guild/profile.json").read_text())["name"] == "The New Guild"
    # Issued awards keep the old name, and still verify.
    award = next(iter(lines)).stem
    assert json.loads((here / f"site/awards/{award}/credential.json").read_text())["issuer"]["name"] == old
    assert run("check", *NOW).code == 0


@pytest.mark.parametrize("default", [True, False])
def test_renaming_an_issuers_file_is_an_error(run: Run, here: Path, key_file: Path, default: bool) -> None:
    if not default:
        edited(here / "badges/program.yml", "default_issuer: guild\n", "")
    assert run(*BUILD, "--key", str(key_file)).code == 0
    (here / "badges/issuers/guild.yml").rename(here / "badges/issuers/guilds.yml")
    said = run("check", "--jobs", "1", *NOW)
    assert said.code == 1
    code = "unknown-issuer" if default else "issued-key-unlisted"
    hints = [line for line in said.err.partition(f"error[{code}]")[2].splitlines() if line.startswith("  hint: ")]
    assert "guild.yml" in hints[0], said.err
    assert "did you mean" not in said.err


def test_a_tampered_line_is_not_reported_as_an_edit(run: Run, here: Path, key_file: Path) -> None:
    assert run(*BUILD, "--key", str(key_file)).code == 0
    [line] = (here / "badges/issued").rglob("k3v9x2.jsonl")
    text = line.read_bytes()
    assert b"2026-03-02T00:00:00Z" in text
    line.write_bytes(text.replace(b"2026-03-02T00:00:00Z", b"2026-03-03T00:00:00Z"))
    for command in (("check", "--jobs", "1", *NOW), (*BUILD, "--key", str(key_file))):
        said = run(*command)
        assert said.code == 1
        assert said.err.count("error[issued-tampered]") == 1
        assert "issued-edited" not in said.err
        assert "badgepress reissue" not in said.err


def test_an_issuer_is_added_with_its_key(run: Run, here: Path, key_file: Path) -> None:
    said = ("--name", "Second School: Évora", "--url", "https://second.example/")
    shown = run("issuer", "new", *said, "--dry-run", *NOW)
    assert shown.code == 0
    file = here / "badges/issuers/second-school-evora.yml"
    assert not file.exists()
    made = run("issuer", "new", *said, "--out", str(here / "second.key"), *NOW)
    assert (made.code, made.err) == (0, "")
    assert "BADGEPRESS_KEY" in made.out
    program = require_program(here / "badges", faultless=True)
    added = program.issuers["second-school-evora"]
    assert (added.name, len(added.keys)) == ("Second School: Évora", 1)
    assert (here / "second.key").stat().st_mode & 0o777 == 0o600
    badge = here / "badges/classes/data-practice.yml"
    badge.write_text(badge.read_text() + "issuer: second-school-evora\n")
    assert run("award", "data-practice", "--name", "Rosa Feld", "--issued", "2026-11-22", *NOW).code == 0
    (here / "both.key").write_text(key_file.read_text() + (here / "second.key").read_text())
    (here / "both.key").chmod(0o600)
    built = run(*BUILD, "--key", str(here / "both.key"))
    assert built.code == 0
    signed = [path.read_text() for path in (here / "badges/issued").rglob("*.jsonl")]
    assert any("issuers:second-school-evora" in one for one in signed)
    again = run("issuer", "new", "guild", *said, *NOW)
    assert again.err.startswith("error[file-exists]: badges/issuers/guild.yml: ")


@pytest.mark.parametrize(("slug", "code"), [("aux", "reserved-name"), ("Not a slug", "bad-slug")])
def test_a_failed_issuer_new_leaves_nothing(run: Run, here: Path, slug: str, code: str) -> None:
    key = here / "x.key"
    said = run("issuer", "new", slug, "--name", "X", "--url", "https://x.example/", "--out", str(key), *NOW)
    assert said.code == 1
    assert f"error[{code}]" in said.err
    assert not key.exists()
    assert not (here / f"badges/issuers/{slug}.yml").exists()
