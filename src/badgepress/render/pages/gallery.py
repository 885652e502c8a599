"""The gallery: all badge classes by family, on one page while they fit, else on several.

Its script searches all classes. What is on the other pages it takes from data files under `/assets/`, when a reader
first searches. Without scripts the pages link to each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from badgepress.model import BadgeClass
from badgepress.registry import AwardRow, Numbers, families, grouped, heroes, latest, skill_classes
from badgepress.render.pages import weights
from badgepress.render.pages.languages import alternates
from badgepress.render.pages.paging import MOST_BYTES, cut, in_html, in_order, listed, prose
from badgepress.render.pictures.images import Images
from badgepress.render.templating.assets import named
from badgepress.render.templating.html import Pages

File = tuple[str, bytes]
_LATEST = 8
#: What the cards of one page may take, in bytes; what the choices of one filter may take, beside their texts.
_CARDS, _CHOICES, _CHOICE = 90_000, 12_000, 130


class Jump(NamedTuple):
    """A family: its number among all, the folder of the page that it begins on, all its classes."""

    number: int
    folder: str
    classes: Sequence[BadgeClass]


def gallery(pages: Pages, folder: str, rows: Sequence[AwardRow], counted: Numbers, images: Images) -> Iterator[File]:
    """The front page in the language of `pages`, in its folder, further pages and the script's data where there are
    many classes; `rows` are the public awards, newest first, and `counted` the numbers of the programme."""
    program = pages.program
    by_family = families(program)
    every = [badge for classes in by_family.values() for badge in classes]
    skills = sorted((program.skills[slug] for slug in skill_classes(program)), key=lambda skill: skill.name.casefold())
    weigher, beside = weights.of_card(program, find=True), prose(program.settings.description)
    parts = in_order(folder, f"{folder}badges/page/", every, weigher, beside, _CARDS)
    starts = {badge.slug: part.folder for part, badges in parts for badge in badges}
    jumps = {
        name: Jump(number, starts[classes[0].slug], classes)
        for number, (name, classes) in enumerate(by_family.items(), 1)
    }
    choices = {
        "family": [(name, name) for name in by_family if name],
        "skill": [(skill.slug, skill.name) for skill in skills],
        "issuer": [(issuer.slug, issuer.name) for issuer in program.issuers.values()],
    }
    is_long = len(parts) > 1
    late = {name: is_long and _weight(options) > _CHOICES for name, options in choices.items()}
    data = list(_data(pages, jumps, choices, images)) if is_long else []
    for part, badges in parts:
        yield listed(
            pages,
            "gallery.html",
            part,
            alternates=alternates(program, ""),
            families=grouped((badge.family or "", badge) for badge in badges),
            jumps=jumps,
            heroes=heroes(by_family),
            numbers=counted,
            latest=latest(rows, _LATEST),
            used_skills=skills,
            late=late,
            whole=" ".join(path for path, _ in data),
        )
    yield from data


def _weight(options: Sequence[tuple[str, str]]) -> int:
    return sum(_CHOICE + in_html(text) + len(value) for value, text in options)


def _data(
    pages: Pages, jumps: Mapping[str, Jump], choices: Mapping[str, Sequence[tuple[str, str]]], images: Images
) -> Iterator[File]:
    """The files of the script: the first has the choices of the filters and words, the others the classes."""
    words = pages.words
    told: dict[str, Any] = {"choices": choices, "until": words.say("awarded_until")}
    yield _file(words.language, 0, told)
    cards = (
        (jump.number, name, jump.classes[0], _card(pages, badge, images))
        for name, jump in jumps.items()
        for badge in jump.classes
    )
    for at, part in enumerate(cut(cards, lambda: _card_weight, MOST_BYTES - 1_000), 1):
        found: dict[int, dict[str, Any]] = {}
        for number, name, first, card in part:
            lang = first.language_of("family") if name else ""
            family = {"number": number, "name": name, "title": name or words.say("other_badges"), "lang": lang}
            found.setdefault(number, {**family, "classes": []})["classes"].append(card)
        yield _file(words.language, at, {"families": list(found.values())})


def _card_weight(card: tuple[int, str, BadgeClass, Mapping[str, Any]]) -> int:
    return len(orjson.dumps(card[3])) + 2 * len(orjson.dumps(card[1])) + 120


def _card(pages: Pages, badge: BadgeClass, images: Images) -> dict[str, Any]:
    """What a card shows and is found by, without what is empty."""
    program = pages.program
    until = (f"{badge.retired:%Y-%m-%d}", pages.words.day(badge.retired)) if badge.retired else None
    found = {
        "slug": badge.slug,
        "name": badge.name,
        "lang": badge.language_of(),
        "level": badge.level.value if badge.level else None,
        "skills": list(badge.skills),
        "tags": list(badge.tags),
        "issuer": program.issuer_of(badge).slug if len(program.issuers) > 1 else None,
        "svg": images.has_svg(badge.slug),
        "until": until,
    }
    return {key: value for key, value in found.items() if value}


def _file(language: str, number: int, value: Mapping[str, Any]) -> File:
    data = orjson.dumps(value)
    return f"assets/{named(f'gallery-{language}-{number}.json', data)}", data
