"""Edits of assertions change exactly what they should and leave every other character alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from badgepress import edit, lock, sign
from badgepress.build import Options, issue
from badgepress.errors import ReadError
from badgepress.read import load_awards, read_program

ON = datetime(2026, 11, 22, tzinfo=UTC)
SINGLE = """\
# an award
badge: data-foundations   # the first one

recipient: {name: Rosa Feld}
issued: 2026-03-02
"""
CASES = {
    "single": (
        SINGLE,
        SINGLE + 'reissued:\n  - {on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}\n',
    ),
    "again": (
        SINGLE + "reissued:\n- on: 2026-10-01\n  reason: first # why\n",
        SINGLE
        + 'reissued:\n- on: 2026-10-01\n  reason: first # why\n- {on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}\n',
    ),
    "again in brackets": (
        SINGLE + "reissued: [{on: 2026-10-01}] # once\n",
        SINGLE + 'reissued: [{on: 2026-10-01}, {on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}] # once\n',
    ),
    "cohort": (
        "badge: data-foundations\nissued: 2026-03-02\nawards:\n  # first\n  - id: one1\n    recipient: {name: A}\n"
        "  - id: award1\n    recipient:\n      name: B\n  - id: two2\n    recipient: {name: C}\n",
        "badge: data-foundations\nissued: 2026-03-02\nawards:\n  # first\n  - id: one1\n    recipient: {name: A}\n"
        '  - id: award1\n    reissued:\n      - {on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}\n    recipient:\n'
        "      name: B\n  - id: two2\n    recipient: {name: C}\n",
    ),
    "cohort in braces": (
        "badge: data-foundations\nissued: 2026-03-02\nawards:\n  - {id: award1, recipient: {name: B}} # b\n",
        "badge: data-foundations\nissued: 2026-03-02\nawards:\n"
        '  - {id: award1, recipient: {name: B}, reissued: [{on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}]} # b\n',
    ),
    "no end of line": (
        "recipient: {name: A}\nissued: 2026-03-02\nbadge: data-foundations",
        "recipient: {name: A}\nissued: 2026-03-02\nbadge: data-foundations\nreissued:\n"
        '  - {on: 2026-11-22, reason: "a \\"new\\" name: Ñ"}\n',
    ),
}


@pytest.fixture
def program(root: Path, tmp_path: Path) -> Path:
    import shutil

    folder = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))
    shutil.rmtree(folder / "assertions")
    (folder / "assertions").mkdir()
    return folder


@pytest.mark.parametrize("case", CASES)
def test_reissue(program: Path, sample_key: Path, case: str) -> None:
    before, after = CASES[case]
    file = program / "assertions/award1.yml"
    file.write_text(before, encoding="utf-8")
    keyring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    issue(Options(program, program.parent / "site", ON, keyring))
    change = edit.reissue(program, "award1", ON, 'a "new" name: Ñ')
    assert change is not None
    assert change.text == after
    assert file.read_text(encoding="utf-8") == before
    with lock.hold(program, "reissue") as held:
        edit.apply(held, change)
    read, _ = read_program(program)
    assert read is not None
    awards, problems = load_awards(read.files[0], read)
    assert not problems
    award = next(one for one in awards if one.id == "award1")
    assert any(entry.reason == 'a "new" name: Ñ' and entry.on == ON for entry in award.assertion.reissued)


def test_a_reissue_that_waits_for_its_signature_is_not_added_again(program: Path, sample_key: Path) -> None:
    (program / "assertions/award1.yml").write_text(SINGLE)
    keyring = sign.load_keyring({"BADGEPRESS_KEY": sample_key.read_text()})
    issue(Options(program, program.parent / "site", ON, keyring))
    change = edit.reissue(program, "award1", ON, None)
    assert change is not None
    with lock.hold(program, "reissue") as held:
        edit.apply(held, change)
    assert edit.reissue(program, "award1", ON, None) is None


def test_an_award_that_is_not_issued_yet_cannot_be_reissued(program: Path) -> None:
    (program / "assertions/award1.yml").write_text(SINGLE)
    with pytest.raises(ReadError) as caught:
        edit.reissue(program, "award1", ON, None)
    assert str(caught.value) == (
        "error[not-issued]: badges/assertions/award1.yml: award 'award1' is not issued yet\n"
        "  hint: edit it freely; a build with the issuer's key issues it"
    )


def test_an_unknown_award_cannot_be_reissued(program: Path) -> None:
    with pytest.raises(ReadError) as caught:
        edit.reissue(program, "nobody", ON, None)
    assert str(caught.value) == (
        "error[unknown-award]: badges/assertions/: no valid assertion has the id 'nobody'\n"
        "  hint: `badgepress check` shows assertions with errors"
    )
