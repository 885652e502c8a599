"""Lost or altered lines: nothing is signed again, and `restore` brings back what was written."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgepress import lock, sign
from badgepress.build import Options, check, issue
from badgepress.errors import BadgepressError, Problem, errors
from badgepress.read import find_authored, read_program
from badgepress.sign.compose import StatusEntry
from tests.tiers import examples

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
COHORT, SINGLE = "issued/2026/spring.jsonl", "issued/2026/k3v9x2.jsonl"
AWARD = "badge: data-practice\nrecipient: {name: Somebody New}\nissued: 2026-11-01\n"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


def commit(folder: Path, message: str = "Change") -> None:
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", message)


class Programme:
    """A copy of the minimal programme, signed, with or without a repository around it."""

    def __init__(self, root: Path, keyring: sign.Keyring) -> None:
        self.root, self.badges, self.keyring = root, root / "badges", keyring

    def options(self, *, key: bool = True) -> Options:
        ring = self.keyring if key else sign.Keyring()
        return Options(self.badges, self.root / "site", AT, ring, shown="badges")

    def issue(self) -> int:
        return issue(self.options())[0]

    def wrong(self, *, key: bool = True) -> list[Problem]:
        return errors(check(self.options(key=key))[0])

    def codes(self) -> list[str]:
        return sorted({one.code for one in self.wrong()})

    def restore(self, *, give_up: bool = False, refs: tuple[str, ...] = ("HEAD",)) -> list[str]:
        """Restore the store, and return the codes of the problems that remain."""
        with lock.hold(self.badges, "restore") as held:
            found = sign.plan_restore(self.badges, refs, "badges", give_up=give_up)
            if found.files:
                held.replace_all([(one.path, one.data) for one in found.files])
        return [one.code for one in found.left]

    def store(self) -> dict[str, bytes]:
        folder = self.badges / "issued"
        return {
            path.relative_to(self.badges).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    def award(self, name: str, text: str = AWARD) -> None:
        (self.badges / "assertions/2026" / f"{name}.yml").write_text(text)

    def edit(self, name: str, change: Callable[[bytes], bytes]) -> None:
        path = self.badges / name
        path.write_bytes(change(path.read_bytes()))


@pytest.fixture
def alone(root: Path, tmp_path: Path, keyring: sign.Keyring) -> Programme:
    """A signed programme outside any repository."""
    shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "p" / "badges")
    made = Programme(tmp_path / "p", keyring)
    assert made.issue() == 3
    return made


@pytest.fixture
def kept(alone: Programme) -> Programme:
    """A signed programme in its own repository, with a commit before and after signing."""
    issued, aside = alone.badges / "issued", alone.root.with_name("aside")
    issued.rename(aside)
    git(alone.root, "init", "-q")
    commit(alone.root, "Begin")
    aside.rename(issued)
    git(alone.root, "add", "badges/issued")
    git(alone.root, "commit", "-q", "-m", "Issue 3 awards")
    return alone


def test_crlf_in_the_store_is_refused_and_restored_without_git(alone: Programme) -> None:
    before = alone.store()
    for name in before:
        alone.edit(name, lambda data: data.replace(b"\n", b"\r\n"))
    found = alone.wrong(key=False)
    assert {one.code for one in found} == {"issued-respelled"}
    assert {one.place.file for one in found} == {f"badges/{name}" for name in before}
    (cohort,) = (one for one in found if one.place.file.endswith("spring.jsonl"))
    assert str(cohort) == (
        "error[issued-respelled]: badges/issued/2026/spring.jsonl:1: these are not the bytes that were signed, "
        "and the bytes are what is published (got CRLF, the line end of Windows, 2 times, expected LF)\n"
        "  hint: `badgepress restore` puts back what was written; `badges/issued/** -text` in .gitattributes keeps git "
        "from changing it again"
    )
    with pytest.raises(BadgepressError):
        alone.issue()
    assert alone.restore() == []
    assert alone.store() == before


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        (SINGLE, lambda data: data.replace(b'","', b'", "', 1), "issued-respelled"),
        (SINGLE, lambda data: data[:-1], "issued-line-broken"),
        (SINGLE, lambda data: data + b"\n", "issued-line-broken"),
        (SINGLE, lambda data: b"\xef\xbb\xbf" + data, "issued-line-broken"),
        (SINGLE, lambda data: data.replace(b"{", b'{"a":1,"a":1,', 1), "issued-respelled"),
        ("issued/status/1.json", lambda data: data + b"\n", "issued-respelled"),
        ("issued/status/1.json", lambda data: data.rstrip(), "issued-respelled"),
        ("issued/status/given.json", lambda data: data.replace(b" ", b""), "issued-respelled"),
    ],
)
def test_any_changed_byte_is_refused(alone: Programme, name: str, change: Callable[[bytes], bytes], code: str) -> None:
    alone.edit(name, change)
    (found,) = [one for one in alone.wrong() if one.code != "issued-lost"]
    assert (found.code, found.place.file) == (code, f"badges/{name}")
    assert "`badgepress restore`" in found.hint


def test_a_clone_with_autocrlf_is_refused_and_restored(kept: Programme, tmp_path: Path) -> None:
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", str(kept.root), "win")
    git(tmp_path / "win", "config", "core.autocrlf", "true")
    there = Programme(tmp_path / "win", kept.keyring)
    assert there.store() != kept.store()
    assert there.codes() == ["issued-respelled"]
    assert there.restore() == []
    assert there.store() == kept.store()
    assert there.codes() == []
    git(there.root, "add", "badges/issued")
    assert git(there.root, "status", "--porcelain", "badges/issued") == "", "git has these bytes"


def test_a_filter_that_alters_what_git_has_is_noticed(kept: Programme) -> None:
    """The file is valid but not what was committed, and git says that nothing changed."""
    before = kept.store()
    path = kept.badges / "issued/status/given.json"
    git(kept.root, "config", "filter.odd.clean", "sed s/4/3/")
    git(kept.root, "config", "filter.odd.smudge", "sed s/3/4/")
    (kept.root / ".git/info/attributes").write_text("given.json filter=odd\n")
    path.unlink()
    git(kept.root, "checkout", "--", "badges/issued/status/given.json")
    assert path.read_bytes() == before["issued/status/given.json"].replace(b"3", b"4")
    assert git(kept.root, "status", "--porcelain") == ""
    assert "issued-unlike-git" in kept.codes()


def test_the_whole_store_removed_and_committed_is_not_signed_again(kept: Programme) -> None:
    before = kept.store()
    git(kept.root, "rm", "-rq", "badges/issued")
    commit(kept.root, "Remove what is issued")
    assert kept.codes() == ["issued-lost"]
    with pytest.raises(BadgepressError) as caught:
        kept.issue()
    assert {one.code for one in errors(caught.value.problems)} == {"issued-lost"}
    said = str(caught.value)
    assert "badges/issued/2026/k3v9x2.jsonl: awards were issued here, but their lines are gone" in said
    assert "no line of k3v9x2" in said
    assert "badges/issued/status/1.json: this file is gone" in said
    assert not (kept.badges / "issued").exists()
    assert kept.restore() == []
    assert kept.store() == before
    assert kept.codes() == []
    assert kept.issue() == 0


@pytest.mark.parametrize("name", [SINGLE, COHORT, "issued/status/1.json", "issued/status/given.json"])
def test_each_lost_file_is_reported_and_restored(kept: Programme, name: str) -> None:
    before = kept.store()
    (kept.badges / name).unlink()
    commit(kept.root)
    assert "issued-lost" in kept.codes()
    assert f"badges/{name}" in {one.place.file for one in kept.wrong()}
    assert kept.restore() == []
    assert kept.store() == before
    assert kept.codes() == []


@pytest.mark.parametrize("which", [0, 1])
def test_a_lost_line_is_restored_at_its_old_position(kept: Programme, which: int) -> None:
    before = kept.store()
    kept.edit(COHORT, lambda data: b"".join(data.splitlines(keepends=True)[which::2][:1]))
    assert kept.store() != before
    commit(kept.root)
    (found,) = kept.wrong()
    assert (found.code, found.place.file) == ("issued-lost", f"badges/{COHORT}")
    assert kept.restore() == []
    assert kept.store() == before


def test_without_git_missing_indexes_are_reported_and_may_be_given_up(alone: Programme) -> None:
    lost = alone.badges / SINGLE
    place = int(json.loads(lost.read_bytes())["credentialStatus"]["statusListIndex"])
    lost.unlink()
    (found,) = alone.wrong()
    assert (found.code, found.got) == ("issued-lost", f"no line with index {place}")
    assert alone.restore() == ["restore-nothing-known"]
    assert alone.codes() == ["issued-lost"]
    assert alone.restore(give_up=True) == []
    assert alone.issue() == 1
    # The index is not assigned again, and its bit is set, so the lost credential counts as revoked.
    again = json.loads(lost.read_bytes())["credentialStatus"]["statusListIndex"]
    assert int(again) == 3
    program, _ = read_program(alone.badges)
    assert program is not None
    signed, _ = sign.read_signed(program, 1)
    assert signed is not None
    assert sign.set_bits(signed) == {place}


def test_without_git_a_revoked_index_without_a_line_is_reported(alone: Programme) -> None:
    file = alone.badges / "assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text() + "revoked: {on: 2026-11-20}\n")
    alone.issue()
    for name in (SINGLE, "issued/status/given.json"):
        (alone.badges / name).unlink()
    file.unlink()
    assert "issued-lost" in alone.codes()


def test_erased_people_stay_erased(kept: Programme) -> None:
    program, _ = read_program(kept.badges)
    assert program is not None
    signed = git(kept.root, "rev-parse", "HEAD")
    (kept.badges / "assertions/2026/k3v9x2.yml").unlink()
    left, _ = sign.erased(program, "2026/k3v9x2", "k3v9x2", AT)
    (kept.badges / "issued/2026/k3v9x2.jsonl").write_bytes(left)
    kept.issue()
    commit(kept.root, "Erase an award")
    before = kept.store()
    tombstone = before[SINGLE]
    assert b"erased" in tombstone
    for change in ("lost", "turned back"):
        if change == "lost":
            shutil.rmtree(kept.badges / "issued")
        else:
            git(kept.root, "checkout", "-q", signed, "--", "badges/issued")
        commit(kept.root, change)
        assert kept.codes(), change
        assert kept.restore() == [], change
        assert kept.store()[SINGLE] == tombstone, change
        kept.issue()
        commit(kept.root)
        assert kept.codes() == [], change


def test_a_superseded_line_stays_superseded(kept: Programme) -> None:
    file = kept.badges / "assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text() + "reissued:\n  - {on: 2026-11-22, reason: renewed}\n")
    assert kept.issue() == 1
    commit(kept.root)
    before = kept.store()
    shutil.rmtree(kept.badges / "issued/2026")
    commit(kept.root)
    assert kept.restore() == []
    assert kept.store() == before
    assert kept.codes() == []


def test_a_programme_that_started_from_the_sample_owns_none_of_its_awards(kept: Programme) -> None:
    shutil.rmtree(kept.badges / "issued")
    settings = kept.badges / "program.yml"
    settings.write_text(settings.read_text().replace("badges.example.org", "badges.acme.example"))
    commit(kept.root, "A programme of our own")
    assert kept.codes() == []
    assert kept.issue() == 3
    commit(kept.root, "Issue 3 awards")
    assert kept.codes() == []
    before = kept.store()
    shutil.rmtree(kept.badges / "issued")
    commit(kept.root, "Lose them")
    assert kept.codes() == ["issued-lost"]
    assert kept.restore() == []
    assert kept.store() == before


@pytest.mark.parametrize("apart", [False, True])
def test_awards_are_not_issued_again_under_another_address_without_moved_from(kept: Programme, apart: bool) -> None:
    settings = kept.badges / "program.yml"

    def move(old: str, new: str) -> None:
        shutil.rmtree(kept.badges / "issued")
        settings.write_text(settings.read_text().replace(f"{old}/", f"{new}/"))
        commit(kept.root, "Move")

    # The store may also be on a branch of its own.
    def issue_all() -> None:
        assert kept.issue() == 3
        if not apart:
            commit(kept.root, "Issue 3 awards")
            return
        git(kept.root, "checkout", "-q", "--orphan", "issued")
        git(kept.root, "rm", "-rq", "--cached", ".")
        git(kept.root, "add", "badges/issued")
        git(kept.root, "commit", "-q", "-m", "Issue 3 awards")
        git(kept.root, "update-ref", "refs/worktree/badgepress/issued", "HEAD")
        git(kept.root, "checkout", "-q", "-f", "main")

    move("https://badges.example.org", "https://badges.acme.example")
    issue_all()
    if apart:
        (kept.badges / "issued").mkdir(exist_ok=True)
    move("https://badges.acme.example", "https://badges.new.example")
    for key in (True, False):
        (one,) = kept.wrong(key=key)
        assert (one.code, one.place.file, one.place.path) == ("other-base-url", "badges/program.yml", "base_url")
        assert (one.got, one.expected) == ("https://badges.new.example/", "https://badges.acme.example/")
        assert "moved_from: [https://badges.acme.example/]" in one.hint
    with pytest.raises(BadgepressError) as refused:
        kept.issue()
    assert [one.code for one in errors(refused.value.problems)] == ["other-base-url"]
    assert not (kept.badges / "issued").exists()
    before = settings.read_text()
    settings.write_text(f"{before}moved_from: [https://badges.other.example/]\n")
    assert kept.codes() == ["other-base-url"], "it names another address"
    settings.write_text(f"{before}moved_from: [https://badges.acme.example/]\n")
    assert kept.codes() == []
    assert kept.issue() == 3
    commit(kept.root, "Issue 3 awards")
    settings.write_text(before)
    kept.award("later", AWARD)
    assert kept.codes() == [], "moved_from is not needed once awards are issued under this address"


def test_a_line_lost_in_a_merge_is_found(kept: Programme) -> None:
    git(kept.root, "checkout", "-q", "-b", "other")
    kept.award("other1")
    assert kept.issue() == 1
    commit(kept.root, "Issue 1 award")
    git(kept.root, "checkout", "-q", "main")
    (kept.root / "README").write_text("more")
    commit(kept.root)
    git(kept.root, "merge", "-q", "-s", "ours", "other", "-m", "Merge")
    kept.award("later1")
    found = kept.wrong()
    assert {one.code for one in found} == {"issued-lost"}
    assert "badges/issued/2026/other1.jsonl" in {one.place.file for one in found}


def test_a_shallow_clone_reports_history_cut(kept: Programme, tmp_path: Path) -> None:
    git(kept.root, "rm", "-rq", "badges/issued")
    commit(kept.root, "Remove what is issued")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{kept.root}", "shallow")
    there = Programme(tmp_path / "shallow", kept.keyring)
    problems, _ = check(there.options(key=False))
    assert [(one.code, one.severity) for one in problems if one.code == "history-cut"] == [("history-cut", "warning")]
    with pytest.raises(BadgepressError) as caught:
        there.issue()
    assert "history-cut" in [one.code for one in errors(caught.value.problems)]
    git(there.root, "fetch", "-q", "--unshallow")
    assert there.codes() == ["issued-lost"]


def test_damaged_lines_are_restored(kept: Programme) -> None:
    before = kept.store()
    for change in (
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"Zo", b"Xo").replace(b"name", b"nome", 1),
        lambda data: b"",
        lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n>>>>>>> other\n",
    ):
        kept.edit(COHORT, change)
        assert kept.codes()
        assert kept.restore() == []
        assert kept.store() == before


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_restore_repairs_any_single_edit_of_the_store(kept: Programme, data: st.DataObject) -> None:
    before = kept.store()
    name = data.draw(st.sampled_from(sorted(before)))
    text = before[name]
    at = data.draw(st.integers(0, len(text) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                text[:at],
                text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :],
                text[:at] + b" " + text[at:],
                text[:at] + b"\r\n" + text[at:],
                text + text[at:],
            ]
        )
    )
    (kept.badges / name).write_bytes(changed)
    try:
        if changed != text:
            # With the key, a list that names an unlisted key is just signed again, so also look without the key.
            assert kept.codes() or kept.wrong(key=False), "an altered store is refused"
        assert kept.restore() == []
        assert kept.store() == before
    finally:
        for one, was in before.items():
            (kept.badges / one).write_bytes(was)


def test_lines_are_in_the_bytes_that_orjson_writes(alone: Programme) -> None:
    for name, data in alone.store().items():
        if name.endswith(".jsonl"):
            assert data == b"".join(orjson.dumps(orjson.loads(line)) + b"\n" for line in data.splitlines())


def test_a_repository_that_git_cannot_read_is_reported(kept: Programme) -> None:
    (kept.root / ".git").rename(kept.root / "elsewhere")
    (kept.root / ".git").write_text("gitdir: /nowhere\n")
    found = [one for one in check(kept.options())[0] if one.code == "history-unread"]
    assert [(one.severity, one.place.file) for one in found] == [("warning", "badges/issued/")]
    assert "not a git repository" in found[0].got


def test_a_duplicate_line_that_was_removed_is_not_restored(kept: Programme) -> None:
    """Two branches signed one award; the later line was removed, as the error advises."""
    before = kept.store()[SINGLE]
    program, _ = read_program(kept.badges)
    assert program is not None
    given = kept.badges / "issued/status/given.json"
    found = find_authored(program, "k3v9x2")
    assert found is not None
    secrets = {"guild": sign.signer(program, program.issuers["guild"], kept.keyring, AT, preview=False)}
    order = sign.Order("k3v9x2", StatusEntry(1, 3), "guild")
    lines = sign.signed_lines(sign.Signer(program, secrets, AT), [found.award], [order])
    (kept.badges / SINGLE).write_bytes(before + lines[0] + b"\n")
    given.write_bytes(given.read_bytes().replace(b"3", b"4"))
    commit(kept.root, "Merge two branches")
    assert "issued-id-twice" in kept.codes()
    (kept.badges / SINGLE).write_bytes(before)
    commit(kept.root, "Remove the later line")
    assert kept.codes() == ["issued-lost"]
    assert kept.restore() == []
    assert kept.store()[SINGLE] == before
    assert kept.codes() == []


def test_a_line_lost_with_its_history_is_given_up_only_on_request(kept: Programme) -> None:
    """Somebody may hold the lost credential, so revoking it takes an explicit --give-up."""
    (kept.badges / SINGLE).unlink()
    git(kept.root, "checkout", "-q", "--orphan", "anew")
    commit(kept.root, "Begin anew")
    before = kept.store()
    assert kept.restore() == ["restore-nothing-known"]
    assert kept.store() == before
    assert kept.codes() == ["issued-lost"]
    with pytest.raises(BadgepressError):
        kept.issue()
    assert kept.restore(give_up=True) == []
    assert kept.issue() == 1


@pytest.mark.heavy
def test_restore_undoes_a_next_free_index_that_was_raised_by_hand(kept: Programme) -> None:
    before = kept.store()
    raised = b'{\n  "1": 999999\n}\n'
    kept.edit("issued/status/given.json", lambda data: raised)
    assert kept.codes() == ["issued-lost"]
    assert kept.restore() == []
    assert kept.store() == before
    # If an award waits for a line, its line may have been at that index: git cannot tell.
    kept.edit("issued/status/given.json", lambda data: data.replace(b"3", b"4"))
    kept.award("later1")
    assert kept.restore() == ["restore-nothing-known"]
    assert b"4" in kept.store()["issued/status/given.json"]
    (kept.badges / "assertions/2026/later1.yml").unlink()
    # And if git has the number, the index was assigned.
    commit(kept.root)
    assert kept.restore() == ["restore-nothing-known"]
    assert "issued/status/unused.json" not in kept.store()


@pytest.mark.parametrize("turned", ["removed", "suspended"])
@pytest.mark.parametrize("committed", [False, True])
def test_editing_suspended_json_by_hand_lifts_no_revocation(kept: Programme, turned: str, committed: bool) -> None:
    file, note = kept.badges / "assertions/2026/k3v9x2.yml", kept.badges / "issued/status/suspended.json"
    place = int(json.loads(kept.store()[SINGLE])["credentialStatus"]["statusListIndex"])
    before = file.read_text()
    file.write_text(before + "revoked: {on: 2026-11-20}\n")
    kept.issue()
    commit(kept.root, "Revoke an award")
    assert kept.codes() == []
    note.write_text(f'{{\n  "1": [{place}]\n}}\n')
    file.write_text(before + ("suspended: {on: 2026-11-20}\n" if turned == "suspended" else ""))
    if committed:
        commit(kept.root, "Lift a revocation")
    assert kept.codes() == ["revocation-lost"]
    store = kept.store()
    with pytest.raises(BadgepressError) as caught:
        kept.issue()
    assert [one.code for one in errors(caught.value.problems)] == ["revocation-lost"]
    assert kept.store() == store


@pytest.mark.parametrize("committed", [False, True])
def test_a_suspension_can_be_lifted_and_repeated(kept: Programme, committed: bool) -> None:
    file = kept.badges / "assertions/2026/k3v9x2.yml"
    before = file.read_text()
    for text in (before + "suspended: {on: 2026-11-20}\n", before) * 2:
        file.write_text(text)
        kept.issue()
        if committed:
            commit(kept.root)
        assert kept.codes() == []
    # Losing the note for a while does not turn earlier suspensions into revocations.
    file.write_text(before + "suspended: {on: 2026-11-20}\n")
    kept.issue()
    commit(kept.root)
    (kept.badges / "issued/status/suspended.json").unlink()
    commit(kept.root, "Lose a note")
    assert kept.restore() == []
    commit(kept.root, "Bring it back")
    file.write_text(before)
    kept.issue()
    assert kept.codes() == []


def test_a_shallow_clone_lifts_no_suspension(kept: Programme, tmp_path: Path) -> None:
    file = kept.badges / "assertions/2026/k3v9x2.yml"
    before = file.read_text()
    file.write_text(before + "suspended: {on: 2026-11-20}\n")
    kept.issue()
    file.write_text(before)
    commit(kept.root)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{kept.root}", "shallow")
    there = Programme(tmp_path / "shallow", kept.keyring)
    with pytest.raises(BadgepressError) as caught:
        there.issue()
    assert [one.code for one in errors(caught.value.problems)] == ["history-cut"]
    assert kept.issue() == 0
    assert kept.codes() == []
