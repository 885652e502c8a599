"""Run the commands in the handbook, and compare their output with the handbook.

In an output, `…` stands for anything random, long or machine-specific; a line with only `…` stands for any lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.cli.conftest import Ran, Run
from tests.project.sources import ROOT

DOCS = ROOT / "docs"
KNOW_NOW = {"award", "build", "check", "import", "init", "key", "verify"}
#: Mapping files of the handbook: what comes of each, as (name, day).
MAPPED = {
    "ms-forms-anonymous.yml": [("Rosa Example", "2026-09-14"), ("Omar Example", "2026-09-14")],
    "moodle-grades.yml": [("Rosa Example", "2026-09-14"), ("Omar Example", "2026-09-14")],
    "liste.yml": [("Jürgen Müller", "2026-09-14")],
    "stagiaires.yml": [("Zoé Lefèvre", "2026-04-03"), ("Luc Moreau", "2026-04-14")],
    "attendees.yml": [("Rosa Example", "2026-09-14")],
}


class Step(NamedTuple):
    """The commands of one code block, and the output in the block after it."""

    commands: list[str]
    printed: list[str]


def steps(page: str) -> list[Step]:
    """Return the steps of a page that run badgepress, in order."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    found = []
    for (language, typed), (after, printed) in pairwise(fences):
        if not language and after == "text":
            lines = [line.split("  #")[0].strip() for line in typed.replace("\\\n", " ").splitlines()]
            ours = [line for line in lines if line.startswith("badgepress ")]
            if ours:
                found.append(Step(ours, printed.splitlines()))
    return found


def files_of(page: str, kinds: str) -> dict[str, str]:
    """Return the files that a page shows: name in backticks → text of the block after it."""
    example = rf"`([\w/-]+\.(?:{kinds}))`(?:(?!```).)*?```(?:{kinds}|yaml)\n(.*?)```"
    return dict(re.findall(example, (DOCS / page).read_text("utf-8"), re.DOTALL))


def fits(printed: list[str], said: list[str]) -> str | None:
    """Return the first line of the handbook that was not printed, in order; None if all were."""
    at = 0
    for line in printed:
        if line.strip() != "…":
            pattern = re.compile(".*".join(map(re.escape, line.rstrip().split("…"))))
            at = next((i + 1 for i in range(at, len(said)) if pattern.fullmatch(said[i].rstrip())), -1)
            if at < 0:
                return line
    return None


class Typed:
    """Runs the commands of a step."""

    def __init__(self, call: Run, now: datetime) -> None:
        self._call, self.now = call, now

    def one(self, command: str) -> Ran:
        arguments = [os.path.expanduser(word) for word in shlex.split(command)[1:]]
        if arguments[0] in KNOW_NOW:
            arguments += ["--now", f"{self.now:%Y-%m-%dT%H:%M:%SZ}"]
        if arguments[0] in {"build", "check"}:
            arguments += ["--jobs", "1"]
        return self._call(*arguments)

    def step(self, step: Step, award: str = "ID") -> str:
        """Run a whole step, and check its output against the handbook."""
        out = err = ""
        for command in step.commands:
            ran = self.one(re.sub(r"\bID\b", award, command))
            out, err = out + ran.out, err + ran.err
        said = [*out.splitlines(), *err.splitlines()]
        missing = fits(step.printed, said)
        assert missing is None, f"{missing!r} was not printed by {step.commands}:\n" + "\n".join(said)
        return out


@pytest.fixture
def typed(
    call: Run,
    now: datetime,
    tmp_path: Path,
    cache_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Typed:
    """A terminal in an empty folder, with its own home directory and no keys."""
    for name in [name for name in os.environ if name.startswith("BADGEPRESS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return Typed(call, now)


def written(files: dict[str, str], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")


@pytest.mark.heavy
def test_getting_started(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, first, by_hand, key, sign = steps("getting-started.md")
    typed.step(begin)
    with monkeypatch.context() as inside:
        inside.chdir("my-badges")
        typed.step(first)
    written(files_of("getting-started.md", "yml"), Path("badges"))
    typed.step(by_hand)
    printed = typed.step(key)
    with Path("badges/issuers/acme.yml").open("a", encoding="utf-8") as stream:
        stream.write(printed[printed.index("keys:") : printed.index("Sign on")])
    typed.step(sign)


@pytest.mark.heavy
def test_git_tutorial(typed: Typed) -> None:
    typed.one("badgepress init . --name 'Acme Learning' --issuer Acme --base-url https://badges.acme.example/")
    badge, mistake, mended, shown, award, verify = tutorial()
    typed.step(badge)
    file = Path("badges/classes/first-aid.yml")
    text = file.read_text("utf-8")
    file.write_text(text + "levle: Foundational\n", "utf-8")
    typed.step(mistake)
    file.write_text(text + "level: Foundational\n", "utf-8")
    typed.step(mended)
    typed.step(shown)
    typed.step(award)
    assert typed.one("badgepress build --key ~/.config/badgepress/acme.key").code == 0
    [made] = Path("badges/assertions/2026").glob("*.yml")
    typed.step(verify, made.stem)


@pytest.mark.heavy
def test_inherited_programme(typed: Typed) -> None:
    rotate, restore, host, move, upgrade, _ = steps("inherited.md")
    typed.now -= timedelta(days=2)
    typed.one("badgepress init . --name 'Acme Learning' --issuer Acme --base-url https://badges.acme.example/")
    files = files_of("getting-started.md", "yml")
    written({name: files[name] for name in files if name.startswith(("classes", "assertions"))}, Path("badges"))
    assert typed.one("badgepress build --key ~/.config/badgepress/acme.key").code == 0
    typed.now += timedelta(days=2)
    commit = 'git -c user.name=A -c user.email=a@example.org commit --quiet --all --message "Next"'
    shell("git init --quiet . && git add --all && " + commit)
    typed.step(Step([f"{upgrade.commands[0]} --against site"], upgrade.printed))
    typed.step(rotate)
    shell(commit)
    shell("git rm -r --quiet badges/issued && " + commit)
    lost = typed.one("badgepress check")
    assert (lost.code, "error[issued-lost]" in lost.err) == (1, True)
    typed.step(restore)
    typed.step(host)
    shell("git add --all && " + commit)
    settings = Path("badges/program.yml")
    settings.write_text(settings.read_text("utf-8").replace("badges.acme", "badges.new"), "utf-8")
    moved = typed.one("badgepress check")
    [told] = [one for one in outputs("inherited.md") if one.startswith("error[base-url-changed]")]
    assert moved.code == 1
    assert fits(re.sub(r"2026/\w+\.jsonl", "2026/….jsonl", told).splitlines(), moved.err.splitlines()) is None
    shell("git rm -r --quiet badges/issued && " + commit)
    refused = typed.one("badgepress check")
    assert (refused.code, "error[other-base-url]" in refused.err) == (1, True)
    [said] = re.findall(r"^moved_from: .*$", (DOCS / "inherited.md").read_text("utf-8"), re.MULTILINE)
    settings.write_text(f"{settings.read_text('utf-8')}{said}\n", "utf-8")
    typed.step(move)


def shell(line: str) -> None:
    """Run a line in the shell, such as a git command."""
    subprocess.run(line, shell=True, check=True)


def outputs(page: str) -> list[str]:
    """Return all outputs that a page shows."""
    return re.findall(r"^```text\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)


def tutorial() -> list[Step]:
    """Return the steps of the tutorial. The command after the mistake is in the text, not in a block."""
    found = steps("git-tutorial.md")
    [mended] = [one for one in outputs("git-tutorial.md") if one == "badges: no errors\n"]
    return [*found[:2], Step(["badgepress check"], mended.splitlines()), *found[2:]]


@pytest.fixture
def classes(typed: Typed) -> Typed:
    """The programme of Getting started, with the second badge class that the page on mappings uses."""
    files = files_of("getting-started.md", "yml")
    written({name: text for name, text in files.items() if not name.startswith("assertions")}, Path("badges"))
    scored = {"id": "score", "name": "Points", "type": "RawScore", "minimum": "0", "maximum": "100"}
    other = {"name": "Data foundations", "description": "Tidies data.", "criteria": "Pass.", "results": [scored]}
    written({"classes/data-foundations.yml": yaml.safe_dump(other)}, Path("badges"))
    written(files_of("mappings.md", "csv|yml"), Path())
    return typed


def commands_of_mappings() -> dict[str, str]:
    text = (DOCS / "mappings.md").read_text("utf-8")
    found = re.findall(r"^badgepress import .*--mapping (\S+).*$", text, re.MULTILINE)
    lines = re.findall(r"^badgepress import .*--mapping .*$", text, re.MULTILINE)
    return {name: line for name, line in zip(found, lines, strict=True) if "--explain" not in line}


def test_every_mapping_is_tried() -> None:
    assert (
        set(commands_of_mappings())
        == set(MAPPED)
        == set(files_of("mappings.md", "csv|yml"))
        - {name for name in files_of("mappings.md", "csv|yml") if name.endswith(".csv")}
    )


@pytest.mark.parametrize("name", MAPPED)
def test_a_mapping_reads_its_sheet(name: str, classes: Typed) -> None:
    ran = classes.one(commands_of_mappings()[name])
    assert ran.code == 0, ran.err
    assert set(re.findall(r"^(?:error|warning)\[([a-z-]+)\]", ran.err, re.MULTILINE)) <= {"no-pepper", "left-out"}
    [file] = Path("badges/assertions").rglob("*.yml")
    cohort = yaml.safe_load(file.read_text("utf-8"))
    got = [(one["recipient"]["name"], str(one.get("issued", cohort.get("issued")))) for one in cohort["awards"]]
    assert got == MAPPED[name]
    assert ("results" in cohort["awards"][0]) == (name == "moodle-grades.yml")


def test_a_mapping_is_explained(classes: Typed) -> None:
    [step] = steps("mappings.md")
    classes.step(step)


def test_an_output_that_differs_is_found() -> None:
    said = ["wrote a1.yml", "badges: no errors"]
    assert fits(["wrote ….yml", "badges: no errors"], said) is None
    assert fits(["…", "badges: no errors", "…"], said) is None
    assert fits(["badges: no errors", "…", "wrote a1.yml"], said) == "wrote a1.yml"
    assert fits(["badges: no errors", "wrote ….yml"], said) == "wrote ….yml"
    assert fits(["wrote …"], []) == "wrote …"


def test_troubleshooting_names_existing_codes() -> None:
    rows = re.findall(r"^\| (?!you see|---)(.*?) \|", (DOCS / "troubleshooting.md").read_text("utf-8"), re.MULTILINE)
    named = {code for row in rows for code in re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)*)`", row)}
    codes = set(re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.MULTILINE))
    assert len(rows) >= 15
    assert named - codes == set()


def test_the_glossary_is_sorted_and_each_entry_has_a_link() -> None:
    entries = re.split(r"\n\n(?=\*\*)", (DOCS / "glossary.md").read_text("utf-8"))[1:]
    words = [re.match(r"\*\*(.+?)\.\*\*", entry)[1].lower() for entry in entries]  # type: ignore[index]
    assert words == sorted(words)
    assert [word for word, entry in zip(words, entries, strict=True) if "](" not in entry] == []
