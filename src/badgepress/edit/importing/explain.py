"""Explain how an import reads sheets: every column, and the first three rows as awards. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from badgepress.edit.importing.originals import is_badge
from badgepress.edit.importing.rows import candidates
from badgepress.edit.importing.run import Options, making_of, sheets_of
from badgepress.edit.importing.told import Told
from badgepress.errors import Problem, ReadError, errors, in_order
from badgepress.read import read_program
from badgepress.read.sheets import Sheet, draft_mapping, planned
from badgepress.read.sheets.source import head_of, opened

#: How many rows to show as awards.
ROWS = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """One file: its sheet (None if unreadable or a badge), its first rows as awards, and all its problems.

    `mapping` is the text of a mapping file that reads the sheet in the same way.
    """

    file: str
    sheet: Sheet | None
    awards: tuple[Mapping[str, Any], ...]
    problems: tuple[Problem, ...]
    mapping: str = ""


def explain(root: Path, files: Sequence[tuple[Path, str]], options: Options) -> list[Explained]:
    """Explain each (path, name in messages). Raises ReadError if the programme or the options have errors."""
    program, problems = read_program(root)
    if program is None or errors(problems):
        raise ReadError(*problems)
    making = making_of(program, options)
    found = []
    for path, shown in files:
        with opened(path, shown) as (stream, problems):
            if stream is None or is_badge(head_of(stream)):
                found.append(Explained(shown, None, (), tuple(problems)))
                continue
            sheet, problems = planned(stream, shown, sheets_of(making, options))
        told = Told()
        told.add(problems)
        awards: list[Mapping[str, Any]] = []
        if sheet is not None:
            told.add(making.badges.contradictions(sheet))
            for candidate, wrong in candidates(sheet, 0, making):
                told.add(wrong)
                if candidate is not None and len(awards) < ROWS:
                    awards.append(candidate.data)
        mapping = draft_mapping(sheet, options.sheets) if sheet is not None else ""
        found.append(Explained(shown, sheet, tuple(awards), tuple(in_order(told.first)), mapping))
    return found
