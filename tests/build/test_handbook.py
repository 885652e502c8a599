"""Tests that the handbook is built only once for the same sources, wherever the site is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from badgepress import handbook
from badgepress.handbook import handbook_files


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs/index.md").write_text("# One\n\nFirst words.\n", "utf-8")
    (folder / "mkdocs.yml").write_text("site_name: Book\n", "utf-8")
    return folder / "mkdocs.yml"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Record the output folder of every run of MkDocs."""
    found: list[Path] = []
    real = handbook.run_mkdocs

    def counted(config: Path, out: Path) -> None:
        found.append(out)
        real(config, out)

    monkeypatch.setattr(handbook, "run_mkdocs", counted)
    return found


def test_another_site_gets_what_was_built_before(config: Path, tmp_path: Path, runs: list[Path]) -> None:
    cache, nowhere = tmp_path / "cache", tmp_path / "none"
    first = dict(handbook_files(config, nowhere, cache))
    assert b"First words." in first["handbook/index.html"]
    assert dict(handbook_files(config, nowhere, cache)) == first
    assert len(runs) == 1
    (config.parent / "docs/index.md").write_text("# One\n\nOther words.\n", "utf-8")
    second = dict(handbook_files(config, nowhere, cache))
    assert b"Other words." in second["handbook/index.html"]
    assert dict(handbook_files(config, nowhere, cache)) == second
    assert len(runs) == 2


def test_a_kept_handbook_that_lost_its_stamp_is_built_again(config: Path, tmp_path: Path, runs: list[Path]) -> None:
    cache = tmp_path / "cache"
    first = dict(handbook_files(config, tmp_path / "none", cache))
    (cache / "handbook" / "sources.sha256").unlink()
    assert dict(handbook_files(config, tmp_path / "none", cache)) == first
    assert len(runs) == 2


def test_an_unwritable_cache_is_ignored(config: Path, tmp_path: Path, runs: list[Path]) -> None:
    cache = tmp_path / "file"
    cache.write_text("in the way", "utf-8")
    assert "handbook/index.html" in dict(handbook_files(config, tmp_path / "none", cache))
    assert cache.read_text("utf-8") == "in the way"
    assert len(runs) == 1


def test_without_a_cache_the_site_before_is_used(config: Path, tmp_path: Path, runs: list[Path]) -> None:
    first = dict(handbook_files(config, tmp_path / "none"))
    for path, data in first.items():
        file = tmp_path / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert dict(handbook_files(config, tmp_path / "site" / "handbook")) == first
    shutil.rmtree(tmp_path / "site")
    assert len(runs) == 1
