"""The GitLab pipeline: run job by job on this machine, and checked for what it must and must not contain."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.github.gitlab import PIPELINE, GitLab, jobs, pipeline
from tests.github.runner import INSTALL, Runner, git
from tests.project.sources import ROOT

AWARD = "badge: data-practice\nrecipient: {name: Ana}\nissued: 2026-11-01\n"
heavy = pytest.mark.heavy


@pytest.fixture
def gitlab(tmp_path: Path, sample_key: Path, cache_home: Path) -> GitLab:
    """A server with the minimal programme, and the key in a variable scoped to `signing`."""
    (tmp_path / "home").mkdir()
    work = Path(shutil.copytree(ROOT / "tests/programs/minimal", tmp_path / "work"))
    git(work, "init", "-q")
    save(work, "Begin")
    git(tmp_path, "clone", "-q", "--bare", str(work), "remote.git")
    git(work, "remote", "add", "origin", str(tmp_path / "remote.git"))
    runner = Runner(tmp_path / "remote.git", tmp_path, cache_home, {}, "--now 2026-11-22")
    return GitLab(runner, {"BADGEPRESS_KEY": sample_key.read_text(), "BADGEPRESS_GIT_TOKEN": "pr0ject"})


def save(work: Path, message: str) -> None:
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", message)


def store(remote: Path, ref: str) -> list[str]:
    names = git(remote, "ls-tree", "-r", "--name-only", ref, "badges/issued/").splitlines()
    lines = [line for name in names if name.endswith(".jsonl") for line in git(remote, "show", f"{ref}:{name}").split()]
    return [line for line in lines if "credentialStatus" in line]


@heavy
@pytest.mark.parametrize("branch", ["", "issued"])
def test_a_merge_is_signed_and_built_and_a_second_run_changes_nothing(
    gitlab: GitLab, tmp_path: Path, branch: str
) -> None:
    gitlab.variables = {"BADGEPRESS_ISSUED_BRANCH": branch} if branch else {}
    ran = gitlab.publish()
    assert ran.passed, ran.said
    assert f"pushed to {branch or 'main'}: 3 awards issued" in ran.said
    assert "j0bt0k3n" not in ran.said
    assert (ran.checkout / "public/.nojekyll").is_file()
    assert "Preview" not in (ran.checkout / "public/index.html").read_text()
    head = git(tmp_path / "remote.git", "rev-parse", branch or "main")
    again = gitlab.publish()
    assert "nothing to push" in again.said
    assert git(tmp_path / "remote.git", "rev-parse", branch or "main") == head
    if branch:
        assert git(tmp_path / "remote.git", "ls-tree", "main", "badges/issued") == ""


@heavy
def test_a_merge_request_is_checked_without_a_key(gitlab: GitLab, tmp_path: Path) -> None:
    work = tmp_path / "work"
    git(work, "checkout", "-q", "-b", "proposal")
    file = work / "badges/assertions/2026/ana1.yml"
    file.write_text(AWARD)
    save(work, "Add an award")
    git(work, "push", "-q", "origin", "proposal")
    ran = gitlab.job("check", "proposal")
    assert ran.passed, ran.said
    assert "Preview" in (ran.checkout / "site/awards/ana1/index.html").read_text()
    file.write_text(AWARD.replace("practice", "practise"))
    save(work, "Misspell it")
    git(work, "push", "-q", "origin", "proposal")
    ran = gitlab.job("check", "proposal")
    assert not ran.passed
    assert "error[unknown-badge]" in ran.said


@heavy
def test_the_schedule_reports_expiring_awards(gitlab: GitLab) -> None:
    assert gitlab.publish().passed
    ran = gitlab.job("report")
    assert ran.passed, ran.said
    assert "0 awards expire before 2026-12-22" in ran.said


@heavy
def test_a_newer_commit_is_left_to_its_own_pipeline(gitlab: GitLab, tmp_path: Path) -> None:
    assert gitlab.publish().passed
    work, remote = tmp_path / "work", tmp_path / "remote.git"
    assert gitlab.job("try").passed
    git(work, "pull", "-q", "--rebase", "origin", "main")
    (work / "badges/assertions/2026/ana1.yml").write_text(AWARD)
    save(work, "Add an award")
    git(work, "push", "-q", "origin", "HEAD:main")
    before = len(store(remote, "main"))
    ran = gitlab.job("sign")
    assert "error[branch-moved]" not in ran.said, "there was nothing to sign in what was tried"
    assert len(store(remote, "main")) == before
    assert gitlab.publish().passed
    assert len(store(remote, "main")) == before + 1


def test_only_one_job_has_the_key() -> None:
    inside = {name for name, job in jobs().items() if "environment" in job}
    assert inside == {"sign"}
    assert jobs()["sign"]["environment"] == {"name": "signing", "action": "access"}
    assert "BADGEPRESS_KEY" not in json.dumps(pipeline()), "a variable of the project holds it, not the file"
    order = {name: job.get("needs") for name, job in jobs().items()}
    assert order == {"check": None, "report": None, "try": [], "sign": ["try"], "pages": ["sign"]}
    assert jobs()["sign"]["script"][-1].startswith('badgepress publish --only sign --commit "$COMMIT" ')


def test_each_job_installs_hashed_wheels_and_has_the_whole_history() -> None:
    assert pipeline()["default"]["before_script"] == [*INSTALL]
    assert not any({"before_script", "image", "cache"} & set(job) for job in jobs().values())
    assert pipeline()["variables"]["GIT_DEPTH"] == "0"


def test_each_job_runs_for_its_own_events() -> None:
    merged = [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    proposed = {"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}
    assert pipeline()["workflow"]["rules"] == [proposed, *merged]
    rules = {name: job["rules"] for name, job in jobs().items()}
    scheduled = [{"if": '$CI_PIPELINE_SOURCE == "schedule"'}]
    assert rules == {"check": [proposed], "report": scheduled, "try": merged, "sign": merged, "pages": merged}
    assert {job["stage"] for job in jobs().values()} == set(pipeline()["stages"])


@pytest.mark.parametrize(
    ("schema", "file"), [("vendor.gitlab-ci", PIPELINE), ("vendor.dependabot", ROOT / ".github/dependabot.yml")]
)
def test_the_files_fit_the_hosts_schemas(schema: str, file: Path, tmp_path: Path) -> None:
    """Validate against the schemas that GitLab and GitHub publish."""

    def judged(path: Path) -> int:
        program = str(Path(sys.executable).parent / "check-jsonschema")
        command = [program, "--builtin-schema", schema, "--data-transform", "gitlab-ci", str(path)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert judged(file) == 0
    broken = tmp_path / "broken.yml"
    broken.write_text(file.read_text().replace("paths:", "path:").replace("schedule:", "schedules:"))
    assert judged(broken) != 0
