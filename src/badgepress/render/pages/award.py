"""Everything under `/awards/<id>/`: the page, the credential, its baked images, the preview and the embeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from markupsafe import Markup

from badgepress.model import Program, rfc3339
from badgepress.model.issued import Issued, State
from badgepress.registry import AwardRow
from badgepress.render import credential as read_facts
from badgepress.render.credential import CredentialText, Link, Node
from badgepress.render.locale.language import Words
from badgepress.render.pages import share
from badgepress.render.pages.paper import paper
from badgepress.render.pictures.images import Images
from badgepress.render.pictures.preview import Previews, stated, version_of
from badgepress.render.pictures.qr import Codes
from badgepress.render.templating import markdown
from badgepress.render.templating.html import Pages

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

    def drawn(self, issued: Issued, earlier: Sequence[Issued]) -> tuple[AwardRow, Iterator[File]]:
        """`row` and `files` of an award, whose facts are read once."""
        facts = self._facts(issued)
        return self._row(issued, facts), self._files(issued, earlier, facts)

    def files(self, issued: Issued, earlier: Sequence[Issued]) -> Iterator[File]:
        """All files of an award, and of its superseded versions below it."""
        return self._files(issued, earlier, self._facts(issued))

    def row(self, issued: Issued) -> AwardRow:
        """The small row of an award; what is not public brings no name and no country."""
        return self._row(issued, self._facts(issued))

    def _facts(self, issued: Issued) -> CredentialText | None:
        credential = issued.credential
        return read_facts.read(credential, self._program.settings.base_url) if credential is not None else None

    def _files(self, issued: Issued, earlier: Sequence[Issued], facts: CredentialText | None) -> Iterator[File]:
        if issued.state is State.ERASED or facts is None:
            yield from self._tombstone(issued)
            return
        yield from self._version(issued, earlier, facts)
        for old in earlier:
            then = self._facts(old)
            yield from self._version(old, (), then) if then is not None else self._tombstone(old)

    def _row(self, issued: Issued, facts: CredentialText | None) -> AwardRow:
        if facts is None:
            return AwardRow(issued.id, issued.state, issued.visibility, issued.badge, "", "", "")
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

    def _skills(self, skills: tuple[Link, ...], alignments: tuple[Node, ...], path: str, language: str) -> Markup:
        values = {"skills": skills, "alignments": alignments, "skills_known": self._program.skills}
        return self._pages(language).part("award-skills.html", path, told=language, **values)

    def _tombstone(self, issued: Issued) -> Iterator[File]:
        path = f"{issued.path}index.html"
        yield path, self._pages("").page("erased.html", path, issued=issued)

    def _version(self, issued: Issued, earlier: Sequence[Issued], facts: CredentialText) -> Iterator[File]:
        pages = self._pages(facts.language)
        folder = issued.path
        current = issued.state is not State.SUPERSEDED
        listed = issued.visibility == "public" and current
        name = facts.name if issued.visibility == "public" else ""
        is_expired = facts.expires is not None and facts.expires <= self._now
        picture = self._preview(issued, facts, name, pages.words, is_expired=is_expired)
        view = self._view(issued, facts, name, listed, earlier, pages)
        view["preview_url"] = f"{view['url']}preview.png?v={version_of(picture)}"
        yield f"{folder}index.html", pages.page("award.html", f"{folder}index.html", **view)
        yield f"{folder}embed.html", pages.page("embed.html", f"{folder}embed.html", **view)
        yield f"{folder}credential.json", credential_file(issued)
        if issued.badge in self._program.classes:
            png, svg = self._images.blanks(issued.badge)
            yield f"{folder}badge.png", png.bake(issued.raw)
            if svg is not None:
                yield f"{folder}badge.svg", svg.bake(issued.raw)
        yield f"{folder}preview.png", picture
        found = share.oembed(facts, self._program.settings, view["url"], view["title"], view["preview_url"])
        yield f"{folder}oembed.json", orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n"

    def _preview(self, issued: Issued, facts: CredentialText, name: str, words: Words, *, is_expired: bool) -> bytes:
        """The picture of the award; of one that is in no preview, the programme's."""
        if issued.visibility != "public":
            return self._previews.programme
        path = f"{issued.path}preview.png"
        return self._previews.award(issued, facts, name, is_expired=is_expired, words=words, path=path)

    def _view(
        self, issued: Issued, facts: CredentialText, name: str, listed: bool, earlier: Sequence[Issued], pages: Pages
    ) -> dict[str, Any]:
        """What the award's templates show."""
        program, words = self._program, pages.words
        url = program.url(issued.path)
        known = issued.badge in program.classes
        current = issued.state is not State.SUPERSEDED
        expired = facts.expires is not None and facts.expires <= self._now
        state = "expired" if expired and issued.state is State.ACTIVE else issued.state.value
        public = issued.visibility == "public"
        title = _title(facts, name, words) if public else words.say("og_unlisted", program=program.settings.name)
        shareable = listed and issued.state is State.ACTIVE
        who = issued.recipient
        earner = program.earners.get(who.earner or "") if who and listed else None
        return {
            "issued": issued,
            "facts": facts,
            "told": facts.language,
            "name": name,
            "title": title,
            "summary": _summary(issued, facts, state, words) if public else "",
            "preview_alt": _alt(facts, state, words) if public else words.say("preview_of", name=program.settings.name),
            "url": url,
            "listed": listed,
            "public": public,
            "known": known,
            "svg": known and self._images.has_svg(issued.badge),
            "badge_class": program.classes.get(issued.badge),
            "expired": expired,
            "earner": earner,
            "issuer_known": facts.issuer_slug in program.issuers,
            "issuer_image": facts.issuer_slug in program.issuer_images,
            "about": self._about(facts.skills, facts.alignments, "a/b/" if current else "a/b/c/", facts.language),
            "current_url": program.url(f"awards/{issued.id}/"),
            "earlier": earlier,
            "add_url": share.add_to_profile(facts, program.settings, issued.id, url) if shareable else "",
            "shares": share.intents(facts.badge, facts.issuer, program.settings, url, words) if shareable else [],
            "frame": share.frame(url, title),
            "plain_html": share.plain(url, facts, name, words),
            "signature": share.signature(url, facts, words),
            "paper": paper(facts, name, self._codes.draw(url), credential_file(issued)),
        }


def credential_file(issued: Issued) -> bytes:
    """`credential.json` of an award: the line that was issued, to the byte."""
    return issued.raw + b"\n"


def _title(facts: CredentialText, name: str, words: Words) -> str:
    """The sentence that a link preview begins with."""
    if name:
        return words.say("og_award", badge=facts.badge, issuer=facts.issuer, name=name)
    return words.say("og_award_unnamed", badge=facts.badge, issuer=facts.issuer)


def _alt(facts: CredentialText, state: str, words: Words) -> str:
    """What the preview's picture shows."""
    shown = words.say("preview_image_alt", badge=facts.badge, issuer=facts.issuer)
    return shown if state == State.ACTIVE else f"{words.say(f'stamp_{state}')}. {shown}"


def _summary(issued: Issued, facts: CredentialText, state: str, words: Words) -> str:
    """The award's description; before it, what keeps it from counting."""
    told = markdown.to_text(facts.description, 200)
    if state == State.ACTIVE:
        return told
    return f"{stated(issued, facts, state, words) or words.say(f'stamp_{state}')}. {told}"


def _date(value: datetime | None) -> str:
    return rfc3339(value) if value else ""
