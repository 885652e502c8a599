"""Tests that a build killed at any point leaves the old site complete and no partial line in the issued store."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options, run
from tests.build import killed

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


#: Every early step (where the store is written), then growing intervals, and at last no kill at all.
SOME = (1, 2, 3, 5, 8, 12, 60, 420, 1_000_000)
ALL = (*range(1, 13), 20, 40, *range(60, 1000, 90), 1_000_000)


@pytest.mark.parametrize(
    "counts", [pytest.param(SOME, marks=pytest.mark.heavy), pytest.param(ALL, marks=pytest.mark.long)], ids=len
)
def test_killed_at_any_point(root: Path, tmp_path: Path, sample_key: Path, counts: tuple[int, ...]) -> None:
    keyring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    first = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "first"))
    run(Options(first, tmp_path / "site", NOW, keyring))
    old = tree(tmp_path / "site")

    second = Path(shutil.copytree(first, tmp_path / "second"))
    single = second / "assertions/2026/k3v9x2.yml"
    (second / "assertions/2026/k4new.yml").write_text(single.read_text())
    single.write_text(single.read_text() + "revoked: {on: 2026-11-22}\n")
    classes = second / "classes/data-practice.yml"
    classes.write_text(classes.read_text().replace("Solves", "Solves and explains"))
    whole = Path(shutil.copytree(second, tmp_path / "whole"))
    run(Options(whole, tmp_path / "whole-site", NOW, keyring))
    new = tree(tmp_path / "whole-site")
    assert new != old

    outcomes = set()
    for count in counts:
        program = Path(shutil.copytree(second, tmp_path / "now" / "badges"))
        site = Path(shutil.copytree(tmp_path / "site", tmp_path / "now" / "site"))
        arguments = [str(program), str(site), str(sample_key), str(count)]
        said = subprocess.run(
            [sys.executable, killed.__file__, *arguments], cwd=root, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr
        outcomes.add(said.stdout.split()[1])
        assert tree(site) in (old, new), f"the site is neither the old nor the new one after step {count}"
        for store in (program / "issued").rglob("*.jsonl"):
            for line in store.read_text().splitlines():
                assert json.loads(line)["proof"]
            assert store.read_bytes().endswith(b"\n")
        run(Options(program, site, NOW, keyring))
        if json.loads((program / "issued/status/given.json").read_text()) == {"1": 4}:
            assert tree(site) == new
        else:  # killed after the place was noted and before it was given: it is skipped, and the site says so
            run(Options(program, tmp_path / "skipped", NOW))
            assert tree(site) == tree(tmp_path / "skipped")
        assert not list((program / "issued").rglob("*.new"))
        assert sorted(path.name for path in (tmp_path / "now").iterdir()) == ["badges", "site"]
        shutil.rmtree(tmp_path / "now")
        if said.stdout.split()[1] == "done":
            break
    assert outcomes == {"killed", "done"}
