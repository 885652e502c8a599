"""What machines that wander the web read: sitemap, Atom feed, robots. Dates come from the data alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as Tree
from xml.sax.saxutils import escape

from badgepress.model import Program
from badgepress.registry import AwardRow, latest
from badgepress.render.locale.language import Words
from badgepress.render.pages.languages import Alternate, alternates
from badgepress.render.pages.paging import MOST_BYTES, cut

File = tuple[str, bytes]
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ENTRIES = 50
#: Addresses in one sitemap file, by the protocol's limit.
_LIMIT = 50_000


def _document(root: Tree.Element) -> bytes:
    Tree.indent(root)
    text: bytes = Tree.tostring(root, encoding="unicode").encode()
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text + b"\n"


def feed(program: Program, rows: Sequence[AwardRow], words: Words, logo: str = "") -> File:
    """Atom feed (RFC 4287) of the latest public awards; `rows` are newest first."""
    root = Tree.Element("feed", {"xmlns": _ATOM, "xml:lang": program.settings.language})
    entries = latest(rows, _ENTRIES)
    _text(root, "title", words.say("gallery_title", program=program.settings.name))
    if program.settings.tagline:
        _text(root, "subtitle", program.settings.tagline)
    _text(root, "id", program.url())
    _text(root, "updated", max((row.issued for row in entries), default="1970-01-01T00:00:00Z"))
    Tree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": program.url("feed.xml")})
    Tree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": program.url()})
    author = Tree.SubElement(root, "author")
    _text(author, "name", program.settings.name)
    _text(author, "uri", program.settings.url or program.url())
    _text(root, "logo", logo or program.url("preview.png"))
    for row in entries:
        url = program.url(f"awards/{row.id}/")
        entry = Tree.SubElement(root, "entry")
        _text(entry, "title", _title(row, words))
        _text(entry, "id", url)
        _text(entry, "updated", row.issued)
        _text(entry, "published", row.issued)
        Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
        Tree.SubElement(entry, "link", {"rel": "enclosure", "type": "image/png", "href": f"{url}preview.png"})
        Tree.SubElement(entry, "category", {"term": row.badge, "label": row.badge_name})
    return "feed.xml", _document(root)


def _text(parent: Tree.Element, name: str, text: str) -> None:
    Tree.SubElement(parent, name).text = text


def _title(row: AwardRow, words: Words) -> str:
    values = {"badge": row.badge_name, "issuer": row.issuer_name}
    return words.say("og_award", name=row.name, **values) if row.name else words.say("og_award_unnamed", **values)


class _Url(NamedTuple):
    """An address of the sitemap, when it changed, and the same page in all its languages, the default first."""

    address: str
    changed: str = ""
    alternates: tuple[Alternate, ...] = ()


def sitemap(program: Program, rows: Sequence[AwardRow], limit: int = _LIMIT, room: int = MOST_BYTES) -> Iterator[File]:
    """`sitemap.xml`; an index of `sitemap-1.xml`, … where one file would hold more than `limit` addresses or more than
    `room` bytes.

    `rows` are the public awards, newest first; a preview is none yet. Parts with awards come after the others and begin
    with the oldest award, so that a new one changes the last part alone.
    """
    pages = list(_pages(program))
    head, tail = _frame(any(one.alternates for one in pages))
    own = [_entry(one) for one in pages]
    awards = sum(row.state != "preview" for row in rows)
    if len(own) + awards <= limit:
        # one award is enough to see that very many do not fit
        text = "".join([*own, *map(_entry, _awards(program, rows))]) if 50 * awards < room else ""
        if text and len(head) + len(text) + len(tail) <= room:
            yield "sitemap.xml", f"{head}{text}{tail}".encode()
            return
    index = Tree.Element("sitemapindex", {"xmlns": _SITEMAP})
    number = 0
    for entries in (own, map(_entry, _awards(program, reversed(rows)))):
        for part in cut(entries, lambda: len, room - len(head) - len(tail), limit):
            number += 1
            yield f"sitemap-{number}.xml", "".join((head, *part, tail)).encode()
            _text(Tree.SubElement(index, "sitemap"), "loc", program.url(f"sitemap-{number}.xml"))
    yield "sitemap.xml", _document(index)


def _pages(program: Program) -> Iterator[_Url]:
    """Every page that is no award's."""
    for path in ("", *(f"badges/{slug}/" for slug in program.classes)):
        yield from _in_languages(program, path)
    yield from (_Url(program.url(path)) for path in ("skills/", "verify/"))
    for room, known in (("issuers", program.issuers), ("earners", program.earners), ("skills", program.skills)):
        yield from (_Url(program.url(f"{room}/{slug}/")) for slug in known)


def _awards(program: Program, rows: Iterable[AwardRow]) -> Iterator[_Url]:
    address = program.url("awards/")
    return (_Url(f"{address}{row.id}/", max(row.issued, row.revoked)) for row in rows if row.state != "preview")


def _in_languages(program: Program, path: str) -> list[_Url]:
    """A page in each language it exists in, each naming all of them."""
    others = alternates(program, path)
    return [_Url(one.url, "", others) for one in others] or [_Url(program.url(path))]


def _frame(several: bool) -> tuple[str, str]:
    """What is before and after the entries; `several` is whether pages exist in several languages."""
    space = f' xmlns:xhtml="{_XHTML}"' if several else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}"{space}>\n', "</urlset>\n"


def _entry(url: _Url) -> str:
    """One address as XML. It is ASCII, as addresses are."""
    changed = f"    <lastmod>{url.changed}</lastmod>\n" if url.changed else ""
    named = [(other.language, other.url) for other in url.alternates]
    named += [("x-default", one.url) for one in url.alternates[:1]]
    links = "".join([f'    <xhtml:link rel="alternate" hreflang="{tag}" href="{escape(at)}" />\n' for tag, at in named])
    return f"  <url>\n    <loc>{escape(url.address)}</loc>\n{changed}{links}  </url>\n"


def robots(program: Program) -> File:
    """Everything may be read; unlisted pages say `noindex` themselves."""
    return "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {program.url('sitemap.xml')}\n".encode()
