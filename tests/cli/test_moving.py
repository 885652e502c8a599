"""The handbook's recipes for moving a programme: to another domain, to another host."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgepress.cli import main
from tests.cli.conftest import Run
from tests.github.runner import git

NOW = ("--now", "2026-11-22")
OLD, NEW = "https://badges.acme.example/", "https://badges.new.example/"


@pytest.fixture
def moved(call: Run, here: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme that published three awards to `remote.git`, then changed its address and pushed that."""
    monkeypatch.setenv("BADGEPRESS_KEY", key_file.read_text())
    program = here / "badges/program.yml"
    program.write_text(program.read_text().replace("https://badges.example.org/", OLD))
    git(here, "init", "-q")
    git(here, "add", "badges")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "clone", "-q", "--bare", str(here), "remote.git")
    git(here, "remote", "add", "origin", f"file://{here}/remote.git")
    said = call("publish", "--only", "sign", *NOW)
    assert "pushed to main: 3 awards issued" in said.out, said.err
    program.write_text(program.read_text().replace(OLD, NEW))
    git(here, "rm", "-rq", "badges/issued")
    git(here, "commit", "-q", "-am", "The programme under its new address")
    git(here, "push", "-q", "origin", "HEAD:main")
    return here


def test_after_a_move_the_old_repository_publishes_nothing(call: Run, moved: Path) -> None:
    before = git(moved / "remote.git", "rev-parse", "main")
    said = call("publish", "--only", "sign", *NOW)
    assert said.code == 1
    assert "error[other-base-url]: badges/program.yml:2: base_url: " in said.err
    assert all(told in said.err for told in (OLD, NEW, "moved_from"))
    assert git(moved / "remote.git", "rev-parse", "main") == before
    assert git(moved, "status", "--porcelain", "badges") == ""


def test_the_recipe_for_another_domain(call: Run, moved: Path) -> None:
    git(moved, "init", "-q", "--bare", "--initial-branch=main", "new.git")
    git(moved, "remote", "remove", "origin")
    git(moved, "remote", "add", "origin", f"file://{moved}/new.git")
    program = moved / "badges/program.yml"
    program.write_text(f"{program.read_text()}moved_from: [{OLD}]\n")
    git(moved, "commit", "-q", "-am", "It is meant")
    assert call("check", "--jobs", "1", *NOW).code == 0
    git(moved, "push", "-q", "origin", "HEAD:main")
    said = call("publish", "--only", "sign", *NOW)
    assert "pushed to main: 3 awards issued" in said.out, said.err
    line = git(moved / "new.git", "show", "main:badges/issued/2026/k3v9x2.jsonl")
    assert json.loads(line)["id"].startswith(NEW)
    assert call("check", "--jobs", "1", *NOW).code == 0


def kept(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_recipe_for_another_host(call: Run, here: Path) -> None:
    before = kept(here / "badges")
    (here / "requirements.in").write_text("badgepress>=0.1\n")
    shown = call("workflows", "--host", "gitlab", "--dry-run")
    assert (shown.code, "nothing was written" in shown.out) == (0, True)
    assert not (here / ".gitlab-ci.yml").exists()
    said = call("workflows", "--host", "gitlab")
    assert said.code == 0
    assert "wrote .gitlab-ci.yml\n" in said.out
    assert "requirements.in exists already and was not changed\n" in said.out
    assert "BADGEPRESS_GIT_TOKEN" in said.out, "what to set up there"
    assert "uv pip compile" in said.out
    assert "github" not in said.out.lower()
    assert kept(here / "badges") == before
    assert (here / "requirements.in").read_text() == "badgepress>=0.1\n"
    again = json.loads(call("workflows", "--host", "gitlab", "--json").out)
    assert (again["files"], ".gitlab-ci.yml" in again["kept"]) == ([], True)
    assert call("workflows", "--host", "github").code == 0
    assert (here / ".github/workflows/publish.yml").is_file()
    nowhere = call("workflows", "elsewhere", "--host", "github")
    assert nowhere.err.startswith("error[no-program]: elsewhere/badges/program.yml: ")


def test_no_hint_suggests_replacing_a_programme(call: Run, here: Path) -> None:
    begin = ("init", "--name", "X", "--base-url", "https://x.example/", "--host", "gitlab", *NOW)
    program = here / "badges/program.yml"
    program.write_text(program.read_text().replace("https://badges.example.org/", OLD))
    said = call(*begin)
    assert said.err.startswith("error[program-exists]")
    assert "--force" not in said.err
    assert "badgepress workflows --host" in said.err


@pytest.mark.parametrize(
    ("files", "first", "more", "instead"),
    [
        ((), "secret BADGEPRESS_KEY", "a new variable BADGEPRESS_KEY_SECOND", "the variable that has the old key"),
        ((".gitlab-ci.yml",), "variable BADGEPRESS_KEY", "new variable BADGEPRESS_KEY_SECOND", "the variable that has"),
        (
            (".github/workflows/publish.yml",),
            "secret BADGEPRESS_KEY",
            "another line of the secret",
            "keys of other issuers",
        ),
    ],
)
def test_advice_on_keys_is_for_the_right_host(
    call: Run, here: Path, files: tuple[str, ...], first: str, more: str, instead: str
) -> None:
    for name in files:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("")
    host = ("--host", "gitlab") if ".gitlab-ci.yml" in files else ()
    begun = call(
        *("init", "new", "--name", "X", "--base-url", "https://x.example/", "--out", str(here / "1.key"), *host, *NOW)
    )
    assert first in begun.out
    assert "Before the first push, lock" in begun.out
    made = call("issuer", "new", "second", "--name", "S", "--url", "https://s.example/", "--key-out", "2.key", *NOW)
    assert more in made.out
    assert "one per line" in made.out
    rotated = call("key", "rotate", "second", "--out", "3.key", "--now", "2026-11-23")
    assert instead in rotated.out
    for said in (made.out, rotated.out):
        assert ("secret BADGEPRESS_KEY" in said) == (".gitlab-ci.yml" not in files)


def test_one_issuers_key_is_not_enough_for_two(call: Run, here: Path, key_file: Path) -> None:
    call("issuer", "new", "second", "--name", "S", "--url", "https://s.example/", "--out", "2.key", *NOW)
    badge = here / "badges/classes/data-practice.yml"
    badge.write_text(f"{badge.read_text()}issuer: second\n")
    call("award", "data-practice", "--name", "Rosa Feld", "--issued", "2026-11-22", "--now", "2026-11-22T10:00:00Z")
    said = call("check", "--key", str(key_file), *NOW)
    assert "error[key-mismatch]: badges/issuers/second.yml:" in said.err
    assert "this is the key of 'guild'" in said.err
    assert "one per line" in said.err
    assert "add the public half" not in said.err


@pytest.mark.heavy
def test_publishing_asks_for_no_key_it_has(here: Path, key_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    git(here, "init", "-q")
    git(here, "add", "badges")
    git(here, "commit", "-q", "-m", "Begin")
    git(here, "clone", "-q", "--bare", str(here), "remote.git")
    git(here, "remote", "add", "origin", f"file://{here}/remote.git")
    (here / ".git/info/exclude").write_text("issuer.key\n")
    code = main(["publish", "--key", str(key_file), "--jobs", "1", *NOW])
    said = capfd.readouterr()
    assert (code, "pushed to main: 3 awards issued" in said.out) == (0, True), said.err
    assert "needs the key" not in said.out
    assert main(["check", "--jobs", "1", *NOW]) == 0
