"""Model and issued credentials in, pages and files of the site out; the writer beside this puts them in place.

`Renderer` is all that a build needs: `shared()` and `whole()` once, `pictures()` per class, `award()` and `row()`
per award.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

import orjson

from badgepress.bundle import Bundle
from badgepress.errors import Problem
from badgepress.model import Level, Program, rfc3339
from badgepress.model.issued import Issued
from badgepress.registry import AwardRow, Registry, by, countries_by_badge, numbers, standing
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.pages import classes, data, feed, forms, gallery, offline, programme
from badgepress.render.pages.award import Awards
from badgepress.render.pages.languages import folder, languages, verdict
from badgepress.render.pages.shared import shared
from badgepress.render.pages.structured import Structured
from badgepress.render.pictures import art, cards, icons, undrawn
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.images import Images, unknown_icon
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.pictures.preview import Previews
from badgepress.render.pictures.previous import Previous
from badgepress.render.templating import html, overrides, theme
from badgepress.render.templating.assets import Assets, named
from badgepress.sign.compose import known_issuers

__all__ = ["AwardRow", "Renderer", "problems_with"]

File = tuple[str, bytes]


def problems_with(program: Program, templates: Path | None) -> list[Problem]:
    """What of the programme the templates cannot draw or say: known before anything is signed."""
    search = html.folders(templates)
    undrawn = icons.problems_with(search)
    found = [*overrides.problems_of(templates), *undrawn, *Catalogues(search).problems(languages(program.settings))]
    drawn = {} if undrawn else icons.load(search)
    return found + [
        unknown_icon(program, badge, drawn)
        for badge in program.classes.values()
        if not undrawn and badge.slug not in program.images and badge.art and badge.art.icon
        if badge.art.icon not in drawn
    ]


class Renderer:
    """Renders one programme; made once per process.

    `templates` is a folder whose files win over the engine's own, or None. `now` decides one thing:
    whether an expiry date has passed. `cache` is a folder where pictures drawn once may be kept. `previews`
    draws link previews by themselves, taking over from the site in `before` those that would be the same.
    With `fills` pages that differ in a few places are rendered once and filled (see pages/filled.py).
    RenderError when a class names an icon that is not there, or when a template or font is missing.
    """

    def __init__(
        self,
        program: Program,
        *,
        templates: Path | None,
        now: datetime,
        bundle: Bundle,
        cache: Path | None = None,
        before: Path | None = None,
        fills: bool = True,
    ) -> None:
        search = html.folders(templates)
        drawn = icons.load(search)
        letters = Lettering(bundle.fonts)
        self._program, self._bundle, self._letters, self._now = program, bundle, letters, now
        self._assets = Assets(search, bundle, program)
        kept = PictureCache(cache)
        self._search, self._catalogues, self._icons = search, Catalogues(search), drawn
        self._images = Images(program, drawn, letters, kept, partial(self._catalogues.level_word, program))
        self._pages_in = lru_cache(maxsize=64)(self._pages)
        self._shared_in = lru_cache(maxsize=64)(self._shared)
        was = Previous(before, bundle.fonts)
        words = self._catalogues.words(program.settings.language)
        self.previews = Previews(program, self._images, letters, kept, words, was)
        self._own = self._pages_in(program.settings.language)
        own = set(overrides.own_files(templates)) & {"award.html", "base.html", "parts.html"}
        self._awards = Awards(program, self._pages_of_award, self._images, self.previews, now, fills=fills and not own)

    def _pages(self, language: str) -> html.Pages:
        """Pages in one language, with what every template may use."""
        program = self._program
        always = {
            "logo": self._assets.names.get(theme.logo_name(program), ""),
            "logo_size": theme.logo_size(program),
            "assets": self._assets.names,
            "issuer_ids": " ".join(known_issuers(program)),
            "issuer_keys": orjson.dumps(program.known_keys).decode() if program.known_keys else "",
            "has_svg": self._images.has_svg,
            "standing_of": partial(standing, now=rfc3339(self._now)),
            "colour_of": partial(classes.colour_of, program),
            "here": folder(program.settings, language),
            "alternates": (),
            "pager": None,
            "numbered": 0,
            "verdict": verdict(language),
            "picture_url": self.previews.url,
            "shared": self._shared_in(self._catalogues.spoken(language))[0],
            "ld": Structured(program.told_in(language), self._catalogues.words(language)),
        }
        return html.Pages(self._search, self._catalogues.words(language), program.told_in(language), always)

    @property
    def filled(self) -> int:
        """How many pages of awards were filled into what their kind has in common, rather than made by the template."""
        return self._awards.filled

    def _shared(self, language: str) -> File:
        """The file that the pages of awards in this language share."""
        data = shared(self._program, known_issuers(self._program), self._catalogues.words(language))
        return f"assets/{named(f'award-{language}.json', data)}", data

    def _pages_of_award(self, language: str) -> html.Pages:
        """Pages in an award's language where there are words for it, else in the programme's."""
        return self._pages_in(language) if language and self._catalogues.has(language) else self._own

    def shared(self) -> Iterator[File]:
        """Files that depend on no award and show no class alone: assets, 404.html, robots.txt, previews, .nojekyll."""
        yield from sorted(self._assets.files.items())
        yield from (self._shared_in(language) for language in self._catalogues.languages)
        yield from cards.shared(self._program, self.previews, self._own.words)
        yield programme.missing(self._program, self._own)
        yield programme.verify(self._program, self._own)
        yield from forms.pages(self._program, self._own, self._icons, self._on_ribbon)
        yield feed.robots(self._program)
        yield ".nojekyll", b""

    def _on_ribbon(self, level: Level) -> art.Word:
        """A level's word in the programme's language."""
        word = self._catalogues.level_in(self._program.settings.language, level)
        return art.on_ribbon(level, word, self._letters)

    def pictures(self, slug: str) -> Iterator[File]:
        """The pictures of one class, in every form."""
        yield from classes.class_images(slug, self._images)
        yield f"badges/{slug}/preview.png", self.previews.badge(self._program.classes[slug])

    def award(self, issued: Issued, earlier: Sequence[Issued] = ()) -> Iterator[File]:
        """Every file under `/awards/<id>/`, those of `earlier` (superseded) versions below it."""
        return self._awards.files(issued, earlier)

    def drawn(self, issued: Issued, earlier: Sequence[Issued]) -> tuple[AwardRow, Iterator[File]]:
        """`row` and `award` in one."""
        return self._awards.drawn(issued, earlier)

    def row(self, issued: Issued) -> AwardRow:
        """What `whole` needs of an award."""
        return self._awards.row(issued)

    def undrawn(self, issued: Issued, file: str) -> list[Problem]:
        """A warning when the earner's name cannot be drawn; `file` is where the award is authored."""
        return undrawn.of_award(issued, file, self._letters)

    def warnings(self) -> list[Problem]:
        """Warnings about the programme's own names."""
        return undrawn.of_program(self._program, self._letters)

    def whole(self, rows: Sequence[AwardRow], documents: Mapping[str, object] | None = None) -> Iterator[File]:
        """The pages, data and feeds that look at all awards.

        `documents` maps paths below the root (or addresses) to signed status lists and DID documents, as JSON
        bytes or parsed: the offline verifier takes them along.
        """
        program, counted = self._program, numbers(self._program, rows)
        registry = Registry(program, rows, rfc3339(self._now))
        listed = registry.listed
        by_badge, by_issuer = by(listed, "badge"), by(listed, "issuer")
        for language in languages(program.settings):
            told, below = self._pages_in(language), folder(program.settings, language)
            yield from gallery.gallery(told, below, listed, counted, self._images)
            for slug in program.classes:
                yield classes.class_page(told, below, slug, by_badge.get(slug, []))
        for badge in program.classes.values():
            yield classes.class_document(program, badge)
        for issuer in program.issuers.values():
            yield from classes.issuer_files(program, issuer, self._own, self._images, by_issuer.get(issuer.slug, []))
        yield from cards.earners(program, self.previews, listed)  # before the pages that name them
        yield from programme.earners(program, self._own, listed)
        yield from programme.skills(self._own)
        yield from data.files(program, listed, countries_by_badge(program, rows))
        yield feed.feed(program, listed, self._own.words, self.previews.url("preview.png"))
        yield from feed.sitemap(program, listed)
        yield offline.page(program, self._own, self._assets, self._bundle, documents or {})
