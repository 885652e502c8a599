"""One assertion of a programme by its id."""

from __future__ import annotations

from dataclasses import dataclass

from badgepress.model import AssertionFile, Award, Program
from badgepress.read.assertions import load_awards


@dataclass(frozen=True, slots=True)
class Authored:
    """A sound assertion, the file it stands in, and how many sound ones stand there."""

    file: AssertionFile
    award: Award
    count: int


def find_authored(program: Program, award: str) -> Authored | None:
    """The assertion of that id; None where no sound one has it. Files named like the award are read first."""
    for file in likely_first(program.files, award):
        awards, _ = load_awards(file, program)
        found = next((one for one in awards if one.id == award), None)
        if found is not None:
            return Authored(file, found, len(awards))
    return None


def likely_first(files: tuple[AssertionFile, ...] | list[AssertionFile], award: str) -> list[AssertionFile]:
    """The files, those named like the award before the others."""
    return sorted(files, key=lambda file: file.name.rpartition("/")[2] != award)
