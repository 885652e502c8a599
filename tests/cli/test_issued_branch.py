"""A separate branch for `issued/`: clones, erasure, two writers, an unreachable remote."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.github.killed import die_at
from tests.github.runner import git

NOW = ("--now", "2026-11-22")
STORE = Path("badges/issued")
#: Every how many steps a command is killed by the heavy and the long test.
STRIDE, LONG = 12, 1


@pytest.fixture
def begun(here: Path) -> Path:
    """A clone of `remote.git`, whose programme names the branch and has nothing issued yet."""
    git(here, "init", "-q")
    program = here / "badges/program.yml"
    program.write_text(f"{program.read_text()}issued_branch: issued\n")
    git(here, "add", "badges")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "clone", "-q", "--bare", str(here), "remote.git")
    git(here, "remote", "add", "origin", f"file://{here}/remote.git")
    return here


@pytest.fixture
def first(call: Run, begun: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with three awards that `publish` signed: `remote.git` has them only on `issued`."""
    with monkeypatch.context() as patched:
        patched.setenv("BADGEPRESS_KEY", key_file.read_text())
        said = call("publish", "--only", "sign", *NOW)
    assert said.code == 0, said.err
    assert "pushed to issued: 3 awards issued" in said.out
    git(begun, "fetch", "-q", "origin")
    return begun


@pytest.mark.heavy
def test_a_build_that_signs_commits_to_the_branch(call: Run, begun: Path, key_file: Path) -> None:
    said = call("build", "--out", "site", *NOW, "--key", str(key_file))
    assert said.code == 0, said.err
    assert "push it with `git push origin issued`" in said.err
    assert git(begun, "status", "--porcelain", "badges") == "", "git leaves the store out of other commits"
    assert "badges/issued/2026/k3v9x2.jsonl" in git(begun, "ls-tree", "-r", "--name-only", "issued")
    git(begun, "push", "-q", "origin", "issued")
    assert call("build", "--out", "site", *NOW, "--key", str(key_file)).err == ""


def clone(first: Path, name: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> Path:
    """Clone the remote, and change into the clone."""
    git(first, "clone", "-q", *more, f"file://{first}/remote.git", name)
    monkeypatch.chdir(first / name)
    return first / name


def lines(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / STORE).rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "more",
    [
        (),
        pytest.param(("--single-branch", "--branch=main"), marks=pytest.mark.heavy),
        pytest.param(("--depth=1",), marks=pytest.mark.heavy),
    ],
)
def test_a_fresh_clone_knows_what_is_issued(
    call: Run, first: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    other = clone(first, "other", monkeypatch, *more)
    assert not STORE.exists()
    told = json.loads(call("check", *NOW, "--json").out)
    assert (told["ok"], told["to_issue"], told["to_preview"]) == (True, 0, 0)
    assert lines(other) == lines(first)
    assert "!! badges/issued/" in git(other, "status", "--porcelain", "--ignored", "badges").splitlines()
    git(other, "add", "-A")
    assert git(other, "status", "--porcelain") == "", "nobody commits it to another branch by mistake"


@pytest.mark.heavy
def test_without_the_branch_all_awards_would_be_new(call: Run, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The branch comes from the option or from program.yml; the option wins."""
    clone(first, "other", monkeypatch)
    assert json.loads(call("check", *NOW, "--json", "--issued-branch", "").out)["to_preview"] == 3
    program = Path("badges/program.yml")
    program.write_text(program.read_text().replace("issued_branch: issued\n", ""))
    assert json.loads(call("check", *NOW, "--json").out)["to_preview"] == 3
    monkeypatch.setenv("BADGEPRESS_ISSUED_BRANCH", "issued")
    assert json.loads(call("check", *NOW, "--json").out)["to_preview"] == 0
    monkeypatch.delenv("BADGEPRESS_ISSUED_BRANCH")
    assert "!! badges/issued/" in git(Path(), "status", "--porcelain", "--ignored", "badges")
    call("check", *NOW)
    assert "?? badges/issued/" in git(Path(), "status", "--porcelain", "--ignored", "badges")


def test_an_erasure_on_the_branch_reaches_every_clone(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = clone(first, "third", monkeypatch)
    assert call("check", *NOW).code == 0
    other = clone(first, "other", monkeypatch)
    said = call("erase", "k3v9x2", "--yes", *NOW, "--key", str(key_file))
    assert said.code == 0, said.err
    assert "erased: k3v9x2, 1 line of issued/" in said.out
    assert git(other, "log", "-1", "--format=%s", "issued") == "Keep what `badgepress erase` wrote"
    assert git(other, "status", "--porcelain").splitlines() == ["D badges/assertions/2026/k3v9x2.yml"]
    assert call("check", *NOW).code == 0
    assert b'"erased"' in lines(other)["k3v9x2.jsonl"]
    git(other, "commit", "-aqm", "Erase an award")
    git(other, "push", "-q", "origin", "main", "issued")

    monkeypatch.chdir(third)
    git(third, "pull", "-q", "origin", "main")
    said = call("check", *NOW, "--fetch")
    assert said.code == 0, said.err
    assert lines(third) == lines(other)
    again = call("restore", "--dry-run")
    assert again.out == "nothing to restore\n", "what was erased stays erased"


@pytest.mark.heavy
def test_each_command_that_signs_commits_to_the_branch(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = clone(first, "other", monkeypatch)
    for command in (("reissue", "k3v9x2"), ("suspend", "k3v9x2"), ("revoke", "k3v9x2")):
        before = git(other, "rev-parse", "refs/heads/issued") if command[0] != "reissue" else ""
        said = call(*command, *NOW, "--key", str(key_file))
        assert said.code == 0, said.err
        assert git(other, "rev-parse", "refs/heads/issued") != before, command
        kept = git(other, "ls-tree", "-r", "--name-only", "issued").splitlines()
        assert all(name.startswith("badges/issued/") for name in kept)
    shutil.rmtree(STORE)
    assert call("check", *NOW).code == 0, "a folder that is away is put back"
    assert lines(other)["k3v9x2.jsonl"].count(b"\n") == 2
    whole = lines(other)
    (STORE / "2026/spring.jsonl").unlink()
    assert "error[issued-lost]" in call("check", *NOW).err, "of a part of it git's history tells"
    assert call("restore").code == 0
    assert lines(other) == whole


@pytest.mark.heavy
def test_two_writers_at_once_get_an_error(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = clone(first, "third", monkeypatch)
    assert call("check", *NOW).code == 0
    other = clone(first, "other", monkeypatch)
    assert call("revoke", "k3v9x2", *NOW, "--key", str(key_file)).code == 0
    git(other, "push", "-q", "origin", "issued")
    monkeypatch.chdir(third)
    # This clone does not fetch, so both commits have the same parent.
    assert call("revoke", "k3v9x2", "--no-fetch", "--now", "2026-11-23", "--key", str(key_file)).code == 0
    said = call("check", *NOW, "--fetch")
    assert said.code == 1
    assert "error[issued-diverged]: badges/issued/: the branch 'issued' has commits here and on the remote" in said.err
    [hint] = [line for line in said.err.splitlines() if "git branch -f" in line]
    git(third, *hint.split("`")[1].split()[1:])
    assert call("check", *NOW).code == 0
    assert lines(third) == lines(other)


@pytest.mark.heavy
def test_local_changes_are_never_thrown_away(call: Run, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = clone(first, "other", monkeypatch)
    assert call("check", *NOW).code == 0
    (STORE / "2026/mine.jsonl").write_text("mine\n")
    tree = git(first, "rev-parse", "main:badges/assertions")
    newer = git(first, "commit-tree", tree, "-p", "origin/issued", "-m", "Something else")
    git(first, "push", "-q", "origin", f"{newer}:refs/heads/issued")
    said = call("check", *NOW, "--fetch")
    assert said.code == 1
    assert "error[issued-changed]: badges/issued/: the store was changed here" in said.err
    assert (other / STORE / "2026/mine.jsonl").read_text() == "mine\n"


def test_the_programmes_own_branch_is_refused(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = clone(first, "other", monkeypatch)
    head = git(other, "rev-parse", "main")
    for command in (("check", *NOW), ("erase", "k3v9x2", "--yes"), ("publish", *NOW)):
        said = call(*command, "--issued-branch", "main")
        assert (said.code, "error[issued-branch-taken]" in said.err) == (1, True), command
    assert git(other, "rev-parse", "main") == head
    assert git(other, "status", "--porcelain") == ""


@pytest.mark.heavy
def test_an_unreachable_remote(call: Run, first: Path, monkeypatch: pytest.MonkeyPatch, key_file: Path) -> None:
    other = clone(first, "other", monkeypatch)
    assert call("check", *NOW).code == 0
    git(other, "remote", "set-url", "origin", f"file://{first}/away.git")
    said = call("erase", "k3v9x2", "--yes", *NOW)
    assert said.code == 1
    assert "error[issued-unfetched]: badges/issued/: the branch 'issued' could not be fetched" in said.err
    assert b'"erased"' not in lines(other)["k3v9x2.jsonl"]
    assert call("erase", "k3v9x2", "--yes", *NOW, "--no-fetch").code == 0
    lonely = clone(first, "lonely", monkeypatch, "--single-branch", "--branch=main")
    git(lonely, "remote", "set-url", "origin", f"file://{first}/away.git")
    said = call("check", *NOW)
    assert "warning[issued-unfetched]" in said.err


@pytest.mark.heavy
def test_an_old_fetch_is_a_warning(call: Run, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = clone(first, "other", monkeypatch)
    for path in (other / ".git").rglob("*"):
        if path.is_file():
            os.utime(path, (1_790_000_000, 1_790_000_000))
    said = call("check", *NOW)
    assert said.code == 0
    assert "warning[issued-stale]: badges/issued/" in said.err
    assert "(got 2026-09-21)" in said.err
    assert "issued-stale" not in call("check", *NOW, "--fetch").err


def test_the_store_is_ignored_and_erasing_warns_of_other_branches(call: Run, first: Path, key_file: Path) -> None:
    """After `first` published, git ignores the store. If somebody added it anyway, erasing an award warns."""
    git(first, "check-ignore", "-q", "badges/issued/2026")
    assert git(first, "status", "--porcelain", "badges") == ""
    # The child process of `publish` uses the store as it is, and leaves it ignored.
    assert call("check", "--issued-branch", "", "--jobs", "1", *NOW).code == 0
    git(first, "check-ignore", "-q", "badges/issued/2026")
    git(first, "add", "--force", "badges/issued")
    staged = call("erase", "k3v9x2", "--dry-run", *NOW)
    assert "warning[erased-on-one]: badges/issued/2026/k3v9x2.jsonl: " in staged.err
    git(first, "commit", "-q", "-m", "By mistake")
    said = call("erase", "k3v9x2", "--yes", "--no-fetch", *NOW, "--key", str(key_file))
    assert said.code == 0
    assert "warning[erased-on-one]: badges/issued/2026/k3v9x2.jsonl: " in said.err
    [hint] = [line for line in said.err.partition("erased-on-one")[2].splitlines() if "git rm" in line]
    git(first, *hint.split("`")[1].split()[1:])
    git(first, "commit", "-aqm", "One")
    done = call("erase", "k3v9x2", "--yes", "--no-fetch", *NOW, "--key", str(key_file))
    assert "erased-on-one" not in done.err


def test_restored_lines_are_committed_to_the_branch(call: Run, first: Path) -> None:
    (first / STORE / "2026/k3v9x2.jsonl").unlink()
    said = call("restore", "--no-fetch")
    assert said.out.endswith("1 file written; run `badgepress check`\n"), said.out + said.err
    assert git(first, "status", "--porcelain", "badges") == ""


@pytest.mark.heavy
def test_a_store_on_both_branches_is_reported(call: Run, first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = clone(first, "other", monkeypatch)
    assert call("check", *NOW).code == 0
    git(other, "add", "--force", "badges/issued")
    git(other, "commit", "-q", "-m", "Both")
    said = call("check", *NOW)
    assert said.code == 0
    assert "warning[issued-on-both]" in said.err
    [hint] = [line for line in said.err.splitlines() if "git rm" in line]
    git(other, *hint.split("`")[1].split()[1:])
    git(other, "commit", "-q", "-m", "One")
    assert "issued-on-both" not in call("check", *NOW).err


@pytest.mark.heavy
def test_publishing_includes_local_commits_that_were_never_pushed(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = clone(first, "other", monkeypatch)
    assert call("revoke", "k3v9x2", *NOW, "--key", str(key_file)).code == 0
    git(other, "commit", "-aqm", "Revoke")
    git(other, "push", "-q", "origin", "main")
    before = lines(other)
    said = call("publish", "--only", "try", *NOW)
    assert said.code == 1
    assert "error[unpushed]: the branch 'issued' has commits on this machine that were never pushed" in said.err
    assert "`git push origin issued`" in said.err
    assert "branch -D" not in said.err
    assert lines(other) == before
    git(other, "push", "-q", "origin", "issued")
    said = call("publish", "--only", "try", *NOW)
    assert said.code == 0, said.err
    assert lines(other) == before


@pytest.mark.heavy
def test_after_a_kill_at_some_steps_the_next_command_continues(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kills(call, first, key_file, monkeypatch, STRIDE) > 5


@pytest.mark.long
def test_after_a_kill_at_every_step_the_next_command_continues(
    call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = kills(call, first, key_file, monkeypatch, LONG)
    print(f"erasures on a branch of its own that were killed and done again: {count}")


def kills(call: Run, first: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch, stride: int) -> int:
    """Kill an erasure in a fresh clone while it fetches, checks out, erases and commits; then run it again."""
    for killed, count in enumerate(range(1, 1_000, stride)):
        folder = clone(first, "killed", monkeypatch)
        child = os.fork()
        if not child:
            code = 1
            try:
                die_at(count)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                code = call("erase", "k3v9x2", "--yes", *NOW, "--key", str(key_file)).code
            finally:
                os._exit(code)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended in (0, -signal.SIGKILL)
        said = call("erase", "k3v9x2", "--yes", *NOW, "--key", str(key_file))
        assert said.code == 0 or "award-erased" in said.err, (count, said.err)
        assert call("check", *NOW).code == 0, count
        assert b'"erased"' in lines(folder)["k3v9x2.jsonl"]
        assert b'"erased"' in git(folder, "show", "issued:badges/issued/2026/k3v9x2.jsonl").encode(), count
        assert len(lines(folder)) == len(lines(first)), count
        shutil.rmtree(folder)
        if ended == 0:
            return killed
    raise AssertionError("it never came to its end")
