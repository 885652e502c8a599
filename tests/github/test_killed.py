"""If publishing is killed at any step, it is safe to run it again in the same checkout."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options, check, issue
from badgepress.cli.holding import held_for
from badgepress.errors import BadgepressError
from tests.github.killed import NOW, run, start
from tests.github.runner import git
from tests.project.sources import ROOT

#: The heavy test kills at every STRIDE-th step; the long test kills this many runs at random moments, git included.
STRIDE, LONG = 12, 150
AWARD = "badge: data-practice\nrecipient: {{name: {name}}}\nissued: 2026-11-01\n"


@pytest.fixture
def begun(tmp_path: Path, sample_key: Path) -> Path:
    """A folder with a bare remote, a checkout that is behind it, and another clone that has pushed since."""
    work = Path(shutil.copytree(ROOT / "tests/programs/minimal", tmp_path / "begun" / "work"))
    git(work, "init", "-q")
    commit(work, "Begin")
    folder = work.parent
    git(folder, "clone", "-q", "--bare", str(work), "remote.git")
    git(folder, "clone", "-q", f"file://{folder}/remote.git", "checkout")
    assert run(folder, sample_key, "").code == 0
    git(work, "pull", "-q", str(folder / "remote.git"), "main")
    award(work, "first1")
    git(work, "push", "-q", str(folder / "remote.git"), "HEAD:main")
    return folder


def award(work: Path, name: str) -> None:
    (work / "badges/assertions/2026" / f"{name}.yml").write_text(AWARD.format(name="Ana"))
    commit(work, f"Add {name}")


def commit(work: Path, message: str) -> None:
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", message)


def lines(remote: Path, ref: str) -> dict[str, tuple[str, str]]:
    """Return award → index and signature on a branch of the remote; no award may be there twice."""
    names = git(remote, "ls-tree", "-r", "--name-only", ref, "badges/issued/").splitlines()
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        for line in git(remote, "show", f"{ref}:{name}").splitlines() if name.endswith(".jsonl") else ():
            said = json.loads(line)
            award = re.sub(".*awards/|/credential.json", "", said["id"])
            assert award not in found, f"{award} was signed twice"
            found[award] = (said["credentialStatus"]["statusListIndex"], said["proof"][0]["proofValue"])
    return found


def judge(folder: Path, branch: str, before: dict[str, tuple[str, str]], what: object) -> None:
    """Check that every award is issued once, that old lines are unchanged, and that the checkout is clean."""
    after = lines(folder / "remote.git", branch or "main")
    assert {name: after[name] for name in before} == before, what
    assert set(after) == {*before, "first1"} or not before, what
    places = [place for place, _ in after.values()]
    assert len(set(places)) == len(places), what
    checkout = folder / "checkout"
    if not branch:
        assert git(checkout, "status", "--porcelain", "--untracked-files=all") == "", what
        assert git(checkout, "rev-parse", "HEAD") == git(folder / "remote.git", "rev-parse", "main"), what
    assert not (checkout / ".git/badgepress-publishing").exists(), what
    assert not list((checkout / "badges").rglob("*.new")), what


def kill_at_every(begun: Path, key: Path, branch: str, counts: range) -> int:
    """Kill a run at each of these steps and run it again; return how many were killed."""
    if branch:
        assert run(begun, key, branch).code == 0
        work = begun / "work"
        award(work, "later1")
        git(work, "push", "-q", str(begun / "remote.git"), "HEAD:main")
    before = lines(begun / "remote.git", branch or "main")
    before = before if not branch else {}
    kills = 0
    for count in counts:
        folder = Path(shutil.copytree(begun, begun.with_name("now"), symlinks=True))
        git(folder / "checkout", "remote", "set-url", "origin", f"file://{folder}/remote.git")
        done = run(folder, key, branch, count)
        if done.code == 0:
            shutil.rmtree(folder)
            break
        assert done.code == -signal.SIGKILL, done.said
        again = run(folder, key, branch)
        assert again.code == 0, f"killed at {count}: {again.said}"
        judge(folder, branch, before, count)
        kills += 1
        shutil.rmtree(folder)
    return kills


@pytest.mark.heavy
@pytest.mark.parametrize("branch", ["", "issued"])
def test_after_a_kill_at_some_steps_it_runs_again(begun: Path, sample_key: Path, branch: str) -> None:
    assert kill_at_every(begun, sample_key, branch, range(2, 400, STRIDE)) > 4


@pytest.mark.long
@pytest.mark.parametrize("branch", ["", "issued"])
def test_after_a_kill_at_every_step_it_runs_again(begun: Path, sample_key: Path, branch: str) -> None:
    print(f"{kill_at_every(begun, sample_key, branch, range(1, 400))} runs of publish killed, one at each step")


@pytest.mark.long
def test_after_a_kill_at_a_random_moment_with_its_git_it_runs_again(begun: Path, sample_key: Path) -> None:
    chance, before = random.Random(20261130), lines(begun / "remote.git", "main")
    for turn in range(LONG):
        folder = Path(shutil.copytree(begun, begun.with_name("now"), symlinks=True))
        child = start(folder, sample_key, "", apart=True)
        time.sleep(chance.random() * 2)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        again = run(folder, sample_key, "")
        assert again.code == 0, f"turn {turn}: {again.said}"
        judge(folder, "", before, turn)
        shutil.rmtree(folder)
    print(f"{LONG} runs of publish killed at any moment, together with git")


def test_changes_of_others_are_not_mistaken_for_those_of_a_killed_run(begun: Path, sample_key: Path) -> None:
    checkout = begun / "checkout"
    line = next((checkout / "badges/issued/2026").glob("*.jsonl"))
    whole = line.read_bytes()
    line.write_bytes(whole * 2)
    refused = run(begun, sample_key, "")
    assert "error[dirty-tree]" in refused.said
    assert line.read_bytes() == whole * 2
    line.write_bytes(whole)
    # An untracked file would be read, and signed without review.
    unseen = checkout / "badges/assertions/2026/unseen.yml"
    unseen.write_text(AWARD.format(name="Nobody"))
    refused = run(begun, sample_key, "")
    assert "error[dirty-tree]" in refused.said
    assert "badges/assertions/2026/unseen.yml" in refused.said
    assert "unseen" not in lines(begun / "remote.git", "main")
    unseen.unlink()
    assert run(begun, sample_key, "").code == 0


def test_after_a_killed_run_no_other_command_writes(begun: Path, sample_key: Path) -> None:
    """The next publish would revert what another command wrote together with what the killed run left."""
    checkout = begun / "checkout"
    git(checkout, "pull", "-q")
    keyring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    options = Options(checkout / "badges", checkout / "site", NOW, keyring, shown="badges")
    # Kill later each time, until a killed run leaves something signed.
    for count in range(20, 400, STRIDE // 2):
        assert run(begun, sample_key, "", count).code == -signal.SIGKILL
        if git(checkout, "status", "--porcelain", "badges/issued"):
            break
    assert (checkout / ".git/badgepress-publishing").exists()
    before = {path: path.read_bytes() for path in (checkout / "badges/issued").rglob("*") if path.is_file()}
    for write in (
        lambda: issue(options),
        lambda: held_for("erase", options.program, 1).__enter__(),
        lambda: held_for("restore", options.program, 1).__enter__(),
    ):
        with pytest.raises(BadgepressError) as caught:
            write()
        assert [one.code for one in caught.value.problems] == ["publishing-unfinished"]
        assert "run `badgepress publish` again" in caught.value.problems[0].hint
    assert {path: path.read_bytes() for path in before} == before
    found = [one for one in check(options)[0] if one.code == "publishing-unfinished"]
    assert [one.severity for one in found] == ["warning"]
    assert run(begun, sample_key, "").code == 0
    assert "publishing-unfinished" not in [one.code for one in check(options)[0]]
    assert issue(options)[0] == 0


def test_a_run_that_found_errors_does_not_block_others(begun: Path, sample_key: Path) -> None:
    """Also with a separate branch for issued/, which is checked out before the trial."""
    assert run(begun, sample_key, "issued").code == 0
    work = begun / "work"
    (work / "badges/assertions/2026/wrong1.yml").write_text("badge: nothing-like-it\nrecipient: {name: Ana}\n")
    commit(work, "Add what is wrong")
    git(work, "push", "-q", str(begun / "remote.git"), "HEAD:main")
    assert run(begun, sample_key, "issued").code == 1
    with held_for("award", begun / "checkout/badges", 1):
        pass
