"""Turns authored Markdown into safe HTML: renders it, then keeps only a short list of elements."""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

import markdown
import nh3
from markupsafe import Markup

_TAGS = {
    *("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def _absolute(tag: str, attribute: str, value: str) -> str | None:
    """Drop relative addresses, which would lead nowhere from the page they end up on."""
    if attribute == "href" and not value.lower().startswith(("http://", "https://", "mailto:")):
        return None
    return value


class _Headings(markdown.treeprocessors.Treeprocessor):
    """Puts authored headings below the page's own: `#` becomes `h3`."""

    def run(self, root):  # type: ignore[no-untyped-def]
        for element in root.iter():
            if element.tag in ("h1", "h2", "h3", "h4"):
                element.tag = f"h{int(element.tag[1]) + 2}"


@lru_cache(maxsize=1)
def _renderer() -> markdown.Markdown:
    made = markdown.Markdown(extensions=["sane_lists", "tables"], output_format="html")
    made.treeprocessors.register(_Headings(made), "headings", 5)
    return made


def _rendered(text: str) -> str:
    return _renderer().reset().convert(text)


@lru_cache(maxsize=2048)
def to_html(text: str) -> Markup:
    """Return Markdown as safe HTML. Links lead only to http, https or mailto and send no referrer."""
    cleaned = nh3.clean(
        _rendered(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        attribute_filter=_absolute,
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704  (the one place that vouches for HTML: nh3 has cleaned it)


@lru_cache(maxsize=2048)
def to_text(text: str, limit: int = 300) -> str:
    """Return Markdown as one line of plain text of at most `limit` characters, cut between words."""
    plain = " ".join(unescape(nh3.clean(_rendered(text), tags=set())).split())
    if len(plain) <= limit:
        return plain
    return plain[:limit].rsplit(" ", 1)[0].rstrip(",.;:–—-") + "…"


_BLOCKS = {"p", "li", "tr", "pre", "h3", "h4", "h5", "h6"}


def to_lines(text: str) -> list[tuple[bool, str]]:
    """Return Markdown as lines of plain text, one per paragraph, item, heading and row; True marks items of a list."""
    reader = _Lines()
    reader.feed(nh3.clean(_rendered(text), tags={*_BLOCKS, "br"}, attributes={}))
    reader.close()
    reader.end()
    return reader.lines


class _Lines(HTMLParser):
    """Collects text into lines. Every paragraph and item begins a new line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[bool, str]] = []
        self._item, self._text = False, ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "br":
            self._text += " "
            return
        if self._text.strip():
            self.end()
        self._item = self._item or tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        self._text += data

    def end(self) -> None:
        """Finish the current line."""
        line = " ".join(self._text.split())
        if line:
            self.lines.append((self._item, line))
            self._item = False
        self._text = ""
