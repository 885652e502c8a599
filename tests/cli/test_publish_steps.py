"""`badgepress publish` in steps: the steps that load templates have no key, and the one with the key loads none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.github.runner import git

NOW = ("--now", "2026-11-22")
#: Runs the command after these, and writes down every file that it opens. Threads open files too, so each line is one
#: write to the descriptor: a text file of Python is not safe between threads.
LOOKING = """
import os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def look(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        os.write(out, os.fsencode(args[0]) + b"\\n")
sys.addaudithook(look)
from badgepress.cli import main
sys.exit(main(sys.argv[2:]))
"""
POISON = {
    "templates/base.html": "{% if %}",
    "templates/gallery.html": "{{ ''.__class__ }}",
    "templates/certificate.typ": "#read(",
    "templates/icons/star.svg": "<svg",
    "templates/locale/en.po": "no catalogue",
    "sitecustomize.py": "raise SystemExit('ran')",
    "usercustomize.py": "raise SystemExit('ran')",
    "babel.py": "raise SystemExit('ran')",
    "jinja2/__init__.py": "raise SystemExit('ran')",
    "badgepress/__init__.py": "raise SystemExit('ran')",
    "mkdocs/__init__.py": "raise SystemExit('ran')",
    "pyproject.toml": "[tool.badgepress]\n",
    ".gitattributes": "* filter=own\n",
}


@pytest.fixture
def checkout(here: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the minimal programme, with a bare remote as `origin`."""
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-q", "-m", "Begin")
    bare = tmp_path_factory.mktemp("remote") / "r.git"
    git(here.parent, "clone", "-q", "--bare", str(here), str(bare))
    git(here, "remote", "add", "origin", f"file://{bare}")
    return here


def test_signing_opens_no_template_and_runs_nothing_of_the_checkout(checkout: Path, sample_key: Path) -> None:
    for name, text in POISON.items():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(text)
    git(checkout, "add", "-A")
    git(checkout, "commit", "-q", "-m", "Poison")
    git(checkout, "push", "-q", "origin", "HEAD:main")
    head = git(checkout, "rev-parse", "HEAD")
    opened, handed = checkout.parent / "opened", checkout.parent / "handed"
    given = {**os.environ, "BADGEPRESS_KEY": sample_key.read_text()}
    command = [sys.executable, "-P", "-c", LOOKING, str(opened), "publish", "--only", "sign", "--commit", head]
    done = subprocess.run(
        [*command, "--outputs", str(handed), *NOW], cwd=checkout, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "pushed to main: 3 awards issued" in done.stdout
    files = {Path(os.path.abspath(checkout / line)) for line in os.fsdecode(opened.read_bytes()).splitlines()}
    inside = {path.relative_to(checkout).parts[0] for path in files if path.is_relative_to(checkout)}
    assert inside <= {"badges", ".git"}, inside
    outputs = dict(line.split("=") for line in handed.read_text().splitlines())
    assert outputs == {"commit": git(checkout, "rev-parse", "HEAD"), "issued-commit": ""}
    assert outputs["commit"] != head


@pytest.mark.heavy
def test_a_trial_finds_errors_of_rendering_and_keeps_nothing(run: Run, here: Path) -> None:
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    said = run("check", "--trial", *NOW)
    assert said.code == 0, said.err
    after = {path: path.read_bytes() for path in here.rglob("*") if path.is_file() and ".badgepress" not in path.parts}
    assert after == before
    (here / "templates").mkdir()
    for name, text, code in (
        ("award.html", "{{ award.nothing }}", "bad-template"),
        ("award.html", "{{ ''.__class__ }}", "unsafe-template"),
        ("certificate.typ", "#nothing()", "bad-template"),
    ):
        (here / "templates" / name).write_text(text)
        assert run("check", *NOW).code == (0 if name == "certificate.typ" else 1), "only drawing finds what is in those"
        said = run("check", "--trial", "--json", *NOW)
        assert said.code == 1
        assert code in {one["code"] for one in json.loads(said.out)["problems"]}
        (here / "templates" / name).unlink()


@pytest.mark.heavy
def test_check_reports_a_template_error_at_its_line(run: Run, here: Path) -> None:
    (here / "templates").mkdir()
    for name, text, told in (
        ("award.html", "x\n{% include 'none.html' %}", "error[bad-template]: templates/award.html:2: there is no"),
        ("base.html", "\n{% if %}", "error[bad-template]: templates/base.html:2: Expected an expression"),
        ("embed.html", "{{ 1|nofilter }}", "error[bad-template]: templates/embed.html:1: No filter named 'nofilter'"),
        ("parts.html", "{% set a = 1 %}", "error[bad-template]: templates/parts.html:1: 'alignments' is missing here"),
        ("404.html", "\n{{ settings.nothing }}", "error[bad-template]: templates/404.html:2: "),
    ):
        (here / "templates" / name).write_text(text)
        said = run("check", *NOW)
        assert said.code == 1
        assert told in said.err
        (here / "templates" / name).unlink()
    (here / "templates/awards.html").write_text("{% if %}")
    said = run("check", *NOW)
    assert said.code == 0
    assert "warning[unused-template]: templates/awards.html: nothing uses this file" in said.err
    assert "hint: did you mean 'award.html'?" in said.err


@pytest.mark.heavy
def test_an_untestable_certificate_template_is_reported(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    (here / "templates").mkdir()
    (here / "templates/certificate.typ").write_text("#nothing()")
    said = run("check", "--trial", *NOW)
    assert said.code == 0
    assert "warning[certificate-untried]: templates/certificate.typ: the certificate template was not" in said.err


@pytest.mark.parametrize(
    "command", [("check", "--trial"), ("publish", "--only", "try"), ("publish", "--only", "build")]
)
def test_steps_that_load_templates_refuse_a_key(
    run: Run, here: Path, sample_key: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    said = run(*command, "--key", str(key_file), *NOW)
    assert said.err.startswith(
        "error[key-at-hand]: a key was given to a step that runs other people's templates (got --key)"
    )
    monkeypatch.setenv("BADGEPRESS_KEY_GUILD", sample_key.read_text())
    said = run(*command, *NOW)
    assert said.code == 1
    assert "error[key-at-hand]" in said.err
    assert "(got BADGEPRESS_KEY_GUILD)" in said.err
    assert sample_key.read_text().split()[-1] not in said.err


def test_another_commit_than_the_given_one_is_refused(run: Run, checkout: Path, key_file: Path) -> None:
    (checkout / ".git/info/exclude").write_text("issuer.key\n")
    for only in ("sign", "build"):
        key = ("--key", str(key_file)) if only == "sign" else ()
        said = run("publish", "--only", only, "--commit", "0" * 40, *key, *NOW)
        assert said.code == 1
        assert "error[other-commit]: the checkout is not at the named commit" in said.err
    assert run("publish", "--only", "sign", "--commit", "main", *NOW).code == 2, "a branch can be moved meanwhile"
    assert not (checkout / "badges/issued").exists()
