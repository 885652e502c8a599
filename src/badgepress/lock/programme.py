"""The lock of a programme. Every command that writes to a programme holds it from before it reads until it has written.

The lock file is `.badgepress/lock` in the programme's folder. `.badgepress` has its own .gitignore, so it is never
committed. The lock is passed as a value (`Held`): every function that writes to the programme takes one.
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
from badgepress.lock.taking import LONGER, PATIENCE, Request, Taken, Tell, cannot_write, let_go, quiet, share, take

#: The folder in a programme for files that only concern this machine.
FOLDER = ".badgepress"
_LOCK = "lock"
_SCRATCH = "scratch-"


@dataclass(frozen=True, slots=True)
class Held:
    """Proof that the lock of the programme at `root` is held. Its owner may write below `root`."""

    root: Path

    def replace_all(self, files: Sequence[tuple[Path, atomic.Data | None]]) -> None:
        """Write data to paths below the programme, or remove files whose data is None: all or nothing.

        If the process is killed half way, the next holder of the lock finishes the change. Raises OSError and leaves
        everything as it was.
        """
        journal.replace_all(self.root, self.root / FOLDER, files)

    def move_all(self, moves: Sequence[journal.Move]) -> None:
        """Make moves within the programme's folder: all or none, as for `replace_all`."""
        made = [(move.source, move.target) for move in moves if move.source]
        journal.move_all(self.root, self.root / FOLDER, moves, lambda: _moved_back(made))

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield an empty temporary folder below the programme; it is removed afterwards. Raises OSError."""
        with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=self.root / FOLDER) as folder:
            yield Path(folder)

    def is_for(self, root: Path) -> Held:
        """Return self if it is the lock of that programme. Raises ValueError if not, which is a bug in the caller."""
        if root.resolve() != self.root:
            raise ValueError(f"the lock of {self.root} is not the lock of {root}")
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
    """Hold the lock of the programme in `root` for a command, given without its arguments.

    First finishes what a killed command left. A folder without a programme is not locked, because there is nothing to
    lose. With `begin`, the command is about to create one, so the folder is created and locked. `shown` is how messages
    name the folder. If a killed `publish` left changes, only a command that `publishes` may go on, because it reverts
    them. Raises LockError `busy` after `wait` seconds, `publishing-unfinished`, `no-locking`, `not-a-lock` or
    `cannot-write`.
    """
    root = Path(root)
    # A killed command may have left the programme without program.yml.
    if not (begin or (root / "program.yml").is_file() or journal.is_unfinished(root / FOLDER)):
        yield Held(root.resolve())
        return
    shown = shown or str(root)
    made = _make(root, shown)
    held = Held(root.resolve())
    work = held.root / FOLDER
    try:
        taken = take(work / _LOCK, Request(command, wait, tell, _busy(shown)))
    except BaseException:
        _unmake(made)
        raise
    clean = False
    try:
        if not publishes and (stopped := unpublished(held.root, shown)):
            raise LockError(*stopped)
        _recover(held.root, work, taken, tell, shown)
        yield held
        clean = True
    finally:
        is_empty = len(made) > 1 and not _in_use(held.root)
        taken.let_go(clean=clean, remove=is_empty)
        if is_empty:
            _unmake(made)


@contextlib.contextmanager
def reading(root: Path, *, wait: float = PATIENCE, tell: Tell = quiet, shown: str = "") -> Iterator[None]:
    """Keep writing commands out while the programme is read. This itself writes nothing.

    Does nothing if no command ever wrote to the programme, or if nothing can be locked there. Raises LockError `busy`
    after `wait` seconds.
    """
    work = Path(root).resolve() / FOLDER
    if journal.is_unfinished(work):
        # A killed writer's change needs a writer to finish it. If we cannot write, read the programme as it is.
        with contextlib.suppress(LockError), hold(root, "build", wait=wait, tell=tell, shown=shown):
            pass
    handle = share(work / _LOCK, Request("", wait, tell, _busy(shown or str(root))))
    try:
        yield
    finally:
        if handle is not None:
            let_go(handle)


def unfinished(root: Path, shown: str) -> list[Problem]:
    """Return a warning if a killed command left a change half made."""
    if not journal.is_unfinished(root.resolve() / FOLDER):
        return []
    message = "a command was stopped while it replaced several files, so some are new and some are old"
    hint = "the next command that writes, such as `badgepress build`, finishes the change"
    return [problem("unfinished-write", message, file=f"{shown}/{FOLDER}", hint=hint, severity="warning")]


def _make(root: Path, shown: str) -> list[Path]:
    """Create the folder for the lock, with a .gitignore. Return the folders that were created, the topmost first."""
    work = root / FOLDER
    made: list[Path] = []
    try:
        if work.is_symlink():
            message, hint = "Badgepress did not create this folder", "remove it, then run again"
            raise LockError(problem("not-a-lock", message, file=f"{shown}/{FOLDER}", hint=hint))
        made = atomic.folders(work)
        if not (work / ".gitignore").is_file():
            atomic.replace(work / ".gitignore", b"*\n")
    except OSError as error:
        _unmake(made)
        raise cannot_write(work, shown, error) from error
    return made


def _unmake(made: Sequence[Path]) -> None:
    """Remove folders that were created for nothing, unless they contain other files."""
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


def _recover(root: Path, work: Path, taken: Taken, tell: Tell, shown: str) -> None:
    """Finish what a killed command had begun, and remove its temporary files."""
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
