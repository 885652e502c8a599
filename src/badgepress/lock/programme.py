"""The lock of a programme: held by every command that writes below its folder, from before it reads until it wrote.

It lies in `.badgepress/lock` in the programme's folder. That folder ignores itself, so that no commit has it. The lock
is handed on as a value (`Held`), never looked up: what writes below the programme asks for one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress import atomic
from badgepress.errors import LockError, Problem, problem
from badgepress.lock import journal
from badgepress.lock.publishing import unpublished
from badgepress.lock.taking import LONGER, PATIENCE, Asked, Taken, Tell, cannot_write, let_go, quiet, share, take

#: The folder in a programme for what only concerns this machine.
FOLDER = ".badgepress"
_LOCK = "lock"
_SCRATCH = "scratch-"


@dataclass(frozen=True, slots=True)
class Held:
    """That the lock of the programme at `root` is held: whoever has this may write below it."""

    root: Path

    def replace_all(self, files: Sequence[tuple[Path, bytes | None]]) -> None:
        """Put data at paths below the programme, or take the file away where it is None: all of it or nothing.

        Also when the process is killed: what is not finished then is finished by whoever holds the lock next. Raises
        OSError; everything is as it was then.
        """
        journal.replace_all(self.root, self.root / FOLDER, files)

    def move_all(self, moves: Sequence[journal.Move]) -> None:
        """Make moves within the programme's folder: all of them or none, as `replace_all`. Each happens once."""
        made = [(move.source, move.target) for move in moves if move.source]
        journal.move_all(self.root, self.root / FOLDER, moves, lambda: _moved_back(made))

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder below the programme for what is being made, empty, and removed afterwards. Raises OSError."""
        with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=self.root / FOLDER) as folder:
            yield Path(folder)

    def is_for(self, root: Path) -> Held:
        """This, if it is the lock of that programme; another one is a mistake in the code."""
        if root.resolve() != self.root:
            raise ValueError(f"the lock of {self.root} is not that of {root}")
        return self


@contextlib.contextmanager
def hold(
    root: Path,
    command: str,
    *,
    wait: float = PATIENCE,
    tell: Tell = quiet,
    shown: str = "",
    begin: bool = False,
    publishes: bool = False,
) -> Iterator[Held]:
    """Hold the programme in the folder `root` for a command, named without its arguments.

    What a killed command left is put in order first. A folder without a programme is left alone, for there is nothing
    to lose; with `begin` there is going to be one, and the folder is made where it is missing. `shown` is how messages
    name the folder. Only who `publishes` may go on where a killed `publish` left changes, for it puts them back. Raises
    LockError `busy` after `wait` seconds, `publishing-unfinished`, `no-locking`, `not-a-lock` or `cannot-write`.
    """
    root = Path(root)
    # A command that was killed may have left the programme without its first file.
    if not (begin or (root / "program.yml").is_file() or journal.is_unfinished(root / FOLDER)):
        yield Held(root.resolve())
        return
    shown = shown or str(root)
    made = _make(root, shown)
    held = Held(root.resolve())
    work = held.root / FOLDER
    try:
        taken = take(work / _LOCK, Asked(command, wait, tell, _busy(shown)))
    except BaseException:
        _unmake(made)
        raise
    clean = False
    try:
        if not publishes and (stopped := unpublished(held.root, shown)):
            raise LockError(*stopped)
        _mend(held.root, work, taken, tell, shown)
        yield held
        clean = True
    finally:
        vain = len(made) > 1 and not _in_use(held.root)
        taken.let_go(clean=clean, remove=vain)
        if vain:
            _unmake(made)


@contextlib.contextmanager
def reading(root: Path, *, wait: float = PATIENCE, tell: Tell = quiet, shown: str = "") -> Iterator[None]:
    """Keep commands that write out while the programme is read; nothing is written for it.

    Where no command ever wrote, or the folder or the file system lets nothing be locked, there is nobody to keep out.
    Raises LockError `busy` after `wait` seconds.
    """
    work = Path(root).resolve() / FOLDER
    if journal.is_unfinished(work):
        # Only a writer can put in order what a killed one left; where nothing can be written, it is read as it is.
        with contextlib.suppress(LockError), hold(root, "build", wait=wait, tell=tell, shown=shown):
            pass
    handle = share(work / _LOCK, Asked("", wait, tell, _busy(shown or str(root))))
    try:
        yield
    finally:
        if handle is not None:
            let_go(handle)


def unfinished(root: Path, shown: str) -> list[Problem]:
    """A warning where a killed command left changes that are put in place by half."""
    if not journal.is_unfinished(root.resolve() / FOLDER):
        return []
    message = "a command was stopped while it put several files in place, so some are new and some are old"
    hint = "the next command that writes finishes that, `badgepress build` for one"
    return [problem("unfinished-write", message, file=f"{shown}/{FOLDER}", hint=hint, severity="warning")]


def _make(root: Path, shown: str) -> list[Path]:
    """The folder of the lock, which git ignores; the folders that had to be made, the uppermost first."""
    work = root / FOLDER
    made: list[Path] = []
    try:
        if work.is_symlink():
            message, hint = "this is no folder of ours", "remove it, and run again"
            raise LockError(problem("not-a-lock", message, file=f"{shown}/{FOLDER}", hint=hint))
        made = atomic.folders(work)
        if not (work / ".gitignore").is_file():
            atomic.replace(work / ".gitignore", b"*\n")
    except OSError as error:
        _unmake(made)
        raise cannot_write(work, shown, error) from error
    return made


def _unmake(made: Sequence[Path]) -> None:
    """Take folders away that were made in vain; not one that holds anything of others."""
    if not made:
        return
    with contextlib.suppress(OSError):
        (made[-1] / ".gitignore").unlink()
    for folder in reversed(made):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _busy(shown: str) -> Problem:
    return problem("busy", "another badgepress is working on this programme", file=shown, hint=LONGER)


def _in_use(root: Path) -> bool:
    return any(path.name != FOLDER for path in root.iterdir())


def _mend(root: Path, work: Path, taken: Taken, tell: Tell, shown: str) -> None:
    """Finish what a killed command had begun, and remove what it left beside its files."""
    begun = journal.is_unfinished(work)
    if begun:
        tell(f"finishing what {taken.left or 'another badgepress'} had begun")
        try:
            journal.finish(root, work)
        except OSError as error:
            raise cannot_write(work, shown, error) from error
    if begun or taken.left is not None:
        for folder in work.glob(f"{_SCRATCH}*"):
            shutil.rmtree(folder, ignore_errors=True)
        for path in root.rglob(f".*{atomic.BESIDE}"):
            with contextlib.suppress(OSError):
                path.unlink()


def _moved_back(moved: Sequence[tuple[Path, Path]]) -> None:
    for source, target in reversed(moved):
        if os.path.lexists(target) and not os.path.lexists(source):
            os.rename(target, source)
