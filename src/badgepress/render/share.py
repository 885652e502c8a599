"""Addresses and snippets to show an award elsewhere: no script of anybody, every value encoded."""

from __future__ import annotations

from html import escape
from typing import NamedTuple
from urllib.parse import quote, urlencode

from badgepress.model import Settings
from badgepress.render.facts import Facts
from badgepress.render.words import Words

#: Size of the embedded frame in pixels: what the field's embeds measure.
FRAME = (150, 270)


class Share(NamedTuple):
    """A way to share: the key of its words, its address, and the name of its mark."""

    label: str
    url: str


def add_to_profile(facts: Facts, settings: Settings, award_id: str, url: str) -> str:
    """LinkedIn's form “add certification”, filled; months count from 1."""
    fields = {"startTask": "CERTIFICATION_NAME", "name": facts.badge}
    organisation = settings.sharing.linkedin_organization_id
    fields |= {"organizationId": organisation} if organisation else {"organizationName": facts.issuer}
    fields |= {"issueYear": str(facts.issued.year), "issueMonth": str(facts.issued.month)}
    if facts.expires:
        fields |= {"expirationYear": str(facts.expires.year), "expirationMonth": str(facts.expires.month)}
    fields |= {"certId": award_id, "certUrl": url}
    return "https://www.linkedin.com/profile/add?" + urlencode(fields, quote_via=quote)


def intents(facts: Facts, url: str, words: Words) -> list[Share]:
    """Where the page can be posted, with a text in the page's words."""
    text = words.say("og_award_unnamed", badge=facts.badge, issuer=facts.issuer)
    subject = words.say("share_subject", badge=facts.badge, issuer=facts.issuer)
    target = quote(url, safe="")
    return [
        Share("share_linkedin", f"https://www.linkedin.com/shareArticle?mini=true&url={target}"),
        Share("share_bluesky", "https://bsky.app/intent/compose?text=" + quote(f"{text} {url}", safe="")),
        Share("share_facebook", f"https://www.facebook.com/sharer/sharer.php?u={target}"),
        Share("share_x", f"https://twitter.com/intent/tweet?url={target}&text={quote(text, safe='')}"),
        Share("share_mail", f"mailto:?subject={quote(subject, safe='')}&body={target}"),
    ]


def frame(url: str, title: str) -> str:
    """HTML that shows the award's `embed.html` in a frame."""
    width, height = FRAME
    return (
        f'<iframe src="{escape(url)}embed.html" title="{escape(title)}" width="{width}" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


def plain(url: str, facts: Facts, name: str, words: Words) -> str:
    """HTML without a frame: image, badge, earner and date, linked to the award."""
    who = f"{escape(name)}, " if name else ""
    return (
        f'<a href="{escape(url)}"><img src="{escape(url)}badge.png" width="150" height="150" '
        f'alt="{escape(facts.badge)}"></a><br><a href="{escape(url)}">{escape(facts.badge)}</a><br>'
        f"{who}{escape(facts.issuer)}, {words.day(facts.issued)}"
    )


def oembed(facts: Facts, settings: Settings, url: str, title: str, preview: str | None) -> dict[str, object]:
    """The oEmbed 1.0 answer of type `rich` for an award's page; the thumbnail equals the page's og:image."""
    width, height = FRAME
    found: dict[str, object] = {
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
    }
    if preview:
        found |= {"thumbnail_url": preview, "thumbnail_width": 1200, "thumbnail_height": 630}
    return found
