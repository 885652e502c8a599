"""Every error has a hint: where it is made, or by its code."""

from __future__ import annotations

from badgepress.errors import Problem, problem
from badgepress.hints import HINTS
from tests.project.sources import problems_told

#: A credential's own faults, and what an address answered: whoever reads of them is no author of a programme, and the
#: verifier has a hint for each of its codes in every language.
VERIFIED = frozenset({"openbadges", "verify"})


def test_every_error_has_a_hint() -> None:
    told = [one for one in problems_told() if one.code and one.room not in VERIFIED]
    assert len(told) > 300
    assert [f"{one.room}: {one.code}: {one.message}" for one in told if not one.hint] == []


def test_no_hint_is_kept_for_a_code_that_is_gone() -> None:
    assert sorted(set(HINTS) - {one.code for one in problems_told()}) == []


def test_a_problem_without_a_hint_has_that_of_its_code() -> None:
    assert problem("bad-slug", "not a slug").hint == HINTS["bad-slug"]
    assert problem("bad-slug", "not a slug", hint="rename it").hint == "rename it"
    assert Problem(code="of-nobody").hint == ""
