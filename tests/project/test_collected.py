"""No test file stands where pytest does not look."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent


def test_pytest_looks_into_every_folder_that_holds_tests(pytestconfig: pytest.Config) -> None:
    skipped = pytestconfig.getini("norecursedirs")
    folders = {file.parent.relative_to(TESTS) for file in TESTS.rglob("test_*.py") if "node_modules" not in file.parts}
    assert Path("build") in folders
    assert not [folder for folder in folders if any(fnmatch(part, one) for part in folder.parts for one in skipped)]
