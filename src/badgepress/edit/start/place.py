"""Putting a beginning in place: everything is written beside its place before anything goes or comes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from badgepress import atomic
from badgepress.edit.start.plan import Start
from badgepress.edit.start.texts import FOLDER
from badgepress.errors import ReadError, problem, refusal

#: How the folder in which the new programme waits begins; what a killed run leaves.
WAITING = ".badgepress-init-"


def put(start: Start) -> None:
    """The new files, and what they replace away. Raises ReadError `cannot-write`; all is as it was then."""
    folder = start.folder
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=WAITING, dir=folder) as scratch:
            _put(start, Path(scratch))
    except OSError as error:
        for one in made:
            with contextlib.suppress(OSError):
                one.rmdir()
        hint = "nothing was changed; make room or mend the permissions and run again"
        raise ReadError(
            problem("cannot-write", f"cannot write: {refusal(error)}", file=str(folder), hint=hint)
        ) from error


def _put(start: Start, scratch: Path) -> None:
    new, old, badges = scratch / "new", scratch / "old", start.folder / FOLDER
    old.mkdir()
    atomic.replace_all([(new / one.path.relative_to(badges), one.text.encode()) for one in start.programme])
    atomic.replace_all([(one.path, one.text.encode()) for one in start.beside])
    moves = [(badges / name, old / name) for name in start.removed]
    moves += [(path, badges / path.name) for path in sorted(new.iterdir())]
    done: list[tuple[Path, Path]] = []
    is_new = not badges.exists()
    try:
        badges.mkdir(exist_ok=True)
        for source, target in moves:
            os.rename(source, target)
            done.append((source, target))
    except OSError:
        for source, target in reversed(done):
            os.rename(target, source)
        for one in start.beside:
            with contextlib.suppress(OSError):
                one.path.unlink()
        if is_new:
            with contextlib.suppress(OSError):
                badges.rmdir()
        raise
