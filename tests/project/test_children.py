"""Programs that are started: no secret of ours is in their arguments or their environment, nor in their children's."""

from __future__ import annotations

import ast
import base64
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from badgepress import bundle, environment, handbook
from badgepress.errors import SignError
from badgepress.git import Git
from badgepress.read import staged
from badgepress.remote import remote
from tests.github.runner import git
from tests.project.sources import ROOT

TOKEN, KEY_NAME = "ghs_t0ken/with+signs", "BADGEPRESS_KEY"
OURS = {
    "BADGEPRESS_PEPPER": "pepper-nobody-may-see",
    "BADGEPRESS_PASSPHRASE": "phrase-nobody-may-see",
    "BADGEPRESS_KEY_OTHER": "",
}
FOREIGN = {"GITHUB_TOKEN": "foreign-1", "AWS_SECRET_ACCESS_KEY": "foreign-2", "DB_PASSWORD": "foreign-3"}
#: Every file that starts a program, and what makes the environment of what it starts.
STARTS = {
    "build.py": {"no_secrets", None},
    "src/badgepress/cli/doctoring.py": {"without_ours()"},  # `gh auth token`, which needs what its owner set
    "src/badgepress/cli/publishing.py": {"for_builders()"},
    "src/badgepress/git.py": {"for_git({**self.environment, **(environment or {})})"},
    "src/badgepress/handbook.py": {"environment"},
    "src/badgepress/read/staged.py": {"for_git()"},
    "src/verifier/bundle.py": {"{**_environment(), 'PATH': path}", "_environment()"},
}
_CALLS = {"run", "Popen", "call", "check_call", "check_output", "system", "popen", "spawnv", "execv", "execve", "fork"}


def test_every_program_that_is_started_is_known_here() -> None:
    found: dict[str, set[str | None]] = {}
    files = [ROOT / "build.py", *(ROOT / "src").rglob("*.py")]
    for path in sorted(one for one in files if "node_modules" not in one.parts):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS):
                continue
            if ast.unparse(node.func.value) in ("subprocess", "os"):
                given = [ast.unparse(one.value) for one in node.keywords if one.arg == "env"]
                found.setdefault(path.relative_to(ROOT).as_posix(), set()).add(given[0] if given else None)
    # build.py starts itself in its own .venv with all that it got: that is the build, and it may need the key.
    assert found == STARTS


def spy(file: Path, notes: Path, then: str = "") -> Path:
    """A program that notes its arguments and its environment, and then is another one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    end = f'exec {then} "$@"\n' if then else ""
    text = (
        f'#!/bin/sh\nout=$(mktemp "{notes}/XXXXXXXX")\n'
        'printf "%s\\n" "$0" "$@" >"$out.argv"\ntr "\\000" "\\n" </proc/$$/environ >"$out.env"\n'
    )
    file.write_text(text + end)
    file.chmod(0o755)
    return file


@dataclass
class Seen:
    """What spies noted: (arguments, environment) of each start."""

    notes: Path

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for file in sorted(self.notes.glob("*.argv")):
            yield file.read_text(), file.with_suffix(".env").read_text()


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, sample_key: Path) -> list[str]:
    """The environment of somebody who has everything; each secret."""
    mine = {**OURS, KEY_NAME: sample_key.read_text().split()[-1], "BADGEPRESS_GIT_TOKEN": TOKEN}
    for name, value in {**mine, **FOREIGN}.items():
        monkeypatch.setenv(name, value)
    return [value for value in mine.values() if value]


@pytest.fixture
def notes(tmp_path: Path) -> Seen:
    (tmp_path / "notes").mkdir()
    return Seen(tmp_path / "notes")


def test_builders_get_no_secret(
    tmp_path: Path, notes: Seen, secrets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """npm and Node, MkDocs, and the git that looks through what is staged."""
    program = spy(tmp_path / "bin" / "program", notes.notes)
    builder = bundle.builder()
    assert isinstance(builder, ModuleType)
    builder.run(tmp_path, [str(program), "build"], "bundle-failed")
    monkeypatch.setattr(sys, "executable", str(program))
    handbook.run_mkdocs(tmp_path / "mkdocs.yml", tmp_path / "out")
    spy(tmp_path / "bin" / "git", notes.notes, shutil.which("git") or "")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    staged.staged(ROOT / "badges", "badges", ())
    seen = list(notes)
    assert len(seen) > 3
    for arguments, given in seen:
        assert "PATH=" in given
        assert not [secret for secret in secrets if secret in arguments or secret in given]
        assert "BADGEPRESS_" not in given
    others = [given for arguments, given in seen if not arguments.split("\n")[0].endswith("/git")]
    assert len(others) == 2
    assert not [value for value in FOREIGN.values() for given in others if value in given]


def test_what_is_no_secret_stays() -> None:
    given = {"PATH": "p", "HOME": "h", "NPM_TOKEN": "n", "npm_config_cache": "c", "SSH_AUTH_SOCK": "s", "PWD": "w"}
    assert environment.for_builders(given) == given
    assert environment.for_builders({"MY_API_KEY": "x", "key": "y", "Auth": "z", "GH_PAT": "a", "KEYMAP": "us"}) == {
        "KEYMAP": "us"
    }
    made = environment.for_git({"GIT_INDEX_FILE": "i"}, {"GIT_DIR": "d", "badgepress_key": "x", "A": "b"})
    assert made == {"A": "b", "GIT_INDEX_FILE": "i", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


@dataclass
class Server:
    """A repository behind http that wants a name and a token; `heard` are the ones it was told."""

    url: str
    heard: list[str] = field(default_factory=list)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The minimal programme in a bare repository, served by git's own http-backend."""
    work, bare = tmp_path / "work", tmp_path / "served" / "r.git"
    shutil.copytree(ROOT / "tests/programs/minimal", work)
    git(work, "init", "-q")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "Begin")
    git(tmp_path, "clone", "-q", "--bare", str(work), str(bare))
    git(bare, "config", "http.receivepack", "true")
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nobody listens."""

        def do_GET(self) -> None:
            name, _, told = self.headers.get("Authorization", "").partition(" ")
            word = base64.b64decode(told).decode() if name == "Basic" else ""
            if not word.endswith(f":{TOKEN}"):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            heard.append(word)
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            given = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(bare.parent),
                "GIT_HTTP_EXPORT_ALL": "1",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "REMOTE_USER": "somebody",
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            }
            done = subprocess.run(["git", "http-backend"], input=body, env=given, capture_output=True, check=False)
            head, _, answer = done.stdout.partition(b"\r\n\r\n")
            lines = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
            status = next((value for key, value in lines if key == "Status"), "200 OK")
            self.send_response(int(status.split()[0]))
            for key, value in lines:
                if key != "Status":
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815  (the server looks for this name)

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{running.server_port}/r.git", heard)
    running.shutdown()
    running.server_close()


@dataclass
class Watch:
    """Looks at every process below one, again and again: its arguments and its environment."""

    top: int
    seen: dict[tuple[int, str], str] = field(default_factory=dict)
    is_over: bool = False

    def run(self) -> None:
        while not self.is_over:
            parents: dict[int, int] = {}
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                except (OSError, ValueError, IndexError):
                    continue
            for process in parents:
                above = process
                while above in parents and above != self.top:
                    above = parents[above]
                if above != self.top or process == self.top:
                    continue
                try:
                    arguments = Path(f"/proc/{process}/cmdline").read_text("utf-8", "replace").replace("\0", "\n")
                    given = Path(f"/proc/{process}/environ").read_text("utf-8", "replace").replace("\0", "\n")
                except OSError:
                    continue
                self.seen.setdefault((process, arguments), given)
            time.sleep(0.01)


@pytest.mark.heavy
@pytest.mark.parametrize("way", ["environment", "address", "settings", "rewritten"])
def test_no_secret_is_in_git_or_in_anything_that_it_starts(
    tmp_path: Path, notes: Seen, secrets: list[str], server: Server, cache_home: Path, way: str
) -> None:
    """Git, its helper for http, hooks and filters of the checkout, and our own trial and build."""
    checkout, home = tmp_path / "checkout", tmp_path / "home"
    home.mkdir()
    git(tmp_path, "clone", "-q", str(tmp_path / "served" / "r.git"), str(checkout))
    for name in ("pre-push", "post-checkout", "reference-transaction", "post-index-change", "pre-commit"):
        spy(checkout / ".git" / "hooks" / name, notes.notes)
    filtering = spy(tmp_path / "filter", notes.notes, "cat")
    for what in ("clean", "smudge"):
        git(checkout, "config", f"filter.spy.{what}", str(filtering))
    (checkout / ".git/info/attributes").write_text("*.jsonl filter=spy\n*.yml filter=spy\n")
    real = shutil.which("git") or ""
    spy(tmp_path / "bin" / "git", notes.notes, real)
    within = tmp_path / "within"
    within.mkdir()
    for one in Path(git(tmp_path, "--exec-path")).iterdir():
        (within / one.name).symlink_to(one)
    (within / "git-remote-http").unlink()
    spy(within / "git-remote-http", notes.notes, f"sleep 0.1; exec {git(tmp_path, '--exec-path')}/git-remote-http")
    text = (within / "git-remote-http").read_text().replace("exec sleep", "sleep")
    (within / "git-remote-http").write_text(text)
    given = {
        **{name: value for name, value in os.environ.items() if name not in FOREIGN},
        "HOME": str(home),
        "XDG_CACHE_HOME": str(cache_home),
        "GIT_EXEC_PATH": str(within),
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    written = server.url.replace("http://", f"http://somebody:{TOKEN.replace('/', '%2F').replace('+', '%2B')}@")
    only: tuple[str, ...] = ("--only", "sign")
    address = server.url
    if way == "environment":
        only = ()
    else:
        del given["BADGEPRESS_GIT_TOKEN"]
    if way == "address":
        address = written
    if way == "settings":
        git(checkout, "remote", "set-url", "origin", written)
        address = "origin"
    if way == "rewritten":
        git(home, "config", "--file", str(home / ".gitconfig"), f"url.{written}.insteadOf", server.url)
    before = (checkout / ".git/config").read_text()
    for file in notes.notes.iterdir():
        file.unlink()
    branch = git(checkout, "symbolic-ref", "--short", "HEAD")
    command = [sys.executable, "-m", "badgepress", "publish", *only, "--remote", address, "--branch", branch]
    running = subprocess.Popen(
        [*command, "--now", "2026-11-22"],
        cwd=checkout,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = Watch(running.pid)
    looking = threading.Thread(target=watch.run)
    looking.start()
    out, err = running.communicate()
    watch.is_over = True
    looking.join()
    assert running.returncode == 0, err
    assert "pushed to" in out
    assert ("warning[token-in-remote]" in err) == (way != "environment")
    assert server.heard, "the server was told the token"
    # A process that has just split off, and is no other program yet, is still the one that may know.
    itself = "\n".join([*command, "--now", "2026-11-22", ""])
    everything = [*notes, *((said, seen) for (_, said), seen in watch.seen.items() if said != itself)]
    assert {"git-remote-http", "post-index-change", "filter"} <= {
        arguments.split("\n")[0].rpartition("/")[2] for arguments, _ in notes
    }
    if way == "environment":
        started = {word for arguments, _ in everything for word in arguments.split("\n")}
        assert {"--trial", "build", "check"} <= started, "our own children were seen"
    quoted = [TOKEN, TOKEN.replace("/", "%2F").replace("+", "%2B"), TOKEN.replace("+", "%2B")]
    others = [secret for secret in secrets if secret != TOKEN]
    for arguments, seen in everything:
        assert not [word for word in (*quoted, *others) if word in arguments], arguments
        assert not [word for word in others if word in seen], arguments
    told = {
        arguments.split("\n")[0].rpartition("/")[2] for arguments, seen in notes if any(one in seen for one in quoted)
    }
    assert told == {"git", "git-remote-http"}, "no hook and no filter"
    reaching = [arguments.split("\n") for arguments, seen in notes if TOKEN in seen and "/bin/git\n" in arguments]
    assert all({"fetch", "push", "ls-remote"} & set(words) for words in reaching)
    assert (checkout / ".git/config").read_text() == before
    assert not [word for word in (*quoted, *others) if word in out + err]


def test_the_environment_is_used_where_a_token_is_refused(tmp_path: Path, server: Server) -> None:
    """An error of git names neither the token nor the address that it was in."""
    given = server.url.replace("http://", "http://somebody:wr0ng-t0ken@")
    found, _ = remote(given, "", lambda name: name)
    far = Git(tmp_path, found.hidden, found.environment(os.environ))
    with pytest.raises(SignError) as raised:
        far("ls-remote", found.address)
    assert "wr0ng-t0ken" not in str(raised.value)
    assert server.url not in str(raised.value)
    assert raised.type is SignError


LONG = "ghp_" + "a" * 30
WAYS = [
    # given, BADGEPRESS_GIT_TOKEN, what git's settings make of it → address, server, user, token, warnings, fixed
    ("origin", "", "git@github.com:o/r.git", "origin", "", "x-access-token", "", 0, False),
    (
        "origin",
        "t0k3n-1",
        "https://github.com/o/r",
        "origin",
        "https://github.com",
        "x-access-token",
        "t0k3n-1",
        0,
        False,
    ),
    ("https://h/o/r", "t0k3n-1", "", "https://h/o/r", "https://h", "x-access-token", "t0k3n-1", 0, False),
    ("https://ana@h/o", "t0k3n-1", "", "https://ana@h/o", "https://h", "ana", "t0k3n-1", 0, False),
    ("https://ana@h/o", "", "", "https://ana@h/o", "https://h", "ana", "", 0, False),
    ("https://u:p%2Fw@h:8/o", "", "", "https://h:8/o", "https://h:8", "u", "p/w", 1, False),
    ("https://u:old@h/o", "new", "", "https://h/o", "https://h", "u", "new", 1, False),
    (
        "https://ghp_" + "a" * 30 + "@h/o",
        "",
        "",
        "https://h/o",
        "https://h",
        "x-access-token",
        "ghp_" + "a" * 30,
        1,
        False,
    ),
    ("https://t0k3n-2:x-oauth-basic@h/o", "", "", "https://h/o", "https://h", "x-access-token", "t0k3n-2", 1, False),
    ("origin", "", "https://u:kept@h/o", "https://h/o", "https://h", "u", "kept", 1, True),
    ("https://h/o", "", "https://u:kept@h/o", "https://h/o", "https://h", "u", "kept", 1, True),
    ("https://h/o", "", "file:///srv/o", "https://h/o", "", "x-access-token", "", 0, False),
    ("../r.git", "t0k3n-1", "", "../r.git", "", "x-access-token", "t0k3n-1", 0, False),
]


@pytest.mark.parametrize("row", WAYS, ids=lambda row: row[0][:40])
def test_a_token_is_taken_out_of_wherever_it_stands(row: tuple[Any, ...]) -> None:
    given, token, settings, address, where, user, known, warned, fixed = row
    asked: list[str] = []

    def expand(name: str) -> str:
        asked.append(name)
        return settings or name

    found, warnings = remote(given, token, expand)
    assert (found.address, found.server, found.user, found.token) == (address, where, user, known)
    assert (len(warnings), found.fixed) == (warned, fixed)
    assert {one.code for one in warnings} <= {"token-in-remote"}
    assert not [one for one in asked if known and known in one], "git is asked without it"
    assert known == "" or known not in repr(found) + "".join(map(str, warnings))
    made = found.environment({"GIT_CONFIG_COUNT": "2"})
    assert (made == {}) == (not (known and where))
    if made:
        assert set(made) > {"GIT_CONFIG_KEY_2", "GIT_CONFIG_VALUE_2", "GIT_CONFIG_COUNT"}
        assert int(made["GIT_CONFIG_COUNT"]) == 2 + sum(name.startswith("GIT_CONFIG_KEY_") for name in made)
