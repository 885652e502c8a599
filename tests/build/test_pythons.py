"""Tests that the sample programme gives the same bytes under every Python that the package supports."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
_NAME = "Programming Language :: Python :: 3."


def _versions() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return (name.removeprefix(_NAME) for name in project["classifiers"] if name.startswith(_NAME))


def _python(minor: str) -> str | None:
    """An interpreter of that version that starts: BADGEPRESS_PYTHON3_12 names it, or the PATH, or pyenv has it."""
    named = os.environ.get(f"BADGEPRESS_PYTHON3_{minor}") or shutil.which(f"python3.{minor}")
    kept = sorted((Path.home() / ".pyenv" / "versions").glob(f"3.{minor}.*/bin/python"))
    for one in filter(None, [named, *map(str, kept)]):
        said = subprocess.run([one, "--version"], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.startswith(f"Python 3.{minor}."):
            return one
    return None


def _tree(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.mark.long
@pytest.mark.parametrize("minor", [one for one in _versions() if one != "" and one.isdigit()])
def test_the_same_site(minor: str, tmp_path: Path) -> None:
    python = _python(minor)
    if python is None:
        pytest.skip(f"there is no Python 3.{minor} here")
    subprocess.run([python, "-m", "venv", str(tmp_path / "venv")], check=True)
    theirs = str(tmp_path / "venv" / "bin" / "python")
    install = [theirs, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(ROOT)]
    subprocess.run(install, cwd=tmp_path, check=True)
    for who, site in ((sys.executable, "ours"), (theirs, "theirs")):
        build = [
            who,
            "-m",
            "badgepress",
            "build",
            "--program",
            str(ROOT / "badges"),
            "--templates",
            str(ROOT / "templates"),
        ]
        build += ["--out", str(tmp_path / site), "--now", "2026-11-30"]
        home = {"XDG_CACHE_HOME": str(tmp_path / f"cache-{site}"), "PYTHONHASHSEED": minor}
        subprocess.run(build, cwd=tmp_path, env={**os.environ, **home}, check=True, capture_output=True)
    ours = _tree(tmp_path / "ours")
    assert _tree(tmp_path / "theirs") == ours
    print(f"Python 3.{minor}: {len(ours)} files of the sample, the same bytes as under {sys.version.split()[0]}")
