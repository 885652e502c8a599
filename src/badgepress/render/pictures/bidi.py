"""Orders the letters of one line from left to right (Unicode Standard Annex #9).

A line here is a name or a title. Embeddings, overrides and isolates are refused when a programme is read, so their
rules (X1 to X8) are left out. All other rules are implemented, including those for brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple
from unicodedata import bidirectional, normalize

_STRONG: Final = frozenset({"L", "R", "AL"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON"})
_IGNORED: Final = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_OPENING: Final = "([{⟨⟦⟪⦅⸨「『【〈《〔〖〘〚（［｛｟｢"
_CLOSING: Final = ")]}⟩⟧⟫⦆⸩」』】〉》〕〗〙〛）］｝｠｣"
_PAIRS: Final = dict(zip(_CLOSING, _OPENING, strict=True))
#: The most brackets that may be open at once; BD16 stops at more.
_DEEPEST: Final = 63


class Span(NamedTuple):
    """A stretch of the text, `text[start:end]`, all of it in one direction."""

    start: int
    end: int
    is_rightward: bool


def is_rightward(text: str) -> bool:
    """Return whether the whole line runs from right to left, as its first strong letter does (P2, P3)."""
    return next((kind for kind in map(bidirectional, text) if kind in _STRONG), "L") != "L"


def spans(text: str) -> list[Span]:
    """Return the stretches of a line as they appear from left to right (L2)."""
    levels = _levels(text)
    found: list[tuple[int, int, int]] = []
    for at, level in enumerate(levels):
        if found and found[-1][2] == level:
            found[-1] = (found[-1][0], at + 1, level)
        else:
            found.append((at, at + 1, level))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(found):
            end = at
            while end < len(found) and found[end][2] >= level:
                end += 1
            found[at:end] = found[at:end][::-1]
            at = max(end, at + 1)
    return [Span(start, end, level % 2 == 1) for start, end, level in found]


def _levels(text: str) -> list[int]:
    """Return the embedding level of each letter: even runs to the right, odd to the left (I1, I2, L1)."""
    base = int(is_rightward(text))
    around = "R" if base else "L"
    shown = [at for at, letter in enumerate(text) if bidirectional(letter) not in _IGNORED]
    kinds = _weak([bidirectional(text[at]) for at in shown], around)
    _brackets([text[at] for at in shown], kinds, around)
    _neutral(kinds, around)
    levels = [base] * len(text)
    for at, kind in zip(shown, kinds, strict=True):
        levels[at] = base + ((kind != "R") if base else {"L": 0, "R": 1}.get(kind, 2))
    # an invisible character takes the level of the one before it (§5.2)
    known = set(shown)
    for at in range(1, len(text)):
        if at not in known:
            levels[at] = levels[at - 1]
    for at in range(len(text) - 1, -1, -1):
        if bidirectional(text[at]) not in ("WS", "S", "B", *_IGNORED):
            break
        levels[at] = base
    return levels


def _weak(kinds: list[str], around: str) -> list[str]:
    """Resolve numbers and the characters beside them (W1 to W7)."""
    previous = around
    for at, kind in enumerate(kinds):  # W1
        kinds[at] = previous if kind == "NSM" else kind
        previous = kinds[at]
    strong = around
    for at, kind in enumerate(kinds):  # W2, W3
        if kind in _STRONG:
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[at - 1 : at + 2]
        if before == after and ((before == "EN" and kind in ("ES", "CS")) or (before == "AN" and kind == "CS")):
            kinds[at] = before
    for start, end in _runs(kinds, frozenset({"ET"})):  # W5
        if "EN" in (kinds[start - 1] if start else "", kinds[end] if end < len(kinds) else ""):
            kinds[start:end] = ["EN"] * (end - start)
    kinds[:] = ["ON" if kind in ("ES", "ET", "CS") else kind for kind in kinds]  # W6
    strong = around
    for at, kind in enumerate(kinds):  # W7
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _brackets(letters: list[str], kinds: list[str], around: str) -> None:
    """Give a pair of brackets the direction of its content, or of what comes before it (N0)."""
    for start, end in sorted(_paired(letters, kinds)):
        inside = {_direction(kind) for kind in kinds[start + 1 : end]} - {""}
        if not inside:
            continue
        if around in inside:
            way = around
        else:
            before = next((found for kind in reversed(kinds[:start]) if (found := _direction(kind))), around)
            way = before if before in inside else around
        for at in (start, end):
            kinds[at] = way
            while at + 1 < len(letters) and bidirectional(letters[at + 1]) == "NSM":
                at += 1
                kinds[at] = way


def _paired(letters: list[str], kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the positions of brackets that belong together (BD16)."""
    waiting: list[tuple[str, int]] = []
    for at, letter in enumerate(letters):
        if kinds[at] != "ON":
            continue
        plain = normalize("NFC", letter)
        if plain in _OPENING:
            if len(waiting) == _DEEPEST:
                return
            waiting.append((plain, at))
        elif plain in _PAIRS:
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == _PAIRS[plain]:
                    yield waiting[depth][1], at
                    del waiting[depth:]
                    break


def _neutral(kinds: list[str], around: str) -> None:
    """Give spaces and punctuation the direction of both neighbours if these agree, else the line's (N1, N2)."""
    for start, end in _runs(kinds, _NEUTRAL):
        before = _direction(kinds[start - 1]) if start else around
        after = _direction(kinds[end]) if end < len(kinds) else around
        kinds[start:end] = [before if before == after else around] * (end - start)


def _direction(kind: str) -> str:
    """Return `L` or `R`, where numbers count as `R`; empty for a kind without direction."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _runs(kinds: list[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each run of the wanted kinds."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in wanted:
            end += 1
        if end > at:
            yield at, end
        at = max(end, at + 1)
