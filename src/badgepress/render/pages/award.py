"""Everything under `/awards/<id>/`: the page, the credential, its baked images, the preview and the embeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from markupsafe import escape

from badgepress.model import Program, rfc3339
from badgepress.model.issued import Issued, State
from badgepress.registry import AwardRow
from badgepress.render import credential as read_facts
from badgepress.render.credential import CredentialText
from badgepress.render.locale.language import Words
from badgepress.render.pages import paper, share
from badgepress.render.pages.filled import Form, Forms, form
from badgepress.render.pictures.images import Images
from badgepress.render.pictures.preview import Previews, stated, version_of
from badgepress.render.templating import markdown
from badgepress.render.templating.html import Pages

File = tuple[str, bytes]


class _StandIn(NamedTuple):
    """What stands for an award while the form of a page is made: nothing of it is in a text of anybody."""

    id: str
    name: str
    issued: datetime
    expires: datetime
    version: str


#: Of different lengths, and with every sign that HTML escapes: a template that changes them is found out.
_STAND_INS = (
    _StandIn("zq7form", "Zq<7>&\"'", datetime(8053, 3, 17, tzinfo=UTC), datetime(9041, 7, 23, tzinfo=UTC), "zqv7"),
    _StandIn(
        "zq88form", "Zq<88>&\"' x", datetime(8064, 11, 5, tzinfo=UTC), datetime(9120, 1, 29, tzinfo=UTC), "zqv88x"
    ),
)
#: The states of an award whose page is as plain as that of most.
_PLAIN = frozenset({State.ACTIVE, State.PREVIEW})
_ERA = datetime(1, 1, 1, tzinfo=UTC)
#: What a page does not show of a credential, or shows where a form has a place.
_BLANK: dict[str, Any] = {
    "name": "",
    "issued": _ERA,
    "signed": None,
    "suite": "",
    "key": "",
    "seed": "",
    "status_url": "",
}
_BLANK |= {"status_index": ""}


class Awards:
    """Renders awards one after the other; what depends on the class alone is made once.

    `pages` gives the pages that an award in a language is shown in; an empty language is the programme's. With `fills`
    what the pages of a class have in common is rendered once, and `filled` counts the pages that were filled in.
    Templates of the user's own may look at anything, so their pages are rendered one by one.
    """

    def __init__(
        self,
        program: Program,
        pages: Callable[[str], Pages],
        images: Images,
        previews: Previews,
        now: datetime,
        *,
        fills: bool = True,
    ) -> None:
        self._program, self._pages, self._images = program, pages, images
        self._previews, self._now, self._fills = previews, now, fills
        self._forms = Forms()
        self.filled = 0

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
        if self._program.is_light(issued.badge, facts.issued):
            yield f"{folder}index.html", self._page(issued, facts, name, listed, earlier, pages, "")
            yield f"{folder}credential.json", credential_file(issued)
            return
        picture = self._preview(issued, facts, name, pages.words, is_expired=is_expired)
        version = version_of(picture)
        yield f"{folder}index.html", self._page(issued, facts, name, listed, earlier, pages, version)
        view = self._view(issued, facts, name, listed, earlier, pages, version)
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

    def _page(
        self,
        issued: Issued,
        facts: CredentialText,
        name: str,
        listed: bool,
        earlier: Sequence[Issued],
        pages: Pages,
        version: str,
    ) -> bytes:
        """The award's page: filled into what its kind has in common, else made by the template."""
        expired = facts.expires is not None and facts.expires <= self._now
        own = facts.narrative or facts.evidence or facts.results or earlier or issued.version > 1
        earner = issued.recipient is not None and issued.recipient.earner in self._program.earners
        if self._fills and issued.state in _PLAIN and not (expired or own or earner):
            kind = (
                *(pages.words.language, issued.badge, issued.state, listed, bool(version), bool(name)),
                *(paper.size(name), facts._replace(**_BLANK, expires=facts.expires and _ERA)),
            )
            form = self._forms.of(kind, lambda: self._form(issued, facts, name, listed, pages, version))
            if form is not None:
                self.filled += 1
                return form.fill(_values(issued.id, name, facts.issued, facts.expires, version, pages.words))
        view = self._view(issued, facts, name, listed, earlier, pages, version)
        return pages.page("award.html", f"{issued.path}index.html", **view)

    def _form(
        self, issued: Issued, facts: CredentialText, name: str, listed: bool, pages: Pages, version: str
    ) -> Form | None:
        """What the page of an award has in common with all of its kind."""
        made, stand_ins = [], []
        for one in _STAND_INS:
            shown = replace(issued, id=one.id)
            expires = one.expires if facts.expires else None
            told = facts._replace(name=one.name, issued=one.issued, expires=expires)
            view = self._view(shown, told, one.name if name else "", listed, (), pages, one.version if version else "")
            view["sizes"] = (paper.size(name), view["sizes"][1])
            made.append(pages.page("award.html", f"{shown.path}index.html", **view).decode())
            stand_ins.append(_values(one.id, one.name, one.issued, one.expires, one.version, pages.words))
        return form(made, stand_ins)

    def _class_preview(self, issued: Issued) -> str:
        """The preview that a light award shows: its class's; the programme's where that is unknown or not public."""
        shown = issued.visibility == "public" and issued.badge in self._program.classes
        return f"badges/{issued.badge}/preview.png" if shown else "preview.png"

    def _preview(self, issued: Issued, facts: CredentialText, name: str, words: Words, *, is_expired: bool) -> bytes:
        """The picture of the award; of one that is in no preview, the programme's."""
        if issued.visibility != "public":
            return self._previews.programme
        path = f"{issued.path}preview.png"
        return self._previews.award(issued, facts, name, is_expired=is_expired, words=words, path=path)

    def _view(
        self,
        issued: Issued,
        facts: CredentialText,
        name: str,
        listed: bool,
        earlier: Sequence[Issued],
        pages: Pages,
        version: str,
    ) -> dict[str, Any]:
        """What the award's templates show. A light award has no preview of its own, and so no `version` of it."""
        program, words = self._program, pages.words
        url = program.url(issued.path)
        known = issued.badge in program.classes
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
            "skills_known": program.skills,
            "current_url": program.url(f"awards/{issued.id}/"),
            "earlier": earlier,
            "share_url": share.on_linkedin(url) if shareable else "",
            "light": not version,
            "preview_url": f"{url}preview.png?v={version}"
            if version
            else self._previews.url(self._class_preview(issued)),
            "sizes": (paper.size(name), paper.size(facts.badge)),
            "fits": bool(paper.fitting(facts.criteria)),
        }


def _values(
    award: str, name: str, issued: datetime, expires: datetime | None, version: str, words: Words
) -> dict[str, str]:
    """What differs between the pages of a kind, as it stands in HTML."""
    found = {"id": award, "issued": _day(issued), "issued_day": escape(words.day(issued))}
    if name:
        found["name"] = escape(name)
    if expires:
        found |= {"expires": _day(expires), "expires_day": escape(words.day(expires))}
    if version:
        found["version"] = version
    return found


def _day(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d")


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
    told = markdown.to_text(facts.description, 110)
    if state == State.ACTIVE:
        return told
    return f"{stated(issued, facts, state, words) or words.say(f'stamp_{state}')}. {told}"


def _date(value: datetime | None) -> str:
    return rfc3339(value) if value else ""
