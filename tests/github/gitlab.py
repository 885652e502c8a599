"""Run the jobs of the GitLab pipeline on this machine as GitLab's runner would: a clone, the variables, the script.

Skips installing the package; everything else runs as written. Artifacts are passed from job to job.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.github.runner import INSTALL, Ran, Runner, git
from tests.project.sources import ROOT

PIPELINE = ROOT / "src/badgepress/gitlab-ci.yml"
SERVER = "gitlab.example.org"
_VARIABLE = re.compile(r"\$(\w+)")


def pipeline() -> dict[str, Any]:
    """Parse the pipeline file."""
    found: dict[str, Any] = yaml.safe_load(PIPELINE.read_text("utf-8"))
    return found


def jobs() -> dict[str, dict[str, Any]]:
    """Return the jobs by name."""
    words = {"stages", "workflow", "default", "variables"}
    return {name: job for name, job in pipeline().items() if name not in words}


class GitLab:
    """A server with one repository, `runner`'s bare one. `scoped` are the variables of the environment `signing`."""

    def __init__(self, runner: Runner, scoped: dict[str, str]) -> None:
        self._runner, self._scoped = runner, scoped
        self._artifacts: dict[str, Path] = {}
        self.variables: dict[str, str] = {}
        address = f"https://gitlab-ci-token@{SERVER}/acme/badges.git"
        config = runner.scratch / "home" / ".gitconfig"
        config.write_text(f'[url "file://{runner.remote}"]\n\tinsteadOf = {address}\n')

    def publish(self) -> Ran:
        """Run the pipeline of the default branch until a job fails."""
        said = ""
        for name in ("try", "sign", "pages"):
            ran = self.job(name)
            said += ran.said
            if not ran.passed:
                break
        return Ran(ran.checkout, ran.passed, said, "")

    def job(self, name: str, ref: str = "main") -> Ran:
        """Run one job in a clone of a branch."""
        job = jobs()[name]
        checkout = self._runner.checkout(ref, whole=pipeline()["variables"]["GIT_DEPTH"] == "0")
        git(checkout, "remote", "add", "origin", f"file://{self._runner.remote}")
        for needed in job.get("needs", []):
            for path in jobs()[needed]["artifacts"]["paths"]:
                shutil.copy(self._artifacts[needed] / path, checkout / path)
        lines = [*pipeline()["default"]["before_script"], *job["script"]]
        script = "\n".join("true" if line in INSTALL or "locked.txt" in line else line for line in lines)
        script = re.sub(r"^badgepress (publish|check)", rf"badgepress \1 {self._runner.arguments}", script, flags=re.M)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=checkout,
            env=self._environment(job),
            capture_output=True,
            text=True,
            check=False,
        )
        self._artifacts[name] = checkout
        return Ran(checkout, done.returncode == 0, done.stdout + done.stderr, "")

    def _environment(self, job: dict[str, Any]) -> dict[str, str]:
        known = {
            "CI": "true",
            "CI_SERVER_PROTOCOL": "https",
            "CI_SERVER_FQDN": SERVER,
            "CI_PROJECT_PATH": "acme/badges",
            "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_TOKEN": "j0bt0k3n",
        }
        written = {**pipeline()["variables"], **job.get("variables", {})}
        known |= {name: _VARIABLE.sub(lambda found: known[found[1]], str(value)) for name, value in written.items()}
        known |= self.variables
        # Variables of the project override those in the file.
        known |= self._scoped if job.get("environment", {}).get("name") == "signing" else {}
        return {**self._runner.machine(), **known}
