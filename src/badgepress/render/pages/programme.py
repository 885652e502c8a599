"""The pages that look at the whole programme, beside the gallery: skills, earners, verify, the page for lost links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from badgepress.model import Program
from badgepress.registry import AwardRow, by, grouped, skill_classes, skills_of
from badgepress.render.pages import weights
from badgepress.render.pages.paging import in_order, in_time, listed, prose
from badgepress.render.pictures.qr import Codes
from badgepress.render.templating.html import Pages

File = tuple[str, bytes]


def skills(pages: Pages) -> Iterator[File]:
    """The list of skills and the pages of each."""
    program = pages.program
    attesting = skill_classes(program)
    categories = grouped((skill.category or "", skill) for skill in program.skills.values())
    ordered = sorted(categories, key=lambda name: (not name, name.casefold()))
    every = [skill for name in ordered for skill in categories[name]]
    for part, some in in_order("skills/", "skills/page/", every, weights.of_skill):
        shown = grouped((skill.category or "", skill.slug) for skill in some)
        yield listed(pages, "skills.html", part, categories=shown, skills=program.skills, attesting=attesting)
    for skill in program.skills.values():
        folder = f"skills/{skill.slug}/"
        for part, classes in in_order(folder, folder, attesting.get(skill.slug, []), weights.of_card(program)):
            yield listed(pages, "skill.html", part, skill=skill, classes=classes)


def earners(program: Program, pages: Pages, rows: Sequence[AwardRow]) -> Iterator[File]:
    """The pages of each earner who asked for one, with that person's public awards by date and by skill."""
    by_earner = by(rows, "earner")
    codes = Codes(program.url("earners/"))
    for earner in program.earners.values():
        folder = f"earners/{earner.slug}/"
        code = codes.draw(program.url(folder))
        oldest_first = reversed(by_earner.get(earner.slug, []))
        for part, awards in in_time(folder, oldest_first, weights.of_earner(program), prose(earner.about)):
            years = grouped((row.issued[:4], row) for row in awards)
            values = {"awards": awards, "years": years, "attested": skills_of(program, awards), "code": code}
            yield listed(pages, "earner.html", part, earner=earner, **values)


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
