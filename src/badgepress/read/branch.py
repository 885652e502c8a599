"""Which branch `program.yml` names for what is issued: asked for before the programme itself is read."""

from __future__ import annotations

import re
from pathlib import Path

from badgepress.model.program import BRANCH
from badgepress.read.files import MEBIBYTE, read_bytes
from badgepress.read.yaml import parse


def issued_branch(program: Path) -> str:
    """`issued_branch:` of the programme in a folder; empty where it names none, or none that a branch can have.

    What is wrong with the file is told when the programme is read.
    """
    raw, problems = read_bytes(program / "program.yml", "program.yml", MEBIBYTE)
    document = None if problems else parse(raw, "program.yml")[0]
    data = document.data if document else None
    said = data.get("issued_branch") if isinstance(data, dict) else None
    return said if isinstance(said, str) and len(said) <= 200 and re.fullmatch(BRANCH, said) else ""
