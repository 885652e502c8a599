"""A suspension can be lifted and a revocation cannot; neither silently turns into the other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from badgepress.cli import cli
from badgepress.sign import store
from tests import words
from tests.cli.conftest import Run
from tests.cli.test_awards import COHORT, SINGLE, ids, verdict

NOW = ("--now", "2026-11-22")
SITE = ("--out", "site", *NOW)
NOTED = Path("badges/issued/status/suspended.json")
CREDENTIAL = "site/awards/k3v9x2/credential.json"


class Killed(BaseException):
    """An exception that no code catches, to play a kill."""


def place(award: str, file: str) -> int:
    lines = Path(f"badges/issued/2026/{file}.jsonl").read_text().splitlines()
    line = next(line for line in map(json.loads, lines) if f"/{award}/" in line["id"])
    return int(line["credentialStatus"]["statusListIndex"])


def test_a_suspension_is_shown_and_lifted(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    before = Path(SINGLE).read_text()
    dry = run("suspend", "k3v9x2", "--reason", "under review", "--dry-run", *NOW)
    assert dry.out == f'{SINGLE}:\n+ suspended: {{on: 2026-11-22, reason: "under review"}}\n'
    assert Path(SINGLE).read_text() == before
    said = run("suspend", "k3v9x2", "--reason", "under review", *key, *NOW)
    assert (said.code, said.err, said.out.splitlines()[-1]) == (0, "", "suspended: k3v9x2")
    assert json.loads(NOTED.read_text()) == {"1": [place("k3v9x2", "k3v9x2")]}
    assert run("build", *SITE).err == ""
    assert verdict(run, CREDENTIAL) == "revoked"
    page = (here / "site/awards/k3v9x2/index.html").read_text()
    for shown in (
        "Suspended since 22 November 2026",
        words.page("revoked_reason", reason="under review"),
        words.page("suspended_sentence"),
        ">Suspended<",
    ):
        assert shown in page
    assert "Revoked on" not in page
    line = next(json.loads(one) for one in Path("site/data/awards.ndjson").read_text().splitlines() if "k3v9x2" in one)
    assert (line["status"], line["suspended"], "revoked" in line) == ("suspended", "2026-11-22T00:00:00Z", False)
    again = run("suspend", "k3v9x2", *NOW)
    assert again.err.startswith(f"error[award-suspended]: {SINGLE}: award 'k3v9x2' is already suspended")
    lifted = run("suspend", "k3v9x2", "--lift", *key, *NOW)
    assert (lifted.code, lifted.err, lifted.out.splitlines()[-1]) == (0, "", "valid again: k3v9x2")
    assert Path(SINGLE).read_text() == before
    assert NOTED.read_text() == "{}\n"
    run("build", *SITE)
    assert verdict(run, CREDENTIAL) == "valid"
    assert "Suspended" not in (here / "site/awards/k3v9x2/index.html").read_text()
    assert run("suspend", "k3v9x2", "--lift", *NOW).err.startswith(f"error[not-suspended]: {SINGLE}: ")


@pytest.mark.heavy
def test_in_a_cohort_only_one_award_is_suspended(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    before = Path(COHORT).read_text()
    first, second = ids(here)[:2]
    assert run("suspend", first, *key, *NOW).code == 0
    run("build", *SITE)
    assert [verdict(run, f"site/awards/{one}/credential.json") for one in (first, second)] == ["revoked", "valid"]
    assert run("suspend", first, "--lift", *key, *NOW).code == 0
    assert Path(COHORT).read_text() == before
    Path(COHORT).write_text("suspended: {on: 2026-11-20}\n" + before)
    said = run("suspend", first, "--lift", *NOW)
    assert said.err.startswith(f"error[shared-suspension]: {COHORT}: suspended: the whole cohort is suspended")


@pytest.mark.parametrize("after", ["", "suspended: {on: 2026-11-21}\n"])
def test_a_revocation_cannot_be_lifted_or_become_a_suspension(run: Run, here: Path, key_file: Path, after: str) -> None:
    before = Path(SINGLE).read_text()
    Path(SINGLE).write_text(before + "revoked: {on: 2026-11-20}\n")
    run("build", *SITE, "--key", str(key_file))
    Path(SINGLE).write_text(before + after)
    for options in ((), ("--key", str(key_file))):
        said = run("build", *SITE, *options)
        assert said.code == 1
        assert said.err.startswith("error[revocation-lost]: badges/issued/status/1.json: ")
    assert not NOTED.exists()


@pytest.mark.heavy
def test_a_suspension_that_became_a_revocation_is_permanent(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    before = Path(SINGLE).read_text()
    run("suspend", "k3v9x2", *key, *NOW)
    said = run("revoke", "k3v9x2", "--reason", "proved", *key, *NOW)
    assert (said.code, said.err) == (0, "")
    assert NOTED.read_text() == "{}\n"
    run("build", *SITE)
    assert "Revoked on 22 November 2026" in (here / "site/awards/k3v9x2/index.html").read_text()
    for text in (before, before + "suspended: {on: 2026-11-21}\n"):
        Path(SINGLE).write_text(text)
        assert run("build", *SITE, *key).err.startswith("error[revocation-lost]")


@pytest.mark.heavy
def test_a_revocation_of_a_suspended_award_waits_for_the_key(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    run("suspend", "k3v9x2", *key, *NOW)
    run("revoke", "k3v9x2", *NOW)
    said = run("build", *SITE)
    assert "warning[status-list-not-signed]: badges/issued/status/1.json: status list 1 does not show" in said.err
    assert run("build", *SITE, *key).err == ""
    assert run("build", *SITE).err == ""


@pytest.mark.heavy
def test_erased_and_reissued_while_suspended(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    run("suspend", "k3v9x2", *key, *NOW)
    first = place("k3v9x2", "k3v9x2")
    said = run("reissue", "k3v9x2", *key, *NOW)
    assert (said.code, said.err) == (0, "")
    noted = json.loads(NOTED.read_text())["1"]
    assert first not in noted, "the earlier version is superseded for good"
    assert len(noted) == 1
    assert run("suspend", "k3v9x2", "--lift", *key, *NOW).err == ""
    run("build", *SITE)
    assert verdict(run, CREDENTIAL) == "valid"
    assert verdict(run, "site/awards/k3v9x2/1/credential.json") == "revoked"
    run("suspend", "k3v9x2", *key, *NOW)
    assert run("erase", "k3v9x2", "--yes", *key, *NOW).code == 0
    assert NOTED.read_text() == "{}\n"
    assert run("build", *SITE).err == ""


@pytest.mark.heavy
@pytest.mark.parametrize("lift", [False, True])
@pytest.mark.parametrize("dies", [1, 2])
def test_a_killed_run_does_not_block_the_next(
    run: Run, here: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch, *, lift: bool, dies: int
) -> None:
    """A run writes the note and the list; it is killed before either of them."""
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    if lift:
        run("suspend", "k3v9x2", *key, *NOW)
    change = ("suspend", "k3v9x2", *(("--lift",) if lift else ()))
    replace = store.replace
    written = 0

    def killed(path: Path, data: bytes, shown: str) -> None:
        nonlocal written
        written += 1
        if written == dies:
            raise Killed
        replace(path, data, shown)

    with monkeypatch.context() as patched:
        patched.setattr(store, "replace", killed)
        with pytest.raises(Killed):
            cli.main(args=[*change, *key, *NOW], standalone_mode=False)
    assert run("build", *SITE, *key).err == ""
    assert verdict(run, CREDENTIAL) == ("valid" if lift else "revoked")
    assert (NOTED.read_text() == "{}\n") is lift


@pytest.mark.heavy
def test_a_lost_or_broken_note_lifts_nothing(run: Run, here: Path, key_file: Path) -> None:
    key = ("--key", str(key_file))
    run("build", *SITE, *key)
    before = Path(SINGLE).read_text()
    run("suspend", "k3v9x2", *key, *NOW)
    noted = NOTED.read_text()
    for text in ("<<<<<<< HEAD\n", "[]", '{"1": -1}', '{"1": [-1]}', '{"1": ["2"]}', '{"one": [1]}'):
        NOTED.write_text(text)
        said = run("build", *SITE)
        code, line = ("merge-conflict", ":1") if "<" in text else ("places-broken", "")
        assert said.err.startswith(f"error[{code}]: badges/issued/status/suspended.json{line}: "), text
    NOTED.unlink()
    Path(SINGLE).write_text(before)
    assert run("build", *SITE, *key).err.startswith("error[revocation-lost]")
    NOTED.write_text(noted)
    assert run("build", *SITE, *key).err == ""


def test_a_new_award_may_be_suspended_from_the_start(run: Run, here: Path, key_file: Path) -> None:
    before = Path(SINGLE).read_text()
    Path(SINGLE).write_text(before + "suspended: {on: 2026-11-20}\n")
    run("build", *SITE, "--key", str(key_file))
    assert verdict(run, CREDENTIAL) == "revoked"
    Path(SINGLE).write_text(before)
    run("build", *SITE, "--key", str(key_file))
    assert verdict(run, CREDENTIAL) == "valid"


@pytest.mark.parametrize("key", ["revoked", "suspended"])
def test_an_empty_key_in_the_yaml_is_an_error(run: Run, here: Path, key: str) -> None:
    Path(SINGLE).write_text(Path(SINGLE).read_text() + f"{key}:\n")
    said = run("check", *NOW)
    assert said.code == 1
    assert f": {key}: wrong kind of value (got nothing, expected a mapping)\n  hint: give the date" in said.err


@pytest.mark.heavy
def test_the_summary_of_a_pull_request_counts_suspensions(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    shutil.rmtree("site")
    run("suspend", "k3v9x2", *NOW)
    run("check", "--summary", "plan.md", *NOW)
    text = Path("plan.md").read_text()
    assert text.startswith("## 0 awards to be issued, 0 revoked, 1 suspended, 0 files refused\n")
    assert "### Suspended\n\n- `k3v9x2`\n" in text
