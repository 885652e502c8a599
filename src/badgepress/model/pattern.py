"""Lines of JSON that differ in the texts of a few members, such as the awards of one badge class.

A line that matches a pattern need not be parsed: its bytes between those texts are the pattern's own, so it says what
the pattern's document says, with other texts in a few places. Everything that follows from the document alone can
then be worked out once for a pattern.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from badgepress.inside import Path, at

Result = TypeVar("Result")

#: In the quotes of a text, these bytes do not stand for themselves, or need not.
_UNPLAIN = re.compile(rb"[\x00-\x1f\\\x7f]")
_HOLE = re.compile(rb"\\u0000(\d+)\\u0000")
_CONTROL = b"\\u0000"
#: So many patterns are kept, and so many with the same key; lines of further kinds are parsed.
MOST, MOST_ALIKE = 4096, 16


class Pattern:
    """What lines of one kind have in common.

    `document` is a line of the kind, parsed: nobody may change it. `paths` lead to the texts in which other lines
    differ, and `places` has the position of each path among them.
    """

    __slots__ = ("_made", "_pieces", "document", "paths", "places")

    def __init__(self, document: Mapping[str, Any], paths: Sequence[Path], pieces: Sequence[bytes]) -> None:
        """`pieces` are the bytes before, between and after the texts."""
        self.document, self.paths, self._pieces = document, tuple(paths), tuple(pieces)
        self.places = {path: place for place, path in enumerate(self.paths)}
        self._made: dict[Hashable, Any] = {}

    def texts_in(self, raw: bytes) -> tuple[str, ...] | None:
        """The texts at `paths` in a line of this kind; None if the line is of another kind, or must be parsed."""
        first, *others = self._pieces
        if not raw.startswith(first):
            return None
        at, found = len(first), []
        for piece in others:
            end = raw.find(b'"', at)
            if end < 0 or not raw.startswith(piece, end):
                return None
            found.append(raw[at:end])
            at = end + len(piece)
        joined = b'"'.join(found)
        if at != len(raw) or _UNPLAIN.search(joined):
            return None
        try:
            return tuple(joined.decode().split('"'))
        except UnicodeDecodeError:
            return None

    def once(self, name: Hashable, make: Callable[[Pattern], Result]) -> Result:
        """What `make` gives for this pattern, made when somebody first asks for it under this name."""
        if name not in self._made:
            self._made[name] = make(self)
        found: Result = self._made[name]
        return found

    def spelled(self, texts: Sequence[str]) -> bytes:
        """The line that has these texts at `paths`, as `orjson` writes it."""
        parts = [self._pieces[0]]
        for text, piece in zip(texts, self._pieces[1:], strict=True):
            parts += (orjson.dumps(text)[1:-1], piece)
        return b"".join(parts)

    def filled(self, texts: Sequence[str]) -> dict[str, Any]:
        """The document that has these texts at `paths`. It shares everything else with the pattern's own."""
        made: Any = dict(self.document)
        copies: dict[Path, Any] = {(): made}
        for path, text in zip(self.paths, texts, strict=True):
            inner: Any = made
            for depth, step in enumerate(path[:-1], 1):
                known = copies.get(path[:depth])
                if known is None:
                    known = copies[path[:depth]] = copy.copy(inner[step])
                    inner[step] = known
                inner = known
            inner[path[-1]] = text
        whole: dict[str, Any] = made
        return whole


class Filled(Mapping[str, Any]):
    """A document read by its pattern: the pattern, and its own texts at the pattern's paths.

    It is the document itself for everybody who looks inside, and is put together only then.
    """

    __slots__ = ("_whole", "pattern", "texts")

    def __init__(self, pattern: Pattern, texts: tuple[str, ...]) -> None:
        self.pattern, self.texts = pattern, texts
        self._whole: dict[str, Any] | None = None

    def text(self, path: Path) -> str | None:
        """The text at one of the pattern's paths; None if the pattern has no such path."""
        place = self.pattern.places.get(path)
        return None if place is None else self.texts[place]

    @property
    def whole(self) -> dict[str, Any]:
        """The document as plain JSON."""
        if self._whole is None:
            self._whole = self.pattern.filled(self.texts)
        return self._whole

    def __getitem__(self, name: str) -> Any:
        return self.whole[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pattern.document)

    def __len__(self) -> int:
        return len(self.pattern.document)


class Patterns:
    """The patterns of the lines read so far. They save work and change no result."""

    def __init__(self) -> None:
        self._known: dict[bytes, list[Pattern]] = {}
        self._last: Pattern | None = None
        self._count = 0

    def find(self, raw: bytes, key: bytes) -> Filled | None:
        """The pattern of a line, with the line's own texts. `key` is any bytes that lines of one kind share."""
        for one in (self._last, *self._known.get(key, ())):
            texts = one.texts_in(raw) if one is not None else None
            if one is not None and texts is not None:
                self._last = one
                return Filled(one, texts)
        return None

    def learn(self, document: Mapping[str, Any], paths: Sequence[Path], key: bytes) -> None:
        """Keep the pattern of a document that no pattern matches, if there is room."""
        known = self._known.get(key, [])
        if self._count >= MOST or len(known) >= MOST_ALIKE:
            return
        made = pattern_of(document, paths)
        if made is not None:
            self._known.setdefault(key, known).append(made)
            self._count += 1


def pattern_of(document: Mapping[str, Any], paths: Sequence[Path]) -> Pattern | None:
    """The pattern of the lines that differ from a document at most in the texts at `paths`, as `orjson` writes them.

    Places that the document does not have are left out. None if the document has none of them, or has the control
    character NUL.
    """
    marked = copy.deepcopy(dict(document))
    for number, path in enumerate(paths):
        if isinstance(at(marked, path), str):
            _put(marked, path, f"\0{number}\0")
    if _CONTROL in orjson.dumps(document):
        return None
    pieces = _HOLE.split(orjson.dumps(marked))
    return Pattern(document, [paths[int(number)] for number in pieces[1::2]], pieces[::2]) if pieces[1:] else None


def _put(document: Any, path: Path, text: str) -> None:
    *steps, last = path
    for step in steps:
        document = document[step]
    document[last] = text
