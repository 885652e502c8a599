"""Does the same work on many items, in one process or in several, with the results in the items' order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

from badgepress.errors import BadgepressError, problem

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 16

_context: Any = None
_failed: Exception | None = None


def each(
    work: Callable[[Any, Item], Result],
    items: Sequence[Item],
    *,
    setup: Callable[[], Any],
    jobs: int = 1,
    here: Any = None,
    chunk: int = _CHUNK,
) -> Iterator[Result]:
    """Yield `work(context, item)` for every item, where `context` is the result of `setup()` in each process.

    `here` is the context of this process if it already exists. `chunk` is how many items a process takes at a time.

    If `jobs` is above 1, `work`, `setup`, items and results must be picklable. The first exception ends the work and
    is raised here. Raises BadgepressError `worker-died` if a process was killed or ran out of memory.
    """
    if jobs <= 1 or len(items) < 2:
        context = setup() if here is None else here
        yield from (work(context, item) for item in items)
        return
    try:
        yield from _shared(work, _chunks(items, chunk), setup, jobs)
    except BrokenProcessPool as error:
        raise _died("a worker process died, perhaps because the machine ran out of memory") from error
    except MemoryError as error:
        raise _died("a worker process ran out of memory") from error


def _shared(
    work: Callable[[Any, Item], Result], waiting: Iterator[Sequence[Item]], setup: Callable[[], Any], jobs: int
) -> Iterator[Result]:
    """Yield the results of all chunks in order, from several processes. Raises BrokenProcessPool if one dies."""
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, (setup,)) as pool:
        # a few chunks ahead per process: no worker is idle, and not all results are in memory at once
        running = [pool.submit(_run, work, chunk) for chunk in islice(waiting, jobs * 4)]
        try:
            while running:
                done = running.pop(0).result()
                running += [pool.submit(_run, work, chunk) for chunk in islice(waiting, 1)]
                yield from done
        finally:
            for future in running:
                future.cancel()


def _died(message: str) -> BadgepressError:
    hint = "no line was lost and the old site is unchanged; run it again with fewer processes, such as --jobs 1"
    return BadgepressError(problem("worker-died", message, hint=hint))


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _begin(setup: Callable[[], Any]) -> None:
    global _context, _failed
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        _context = setup()
    except Exception as error:
        # raised by the first chunk; raised here, it would look as if the process had died
        _failed = error


def _end_with_parent() -> None:
    """Exit when the parent process ends; otherwise this process would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(work: Callable[[Any, Item], Result], chunk: Sequence[Item]) -> list[Result]:
    if _failed is not None:
        raise _failed
    return [work(_context, item) for item in chunk]
