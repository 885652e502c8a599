"""A programme with one more file in it, before anybody writes that."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Problem
from badgepress.read import Tree, read_tree

#: Nothing that stands in these is changed by a new issuer or badge.
_SKIPPED = frozenset({"assertions", "public"})


def tried(root: Path, shown: str, below: str, text: str) -> list[Problem]:
    """The problems of the programme as it would be, awards left aside; `below` is the new file's path in it.

    All of it is read, for a file refers to much else.
    """
    return read_tree(Tree(root, shown, {below: text.encode()}, _SKIPPED))[1]
