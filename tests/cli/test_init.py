"""`badgepress init`: it turns an empty folder, or a clone with the sample, into a programme that builds."""

from __future__ import annotations

import errno
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from badgepress import lock
from badgepress.cli import asking, cli
from badgepress.read import schemas
from badgepress.read.yaml import parse
from badgepress.workflows import PYTHON
from tests.cli.conftest import Run, on_full_disk

NOW = ("--now", "2026-11-22")
SAID = ("--name", "Acme", "--base-url", "https://badges.acme.example/")


@pytest.fixture
def empty(
    tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An empty folder, and a home directory elsewhere for keys."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    for name in [name for name in os.environ if name.startswith("BADGEPRESS_KEY")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def init(empty: Path, call: Run) -> Run:
    """`init(…)` runs `badgepress init …`, or another command if its name comes first."""
    return call


def sample(root: Path, folder: Path) -> None:
    """Copy the sample programme, and the files that mark a clone of Badgepress."""
    shutil.copytree(root / "badges", folder / "badges")
    shutil.copytree(root / ".github" / "workflows", folder / ".github" / "workflows")
    (folder / "src" / "badgepress").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    (folder / "README.md").write_text("mine\n")


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder except the lock."""
    paths = [one for one in folder.rglob("*") if one.is_file() and lock.FOLDER not in one.parts]
    return {str(one.relative_to(folder)): one.read_bytes() for one in paths}


def test_an_empty_folder_becomes_a_programme_that_builds(init: Run, empty: Path) -> None:
    assert init("init", *SAID, "--email", "badges@acme.example", "--language", "es", *NOW).code == 0
    key = Path(os.environ["HOME"]) / ".config/badgepress/acme.key"
    assert key.stat().st_mode & 0o777 == 0o600
    said = init("check", *NOW)
    assert (said.out, said.err) == ("badges: no errors\n", "")
    said = init("award", "first-badge", "--name", "Rosa Feld", "--issued", "2026-11-22", *NOW)
    assert said.code == 0
    said = init("build", "--key", str(key), *NOW)
    assert (said.code, said.err) == (0, "")
    assert "issued 1 award" in said.out
    assert (empty / "site/badges/first-badge/badge.png").is_file()
    assert "*.[kK][eE][yY]" in (empty / ".gitignore").read_text()
    assert "badges/issued/** -text" in (empty / ".gitattributes").read_text()


def test_every_file_names_an_existing_schema(init: Run, empty: Path) -> None:
    assert init("init", *SAID, *NOW).code == 0
    named = {}
    for path in sorted((empty / "badges").rglob("*.yml")):
        first = path.read_text().partition("\n")[0]
        schema = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
        document, problems = parse(path.read_bytes(), path.name)
        assert document is not None, problems
        Draft202012Validator(json.loads(schema.read_text())).validate(document.data)
        named[path.stem] = schema.name
    kinds = {"program": "program", "acme": "issuer", "first-badge": "class"}
    assert named == {stem: f"{kind}.schema.json" for stem, kind in kinds.items()}
    assert init("award", "first-badge", "--name", "Rosa Feld", *NOW).code == 0
    [award] = (empty / "badges/assertions").rglob("*.yml")
    assert award.read_text().startswith("# yaml-language-server: $schema=../../.schemas/assertion.schema.json\n")


def test_the_samples_old_schemas_are_removed(init: Run, empty: Path, root: Path) -> None:
    sample(root, empty)
    old = empty / "badges/.schemas"
    (old / "class.schema.json").write_text("{}")
    (old / "gone.schema.json").write_text("{}")
    said = init("init", *SAID, "--yes", *NOW)
    assert "- badges/.schemas\n" in said.out
    kept = {path.name: path.read_bytes() for path in old.iterdir()}
    assert kept == {name: schemas.written(schema) for name, schema in schemas.schemas()}


def test_workflows_install_only_locked_requirements(init: Run, empty: Path, root: Path) -> None:
    """A programme installs the engine as a released package: nothing from the checkout, and nothing without a hash."""
    init("init", *SAID, *NOW)
    written = sorted((empty / ".github/workflows").iterdir())
    ours = {one.name for one in (root / ".github/workflows").iterdir()}
    assert {one.name for one in written} == ours - {"engine.yml"}
    for one in written:
        runs = [line.strip() for line in one.read_text().splitlines() if "pip install" in line]
        wheels = '--no-deps --require-hashes --only-binary ":all:" -r requirements.txt'
        assert set(runs) == {f"run: python -m pip install --disable-pip-version-check {wheels}"}
        assert "checkout" not in "".join(step["name"] for step in steps(one) if "run" in step)
    wish = (empty / "requirements.in").read_text().splitlines()[-1]
    assert wish.startswith("badgepress>=")
    text = (empty / "requirements.txt").read_text()
    assert text.splitlines()[-1] == wish
    assert f"uv pip compile --generate-hashes --only-binary :all: --python-version {PYTHON} requirements.in" in text
    assert "requirements.txt" in (empty / "badges/README.md").read_text()


def test_gitlab_gets_its_own_pipeline(init: Run, empty: Path) -> None:
    assert init("init", *SAID, "--host", "gitlab", *NOW).code == 0
    assert not (empty / ".github").exists()
    text = (empty / ".gitlab-ci.yml").read_text()
    wheels = '--no-deps --require-hashes --only-binary ":all:" -r requirements.txt'
    assert yaml.safe_load(text)["default"]["before_script"] == [
        f"python -m pip install --disable-pip-version-check {wheels}"
    ]
    readme = (empty / "badges/README.md").read_text()
    assert "`BADGEPRESS_GIT_TOKEN`" in readme
    assert "GitHub" not in readme


def test_github_gets_dependabot_for_existing_dependencies(init: Run, empty: Path) -> None:
    assert init("init", *SAID, *NOW).code == 0
    listed = yaml.safe_load((empty / ".github/dependabot.yml").read_text())["updates"]
    assert {one["package-ecosystem"]: one["directory"] for one in listed} == {"github-actions": "/", "pip": "/"}
    assert "one per line" in (empty / "badges/README.md").read_text()


def steps(workflow: Path) -> list[dict[str, str]]:
    jobs = yaml.safe_load(workflow.read_text())["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


def test_a_second_run_is_refused_and_changes_nothing(init: Run, empty: Path) -> None:
    init("init", *SAID, *NOW)
    before = files(empty)
    said = init("init", *SAID, *NOW)
    assert said.code == 1
    assert said.err.startswith("error[program-exists]: badges/program.yml: a programme already exists")
    told = json.loads(init("init", *SAID, "--json", *NOW).out)
    assert [told["ok"], told["problems"][0]["code"]] == [False, "program-exists"]
    assert files(empty) == before


def test_a_dry_run_writes_nothing(init: Run, empty: Path) -> None:
    said = init("init", "new", *SAID, "--dry-run", *NOW)
    assert said.code == 0
    assert '+ name: "Acme"' in said.out
    assert "new/.github/workflows/publish.yml:" in said.out
    assert "\nnew/badges/.schemas/: 9 schemas, for editors\n" in said.out
    assert "json-schema.org" not in said.out
    assert said.out.endswith("nothing was written\n")
    assert not files(empty)
    assert not list(Path(os.environ["HOME"]).rglob("*.key"))


def test_only_the_sample_is_removed(init: Run, empty: Path, root: Path) -> None:
    sample(root, empty)
    (empty / "badges/notes.txt").write_text("mine\n")
    before = files(empty)
    assert init("init", *SAID, *NOW).code == 2, "nothing is removed unasked"
    assert files(empty) == before
    said = init("init", *SAID, "--yes", "--key-out", "-", *NOW)
    assert said.code == 0
    assert said.out.startswith("to be removed: the sample programme, ")
    assert "README.md exists already and was not changed" in said.out
    assert "z3u2" in said.out
    after = files(empty)
    left = {name for name in after if name.startswith("badges/")}
    assert left == {
        "badges/README.md",
        "badges/classes/first-badge.yml",
        "badges/issuers/acme.yml",
        "badges/notes.txt",
        "badges/program.yml",
        *(f"badges/.schemas/{name}" for name, _ in schemas.schemas()),
    }
    written = {name for name in left if ".schemas/" not in name} - {"badges/notes.txt"}
    assert {name for name in after if after[name] != before.get(name)} == written | {
        ".gitattributes",
        ".gitignore",
        ".github/dependabot.yml",
    }
    assert not [one for one in empty.iterdir() if one.name.startswith(".badgepress")]


def test_a_programme_other_than_the_sample_is_left_alone(init: Run, empty: Path, root: Path) -> None:
    sample(root, empty)
    program = empty / "badges/program.yml"
    program.write_text(program.read_text().replace("https://badges.example.org/", "https://badges.own.example/"))
    before = files(empty)
    said = init("init", *SAID, "--yes", *NOW)
    assert said.err.startswith("error[program-exists]")
    assert files(empty) == before
    assert init("init", *SAID, "--yes", "--force", *NOW).code == 0
    assert not (empty / "badges/issued").exists()


def test_missing_or_wrong_options_are_reported(init: Run, empty: Path) -> None:
    said = init("init", *NOW)
    assert (said.code, said.err.splitlines()[-1]) == (2, "Error: also give --name and --base-url")
    said = init("init", "--name", "Acme", "--base-url", "badges.acme.example", "--url", "https://acme.example", *NOW)
    assert said.err.startswith("error[bad-base-url]: badges/program.yml:4: base_url: ")
    assert said.err.endswith("\n  hint: write https://badges.acme.example/\n")
    said = init("init", *SAID, "--key-out", "acme.key", *NOW)
    assert said.err.startswith("error[key-inside]: acme.key: the secret key would be inside the repository")
    (empty / "badges/classes").mkdir(parents=True)
    said = init("init", *SAID, *NOW)
    assert said.err.startswith("error[file-exists]: badges/classes: this exists already")
    assert not files(empty)


def test_a_key_file_is_not_overwritten(init: Run, empty: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("keys") / "own.key"
    file.write_text("precious")
    said = init("init", *SAID, "--key-out", str(file), *NOW)
    assert said.err.startswith(f"error[key-file-exists]: {file}: ")
    assert file.read_text() == "precious"
    assert not files(empty)


def test_json_names_what_was_written(init: Run, empty: Path) -> None:
    told = json.loads(init("init", *SAID, "--json", *NOW).out)
    assert told["ok"]
    assert told["files"][:3] == ["badges/program.yml", "badges/issuers/acme.yml", "badges/classes/first-badge.yml"]
    assert told["public"] in (empty / "badges/issuers/acme.yml").read_text()
    assert Path(told["key"]).is_file()


def test_a_disk_that_fills_up_changes_nothing(
    init: Run, empty: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample(root, empty)
    before = files(empty)
    (empty / ".github/workflows/publish.yml").unlink()
    sync = os.fsync
    for room in range(5):
        left = [room]

        def full(handle: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync(handle)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            said = init("init", *SAID, "--yes", *NOW)
        assert re.match(r"error\[cannot-write\]: \S+: cannot write: no space left on device\n", said.err)
        assert {**files(empty), ".github/workflows/publish.yml": b""} == {
            **before,
            ".github/workflows/publish.yml": b"",
        }
        assert not list(Path(os.environ["HOME"]).rglob("*.key"))


def test_a_failed_move_is_undone(init: Run, empty: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample(root, empty)
    before = files(empty)
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(source).name == "issuers" and "new" in Path(source).parts:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    said = init("init", *SAID, "--yes", *NOW)
    assert said.err.startswith("error[cannot-write]: .: cannot write: permission denied")
    assert files(empty) == before


def test_a_full_disk_leaves_nothing(empty: Path) -> None:
    assert "error[cannot-write]" in on_full_disk("init", "new", *SAID, "--key-out", "-")
    assert not list(empty.iterdir())


def test_missing_options_are_asked_for_until_they_are_valid(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    answers = " \nAcme\nbadges.acme.example\nhttps://badges.acme.example/\n\n\nnot an address\n\nxx\nes\n"
    done = CliRunner().invoke(cli, ["init", *NOW], input=answers, standalone_mode=False)
    assert done.return_value == 0, done.output
    assert "an answer is required" in done.output
    assert "a web address starts with https://" in done.output
    assert "not an e-mail address" in done.output
    assert "no such language" in done.output
    assert "language: es\n" in (empty / "badges/program.yml").read_text()
    assert 'url: "https://badges.acme.example/"' in (empty / "badges/issuers/acme.yml").read_text()


def test_questions_are_asked_at_a_terminal(empty: Path) -> None:
    """Uses a real pseudo-terminal, without patches."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "badgepress", "init", "--name", "Acme", "--base-url", "https://a.example/", *NOW]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, close_fds=True) as process:
        os.close(slave)
        seen = b""
        for question in (b"Name of the issuer", b"website", b"e-mail address", b"Language"):
            while question not in seen:
                ready, _, _ = select.select([master], [], [], 60)
                assert ready, seen
                seen += os.read(master, 4096)
            seen = seen.partition(question)[2]
            os.write(master, b"\n")
        while True:
            try:
                if not os.read(master, 4096):
                    break
            except OSError:
                break
    os.close(master)
    assert process.returncode == 0
    assert 'name: "Acme"' in (empty / "badges/issuers/acme.yml").read_text()


def git(folder: Path, *arguments: str) -> str:
    """Run git independently of the user's own settings, and return its output."""
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    own = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *own, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def git_steps(out: str) -> list[str]:
    """Return the git commands that `init` prints."""
    return [line.strip() for line in out.splitlines() if line.startswith(("  git ", "  cd "))]


def test_the_printed_git_steps_make_a_repository_without_sheets_and_keys(init: Run, empty: Path) -> None:
    told = git_steps(init("init", "our badges", *SAID, *NOW).out)
    assert told[0] == "cd 'our badges'"
    assert [one.split()[1] for one in told[1:]] == ["init", "add", "commit", "remote", "push"]
    here = empty / "our badges"
    for name in ("people.csv", "a/b/People.CSV", "a/x.XlsX", "badges/list.tsv", "a/y.ods", "My.KEY"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("x")
    git(empty, "init", "--quiet", "--bare", "-b", "main", "host")
    own = "git -c user.name=T -c user.email=t@example.org"
    script = "\n".join(told).replace("ADDRESS", "../host").replace("git ", f"{own} ")
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["sh", "-e", "-c", script], cwd=empty, env=environment, check=True, capture_output=True)
    pushed = git(empty / "host", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"badges/program.yml", ".gitattributes", ".gitignore"} <= set(pushed)
    assert [name for name in pushed if name.lower().endswith((".csv", ".xlsx", ".tsv", ".ods", ".key"))] == []
    assert git_steps(init("init", "our badges/inner", *SAID, "--key-out", "-", *NOW).out) == []


@pytest.mark.heavy
@pytest.mark.parametrize("attributes", [True, False])
def test_a_clone_on_windows_is_the_same_programme(init: Run, empty: Path, attributes: bool) -> None:
    init("init", "here", *SAID, *NOW)
    here = empty / "here"
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<g/>\n</svg>\n'
    (here / "badges/classes/first-badge.svg").write_text(square)
    text = (here / "badges/classes/first-badge.yml").read_text().partition("# The image is drawn")[0]
    (here / "badges/classes/first-badge.yml").write_text(text + "image_alt: Nothing\n")
    (here / "badges/public").mkdir()
    (here / "badges/public/CNAME").write_bytes(b"badges.acme.example\n")
    key = Path(os.environ["HOME"]) / ".config/badgepress/acme.key"
    os.chdir(here)
    init("award", "first-badge", "--name", "Rosa Feld", "--issued", "2026-11-22", *NOW)
    assert init("build", "--jobs", "1", "--key", str(key), *NOW).code == 0
    kept = (here / ".gitattributes").read_text()
    assert "badges/public/** -text" in kept
    if not attributes:  # of a programme that was begun before, only what is signed is kept as it is
        (here / ".gitattributes").write_text("badges/issued/** -text\n")
    git(here, "init", "--quiet", "-b", "main")
    git(here, "add", "--all")
    git(here, "commit", "--quiet", "--message", "all")
    git(empty, "-c", "core.autocrlf=true", "clone", "--quiet", "here", "win")
    changed = b"\r\n" in (empty / "win/badges/program.yml").read_bytes()
    assert changed is not attributes
    os.chdir(empty / "win")
    before = init("build", "--jobs", "1", *NOW)
    assert (before.code, before.err) == (0, "")
    said = init("check", *NOW)
    assert (said.code, said.err) == (0, "")
    if attributes:
        assert files(empty / "win/site") == files(here / "site")
