"""One award as a PDF to hang up: tagged (PDF/UA-1), made to be kept (PDF/A-3a), with its credential attached.

Typst lays it out from `certificate.typ`. What an award says goes to it as data beside the template, never into its
source, and every date in the file is the credential's: the same award gives the same bytes.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import orjson

from badgepress.bundle import Bundle
from badgepress.colour import contrast, rgb
from badgepress.errors import RenderError, problem
from badgepress.model import Program
from badgepress.model.issued import Issued, State
from badgepress.model.theme import ENOUGH, Theme, palette
from badgepress.registry import WITHDRAWN
from badgepress.registry import credential as read_facts
from badgepress.registry.credential import CredentialText
from badgepress.render import guilloche
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.locale.language import Words
from badgepress.render.pages.award import credential_file
from badgepress.render.pages.classes import colour_of
from badgepress.render.pages.paper import Paper, paper
from badgepress.render.pictures import icons
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.images import Images, rastered
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.pictures.qr import Code, Codes
from badgepress.render.pictures.typefaces import Typefaces
from badgepress.render.templating import html

Size = Literal["a4", "letter"]
#: What the file conforms to; Typst writes none that does not.
STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
_PAPERS = {"a4": "a4", "letter": "us-letter"}
_ALARM = {"revoked": "#9b1620", "suspended": "#9b1620", "expired": "#754600", "superseded": "#3a4863"}
_INK, _SOFT = "#14211f", "#4e5e5b"
#: Pixels of a badge whose SVG is not drawn by outlines alone: 300 to the inch.
_SIDE = 1320
#: A text that begins as the names of Typst's packages do, however the sign is written.
_PACKAGE = re.compile(r"""["'](?:@|\\u\{0*40\})""")
_CLOCK = ("year", "month", "day", "hour", "minute", "second")
Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class _Award:
    """An award as a certificate shows it, in the award's language; `state` is empty while it is to be relied on."""

    issued: Issued
    facts: CredentialText
    name: str
    url: str
    state: str
    paper: Paper
    words: Words


class Certificates:
    """Makes the certificates of one programme.

    `templates` is a folder whose files win over the engine's own, `now` decides whether an award has expired,
    `fonts` is a folder of fonts for letters that the bundled ones lack.
    """

    def __init__(
        self, program: Program, *, templates: Path | None, now: datetime, bundle: Bundle, fonts: Path | None = None
    ) -> None:
        self._program, self._now, self._bundle, self._fonts = program, now, bundle, fonts
        self._search = html.folders(templates)
        self._catalogues = Catalogues(self._search)
        word = partial(self._catalogues.level_word, program)
        self._images = Images(program, icons.load(self._search), Lettering(bundle.fonts), PictureCache(), word)

    def draw(self, issued: Issued, size: Size = "a4", *, with_name: bool = False) -> bytes:
        """The certificate of an award as PDF; `with_name` shows the name of an unlisted one as well.

        RenderError: erased, not-issued, undrawable-text, no-typst, bad-template, missing-template, bad-font.
        """
        _refuse(issued)
        return self._drawn(issued, size, with_name)

    def trial(self, issued: Issued) -> None:
        """Draw an award that need not be issued yet, and throw it away. Raises what `draw` raises."""
        self._drawn(issued, "a4", True)

    def _drawn(self, issued: Issued, size: Size, with_name: bool) -> bytes:
        award = self._award(issued, with_name)
        faces = Typefaces(self._bundle.fonts, self._fonts, self._program.font)
        files = self._files(award)
        data = self._data(award, files, faces) | {"paper": _PAPERS[size]}
        files["data.json"] = orjson.dumps(data)
        template = html.source(self._search, "certificate.typ")
        return typeset(template, files, faces, award.facts.signed or award.facts.issued)

    def _award(self, issued: Issued, with_name: bool) -> _Award:
        facts = read_facts.read(issued.credential or {}, self._program.settings.base_url)
        name = facts.name if with_name or issued.visibility == "public" else ""
        url = self._program.url(issued.path)
        expired = facts.expires is not None and facts.expires <= self._now
        state = issued.state.value if issued.state is not State.ACTIVE else "expired" if expired else ""
        code = Codes(url).draw(url)
        told = facts.language if self._catalogues.has(facts.language) else self._program.settings.language
        on_paper = paper(facts, name, code, credential_file(issued))
        return _Award(issued, facts, name, url, state, on_paper, self._catalogues.words(told))

    def _files(self, award: _Award) -> Files:
        """Everything that lies beside the template, by its name."""
        colour = colour_of(self._program, award.issued.badge)
        files = {
            "credential.json": credential_file(award.issued),
            "code.svg": _code(award.paper.code),
            "lines.svg": _lines(award.facts.seed, colour),
            **self._mark(),
        }
        if award.issued.badge in self._program.classes:
            vector = self._images.svg(award.issued.badge)
            if vector is None:
                files["badge.png"] = self._images.badge(award.issued.badge).png
            elif b"<text" in vector:
                files["badge.png"] = _png(vector)
            else:
                files["badge.svg"] = vector
        image = self._images.issuer(award.facts.issuer_slug)
        return files | ({"issuer.png": image} if image else {})

    def _mark(self) -> Files:
        """The logo of the theme, else the mark of the site."""
        logo = self._program.logo
        if logo is None:
            return {"mark.svg": html.source(self._search, "assets/icon.svg").encode()}
        if logo.svg is not None and b"<text" not in logo.svg:
            return {"mark.svg": logo.svg}
        return {"mark.png": _png(logo.svg) if logo.svg is not None else logo.png or b""}

    def _data(self, award: _Award, files: Files, faces: Typefaces) -> dict[str, Any]:
        """What the template shows; texts come with the fonts that draw them."""
        facts, program, words = award.facts, self._program, award.words
        colour = colour_of(program, award.issued.badge)
        # Paper is white whatever the site's is; an ink that reads on it is kept.
        look = palette(Theme(ink=program.settings.theme.ink), dark=False)
        look = look if contrast(look.get("ink", _INK), "#ffffff") >= ENOUGH else {}
        language, _, region = words.language.partition("-")
        at = (facts.signed or facts.issued).astimezone(UTC)

        def say(text: str) -> dict[str, Any]:
            return faces.text(text)._asdict()

        def words_of(key: str, **values: object) -> dict[str, Any]:
            return say(words.say(key, **values))

        about = {"badge": facts.badge, "issuer": facts.issuer, "name": award.name}
        return {
            "title": words.say("award_title" if award.name else "award_title_unnamed", **about),
            "summary": words.say("og_award" if award.name else "og_award_unnamed", **about),
            "author": facts.issuer,
            "keywords": ["Open Badges 3.0", facts.badge],
            "attached": words.say("certificate_credential"),
            "date": dict(zip(_CLOCK, at.timetuple(), strict=False)),
            "language": language.lower(),
            "region": region.upper() if len(region) == 2 else None,
            "direction": html.direction(words.language),
            "mark": next(name for name in files if name.startswith("mark.")),
            "corners": program.settings.theme.corners,
            "colours": {
                "ink": look.get("ink", _INK),
                "soft": look.get("soft", _SOFT),
                "tint": _tint(colour, 0.11),
                "alarm": _ALARM.get(award.state, _INK),
            },
            "sizes": award.paper.sizes,
            "program": say(program.settings.name),
            "name": say(award.name) if award.name else None,
            "verb": words_of("verb"),
            "badge": say(facts.badge),
            "description": say(award.paper.description),
            "criteria": [
                [{"item": item, "text": say(text)} for item, text in column]
                for column in _halves(() if award.state else award.paper.criteria)
            ],
            "stamp": say(words.say(f"stamp_{award.state}").upper()) if award.state else None,
            "notice": {part: say(text) for part, text in _notice(award).items()} if award.state else None,
            "facts": [
                {"label": words_of(key), "value": say(value), "long": len(value) > room}
                for key, value, room in (
                    ("issued_by", facts.issuer, 48),
                    ("issued", words.day(facts.issued), 24),
                    (_ends(award.state, facts), _until(facts, words), 24),
                    ("award_id", award.issued.id, 12),
                )
            ],
            "check": words_of("check_at"),
            "url": award.url,
            "fingerprint": award.paper.fingerprint,
            "fingerprint_label": words_of("fingerprint"),
            "fingerprint_note": words_of("fingerprint_check"),
            "code_alt": words.say("code_alt", url=award.url),
            "badge_image": next((name for name in files if name.startswith("badge.")), None),
            "badge_alt": words.say("badge_of", name=facts.badge),
            "issuer_image": "issuer.png" if "issuer.png" in files else None,
        }


def typeset(template: str, files: Mapping[str, bytes], faces: Typefaces, at: datetime) -> bytes:
    """A PDF from a Typst template that reads `files`, which lie beside it; `at` is the only date in it.

    Nothing else can be read: not other files, not the machine's fonts, and no package, which Typst would fetch.
    RenderError `no-typst`, `bad-template`, `unsafe-template`.
    """
    _refuse_packages(template)
    try:
        import typst
    except ImportError:
        hint = "pip install 'badgepress[certificate]'"
        raise RenderError(problem("no-typst", "making a PDF needs the package typst", hint=hint)) from None

    with tempfile.TemporaryDirectory(prefix="badgepress-") as name:
        root = Path(name, "page")
        fonts = Path(name, "fonts")
        root.mkdir()
        fonts.mkdir()
        for file, data in files.items():
            (root / file).write_bytes(data)
        (root / "certificate.typ").write_text(template, encoding="utf-8")
        faces.write(fonts)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
        try:
            compiler = typst.Compiler(str(root / "certificate.typ"), root=str(root), font_paths=found)
            made = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=int(at.timestamp()))
        except typst.TypstError as error:
            said = f"{error.message}".strip().splitlines()
            raise RenderError(
                problem(
                    "bad-template",
                    said[0] if said else "the template cannot be used",
                    file="certificate.typ",
                    hint=" ".join(error.hints),
                )
            ) from error
    return made if isinstance(made, bytes) else b""


def _refuse_packages(template: str) -> None:
    """Typst would fetch them; what a text names by parts is refused by no more than a machine without a network."""
    found = _PACKAGE.search(template)
    if found:
        line = template.count("\n", 0, found.start()) + 1
        hint = "copy what you need from the package into certificate.typ"
        message = "a template of certificates uses no packages: Typst would fetch them"
        raise RenderError(problem("unsafe-template", message, file="certificate.typ", line=line, hint=hint))


def _png(svg: bytes) -> bytes:
    out = io.BytesIO()
    rastered(svg, _SIDE).save(out, "PNG")
    return out.getvalue()


def _refuse(issued: Issued) -> None:
    """No certificate of what was erased, or never issued."""
    if issued.state is State.ERASED or issued.credential is None:
        raise RenderError(problem("erased", f"award '{issued.id}' was erased, and nothing of it is left to certify"))
    if issued.state is State.PREVIEW:
        hint = "a build with the issuer's key issues it"
        raise RenderError(problem("not-issued", f"award '{issued.id}' is not issued yet", hint=hint))


def _notice(award: _Award) -> dict[str, str]:
    """The sentences of a state in which an award is not to be relied on."""
    issued, facts, words = award.issued, award.facts, award.words
    if award.state in WITHDRAWN:
        title = words.say(f"{award.state}_title", date=words.day(issued.revoked_on)) if issued.revoked_on else ""
        reason = words.say("revoked_reason", reason=issued.revoked_reason) if issued.revoked_reason else ""
        text = f"{words.say(f'{award.state}_sentence')} {reason}".strip()
        return {"title": title or words.say(f"stamp_{award.state}"), "text": text}
    if award.state == "superseded":
        return {
            "title": words.say("superseded_title"),
            "text": words.say("superseded_sentence", version=issued.version),
        }
    day = words.day(facts.expires) if facts.expires else ""
    return {"title": words.say("expired_title", date=day), "text": words.say("expired_sentence")}


def _halves(lines: Sequence[tuple[bool, str]]) -> list[Sequence[tuple[bool, str]]]:
    """Two columns, as even as can be; one where there is one line."""
    lengths = [len(text) + 40 for _, text in lines]
    cut = min(range(len(lines) + 1), key=lambda at: (abs(sum(lengths[:at]) - sum(lengths[at:])), -at))
    return [column for column in (lines[:cut], lines[cut:]) if column]


def _ends(state: str, facts: CredentialText) -> str:
    """The key of the label before `_until`."""
    return "expired" if state == "expired" else "expires" if facts.expires else "validity"


def _until(facts: CredentialText, words: Words) -> str:
    return words.day(facts.expires) if facts.expires else words.say("never_expires")


def _tint(colour: str, share: float) -> str:
    """So much of the colour on white."""
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in rgb(colour))


def _lines(seed: str, colour: str) -> bytes:
    """The award's rosette, as on its page."""
    path, turns = guilloche.drawing(seed)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-130 -130 260 260" width="260" height="260">'
        f'<defs><path id="g" d="{path}"/></defs><g fill="none" stroke="{_tint(colour, 0.55)}" stroke-width=".35" '
        f'transform="scale(1.22)">{turns}</g></svg>'
    ).encode()


def _code(code: Code) -> bytes:
    """Without the quiet zone, which the page's white gives."""
    size = f'viewBox="0 0 {code.side} {code.side}" width="{code.side}" height="{code.side}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path stroke="#000" d="{code.path}"/></svg>'.encode()
