"""The pages that look at the whole programme: gallery, skills, earners, verify, the page for lost links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from badgepress.model import BadgeClass, Program
from badgepress.registry import AwardRow, by, families, latest, numbers, skill_classes
from badgepress.render.html import Pages

File = tuple[str, bytes]
_LATEST = 8


def gallery(program: Program, pages: Pages, rows: Sequence[AwardRow]) -> File:
    """The front page; `rows` are the public awards, newest first."""
    grouped = families(program)
    return "index.html", pages.page(
        "gallery.html",
        "index.html",
        families=grouped,
        heroes=heroes(grouped),
        numbers=numbers(program, rows),
        latest=latest(rows, _LATEST),
        used_skills=sorted(
            (program.skills[slug] for slug in skill_classes(program)), key=lambda skill: skill.name.casefold()
        ),
        url=program.url(),
    )


def heroes(grouped: Mapping[str, list[BadgeClass]], count: int = 5) -> list[BadgeClass]:
    """One badge of each of the largest families, the furthest on: the face of a programme or of a part of it."""
    by_size = sorted(grouped, key=lambda name: (-len(grouped[name]), name))
    return [grouped[name][-1] for name in by_size][:count]


def skills(program: Program, pages: Pages) -> Iterator[File]:
    """The list of skills and a page for each."""
    attesting = skill_classes(program)
    categories: dict[str, list[str]] = {}
    for skill in program.skills.values():
        categories.setdefault(skill.category or "", []).append(skill.slug)
    ordered = {name: categories[name] for name in sorted(categories, key=lambda name: (not name, name.casefold()))}
    yield (
        "skills/index.html",
        pages.page(
            "skills.html",
            "skills/index.html",
            categories=ordered,
            skills=program.skills,
            attesting=attesting,
            url=program.url("skills/"),
        ),
    )
    for skill in program.skills.values():
        path = f"skills/{skill.slug}/index.html"
        classes = attesting.get(skill.slug, [])
        url = program.url(f"skills/{skill.slug}/")
        yield path, pages.page("skill.html", path, skill=skill, classes=classes, url=url)


def earners(program: Program, pages: Pages, rows: Sequence[AwardRow]) -> Iterator[File]:
    """A page for each earner who asked for one, with that person's public awards."""
    grouped = by(rows, "earner")
    for earner in program.earners.values():
        path = f"earners/{earner.slug}/index.html"
        yield (
            path,
            pages.page(
                "earner.html",
                path,
                earner=earner,
                awards=grouped.get(earner.slug, []),
                url=program.url(f"earners/{earner.slug}/"),
            ),
        )


def verify(program: Program, pages: Pages) -> File:
    """The page that verifies any badge."""
    domain = urlsplit(program.settings.base_url).netloc
    return "verify/index.html", pages.page(
        "verify.html", "verify/index.html", url=program.url("verify/"), domain=domain
    )


def missing(program: Program, pages: Pages) -> File:
    """The page of the host for addresses that do not exist: shown at any depth, so its links start at the host."""
    prefix = urlsplit(program.settings.base_url).path
    return "404.html", pages.page("404.html", "404.html", prefix=prefix)
