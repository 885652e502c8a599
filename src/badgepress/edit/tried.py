"""Check a programme with one more file, before that file is written."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Problem
from badgepress.read import Tree, read_tree

#: A new issuer or badge class cannot affect these folders, so they are not read.
_SKIPPED = frozenset({"assertions", "public"})


def problems_with_file(root: Path, shown: str, below: str, text: str) -> list[Problem]:
    """Return the problems that the programme would have with a new file at the path `below`, ignoring awards.

    Reads all other files, because the new one may refer to any of them.
    """
    return read_tree(Tree(root, shown, {below: text.encode()}, _SKIPPED))[1]
