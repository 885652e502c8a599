"""What machines that wander the web read: sitemap, Atom feed, robots. Dates come from the data alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as Tree

from badgepress.model import Program
from badgepress.registry import AwardRow, latest
from badgepress.render.locale.language import Words
from badgepress.render.pages.languages import Alternate, alternates

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


def sitemap(program: Program, rows: Sequence[AwardRow], limit: int = _LIMIT) -> Iterator[File]:
    """`sitemap.xml`; an index of `sitemap-1.xml`, … where one file would hold more than `limit` addresses.

    `rows` are the public awards; a preview is none yet.
    """
    paths = ["", *(f"badges/{slug}/" for slug in program.classes)]
    urls = [one for path in paths for one in _in_languages(program, path)]
    urls += [_Url(program.url(path)) for path in ("skills/", "verify/")]
    urls += [_Url(program.url(f"issuers/{slug}/")) for slug in program.issuers]
    urls += [_Url(program.url(f"earners/{slug}/")) for slug in program.earners]
    urls += [_Url(program.url(f"skills/{slug}/")) for slug in program.skills]
    awards = [row for row in rows if row.state != "preview"]
    urls += [_Url(program.url(f"awards/{row.id}/"), max(row.issued, row.revoked)) for row in awards]
    parts = [urls[at : at + limit] for at in range(0, len(urls), limit)]
    if len(parts) == 1:
        yield "sitemap.xml", _urls(parts[0])
        return
    index = Tree.Element("sitemapindex", {"xmlns": _SITEMAP})
    for number, part in enumerate(parts, 1):
        yield f"sitemap-{number}.xml", _urls(part)
        _text(Tree.SubElement(index, "sitemap"), "loc", program.url(f"sitemap-{number}.xml"))
    yield "sitemap.xml", _document(index)


def _in_languages(program: Program, path: str) -> list[_Url]:
    """A page in each language it exists in, each naming all of them."""
    others = alternates(program, path)
    return [_Url(one.url, "", others) for one in others] or [_Url(program.url(path))]


def _urls(urls: Sequence[_Url]) -> bytes:
    several = {"xmlns:xhtml": _XHTML} if any(one.alternates for one in urls) else {}
    root = Tree.Element("urlset", {"xmlns": _SITEMAP, **several})
    for address, changed, others in urls:
        entry = Tree.SubElement(root, "url")
        _text(entry, "loc", address)
        if changed:
            _text(entry, "lastmod", changed)
        named = [*((other.language, other.url) for other in others), *(("x-default", one.url) for one in others[:1])]
        for language, url in named:
            Tree.SubElement(entry, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": url})
    return _document(root)


def robots(program: Program) -> File:
    """Everything may be read; unlisted pages say `noindex` themselves."""
    return "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {program.url('sitemap.xml')}\n".encode()
