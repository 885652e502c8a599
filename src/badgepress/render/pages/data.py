"""The programme's open data under `/data/`: classes and public awards, with a schema for each file; and under
`/schemas/` the schemas of what its authors write.

No identity hash, no salt, no country of a person, nothing unlisted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from badgepress.model import BadgeClass, Program, Trusted
from badgepress.read import schemas
from badgepress.registry import WITHDRAWN, AwardRow, by
from badgepress.render.pages.classes import document

File = tuple[str, bytes]

#: Columns of awards.csv and keys of a line of awards.ndjson, with what they hold.
COLUMNS = {
    "id": "Identifier of the award",
    "url": "The award's page",
    "credential": "The signed credential (Open Badges 3.0)",
    "badge": "Identifier of the badge class",
    "badge_name": "Name of the badge, as signed",
    "issuer": "Identifier of the issuer",
    "issuer_name": "Name of the issuer, as signed",
    "recipient": "Name of the earner, where the earner shows it",
    "earner": "Identifier of the earner's public profile, if there is one",
    "issued": "When it was issued (RFC 3339)",
    "expires": "When it expires (RFC 3339), if ever",
    "status": "active, revoked, suspended (revoked for the time being), or preview (not issued)",
    "revoked": "When it was revoked (RFC 3339), if it was",
    "suspended": "Since when it is suspended (RFC 3339), if it is",
}
_DATES = ("issued", "expires", "revoked", "suspended")
_ADDRESSES = ("url", "credential")
#: What begins a formula, in the wide forms of East Asian keyboards too, and what a program may pass over before it.
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def files(program: Program, rows: Sequence[AwardRow]) -> Iterator[File]:
    """Every file of `/data/` and `/schemas/`; `rows` are the public awards, newest first."""
    records = [_record(program, row) for row in rows]
    yield "data/badges.json", document(_badges(program, rows))
    yield "data/badges.schema.json", document(_badges_schema(program))
    yield "data/awards.ndjson", b"".join(orjson.dumps(_given(record)) + b"\n" for record in records)
    yield "data/awards.schema.json", document(_awards_schema(program))
    yield "data/awards.csv", _csv(records)
    yield "data/awards.csv-metadata.json", document(_csv_metadata())
    for name, schema in schemas.schemas(program.settings.base_url):
        yield f"schemas/{name}", schemas.written(schema)


def _record(program: Program, row: AwardRow) -> dict[str, str]:
    url = program.url(f"awards/{row.id}/")
    values = (url, f"{url}credential.json", row.badge, row.badge_name, row.issuer, row.issuer_name, row.name)
    since = ("", row.revoked) if row.state == "suspended" else (row.revoked, "")
    return dict(zip(COLUMNS, (row.id, *values, row.earner, row.issued, row.expires, row.state, *since), strict=True))


def _given(record: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in record.items() if value}


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _csv(records: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_safe(value) for value in record.values()] for record in records)
    return out.getvalue().encode()


def _badges(program: Program, rows: Sequence[AwardRow]) -> dict[str, Any]:
    grouped = by(rows, "badge")
    return {
        "$schema": "badges.schema.json",
        "program": program.settings.name,
        "url": program.settings.base_url,
        "badges": [_badge(program, badge, grouped.get(badge.slug, [])) for badge in program.classes.values()],
        "trusted": [_told(one) for one in program.trusted],
    }


def _told(one: Trusted) -> dict[str, Any]:
    """An issuer elsewhere; keys are told where some are named."""
    return {"name": one.name, "ids": list(one.ids), "why": one.why} | ({"keys": list(one.keys)} if one.keys else {})


def _badge(program: Program, badge: BadgeClass, rows: Sequence[AwardRow]) -> dict[str, Any]:
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
        "countries": len({row.country for row in standing if row.country}),
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
        extra = {"format": "date-time"} if name in _DATES else {"format": "uri"} if name in _ADDRESSES else {}
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


def _badges_schema(program: Program) -> dict[str, Any]:
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
    counts = {"awards": "Public awards that stand", "countries": "Countries they went to"}
    badge = {name: _field("string", text) for name, text in texts.items()}
    badge |= {name: _field("string", text, format="uri") for name, text in addresses.items()}
    badge |= {name: _field("array", text, items={"type": "string"}) for name, text in lists.items()}
    badge |= {name: _field("integer", text, minimum=0) for name, text in counts.items()}
    required = ["id", "url", "achievement", "image", "name", "description", "issuer", "type", "language", "awards"]
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
        },
        "required": ["program", "url", "badges", "trusted"],
        "additionalProperties": False,
    }


def _csv_metadata() -> dict[str, Any]:
    """The table's schema in CSV on the Web (W3C, Metadata Vocabulary for Tabular Data)."""
    columns = []
    for name, description in COLUMNS.items():
        kind = "dateTime" if name in _DATES else "anyURI" if name in _ADDRESSES else "string"
        columns.append({"name": name, "titles": name, "dc:description": description, "datatype": kind})
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "awards.csv",
        "tableSchema": {"columns": columns, "primaryKey": "id"},
    }
