"""Runs the `run:` steps of a workflow's job on this machine, in a scratch clone, as GitHub would run them there.

Steps with `uses:` are played: checking out is a shallow clone of the bare remote, the rest is GitHub's. Programs that a
test puts into `bin/` of the scratch folder are found first: a `gh` that notes what it is asked for. Of the
expressions only those are known that `Runner.values` holds, so a step that asks for a secret it must not have fails.
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
INSTALL = "python -m pip install --disable-pip-version-check ."
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
_PLAYED = ("actions/setup-python", "actions/upload-artifact", "actions/upload-pages-artifact", "actions/deploy-pages")


@dataclass
class Ran:
    """How a job went: its checkout, whether every step passed, all that was printed, the step summary."""

    checkout: Path
    passed: bool
    said: str
    summary: str


@dataclass
class Runner:
    """A bare remote and what expressions stand for."""

    remote: Path
    scratch: Path
    values: dict[str, str] = field(default_factory=dict)
    arguments: str = ""
    runs: int = 0

    def job(self, workflow: str, name: str, ref: str = "main") -> Ran:
        """Run one job on a fresh checkout of a branch."""
        checkout = self.checkout(ref)
        return self.steps(workflow, name, checkout)

    def checkout(self, ref: str = "main") -> Path:
        """What actions/checkout leaves: one commit deep, without credentials."""
        self.runs += 1
        folder = self.scratch / f"run-{self.runs}"
        git(self.scratch, "clone", "-q", "--depth=1", "--branch", ref, f"file://{self.remote}", str(folder))
        git(folder, "remote", "remove", "origin")
        return folder

    def program(self, name: str) -> Path:
        """Put a program in the steps' way that does nothing but note its arguments, a line a call, in this file."""
        notes, file = self.scratch / f"{name}.calls", self.scratch / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'#!/bin/sh\necho "$*" >>"{notes}"\n')
        file.chmod(0o755)
        return notes

    def steps(self, workflow: str, name: str, checkout: Path) -> Ran:
        """Run the steps of a job in a checkout, until one fails."""
        job = yaml.safe_load((WORKFLOWS / workflow).read_text("utf-8"))["jobs"][name]
        summary = checkout.with_name(f"{checkout.name}.summary")
        said = ""
        for step in job["steps"]:
            if "uses" in step:
                assert step["uses"].split("@")[0] in ("actions/checkout", *_PLAYED), step["uses"]
                continue
            done = self._step(step, checkout, summary)
            said += done.stdout + done.stderr
            if done.returncode:
                return Ran(checkout, False, said, _text(summary))
        return Ran(checkout, True, said, _text(summary))

    def _step(self, step: dict[str, Any], checkout: Path, summary: Path) -> subprocess.CompletedProcess[str]:
        # The package is installed already; everything else runs as it is written.
        command = "true" if step["run"] == INSTALL else step["run"]
        command = re.sub(r"^badgepress (publish|check)", rf"badgepress \1 {self.arguments}", command)
        environment = {
            "PATH": os.pathsep.join((str(self.scratch / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])),
            "HOME": str(self.scratch / "home"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_STEP_SUMMARY": str(summary),
            **{key: self._value(str(value)) for key, value in step.get("env", {}).items()},
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command]
        return subprocess.run(shell, cwd=checkout, env=environment, capture_output=True, text=True, check=False)

    def _value(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.values[found[1]], text)


def git(folder: Path, *arguments: str) -> str:
    """Run git; its output."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""
