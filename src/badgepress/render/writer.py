"""Writes `site/`: everything is built in a folder beside it, then the two are exchanged in one step.

A file with unchanged bytes is linked rather than written, and a build without changes leaves the site alone. If a
build is killed at any moment, the old site is still complete.
"""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import orjson

from badgepress.errors import RenderError, problem, refusal
from badgepress.lock import PATIENCE, Tell, hold_output, quiet
from badgepress.render.inplace import Standing, tops
from badgepress.render.leaving import KEPT, Lightened, going, same_tree

Result = TypeVar("Result")
#: A file that every built site has. A folder without it is never replaced.
MARKER = "data/badges.json"
#: Part of the name of the folder in which a build works, after the name of the output folder.
_NEXT = ".next-"
#: Segments of safe letters, none of them `.` or `..`.
_PATH = re.compile(r"(?!\.\.?(?:/|\Z))[A-Za-z0-9._@~-]+(?:/(?!\.\.?(?:/|\Z))[A-Za-z0-9._@~-]+)*")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Target:
    """The place files are written to. It can be pickled, so that several processes can write into one build."""

    beside: Path
    old: Path

    def write(self, path: str, data: bytes) -> bool:
        """Write one file at a POSIX path below the root. Return whether it differs from the old site's.

        Raises RenderError `bad-path` or `cannot-write`.
        """
        if not _PATH.fullmatch(path):
            raise RenderError(problem("bad-path", "a file of the site would leave its folder", got=path))
        # texts, not Paths: joining these would take as long as writing
        new, old = f"{self.beside}/{path}", f"{self.old}/{path}"
        try:
            is_same = _same(old, data)
            if not (is_same and _is_linked(old, new)):
                _create(new, data)
        except FileExistsError:
            raise RenderError(problem("path-twice", "two pages have the same path on the site", got=path)) from None
        except OSError as error:
            raise cannot_write(path, error) from error
        return not is_same

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> tuple[int, int]:
        """Write several files. Return how many there were and how many of them differ."""
        written = changed = 0
        for path, data in files:
            changed += self.write(path, data)
            written += 1
        return written, changed


class SiteWriter:
    """Builds inside `with SiteWriter(out) as target:`; if the block ends without an error, the site is swapped in.

    No other build can write to `out` meanwhile; this one waits up to `wait` seconds for another to end. Each build has
    a working folder of its own. Afterwards `changed` says whether the site changed, `gone` lists removed files that no
    build makes, and `lightened` those removed because their awards became light.

    `stays` are folders of the old site, looked at since the block began, that belong to the new one as they are. They
    are linked only if anything else changed; `linked` is false if the file system has no links. `then` is called when
    the site is in place, before others may build.

    `url` is the address of the new site. A site of another address is only replaced with `replace`, or if its address
    is in `may_go`.
    """

    def __init__(
        self,
        out: Path,
        *,
        url: str = "",
        replace: bool = False,
        may_go: Iterable[str] = (),
        wait: float = PATIENCE,
        tell: Tell = quiet,
    ) -> None:
        self.out = working_out(out)
        if not self.out.name:
            _refuse_foreign(self.out)  # the root of the file system has nothing beside it
        self.beside = self.out.with_name(f".{self.out.name}{_NEXT}{secrets.token_hex(4)}")
        self.changed = False
        self.gone: tuple[str, ...] = ()
        self.lightened = Lightened()
        self.stays: Sequence[Standing] = ()
        self.linked = True
        self.then: Callable[[], None] = lambda: None
        self._url, self._replace, self._may_go = url, replace, frozenset(may_go)
        self._lock = hold_output(self.out, wait=wait, tell=tell)

    def __enter__(self) -> Target:
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(str(self.out), error) from error
        self._lock.__enter__()
        try:
            return self._begin()
        except BaseException:
            self._leave()
            raise

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        try:
            if kind is None:
                self._end()
                self.then()
        finally:
            self._leave()

    def look(self) -> None:
        """Refuse to replace a folder that must be kept. Raises RenderError `not-a-site` or `other-site`."""
        _refuse_foreign(self.out)
        if self._url and not self._replace:
            _refuse_other(self.out, self._url, self._may_go)

    def _begin(self) -> Target:
        aside = _aside(self.out)
        try:
            if aside.is_dir() and not self.out.exists():
                aside.rename(self.out)  # an earlier run was killed between the two steps of `_swap`
        except OSError as error:
            raise _cannot_swap(self.out, error) from error
        self.look()
        for left in self.out.parent.glob(f".{glob.escape(self.out.name)}{_NEXT}*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            self.beside.mkdir()
            for name in KEPT:
                if (self.out / name).is_file():
                    _linked(self.out / name, self.beside / name)
        except OSError as error:
            raise cannot_write(str(self.out), error) from error
        return Target(self.beside, self.out)

    def _end(self) -> None:
        known = tops(self.stays)
        self.changed = not same_tree(self.beside, self.out, known)
        if self.changed:
            self.gone, self.lightened = going(self.beside, self.out, known)
            try:
                (self.beside / "awards").mkdir(exist_ok=True)
                for standing in self.stays:
                    self.linked &= standing.link(self.out, self.beside)
            except OSError as error:
                raise cannot_write(str(self.out), error) from error
            try:
                _swap(self.beside, self.out)
            except OSError as error:
                raise _cannot_swap(self.out, error) from error

    def _leave(self) -> None:
        if self.changed:
            for standing in self.stays:
                standing.remove(self.beside)
        shutil.rmtree(self.beside, ignore_errors=True)
        self._lock.__exit__(None, None, None)


def working_out(out: Path) -> Path:
    """Return the folder that is replaced when a site is built into `out`."""
    return out.resolve() if out.is_symlink() else Path(os.path.abspath(out))


def _linked(old: Path, new: Path) -> None:
    """Link a file to another place, or copy it if the file system has no links. Raises OSError."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def refuse_mount(target: Target) -> None:
    """Refuse an output folder that is a mount point, which cannot be exchanged. RenderError `out-not-replaceable`."""
    if os.path.ismount(target.old):
        raise _cannot_swap(target.old, OSError(errno.EBUSY, os.strerror(errno.EBUSY)))


def _same(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):
            return False
        with open(path, "rb") as stream:
            return stream.read() == data
    except OSError:
        return False


def _is_linked(old: str, new: str) -> bool:
    """Link a file into the new site, if the file system can. Raises FileExistsError."""
    try:
        _in_folder(new, lambda: os.link(old, new))
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _create(path: str, data: bytes) -> None:
    """Write a new file and make its folder. Raises FileExistsError, else OSError."""
    handle = _in_folder(path, lambda: os.open(path, _NEW, 0o666))
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def _in_folder(path: str, work: Callable[[], Result]) -> Result:
    """Do something at a path; if its folder is missing, make that and try again. Most folders get several files."""
    try:
        return work()
    except FileNotFoundError:
        folder = os.path.dirname(path)
        try:
            os.mkdir(folder)
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
        return work()


def _refuse_foreign(out: Path) -> None:
    try:
        inside = {entry.name for entry in out.iterdir()} - set(KEPT)
    except FileNotFoundError:
        return
    except OSError as error:
        raise cannot_write(str(out), error) from error
    built = (out / MARKER).is_file() and ".git" not in inside
    if not out.name or (inside - {".nojekyll"} and not built):
        raise RenderError(
            problem(
                "not-a-site",
                "the output folder contains something other than a built site, and building would remove it",
                file=str(out),
                got=", ".join(sorted(inside)[:3]),
                expected="an empty folder, or a site built before",
                hint="name another folder with --out",
            )
        )


def _refuse_other(out: Path, url: str, may_go: frozenset[str]) -> None:
    """Refuse to replace the site of another programme, which is recognised by its address. Raises RenderError."""
    try:
        data = orjson.loads((out / MARKER).read_bytes())
        theirs, name = str(data["url"]), str(data["program"])
    except (OSError, ValueError, TypeError, KeyError):
        return
    if theirs in ("", url) or theirs in may_go:
        return
    raise RenderError(
        problem(
            "other-site",
            f"the output folder contains the site of another programme, '{name[:80]}', and building would remove it",
            file=str(out),
            got=theirs[:200],
            expected=url,
            hint="name another folder with --out; if this programme has a new address, use --replace once",
        )
    )


def _swap(new: Path, out: Path) -> None:
    """Exchange the two folders: in one step if the system can, else in two."""
    if not out.exists():
        new.rename(out)
        return
    if _exchange(new, out):
        return
    aside = _aside(out)
    shutil.rmtree(aside, ignore_errors=True)
    out.rename(aside)
    try:
        new.rename(out)
    except OSError:
        aside.rename(out)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _aside(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange with renameat2(RENAME_EXCHANGE) on Linux or renamex_np(RENAME_SWAP) on macOS; False if neither works."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        first, second = os.fsencode(one), os.fsencode(other)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(first, second, 2) == 0)
        return bool(libc.renameat2(-100, first, -100, second, 2) == 0)
    except (OSError, AttributeError, TypeError):  # Windows cannot load a library without a name
        return False


def cannot_write(path: str, error: OSError) -> RenderError:
    """Return the error for a file that cannot be written: `disk-full` or `cannot-write`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        hint = "the old site is unchanged; free some space and build again"
        return RenderError(problem("disk-full", f"cannot write: {refusal(error)}", file=path, hint=hint))
    hint = "the old site is unchanged; fix the permissions and build again"
    return RenderError(problem("cannot-write", f"cannot write: {refusal(error)}", file=path, hint=hint))


def _cannot_swap(out: Path, error: OSError) -> RenderError:
    hint = "it may be a mount point, or its folder may be read-only: name a folder below it with --out"
    message = f"the built site cannot replace the output folder: {refusal(error)}"
    return RenderError(problem("out-not-replaceable", message, file=str(out), hint=hint))
