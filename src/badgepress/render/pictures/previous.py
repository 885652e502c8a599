"""Reuses pictures of the old site: one that would be drawn the same again is copied instead of drawn.

Each picture has a mark in a tEXt chunk after its header (PNG 3rd edition §11.3.3.2): a hash of everything it is made
from and of its own bytes. So nothing has to be stored beside the site, a build without changes draws nothing, and a
damaged picture is drawn again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from badgepress.openbadges.images.png import chunk
from badgepress.render.pictures.cache import makers

#: The end of a PNG's first chunk, its header.
_HEADER = 33


class Previous:
    """The pictures of the site in `folder`, or None; `fonts` is the folder of fonts to draw with.

    `always` describes what every picture is made from: code and fonts.
    """

    def __init__(self, folder: Path | None, fonts: Path) -> None:
        self._folder = folder
        drawn_with = sorted((file.name, file.stat().st_size) for file in fonts.iterdir())
        self.always = f"{makers()} {drawn_with}"

    def get(self, path: str, made_of: object, make: Callable[[], bytes]) -> bytes:
        """Return the PNG at `path` below the root: the old one if its mark matches, else a new one with a mark.

        The `repr` of `made_of` must differ whenever the picture differs.
        """
        stands_for = hashlib.sha256(f"{self.always} {made_of!r}".encode()).digest()
        if self._folder is not None and path:
            with contextlib.suppress(OSError):
                png = self._folder.joinpath(path).read_bytes()
                drawn = unmarked(png)
                if png.startswith(_mark(stands_for, drawn), _HEADER):
                    return png
        png = make()
        return png[:_HEADER] + _mark(stands_for, png) + png[_HEADER:]


def unmarked(png: bytes) -> bytes:
    """Return a picture of `Previous` without its mark. The same drawing gives the same bytes in every version."""
    return png[:_HEADER] + png[_HEADER + _MARK :]


def _mark(stands_for: bytes, drawn: bytes) -> bytes:
    """Return the chunk that marks a picture."""
    return chunk(b"tEXt", b"Comment\0" + hashlib.sha256(stands_for + drawn).hexdigest().encode())


#: The length of every mark.
_MARK = len(_mark(b"", b""))
