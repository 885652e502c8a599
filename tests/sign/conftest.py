"""Fixtures: a small programme to sign, and its keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options
from badgepress.build import issue as issue_lines

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
Issue = Callable[..., int]


@pytest.fixture
def program(root: Path, tmp_path: Path) -> Path:
    """A copy of the minimal programme, nothing issued yet."""
    return Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))


@pytest.fixture
def keyring(sample_key: Path) -> sign.Keyring:
    """The sample key, as CI would pass it."""
    return sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})


@pytest.fixture
def issue(program: Path, keyring: sign.Keyring) -> Issue:
    """Sign what is new: `issue(now=…, keyring=…)` returns how many lines were signed."""

    def run(now: datetime = AT, keyring: sign.Keyring = keyring) -> int:
        return issue_lines(
            Options(program=program, out=program.parent / "site", now=now, keyring=keyring, shown="badges")
        )[0]

    return run
