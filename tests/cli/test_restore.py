"""`badgepress restore` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.cli.conftest import Run
from tests.github.runner import git

NOW = ("--now", "2026-11-22")


def test_lost_files_are_reported_and_restored(run: Run, here: Path, key_file: Path) -> None:
    run("build", "--out", "site", *NOW, "--key", str(key_file))
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "Issue 3 awards")
    assert run("restore").out == "nothing to restore\n"
    before = Path("badges/issued/2026/spring.jsonl").read_bytes()
    shutil.rmtree("badges/issued")
    said = run("check", *NOW)
    assert said.code == 1
    assert "error[issued-lost]: badges/issued/2026/spring.jsonl: awards were issued here" in said.err
    assert "hint: `badgepress restore` puts back what was written" in said.err

    said = run("restore", "--dry-run")
    assert said.code == 0
    assert "badges/issued/2026/spring.jsonl: 2 lines restored\n" in said.out
    assert said.out.endswith("4 files to be written\n")
    assert not Path("badges/issued").exists()

    told = json.loads(run("restore", "--json").out)
    assert (told["ok"], told["written"], told["problems"]) == (True, True, [])
    assert [one["file"] for one in told["files"]] == [
        "badges/issued/2026/k3v9x2.jsonl",
        "badges/issued/2026/spring.jsonl",
        "badges/issued/status/1.json",
        "badges/issued/status/given.json",
    ]
    assert Path("badges/issued/2026/spring.jsonl").read_bytes() == before
    assert git(here, "status", "--porcelain", "badges") == ""
    assert run("check", *NOW).code == 0


def test_another_branch_can_be_searched(run: Run, here: Path, key_file: Path) -> None:
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "checkout", "-q", "-b", "issued")
    run("build", "--out", "site", *NOW, "--key", str(key_file))
    git(here, "add", "badges/issued")
    git(here, "commit", "-q", "-m", "Issue 3 awards")
    git(here, "checkout", "-q", "-")
    git(here, "checkout", "-q", "main")
    assert not list(Path("badges").glob("issued/2026/*"))
    assert run("restore").out == "nothing to restore\n"
    assert run("restore", "--from", "issued").code == 0
    assert len(list(Path("badges/issued/2026").iterdir())) == 2


def test_an_unreadable_programme_is_an_error(run: Run, here: Path) -> None:
    Path("badges/program.yml").unlink()
    said = run("restore", "--json")
    assert said.code == 1
    assert json.loads(said.out)["ok"] is False
