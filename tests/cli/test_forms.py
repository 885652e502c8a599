"""`award` and `badge new` write the same as the forms under /issue/: both are tested with tests/vectors/forms/.

`python -m tests.cli.test_forms` rewrites the expected texts from Python; review the diff before committing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from badgepress.edit import written, yamltext
from badgepress.edit.awards import identity
from badgepress.edit.importing import compose
from badgepress.edit.start import slug_of
from badgepress.errors import errors
from badgepress.model import AssertionFile
from badgepress.read import load_awards, read_program
from tests import words
from tests.cli.conftest import Run
from tests.project.sources import ROOT
from tests.verifier.agreeing import piped

VECTORS = ROOT / "tests" / "vectors" / "forms"
AWARDS: list[dict[str, Any]] = json.loads((VECTORS / "awards.json").read_text("utf-8"))
BADGES: list[dict[str, Any]] = json.loads((VECTORS / "badges.json").read_text("utf-8"))
COHORTS: list[dict[str, Any]] = json.loads((VECTORS / "cohorts.json").read_text("utf-8"))
SLUGS: list[dict[str, str]] = json.loads((VECTORS / "slugs.json").read_text("utf-8"))
SCHEMA = "# yaml-language-server: $schema=https://badges.example.org/schemas/"


def award_arguments(typed: dict[str, Any]) -> Iterator[str]:
    """Yield the command line that is equivalent to a filled-in award form."""
    yield from ("award", typed["badge"], "--issued", typed["issued"], "--now", "2026-11-22")
    for name in ("name", "email", "earner", "country"):
        if typed[name]:
            yield from (f"--{name}", typed[name])
    for one in typed["evidence"]:
        yield from ("--evidence", f"{one['name']}={one['url']}")
    if typed["isUnlisted"]:
        yield "--unlisted"


@pytest.mark.parametrize("vector", AWARDS, ids=lambda vector: vector["about"])
def test_award_writes_what_the_form_writes(
    run: Run, here: Path, vector: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda count: vector["salt"][: 2 * count])
    monkeypatch.setattr(secrets, "choice", lambda letters: letters[0])
    said = run(*award_arguments(vector["typed"]))
    assert said.code == 0, said.err
    text = (here / "badges" / "assertions" / "2026" / "22222222.yml").read_text("utf-8")
    assert text == f"{SCHEMA}assertion.schema.json\n{vector['text']}"
    assert run("check", "--now", "2026-11-22").code == 0


@pytest.mark.parametrize("vector", COHORTS, ids=lambda vector: vector["about"])
def test_an_import_writes_what_the_form_writes_for_several_people(vector: dict[str, Any]) -> None:
    assert cohort_text(vector) == vector["text"]


#: How many files of several people are made at random and read: in `make test`, and in the heavy tests.
FEW, MANY = 12, 150
#: What names are made of at random: words that YAML knows, marks that end a text there, letters of several scripts.
WORDS = [
    "null",
    "no",
    "Y",
    "2026-09-14",
    "12:30",
    "1e3",
    "0x1F",
    "~",
    "#",
    "- a",
    "a: b",
    "{b}",
    "[c]",
    "'d'",
    '"',
    "\\",
]
WORDS += [
    "Rosa",
    "O’Brien",
    "Seán",
    "أمل",
    "葛\U000e0100城",
    "علی\u200cرضا",
    "Lee ✌\ufe0f",
    "did:web:a",
    "&x",
    "*y",
    "%",
    "!z",
]
BETWEEN = ("{} <{}>", '"{}" <{}>', "{}\t{}", " {1}\t {0}  ")


def pasted(random: Random) -> tuple[list[tuple[str, str]], str]:
    """Return two to fifty people (name, address), and a text with one line for each."""
    people, lines = [], []
    for number in range(random.randint(2, 50)):
        name = " ".join(random.choices(WORDS, k=random.randint(1, 3)))
        name = "R" if "<" in name or name.strip('"') != name else name
        local, domain = random.choice(["a", "B.c", "o'neil", "ü"]), random.choice(["example.org", "Bücher.example"])
        mail = f"{local}{number}@{domain}"
        people.append((name, mail))
        lines += [random.choice(BETWEEN).format(name, mail), *[""] * random.randint(0, 1)]
    return people, "\n".join(lines)


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.heavy)])
def test_check_accepts_what_the_form_writes_for_several_people(run: Run, here: Path, count: int) -> None:
    random = Random(count)
    made = [pasted(random) for _ in range(count)]
    evidence: list[dict[str, str]] = [
        {"name": "Work: [1]", "url": "https://example.org/a?b#c"},
        {"name": "Talk", "url": ""},
    ]
    shared: list[dict[str, Any]] = [
        {"badge": "data-practice", "issued": f"2026-0{1 + number % 9}-14", "evidence": evidence[: number % 3]}
        | {"isUnlisted": number % 2 == 1}
        for number in range(count)
    ]
    asked = [{"shared": one, "lines": lines} for one, (_, lines) in zip(shared, made, strict=True)]
    answers = piped("cohorts.mjs", asked)
    folder = here / "badges" / "assertions" / "2026"
    folder.mkdir(parents=True, exist_ok=True)
    program, _ = read_program(here / "badges")
    assert program is not None
    for (people, _), said, answer in zip(made, shared, answers, strict=True):
        assert answer["text"] == cohort_text({"shared": said, "people": answer["people"]})
        file = folder / f"{answer['name']}.yml"
        file.write_text(f"{SCHEMA}assertion.schema.json\n{answer['text']}", "utf-8")
        awards, problems = load_awards(AssertionFile(f"2026/{answer['name']}", file, "file"), program)
        assert errors(problems) == []
        found = [(one.assertion.recipient.name, one.assertion.recipient.identity) for one in awards]
        salts = [str(one.assertion.recipient.salt) for one in awards]
        assert found == [
            (name, identity(mail, salt)["identity"]) for (name, mail), salt in zip(people, salts, strict=True)
        ]
        assert {len(one.assertion.evidence) for one in awards} == {len(said["evidence"])}
        assert len({*salts}) == len({one.id for one in awards}) == len(people)
    done = run("check", "--now", "2026-11-22")
    assert done.code == 0, done.err


def badge_arguments(vector: dict[str, Any]) -> Iterator[str]:
    """Yield the command line that is equivalent to a filled-in badge form."""
    fields = vector["fields"]
    yield from ("badge", "new", vector["slug"])
    for name in ("name", "description", "criteria", "issuer", "family", "level"):
        if fields[name]:
            # with `=`, because a text may begin with a hyphen
            yield f"--{name}={fields[name]}"
    yield from (f"--skill={skill}" for skill in fields["skills"])
    yield from (f"--{name}={value}" for name, value in fields["art"].items())


@pytest.mark.parametrize("vector", BADGES, ids=lambda vector: vector["about"])
def test_badge_new_writes_what_the_form_writes(run: Run, here: Path, vector: dict[str, Any]) -> None:
    said = run(*badge_arguments(vector))
    assert said.code == 0, said.err
    text = (here / "badges" / "classes" / f"{vector['slug']}.yml").read_text("utf-8")
    assert text == f"{SCHEMA}class.schema.json\n{vector['text']}"
    assert run("check", "--now", "2026-11-22").code == 0


@pytest.mark.parametrize("vector", SLUGS, ids=lambda vector: vector["about"])
def test_slugs_are_made_as_in_the_form(vector: dict[str, str]) -> None:
    assert slug_of(vector["name"], "otherwise") == (vector["slug"] or "otherwise")


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("repository", "service", "address"),
    [
        ("https://github.com/o/r", "GitHub", "https://github.com/o/r/new/main/badges"),
        ("https://gitlab.com/o/p/r/", "GitLab", "https://gitlab.com/o/p/r/-/new/main/badges"),
        ("https://codeberg.org/o/r.git, branch: next, folder: .", "Gitea", "https://codeberg.org/o/r/_new/next"),
        ("https://git.example.org/o/r, service: gitlab", "GitLab", "https://git.example.org/o/r/-/new/main/badges"),
    ],
)
def test_the_forms_know_where_to_propose_a_file(
    run: Run, here: Path, repository: str, service: str, address: str
) -> None:
    settings = here / "badges" / "program.yml"
    settings.write_text(f"{settings.read_text('utf-8')}repository: {{url: {repository}}}\n", "utf-8")
    assert run("build", "--out", "site", "--now", "2026-11-22").code == 0
    for path in ("issue", "issue/badge"):
        page = (here / "site" / path / "index.html").read_text("utf-8")
        assert f'data-new-file="{address}"' in page
        assert f"Propose on {service}" in page


@pytest.mark.heavy
@pytest.mark.parametrize("repository", ["", "repository: {url: https://git.example.org/o/r}\n"])
def test_without_a_repository_the_forms_offer_copy_and_download(run: Run, here: Path, repository: str) -> None:
    settings = here / "badges" / "program.yml"
    settings.write_text(settings.read_text("utf-8") + repository, "utf-8")
    assert run("build", "--out", "site", "--now", "2026-11-22").code == 0
    page = (here / "site" / "issue" / "index.html").read_text("utf-8")
    assert 'id="made-propose"' not in page
    assert 'id="made-copy"' in page
    assert 'id="made-download"' in page
    assert words.page("issue_hand_over") in page


def test_schemas_are_written_and_named_in_new_files(run: Run, here: Path) -> None:
    said = run("schemas")
    assert (said.code, said.out) == (0, "9 schemas in badges/.schemas/\n")
    assert run("badge", "new", "second", "--name", "Second", "--description", "D", "--criteria", "C").code == 0
    assert run("award", "second", "--name", "Ana", "--cohort", "autumn", "--now", "2026-11-22").code == 0
    for below, up, kind in (("classes/second", "../", "class"), ("assertions/2026/autumn", "../../", "assertion")):
        first = (here / "badges" / f"{below}.yml").read_text("utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={up}.schemas/{kind}.schema.json"
    assert run("check", "--now", "2026-11-22").code == 0
    assert run("build", "--out", "site", "--now", "2026-11-22").code == 0
    kept = {path.name for path in (here / "badges" / ".schemas").iterdir()}
    assert {path.name for path in (here / "site" / "schemas").iterdir()} == kept


@pytest.mark.parametrize("change", [Path.unlink, lambda file: file.write_text("{}")], ids=["gone", "other"])
def test_schemas_of_another_version_are_reported_and_renewed(
    run: Run, here: Path, change: Callable[[Path], object]
) -> None:
    run("schemas")
    change(here / "badges" / ".schemas" / "class.schema.json")
    said = run("check", "--now", "2026-11-22")
    assert said.code == 0
    assert "warning[stale-schemas]: badges/.schemas: " in said.err
    assert "(got class.schema.json)\n  hint: run `badgepress schemas` to update them\n" in said.err
    assert run("schemas").code == 0
    assert "stale-schemas" not in run("check", "--now", "2026-11-22").err


def recipient(person: dict[str, Any], salt: str) -> dict[str, str]:
    hashed = identity(person["email"], salt) if person["email"] else {}
    names = {"name": person["name"], **hashed, "earner": person["earner"], "country": person["country"]}
    return {key: value for key, value in names.items() if value}


def cohort_text(vector: dict[str, Any]) -> str:
    """Return what an import writes for the same people, with evidence shared as in the form."""
    shared = vector["shared"]
    fields = {
        "badge": shared["badge"],
        "issued": shared["issued"],
        "evidence": [{key: value for key, value in one.items() if value} for one in shared["evidence"]],
        "visibility": "unlisted" if shared["isUnlisted"] else "",
    }
    said = {key: value for key, value in fields.items() if value}
    awards = [(one["id"], said | {"recipient": recipient(one, one["salt"])}) for one in vector["people"]]
    return compose.cohort(awards, "Awarded together.", compose.SHARED_BY_FORM)


def award_text(vector: dict[str, Any]) -> str:
    typed = vector["typed"]
    fields: dict[str, Any] = {
        "badge": typed["badge"],
        "issued": yamltext.Bare(typed["issued"]),
        "recipient": recipient(typed, vector["salt"]),
        "evidence": typed["evidence"],
        "visibility": yamltext.Bare("unlisted") if typed["isUnlisted"] else "",
    }
    return written.award_text({key: value for key, value in fields.items() if value})


if __name__ == "__main__":
    for made in AWARDS:
        made["text"] = award_text(made)
    for made in COHORTS:
        made["text"] = cohort_text(made)
    for made in BADGES:
        made["text"] = written.badge_text({key: value for key, value in made["fields"].items() if value})
    for name, vectors in (("awards", AWARDS), ("cohorts", COHORTS), ("badges", BADGES)):
        text = ",\n".join("  " + json.dumps(made, ensure_ascii=True) for made in vectors)
        (VECTORS / f"{name}.json").write_text(f"[\n{text}\n]\n", "utf-8")
