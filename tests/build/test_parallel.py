"""Tests the same work in one process and in several."""

from __future__ import annotations

import os
import signal

import pytest

from badgepress.errors import BadgepressError
from badgepress.parallel import each


def _setup() -> int:
    return 10


def _work(context: int, item: int) -> int:
    if item < 0:
        raise ValueError(f"no {item}")
    return context * item


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_keep_the_order_of_items(jobs: int) -> None:
    items = list(range(50 * 3))
    assert list(each(_work, items, setup=_setup, jobs=jobs)) == [item * 10 for item in items]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_error_is_raised(jobs: int) -> None:
    with pytest.raises(ValueError, match="no -1"):
        list(each(_work, [*range(50), -1], setup=_setup, jobs=jobs))


def test_nothing_to_do() -> None:
    assert list(each(_work, [], setup=_setup, jobs=2)) == []


def _bad_setup() -> int:
    raise ValueError("no context")


def _dying(context: int, item: int) -> int:
    """End as a process does that the system ends for its memory, or for which there is no more."""
    if item == 60:
        os.kill(os.getpid(), signal.SIGKILL)
    if item == 160:
        raise MemoryError
    return item


def test_an_error_of_the_setup_is_raised() -> None:
    with pytest.raises(ValueError, match="no context"):
        list(each(_work, [*range(50)], setup=_bad_setup, jobs=2))


@pytest.mark.parametrize(("first", "message"), [(0, "a worker process died"), (100, "ran out of memory")])
def test_a_worker_that_dies_is_one_error(first: int, message: str) -> None:
    with pytest.raises(BadgepressError) as caught:
        list(each(_dying, range(first, first + 100), setup=_setup, jobs=2))
    (one,) = caught.value.problems
    assert one.code == "worker-died"
    assert message in one.message
    assert "--jobs 1" in one.hint
