"""Edits of YAML as text set the value and leave every other line alone."""

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


def is_insertion(before: str, after: str) -> bool:
    """Return whether `after` is `before` with something inserted at one place."""
    start = next((at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), len(before))
    tail = len(before) - start
    return after.endswith(before[len(before) - tail :]) if tail else after.startswith(before)


@given(data=MAPPINGS, flow=st.sampled_from([None, False, True]), comments=st.booleans())
def test_a_new_key_is_inserted_and_the_rest_stays(data: dict[str, Any], flow: bool | None, comments: bool) -> None:
    text = written(data, flow=flow, comments=comments)
    after = yamltext.put(text, (), "fresh", yamltext.flow(NEW))
    assert read(after) == {**data, "fresh": NEW}
    assert is_insertion(text, after)


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
    assert is_insertion(text, after)


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
def test_added_items_look_as_a_person_would_write_them(text: str, expected: str) -> None:
    assert yamltext.add(text, ("keys",), "{x: 1}") == expected


def test_values_in_one_line() -> None:
    said = {"on": datetime(2026, 1, 2, tzinfo=UTC), "at": datetime(2026, 1, 2, 3, tzinfo=UTC), "why": 'a "b": Ñ\n'}
    assert yamltext.flow([said, 1]) == '[{on: 2026-01-02, at: 2026-01-02T03:00:00Z, why: "a \\"b\\": Ñ\\n"}, 1]'


def test_paths_without_a_mapping_or_sequence_raise() -> None:
    with pytest.raises(KeyError):
        yamltext.put("a: 1\n", ("a",), "b", "2")
    with pytest.raises(KeyError):
        yamltext.add("a: {b: 1}\n", ("a",), "2")


@given(
    items=st.lists(VALUES, min_size=1, max_size=4),
    flow=st.sampled_from([None, False, True]),
    comments=st.booleans(),
    choice=st.integers(0, 3),
)
def test_an_item_is_removed(items: list[Any], flow: bool | None, comments: bool, choice: int) -> None:
    index = choice % len(items)
    text = written({"a": 1, "items": items, "b": 2}, flow=flow, comments=comments)
    if len(items) == 1 and flow is not True and "[" not in text.split("items:")[1].split("\n")[0]:
        return  # an empty block sequence is not YAML; callers remove the file instead
    after = yamltext.remove(text, ("items",), index)
    assert read(after) == {"a": 1, "items": [*items[:index], *items[index + 1 :]], "b": 2}


def test_removing_an_item_removes_its_comments() -> None:
    text = "awards:\n  # one\n  - id: a # Ana\n    name: Ana\n  # two\n  # more\n  - id: b\n\n  - id: c\n"
    assert yamltext.remove(text, ("awards",), 1) == "awards:\n  # one\n  - id: a # Ana\n    name: Ana\n\n  - id: c\n"
    assert yamltext.remove(text, ("awards",), 0) == "awards:\n  # two\n  # more\n  - id: b\n\n  - id: c\n"
    assert yamltext.remove(text, ("awards",), 2) == text.removesuffix("  - id: c\n")
