"""Everything under `/badges/<class>/` and `/issuers/<slug>/`: pages, images and Open Badges 3.0 documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from badgepress.model import BadgeClass, Issuer, Program
from badgepress.openbadges.jsonld.contexts import OB3, VC2
from badgepress.registry import WITHDRAWN, AwardRow, latest, related
from badgepress.render.pages import share, weights
from badgepress.render.pages.languages import alternates
from badgepress.render.pages.paging import in_order, listed, prose
from badgepress.render.pictures.images import Images
from badgepress.render.templating.html import Pages
from badgepress.sign.compose import achievement, issuer_did, profile

File = tuple[str, bytes]


def document(value: Mapping[str, Any]) -> bytes:
    """JSON that people can read as well: two spaces, UTF-8, a newline at the end."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def colour_of(program: Program, slug: str) -> str:
    """The colour that a class's fine lines are drawn in."""
    badge = program.classes.get(slug)
    return badge.art.colour if badge and badge.art else "#4a7480"


def class_images(slug: str, images: Images) -> Iterator[File]:
    """`badge.png`, `badge.svg` where the class has one, else a small `thumb.webp` for pages."""
    image = images.badge(slug)
    yield f"badges/{slug}/badge.png", image.png
    if image.svg is not None:
        yield f"badges/{slug}/badge.svg", image.svg
    if image.thumb is not None:
        yield f"badges/{slug}/thumb.webp", image.thumb


def class_page(pages: Pages, folder: str, slug: str, rows: Sequence[AwardRow]) -> File:
    """The page of a class in the language of `pages`, in that language's folder; `rows` are its public awards, newest
    first."""
    program = pages.program
    badge = program.classes[slug]
    path = f"{folder}badges/{slug}/index.html"
    issuer = program.issuer_of(badge)
    url = program.url(f"{folder}badges/{slug}/")
    return (
        path,
        pages.page(
            "badge.html",
            path,
            alternates=alternates(program, f"badges/{slug}/"),
            badge=badge,
            issuer=issuer,
            skills=[program.skills[slug] for slug in badge.skills],
            requires=[program.classes[slug] for slug in badge.requires],
            related=related(program, badge),
            recent=latest(rows, 12),
            count=sum(row.state not in WITHDRAWN for row in rows),
            url=url,
            shares=share.intents(badge.name, issuer.name, program.settings, url, pages.words),
        ),
    )


def class_document(program: Program, badge: BadgeClass) -> File:
    """The achievement of a class as Open Badges 3.0, in the class's own language."""
    issuer = program.issuer_of(badge)
    found = achievement(program, badge)
    return (
        f"badges/{badge.slug}/achievement.json",
        document({"@context": [VC2, OB3], **found, "creator": profile(program, issuer)}),
    )


def issuer_files(
    program: Program, issuer: Issuer, pages: Pages, images: Images, rows: Sequence[AwardRow]
) -> Iterator[File]:
    """The pages, the profile and the image of an issuer; its DID document comes from where keys are."""
    folder = f"issuers/{issuer.slug}/"
    image = images.issuer(issuer.slug)
    own = [badge for badge in program.classes.values() if program.issuer_of(badge).slug == issuer.slug]
    for part, some in in_order(folder, folder, own, weights.of_card(program), prose(issuer.description)):
        yield listed(
            pages,
            "issuer.html",
            part,
            issuer=issuer,
            did=issuer_did(program, issuer),
            has_image=image is not None,
            classes=some,
            recent=latest(rows, 12),
            count=sum(row.state not in WITHDRAWN for row in rows),
        )
    yield f"{folder}profile.json", document({"@context": [VC2, OB3], **profile(program, issuer)})
    if image is not None:
        yield f"{folder}image.png", image
