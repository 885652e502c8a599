"""Finds the branch for issued awards in `program.yml`, before the programme itself is read."""

from __future__ import annotations

import re
from pathlib import Path

from badgepress.model.program import BRANCH
from badgepress.read.files import MEBIBYTE, read_bytes
from badgepress.read.yaml import parse


def issued_branch(program: Path) -> str:
    """Return `issued_branch:` of the programme in a folder; empty if it is missing or not a valid branch name.

    Mistakes in the file are reported later, when the programme is read.
    """
    raw, problems = read_bytes(program / "program.yml", "program.yml", MEBIBYTE)
    document = None if problems else parse(raw, "program.yml")[0]
    data = document.data if document else None
    branch = data.get("issued_branch") if isinstance(data, dict) else None
    return branch if isinstance(branch, str) and len(branch) <= 200 and re.fullmatch(BRANCH, branch) else ""
