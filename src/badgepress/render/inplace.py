"""Folders of a site as a build left them: looked at without reading a file, and linked into the next site.

What is compared is each folder's inode and time, which change when a file is added, removed or renamed in it, and each
file's size, inode and time, which change when it is written. The exact names are known too, so nothing is listed.
"""

from __future__ import annotations

import os
import shutil
import sys
from array import array
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path


def _numbers() -> array[int]:
    return array("q")


@dataclass(frozen=True, slots=True)
class Standing:
    """Some folders of a site, in columns, each folder before those inside it.

    `folders` are POSIX paths below the root; `inodes` and `times` (of the last change, in ns) are theirs, `counts` how
    many files each has. `names`, `sizes` (bytes), `file_inodes` and `file_times` are those of all their files.
    """

    folders: list[str] = field(default_factory=list)
    inodes: array[int] = field(default_factory=_numbers)
    times: array[int] = field(default_factory=_numbers)
    counts: array[int] = field(default_factory=_numbers)
    names: list[str] = field(default_factory=list)
    sizes: array[int] = field(default_factory=_numbers)
    file_inodes: array[int] = field(default_factory=_numbers)
    file_times: array[int] = field(default_factory=_numbers)

    def files(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each folder with the names of its files."""
        at = 0
        for folder, count in zip(self.folders, self.counts, strict=True):
            yield folder, self.names[at : at + count]
            at += count

    def stands(self, root: Path) -> bool:
        """Return whether all of this is below `root` unchanged, and nothing else in these folders."""
        look, base, at = os.lstat, str(root), 0
        columns = zip(self.folders, self.inodes, self.times, self.counts, strict=True)
        names, sizes, inodes, times = self.names, self.sizes, self.file_inodes, self.file_times
        try:
            for folder, inode, time, count in columns:
                path = f"{base}/{folder}" if folder else base
                found = look(path)
                if (found.st_mtime_ns != time or _inode(found) != inode) and not self._same_names(
                    path, folder, at, count
                ):
                    return False
                for one in range(at, at + count):
                    found = look(f"{path}/{names[one]}")
                    if found.st_size != sizes[one] or found.st_mtime_ns != times[one] or _inode(found) != inodes[one]:
                        return False
                at += count
        except OSError:
            return False
        return True

    def _same_names(self, path: str, folder: str, at: int, count: int) -> bool:
        """Return whether a folder that was changed, or made anew, has the names that it should have."""
        prefix = f"{folder}/" if folder else ""
        inside = {one.removeprefix(prefix) for one in self.folders if one != folder and one.startswith(prefix)}
        inside = {one for one in inside if "/" not in one}
        return set(os.listdir(path)) == inside | set(self.names[at : at + count])

    def link(self, old: Path, new: Path) -> bool:
        """Make the folders below `new`, with links to the files below `old`. Raises OSError.

        Return whether all are links: where the file system has none, files are copied.
        """
        from_, to, linked = str(old), str(new), True
        for folder, names in self.files():
            os.mkdir(f"{to}/{folder}")
            for name in names:
                path = f"{folder}/{name}"
                try:
                    os.link(f"{from_}/{path}", f"{to}/{path}")
                except OSError:
                    shutil.copy2(f"{from_}/{path}", f"{to}/{path}")
                    linked = False
        return linked

    def remove(self, root: Path) -> None:
        """Remove these folders below `root`, as far as they hold nothing else. Raises no OSError."""
        base = str(root)
        for folder, names in self.files():
            for name in names:
                try:
                    os.unlink(f"{base}/{folder}/{name}")
                except OSError:
                    return
        for folder in reversed(self.folders):
            try:
                os.rmdir(f"{base}/{folder}")
            except OSError:
                return

    def part(self, folders: slice, files: slice) -> Standing:
        """Return some of the folders, with their files."""
        return Standing(
            self.folders[folders],
            self.inodes[folders],
            self.times[folders],
            self.counts[folders],
            self.names[files],
            self.sizes[files],
            self.file_inodes[files],
            self.file_times[files],
        )

    def extend(self, more: Standing) -> None:
        """Add the folders and files of another one."""
        self.folders.extend(more.folders)
        self.inodes.extend(more.inodes)
        self.times.extend(more.times)
        self.counts.extend(more.counts)
        self.names.extend(more.names)
        self.sizes.extend(more.sizes)
        self.file_inodes.extend(more.file_inodes)
        self.file_times.extend(more.file_times)

    def again(self, root: Path, *, files: bool = False) -> Standing:
        """Return the same folders as they are below `root` now; with `files` their files too. Raises OSError."""
        looked = [os.lstat(f"{root}/{folder}") for folder in self.folders]
        found = replace(
            self, inodes=array("q", map(_inode, looked)), times=array("q", (one.st_mtime_ns for one in looked))
        )
        if not files:
            return found
        inside = [os.lstat(f"{root}/{folder}/{name}") for folder, names in self.files() for name in names]
        return replace(
            found,
            sizes=array("q", (one.st_size for one in inside)),
            file_inodes=array("q", map(_inode, inside)),
            file_times=array("q", (one.st_mtime_ns for one in inside)),
        )

    def holds_same(self, other: Standing) -> bool:
        """Return whether both have the same folders with the same files, whatever the folders' own marks."""
        return (
            self.folders == other.folders
            and self.names == other.names
            and self.counts == other.counts
            and self.sizes == other.sizes
            and self.file_inodes == other.file_inodes
            and self.file_times == other.file_times
        )

    def largest(self) -> tuple[int, str]:
        """Return the size and the path of the largest file; the first one of several."""
        size = max(self.sizes, default=0)
        paths = (f"{folder}/{name}" for folder, names in self.files() for name in names)
        return size, next((path for path, one in zip(paths, self.sizes, strict=True) if one == size), "")


def taken(root: Path, folders: Iterable[str], without: Container[str] = ()) -> Standing:
    """Return these folders below `root`, with all that is in them, but without those named. Raises OSError."""
    found = Standing()
    for folder in folders:
        _take(found, str(root), folder, without)
    return found


def _take(found: Standing, root: str, folder: str, without: Container[str]) -> None:
    path = f"{root}/{folder}" if folder else root
    marks = os.lstat(path)
    inside: list[str] = []
    count = 0
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            below = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                inside += [] if below in without else [below]
                continue
            one = os.lstat(entry.path)
            count += 1
            found.names.append(sys.intern(entry.name))
            found.sizes.append(one.st_size)
            found.file_inodes.append(_inode(one))
            found.file_times.append(one.st_mtime_ns)
    found.folders.append(folder)
    found.inodes.append(_inode(marks))
    found.times.append(marks.st_mtime_ns)
    found.counts.append(count)
    for one_inside in inside:
        _take(found, root, one_inside, without)


def _inode(found: os.stat_result) -> int:
    """Return the inode, which may have 64 bits, as a signed number of 64 bits."""
    return (found.st_ino & 0xFFFF_FFFF_FFFF_FFFF) - (1 << 64 if found.st_ino & (1 << 63) else 0)


def tops(standing: Iterable[Standing]) -> frozenset[str]:
    """Return the folders that are in no other of these, such as `awards/abc`."""
    return frozenset(folder for one in standing for folder in one.folders if folder.count("/") == 1)
