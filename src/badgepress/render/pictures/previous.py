"""Pictures of the site as it was: one that would be drawn the same again is taken over, not drawn.

A picture carries a mark, in a tEXt chunk behind its header (PNG 3rd edition §11.3.3.2): a hash over all it is made of
and over its own bytes. So nothing has to be kept beside the site, a build in which nothing changed draws nothing, and a
picture that was damaged since is drawn anew.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

from badgepress.openbadges.images.png import chunk
from badgepress.render.pictures.cache import makers

#: Where the first chunk of a PNG, its header, ends.
_HEADER = 33


class Previous:
    """The pictures of the site in `folder` (None: there is none); `fonts` is the folder of fonts to draw with.

    `always` stands for what every picture is made of: code and fonts.
    """

    def __init__(self, folder: Path | None, fonts: Path) -> None:
        self._folder = folder
        drawn_with = sorted((file.name, file.stat().st_size) for file in fonts.iterdir())
        self.always = f"{makers()} {drawn_with}"

    def get(self, path: str, made_of: object, make: Callable[[], bytes]) -> bytes:
        """The PNG at `path` below the root: as it was if its mark is the same, else made, and marked.

        `made_of` is all that tells this picture from others; its `repr` says so.
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
    """A picture that `Previous` gave, as it was drawn: the same for the same drawing, whatever version drew it."""
    return png[:_HEADER] + png[_HEADER + _MARK :]


def _mark(stands_for: bytes, drawn: bytes) -> bytes:
    """The chunk that a picture drawn so gets."""
    return chunk(b"tEXt", b"Comment\0" + hashlib.sha256(stands_for + drawn).hexdigest().encode())


#: How long every mark is.
_MARK = len(_mark(b"", b""))
