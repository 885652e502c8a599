"""A revert or another later commit cannot undo what was published: erasures, revocations, issued awards."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from badgepress import sign
from badgepress.build import check
from badgepress.errors import BadgepressError, errors
from badgepress.read import read_program
from tests.sign.test_lost import AT, COHORT, SINGLE, Programme, alone, commit, git, kept

__all__ = ["alone", "kept"]

FILE = "assertions/2026/k3v9x2.yml"


def revert(made: Programme, commits: str = "HEAD") -> None:
    git(made.root, "revert", "--no-edit", commits)


def erase(made: Programme) -> None:
    """Erase the award as `badgepress erase` does, without signing the list."""
    program, _ = read_program(made.badges)
    assert program is not None
    left, count = sign.erased(program, "2026/k3v9x2", "k3v9x2", AT)
    assert count
    (made.badges / SINGLE).write_bytes(left)
    (made.badges / FILE).unlink()


def add(made: Programme, text: str) -> None:
    made.edit(FILE, lambda data: data + text.encode())


def place(made: Programme) -> int:
    return int(json.loads(made.store()[SINGLE].splitlines()[0])["credentialStatus"]["statusListIndex"])


@pytest.mark.parametrize("listed", [False, pytest.param(True, marks=pytest.mark.heavy)])
def test_a_reverted_erasure_is_reported_and_restored(kept: Programme, listed: bool) -> None:
    erase(kept)
    if listed:
        kept.issue()
    commit(kept.root, "Erase an award")
    tombstone = kept.store()[SINGLE]
    revert(kept)
    assert b"erased" not in kept.store()[SINGLE]
    (found,) = kept.wrong()
    assert str(found) == (
        "error[erasure-undone]: badges/issued/2026/k3v9x2.jsonl:1: award 'k3v9x2' was erased, but its line is back "
        "(got a credential, expected the tombstone of 2026-11-22)\n"
        "  hint: `badgepress restore` puts back what was written; if the assertion came back too, remove it"
    )
    with pytest.raises(BadgepressError):
        kept.issue()
    assert kept.restore() == ["erased-award-present"]
    assert kept.store()[SINGLE] == tombstone
    assert kept.codes() == ["erased-award-present"]
    (kept.badges / FILE).unlink()
    assert kept.restore() == []
    assert kept.codes() == []
    kept.issue()
    commit(kept.root, "Erased as before")
    assert kept.codes() == []


def test_a_half_reverted_erasure_is_not_reported_as_a_lost_revocation(kept: Programme) -> None:
    """The line and the assertion are back, but the list still shows the award as revoked."""
    erase(kept)
    kept.issue()
    commit(kept.root, "Erase an award")
    git(kept.root, "checkout", "-q", "HEAD~1", "--", f"badges/{SINGLE}", f"badges/{FILE}")
    commit(kept.root, "Bring it back")
    assert kept.codes() == ["erasure-undone"]


@pytest.mark.heavy
def test_an_erasure_among_others_of_a_cohort_is_found(kept: Programme) -> None:
    """One commit adds the tombstone and other changes, so no version is shorter than the one before."""
    program, _ = read_program(kept.badges)
    assert program is not None
    first = sign.read_signed(program, 1)
    assert first[0] is not None
    award = json.loads(kept.store()[COHORT].splitlines()[0])["id"].split("/")[-2]
    erased, _ = sign.erased(program, "2026/spring", award, AT)
    before = kept.store()[COHORT]
    (kept.badges / COHORT).write_bytes(erased + before.splitlines(keepends=True)[1])
    commit(kept.root, "Erase, and something else")
    (kept.badges / COHORT).write_bytes(erased)
    commit(kept.root, "Erase alone")
    (kept.badges / COHORT).write_bytes(before)
    commit(kept.root, "Take it back")
    assert kept.codes() == ["erasure-undone"]
    kept.restore()
    assert kept.store()[COHORT] == erased


@pytest.mark.parametrize("how", ["revert", pytest.param("half", marks=pytest.mark.heavy)])
def test_a_reverted_revocation_stays_in_force(kept: Programme, how: str) -> None:
    add(kept, "revoked: {on: 2026-11-20, reason: withdrawn}\n")
    kept.issue()
    commit(kept.root, "Revoke an award")
    revoked = kept.store()
    if how == "revert":
        revert(kept)
    else:
        git(kept.root, "checkout", "-q", "HEAD~1", "--", f"badges/{FILE}")
        commit(kept.root, "Count it again")
    (found,) = kept.wrong()
    assert (found.code, found.got) == ("revocation-lost", f"index {place(kept)} ('k3v9x2')")
    with pytest.raises(BadgepressError):
        kept.issue()
    assert kept.restore() == ["revocation-lost"]
    assert kept.store() == revoked, "the list that shows it is back"
    assert kept.codes() == ["revocation-lost"]
    add(kept, "revoked: {on: 2026-11-20, reason: withdrawn}\n")
    assert kept.codes() == []
    assert kept.restore() == []
    kept.issue()
    commit(kept.root, "Revoke it again")
    assert kept.codes() == []


def test_a_suspension_may_be_reverted(kept: Programme) -> None:
    add(kept, "suspended: {on: 2026-11-20}\n")
    kept.issue()
    commit(kept.root, "Suspend an award")
    revert(kept)
    (found,) = kept.wrong()
    assert (found.code, found.place.file) == ("issued-lost", "badges/issued/status/suspended.json"), "a note stays"
    assert kept.restore() == []
    assert kept.codes() == []
    assert kept.issue() == 0
    commit(kept.root)
    assert kept.codes() == []


def test_a_reverted_reissue_is_not_signed_again(kept: Programme) -> None:
    reissued = "reissued:\n  - {on: 2026-11-22, reason: renewed}\n"
    add(kept, reissued)
    assert kept.issue() == 1
    commit(kept.root, "Issue an award again")
    whole = kept.store()
    revert(kept)
    assert kept.codes() == ["issued-lost", "revocation-lost"]
    assert kept.restore() == ["revocation-lost"]
    assert kept.codes() == ["issued-lost", "revocation-lost"]
    add(kept, reissued)
    assert kept.restore() == []
    assert kept.store() == whole
    assert kept.codes() == []
    assert kept.issue() == 0


@pytest.mark.heavy
def test_a_revocation_on_an_abandoned_branch_does_not_revoke_the_other_award(kept: Programme) -> None:
    """Two branches assigned one index; one revoked its award and was abandoned, on the other the award is valid."""
    git(kept.root, "checkout", "-q", "-b", "other")
    kept.award("other1")
    (kept.badges / "assertions/2026/other1.yml").write_text(
        (kept.badges / "assertions/2026/other1.yml").read_text() + "revoked: {on: 2026-11-20}\n"
    )
    assert kept.issue() == 1
    commit(kept.root, "Issue and revoke")
    git(kept.root, "checkout", "-q", "main")
    kept.award("mine12")
    assert kept.issue() == 1
    commit(kept.root, "Issue")
    git(kept.root, "merge", "-q", "-s", "ours", "other", "-m", "Merge, and keep what is here")
    assert "revocation-lost" not in kept.codes()


@pytest.mark.heavy
def test_a_forged_list_revokes_nothing(kept: Programme) -> None:
    before = kept.store()["issued/status/1.json"]
    add(kept, "revoked: {on: 2026-11-20}\n")
    kept.issue()
    forged = json.loads(kept.store()["issued/status/1.json"])
    forged["validFrom"] = "2020-01-01T00:00:00Z"
    (kept.badges / "issued/status/1.json").write_text(json.dumps(forged))
    commit(kept.root, "Revoke by hand")
    assert "issued-tampered" in kept.codes() or "issued-respelled" in kept.codes()
    (kept.badges / "issued/status/1.json").write_bytes(before)
    git(kept.root, "checkout", "-q", "HEAD~1", "--", f"badges/{FILE}")
    commit(kept.root, "Take it back")
    assert kept.codes() == []


@pytest.mark.parametrize("apart", [False, pytest.param(True, marks=pytest.mark.heavy)])
def test_a_renamed_folder_keeps_its_history(kept: Programme, apart: bool) -> None:
    before = kept.store()
    if apart:
        git(kept.root, "rm", "-rqf", "badges/issued")
        commit(kept.root, "Lose it")
    git(kept.root, "mv", "badges", "prog")
    shutil.rmtree(kept.root / "prog/issued", ignore_errors=True)
    there = Programme(kept.root, kept.keyring)
    there.badges = kept.root / "prog"
    assert there.codes() == ["issued-lost"]
    commit(kept.root, "Rename the folder")
    assert there.codes() == ["issued-lost"]
    with pytest.raises(BadgepressError):
        there.issue()
    assert there.restore() == []
    assert there.store() == before
    assert there.codes() == []


@pytest.mark.heavy
def test_a_copy_beside_the_programme_is_another_programme(kept: Programme) -> None:
    shutil.copytree(kept.badges, kept.root / "trial")
    trial = Programme(kept.root, kept.keyring)
    trial.badges = kept.root / "trial"
    trial.award("trial1")
    assert trial.issue() == 1
    commit(kept.root, "Try something")
    shutil.rmtree(kept.root / "trial")
    commit(kept.root, "Enough of it")
    assert kept.codes() == []


def test_a_shallow_clone_with_an_empty_store_reports_history_cut(kept: Programme, tmp_path: Path) -> None:
    git(kept.root, "rm", "-rq", "badges/issued")
    commit(kept.root, "Remove what is issued")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{kept.root}", "shallow")
    there = Programme(tmp_path / "shallow", kept.keyring)
    (found,) = [one for one in check(there.options(key=False))[0] if one.code == "history-cut"]
    assert "awards that look new may have been issued already" in found.message
    assert found.got == "no line of 3 awards"
    with pytest.raises(BadgepressError) as caught:
        there.issue()
    assert "history-cut" in [one.code for one in errors(caught.value.problems)]


_STEPS = ("erase", "revoke", "suspend", "lift", "reissue", "revert", "undo", "back", "reset", "rename", "drop")


class _Published:
    """What was published about the award so far, whatever the files say later."""

    def __init__(self) -> None:
        self.erased = False
        self.revoked: set[int] = set()


def _commit_changes(made: Programme, message: str) -> None:
    if git(made.root, "status", "--porcelain"):
        commit(made.root, message)


def _renamed(made: Programme) -> Path:
    return made.badges.with_name("prog" if made.badges.name == "badges" else "badges")


def _perform(made: Programme, steps: list[str], published: _Published) -> None:
    """Perform the steps, one commit each, and skip those that do not fit. Publish whenever there are no errors."""
    began = earlier = git(made.root, "rev-parse", "HEAD")
    for step in steps:
        earlier, began = began, git(made.root, "rev-parse", "HEAD")
        file, lines = made.badges / FILE, made.badges / SINGLE
        text = file.read_text() if file.exists() else ""
        if step == "revert" and int(git(made.root, "rev-list", "--count", "HEAD")) > 1:
            revert(made)
        elif step == "undo" and earlier != began:
            revert(made, f"{earlier}..{began}")
        elif step == "back":
            for name in (FILE, SINGLE):
                path = f"{made.badges.name}/{name}"
                if git(made.root, "ls-tree", earlier, "--", path):
                    git(made.root, "checkout", "-q", earlier, "--", path)
        elif step == "reset":
            git(made.root, "read-tree", "-u", "--reset", "HEAD~1")
        elif step == "rename":
            made.badges.rename(_renamed(made))
        elif step == "drop":
            lines.unlink(missing_ok=True)
        elif text and lines.exists() and not made.codes():
            if step == "erase":
                erase(made)
            elif step == "revoke" and "revoked" not in text and "suspended" not in text:
                add(made, "revoked: {on: 2026-11-20}\n")
            elif step == "suspend" and "suspended" not in text and "revoked" not in text:
                add(made, "suspended: {on: 2026-11-20}\n")
            elif step == "lift":
                made.edit(FILE, lambda data: data.replace(b"suspended: {on: 2026-11-20}\n", b""))
            elif step == "reissue" and "reissued" not in text:
                add(made, "reissued:\n  - {on: 2026-11-22, reason: renewed}\n")
        if not made.badges.exists():
            made.badges = _renamed(made)
        _commit_changes(made, step)
        if not made.codes():
            made.issue()
            _compare(made, published)
            _commit_changes(made, "Publish")


def _compare(made: Programme, published: _Published) -> None:
    """Compare what is published now with what was published before, and remember it."""
    program, _ = read_program(made.badges)
    assert program is not None
    signed, _ = sign.read_signed(program, 1)
    assert signed is not None
    bits = sign.set_bits(signed)
    lines = made.store()[SINGLE].splitlines()
    assert not published.erased or not any(b'"credentialSubject"' in line for line in lines), (
        "erased people stay erased"
    )
    assert published.revoked <= bits, "revocations stay"
    published.erased = published.erased or any(b'"erased"' in line for line in lines)
    noted = json.loads(made.store().get("issued/status/suspended.json", b"{}")).get("1", [])
    published.revoked |= bits - set(noted)


@pytest.mark.heavy
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(_STEPS), min_size=2, max_size=6))
@example(steps=["erase", "undo"])
@example(steps=["revoke", "undo", "rename"])
@example(steps=["suspend", "lift", "revert"])
def test_no_history_undoes_what_was_published(
    root: Path, tmp_path_factory: pytest.TempPathFactory, keyring: sign.Keyring, steps: list[str]
) -> None:
    """A build without errors shows no erased person, clears no revocation and signs nothing twice."""
    folder = tmp_path_factory.mktemp("history")
    shutil.copytree(root / "tests/programs/minimal/badges", folder / "badges")
    made, published = Programme(folder, keyring), _Published()
    git(folder, "init", "-q")
    commit(folder, "Begin")
    made.issue()
    commit(folder, "Issue 3 awards")
    _perform(made, steps, published)
