"""What pages say to machines in schema.org's words: a block of JSON-LD that no browser runs.

An award and a badge class are an `EducationalOccupationalCredential`, an issuer is an `Organization`,
an earner's page a `ProfilePage`. Nothing is said here that the page does not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from markupsafe import Markup

from badgepress.model import Alignment, BadgeClass, Earner, Issuer, Program, Skill, add_duration
from badgepress.registry import AwardRow
from badgepress.registry.credential import Link
from badgepress.render.locale.language import Words
from badgepress.render.templating import markdown

Json = dict[str, Any]
_CONTEXT = "https://schema.org"
#: What would end the element, begin a comment in it, or end a line for old readers of JavaScript.
_ESCAPED = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


class Structured:
    """Makes the blocks for one programme, in one language; the templates know it as `ld`."""

    def __init__(self, program: Program, words: Words) -> None:
        self._program, self._words = program, words

    def badge(self, badge: BadgeClass, url: str) -> Markup:
        """Of a class's page."""
        program = self._program
        issuer = program.issuer_of(badge)
        skills = [program.skills[slug] for slug in badge.skills]
        return _block(
            {
                "@type": "EducationalOccupationalCredential",
                "@id": url,
                "url": url,
                "identifier": badge.slug,
                "name": badge.name,
                "description": markdown.to_text(badge.description),
                "image": f"{url}badge.png",
                "inLanguage": badge.language or program.settings.language,
                "version": badge.version,
                "keywords": list(badge.tags),
                "credentialCategory": badge.type.removeprefix("ext:"),
                "educationalLevel": self._words.say(f"level_{badge.level.value}") if badge.level else None,
                "competencyRequired": [self._skill(skill) for skill in skills],
                "educationalAlignment": [_alignment(link) for link in badge.alignments],
                "recognizedBy": self._organisation(issuer.name, issuer.url, issuer.slug),
                "validFor": badge.expires_after,
                "encoding": {
                    "@type": "MediaObject",
                    "contentUrl": f"{url}achievement.json",
                    "encodingFormat": "application/ld+json",
                },
            }
        )

    def issuer(self, issuer: Issuer, did: str, url: str, *, has_image: bool) -> Markup:
        """Of an issuer's page."""
        return _block(
            {
                "@type": "Organization",
                "@id": url,
                "url": issuer.url,
                "identifier": did,
                "name": issuer.name,
                "description": markdown.to_text(issuer.description or ""),
                "email": issuer.email,
                "logo": f"{url}image.png" if has_image else None,
                "mainEntityOfPage": url,
            }
        )

    def earner(self, earner: Earner, rows: Sequence[AwardRow], url: str) -> Markup:
        """Of an earner's page; `rows` are that person's public awards."""
        person = {
            "@type": "Person",
            "@id": url,
            "name": earner.name,
            "description": earner.headline,
            "sameAs": list(earner.links),
            "hasCredential": [
                {
                    "@type": "EducationalOccupationalCredential",
                    "@id": self._program.url(f"awards/{row.id}/"),
                    "name": row.badge_name,
                    "dateCreated": row.issued,
                }
                for row in rows
                if row.state == "active"
            ],
        }
        return _block({"@type": "ProfilePage", "url": url, "mainEntity": person})

    def _page(self, room: str, known: Mapping[str, object], slug: str | None) -> str | None:
        return self._program.url(f"{room}/{slug}/") if slug in known else None

    def _organisation(self, name: str, url: str, slug: str) -> Json:
        page = self._page("issuers", self._program.issuers, slug)
        return {"@type": "Organization", "@id": page, "name": name, "url": url}

    def _competency(self, link: Link) -> Json:
        """A skill as an award's credential names it."""
        url = self._page("skills", self._program.skills, link.url)
        return {"@type": "DefinedTerm", "name": link.name, "description": link.note, "url": url}

    def _skill(self, skill: Skill) -> Json:
        link = Link(skill.name, skill.slug, skill.description or "")
        return {**self._competency(link), "sameAs": [one.url for one in skill.alignments]}


def duration(start: datetime, end: datetime) -> str:
    """The time between as an ISO 8601 duration: whole years, else whole months, else days."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and add_duration(start, f"P{months}M") == end:
        return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
    return f"P{max(0, (end - start).days)}D"


def _alignment(link: Alignment) -> Json:
    return {
        "@type": "AlignmentObject",
        "targetName": link.name,
        "targetUrl": link.url,
        "targetDescription": link.description,
        "educationalFramework": link.framework,
    }


def _block(value: Json) -> Markup:
    """The document without what is empty, as text for a script element of type `application/ld+json`."""
    text = orjson.dumps({"@context": _CONTEXT, **_given(value)}, option=orjson.OPT_UTC_Z).decode()
    return Markup(text.translate(_ESCAPED))  # noqa: S704  (JSON, with nothing in it that HTML could take for its own)


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _given(one) for key, one in value.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_given(one) for one in value]
    return value
