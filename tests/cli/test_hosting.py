"""A site against the limits of its host, and what goes when awards become light."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from badgepress import hosting
from badgepress.hosting import Limits
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
BUILD = ("build", "--jobs", "1", "--json", *NOW)
CODES = {"site-large", "site-too-large", "site-many-files", "site-too-many-files"}


def add(here: Path, line: str) -> None:
    settings = here / "badges/program.yml"
    settings.write_text(f"{settings.read_text('utf-8')}{line}\n", "utf-8")


def told(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    """What is told, by its code."""
    ran = run(*arguments)
    assert ran.code == 0, ran.err
    return {one["code"]: one for one in json.loads(ran.out)["problems"]}


def small(monkeypatch: pytest.MonkeyPatch, **limits: Any) -> None:
    """Let GitLab Pages take less than it does."""
    monkeypatch.setattr(hosting, "HOSTS", {**hosting.HOSTS, "gitlab-pages": Limits("GitLab Pages", **limits)})


def test_check_and_build_tell_of_the_limits_of_the_named_host(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch, bytes=4_000_000, entries=100)
    assert not CODES & {*told(run, "check", "--json", *NOW), *told(run, *BUILD)}
    add(here, "host: gitlab-pages")
    checked, built = told(run, "check", "--json", *NOW), told(run, *BUILD)
    for found, about in ((checked, "about "), (built, "")):
        assert CODES & set(found) == {"site-too-large", "site-too-many-files"}
        one = found["site-too-many-files"]
        assert (one["severity"], one["file"], one["line"]) == ("warning", "badges/program.yml", 4)
        assert one["got"].startswith(about)
        assert one["expected"] == "at most 100 files and folders on GitLab Pages"
    paths = list((here / "site").rglob("*"))
    assert built["site-too-many-files"]["got"].startswith(f"{len(paths):,} files and folders, ")


def test_the_setting_that_suffices_does(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)
    add(here, "host: gitlab-pages")
    told(run, *BUILD)
    files = sum(path.is_file() for path in (here / "site").rglob("*"))
    small(monkeypatch, files=files)
    hint = told(run, *BUILD)["site-too-many-files"]["hint"]
    assert hint.startswith("with `awards: light` in program.yml this would be about ")
    add(here, "awards: light")
    found = told(run, *BUILD)
    assert "site-too-many-files" not in found
    assert found["site-many-files"]["got"].split(",")[0] in hint


def awards(here: Path) -> set[str]:
    site = here / "site"
    return {path.relative_to(site).as_posix() for path in (site / "awards").rglob("*") if path.is_file()}


def test_files_that_go_with_the_weight_of_awards_are_told_once(run: Run, here: Path, key_file: Path) -> None:
    told(run, *BUILD, "--key", str(key_file))
    before = awards(here)
    pages = {path for path in before if path.endswith(("/index.html", "/credential.json"))}
    count = len(pages) // 2
    add(here, "awards: light")
    found = told(run, *BUILD)
    assert awards(here) == pages, "every page and every credential stays"
    one = found["award-files-removed"]
    assert one["severity"] == "warning"
    names = ("badge.png", "badge.svg", "embed.html", "oembed.json", "preview.png")
    assert one["got"].startswith(", ".join(f"{count} {name}" for name in names) + ", such as awards/")
    assert "`light_from`" in one["hint"]
    assert "own-files-removed" not in found
    assert "award-files-removed" not in told(run, *BUILD)


def test_light_from_keeps_the_files_of_earlier_awards(run: Run, here: Path, key_file: Path) -> None:
    told(run, *BUILD, "--key", str(key_file))
    before = awards(here)
    add(here, "awards: light\nlight_from: 2026-11-22")
    assert "award-files-removed" not in told(run, *BUILD)
    assert awards(here) == before
