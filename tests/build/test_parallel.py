"""Tests the same work in one process and in several."""

from __future__ import annotations

import pytest

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
