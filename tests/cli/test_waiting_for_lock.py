"""Every command that writes waits for the programme's lock, and then works from its current state."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from badgepress import edit, lock
from badgepress.cli import asking, cli
from badgepress.read import require_program
from tests.build import cases
from tests.build.cases import CASES, Case
from tests.build.test_stopped import authored
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
WAITERS = [
    pytest.param(one, marks=() if one.name == "cohort" else pytest.mark.heavy, id=one.name)
    for one in CASES
    if one.name in ("revoke", "cohort", "import")
]


@pytest.fixture
def beside(tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the programme that all cases start from; it is the working directory."""
    here = tmp_path / "here"
    here.mkdir()
    cases.beginning(here)
    monkeypatch.chdir(here)
    for name, value in {**cases.ENVIRONMENT, "XDG_CACHE_HOME": str(cache_home)}.items():
        monkeypatch.setenv(name, value)
    return here


def test_every_command_that_writes_gives_up_after_a_time(beside: Path, call: Run) -> None:
    before = authored(beside)
    with lock.hold(Path("badges"), "award"):
        # Templates and workflow files do not belong to the programme.
        for case in (one for one in CASES if one.name not in ("templates copy", "workflows")):
            said = call(*case.arguments, "--wait", "0")
            assert said.code == 1, case.name
            assert said.err.startswith("error[busy]: badges: another badgepress is working on this programme"), (
                case.name
            )
    assert authored(beside) == before
    assert not (beside / "new.key").exists()


def test_publish_gives_up_before_it_uses_git(beside: Path, call: Run) -> None:
    with lock.hold(Path("badges"), "award"):
        assert call("publish", "--wait", "0").err.startswith("error[busy]: badges: ")


def test_the_waiting_time_from_the_environment(beside: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BADGEPRESS_WAIT", "0.01")
    with lock.hold(Path("badges"), "award"):
        assert call("revoke", "p7m2qa", *NOW).err.startswith("error[busy]: ")
    assert call("revoke", "p7m2qa", *NOW).code == 0


def test_commands_that_only_read_do_not_wait(beside: Path, call: Run) -> None:
    with lock.hold(Path("badges"), "award"):
        assert call("revoke", "p7m2qa", "--dry-run", *NOW).code == 0
        assert call("check", *NOW).code == 0
        assert call("key", "show", *NOW).code == 0


def test_waiting_is_announced_on_a_terminal_but_not_in_a_pipe(beside: Path) -> None:
    command = [sys.executable, "-m", "badgepress", "revoke", "p7m2qa", "--wait", "0.2", *NOW]
    with lock.hold(Path("badges"), "award"):
        quiet = subprocess.run(command, capture_output=True, text=True, check=False)
        master, slave = pty.openpty()
        with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, close_fds=True) as process:
            os.close(slave)
            seen = b""
            while b"error" not in seen:
                seen += os.read(master, 1000)
            process.wait()
        os.close(master)
    words = f"waiting for `badgepress award` (process {os.getpid()}) "
    assert words not in quiet.stderr
    assert words in seen.decode()


@pytest.mark.parametrize("case", WAITERS)
def test_a_command_that_waited_works_from_the_current_state(beside: Path, case: Case) -> None:
    """It includes what others wrote while it waited."""
    command = [sys.executable, "-m", "badgepress", *case.arguments, "--wait", "60"]
    program = Path("badges")
    with lock.hold(program, "award") as held:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)  # nothing outside tells that it waits by now, so it is given time
        member = {"id": "zz9xkq", "recipient": {"name": "Meanwhile"}}
        edit.apply(held, edit.join_cohort(program, "2026/spring", {"badge": "data-practice"}, member))
    assert process.wait() == 0
    assert case.is_done(program)
    assert cases.awards(require_program(program))["zz9xkq"].assertion.recipient.name == "Meanwhile"


def test_a_change_is_confirmed_again_if_it_differs_after_waiting(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command waits for another's confirmation, and only what was confirmed is written."""
    asked: list[str] = []
    program = Path("badges")

    def answer(question: str, **options: object) -> bool:
        asked.append(question)
        with lock.hold(program, "award", wait=0) as held:
            if len(asked) == 1:
                path = program / "assertions/2026/s5nxtq.yml"
                text = path.read_text().replace("Tove Lind", "Tove Lindqvist")
                edit.apply(held, edit.Change(path, str(path), text, ""))
        return True

    monkeypatch.setattr(click, "confirm", answer)
    said = CliRunner().invoke(cli, ["erase", "s5nxtq", *NOW], standalone_mode=False)
    assert said.return_value == 0, said.output
    assert asked == ["Erase award 's5nxtq' for good?"] * 2
    first, _, second = said.output.partition("another command wrote meanwhile; the change is now:")
    assert "Tove Lind}" in first
    assert "Tove Lindqvist}" in second
    assert not (program / "assertions/2026/s5nxtq.yml").exists()


def test_a_dialogue_keeps_what_was_written_meanwhile(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people add to one cohort at the same time: both awards are written, and nobody is asked twice."""
    asked: list[str] = []
    program = Path("badges")

    def answer(question: str, **options: object) -> bool:
        asked.append(question)
        if question == "Write this?":
            member = {"id": "zz9xkq", "recipient": {"name": "Meanwhile"}}
            with lock.hold(program, "award", wait=0) as held:
                edit.apply(held, edit.join_cohort(program, "2026/spring", {"badge": "data-practice"}, member))
        return True

    monkeypatch.setattr(click, "confirm", answer)
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    arguments = ["award", "--cohort", "spring", *NOW]
    said = CliRunner().invoke(cli, arguments, input="data-practice\nNoor Haddad\n\n\n\n\n\n", standalone_mode=False)
    assert said.return_value == 0, said.output
    assert asked.count("Write this?") == 1
    names = [one.assertion.recipient.name for one in cases.awards(require_program(program)).values()]
    assert {"Meanwhile", "Noor Haddad"} <= set(names)


def test_init_does_not_overwrite_what_was_written_meanwhile(
    beside: Path, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "at_terminal", lambda: True)

    def answer(question: str, **options: object) -> bool:
        (beside / "badges/assertions/2026/late.yml").write_text("badge: data-practice\n")
        return True

    monkeypatch.setattr(click, "confirm", answer)
    arguments = ["init", ".", *cases.INIT[:-1], "--issuer", "Acme", "--url", "https://acme.example/", *NOW]
    said = call(*arguments, "--email", "badges@acme.example", "--language", "en")
    assert said.err.startswith("error[changed-meanwhile]: badges: another command wrote here meanwhile")
    assert (beside / "badges/assertions/2026/late.yml").is_file()
    assert not (beside.parent / "acme.key").exists()


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("award-revoked", ("revoke", "p7m2qa")),
        ("award-suspended", ("suspend", "t4w8zc")),
        ("award-erased", ("erase", "p7m2qa", "--yes")),
    ],
)
def test_a_repeated_command_signs_what_it_could_not_before(
    beside: Path, call: Run, code: str, arguments: tuple[str, ...]
) -> None:
    assert call(*arguments, *NOW).code == 0
    read = require_program(Path("badges"))
    assert not cases.is_set(read, arguments[1])
    said = call(*arguments, *cases.KEY, *NOW)
    assert (said.code, said.err.partition(":")[0]) == (1, f"error[{code}]")
    assert cases.is_set(read, arguments[1])
