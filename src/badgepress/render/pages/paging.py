"""Splits long lists into pages and files of bounded size, and says how the pages of a list are linked.

A list is cut into parts one item after another, so what is added at the end changes the last part alone. Lists in the
order of time begin with the oldest. Their plain address (`/earners/ana/`) shows the two newest parts, so that it is
never nearly empty, and every part before them has a page with a number (`/earners/ana/1/` is the oldest). Lists
in the order of names have their first part at the plain address and the others at `2/`, `3/` and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import orjson
from markupsafe import escape

from badgepress.render.templating import markdown
from badgepress.render.templating.html import Pages

T = TypeVar("T")
Weigh = Callable[[T], int]

#: What the items of one part of a list in the order of time may take as HTML, in bytes: a page may show two parts.
ROOM_OF_TWO = 75_000
#: What the items of one page may take where a page shows one part.
ROOM = 150_000
#: Whatever else a page shows, its list has this room.
LEAST_ROOM = 25_000
#: A text of so many characters is short.
SHORT = 1_000
#: What a data file may take, in bytes.
MOST_BYTES = 2_000_000


class Link(NamedTuple):
    """A link to another page of the same list: the key of its word, its `rel` (or ""), its path below the root."""

    word: str
    rel: str
    path: str


class Pager(NamedTuple):
    """Where a page is in its list: its number (0 at the plain address) and its links to other pages."""

    number: int
    links: tuple[Link, ...]


class Part(NamedTuple):
    """One page of a list: its folder below the root, its place in the list, or no place where there is one page."""

    folder: str
    pager: Pager | None


def cut(items: Iterable[T], weigher: Callable[[], Weigh[T]], room: int, most: int = 0) -> Iterator[list[T]]:
    """Cut items into parts of at most `room` bytes and, if given, `most` items. An item is never split.

    `weigher` is called for each part and returns a function that weighs the part's items, in bytes and in their order.
    Whatever comes later, the parts before the last stay as they are.
    """
    part: list[T] = []
    weigh, taken = weigher(), 0
    for item in items:
        weight = weigh(item)
        if part and (taken + weight > room or len(part) == most):
            yield part
            part, weigh, taken = [], weigher(), 0
            weight = weigh(item)
        part.append(item)
        taken += weight
    if part:
        yield part


def in_time(
    folder: str, oldest_first: Iterable[T], weigher: Callable[[], Weigh[T]], beside: int = 0
) -> list[tuple[Part, list[T]]]:
    """Return the pages of a list below `folder`, the plain address first, each with its items, newest first.

    `beside` is what else the page at the plain address shows, in bytes. A page with a number names only its neighbours,
    the oldest page and the plain address, so that it changes once at most: when the next number appears.
    """
    parts = list(cut(oldest_first, weigher, max(LEAST_ROOM, ROOM_OF_TWO - beside // 2)))
    shown = [item for part in parts[-2:] for item in part][::-1]
    numbered = parts[:-2]
    last = len(numbered)
    if not last:
        return [(Part(folder, None), shown)]

    def address(number: int) -> str:
        return f"{folder}{number}/" if number <= last else folder

    def pager(number: int) -> Pager:
        newer = (Link("page_newest", "", folder), Link("page_newer", "prev", address(number + 1)))
        older = (Link("page_older", "next", address(number - 1)), Link("page_oldest", "", address(1)))
        is_first, is_last = number > last, number == 1
        return Pager(0 if is_first else number, (() if is_first else newer) + (() if is_last else older))

    found = [(Part(folder, pager(last + 1)), shown)]
    return found + [(Part(address(at), pager(at)), numbered[at - 1][::-1]) for at in range(last, 0, -1)]


def in_order(
    first: str, others: str, items: Iterable[T], weigher: Callable[[], Weigh[T]], beside: int = 0, room: int = ROOM
) -> list[tuple[Part, list[T]]]:
    """Return the pages of a list in the order of names: the first in the folder `first`, the others below `others`.

    `beside` is what else the pages show, in bytes.
    """
    parts = list(cut(items, weigher, max(LEAST_ROOM, room - beside)))
    last = len(parts)
    if last < 2:
        return [(Part(first, None), parts[0] if parts else [])]

    def address(number: int) -> str:
        return first if number == 1 else f"{others}{number}/"

    def pager(number: int) -> Pager:
        before = (Link("page_first", "", first), Link("page_previous", "prev", address(number - 1)))
        after = (Link("page_next", "next", address(number + 1)), Link("page_last", "", address(last)))
        return Pager(0 if number == 1 else number, (before if number > 1 else ()) + (after if number < last else ()))

    return [(Part(address(at), pager(at)), part) for at, part in enumerate(parts, 1)]


def listed(pages: Pages, template: str, part: Part, **values: Any) -> tuple[str, bytes]:
    """Make one page of a list. Its template knows `pager` and, beyond the plain address, its number as `numbered`."""
    path = f"{part.folder}index.html"
    number = part.pager.number if part.pager else 0
    url = pages.program.url(part.folder)
    return path, pages.page(template, path, pager=part.pager, numbered=number, url=url, **values)


def prose(text: str | None) -> int:
    """Return what a long text in Markdown takes in HTML, in bytes; 0 for a short one, which the rooms allow for."""
    return len(markdown.to_html(text).encode()) if text and len(text) > SHORT else 0


@lru_cache(maxsize=4096)
def in_html(text: str) -> int:
    """Return what a text takes in HTML, in bytes."""
    return len(escape(text).encode())


@lru_cache(maxsize=4096)
def in_script(text: str) -> int:
    """Return what a text takes as JSON inside a script element, in bytes."""
    return len(orjson.dumps(text)) + 5 * sum(map(text.count, "<>&"))
