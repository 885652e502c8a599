"""The same programme builds the same site in another folder, zone, language and hash seed, with or without the key."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def tree(folder: Path) -> dict[str, str]:
    """Path → hash of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The paths that are not the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def build(program: Path, out: Path, now: datetime, *more: str, **environment: str) -> dict[str, str]:
    """Builds in a separate process and returns the tree."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BADGEPRESS_KEY")}
    moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    command = [
        sys.executable,
        "-m",
        "badgepress",
        "build",
        "--program",
        str(program),
        "--out",
        str(out),
        "--now",
        moment,
    ]
    done = subprocess.run(
        [*command, *more], env={**clean, **environment}, cwd=program.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return tree(out)


def copy(program: Path, to: Path) -> Path:
    """A copy of a checkout's programme with the templates next to it, as in a clone."""
    shutil.copytree(program, to / "badges")
    shutil.copytree(ROOT / "templates", to / "templates")
    shutil.copytree(ROOT / "docs", to / "docs")
    shutil.copyfile(ROOT / "mkdocs.yml", to / "mkdocs.yml")
    return to / "badges"


@pytest.mark.heavy
def test_sample_is_the_same_elsewhere(sample_site: Path, tmp_path: Path, now: datetime) -> None:
    program = copy(ROOT / "badges", tmp_path / "an other folder")
    elsewhere = build(
        program,
        tmp_path / "out" / "site",
        now,
        TZ="Pacific/Kiritimati",
        LANG="tr_TR.UTF-8",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        XDG_CACHE_HOME=str(tmp_path / "cache"),
    )
    assert differing(tree(sample_site), elsewhere) == []


@pytest.mark.heavy
def test_clone_without_the_key_builds_what_the_key_signed(
    tmp_path: Path, now: datetime, sample_key: Path, cache_home: Path
) -> None:
    minimal = ROOT / "tests" / "programs" / "minimal" / "badges"
    signing = copy(minimal, tmp_path / "signing")
    key = tmp_path / "key"
    shutil.copyfile(sample_key, key)
    key.chmod(0o600)
    signed = build(signing, tmp_path / "signed", now, "--key", str(key), LC_ALL="C", XDG_CACHE_HOME=str(cache_home))
    assert list(signing.glob("issued/**/*.jsonl"))
    clone = copy(signing, tmp_path / "clone")
    elsewhere = {"PYTHONHASHSEED": "3", "TZ": "America/Lima", "XDG_CACHE_HOME": str(cache_home)}
    assert differing(signed, build(clone, tmp_path / "cloned", now, **elsewhere)) == []
    assert differing(tree(signing), tree(clone)) == []
