"""The same work on many items, by one process or by several, with results in the items' order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 16

_context: Any = None


def each(
    work: Callable[[Any, Item], Result],
    items: Sequence[Item],
    *,
    setup: Callable[[], Any],
    jobs: int = 1,
    here: Any = None,
    chunk: int = _CHUNK,
) -> Iterator[Result]:
    """`work(context, item)` for every item, where `context` is `setup()`, called once per process.

    `here` is the context of this process where it has been made already. `chunk` is how many items a process takes at
    a time.

    `work`, `setup`, items and results are picklable when `jobs` is above 1. The first exception
    ends the work and is raised here.
    """
    if jobs <= 1 or len(items) < 2:
        context = setup() if here is None else here
        yield from (work(context, item) for item in items)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, (setup,)) as pool:
        waiting = iter(_chunks(items, chunk))
        # A few chunks ahead per process: neither idle workers nor all results in memory at once.
        running = [pool.submit(_run, work, chunk) for chunk in islice(waiting, jobs * 4)]
        try:
            while running:
                done = running.pop(0).result()
                running += [pool.submit(_run, work, chunk) for chunk in islice(waiting, 1)]
                yield from done
        finally:
            for future in running:
                future.cancel()


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _begin(setup: Callable[[], Any]) -> None:
    global _context
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _context = setup()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(work: Callable[[Any, Item], Result], chunk: Sequence[Item]) -> list[Result]:
    return [work(_context, item) for item in chunk]
