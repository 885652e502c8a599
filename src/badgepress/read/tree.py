"""Lists the authored files of a programme: those in its folder, and drafts that are not on disk yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from badgepress.errors import Problem
from badgepress.read.files import Found, listing


@dataclass(frozen=True, slots=True)
class Tree:
    """The files below the folder `root`, which messages call `shown`.

    `drafts` maps paths below the folder to contents; each draft replaces the file at its path, if there is one.
    Folders in `skipped` are not read. With `is_draft` only the drafts are read, nothing of the folder.
    """

    root: Path
    shown: str
    drafts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    skipped: frozenset[str] = frozenset()
    is_draft: bool = False

    def is_there(self) -> bool:
        """Return whether there is anything to read."""
        return self.is_draft or self.root.is_dir()

    def listing(self, folder: str, *, deep: bool = False) -> tuple[list[Found], list[Problem]]:
        """Do what `files.listing` does for a folder below the root ("" is the root itself), drafts included."""
        if folder in self.skipped:
            return [], []
        found, problems = ([], []) if self.is_draft else listing(self.root, folder, self.shown, deep=deep)
        drafted = {one.below: one for one in self._drafted(folder, deep=deep)}
        on_disk = [one for one in found if one.below not in drafted]
        return sorted([*on_disk, *drafted.values()], key=lambda one: one.below), problems

    def _drafted(self, folder: str, *, deep: bool) -> list[Found]:
        start = f"{folder}/" if folder else ""
        return [
            Found(self.root / path, f"{self.shown}/{path}", path.removeprefix(start), raw)
            for path, raw in self.drafts.items()
            if path.startswith(start) and (deep or "/" not in path.removeprefix(start))
        ]
