"""Draws link previews, 1200×630: a panel with the badge, and beside it who earned what, when and from whom.

What the awards of a class share is drawn once. Each award adds its name and date in a band of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from PIL import Image as Picture
from PIL import ImageDraw, ImageOps

from badgepress.colour import rgb
from badgepress.model import BadgeClass, Level, Program
from badgepress.model.issued import Issued, State
from badgepress.registry import WITHDRAWN, families, heroes
from badgepress.registry.credential import CredentialText
from badgepress.render.locale.language import Words
from badgepress.render.pictures import panel, sheet
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.images import Images
from badgepress.render.pictures.lettering import Lettering, Mask
from badgepress.render.pictures.panel import Panels, Seal
from badgepress.render.pictures.previous import Previous, unmarked
from badgepress.render.pictures.sheet import Sheet
from badgepress.render.pictures.typeset import fitted
from badgepress.render.templating import html
from badgepress.render.templating.assets import digest

WIDTH, HEIGHT = 1200, 630
_PAPER, _INK, _SOFT = "#f7f9f9", "#14211f", "#50605d"
_ALARM, _QUIET, _WARN = "#9b1620", "#3a4863", "#754600"
#: The left edge and the width of the text.
_LEFT, _ROOM = 560, 580
#: The rows that an award draws, with and without a name.
_NAMED, _UNNAMED = (168, 316), (440, 496)
#: Shades of each ink, from paper on. Places in the palette: the panel's, the ink's, the soft ink's.
_RAMP = 8
_DARK, _GREY = panel.COLOURS, panel.COLOURS + _RAMP


class _Line(NamedTuple):
    """A line of a block: its text, size and ink, its distance below the previous baseline, and pips before it."""

    text: str
    size: int
    weight: int
    ink: int
    lead: int
    pips: int = 0


def version_of(png: bytes) -> str:
    """Return ten hex digits that identify what a preview shows."""
    return digest(unmarked(png))


class Previews:
    """Draws previews, and keeps what awards share by class, text and state.

    A preview at a path below the root is copied from the old site `before` if it is the same.
    """

    def __init__(
        self, program: Program, images: Images, letters: Lettering, cache: PictureCache, words: Words, before: Previous
    ) -> None:
        self._program, self._letters, self._words = program, letters, words
        self._images, self._before, self._cache = images, before, cache
        #: Path below the root → version of the picture there, for pages except awards, as known to this process.
        self.versions: dict[str, str] = {}
        self._panels = Panels(program, images, letters, cache)
        self._sheet = lru_cache(maxsize=256)(self._shared)
        self._small = lru_cache(maxsize=1024)(self._note)

    def award(
        self,
        issued: Issued,
        facts: CredentialText,
        name: str,
        *,
        is_expired: bool = False,
        words: Words | None = None,
        path: str = "",
    ) -> bytes:
        """Return the preview of an award as PNG, by default in the programme's language.

        `name` is empty if it must not be shown. A name that cannot be drawn is left out.
        """
        words = words or self._words
        state = "expired" if is_expired and issued.state is State.ACTIVE else issued.state.value
        dated = [_dated(issued, facts, state, words, is_named=one) for one in (True, False)]
        foot = [line.text for line in self._foot(facts.issuer, facts.level, words)]
        texts = (name, dated, facts.badge, facts.level, foot, _seal(state, words), words.language)
        made_of = (self._program.settings.name, texts, self._looks([issued.badge]))
        return self._before.get(path, made_of, lambda: self._drawn(issued, facts, name, state, words))

    def url(self, path: str) -> str:
        """Return the address under which pages name the preview at a path below the root.

        It changes with the picture, because social networks cache a picture by its address for weeks. The plain address
        also works, and is used for a picture that has not been drawn yet.
        """
        if path not in self.versions:
            folder, _, rest = path.removeprefix("badges/").partition("/")
            if path == "preview.png":
                self.versions[path] = version_of(self.programme)
            elif path.startswith("badges/") and rest == "preview.png" and folder in self._program.classes:
                self.badge(self._program.classes[folder])
        version = self.versions.get(path)
        return self._program.url(path) + (f"?v={version}" if version else "")

    def _noted(self, path: str, png: bytes) -> bytes:
        self.versions[path] = version_of(png)
        return png

    def _looks(self, slugs: Sequence[str]) -> list[tuple[str, str, str]]:
        """Return values that identify the pictures of classes."""
        classes = self._program.classes
        return [
            (slug, self._images.made_of(slug), repr(classes[slug].art)) if slug in classes else (slug, "", "")
            for slug in slugs
        ]

    def _drawn(self, issued: Issued, facts: CredentialText, name: str, state: str, words: Words) -> bytes:
        fit = fitted(self._letters, name, _ROOM, sizes=(66, 46), least=31) if name else None
        common = self._sheet(issued.badge, facts.badge, facts.issuer, facts.level, state, fit is not None, words)
        band = common.copy()
        note = self._small(_dated(issued, facts, state, words, is_named=fit is not None))
        if fit is None:
            _put(band, note, 36, _GREY, words, shift=1)
            return common.png(band)
        _put(band, note, 138, _GREY, words, shift=1)
        baseline = 80 if len(fit.lines) == 1 else 46
        for line in fit.lines:
            _put(band, self._letters.mask(line, fit.size), baseline, _DARK, words, shift=1)
            baseline += 50
        return common.png(band)

    def badge(self, badge: BadgeClass) -> bytes:
        """Return the preview of a class."""
        issuer = self._program.issuer_of(badge).name
        block = [_Line(badge.family, 27, 500, _GREY, 0)] if badge.family else []
        block += self._lines(badge.name, sizes=(64, 60, 50), lead=72)
        path = f"badges/{badge.slug}/preview.png"
        return self._page(path, badge.slug, [badge.slug], [*block, *self._foot(issuer, badge.level or "", self._words)])

    def page(self, path: str, seed: str, title: str, under: str = "", slugs: Sequence[str] = ()) -> bytes:
        """Return the preview at `path` of any other page: its title, a line under it, and some of its badges."""
        block = self._lines(title, sizes=(64, 60, 50), lead=0)
        fit = fitted(self._letters, under, _ROOM, sizes=(29, 29, 29), least=29, weight=500) if under else None
        lines = fit.lines if fit else ()
        block += [_Line(line, 29, 500, _GREY, 40 if at else 64) for at, line in enumerate(lines)]
        return self._page(path, seed, slugs, block, is_named=title != self._program.settings.name)

    @cached_property
    def programme(self) -> bytes:
        """The preview of the programme itself."""
        settings = self._program.settings
        slugs = [badge.slug for badge in heroes(families(self._program))]
        return self.page("preview.png", settings.name, settings.name, settings.tagline or "", slugs)

    def _page(
        self, path: str, seed: str, slugs: Sequence[str], block: Sequence[_Line], *, is_named: bool = True
    ) -> bytes:
        over = self._program.settings.name if is_named else ""
        made_of = (over, seed, block, self._looks(slugs), self._words.language)
        make = partial(self._composed, seed, slugs, block, is_named)
        draw = partial(self._cache.get, f"{self._before.always} {made_of!r}", (WIDTH, HEIGHT), make)
        return self._noted(path, self._before.get(path, made_of, draw))

    def _composed(self, seed: str, slugs: Sequence[str], block: Sequence[_Line], is_named: bool) -> bytes:
        words = self._words
        drawn, palette = self._ground(seed, slugs, words)
        if is_named:
            self._programme_name(drawn, words)
        tall = sum(line.lead for line in block[1:])
        baseline = (HEIGHT - tall + block[0].size * 0.7) / 2 - block[0].lead if block else 0
        self._block(drawn, block, round(baseline) + 10, words)
        return sheet.whole(drawn, palette)

    def _shared(
        self, slug: str, badge: str, issuer: str, level: str, state: str, is_named: bool, words: Words
    ) -> Sheet:
        known = [slug] if slug in self._program.classes else []
        drawn, palette = self._ground(slug, known, words, _seal(state, words))
        self._programme_name(drawn, words)
        title = self._lines(badge, sizes=(52, 50) if is_named else (64, 60), lead=0)
        block = [*title, *self._foot(issuer, level, words)]
        tall = sum(line.lead for line in block)
        self._block(drawn, block, 376 if is_named else 308 - tall // 2, words)
        return sheet.made(drawn, palette, *(_NAMED if is_named else _UNNAMED))

    def _ground(
        self, seed: str, slugs: Sequence[str], words: Words, seal: Seal | None = None
    ) -> tuple[Picture.Image, bytes]:
        """Return a preview with only its panel, as palette indexes, and the palette.

        The panel is on the side where the language begins its lines.
        """
        left = self._panels.draw(seed, slugs, seal)
        colours = bytes(left.getpalette() or [])[: 3 * panel.COLOURS].ljust(3 * panel.COLOURS, b"\0")
        drawn = Picture.new("L", (WIDTH, HEIGHT), _DARK)
        places = Picture.frombytes("L", left.size, left.tobytes())
        drawn.paste(places, (WIDTH - panel.WIDTH if _is_rightward(words) else 0, 0))
        return drawn, colours + _ramp(_INK) + _ramp(_SOFT)

    def _programme_name(self, drawn: Picture.Image, words: Words) -> None:
        self._block(drawn, [_Line(self._program.settings.name, 26, 500, _GREY, 0)], 110, words)

    def _lines(self, text: str, *, sizes: tuple[int, ...], lead: int) -> list[_Line]:
        fit = fitted(self._letters, text, _ROOM, sizes=sizes, least=34)
        if fit is None:
            return []
        below = round(fit.size * 1.14)
        return [_Line(line, fit.size, 700, _DARK, below if at else lead) for at, line in enumerate(fit.lines)]

    def _foot(self, issuer: str, level: str, words: Words) -> list[_Line]:
        """Return lines for the issuer, unless it has the programme's name, and for the level."""
        is_other = issuer != self._program.settings.name
        foot = [_Line(words.say("by_on", issuer=issuer), 27, 500, _GREY, 54)] if is_other else []
        if level in set(Level):
            rank = Level(level).rank
            foot.append(_Line(words.say(f"level_{level}"), 27, 500, _GREY, 44 if foot else 54, rank))
        return foot

    def _block(self, drawn: Picture.Image, block: Sequence[_Line], baseline: int, words: Words) -> None:
        """Draw lines below each other, starting at a baseline. A line that is too long is cut."""
        for line in block:
            baseline += line.lead
            pips = _pips(line.pips, _is_rightward(words)) if line.pips else None
            indent = pips.width + 14 if pips else 0
            room = _ROOM - indent
            fit = fitted(self._letters, line.text, room, sizes=(line.size,), least=line.size, weight=line.weight)
            if fit is not None:
                mask = self._letters.mask(fit.lines[0], line.size, line.weight)
                _put(drawn, mask, baseline, line.ink, words, indent=indent)
                _put(drawn, pips, baseline, line.ink, words)

    def _note(self, text: str) -> Mask | None:
        fit = fitted(self._letters, text, _ROOM, sizes=(27,), least=27, weight=500)
        return self._letters.mask(fit.lines[0], 27, 500) if fit else None


def _is_rightward(words: Words) -> bool:
    return html.direction(words.language) == "rtl"


def _put(
    drawn: Picture.Image, mask: Mask | None, baseline: int, ink: int, words: Words, *, shift: int = 0, indent: int = 0
) -> None:
    """Draw a text in an ink, from the side where the language begins its lines. `shift` is 1 on a band, which has one
    more column."""
    if mask is None or not mask.data:
        return
    left = WIDTH - _LEFT - indent - round(mask.advance) if _is_rightward(words) else _LEFT + indent
    place = (shift + left + mask.left, baseline - mask.ascent)
    size = (mask.width, mask.height)
    shades = Picture.frombytes("L", size, mask.data.translate(_shades(ink)))
    drawn.paste(shades, place, Picture.frombytes("L", size, mask.data.translate(_SEEN)))


def stated(issued: Issued, facts: CredentialText, state: str, words: Words) -> str:
    """Say why an award is not valid, with the date if there is one; empty for a valid award.

    `state` is that of the award, or `expired`.
    """
    if state in WITHDRAWN:
        return words.say(f"{state}_title", date=words.day(issued.revoked_on)) if issued.revoked_on else ""
    if state == "expired":
        return words.say("expired_title", date=words.day(facts.expires)) if facts.expires else ""
    return words.say(f"{state}_title") if state in (State.SUPERSEDED, State.PREVIEW) else ""


def _dated(issued: Issued, facts: CredentialText, state: str, words: Words, *, is_named: bool) -> str:
    """What keeps an award from counting, or when it was earned; when it was issued, below no name."""
    date = words.day(facts.issued)
    return stated(issued, facts, state, words) or words.say("earned_on" if is_named else "issued_on", date=date)


def _seal(state: str, words: Words) -> Seal | None:
    """Return the seal of a state, or None for a valid award: the text alone would be easy to miss."""
    if state == State.ACTIVE:
        return None
    colour = {State.REVOKED.value: _ALARM, State.SUSPENDED.value: _ALARM, "expired": _WARN}.get(state, _QUIET)
    return Seal(words.say(f"stamp_{state}"), colour, state in (State.REVOKED, State.SUSPENDED, State.SUPERSEDED))


def _ramp(colour: str) -> bytes:
    """Return shades from paper to the colour, for text on plain paper."""
    paper, ink = rgb(_PAPER), rgb(colour)
    steps = (index / (_RAMP - 1) for index in range(_RAMP))
    return bytes(round(one + (two - one) * step) for step in steps for one, two in zip(paper, ink, strict=True))


@lru_cache(maxsize=2)
def _shades(ink: int) -> bytes:
    """Return the table from coverage to palette indexes."""
    return bytes(ink + round(value / 255 * (_RAMP - 1)) for value in range(256))


#: Coverage too low to be visible is not written, because it would hide what is below.
_SEEN = bytes(255 * (round(value / 255 * (_RAMP - 1)) > 0) for value in range(256))


@lru_cache(maxsize=6)
def _pips(rank: int, is_rightward: bool) -> Mask:
    """Draw three diamonds in a row, filled up to the level's rank, from where the language begins its lines."""
    side, fine = 18, 8
    drawn = Picture.new("L", ((3 * side + 2 * 6) * fine, side * fine))
    pen = ImageDraw.Draw(drawn)
    for at in range(3):
        x, half = (at * (side + 6) + side / 2) * fine, side / 2 * fine
        outer = [(x, 0), (x + half - 1, half), (x, 2 * half - 1), (x - half, half)]
        pen.polygon(outer, fill=255)
        if at >= rank:
            inner = half - 2.6 * fine
            pen.polygon([(x, half - inner), (x + inner, half), (x, half + inner), (x - inner, half)], fill=0)
    small = (ImageOps.mirror(drawn) if is_rightward else drawn).reduce(fine)
    return Mask(small.width, small.height, 0, 19, small.width, small.tobytes())
