"""The programme's open data under `/data/`: classes and public awards, with a schema for each file; and under
`/schemas/` the schemas of what its authors write.

No identity hash, no salt, no country of a person, nothing unlisted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from badgepress.model import BadgeClass, Program, Trusted
from badgepress.read import schemas
from badgepress.registry import WITHDRAWN, AwardRow, by
from badgepress.render.pages import awardlist
from badgepress.render.pages.awardlist import ADDRESSES, COLUMNS, DATES
from badgepress.render.pages.classes import document
from badgepress.render.pages.paging import MOST_BYTES, cut

File = tuple[str, bytes]


def files(program: Program, rows: Sequence[AwardRow], countries: Mapping[str, int]) -> Iterator[File]:
    """Every file of `/data/` and `/schemas/`; `rows` are the public awards, newest first.

    `countries` tells for each class how many countries it went to.
    """
    yield from badge_files(program, rows, countries)
    yield "data/awards.schema.json", document(_awards_schema(program))
    yield from awardlist.files(program, rows)
    for name, schema in schemas.schemas(program.settings.base_url):
        yield f"schemas/{name}", schemas.written(schema)


def badge_files(
    program: Program, rows: Sequence[AwardRow], countries: Mapping[str, int], most: int = MOST_BYTES
) -> Iterator[File]:
    """`badges.json` and its schema; the classes are in files of their own where one would take more than `most` bytes.

    Then `badges.json` has no class, and lists those files.
    """
    grouped = by(rows, "badge")
    badges = [
        _badge(program, badge, grouped.get(badge.slug, []), countries.get(badge.slug, 0))
        for badge in program.classes.values()
    ]
    whole = document(_badges(program, badges))
    is_sharded = len(whole) > most
    if is_sharded:
        room = most - len(document(_badges(program, [])))
        parts = cut(badges, lambda: _weight, room)
        shards = [(f"badges/{number}.json", _badges(program, part, "../")) for number, part in enumerate(parts, 1)]
        whole = document(_badges(program, []) | {"shards": [path for path, _ in shards]})
        yield from ((f"data/{path}", document(shard)) for path, shard in shards)
    yield "data/badges.json", whole
    yield "data/badges.schema.json", document(_badges_schema(program, is_sharded=is_sharded))


def _weight(badge: dict[str, Any]) -> int:
    """What a class takes in the file, where each of its lines is four characters further in."""
    data = document(badge)
    return len(data) + 4 * data.count(b"\n") + 2


def _badges(program: Program, badges: Sequence[dict[str, Any]], root: str = "") -> dict[str, Any]:
    return {
        "$schema": f"{root}badges.schema.json",
        "program": program.settings.name,
        "url": program.settings.base_url,
        "badges": list(badges),
        "trusted": [_told(one) for one in program.trusted],
    }


def _told(one: Trusted) -> dict[str, Any]:
    """An issuer elsewhere; keys are told where some are named."""
    return {"name": one.name, "ids": list(one.ids), "why": one.why} | ({"keys": list(one.keys)} if one.keys else {})


def _badge(program: Program, badge: BadgeClass, rows: Sequence[AwardRow], countries: int) -> dict[str, Any]:
    page = program.url(f"badges/{badge.slug}/")
    standing = [row for row in rows if row.state not in WITHDRAWN]
    found = {
        "id": badge.slug,
        "url": page,
        "achievement": f"{page}achievement.json",
        "image": f"{page}badge.png",
        "name": badge.name,
        "description": badge.description,
        "issuer": program.issuer_of(badge).slug,
        "type": badge.type,
        "family": badge.family,
        "level": badge.level.value if badge.level else None,
        "skills": list(badge.skills) or None,
        "tags": list(badge.tags) or None,
        "requires": list(badge.requires) or None,
        "version": badge.version,
        "language": badge.language or program.settings.language,
        "time_to_earn": badge.time_to_earn,
        "cost": badge.cost,
        "expires_after": badge.expires_after,
        "retired": f"{badge.retired:%Y-%m-%d}" if badge.retired else None,
        "activity_url": badge.activity_url,
        "awards": len(standing),
        "countries": countries,
    }
    return {key: value for key, value in found.items() if value is not None}


def _field(kind: str, description: str, **extra: Any) -> dict[str, Any]:
    return {"type": kind, "description": description, **extra}


def _schema(program: Program, name: str, title: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": program.url(f"data/{name}"),
        "title": title,
    }


def _awards_schema(program: Program) -> dict[str, Any]:
    properties = {}
    for name, description in COLUMNS.items():
        extra = {"format": "date-time"} if name in DATES else {"format": "uri"} if name in ADDRESSES else {}
        properties[name] = _field("string", description, **extra)
    properties["status"]["enum"] = ["active", "revoked", "suspended", "preview"]
    required = ["id", "url", "credential", "badge", "badge_name", "issuer_name", "issued", "status"]
    return _schema(program, "awards.schema.json", "One line of awards.ndjson") | {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _trusted_schema() -> dict[str, Any]:
    fields = {
        "name": _field("string", "Name of the issuer"),
        "ids": _field("array", "What its badges name as their issuer: DIDs and addresses", items={"type": "string"}),
        "why": _field("string", "Why it is known here"),
    }
    keys = _field("array", "Its keys, or addresses of its keys, where its profile lists none", items={"type": "string"})
    properties = {**fields, "keys": keys}
    return {"type": "object", "properties": properties, "required": list(fields), "additionalProperties": False}


def _badges_schema(program: Program, *, is_sharded: bool) -> dict[str, Any]:
    texts = {
        "id": "Identifier of the class",
        "name": "Its name",
        "description": "What it means, in Markdown",
        "issuer": "Identifier of its issuer",
        "type": "Achievement type of Open Badges 3.0",
        "family": "The family it belongs to",
        "level": "Foundational, Intermediate or Advanced",
        "version": "Its version",
        "language": "Language of its text (BCP 47)",
        "time_to_earn": "How long it takes, in words",
        "cost": "What it costs, in words",
        "expires_after": "How long an award holds (ISO 8601 duration)",
        "retired": "The day from which it is not awarded any more",
    }
    addresses = {
        "url": "Its page",
        "achievement": "Its Open Badges 3.0 document",
        "image": "Its image",
        "activity_url": "Where it is earned",
    }
    lists = {"skills": "Skills it stands for", "tags": "Topics", "requires": "Classes to earn first"}
    counts = {
        "awards": "Public awards that stand",
        "countries": "Countries of public profiles, and those with so many earners that nobody is found in them",
    }
    badge = {name: _field("string", text) for name, text in texts.items()}
    badge |= {name: _field("string", text, format="uri") for name, text in addresses.items()}
    badge |= {name: _field("array", text, items={"type": "string"}) for name, text in lists.items()}
    badge |= {name: _field("integer", text, minimum=0) for name, text in counts.items()}
    required = ["id", "url", "achievement", "image", "name", "description", "issuer", "type", "language", "awards"]
    files = _field("array", "Files with the classes, each like this one; then none is here", items={"type": "string"})
    shards = {"shards": files} if is_sharded else {}
    return _schema(program, "badges.schema.json", "badges.json") | {
        "type": "object",
        "properties": {
            "$schema": _field("string", "This schema"),
            "program": _field("string", "Name of the programme"),
            "url": _field("string", "Its address", format="uri"),
            "badges": _field(
                "array",
                "Every badge class",
                items={"type": "object", "properties": badge, "required": required, "additionalProperties": False},
            ),
            "trusted": _field("array", "Issuers elsewhere that the programme knows", items=_trusted_schema()),
            **shards,
        },
        "required": ["program", "url", "badges", "trusted"],
        "additionalProperties": False,
    }
