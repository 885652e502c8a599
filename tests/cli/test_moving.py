"""The recipes for moving a programme, in a repository with a bare `origin`: another domain, another host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.github.runner import git

NOW = ("--now", "2026-11-22")
OLD, NEW = "https://badges.acme.example/", "https://badges.new.example/"


@pytest.fixture
def moved(call: Run, here: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme that published three awards to `remote.git`; then its address was changed, and that was pushed."""
    monkeypatch.setenv("BADGEPRESS_KEY", key_file.read_text())
    program = here / "badges/program.yml"
    program.write_text(program.read_text().replace("https://badges.example.org/", OLD))
    git(here, "init", "-q")
    git(here, "add", "badges")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "clone", "-q", "--bare", str(here), "remote.git")
    git(here, "remote", "add", "origin", f"file://{here}/remote.git")
    said = call("publish", "--only", "sign", *NOW)
    assert "pushed to main: 3 awards issued" in said.out, said.err
    program.write_text(program.read_text().replace(OLD, NEW))
    git(here, "rm", "-rq", "badges/issued")
    git(here, "commit", "-q", "-am", "The programme under its new address")
    git(here, "push", "-q", "origin", "HEAD:main")
    return here


def test_nothing_is_published_again_into_the_old_repository(call: Run, moved: Path) -> None:
    before = git(moved / "remote.git", "rev-parse", "main")
    said = call("publish", "--only", "sign", *NOW)
    assert said.code == 1
    assert "error[other-base-url]: badges/program.yml:2: base_url: " in said.err
    assert all(told in said.err for told in (OLD, NEW, "moved_from"))
    assert git(moved / "remote.git", "rev-parse", "main") == before
    assert git(moved, "status", "--porcelain", "badges") == ""


def test_the_recipe_for_another_domain(call: Run, moved: Path) -> None:
    git(moved, "init", "-q", "--bare", "--initial-branch=main", "new.git")
    git(moved, "remote", "remove", "origin")
    git(moved, "remote", "add", "origin", f"file://{moved}/new.git")
    program = moved / "badges/program.yml"
    program.write_text(f"{program.read_text()}moved_from: [{OLD}]\n")
    git(moved, "commit", "-q", "-am", "It is meant")
    assert call("check", "--jobs", "1", *NOW).code == 0
    git(moved, "push", "-q", "origin", "HEAD:main")
    said = call("publish", "--only", "sign", *NOW)
    assert "pushed to main: 3 awards issued" in said.out, said.err
    line = git(moved / "new.git", "show", "main:badges/issued/2026/k3v9x2.jsonl")
    assert json.loads(line)["id"].startswith(NEW)
    assert call("check", "--jobs", "1", *NOW).code == 0
