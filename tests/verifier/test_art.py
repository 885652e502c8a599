"""What the form for badges draws with is what the build draws with; art.test.mjs has the browser's half draw it."""

from __future__ import annotations

import pytest

from tests.verifier import art, letters


@pytest.mark.parametrize("made", [pytest.param(letters, marks=pytest.mark.heavy), art], ids=["letters", "art"])
def test_tables_are_as_the_fonts_and_the_drawings_say(made: object) -> None:
    module = made.__name__  # type: ignore[attr-defined]
    assert made.FILE.read_text("utf-8") == made.text(), f"renew it: .venv/bin/python -m {module} --write"  # type: ignore[attr-defined]
