"""Finds one assertion of a programme by its id."""

from __future__ import annotations

from dataclasses import dataclass

from badgepress.model import AssertionFile, Award, Program
from badgepress.read.assertions import load_awards


@dataclass(frozen=True, slots=True)
class Authored:
    """A valid assertion, the file it is in, and the number of valid assertions in that file."""

    file: AssertionFile
    award: Award
    count: int


def find_authored(program: Program, award: str) -> Authored | None:
    """Return the valid assertion with that id, or None. Files named like the award are read first."""
    for file in likely_first(program.files, award):
        awards, _ = load_awards(file, program)
        found = next((one for one in awards if one.id == award), None)
        if found is not None:
            return Authored(file, found, len(awards))
    return None


def likely_first(files: tuple[AssertionFile, ...] | list[AssertionFile], award: str) -> list[AssertionFile]:
    """Return the files with those named like the award first."""
    return sorted(files, key=lambda file: file.name.rpartition("/")[2] != award)
