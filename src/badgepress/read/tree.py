"""The authored files of a programme: those of its folder, and drafts that nobody has written yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from badgepress.errors import Problem
from badgepress.read.files import Found, listing


@dataclass(frozen=True, slots=True)
class Tree:
    """What is read of the folder `root`, which messages call `shown`.

    `drafts` are files by their path below the folder; each stands in the place of the file of that path, if there is
    one. Folders in `skipped` are not looked at. With `is_draft` nothing of the folder is read, only the drafts.
    """

    root: Path
    shown: str
    drafts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    skipped: frozenset[str] = frozenset()
    is_draft: bool = False

    def is_there(self) -> bool:
        """Whether there is anything to read."""
        return self.is_draft or self.root.is_dir()

    def listing(self, folder: str, *, deep: bool = False) -> tuple[list[Found], list[Problem]]:
        """`files.listing` of a folder below the root (the root itself is ""), drafts included."""
        if folder in self.skipped:
            return [], []
        found, problems = ([], []) if self.is_draft else listing(self.root, folder, self.shown, deep=deep)
        drafted = {one.below: one for one in self._drafted(folder, deep=deep)}
        kept = [one for one in found if one.below not in drafted]
        return sorted([*kept, *drafted.values()], key=lambda one: one.below), problems

    def _drafted(self, folder: str, *, deep: bool) -> list[Found]:
        start = f"{folder}/" if folder else ""
        return [
            Found(self.root / path, f"{self.shown}/{path}", path.removeprefix(start), raw)
            for path, raw in self.drafts.items()
            if path.startswith(start) and (deep or "/" not in path.removeprefix(start))
        ]
