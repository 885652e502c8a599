"""Resolving a merge conflict in `issued/`: neither side loses a line, and erased awards stay erased."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from badgepress import edit, lock, sign
from badgepress.build import Options, check, issue
from badgepress.errors import Problem, ReadError, errors
from badgepress.read import require_program
from badgepress.sign import store
from badgepress.sign.lines import Line
from badgepress.sign.resolve import Resolved
from badgepress.sign.resolve import resolve as join

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: How many pairs of histories the long test joins, at about three seconds each.
HISTORIES = 600
COHORT = """badge: data-practice
issued: 2026-10-01
awards:
  - {id: base11, recipient: {name: Ada Berg}}
  - {id: base12, recipient: {name: Ben Cole}}
"""
NAMES = ("Noor Haddad", "Ines Sol", "Tove Lind", "Wren Achterberg", "Kofi Mensah", "Mio Sato", "Eva Novak", "Li Wei")


def git(folder: Path, *arguments: str, ok: bool = True) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert not ok or done.returncode == 0, f"git {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout.strip()


class Forked:
    """A signed programme in a repository, and the edits that two branches make."""

    def __init__(self, root: Path, minimal: Path, keyring: sign.Keyring) -> None:
        self.root, self.badges, self.keyring, self.at = root, root / "badges", keyring, AT
        shutil.copytree(minimal, self.badges)
        (self.badges / "assertions/2026/autumn.yml").write_text(COHORT)
        for number, name in enumerate(NAMES[:4]):
            self.single(f"base{number}", name)
        git(root, "init", "-q")
        self.sign()
        self.commit()

    def options(self, *, key: bool = True) -> Options:
        ring = self.keyring if key else sign.Keyring()
        return Options(self.badges, self.root / "site", self.at, ring, shown="badges")

    def sign(self) -> None:
        issue(self.options())

    def commit(self) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "--allow-empty", "-m", "Change")

    def single(self, award: str, name: str) -> None:
        text = f"badge: data-practice\nrecipient: {{name: {name}}}\nissued: 2026-11-01\n"
        (self.badges / f"assertions/2026/{award}.yml").write_text(text)

    def member(self, award: str, name: str) -> None:
        path = self.badges / "assertions/2026/autumn.yml"
        path.write_text(path.read_text() + f"  - {{id: {award}, recipient: {{name: {name}}}}}\n")

    def change(self, *changes: edit.Change) -> None:
        with lock.hold(self.badges, "test") as held:
            edit.apply(held, *changes)

    def erase(self, award: str) -> None:
        self.change(*edit.erase(self.badges, award, self.at).changes)

    def merge(self, *arguments: str) -> None:
        """Merge the branch `other`; resolve conflicts in authored files by keeping every award of both."""
        git(self.root, "merge", "-q", "other", *arguments, ok=False)
        for name in git(self.root, "diff", "--name-only", "--diff-filter=U").splitlines():
            if "/assertions/" in name:
                path = self.root / name
                marks = ("<<<<<<<", "=======", ">>>>>>>")
                kept = [line for line in path.read_text().splitlines(keepends=True) if line[:7] not in marks]
                path.write_text("".join(kept))
                git(self.root, "add", name)

    def resolve(self, keep: str = "") -> Resolved:
        with lock.hold(self.badges, "resolve") as held:
            found = join(self.badges, "badges", keep)  # type: ignore[arg-type]
            held.replace_all([(one.path, one.data) for one in found.files if one.data is not None or one.path.exists()])
        return found

    def lines(self) -> list[Line]:
        program = require_program(self.badges)
        return [line for name in store.names(program) for line in store.read_lines(program, name)[0]]

    def wrong(self, *, key: bool = False) -> list[Problem]:
        return errors(check(self.options(key=key))[0])


@pytest.fixture
def forked(root: Path, tmp_path: Path, keyring: sign.Keyring) -> Forked:
    return Forked(tmp_path / "p", root / "tests/programs/minimal/badges", keyring)


#: What a side may do. Each side edits different existing awards, because this test does not merge single assertions.
ACTS = ("single", "member", "revoke", "suspend", "reissue", "erase", "sign")
Acts = tuple[tuple[str, int], ...]


def act(forked: Forked, side: int, acts: Acts) -> None:
    """Perform the acts on the current branch, sign, and commit."""
    gone: set[str] = set()
    for count, (what, which) in enumerate(acts):
        forked.at += timedelta(hours=1)
        award = f"base{2 * side + which % 2}"
        new = f"new{side}{count}"
        if what == "single":
            forked.single(new, NAMES[4 + which % 4])
        elif what == "member":
            forked.member(new, NAMES[4 + which % 4])
        elif what == "sign":
            forked.sign()
        elif award not in gone:
            if what == "erase":
                forked.erase(award)
            elif what == "reissue":
                if (change := edit.reissue(forked.badges, award, forked.at, None)) is not None:
                    forked.change(change)
                forked.sign()
                continue
            else:
                forked.change(getattr(edit, what)(forked.badges, award, forked.at, None))
            gone.add(award)
    forked.at += timedelta(hours=1)
    forked.sign()
    forked.commit()


def joined(forked: Forked, acts: tuple[Acts, Acts], keep: str) -> tuple[list[Line], list[Line], Resolved]:
    """Let two branches act and merge them; return the lines of both and the result of `resolve`."""
    git(forked.root, "branch", "other")
    act(forked, 0, acts[0])
    ours = forked.lines()
    git(forked.root, "checkout", "-q", "other")
    act(forked, 1, acts[1])
    theirs = forked.lines()
    git(forked.root, "checkout", "-q", "main")
    forked.merge()
    found = forked.resolve()
    if found.refused:
        assert {one.code for one in found.refused} <= {"resolve-place-twice", "resolve-award-twice"}, found.refused
        before = git(forked.root, "ls-files", "--stage")
        assert git(forked.root, "diff", "--name-only", "--diff-filter=U"), "nothing was written"
        found = forked.resolve(keep)
        assert git(forked.root, "ls-files", "--stage") == before, "nothing was added"
    return ours, theirs, found


def join_and_check(forked: Forked, acts: tuple[Acts, Acts], keep: str) -> None:
    """Join two random histories: every award of both is there, tombstones win, and check and signing pass."""
    ours, theirs, found = joined(forked, acts, keep)
    assert not found.refused, found.refused
    merged = forked.lines()
    at = {(line.number, line.index): line for line in merged}
    assert len(at) == len(merged), "one award for each index"
    erased = {line.id for line in (*ours, *theirs) if line.credential is None}
    mine, other = (ours, theirs) if keep == "ours" else (theirs, ours)
    for line in mine:
        assert at[line.number, line.index].id == line.id
    kept = {(line.number, line.index) for line in mine}
    for line in other:
        held = at.get((line.number, line.index))
        assert held is not None or (line.number, line.index) not in kept
        assert held is None or held.id == line.id or (line.number, line.index) in kept
    assert {line.id for line in merged if line.credential is None} == erased
    assert all(line.credential is None for line in merged if line.id in erased)
    git(forked.root, "add", "-A")
    git(forked.root, "commit", "-q", "--no-edit", "--allow-empty", "-m", "Merge")
    assert forked.wrong() == [], [str(one) for one in forked.wrong()]
    forked.at += timedelta(hours=1)
    forked.sign()
    forked.commit()
    assert forked.wrong() == [], [str(one) for one in forked.wrong()]
    signed = forked.lines()
    assert {line.id for line in (*ours, *theirs)} <= {line.id for line in signed}, "every award of both"
    assert {(line.number, line.index) for line in merged} <= {(line.number, line.index) for line in signed}


_acts = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), min_size=1, max_size=5).map(tuple)


def settings_for(count: int) -> settings:
    """Return hypothesis settings for `count` pairs of histories."""
    # No shrinking: failing pairs are short already, and each try takes seconds.
    phases = (Phase.explicit, Phase.generate)
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=count, suppress_health_check=checks, derandomize=True, phases=phases)


@pytest.mark.parametrize(
    "count",
    [2, pytest.param(12, marks=pytest.mark.heavy), pytest.param(HISTORIES, marks=pytest.mark.long)],
)
def test_any_two_histories_are_joined(root: Path, tmp_path: Path, keyring: sign.Keyring, count: int) -> None:
    folders = iter(range(10 * count))
    codes: list[int] = []

    @settings_for(count)
    @given(acts=st.tuples(_acts, _acts), keep=st.sampled_from(["ours", "theirs"]))
    def pairs(acts: tuple[Acts, Acts], keep: str) -> None:
        folder = tmp_path / str(next(folders))
        join_and_check(Forked(folder, root / "tests/programs/minimal/badges", keyring), acts, keep)
        shutil.rmtree(folder)
        codes.append(1)

    pairs()
    print(f"{len(codes)} pairs of histories joined")


def test_an_erasure_on_one_side_wins_over_a_reissue_on_the_other(forked: Forked) -> None:
    git(forked.root, "branch", "other")
    forked.erase("base0")
    forked.at += timedelta(hours=1)
    forked.sign()
    forked.commit()
    git(forked.root, "checkout", "-q", "other")
    change = edit.reissue(forked.badges, "base0", forked.at, None)
    assert change is not None
    forked.change(change)
    forked.sign()
    forked.commit()
    git(forked.root, "checkout", "-q", "main")
    forked.merge()
    git(forked.root, "rm", "-q", "--force", "--ignore-unmatch", "badges/assertions/2026/base0.yml")
    assert forked.resolve().refused == ()
    lines = [line for line in forked.lines() if line.id == "base0"]
    assert len(lines) == 2
    assert all(line.credential is None for line in lines)
    git(forked.root, "add", "-A")
    git(forked.root, "commit", "-q", "-m", "Merge")
    assert forked.wrong() == []
    forked.sign()
    assert forked.wrong() == []


def test_a_merge_that_drops_a_revocation_is_refused(forked: Forked) -> None:
    git(forked.root, "branch", "other")
    path = forked.badges / "assertions/2026/base0.yml"
    before = path.read_bytes()
    forked.change(edit.revoke(forked.badges, "base0", forked.at, None))
    forked.at += timedelta(hours=1)
    forked.sign()
    forked.commit()
    git(forked.root, "checkout", "-q", "other")
    forked.change(edit.revoke(forked.badges, "base2", forked.at, None))
    forked.sign()
    forked.commit()
    forked.merge()
    git(forked.root, "checkout", "-q", "--", ".", ok=False)
    git(forked.root, "checkout", "-q", "main", ok=False)
    git(forked.root, "merge", "--abort", ok=False)
    git(forked.root, "checkout", "-q", "main")
    forked.merge()
    path.write_bytes(before)
    found = forked.resolve()
    assert [one.code for one in found.refused] == ["revocation-lost"]
    assert found.files == ()


def test_authored_files_must_be_merged_before_the_store(forked: Forked) -> None:
    assert forked.resolve() == Resolved((), ())
    git(forked.root, "branch", "other")
    act(forked, 0, (("member", 0),))
    git(forked.root, "checkout", "-q", "other")
    act(forked, 1, (("member", 1),))
    git(forked.root, "checkout", "-q", "main")
    git(forked.root, "merge", "-q", "other", ok=False)
    with pytest.raises(ReadError) as raised:
        forked.resolve()
    assert raised.value.code == "merge-conflict"
    assert "usually all" in raised.value.problems[0].hint
    git(forked.root, "merge", "--abort")
    forked.merge()
    conflicts = {one.place.file: one for one in forked.wrong() if one.code == "merge-conflict"}
    assert sorted(conflicts) == ["badges/issued/2026/autumn.jsonl", "badges/issued/status/1.json"]
    assert all(one.hint.startswith("`badgepress resolve` joins both sides") for one in conflicts.values())
    assert all(one.place.line for one in conflicts.values())
    (found,) = forked.resolve().refused
    assert (found.code, found.place.file) == ("resolve-place-twice", "badges/issued/2026/autumn.jsonl")
    assert "'new00' on ours, 'new10' on theirs" in found.got
    assert forked.resolve("theirs").refused == ()
    assert orjson.loads((forked.badges / "issued/status/given.json").read_bytes()) == {"1": 10}


def test_two_lines_for_one_award_at_one_index_leave_the_newer_one(forked: Forked) -> None:
    forked.single("both", "Mio Sato")
    forked.commit()
    git(forked.root, "branch", "other")
    forked.sign()
    forked.commit()
    git(forked.root, "checkout", "-q", "other")
    forked.at += timedelta(hours=1)
    forked.sign()
    forked.commit()
    last = (forked.badges / "issued/2026/both.jsonl").read_bytes()
    git(forked.root, "checkout", "-q", "main")
    forked.merge()
    assert forked.resolve().refused == ()
    assert (forked.badges / "issued/2026/both.jsonl").read_bytes() == last
