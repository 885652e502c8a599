"""Tests that rows become columns and back, and that anything else is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.cache.columns import packed, unpacked
from badgepress.cache.kept import Result


@dataclass(frozen=True)
class Point:
    """Some place."""

    name: str
    at: tuple[int, bool]


class Row(NamedTuple):
    """One value of every kind."""

    text: str
    number: int
    kind: Literal["one", "other"]
    when: datetime | None
    points: tuple[Point, ...]
    nested: tuple[tuple[str, int], ...] = ()
    most: Point | None = None


texts = st.sampled_from(["a", "b", ""]) | st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(-(1 << 62), 1 << 62)
points = st.builds(Point, texts, st.tuples(numbers, st.booleans()))
rows = st.builds(
    Row,
    texts,
    numbers,
    st.sampled_from(["one", "other"]),
    st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),
    st.lists(points, max_size=3).map(tuple),
    st.lists(st.tuples(texts, numbers), max_size=3).map(tuple),
    st.none() | points,
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["a", "of", "at"]),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.sampled_from(["of", "at"]), inner),
    max_leaves=30,
)


@given(some=st.lists(rows, max_size=12))
def test_rows_come_back_as_they_were(some: list[Row]) -> None:
    stored = orjson.loads(orjson.dumps(packed(Row, some)))
    assert unpacked(Row, stored, len(some)) == some


@given(stored=plain, count=st.integers(0, 3))
def test_anything_else_is_refused(stored: Any, count: int) -> None:
    try:
        found = unpacked(Row, stored, count)
    except ValueError:
        return
    assert len(found) == count
    assert all(type(one.text) is str and type(one.number) is int for one in found)


@given(some=st.lists(rows, min_size=1, max_size=5), data=st.data())
def test_a_column_of_another_length_or_type_is_refused(some: list[Row], data: st.DataObject) -> None:
    stored = orjson.loads(orjson.dumps(packed(Row, some)))
    stored[data.draw(st.integers(0, 1))] = data.draw(
        st.sampled_from([[], [1.5], ["x"] * 9, {"of": ["a"], "at": [7]}, None])
    )
    with pytest.raises(ValueError, match="column"):
        unpacked(Row, stored, len(some))


def test_everything_that_is_kept_has_columns() -> None:
    assert unpacked(Result, orjson.loads(orjson.dumps(packed(Result, []))), 0) == []
