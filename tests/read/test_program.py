"""Tests the programme as one value, and which parts remain if something is broken."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import StringConstraints

from badgepress import model
from badgepress.errors import errors
from badgepress.model.base import Authored
from badgepress.model.countries import COUNTRIES
from badgepress.read import Tree, load_awards, read_program, references
from badgepress.read.explained import explain_pattern
from badgepress.read.parts import Parts
from badgepress.read.quoting import path_of
from badgepress.read.yaml import Document
from tests.read.told import problems_of

GOOD_KEY = "z6MksQFwn2a2dF7mjCv87GUKm9Dy9UzxhdXyPvXqxp15YecU"
MINIMAL = Path(__file__).resolve().parent.parent / "programs" / "minimal" / "badges"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIMAL, tmp_path / "badges"))


def _change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_whole_programme(root: Path) -> None:
    program, problems = read_program(root)
    assert problems == []
    assert program
    assert program.shown == "badges"
    assert program.settings.base_url == "https://badges.example.org/"
    assert program.issuer_of(program.classes["data-practice"]).slug == "guild"
    assert program.skills["python"].category == "Programming"
    assert program.broken == frozenset()
    assert pickle.loads(pickle.dumps(program)) == program


def test_the_shown_name_is_the_users(root: Path) -> None:
    _change(root, "classes/data-practice.yml", "python", "pyhton")
    _, problems = read_program(root, shown="my/badges/")
    assert str(problems[0]).startswith(
        "error[unknown-skill]: my/badges/classes/data-practice.yml:5: skills[0]: no skill"
    )


def test_problems_of_all_files_at_once(root: Path) -> None:
    _change(root, "program.yml", "https://badges", "badges")
    _change(root, "issuers/guild.yml", "from: 2026-01-01", "from: soon")
    _change(root, "classes/data-practice.yml", "Intermediate", "Middling")
    _change(root, "skills.yml", "category", "categroy")
    _change(root, "assertions/2026/k3v9x2.yml", "country: DE", "country: XX")
    _change(root, "assertions/2026/spring.yml", "id: t4w8zc", "id: p7m2qa")
    program, problems = read_program(root)
    assert program is None
    assert [(one.code, one.place.file.removeprefix("badges/"), one.place.line) for one in errors(problems)] == [
        ("bad-country", "assertions/2026/k3v9x2.yml", 6),
        ("not-a-choice", "classes/data-practice.yml", 4),
        ("bad-date", "issuers/guild.yml", 6),
        ("bad-base-url", "program.yml", 2),
        ("unknown-key", "skills.yml", 4),
    ]


def test_ids_are_compared_even_when_the_programme_is_broken(root: Path) -> None:
    _change(root, "program.yml", "https://badges", "badges")
    _change(root, "assertions/2026/spring.yml", "id: t4w8zc", "id: p7m2qa")
    _change(root, "assertions/2026/spring.yml", "data-practice", "data-foundations")
    program, problems = read_program(root)
    assert program is None
    assert [one.code for one in problems] == ["duplicate-id", "bad-base-url"]


def test_a_broken_class_is_left_out_and_not_unknown(root: Path) -> None:
    _change(root, "classes/data-practice.yml", "P2Y", "2Y")
    program, problems = read_program(root)
    assert [one.code for one in problems] == ["bad-duration"]
    assert program
    assert list(program.classes) == ["data-foundations"]
    assert program.broken == {"data-practice"}
    awards, problems = load_awards(program.files[1], program)
    assert awards == []
    assert [(one.code, one.severity) for one in problems] == [("badge-not-readable", "warning")]


def test_a_class_with_a_broken_image_is_left_out(root: Path) -> None:
    (root / "classes" / "data-practice.svg").write_text("<svg/>")
    program, problems = read_program(root)
    assert [one.code for one in problems] == ["bad-svg"]
    assert program
    assert program.broken == {"data-practice"}
    assert program.images == {}


def test_references_of_a_file_with_another_mistake_are_checked(root: Path) -> None:
    _change(root, "classes/data-practice.yml", "[python]", "[pyhton]")
    _change(root, "classes/data-practice.yml", "P2Y", "2Y")
    assert [one.code for one in read_program(root)[1]] == ["unknown-skill", "bad-duration"]


def test_a_broken_skills_file_makes_no_skill_unknown(root: Path) -> None:
    _change(root, "skills.yml", "statistics:", "statistics")
    assert {one.place.file for one in read_program(root)[1]} == {"badges/skills.yml"}


def test_images_beside_and_by_name(root: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    (root / "classes" / "family.svg").write_text(svg)
    (root / "classes" / "data-practice.svg").write_text(svg)
    (root / "issuers" / "guild.svg").write_text(svg.replace("9 9", "9 3"))
    _change(
        root, "classes/data-foundations.yml", 'art:\n  shape: hexagon\n  colour: "#1f5fbf"\n', "image: family.svg\n"
    )
    program, problems = read_program(root)
    assert problems == []
    assert program
    assert {slug: image.file for slug, image in program.images.items()} == {
        "data-foundations": "badges/classes/family.svg",
        "data-practice": "badges/classes/data-practice.svg",
    }
    assert program.issuer_images["guild"].svg


def test_each_circle_is_reported_once(root: Path) -> None:
    _change(root, "classes/data-foundations.yml", "level:", "requires: [data-foundations, data-practice]\nlevel:")
    found = [one for one in read_program(root)[1] if one.code == "requires-cycle"]
    assert [one.message.rpartition(": ")[2] for one in found] == [
        "data-foundations → data-foundations",
        "data-foundations → data-practice → data-foundations",
    ]


def test_a_long_chain_is_not_a_circle_but_a_long_circle_is(tmp_path: Path) -> None:
    parts = Parts(Tree(tmp_path, "badges"))
    parts.named |= {"issuers": {"guild"}, "skills": set(), "root": {"program.yml"}, "classes": set()}
    for number in range(3000):
        slug = f"step-{number:04}"
        parts.named["classes"].add(slug)
        data = {"requires": [f"step-{number + 1:04}"]} if number < 2999 else {}
        parts.documents[f"classes/{slug}.yml"] = Document(f"badges/classes/{slug}.yml", data, {"": 1})
    assert references.check(parts) == []
    parts.documents["classes/step-2999.yml"].data["requires"] = ["step-0000"]
    (circle,) = references.check(parts)
    assert circle.code == "requires-cycle"
    assert circle.message.endswith("step-0004 → step-0005 → … → step-0000")


def test_the_order_is_the_same_every_time(root: Path) -> None:
    for name in ("classes/data-practice.yml", "issuers/guild.yml", "assertions/2026/spring.yml"):
        _change(root, name, ":", ": {")
    found = problems_of(root)
    assert len(found) >= 3
    assert found == sorted(found) == problems_of(root)


def test_country_codes() -> None:
    assert len(COUNTRIES) == 250
    assert all(len(code) == 2 and code.isupper() and code.isascii() for code in COUNTRIES)
    assert {"BR", "DE", "JP", "NG", "XK"} <= COUNTRIES
    assert not {"UK", "EU", "XX", "ZZ"} & COUNTRIES


def test_every_pattern_of_the_model_has_words() -> None:
    patterns = set().union(*(_patterns(one) for one in vars(model).values() if isinstance(one, type)))
    assert len(patterns) >= 12
    assert [one for one in patterns if explain_pattern(one)[0] == "bad-value"] == []


def _patterns(one: Any) -> set[str]:
    if isinstance(one, type) and issubclass(one, Authored):
        found: set[str] = set()
        for info in one.model_fields.values():
            found |= _patterns(info.annotation)
            for extra in info.metadata:
                found |= _patterns(extra)
        return found
    if isinstance(one, StringConstraints):
        return {str(one.pattern)} if one.pattern else set()
    pattern = getattr(one, "pattern", None)
    found = {pattern} if isinstance(pattern, str) else set()
    for part in get_args(one):
        found |= _patterns(part)
    return found


def test_paths() -> None:
    assert path_of(("recipient", "links", 2, "a b")) == "recipient.links[2].'a b'"
    assert path_of(()) == ""


def test_trusted_issuers(root: Path) -> None:
    (root / "trusted.yml").write_text(
        "- {name: A, did: 'did:web:a.example', why: we met}\n"
        "- {name: B, url: 'https://b.example/issuer.json', did: 'did:web:b.example', why: we met}\n",
        "utf-8",
    )
    program, problems = read_program(root)
    assert problems == []
    assert program
    assert [one.ids for one in program.trusted] == [
        ("did:web:a.example",),
        ("did:web:b.example", "https://b.example/issuer.json"),
    ]


def test_keys_of_trusted_issuers(root: Path) -> None:
    other = "https://b.example/keys/1#a"
    (root / "trusted.yml").write_text(
        f"- {{name: B, url: 'https://b.example/issuer.json', why: we met, keys: ['{other}']}}\n"
        f"- {{name: B again, url: 'https://b.example/issuer.json', why: we met, keys: ['{other}', {GOOD_KEY}]}}\n"
        "- {name: C, url: 'https://c.example/', why: we met}\n",
        "utf-8",
    )
    program, problems = read_program(root)
    assert problems == []
    assert program
    assert program.known_keys == {"https://b.example/issuer.json": (other, GOOD_KEY)}


def test_unusable_keys_of_trusted_issuers(root: Path) -> None:
    """Report each with its place: a missing or unusable issuer address, an invalid key, a bad key address."""
    (root / "trusted.yml").write_text(
        f"- {{name: A, did: 'did:web:a.example', why: x, keys: [{GOOD_KEY}]}}\n"
        f"- {{name: B, url: 'https://b.example/?x=1', why: x, keys: [{GOOD_KEY}]}}\n"
        f"- {{name: C, url: 'https://c.example/', why: x, keys: [zDn{'z' * 46}]}}\n"
        "- {name: D, url: 'https://d.example/', why: x, keys: ['http://d.example/key']}\n"
        "- {name: E, url: 'https://e.example/', why: x, keys: ['https://e.example/a/../key']}\n"
        f"- {{name: F, url: 'https://f.example/', why: x, keys: {GOOD_KEY}}}\n",
        "utf-8",
    )
    _, problems = read_program(root)
    assert [(one.code, one.place.line, one.place.path) for one in problems] == [
        ("missing-key", 1, "[0]"),
        ("bad-address", 2, "[1].url"),
        ("bad-public-key", 3, "[2].keys[0]"),
        ("bad-public-key", 4, "[3].keys[0]"),
        ("bad-address", 5, "[4].keys[0]"),
        ("wrong-type", 6, "[5].keys"),
    ]


def test_invalid_entries_of_trusted_issuers(root: Path) -> None:
    text = "- {name: A, why: we met}\n- {name: B, did: 'did:web:b.example'}\n- B\n- {name: C, didd: x, why: y}\n"
    (root / "trusted.yml").write_text(text, "utf-8")
    _, problems = read_program(root, shown="badges")
    assert [(one.code, one.place.line, one.place.path) for one in problems] == [
        ("missing-key", 1, "[0]"),
        ("missing-key", 2, "[1].why"),
        ("wrong-type", 3, "[2]"),
        ("unknown-key", 4, "[3].didd"),
    ]
    (root / "trusted.yml").write_text("name: A\n", "utf-8")
    _, problems = read_program(root)
    assert [one.code for one in problems] == ["wrong-type"]
