"""The issued store on a disk that fails."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options, check
from badgepress.build import issue as issue_lines
from badgepress.errors import BadgepressError, errors
from badgepress.read import read_program
from badgepress.sign import store
from tests.sign.conftest import AT, Issue


def test_a_full_disk_while_signing_loses_no_line(program: Path, issue: Issue, keyring: sign.Keyring) -> None:
    issue()
    before = {path: path.read_bytes() for path in (program / "issued").rglob("*") if path.is_file()}
    cohort = program / "assertions/2026/spring.yml"
    cohort.write_text(cohort.read_text() + "  - id: zz9newone\n    recipient: {name: Noor Haddad}\n")
    child = os.fork()
    if child == 0:  # a limit on file sizes acts like a full disk, and cannot be lifted again in one process
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        try:
            issue_lines(Options(program=program, out=program.parent / "site", now=AT, keyring=keyring, shown="badges"))
        except BadgepressError as error:
            said = str(error)
            expected = (
                "error[cannot-write]: badges/issued/2026/spring.jsonl: cannot write: file too large\n"
                "  hint: nothing was lost: the file is unchanged; free some space or fix the permissions, then "
                "run again"
            )
            os._exit(17 if said == expected else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 17
    after = {path: path.read_bytes() for path in (program / "issued").rglob("*") if path.is_file()}
    # The index was reserved before the disk was full. It is skipped.
    given = program / "issued/status/given.json"
    assert json.loads(after.pop(given)) == {"1": 4}
    assert json.loads(before.pop(given)) == {"1": 3}
    # And it is noted as unused, so it does not count as a lost line.
    unused = program / "issued/status/unused.json"
    assert json.loads(after.pop(unused)) == {"1": [3]}
    assert after == before
    assert issue() == 1
    assert json.loads(unused.read_bytes()) == {"1": [3]}
    assert issue() == 0


def test_many_files_are_appended_to_at_once(program: Path) -> None:
    model, _ = read_program(program)
    assert model is not None
    names = [f"many/{number:03}" for number in range(100)]
    for turn in (1, 2):
        assert list(store.append_all(model, ((name, [name.encode()] * turn) for name in names))) == [turn] * 100
    found = {path.stem: path.read_bytes() for path in (program / "issued" / "many").iterdir()}
    assert found == {name[5:]: f"{name}\n".encode() * 3 for name in names}


def test_one_file_that_cannot_be_written_leaves_the_others_whole(program: Path) -> None:
    model, _ = read_program(program)
    assert model is not None
    (program / "issued").mkdir()
    (program / "issued" / "taken").write_text("a file where a folder is needed")
    names = [f"many/{number:03}" for number in range(20)]
    names.insert(7, "taken/x")
    with pytest.raises(BadgepressError) as caught:
        list(store.append_all(model, ((name, [b"line"]) for name in names)))
    assert [one.code for one in caught.value.problems] == ["cannot-write"]
    assert {path.read_bytes() for path in (program / "issued" / "many").iterdir()} == {b"line\n"}


def test_temporary_files_of_a_killed_run_are_removed(program: Path, issue: Issue) -> None:
    issue()
    left = program / "issued/2026/.abc.new"
    left.write_text("half a l")
    issue()
    assert not left.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", None)])
@pytest.mark.parametrize("name", ["2026/other.jsonl", "status/1.json", "status/given.json", "status/suspended.json"])
def test_a_folder_or_pipe_in_the_store_is_reported_without_blocking(
    root: Path, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    badges = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))
    path = badges / "issued" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)
    options = Options(badges, tmp_path / "site", datetime(2026, 11, 22, tzinfo=UTC), sign.Keyring(), shown="badges")
    found = errors(check(options)[0])
    assert f"badges/issued/{name}" in {one.place.file for one in found}
    assert {one.code for one in found} <= {"issued-unreadable", "places-broken", "issued-lost"}
    sign.plan_restore(badges, ("HEAD",), "badges")
