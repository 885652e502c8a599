"""Everything under `/awards/<id>/`: the page, the credential, its baked images, the preview and the embeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from markupsafe import Markup

from badgepress.model import Program
from badgepress.model.issued import Issued, State
from badgepress.openbadges.bake import bake
from badgepress.registry import AwardRow
from badgepress.render import facts as read_facts
from badgepress.render import share
from badgepress.render.facts import Facts, Link
from badgepress.render.html import Pages
from badgepress.render.images import Images
from badgepress.render.paper import paper
from badgepress.render.preview import Previews
from badgepress.render.qr import Codes

File = tuple[str, bytes]


class Awards:
    """Renders awards one after the other; what depends on the class alone is made once.

    `pages` gives the pages that an award in a language is shown in; an empty language is the programme's.
    """

    def __init__(
        self, program: Program, pages: Callable[[str], Pages], images: Images, previews: Previews, now: datetime
    ) -> None:
        self._program, self._pages, self._images = program, pages, images
        self._previews, self._now = previews, now
        self._about = lru_cache(maxsize=512)(self._skills)
        self._codes = Codes(program.url("awards/"))

    def files(self, issued: Issued, earlier: Sequence[Issued]) -> Iterator[File]:
        """All files of an award, and of its superseded versions below it."""
        if issued.state is State.ERASED or issued.credential is None:
            yield from self._tombstone(issued)
            return
        yield from self._version(issued, earlier)
        for old in earlier:
            yield from self._version(old, ()) if old.credential is not None else self._tombstone(old)

    def row(self, issued: Issued) -> AwardRow:
        """The small row of an award; what is not public brings no name and no country."""
        if issued.credential is None:
            return AwardRow(issued.id, issued.state, issued.visibility, issued.badge, "", "", "")
        facts = read_facts.read(issued.credential, self._program.settings.base_url)
        row = AwardRow(
            id=issued.id,
            state=issued.state,
            visibility=issued.visibility,
            badge=issued.badge,
            badge_name=facts.badge,
            issuer=facts.issuer_slug,
            issuer_name=facts.issuer,
            issued=_date(facts.issued),
            expires=_date(facts.expires),
            revoked=_date(issued.revoked_on),
            version=issued.version,
            language=facts.language,
        )
        if issued.visibility != "public":
            return row
        who = issued.recipient
        earner = who.earner if who and who.earner in self._program.earners else None
        return row._replace(name=facts.name, earner=earner or "", country=(who.country if who else None) or "")

    def _skills(self, skills: tuple[Link, ...], alignments: tuple[Link, ...], path: str, language: str) -> Markup:
        values = {"skills": skills, "alignments": alignments, "skills_known": self._program.skills}
        return self._pages(language).part("award-skills.html", path, told=language, **values)

    def _tombstone(self, issued: Issued) -> Iterator[File]:
        path = f"{issued.path}index.html"
        yield path, self._pages("").page("erased.html", path, issued=issued)

    def _version(self, issued: Issued, earlier: Sequence[Issued]) -> Iterator[File]:
        facts = read_facts.read(issued.credential or {}, self._program.settings.base_url)
        pages = self._pages(facts.language)
        folder = issued.path
        current = issued.state is not State.SUPERSEDED
        listed = issued.visibility == "public" and current
        name = facts.name if issued.visibility == "public" else ""
        view = self._view(issued, facts, name, listed, earlier, pages)
        has_svg = view["svg"]
        yield f"{folder}index.html", pages.page("award.html", f"{folder}index.html", **view)
        yield f"{folder}embed.html", pages.page("embed.html", f"{folder}embed.html", **view)
        yield f"{folder}credential.json", credential_file(issued)
        if issued.badge in self._program.classes:
            image = self._images.badge(issued.badge)
            yield f"{folder}badge.png", bake(image.png, issued.raw)
            if has_svg and image.svg is not None:
                yield f"{folder}badge.svg", bake(image.svg, issued.raw)
        if current:
            yield f"{folder}preview.png", self._previews.draw(issued, facts, name if listed else "", pages.words)
        found = share.oembed(facts, self._program.settings, view["url"], view["title"], view["preview_url"])
        yield f"{folder}oembed.json", orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n"

    def _view(
        self, issued: Issued, facts: Facts, name: str, listed: bool, earlier: Sequence[Issued], pages: Pages
    ) -> dict[str, Any]:
        """What the award's templates show."""
        program, words = self._program, pages.words
        url = program.url(issued.path)
        known = issued.badge in program.classes
        current = issued.state is not State.SUPERSEDED
        if name:
            title = words.say("og_award", badge=facts.badge, issuer=facts.issuer, name=name)
        else:
            title = words.say("og_award_unnamed", badge=facts.badge, issuer=facts.issuer)
        shareable = listed and issued.state is State.ACTIVE
        who = issued.recipient
        earner = program.earners.get(who.earner or "") if who and listed else None
        return {
            "issued": issued,
            "facts": facts,
            "told": facts.language,
            "name": name,
            "title": title,
            "url": url,
            "listed": listed,
            "known": known,
            "svg": known and self._images.has_svg(issued.badge),
            "badge_class": program.classes.get(issued.badge),
            "expired": facts.expires is not None and facts.expires <= self._now,
            "earner": earner,
            "issuer_known": facts.issuer_slug in program.issuers,
            "issuer_image": facts.issuer_slug in program.issuer_images,
            "about": self._about(facts.skills, facts.alignments, "a/b/" if current else "a/b/c/", facts.language),
            "preview_url": f"{url}preview.png" if current else None,
            "current_url": program.url(f"awards/{issued.id}/"),
            "earlier": earlier,
            "add_url": share.add_to_profile(facts, program.settings, issued.id, url) if shareable else "",
            "shares": share.intents(facts, url, words) if shareable else [],
            "frame": share.frame(url, title),
            "plain_html": share.plain(url, facts, name, words),
            "paper": paper(facts, name, self._codes.draw(url), credential_file(issued)),
        }


def credential_file(issued: Issued) -> bytes:
    """`credential.json` of an award: the line that was issued, to the byte."""
    return issued.raw + b"\n"


def _date(value: datetime | None) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else ""
