"""Pages filled into what their kind has in common are those that the template makes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from badgepress.bundle import Bundle
from badgepress.model import Program
from badgepress.model.issued import Issued, State
from badgepress.model.pattern import Patterns
from badgepress.render import Renderer
from badgepress.render.pages.filled import Forms, form
from badgepress.sign.lines import VARYING, is_plain
from tests.render.conftest import HOSTILE, NOW, issue

NAMES = (
    "Ana Lima",
    HOSTILE,
    "zq7form",
    "Zq<7>&\"'",
    "ليلى الحسن",
    "森 鴎外",
    "x" * 60,
    "y" * 100,
    "8053-03-17",
    "&amp;",
)
STATES = (State.ACTIVE, State.ACTIVE, State.ACTIVE, State.PREVIEW, State.REVOKED, State.SUSPENDED)


def random_award(program: Program, chance: random.Random, number: int) -> Issued:
    """An award of any kind, most of them as plain as most awards are."""
    fields: dict[str, object] = {
        "badge": chance.choice(sorted(program.classes)),
        "recipient": {"name": chance.choice((*NAMES, f"Person {number}"))},
        "issued": f"20{chance.randint(20, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
    }
    if chance.random() < 0.1:
        fields["recipient"] = {"identity": "sha256$" + "5d" * 32, "salt": "s" * 16}
    if chance.random() < 0.1:
        fields["narrative"] = chance.choice(NAMES)
    if chance.random() < 0.1:
        fields["evidence"] = [{"name": "Notebook", "url": f"https://ana.example.org/{number}"}]
    if chance.random() < 0.1:
        fields["visibility"] = "unlisted"
    if chance.random() < 0.2:
        fields["expires"] = f"20{chance.randint(27, 45)}-01-31"
    state = chance.choice(STATES)
    if state in (State.REVOKED, State.SUSPENDED):
        fields["revoked_on"] = NOW - timedelta(days=chance.randint(1, 400))
    return issue(program, f"a{number:x}", state=state, **fields)


def by_pattern(issued: Issued, patterns: Patterns) -> Mapping[str, Any] | None:
    """The credential as a build reads it: by the pattern of an earlier line, if it has one."""
    if issued.credential is None:
        return None
    found = patterns.find(issued.raw, b"")
    if found is None and is_plain(issued.credential):
        patterns.learn(issued.credential, VARYING, b"")
    return found or issued.credential


@pytest.mark.parametrize("weight", ["light", "whole"])
@pytest.mark.parametrize("count", [150, pytest.param(20_000, marks=pytest.mark.heavy)])
def test_both_roads_make_the_same_page(program: Program, bundle: Bundle, cache: Path, weight: str, count: int) -> None:
    program = replace(program, settings=program.settings.model_copy(update={"awards": weight}))
    filling = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache)
    plain = Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache, fills=False)
    chance, patterns = random.Random(20261130), Patterns()
    count = count if weight == "light" else count // 5
    for number in range(count):
        issued = random_award(program, chance, number)
        path = f"{issued.path}index.html"
        read = replace(issued, credential=by_pattern(issued, patterns))
        ours = next(data for name, data in filling.award(read) if name == path)
        theirs = next(data for name, data in plain.award(issued) if name == path)
        assert ours == theirs, issued
    assert filling.filled > count / 40
    assert plain.filled == 0


def test_a_text_that_says_a_stand_in_is_left_to_the_template() -> None:
    one, other = {"name": "zq7"}, {"name": "zq88"}
    assert form(["<p>zq7</p>", "<p>zq88</p>"], [one, other]) == (("<p>", "</p>"), ("name",))
    assert form(["<p>zq7 zq7</p>", "<p>zq7 zq88</p>"], [one, other]) is None
    assert form(["<p>ZQ7</p>", "<p>ZQ88</p>"], [one, other]) is None


def test_a_kind_has_a_form_from_its_second_page_on() -> None:
    forms, made = Forms(), []
    for _ in range(3):
        forms.of("kind", lambda: made.append(1))
    assert made == [1]
    found = form(["a1b", "a22b"], [{"n": "1"}, {"n": "22"}])
    assert found is not None
    assert found.fill({"n": "é"}) == "aéb".encode()
