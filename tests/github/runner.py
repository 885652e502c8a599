"""Run the `run:` steps of a workflow's job in a scratch clone on this machine, as GitHub would.

Steps with `uses:` are simulated: a checkout is a shallow clone of the bare remote, others are skipped. Programs that a
test puts into `bin/` of the scratch folder come first in PATH, such as a `gh` that notes its arguments. Only
the expressions in `Runner.values` are known, so a step that uses a secret which it must not have fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.project.sources import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"
PIP = "python -m pip install --disable-pip-version-check --no-deps"
LOCKED = f'{PIP} --require-hashes --only-binary ":all:" -r .github/requirements/locked.txt'
CHECKOUT = f"{PIP} --no-index --no-build-isolation ."
#: Skip installing the package; run everything else as written.
INSTALL = (LOCKED, CHECKOUT)
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_PLAYED = ("actions/setup-python", "actions/upload-artifact", "actions/upload-pages-artifact", "actions/deploy-pages")


@dataclass
class Ran:
    """The result of a job: its checkout, whether every step passed, its output, step summary and outputs."""

    checkout: Path
    passed: bool
    said: str
    summary: str
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass
class Runner:
    """A bare remote, and the values of expressions."""

    remote: Path
    scratch: Path
    cache: Path
    values: dict[str, str] = field(default_factory=dict)
    arguments: str = ""
    runs: int = 0

    def job(self, workflow: str, name: str, ref: str = "main") -> Ran:
        """Run one job in a fresh checkout of a branch, or of the ref that its checkout step names."""
        first = _jobs(workflow)[name]["steps"][0]
        named = first.get("with", {}).get("ref") if "uses" in first else None
        whole = "uses" in first and first.get("with", {}).get("fetch-depth") == 0
        checkout = self.checkout(self._value(named) if named else ref, whole=whole)
        return self.steps(workflow, name, checkout)

    def checkout(self, ref: str = "main", *, whole: bool = False) -> Path:
        """Do what actions/checkout does, without credentials: clone one commit, or the whole history."""
        self.runs += 1
        folder = self.scratch / f"run-{self.runs}"
        folder.mkdir()
        git(folder, "init", "-q")
        git(folder, "fetch", "-q", *([] if whole else ["--depth=1"]), f"file://{self.remote}", ref)
        git(folder, "checkout", "-q", "FETCH_HEAD")
        if whole:  # then all branches come with it
            git(folder, "fetch", "-q", f"file://{self.remote}", "+refs/heads/*:refs/remotes/origin/*")
        return folder

    def publish(self, *, first: Path | None = None) -> Ran:
        """Run the jobs of publish.yml until one fails; `first` is a checkout for the first job."""
        said = summary = ""
        for name in ("try", "sign", "build"):
            if first is not None and name == "try":
                ran = self.steps("publish.yml", name, first)
            else:
                ran = self.job("publish.yml", name)
            said, summary = said + ran.said, summary + ran.summary
            if not ran.passed:
                break
        return Ran(ran.checkout, ran.passed, said, summary, ran.outputs)

    def program(self, name: str) -> Path:
        """Put a fake program first in PATH that only notes its arguments in this file, one line per call."""
        notes, file = self.scratch / f"{name}.calls", self.scratch / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "$*" >>"{notes}"\n')
        file.chmod(0o755)
        return notes

    def steps(self, workflow: str, name: str, checkout: Path) -> Ran:
        """Run the steps of a job in a checkout until one fails."""
        job = _jobs(workflow)[name]
        summary = checkout.with_name(f"{checkout.name}.summary")
        said = ""
        outputs: dict[str, str] = {}
        for step in job["steps"]:
            if "uses" in step:
                assert step["uses"].split("@")[0] in ("actions/checkout", *_PLAYED), step["uses"]
                continue
            handed = checkout.with_name(f"{checkout.name}.{step.get('id', 'step')}.outputs")
            done = self._step(step, checkout, summary, handed)
            said += done.stdout + done.stderr
            if done.returncode:
                return Ran(checkout, False, said, _text(summary))
            for line in _text(handed).splitlines():
                key, _, value = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{key}"] = value
        for key, value in job.get("outputs", {}).items():
            outputs[key] = self.values[f"needs.{name}.outputs.{key}"] = self._value(value)
        return Ran(checkout, True, said, _text(summary), outputs)

    def command(self, checkout: Path, line: str) -> Ran:
        """Run a command in a checkout, with the key."""
        step = {"run": line, "env": {"BADGEPRESS_KEY": "${{ secrets.BADGEPRESS_KEY }}"}}
        done = self._step(step, checkout, checkout.with_name("command.summary"), checkout.with_name("command.outputs"))
        return Ran(checkout, done.returncode == 0, done.stdout + done.stderr, "")

    def machine(self) -> dict[str, str]:
        """Return the environment variables for a step."""
        return {
            "PATH": os.pathsep.join((str(self.scratch / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(self.scratch / "home"),
            "XDG_CACHE_HOME": str(self.cache),  # pictures and the handbook are made once for all runs
            "LANG": "C.UTF-8",
        }

    def _step(
        self, step: dict[str, Any], checkout: Path, summary: Path, outputs: Path
    ) -> subprocess.CompletedProcess[str]:
        command = "true" if step["run"] in INSTALL else step["run"]
        command = re.sub(r"^badgepress (publish|check)", rf"badgepress \1 {self.arguments}", command)
        environment = {
            **self.machine(),
            "CI": "true",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(outputs),
            **{key: self._value(str(value)) for key, value in step.get("env", {}).items()},
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
        return subprocess.run(shell, cwd=checkout, env=environment, capture_output=True, text=True, check=False)

    def _value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.values[found[1]], text)


def _jobs(workflow: str) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load((WORKFLOWS / workflow).read_text("utf-8"))["jobs"]
    return jobs


def git(folder: Path, *arguments: str) -> str:
    """Run git and return its output."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
