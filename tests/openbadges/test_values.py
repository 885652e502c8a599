"""A document's value in a problem is shown as JSON but stays the value itself."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import orjson
import pytest

from badgepress.errors import problem
from badgepress.values import Value, as_json, plainly


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("it's “so”", '"it\'s “so”"'),
        ("\x00\n\ud800", '"\\u0000\\n\\ud800"'),
        (None, "null"),
        (False, "false"),
        (2**60, "1152921504606847000"),
        (1e-7, "1e-7"),
        ([1, {"a": None}], '[1,{"a":null}]'),
        (b"x", "bytes"),
    ],
)
def test_a_value_is_shown_as_json(value: Any, shown: str) -> None:
    assert as_json(value) == Value(value) == shown
    assert plainly(value) == (value if isinstance(value, str) else shown)


def test_a_problem_keeps_the_value_it_got() -> None:
    found = problem("bad-type", "another type", got=Value(["x"]), expected=Value("y"))
    assert str(found) == 'error[bad-type]: another type (got ["x"], expected "y")'
    for same in (found, copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert isinstance(same.got, Value)
        assert same == found
        assert same.got.value == ["x"]
    assert json.loads(orjson.dumps(found.as_dict()))["got"] == json.loads(json.dumps(found.as_dict()))["got"] == '["x"]'
    assert sorted([found, problem("bad-type", "another type", got="3 bytes")])[1] is found


def test_a_long_value_is_cut_and_kept() -> None:
    long = Value("x" * 500)
    assert (len(long), long[-1], len(long.value)) == (200, "…", 500)
    assert len(Value("x" * 500, 80)) == 80
