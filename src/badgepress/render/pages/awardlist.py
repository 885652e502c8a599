"""The public awards as data: `/data/awards.csv` and `.ndjson`, and numbered shards of them where there are many.

Up to 50,000 awards each of the two files holds all. Beyond, `/data/awards/<n>.csv` and `.ndjson` hold them in shards of
at most 4,000 awards and 2 MB, the oldest in shard 1; `/data/awards.json` lists the shards, and the two files hold what
the newest shard holds. A new award changes the newest shard alone. In every file the newest award comes first.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from badgepress.model import Program
from badgepress.registry import AwardRow
from badgepress.render.pages.classes import document
from badgepress.render.pages.paging import MOST_BYTES, cut

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
DATES = ("issued", "expires", "revoked", "suspended")
ADDRESSES = ("url", "credential")
#: So many awards are in one file; more are in shards.
IN_ONE_FILE = 50_000
#: Awards in a shard. A realistic one is 360 bytes in CSV and 470 as a line of NDJSON.
IN_A_SHARD = 4_000
#: What a state and its date take in a line at most, beyond the state of an award that stands.
_STATE_ROOM = 48
#: What begins a formula, in the wide forms of East Asian keyboards too, and what a program may pass over before it.
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_MANIFEST_SCHEMA = "awards-manifest.schema.json"


class _Line(NamedTuple):
    """An award in both forms: a line of NDJSON, and the cells of the table."""

    issued: str
    json: bytes
    cells: tuple[str, ...]
    weight: int


def files(
    program: Program, rows: Sequence[AwardRow], whole: int = IN_ONE_FILE, most: int = IN_A_SHARD
) -> Iterator[File]:
    """The awards' data and its description; `rows` are the public awards, newest first.

    One shard is in memory at a time. More than `whole` awards are in shards of at most `most`.
    """
    address = program.url("awards/")
    if len(rows) <= whole:
        lines = [_line(address, row) for row in rows]
        yield "data/awards.ndjson", _ndjson(lines)
        yield "data/awards.csv", _csv(lines)
        yield "data/awards.csv-metadata.json", document(_csv_metadata(0))
        return
    oldest_first = (_line(address, row) for row in reversed(rows))
    told: list[dict[str, Any]] = []
    table = ndjson = b""
    for number, part in enumerate(cut(oldest_first, lambda: lambda line: line.weight, MOST_BYTES, most), 1):
        part.reverse()
        table, ndjson = _csv(part), _ndjson(part)
        yield f"data/awards/{number}.csv", table
        yield f"data/awards/{number}.ndjson", ndjson
        told.append(
            {
                "number": number,
                "awards": len(part),
                "first": part[-1].issued,
                "last": part[0].issued,
                "csv": _told(f"awards/{number}.csv", table),
                "ndjson": _told(f"awards/{number}.ndjson", ndjson),
            }
        )
    yield "data/awards.ndjson", ndjson
    yield "data/awards.csv", table
    yield "data/awards.csv-metadata.json", document(_csv_metadata(len(told)))
    about = {"$schema": _MANIFEST_SCHEMA, "program": program.settings.name, "url": program.settings.base_url}
    yield "data/awards.json", document({**about, "awards": len(rows), "shards": told})
    yield f"data/{_MANIFEST_SCHEMA}", document(_manifest_schema(program))


def _line(address: str, row: AwardRow) -> _Line:
    """Return an award in both forms; `address` is that of all awards."""
    url = f"{address}{row.id}/"
    is_suspended = row.state == "suspended"
    since = ("", row.revoked) if is_suspended else (row.revoked, "")
    values = (
        *(row.id, url, f"{url}credential.json", row.badge, row.badge_name, row.issuer, row.issuer_name, row.name),
        *(row.earner, row.issued, row.expires, str(row.state), *since),
    )
    data = orjson.dumps({key: value for key, value in zip(COLUMNS, values, strict=True) if value})
    # a shard must not end elsewhere when an award is revoked, so a line weighs the same in every state
    state = len(row.state) + (len(row.revoked) + (15 if is_suspended else 13) if row.revoked else 0)
    cells = tuple(f"'{text}" if text.startswith(_RISKY) else text for text in values)
    return _Line(row.issued, data, cells, len(data) + 1 - state + _STATE_ROOM)


def _ndjson(lines: Sequence[_Line]) -> bytes:
    return b"".join([line.json + b"\n" for line in lines])


def _csv(lines: Sequence[_Line]) -> bytes:
    """The table; no cell is one that a spreadsheet takes for a formula (OWASP, CSV injection)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(line.cells for line in lines)
    return out.getvalue().encode()


def _told(path: str, data: bytes) -> dict[str, Any]:
    return {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _csv_metadata(shards: int) -> dict[str, Any]:
    """The schema of the tables in CSV on the Web (W3C, Metadata Vocabulary for Tabular Data).

    With shards, `awards.csv` repeats the newest one, so it brings nothing to the group of tables.
    """
    columns = []
    for name, description in COLUMNS.items():
        kind = "dateTime" if name in DATES else "anyURI" if name in ADDRESSES else "string"
        columns.append({"name": name, "titles": name, "dc:description": description, "datatype": kind})
    schema = {"tableSchema": {"columns": columns, "primaryKey": "id"}}
    about = {"@context": "http://www.w3.org/ns/csvw"}
    if not shards:
        return {**about, "url": "awards.csv", **schema}
    tables: list[dict[str, Any]] = [{"url": f"awards/{number}.csv"} for number in range(1, shards + 1)]
    return {**about, "tables": [*tables, {"url": "awards.csv", "suppressOutput": True}], **schema}


def _manifest_schema(program: Program) -> dict[str, Any]:
    """The schema of awards.json."""

    def shape(title: str, **fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "description": title,
            "properties": fields,
            "required": [name for name in fields if name != "$schema"],
            "additionalProperties": False,
        }

    def count(description: str) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "description": description}

    def day(description: str) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "description": description}

    file = shape(
        "One file of a shard",
        path={"type": "string", "format": "uri-reference", "description": "Its address, from that of awards.json"},
        bytes=count("Its size"),
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of its bytes"},
    )
    shard = shape(
        "Awards that were issued one after another",
        number=count("1 is the oldest"),
        awards=count("Awards in it"),
        first=day("When its oldest award was issued"),
        last=day("When its newest award was issued"),
        csv=file,
        ndjson=file,
    )
    text = {"type": "string", "description": "Name of the programme"}
    whole = shape(
        "Where the programme's public awards are",
        **{"$schema": {"type": "string", "description": "This schema"}},
        program=text,
        url={"type": "string", "format": "uri", "description": "Its address"},
        awards=count("Public awards in all shards"),
        shards={"type": "array", "items": shard, "description": "The shards, oldest first"},
    )
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": program.url(f"data/{_MANIFEST_SCHEMA}")}
    return {**about, "title": "awards.json", **whole}
