"""Where the keys of one award are, worked out only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from badgepress.errors import Place


class Places(Mapping[str, Place]):
    """Paths below an award (`recipient.name`) to their places in its file.

    `lines` is the file's own map; `base` the award's path in it (`awards[3]`, or "" for a single
    award). What a cohort's award does not say itself is looked up among the shared keys.
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
        """Whether the path comes from the shared keys: only a recipient is merged key by key."""
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
        """The place of the path, keeping its whole name, at the line of what is nearest around it."""
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
