"""Edits of YAML as text: the value is there afterwards, and every other line is as it was."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from badgepress.edit import yamltext

KEYS = st.sampled_from(["a", "b", "keys", "on", "text"])
LEAVES = st.one_of(st.integers(0, 99), st.text("ab: #'\"-\n", max_size=12), st.none(), st.booleans())
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
NEW = {"public": "z6Mk", "from": "2026-01-01"}


def written(data: Any, *, flow: bool | None, comments: bool) -> str:
    text = yaml.safe_dump(data, default_flow_style=flow, sort_keys=False, allow_unicode=True, width=30)
    return text + "# the end\n" if comments else text


def read(text: str) -> Any:
    return yaml.safe_load(text)


def kept(before: str, after: str) -> bool:
    """Whether `after` is `before` with something put in at one place."""
    start = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), len(before))
    tail = len(before) - start
    return after.endswith(before[len(before) - tail :]) if tail else after.startswith(before)


@given(data=MAPPINGS, flow=st.sampled_from([None, False, True]), comments=st.booleans())
def test_a_new_key_is_put_in_and_nothing_else_moves(data: dict[str, Any], flow: bool | None, comments: bool) -> None:
    text = written(data, flow=flow, comments=comments)
    after = yamltext.put(text, (), "fresh", yamltext.flow(NEW))
    assert read(after) == {**data, "fresh": NEW}
    assert kept(text, after)


@given(data=MAPPINGS, flow=st.sampled_from([None, False, True]), comments=st.booleans())
def test_a_value_is_replaced(data: dict[str, Any], flow: bool | None, comments: bool) -> None:
    text = written(data, flow=flow, comments=comments)
    for key in data:
        assert read(yamltext.put(text, (), key, '"x"')) == {**data, key: "x"}


@given(
    data=MAPPINGS,
    items=st.lists(VALUES, max_size=3),
    flow=st.sampled_from([None, False, True]),
    comments=st.booleans(),
    last=st.booleans(),
)
def test_an_item_is_added(
    data: dict[str, Any], items: list[Any], flow: bool | None, comments: bool, last: bool
) -> None:
    whole = {**data, "items": items} if last else {"items": items, **data}
    text = written({"outer": [whole]}, flow=flow, comments=comments)
    after = yamltext.add(text, ("outer", 0, "items"), yamltext.flow(NEW))
    expected = copy.deepcopy(whole)
    expected["items"] = [*items, NEW]
    assert read(after) == {"outer": [expected]}
    assert kept(text, after)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: A # a\n\n# more\n", "name: A # a\nkeys:\n  - {x: 1}\n\n# more\n"),
        (
            "name: A\nkeys: # ours\n  # first\n  - a: 1 # old\n# end\n",
            "name: A\nkeys: # ours\n  # first\n  - a: 1 # old\n  - {x: 1}\n# end\n",
        ),
        ("name: A\nkeys: [] # none\n", "name: A\nkeys: [{x: 1}] # none\n"),
        ("keys:\nname: A\n", "keys:\n  - {x: 1}\nname: A\n"),
        ("{name: A}", "{name: A, keys: [{x: 1}]}"),
        ("keys: [\n  a, # one\n  b, # two\n]\n", "keys: [\n  a, # one\n  b, {x: 1}, # two\n]\n"),
        ("text: |\n  one\n\n  two\n# c\nkeys:\n- a", "text: |\n  one\n\n  two\n# c\nkeys:\n- a\n- {x: 1}\n"),
    ],
)
def test_lines_as_a_person_would_write_them(text: str, expected: str) -> None:
    assert yamltext.add(text, ("keys",), "{x: 1}") == expected


def test_values_in_one_line() -> None:
    said = {"on": datetime(2026, 1, 2, tzinfo=UTC), "at": datetime(2026, 1, 2, 3, tzinfo=UTC), "why": 'a "b": Ñ\n'}
    assert yamltext.flow([said, 1]) == '[{on: 2026-01-02, at: 2026-01-02T03:00:00Z, why: "a \\"b\\": Ñ\\n"}, 1]'


def test_a_place_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        yamltext.put("a: 1\n", ("a",), "b", "2")
    with pytest.raises(KeyError):
        yamltext.add("a: {b: 1}\n", ("a",), "2")
