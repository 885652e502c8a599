"""The lock of a programme: messages, refusals, and recovery after a killed command."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from badgepress import lock
from badgepress.build import Options, check
from badgepress.errors import LockError
from badgepress.lock import journal, system, taking
from tests.build.cases import NOW

WAIT = 30.0


@pytest.fixture
def program(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))


def test_only_one_command_at_a_time(program: Path) -> None:
    told: list[str] = []
    with (
        lock.hold(program, "award"),
        pytest.raises(LockError) as caught,
        lock.hold(program, "revoke", wait=0.05, tell=told.append, shown="badges"),
    ):
        pass
    me = f"`badgepress award` (process {os.getpid()})"
    assert told == [f"waiting for {me}"]
    assert str(caught.value) == (
        f"error[busy]: badges: another badgepress is working on this programme (got {me})\n"
        "  hint: run again when it has finished; to wait longer, use --wait SECONDS or BADGEPRESS_WAIT"
    )
    with lock.hold(program, "revoke", wait=0):
        pass


def test_a_waiting_command_gets_the_lock(program: Path) -> None:
    order: list[str] = []
    has_it = threading.Event()

    def first() -> None:
        with lock.hold(program, "award"):
            has_it.set()
            os.stat(program)
            threading.Event().wait(0.2)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    has_it.wait(WAIT)
    with lock.hold(program, "revoke", wait=WAIT):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_killed_process_releases_the_lock_and_leaves_its_note(program: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from badgepress import lock\n"
        "with lock.hold(Path(sys.argv[1]), 'award'):\n"
        "    Path(sys.argv[1], 'classes/.data.yml.new').write_text('half a')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(program)], check=False)
    assert done.returncode == -9
    note = json.loads((program / lock.FOLDER / "lock").read_text())
    assert note["command"] == "award"
    with lock.hold(program, "revoke", wait=0):
        assert not (program / "classes/.data.yml.new").exists()
    assert (program / lock.FOLDER / "lock").read_bytes() == b""


def test_the_note_contains_no_arguments(program: Path) -> None:
    with lock.hold(program, "award"):
        assert set(json.loads((program / lock.FOLDER / "lock").read_text())) == {"command", "process", "machine"}


def test_git_ignores_the_lock(program: Path) -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=program, capture_output=True, text=True, check=True).stdout

    git("init", "--quiet")
    git("add", "--all")
    before = git("status", "--porcelain")
    with lock.hold(program, "award"):
        assert git("status", "--porcelain", "--untracked-files=all") == before
        git("add", "--all")
    assert git("status", "--porcelain") == before
    assert lock.FOLDER not in git("ls-files")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_refused(program: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refused(handle: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refused)
    with pytest.raises(LockError) as caught, lock.hold(program, "award", shown="badges"):
        pass
    assert str(caught.value).startswith(
        "error[no-locking]: badges: files cannot be locked here, so two commands could overwrite each other's "
        f"work: {os.strerror(number).lower()}\n  hint: keep the programme on a local disk"
    )
    with lock.reading(program):
        pass  # reading works without locks


def test_a_lock_that_does_not_exclude_is_refused(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", lambda handle, operation: None)
    with pytest.raises(LockError) as caught, lock.hold(program, "award"):
        pass
    assert caught.value.code == "no-locking"
    assert "two processes can lock one file" in str(caught.value)


def test_the_lock_on_windows_uses_msvcrt(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake `msvcrt.locking`: it locks at the file's current position, and raises if somebody else has the lock."""
    calls: list[tuple[int, int, int]] = []

    class Msvcrt:
        LK_NBLCK = 2

        @staticmethod
        def locking(handle: int, mode: int, count: int) -> None:
            calls.append((os.lseek(handle, 0, os.SEEK_CUR), mode, count))
            if len(calls) > 1:
                raise PermissionError(errno.EACCES, "locked")

    text = Path(system.__file__).read_text("utf-8")
    names: dict[str, object] = {"__name__": "windows", "__builtins__": __builtins__}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt)
    exec(compile(text, system.__file__, "exec"), names)
    monkeypatch.undo()
    try_lock = names["try_lock"]
    assert callable(try_lock)
    handle = system.open_file(program / "lock")
    assert (try_lock(handle), try_lock(handle, shared=True)) == (True, False)
    assert calls == [(1 << 30, 2, 1)] * 2
    os.close(handle)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], int]:
    """Fake locks and file removal as on Windows: one holder per byte, and no open file can be removed.

    Returns who holds the byte of each file: (device, inode) → open file. `lock/system.py` runs its Windows branch.
    """
    held: dict[tuple[int, int], int] = {}
    opened: dict[int, str] = {}

    class Msvcrt:
        LK_UNLCK, LK_NBLCK = 0, 2

        @staticmethod
        def locking(handle: int, mode: int, count: int) -> None:
            assert (os.lseek(handle, 0, os.SEEK_CUR), count) == (1 << 30, 1)
            status = os.fstat(handle)
            file = (status.st_dev, status.st_ino)
            if mode == Msvcrt.LK_UNLCK:
                assert held.pop(file) == handle
            elif held.setdefault(file, handle) != handle:
                raise PermissionError(errno.EACCES, "locked")

    names: dict[str, object] = {"__name__": "windows", "__builtins__": __builtins__}
    with monkeypatch.context() as context:
        context.setattr(sys, "platform", "win32")
        context.setitem(sys.modules, "msvcrt", Msvcrt)
        exec(compile(Path(system.__file__).read_text("utf-8"), system.__file__, "exec"), names)
    opening, closing, unlinking = os.open, os.close, Path.unlink

    def open_(path: Path, *arguments: int) -> int:
        handle = opening(path, *arguments)
        opened[handle] = str(path)
        return handle

    def close(handle: int) -> None:
        opened.pop(handle, None)
        closing(handle)

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if str(self) in opened.values():
            raise PermissionError(errno.EACCES, "in use", str(self))
        unlinking(self, missing_ok=missing_ok)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "close", close)
    monkeypatch.setattr(Path, "unlink", unlink)
    for name in ("try_lock", "unlock", "excludes", "is_still", "open_file"):
        monkeypatch.setattr(taking, name, names[name])
    return held


def test_commands_and_builds_exclude_each_other_on_windows(
    windows: dict[tuple[int, int], int], program: Path, tmp_path: Path
) -> None:
    with lock.hold(program, "award"):
        assert len(windows) == 1
        with pytest.raises(LockError) as caught, lock.hold(program, "revoke", wait=0):
            pass
        assert caught.value.code == "busy"
        with pytest.raises(LockError), lock.reading(program, wait=0):
            pass
    assert windows == {}
    with lock.reading(program, wait=0):
        assert len(windows) == 1
    assert windows == {}
    with lock.hold(program, "revoke", wait=0) as held:
        held.replace_all([(program / "a.yml", b"1"), (program / "b.yml", b"2")])
    with lock.hold_output(tmp_path / "site", wait=0):
        with pytest.raises(LockError) as caught, lock.hold_output(tmp_path / "site", wait=0):
            pass
        assert caught.value.code == "out-busy"
    assert not (tmp_path / ".site.lock").exists()
    assert windows == {}


@pytest.mark.parametrize("name", ["", "lock"])
def test_a_link_is_not_followed(program: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "elsewhere"
    place = program / lock.FOLDER / name if name else program / lock.FOLDER
    if name:
        target.write_text("somebody's")
        place.parent.mkdir()
    else:
        target.mkdir()
    place.symlink_to(target)
    with pytest.raises(LockError) as caught, lock.hold(program, "award"):
        pass
    assert caught.value.code == "not-a-lock"
    assert (target.read_text() == "somebody's") if name else not list(target.iterdir())


def test_a_folder_without_a_programme_is_not_locked(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with lock.hold(folder, "award"):
            pass
    assert not list(tmp_path.iterdir())


def test_an_aborted_init_leaves_nothing(tmp_path: Path) -> None:
    with lock.hold(tmp_path / "new" / "badges", "init", begin=True):
        assert (tmp_path / "new/badges" / lock.FOLDER / "lock").is_file()
    assert not list(tmp_path.iterdir())


def test_reading_writes_nothing_and_keeps_writers_out(program: Path) -> None:
    with lock.reading(program):
        assert not (program / lock.FOLDER).exists()
    with lock.hold(program, "award"):
        pass
    with (
        lock.reading(program),
        lock.reading(program, wait=0),
        pytest.raises(LockError) as caught,
        lock.hold(program, "award", wait=0),
    ):
        pass
    assert caught.value.code == "busy"
    with lock.hold(program, "award"), pytest.raises(LockError), lock.reading(program, wait=0):
        pass


def test_each_programme_has_its_own_lock(program: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(program, tmp_path / "other"))
    with lock.hold(program, "award") as held, lock.hold(other, "award", wait=0):
        assert held.is_for(tmp_path / "other" / ".." / "badges") is held
        with pytest.raises(ValueError, match="is not the lock of"):
            held.is_for(other)


def stop_after(moves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the process dies after that many moves."""
    real = journal.Move.make
    left = moves

    def make(self: journal.Move) -> None:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        real(self)

    monkeypatch.setattr(journal.Move, "make", make)


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_an_interrupted_change_is_finished(program: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    stop_after(moves, monkeypatch)
    paths = [program / "a.yml", program / "deep/er/b.yml", program / "skills.yml"]
    with pytest.raises(KeyboardInterrupt), lock.hold(program, "import") as held:
        held.replace_all([(paths[0], b"a\n"), (paths[1], b"b\n"), (paths[2], None)])
    monkeypatch.undo()
    found, _ = check(Options(program, program.parent / "site", NOW, shown="badges"))
    told = [one for one in found if one.code == "unfinished-write"]
    assert [(str(one.place), one.severity) for one in told] == [("badges/.badgepress", "warning")]
    words: list[str] = []
    with lock.hold(program, "award", tell=words.append):
        assert (paths[0].read_bytes(), paths[1].read_bytes(), paths[2].exists()) == (b"a\n", b"b\n", False)
    assert words == [f"finishing what `badgepress import` (process {os.getpid()}) had begun"]
    assert not list(program.rglob("*.new"))
    assert not lock.unfinished(program, "badges")


def test_reading_finishes_an_interrupted_change_first(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(1, monkeypatch)
    with pytest.raises(KeyboardInterrupt), lock.hold(program, "import") as held:
        held.replace_all([(program / "a.yml", b"a\n"), (program / "b.yml", b"b\n")])
    monkeypatch.undo()
    with lock.reading(program):
        assert (program / "b.yml").read_bytes() == b"b\n"


HOSTILE: list[object] = [
    "no list",
    [{"source": "../outside", "target": "a.yml", "once": False}],
    [{"source": "classes", "target": "../outside", "once": False}],
    [{"source": None, "target": "/etc/hostname", "once": False}],
    [{"source": None, "target": "link/file", "once": False}],
    [{"source": None, "target": "..", "once": False}],
    [{"target": "a.yml"}],
]


@pytest.mark.parametrize("moves", HOSTILE, ids=str)
def test_a_hostile_journal_moves_nothing_outside_the_programme(program: Path, moves: object) -> None:
    outside = program.parent / "outside"
    outside.write_text("mine")
    (program.parent / "file").write_text("mine")
    (program / "link").symlink_to(program.parent)
    (program / lock.FOLDER).mkdir()
    (program / lock.FOLDER / "unfinished.json").write_text(json.dumps({"moves": moves}))
    with pytest.raises(LockError) as caught, lock.hold(program, "award"):
        pass
    assert caught.value.code == "not-a-lock"
    assert outside.read_text() == (program.parent / "file").read_text() == "mine"
    assert (program / "classes").is_dir()


def test_a_failed_move_restores_everything(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[journal.Move], None] = journal.Move.make

    def make(self: journal.Move) -> None:
        if self.target.name == "b.yml":
            raise OSError(errno.EIO, "no")
        real(self)

    monkeypatch.setattr(journal.Move, "make", make)
    before = (program / "skills.yml").read_bytes()
    with lock.hold(program, "import") as held:
        with pytest.raises(OSError, match="no"):
            held.replace_all([(program / "skills.yml", b"x"), (program / "a.yml", b"a"), (program / "b.yml", b"b")])
        assert (program / "skills.yml").read_bytes() == before
        assert not [path for path in program.rglob("*") if path.name in ("a.yml", "b.yml") or path.suffix == ".new"]
        assert not lock.unfinished(program, "badges")


def test_a_lock_file_that_was_removed_is_not_locked(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the holder removes the file after we opened it, we must lock the new file instead."""
    real = system.try_lock
    removed: list[bool] = []

    def slow(handle: int, *, shared: bool = False) -> bool:
        if not removed:
            removed.append(True)
            (program / lock.FOLDER / "lock").unlink()
        return real(handle, shared=shared)

    monkeypatch.setattr(taking, "try_lock", slow)
    with lock.hold(program, "award"), pytest.raises(LockError), lock.hold(program, "award", wait=0):
        pass
