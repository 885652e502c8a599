"""A programme with one more file in it, before anybody writes that."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from badgepress.errors import Problem
from badgepress.read import read_program


def tried(root: Path, shown: str, below: str, text: str) -> list[Problem]:
    """The problems of the programme as it would be, awards left aside; `below` is the new file's path in it.

    It is read from a copy, for a file refers to much else.
    """
    with tempfile.TemporaryDirectory(prefix="badgepress-") as folder:
        copy = Path(folder, "programme")
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns("assertions", "issued", "public", ".*"))
        (copy / below).parent.mkdir(exist_ok=True)
        (copy / below).write_text(text, encoding="utf-8")
        return read_program(copy, shown=shown)[1]
