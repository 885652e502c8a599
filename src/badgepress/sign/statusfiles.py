"""The files below `issued/status/`, each read once for a run that looks at them and writes none."""

from __future__ import annotations

from functools import cached_property

from badgepress.errors import Problem
from badgepress.model import Program
from badgepress.sign.listindexes import IndexesByList, read_given, read_suspended, read_unused
from badgepress.sign.status import Signed, read_signed


class StatusFiles:
    """What the files of one programme held when each was first asked for, with the problems of reading it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._signed: dict[int, tuple[Signed | None, list[Problem]]] = {}

    @cached_property
    def given(self) -> tuple[dict[int, int], list[Problem]]:
        """`given.json`: list number → its next free index."""
        return read_given(self._program)

    @cached_property
    def unused(self) -> tuple[IndexesByList, list[Problem]]:
        """`unused.json`: list number → indexes that were assigned and never used."""
        return read_unused(self._program)

    @cached_property
    def suspended(self) -> tuple[IndexesByList, list[Problem]]:
        """`suspended.json`: list number → indexes that are set for the time being."""
        return read_suspended(self._program)

    def signed(self, number: int) -> tuple[Signed | None, list[Problem]]:
        """The signed list of this number; None if there is none that can be read."""
        if number not in self._signed:
            self._signed[number] = read_signed(self._program, number)
        return self._signed[number]
