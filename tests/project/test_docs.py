"""The handbook and the README say what is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from badgepress import model
from tests.project import reference
from tests.project.sources import ROOT

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted(DOCS.rglob("*.md"))]
RENEW = "renew it: .venv/bin/python -m tests.project.reference --write"
TYPES: dict[str, type[BaseModel]] = {
    "program": model.Settings,
    "theme": model.Theme,
    "dark": model.Scheme,
    "sharing": model.Sharing,
    "repository": model.Repository,
    "policies": model.Policies,
    "issuer": model.Issuer,
    "key": model.Key,
    "badgeclass": model.BadgeClass,
    "alignment": model.Alignment,
    "product": model.Product,
    "credit": model.Credit,
    "price": model.Price,
    "region": model.Region,
    "demand": model.Demand,
    "role": model.Role,
    "resultdescription": model.ResultDescription,
    "art": model.Art,
    "trusted": model.Trusted,
    "assertion": model.Assertion,
    "recipient": model.Recipient,
    "evidence": model.Evidence,
    "result": model.Result,
    "revocation": model.Revocation,
    "suspension": model.Suspension,
    "reissue": model.Reissue,
    "skill": model.Skill,
    "earner": model.Earner,
}


@pytest.mark.parametrize(("name", "chapter"), reference.PAGES.items())
def test_made_parts_are_as_the_sources_say(name: str, chapter: str) -> None:
    written = reference.part((DOCS / chapter).read_text("utf-8"), name)
    assert written == reference.MAKERS[name](), RENEW


def test_every_code_that_authors_can_meet_is_documented() -> None:
    expected = "".join(path.read_text("utf-8") for path in (ROOT / "tests" / "invalid").rglob("expected*"))
    met = set(re.findall(r"^(?:error|warning)\[([a-z0-9-]+)\]", expected, re.MULTILINE))
    assert met
    assert (
        met - set(re.findall(r"^\| `([a-z0-9-]+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.MULTILINE)) == set()
    )


def sections() -> Iterator[tuple[str, str]]:
    """(anchor, text) of every section of the chapter on the programme that has an anchor."""
    parts = re.split(r"^##+ .*?\{ #(\w+) \}$", (DOCS / "programme.md").read_text("utf-8"), flags=re.MULTILINE)
    return zip(parts[1::2], parts[2::2], strict=True)


@pytest.mark.parametrize("anchor", TYPES)
def test_every_field_of_the_programme_is_documented(anchor: str) -> None:
    text = dict(sections())[anchor]
    rows = re.findall(r"^\| (\*\*)?`([a-z_]+)`(?:\*\*)? \|", text, re.MULTILINE)
    fields = {
        field.alias or name: field.is_required()
        for name, field in TYPES[anchor].model_fields.items()
        if field.alias != "<file>"
    }
    assert {name: bool(bold) for bold, name in rows} == fields


def test_every_type_of_the_programme_has_a_section() -> None:
    covered = {*TYPES.values(), model.CohortMember}
    authored = {one for one in vars(model).values() if isinstance(one, type) and issubclass(one, BaseModel)}
    assert authored - covered == set()


def test_commands_that_are_named_exist() -> None:
    from badgepress.cli import cli

    wrong = [
        f"{path.relative_to(ROOT)}: badgepress {word}"
        for path in PAGES
        for word in re.findall(r"(?:`|^)(?:\S*/)?badgepress ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
        if word not in cli.commands
    ]
    assert wrong == []


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        word for path in PAGES for word in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {"site", "test"} <= named <= targets


def test_links_inside_the_checkout_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in PAGES
        for target in re.findall(r"\]\((?![a-z]+:)([^)#]+)", path.read_text("utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []


def test_files_that_the_architecture_names_exist() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)*/?\.?(?:py|ts|html))`", text)
    homes = (ROOT, ROOT / "src" / "badgepress", ROOT / "src" / "verifier")
    assert len(named) > 80
    assert [one for one in named if "/" in one and not any((home / one).is_file() for home in homes)] == []


def test_the_architecture_shows_every_room() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    [tree] = re.findall(r"^```\n(cli/.*?)^```", text, re.DOTALL | re.MULTILINE)
    shown = set(re.findall(r"^([\w.]+)", tree, re.MULTILINE)) | set(re.findall(r"\b\w+\.py", tree))
    home = ROOT / "src" / "badgepress"
    rooms = {one.parent.name for one in home.glob("*/__init__.py")} | {one.name for one in home.glob("[!_]*.py")}
    assert rooms - shown == set()


def test_every_chapter_is_in_the_navigation() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = [page for part in settings["nav"] for pages in part.values() for one in pages for page in one.values()]
    assert sorted(listed) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


@pytest.mark.parametrize("text", ["README.md", "docs/getting-started.md"])
def test_examples_make_a_sound_programme(text: str, tmp_path: Path, now: datetime) -> None:
    from badgepress.build import Options, check

    example = r"`(?:badges/)?([\w/-]+\.yml)`(?:(?!```).)*```yaml\n(.*?)```"
    files = dict(re.findall(example, (ROOT / text).read_text("utf-8"), re.DOTALL))
    assert len(files) >= 2
    if "program.yml" not in files:  # the README shows what is added to a programme, not a whole one
        files["program.yml"] = "name: Acme\nbase_url: https://badges.acme.example/\n"
        files["issuers/acme.yml"] = "name: Acme\nurl: https://acme.example/\n"
    for name, content in files.items():
        path = tmp_path / "badges" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    problems, plan = check(Options(program=tmp_path / "badges", out=tmp_path / "site", now=now))
    assert problems == []
    assert plan is not None
    assert plan.previewing == 1
