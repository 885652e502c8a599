"""Addresses and snippets to show an award elsewhere: no script of anybody, every value encoded."""

from __future__ import annotations

from html import escape
from typing import NamedTuple
from urllib.parse import quote

from badgepress.model import Settings
from badgepress.registry.credential import CredentialText
from badgepress.render.locale.language import Words

#: Size of the embedded frame in pixels: what the field's embeds measure.
FRAME = (150, 270)
#: Size of every link preview.
PREVIEW = (1200, 630)


class Share(NamedTuple):
    """A way to share: the key of its words, its address, and the name of its mark."""

    label: str
    url: str


def intents(badge: str, issuer: str, settings: Settings, url: str, words: Words) -> list[Share]:
    """Where the page of a badge or an award can be posted: plain links, each to the network's own form.

    The programme's names on the networks go where these have a place for them. Mastodon has no one host to
    link to; its makers' page asks for the reader's own, and what follows the # never reaches that page's server.
    """
    told = words.say("share_subject", badge=badge, issuer=issuer)
    target, text = _encoded(url), _encoded(told)
    via = f"&via={_encoded(settings.sharing.x.lstrip('@'))}" if settings.sharing.x else ""
    bluesky, mastodon = (
        _credited(told, handle, words) for handle in (settings.sharing.bluesky, settings.sharing.mastodon)
    )
    return [
        Share("share_linkedin", on_linkedin(url)),
        Share("share_bluesky", f"https://bsky.app/intent/compose?text={_encoded(f'{bluesky} {url}')}"),
        Share("share_mastodon", f"https://share.joinmastodon.org/#text={_encoded(f'{mastodon} {url}')}"),
        Share("share_facebook", f"https://www.facebook.com/sharer/sharer.php?u={target}"),
        Share("share_x", f"https://twitter.com/intent/tweet?url={target}&text={text}{via}"),
        Share("share_whatsapp", f"https://wa.me/?text={_encoded(f'{told} {url}')}"),
        Share("share_mail", f"mailto:?subject={text}&body={target}"),
    ]


def on_linkedin(url: str) -> str:
    """Where a page is posted on LinkedIn: what the page of an award offers without its script."""
    return f"https://www.linkedin.com/shareArticle?mini=true&url={_encoded(url)}"


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _credited(text: str, handle: str | None, words: Words) -> str:
    """The text and who the programme is on that network."""
    return words.say("share_via", text=text, handle=f"@{handle.lstrip('@')}") if handle else text


def frame(url: str, title: str) -> str:
    """HTML that shows the award's `embed.html` in a frame."""
    width, height = FRAME
    return (
        f'<iframe src="{escape(url)}embed.html" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def oembed(facts: CredentialText, settings: Settings, url: str, title: str, preview: str) -> dict[str, object]:
    """The oEmbed 1.0 answer of type `rich` for an award's page; the thumbnail is the page's og:image."""
    width, height = FRAME
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "author_name": facts.issuer,
        "author_url": facts.issuer_url,
        "provider_name": settings.name,
        "provider_url": settings.base_url,
        "width": width,
        "height": height,
        "html": frame(url, title),
        "thumbnail_url": preview,
        "thumbnail_width": PREVIEW[0],
        "thumbnail_height": PREVIEW[1],
    }
