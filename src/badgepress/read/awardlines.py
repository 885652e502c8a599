"""Finds the line of each key of an award, computed only on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from badgepress.errors import Place


class Places(Mapping[str, Place]):
    """Maps paths below an award (`recipient.name`) to their places in its file.

    `lines` maps the file's paths to lines; `base` is the award's path in the file (`awards[3]`, or "" for a single
    award). A key that a cohort's award does not set itself is looked up among the shared keys.
    """

    __slots__ = ("base", "file", "lines")

    def __init__(self, file: str, lines: Mapping[str, int], base: str = "") -> None:
        self.file = file
        self.lines = lines
        self.base = base

    def __getitem__(self, path: str) -> Place:
        own = (f"{self.base}.{path}" if path else self.base) if self.base else path
        if own in self.lines:
            return Place(self.file, self.lines[own], own)
        if self.base and path and self._shared(path):
            return Place(self.file, self.lines[path], path)
        raise KeyError(path)

    def _shared(self, path: str) -> bool:
        """Return whether the path comes from the shared keys. Only a recipient is merged key by key."""
        head = path if path.startswith("recipient.") else path.partition(".")[0].partition("[")[0]
        return path in self.lines and head not in ("awards", "id") and f"{self.base}.{head}" not in self.lines

    def __iter__(self) -> Iterator[str]:
        if not self.base:
            yield from self.lines
            return
        own = f"{self.base}."
        yield ""
        yield from (path[len(own) :] for path in self.lines if path.startswith(own))
        yield from (path for path in self.lines if path and self._shared(path) and not path.startswith("awards"))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def nearest(self, path: str) -> Place:
        """Return the place of the path, with its full name, at the line of the closest thing around it."""
        around = path
        while True:
            try:
                near = self[around]
            except KeyError:
                if not around:
                    return Place(self.file, 1, path)
                around = around.rpartition("[")[0] if around.endswith("]") else around.rpartition(".")[0]
                continue
            if around == path:
                return near
            rest = path[len(around) :].lstrip(".")
            joined = f"{near.path}{rest}" if rest.startswith("[") else f"{near.path}.{rest}" if near.path else rest
            return Place(near.file, near.line, joined)
