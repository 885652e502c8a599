"""Keeps drawn pictures in a folder of their own, and checks each before using it again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

from badgepress import atomic

#: The ending of a cached picture's file. Its first bytes are a SHA-256 of its name and of the picture that follows.
ENDING = ".kept"
_DIGEST = 32


class PictureCache:
    """A cache of pictures in a folder; with None nothing is kept.

    A file's name is a hash of everything the picture is made from, including the code that draws it. The content begins
    with a hash of that name and the picture, so that a file that was damaged or renamed is not used but drawn again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def get(self, made_of: str, size: tuple[int, int], make: Callable[[], bytes]) -> bytes:
        """Return the cached picture of that size. If it is missing or damaged, make it and keep it."""
        if self._folder is None:
            return make()
        name = hashlib.sha256(f"{makers()} {size} {made_of}".encode()).hexdigest()
        file = self._folder / f"{name}{ENDING}"
        with contextlib.suppress(OSError):
            content = file.read_bytes()
            if content[:_DIGEST] == _digest(name, content[_DIGEST:]):
                return content[_DIGEST:]
        made = make()
        # a cache that cannot be written is not an error
        with contextlib.suppress(OSError):
            atomic.replace(file, _digest(name, made) + made)
        return made


def _digest(name: str, made: bytes) -> bytes:
    return hashlib.sha256(name.encode() + made).digest()


@cache
def makers() -> str:
    """Return a hash of the code that draws: two libraries and the source of this package."""
    digest = hashlib.sha256()
    for name in ("resvg-py", "Pillow"):
        digest.update(f"{name} {metadata.version(name)}".encode())
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
