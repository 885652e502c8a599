"""The pages that look at the whole programme: gallery, skills, earners, verify, the page for lost links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from badgepress.model import Program
from badgepress.registry import AwardRow, by, families, heroes, latest, numbers, skill_classes, skills_of
from badgepress.render.pages.languages import alternates
from badgepress.render.pictures.qr import Codes
from badgepress.render.templating.html import Pages

File = tuple[str, bytes]
_LATEST = 8


def gallery(pages: Pages, folder: str, rows: Sequence[AwardRow]) -> File:
    """The front page in the language of `pages`, in its folder; `rows` are the public awards, newest first."""
    program = pages.program
    grouped = families(program)
    return f"{folder}index.html", pages.page(
        "gallery.html",
        f"{folder}index.html",
        alternates=alternates(program, ""),
        families=grouped,
        heroes=heroes(grouped),
        numbers=numbers(program, rows),
        latest=latest(rows, _LATEST),
        used_skills=sorted(
            (program.skills[slug] for slug in skill_classes(program)), key=lambda skill: skill.name.casefold()
        ),
        url=program.url(folder),
    )


def skills(pages: Pages) -> Iterator[File]:
    """The list of skills and a page for each."""
    program = pages.program
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
    """A page for each earner who asked for one, with that person's public awards by date and by skill."""
    grouped = by(rows, "earner")
    codes = Codes(program.url("earners/"))
    for earner in program.earners.values():
        path = f"earners/{earner.slug}/index.html"
        awards, url = grouped.get(earner.slug, []), program.url(f"earners/{earner.slug}/")
        years: dict[str, list[AwardRow]] = {}
        for row in awards:
            years.setdefault(row.issued[:4], []).append(row)
        values = {"awards": awards, "years": years, "attested": skills_of(program, awards), "code": codes.draw(url)}
        yield path, pages.page("earner.html", path, earner=earner, url=url, **values)


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
