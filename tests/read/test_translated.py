"""Tests texts in several languages: what the model holds, and what happens if a language is missing."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from badgepress.errors import errors
from badgepress.hints import HINTS
from badgepress.model import BadgeClass, Program
from badgepress.model.languages import LANGUAGES, MEANT, canonical, lookup
from badgepress.read import read_program
from tests.read.told import lay_out

CLASS = """
name: {en: Data Practice, es: Práctica de datos, fr: Pratique des données}
description: {en: Solves a question., es: Resuelve una pregunta.}
criteria: Finish a project.
family: {en: Practice, es: Práctica, es-MX: Prácticas}
results:
  - {id: talk, name: {en: Talk, es: Charla}}
  - {id: score, name: Score}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out("_base", tmp_path)


def whole(root: Path) -> Program:
    program, problems = read_program(root, shown="badges")
    assert errors(problems) == []
    assert program
    return program


def practice(root: Path, text: str = CLASS) -> BadgeClass:
    (root / "classes" / "data-practice.yml").write_text(text, "utf-8")
    return whole(root).classes["data-practice"]


def test_a_class_has_plain_texts_and_copies_in_other_languages(root: Path) -> None:
    badge = practice(root)
    assert (badge.name, badge.description, badge.results[0].name) == ("Data Practice", "Solves a question.", "Talk")
    assert badge.also_in == ("es", "fr", "es-MX")
    spanish = badge.told_in("es")
    assert (spanish.name, spanish.family, spanish.results[0].name) == ("Práctica de datos", "Práctica", "Charla")
    assert (spanish.slug, spanish.language) == ("data-practice", "es")


def test_missing_texts_come_from_the_nearest_language(root: Path) -> None:
    badge = practice(root)
    french = badge.told_in("fr")
    assert (french.name, french.description) == ("Pratique des données", "Solves a question.")
    assert [french.language_of(text) for text in ("name", "description", "criteria", "results[0].name")] == [
        "fr",
        "en",
        "en",
        "en",
    ]
    mexican = badge.told_in("es-MX")
    assert (mexican.family, mexican.name, mexican.criteria) == ("Prácticas", "Práctica de datos", "Finish a project.")
    assert [mexican.language_of(text) for text in ("family", "name", "criteria")] == ["es-MX", "es", "en"]


@pytest.mark.parametrize("language", ["en", "en-GB", "ja", "pt-BR"])
def test_other_languages_fall_back_to_the_own_language(root: Path, language: str) -> None:
    badge = practice(root)
    assert badge.told_in(language) is badge
    assert badge.told_in("es-AR") == badge.told_in("es")


def test_the_own_language_is_the_one_the_class_names(root: Path) -> None:
    badge = practice(root, "language: ES\n" + CLASS.replace("criteria:", "cost: {es: Gratuito}\ncriteria:"))
    assert (badge.name, badge.language, badge.also_in) == ("Práctica de datos", "es", ("en", "fr", "es-MX"))
    assert badge.told_in("en").name == "Data Practice"
    assert badge.told_in("en").cost == "Gratuito"
    assert badge.told_in("en").language_of("cost") == "es"


def test_every_rule_of_a_text_holds_in_every_language(root: Path) -> None:
    (root / "classes" / "data-practice.yml").write_text(
        "name: {en: A, es: " + "x" * 121 + "}\ndescription: D\ncriteria: {en: C, es: 5, fr: [a]}\n", "utf-8"
    )
    _, problems = read_program(root, shown="badges")
    assert [(one.code, one.place.line, one.place.path, one.got) for one in problems] == [
        ("too-long", 1, "name.es", "121 characters"),
        ("wrong-type", 3, "criteria.es", "the number 5"),
        ("wrong-type", 3, "criteria.fr", "a list"),
    ]
    assert problems[1].hint == 'put it in quotes: "5"'


def test_the_number_of_languages_is_limited(root: Path) -> None:
    many = [f"{one}{two}{three}" for one in "abc" for two in "abcd" for three in "abcdef"]
    texts = ", ".join(f"{tag}: A" for tag in ("en", *many[:60]))
    (root / "classes" / "data-practice.yml").write_text(f"name: {{{texts}}}\ndescription: D\ncriteria: C\n", "utf-8")
    program = f"name: G\nbase_url: https://badges.example.org/\nlanguages: [{', '.join(many[:61])}]\n"
    (root / "program.yml").write_text(program, "utf-8")
    _, problems = read_program(root, shown="badges")
    assert [str(one) for one in problems] == [
        "error[out-of-range]: badges/classes/data-practice.yml:1: name: the texts are given in too many languages "
        f"(got 61 languages, expected at most 60)\n  hint: {HINTS['out-of-range']}",
        "error[out-of-range]: badges/program.yml:3: languages: the list is too long "
        f"(got 61 entries, expected at most 60)\n  hint: {HINTS['out-of-range']}",
    ]


@pytest.mark.parametrize("forged", ["_copies", "_kept", "translations"])
def test_copies_cannot_be_written_by_an_author(root: Path, forged: str) -> None:
    (root / "classes" / "data-practice.yml").write_text(f"{CLASS}\n{forged}: {{es: x}}\n", "utf-8")
    _, problems = read_program(root, shown="badges")
    assert {one.code for one in problems} == {"unknown-key"}


def test_programme_and_skills_have_texts_in_languages_too(root: Path) -> None:
    (root / "program.yml").write_text(
        "name: Guild\nbase_url: https://badges.example.org/\ntagline: {en: Badges, es: Insignias}\nlanguages: [ES]\n",
        "utf-8",
    )
    (root / "skills.yml").write_text("python: {name: {en: Python, es: Pitón}}\n", "utf-8")
    program = whole(root)
    assert program.settings.languages == ("es",)
    told = program.told_in("es")
    assert (told.settings.tagline, told.skills["python"].name) == ("Insignias", "Pitón")
    assert (told.settings.language, told.settings.languages) == ("en", ("es",))
    assert pickle.loads(pickle.dumps(program)).told_in("es") == told


def test_a_translated_family_applies_to_all_its_badges(root: Path) -> None:
    for slug, family in (("a", "Practice"), ("b", "Practice"), ("c", "Theory")):
        (root / "classes" / f"{slug}.yml").write_text(
            f"name: {slug}\ndescription: D\ncriteria: C\nfamily: {family}\n", "utf-8"
        )
    practice(root)
    told = whole(root).told_in("es").classes
    assert {slug: told[slug].family for slug in ("a", "b", "c", "data-practice")} == {
        "a": "Práctica",
        "b": "Práctica",
        "c": "Theory",
        "data-practice": "Práctica",
    }
    assert (told["a"].language_of("family"), told["a"].language_of("name")) == ("es", "en")
    assert whole(root).classes["a"].family == "Practice"


@pytest.mark.parametrize(
    ("written", "tag"),
    [("EN", "en"), ("pt-br", "pt-BR"), ("ZH-hant-tw", "zh-Hant-TW"), ("de-1996", "de-1996"), ("es-419", "es-419")],
)
def test_tags_are_written_as_the_standard_writes_them(written: str, tag: str) -> None:
    assert canonical(written) == tag


def test_lookup_goes_from_the_narrow_to_the_wide() -> None:
    assert lookup("zh-Hant-TW") == ("zh-Hant-TW", "zh-Hant", "zh")
    assert lookup("de-x-kind") == ("de-x-kind", "de")


def test_mistaken_codes_are_not_languages_but_the_suggestions_are() -> None:
    assert LANGUAGES.isdisjoint(MEANT)
    assert {tag.split("-")[0] for tag in MEANT.values()} <= LANGUAGES
