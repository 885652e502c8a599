"""Pictures that were drawn before, in a folder of their own: each is checked before it is used again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path

from badgepress import atomic

#: How a kept picture's file ends. Its first bytes are a SHA-256 of its name and of the picture that follows.
ENDING = ".kept"
_DIGEST = 32


class PictureCache:
    """Pictures in a folder (None: nothing is kept).

    A file's name stands for all that the picture is made of, and for the code that made it. Its content begins with a
    hash over that name and the picture: what a disk, a crash or a sync damaged, and what was put under another's name,
    is not used but made anew.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def get(self, made_of: str, size: tuple[int, int], make: Callable[[], bytes]) -> bytes:
        """The kept picture of that size; one that is missing or damaged is made and kept."""
        if self._folder is None:
            return make()
        name = hashlib.sha256(f"{makers()} {size} {made_of}".encode()).hexdigest()
        file = self._folder / f"{name}{ENDING}"
        with contextlib.suppress(OSError):
            held = file.read_bytes()
            if held[:_DIGEST] == _digest(name, held[_DIGEST:]):
                return held[_DIGEST:]
        made = make()
        # A folder that cannot be written is no reason to stop.
        with contextlib.suppress(OSError):
            atomic.replace(file, _digest(name, made) + made)
        return made


def _digest(name: str, made: bytes) -> bytes:
    return hashlib.sha256(name.encode() + made).digest()


@cache
def makers() -> str:
    """What draws: two libraries, and this room as it is."""
    digest = hashlib.sha256()
    for name in ("resvg-py", "Pillow"):
        digest.update(f"{name} {metadata.version(name)}".encode())
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
