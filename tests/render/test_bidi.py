"""Tests the order of letters on a line against another implementation of the algorithm."""

from __future__ import annotations

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress.render.pictures import bidi
from tests.tiers import examples

#: Letters of both directions, both kinds of digits, brackets, separators, terminators, marks and joiners.
LETTERS = "abAאבسا12٣٤ ()[]-,.:+/%$€\u0301\u064b\u200c\u200d\u200e\u200f"


def shown(text: str) -> str:
    """Return the letters from left to right."""
    return "".join(text[start:end][::-1] if back else text[start:end] for start, end, back in bidi.spans(text))


@settings(max_examples=examples(500), deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=18))
def test_every_line_is_ordered_as_the_other_orders_it(text: str) -> None:
    assert shown(text) == get_display(text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Ana Lima", "Ana Lima"),
        ("דוד לוי", "יול דוד"),
        ("Dr. דוד לוי", "Dr. יול דוד"),
        ("דוד (Dave) לוי", "יול )Dave( דוד"),
        ("דוד 12 לוי", "יול 12 דוד"),
    ],
)
def test_names_as_their_readers_see_them(text: str, seen: str) -> None:
    assert shown(text) == seen


def test_spans_cover_the_text_once() -> None:
    text = "a אב 12 (ג) b"
    covered = sorted(at for start, end, _ in bidi.spans(text) for at in range(start, end))
    assert covered == list(range(len(text)))
    assert bidi.spans("") == []


def test_the_first_strong_letter_decides() -> None:
    assert bidi.is_rightward("12 אב ab")
    assert not bidi.is_rightward("12 ab אב")
    assert not bidi.is_rightward("12")
