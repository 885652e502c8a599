"""The files of the cache: a folder for each site, with facts about files and with what was kept of the last build.

A file is a head of JSON and several parts, each with its digest. Files are written beside their places and moved there
in one step, so two builds never see half of one. A damaged file, one of another version, and one that somebody else
could have written count as missing. Nothing here raises OSError.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import orjson

#: A cache of another version is not read.
VERSION = f"1 {sys.byteorder}"
FACTS, KEPT = "facts", "kept"
_FOLDER = "sites"
#: At most so many sites are kept, each for at most so many days after its last build.
MOST_SITES, DAYS = 24, 60
_DIGEST = 32


class Parts:
    """A file of the cache that is open to be read: its id, which no other content has, its JSON, and its parts."""

    def __init__(self, file: IO[bytes], name: str, head: Any, places: Sequence[tuple[int, int, bytes]]) -> None:
        self.id, self.head = name, head
        self._file, self._places = file, places

    def __len__(self) -> int:
        return len(self._places)

    def read(self, number: int) -> bytes:
        """Return one part. Raises ValueError if it is damaged."""
        start, size, digest = self._places[number]
        try:
            self._file.seek(start)
            data = self._file.read(size)
        except OSError as error:
            raise ValueError("a part of the cache cannot be read") from error
        if _hash(data) != digest:
            raise ValueError("a part of the cache is damaged")
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def folder_of(cache: Path, *names: str) -> Path:
    """Return the folder for the site that these names, such as paths, are about."""
    return cache / _FOLDER / _hash("\0".join(names).encode("utf-8", "surrogateescape")).hex()[:32]


def opened(folder: Path, name: str) -> Parts | None:
    """Return a file of the cache; None if there is none that can be used."""
    file = None
    try:
        file = open(folder / name, "rb")  # noqa: SIM115 (kept open while a build reads from it)
        if not _is_ours(os.fstat(file.fileno())):
            raise ValueError("somebody else could have written it")
        digest, size = file.read(_DIGEST), int.from_bytes(file.read(8))
        data = file.read(min(size, os.fstat(file.fileno()).st_size))
        if _hash(data) != digest:
            raise ValueError("the head is damaged")
        head = orjson.loads(data)
        if head["version"] != VERSION:
            raise ValueError("another version")
        places, at = [], _DIGEST + 8 + size
        for length, of_part in head["parts"]:
            places.append((at, int(length), bytes.fromhex(of_part)))
            at += int(length)
        return Parts(file, digest.hex(), head["about"], places)
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        if file is not None:
            file.close()
        return None


def write(folder: Path, name: str, about: Any, parts: Iterable[bytes]) -> str:
    """Write a file of the cache. Return its id; empty if it cannot be written, which is no error."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as body, tempfile.NamedTemporaryFile(dir=folder, delete=False) as new:
            try:
                listed = []
                for part in parts:
                    listed.append((len(part), _hash(part).hex()))
                    body.write(part)
                head = orjson.dumps({"version": VERSION, "about": about, "parts": listed})
                digest = _hash(head)
                new.write(digest + len(head).to_bytes(8) + head)
                body.seek(0)
                shutil.copyfileobj(body, new, 1 << 20)
                new.close()
                os.replace(new.name, folder / name)
            except BaseException:
                new.close()
                with contextlib.suppress(OSError):
                    os.unlink(new.name)
                raise
    except OSError:
        return ""
    return digest.hex()


def sweep(cache: Path) -> None:
    """Remove what no build has used for long, and what killed builds left."""
    with contextlib.suppress(OSError):
        found = [(_age(folder), folder) for folder in (cache / _FOLDER).iterdir()]
        for number, (age, folder) in enumerate(sorted(found)):
            if number >= MOST_SITES or age > DAYS * 86_400:
                shutil.rmtree(folder, ignore_errors=True)
        for folder in (cache / _FOLDER).iterdir():
            for left in folder.glob("tmp*"):
                if _age(left) > 86_400:
                    left.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return how many seconds ago a file, or a folder's newest file, was changed."""
    inside = list(path.iterdir()) if path.is_dir() else []
    return time.time() - max(one.stat().st_mtime for one in (path, *inside))


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data, usedforsecurity=False).digest()


def _is_ours(found: os.stat_result) -> bool:
    """Return whether only this user can have written a file."""
    return os.name == "nt" or (found.st_uid == os.geteuid() and not found.st_mode & 0o022)
