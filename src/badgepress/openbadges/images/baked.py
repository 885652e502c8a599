"""A credential found in an image, and the limits on reading images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ob3", "ob2", "clr"]

How = Literal["iTXt", "tEXt", "zTXt", "svg-json", "svg-jws", "svg-url"]


@dataclass(frozen=True, slots=True)
class Baked:
    """A credential found in an image: its kind, its text, and how the image stores it.

    `text` is JSON, a compact JWS, or (`svg-url`, in old Open Badges) the address of an assertion.
    """

    kind: Kind
    text: str
    how: How
