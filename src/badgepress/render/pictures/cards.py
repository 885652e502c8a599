"""Draws the link previews of all pages except those of awards and classes, as `preview.png` beside each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from badgepress.model import BadgeClass, Program
from badgepress.registry import AwardRow, by, heroes, skill_classes
from badgepress.render.locale.language import Words
from badgepress.render.pictures.panel import MOST
from badgepress.render.pictures.preview import Previews
from badgepress.render.templating import markdown

File = tuple[str, bytes]


def shared(program: Program, previews: Previews, words: Words) -> Iterator[File]:
    """Yield the previews that depend on no award: programme, skills, verifier, issuers."""
    yield "preview.png", previews.programme
    name, faces = program.settings.name, _slugs(program.classes.values())
    attesting = {badge.slug: badge for classes in skill_classes(program).values() for badge in classes}
    lead = words.say("skills_lead", program=name)
    yield _card(previews, "skills/", name, words.say("skills_title"), lead, _slugs(attesting.values()))
    yield _card(previews, "verify/", name, words.say("verify_title"), words.say("verify_lead"), faces)
    for issuer in program.issuers.values():
        own = [badge for badge in program.classes.values() if program.issuer_of(badge).slug == issuer.slug]
        under = markdown.to_text(issuer.description or "", 130)
        yield _card(previews, f"issuers/{issuer.slug}/", issuer.slug, issuer.name, under, _slugs(own))


def earners(program: Program, previews: Previews, rows: Sequence[AwardRow]) -> Iterator[File]:
    """Yield the previews of earners with a page, with the badges of their public awards. `rows` are newest first."""
    grouped = by(rows, "earner")
    for earner in program.earners.values():
        standing = [row.badge for row in grouped.get(earner.slug, []) if row.state == "active"]
        slugs = [slug for slug in dict.fromkeys(standing) if slug in program.classes]
        yield _card(previews, f"earners/{earner.slug}/", earner.slug, earner.name, earner.headline or "", slugs[:MOST])


def _card(previews: Previews, folder: str, seed: str, title: str, under: str, slugs: Sequence[str]) -> File:
    path = f"{folder}preview.png"
    return path, previews.page(path, seed, title, under, slugs)


def _slugs(classes: Iterable[BadgeClass]) -> list[str]:
    """Choose a few classes to represent all of these."""
    grouped: dict[str, list[BadgeClass]] = {}
    for badge in sorted(classes, key=lambda badge: (badge.level.rank if badge.level else 0, badge.slug)):
        grouped.setdefault(badge.family or "", []).append(badge)
    return [badge.slug for badge in heroes(grouped)]
