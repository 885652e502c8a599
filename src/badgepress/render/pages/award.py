"""Everything under `/awards/<id>/`: the page, the credential, its baked images, the preview and the embeds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from markupsafe import escape

from badgepress.model import Program
from badgepress.model.issued import Issued, State
from badgepress.model.pattern import Filled
from badgepress.registry import AwardRow, row_of
from badgepress.registry import credential as read_facts
from badgepress.registry.credential import CredentialText
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
    **dict.fromkeys(("name", "suite", "key", "seed", "status_url", "status_index"), ""),
    "issued": _ERA,
    "signed": None,
}


class _Version(NamedTuple):
    """One version of an award, with what its pages need beside it.

    `earlier` are the versions that it replaces. `sizes` are those of the earner's and the badge's name (see paper.py).
    `picture` stands for the version's own preview; a light award has none, and it is empty.
    """

    issued: Issued
    facts: CredentialText
    earlier: Sequence[Issued]
    pages: Pages
    is_expired: bool
    sizes: tuple[str, str]
    picture: str = ""

    @property
    def is_public(self) -> bool:
        """Whether it may be shown with its earner's name."""
        return self.issued.visibility == "public"

    @property
    def is_listed(self) -> bool:
        """Whether lists and search engines may show it."""
        return self.is_public and self.issued.state is not State.SUPERSEDED

    @property
    def name(self) -> str:
        """The earner's name, empty where it is not to be shown."""
        return _name(self.issued, self.facts)

    @property
    def state(self) -> str:
        """The state that its pages tell: `expired` for an award that would count otherwise."""
        return "expired" if self.is_expired and self.issued.state is State.ACTIVE else self.issued.state.value


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
        return row_of(self._program, issued, facts), self._files(issued, earlier, facts)

    def files(self, issued: Issued, earlier: Sequence[Issued]) -> Iterator[File]:
        """All files of an award, and of its superseded versions below it."""
        return self._files(issued, earlier, self._facts(issued))

    def row(self, issued: Issued) -> AwardRow:
        """The row of an award, for what looks at all awards."""
        return row_of(self._program, issued, self._facts(issued))

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

    def _tombstone(self, issued: Issued) -> Iterator[File]:
        path = f"{issued.path}index.html"
        yield path, self._pages("").page("erased.html", path, issued=issued)

    def _version(self, issued: Issued, earlier: Sequence[Issued], facts: CredentialText) -> Iterator[File]:
        is_expired = facts.expires is not None and facts.expires <= self._now
        sizes = (paper.size(_name(issued, facts)), paper.size(facts.badge))
        one = _Version(issued, facts, earlier, self._pages(facts.language), is_expired, sizes)
        folder = issued.path
        if self._program.is_light(issued.badge, facts.issued):
            yield f"{folder}index.html", self._page(one)
            yield f"{folder}credential.json", credential_file(issued)
            return
        picture = self._preview(one)
        one = one._replace(picture=version_of(picture))
        view = self._view(one)
        yield f"{folder}index.html", self._page(one, view)
        yield f"{folder}embed.html", one.pages.page("embed.html", f"{folder}embed.html", **view)
        yield f"{folder}credential.json", credential_file(issued)
        if issued.badge in self._program.classes:
            png, svg = self._images.blanks(issued.badge)
            yield f"{folder}badge.png", png.bake(issued.raw)
            if svg is not None:
                yield f"{folder}badge.svg", svg.bake(issued.raw)
        yield f"{folder}preview.png", picture
        found = share.oembed(facts, self._program.settings, view["url"], view["title"], view["preview_url"])
        yield f"{folder}oembed.json", orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n"

    def _page(self, one: _Version, view: Mapping[str, Any] | None = None) -> bytes:
        """The award's page: filled into what its kind has in common, else made by the template from its `view`."""
        if self._fills and self._is_plain(one):
            form = self._forms.of(_kind(one), lambda: self._form(one))
            if form is not None:
                self.filled += 1
                return form.fill(_values(one))
        return one.pages.page("award.html", f"{one.issued.path}index.html", **(view or self._view(one)))

    def _is_plain(self, one: _Version) -> bool:
        """Whether the page has nothing of its own but what a form has places for."""
        own = one.facts.narrative or one.facts.evidence or one.facts.results or one.earlier or one.issued.version > 1
        has_profile = one.issued.recipient is not None and one.issued.recipient.earner in self._program.earners
        return one.issued.state in _PLAIN and not (one.is_expired or own or has_profile)

    def _form(self, one: _Version) -> Form | None:
        """What the page of an award has in common with all of its kind."""
        made, stand_ins = [], []
        for stand_in in _STAND_INS:
            told = one.facts._replace(
                name=stand_in.name if one.name else "",
                issued=stand_in.issued,
                expires=stand_in.expires if one.facts.expires else None,
            )
            shown = one._replace(
                issued=replace(one.issued, id=stand_in.id),
                facts=told,
                picture=stand_in.version if one.picture else "",
            )
            made.append(one.pages.page("award.html", f"{shown.issued.path}index.html", **self._view(shown)).decode())
            stand_ins.append(_values(shown))
        return form(made, stand_ins)

    def _class_preview(self, issued: Issued) -> str:
        """The preview that a light award shows: its class's; the programme's where that is unknown or not public."""
        shown = issued.visibility == "public" and issued.badge in self._program.classes
        return f"badges/{issued.badge}/preview.png" if shown else "preview.png"

    def _preview(self, one: _Version) -> bytes:
        """The picture of the award; of one that is in no preview, the programme's."""
        if not one.is_public:
            return self._previews.programme
        words, path = one.pages.words, f"{one.issued.path}preview.png"
        return self._previews.award(one.issued, one.facts, one.name, is_expired=one.is_expired, words=words, path=path)

    def _view(self, one: _Version) -> dict[str, Any]:
        """What the award's templates show."""
        program, words = self._program, one.pages.words
        issued, facts = one.issued, one.facts
        url = program.url(issued.path)
        known = issued.badge in program.classes
        who = issued.recipient
        title, summary, preview_alt = words.say("og_unlisted", program=program.settings.name), "", ""
        if one.is_public:
            title, summary, preview_alt = _title(one), _summary(one), _alt(one)
        preview = f"{url}preview.png?v={one.picture}"
        return {
            "issued": issued,
            "facts": facts,
            "told": facts.language,
            "name": one.name,
            "title": title,
            "summary": summary,
            "preview_alt": preview_alt or words.say("preview_of", name=program.settings.name),
            "url": url,
            "listed": one.is_listed,
            "public": one.is_public,
            "known": known,
            "svg": known and self._images.has_svg(issued.badge),
            "badge_class": program.classes.get(issued.badge),
            "expired": one.is_expired,
            "earner": program.earners.get(who.earner or "") if who and one.is_listed else None,
            "issuer_known": facts.issuer_slug in program.issuers,
            "skills_known": program.skills,
            "current_url": program.url(f"awards/{issued.id}/"),
            "earlier": one.earlier,
            "share_url": share.on_linkedin(url) if one.is_listed and issued.state is State.ACTIVE else "",
            "light": not one.picture,
            "preview_url": preview if one.picture else self._previews.url(self._class_preview(issued)),
            "sizes": one.sizes,
            "fits": bool(paper.fitting(facts.criteria)),
        }


def _kind(one: _Version) -> Hashable:
    """What a page has in common with those that have the same form."""
    credential = one.issued.credential
    told: Hashable
    if isinstance(credential, Filled):
        told = credential.pattern, bool(one.facts.expires)
    else:
        told = one.facts._replace(**_BLANK, expires=one.facts.expires and _ERA)
    has = bool(one.picture), bool(one.name)
    return (one.pages.words.language, one.issued.badge, one.issued.state, one.is_listed, has, one.sizes, told)


def _values(one: _Version) -> dict[str, str]:
    """What differs between the pages of a kind, as it stands in HTML."""
    words, issued, expires = one.pages.words, one.facts.issued, one.facts.expires
    found = {"id": one.issued.id, "issued": _day(issued), "issued_day": escape(words.day(issued))}
    if one.name:
        found["name"] = escape(one.name)
    if expires:
        found |= {"expires": _day(expires), "expires_day": escape(words.day(expires))}
    if one.picture:
        found["version"] = one.picture
    return found


def _day(value: datetime) -> str:
    return value.astimezone(UTC).date().isoformat()


def _name(issued: Issued, facts: CredentialText) -> str:
    return facts.name if issued.visibility == "public" else ""


def credential_file(issued: Issued) -> bytes:
    """`credential.json` of an award: the line that was issued, to the byte."""
    return issued.raw + b"\n"


def _title(one: _Version) -> str:
    """The sentence that a link preview begins with."""
    words, facts = one.pages.words, one.facts
    if one.name:
        return words.say("og_award", badge=facts.badge, issuer=facts.issuer, name=one.name)
    return words.say("og_award_unnamed", badge=facts.badge, issuer=facts.issuer)


def _alt(one: _Version) -> str:
    """What the preview's picture shows."""
    words = one.pages.words
    shown = words.say("preview_image_alt", badge=one.facts.badge, issuer=one.facts.issuer)
    return shown if one.state == State.ACTIVE else f"{words.say(f'stamp_{one.state}')}. {shown}"


def _summary(one: _Version) -> str:
    """The award's description; before it, what keeps it from counting."""
    words = one.pages.words
    told = markdown.to_text(one.facts.description, 110)
    if one.state == State.ACTIVE:
        return told
    return f"{stated(one.issued, one.facts, one.state, words) or words.say(f'stamp_{one.state}')}. {told}"
