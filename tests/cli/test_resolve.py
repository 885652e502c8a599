"""`badgepress resolve` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgepress.cli import main
from tests.cli.conftest import Run
from tests.github.runner import git

AWARD = "badge: data-practice\nrecipient: {name: %s}\nissued: 2026-11-01\n"


def test_both_sides_are_joined_and_staged_only_with_add(run: Run, here: Path, key_file: Path) -> None:
    (here / ".gitignore").write_text("issuer.key\nsite/\n")
    build = ("build", "--out", "site", "--key", str(key_file))
    assert run(*build, "--now", "2026-11-20").code == 0
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "Begin")
    assert run("resolve").out == "nothing to resolve: git has no conflict in issued/\n"
    git(here, "branch", "other")
    for branch, award, day in (("main", "aaaaaa", "21"), ("other", "bbbbbb", "22")):
        git(here, "checkout", "-q", branch)
        (here / f"badges/assertions/2026/{award}.yml").write_text(AWARD % f"Ada {branch.title()}")
        assert run(*build, "--now", f"2026-11-{day}").code == 0
        git(here, "add", "-A")
        git(here, "commit", "-q", "-m", "Issue")
    with pytest.raises(AssertionError):
        git(here, "merge", "-q", "main")
    said = run("check", "--now", "2026-11-23")
    assert "error[merge-conflict]: badges/issued/status/1.json:1: git could not merge what two" in said.err
    assert "hint: `badgepress resolve` joins both sides" in said.err

    before = {path: path.read_bytes() for path in (here / "badges/issued").rglob("*") if path.is_file()}
    said = run("restore")
    assert said.code == 1
    assert "error[merge-conflict]: badges/issued/status/1.json: " in said.err
    assert {path: path.read_bytes() for path in before} == before

    said = run("resolve")
    assert said.code == 1
    assert "error[resolve-place-twice]: badges/issued/2026/" in said.err
    assert "'bbbbbb' on ours" in said.err
    assert said.out == "nothing was written\n"
    said = run("resolve", "--keep", "ours", "--dry-run")
    assert said.code == 0
    assert said.out.endswith("files to be written\n")
    assert (here / "badges/issued/2026/aaaaaa.jsonl").exists()
    told = json.loads(run("resolve", "--keep", "ours", "--json").out)
    assert (told["ok"], told["written"], told["problems"]) == (True, True, [])
    assert not (here / "badges/issued/2026/aaaaaa.jsonl").exists(), "its award is signed again"
    assert git(here, "diff", "--name-only", "--diff-filter=U")
    said = run("resolve", "--keep", "ours", "--add")
    assert said.out.endswith("written; run `badgepress check`, and continue the merge\n")
    assert not git(here, "diff", "--name-only", "--diff-filter=U")
    git(here, "commit", "-q", "--no-edit")
    assert run("check", "--now", "2026-11-23").code == 0
    assert main([*build, "--now", "2026-11-23"]) == 0
    assert run("check", "--now", "2026-11-23").code == 0
    lines = [*(here / "badges/issued").rglob("*.jsonl")]
    assert sum(path.read_bytes().count(b"\n") for path in lines) == 5
