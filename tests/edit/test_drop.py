"""Removing a key from YAML as text leaves every other value and comment."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from badgepress.edit import yamltext
from tests.edit.test_yamltext import MAPPINGS, read, written


@given(MAPPINGS, st.sampled_from([True, False, None]), st.booleans(), st.data())
def test_a_key_is_removed_and_the_rest_stays(
    data: dict[str, Any], flow: bool | None, comments: bool, draw: st.DataObject
) -> None:
    assume(len(data) > 1)
    key = draw.draw(st.sampled_from(sorted(data)))
    text = written(data, flow=flow, comments=comments)
    after = yamltext.drop(text, (), key)
    assert read(after) == {name: value for name, value in data.items() if name != key}
    assert after.endswith("# the end\n") or not comments


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("a: 1 # one\n# about b\nb: [2, 3]\nc: 4\n", "b", "a: 1 # one\n# about b\nc: 4\n"),
        ("{a: 1, b: 2, c: 3}\n", "a", "{b: 2, c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", "b", "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", "c", "{a: 1, b: 2}\n"),
        ("a:\n  - 1\n  - {x: 2}\n# after\nb: 2\n", "a", "# after\nb: 2\n"),
        ("a: |\n  one\n\n  two\nb: 2\n", "a", "b: 2\n"),
        ("a: 1\nb:", "b", "a: 1\n"),
    ],
)
def test_the_exact_text_after_removing_a_key(before: str, key: str, after: str) -> None:
    assert yamltext.drop(before, (), key) == after


def test_in_a_list_item_the_next_entry_moves_up_to_the_dash() -> None:
    text = "awards:\n  - id: a\n    name: A\n  - id: b\n    name: B\n"
    assert yamltext.drop(text, ("awards", 0), "id") == "awards:\n  - name: A\n  - id: b\n    name: B\n"
    assert yamltext.drop(text, ("awards", 1), "name") == "awards:\n  - id: a\n    name: A\n  - id: b\n"


@pytest.mark.parametrize(("text", "key"), [("a: 1\n", "a"), ("a: 1\nb: 2\n", "c"), ("- a\n", "a")])
def test_keys_that_cannot_be_removed(text: str, key: str) -> None:
    with pytest.raises(KeyError):
        yamltext.drop(text, (), key)
