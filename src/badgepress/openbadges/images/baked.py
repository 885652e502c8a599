"""A credential found in an image, and the limits on reading images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["ob3", "ob2", "clr"]

How = Literal["iTXt", "tEXt", "zTXt", "svg-json", "svg-jws", "svg-url"]

MAX_TEXT: Final = 4 * 1024 * 1024
"""Bytes of a credential's text at most, also after decompression; of all texts of one PNG together."""

MAX_TEXTS: Final = 100
"""Texts of credentials in one PNG at most; more than three (one of each kind) are a baker's mistake."""

MAX_IMAGE: Final = 64 * 1024 * 1024
"""Bytes of an image at most."""

MAX_CHUNKS: Final = 100_000
"""Chunks of a PNG at most: ten times what a large one that was written in small pieces has."""

MAX_PARTS: Final = 500_000
"""Elements, attributes and namespaces of an SVG at most: ten times what a traced photograph has."""


@dataclass(frozen=True, slots=True)
class Baked:
    """A credential found in an image: its kind, its text, and how the image stores it.

    `text` is JSON, a compact JWS, or (`svg-url`, in old Open Badges) the address of an assertion.
    """

    kind: Kind
    text: str
    how: How
