"""Defines the fuzzing targets: each takes any bytes and raises only if the tested code has a bug."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from badgepress import verify
from badgepress.errors import BakeError, CredentialError
from badgepress.openbadges import status
from badgepress.openbadges.images.bake import unbake_all
from badgepress.openbadges.keys.did import did_web_url
from badgepress.openbadges.keys.ed25519 import decode_public
from badgepress.openbadges.moments import moment
from badgepress.read.sheets import SheetOptions, sheet_of
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.verify.parse import parse
from tests.vectors import world
from tests.vectors.hostile import DIDS
from tests.vectors.pieces import bitstring, gzipped, itxt, png, svg_json
from tests.verify.world import Told

CAP = 65_536
SHEETS = Path(__file__).resolve().parent.parent / "sheets"


@dataclass(frozen=True)
class Target:
    """A target: its function, the good inputs that are mutated, and its share of all inputs."""

    run: Callable[[bytes], None]
    samples: Callable[[], Sequence[bytes]]
    share: float


def run_image(data: bytes) -> None:
    """Check that reading a PNG or an SVG gives badges or BakeError."""
    with suppress(BakeError):
        for found in unbake_all(data):
            found.text.encode()


def run_json(data: bytes) -> None:
    """Check that JSON is read as any other parser reads it, and that everything else is JsonTrouble."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        value = read_object(text)
    except JsonTrouble:
        return
    if value != json.loads(text, parse_int=float):
        raise AssertionError("read as something else")


def run_jwt(data: bytes) -> None:
    """Check that a text that looks like a token is decoded or refused with a message."""
    parse(data.decode("utf-8", "surrogateescape"))


def run_bitstring(data: bytes) -> None:
    """Check that a status list is unpacked within its limit or gives CredentialError."""
    text = data.decode("latin-1")
    packed = "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()
    for one in (text, packed):
        with suppress(CredentialError):
            if len(status.decode(one, cap=CAP)) > CAP:
                raise AssertionError("larger than the cap")


def run_did(data: bytes) -> None:
    """Check that the address of a did:web is https on its own host, without dot segments."""
    text = data.decode("latin-1")
    with suppress(CredentialError):
        address = did_web_url(text)
        host, *path = address.removeprefix("https://").split("/")
        plain = address.startswith("https://") and address.isascii() and address.isprintable()
        if not plain or "@" in host or ".." in path or "." in path or path[-1] != "did.json":
            raise AssertionError(address)


def run_key(data: bytes) -> None:
    """Check that a Multikey gives 32 bytes or CredentialError."""
    with suppress(CredentialError):
        if len(decode_public(data.decode("latin-1"))) != 32:
            raise AssertionError("a key of another length")


def run_date(data: bytes) -> None:
    """Check that a date is in UTC or None."""
    found = moment(data.decode("latin-1"))
    if found is not None and found.utcoffset() is None:
        raise AssertionError("a date without a zone")


def run_parse(data: bytes) -> None:
    """Check that the first check always ends with a message."""
    parse(data)


def run_verify(data: bytes) -> None:
    """Check that every input gives a report, and that a valid one is the original badge."""
    now = moment(world.NOW)
    assert now
    report = verify(data, now=now, fetch=Told(world.documents()), trusted=[world.ORG], email=world.EMAIL)
    json.dumps(report.as_dict(), ensure_ascii=False).encode()
    if report.verdict == "valid" and said(parse(data).credential) != said(world.signed()):
        raise AssertionError("a changed badge is valid")


def said(value: object) -> object:
    """What a credential says, all of it: sets have no order, and one thing may stand alone or in a list.

    Its proofs stand beside what it says; its contexts give the words their meaning, which the signature is over.
    """
    if isinstance(value, dict):
        members = {name: said(one) for name, one in value.items() if name not in ("proof", "@context")}
        return {name: one for name, one in members.items() if one not in (None, [])}
    if isinstance(value, list):
        entries = {json.dumps(one, sort_keys=True): one for one in map(said, value) if one is not None}
        each = [entries[text] for text in sorted(entries)]
        return each[0] if len(each) == 1 else each
    return value


@cache
def badge() -> bytes:
    """Return the badge of all vectors as a file."""
    return json.dumps(world.signed(), ensure_ascii=False).encode()


def run_sheet(data: bytes) -> None:
    """Check that any sheet gives rows, or problems that can be shown."""
    for one in sheet_of(data, "people", SheetOptions(fixed_badge=True))[1]:
        if not str(one).replace("\n  hint: ", " ").isprintable():
            raise AssertionError(repr(one))


def sheets() -> list[bytes]:
    """Return the sheets of other platforms, valid and broken."""
    return [path.read_bytes() for path in sorted(SHEETS.rglob("*.csv"))]


@cache
def workbooks() -> list[bytes]:
    """Return one of them as a workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in csv.reader(io.StringIO((SHEETS / "known" / "credly.csv").read_text("utf-8"))):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return [out.getvalue()]


def files() -> list[bytes]:
    """Return the badge in each of its forms."""
    return [badge(), *images(), *drawings()]


def images() -> list[bytes]:
    """Return PNGs with a badge, small and large."""
    text = badge().decode()
    small = '{"id": "x"}'
    return [
        png(itxt(small)),
        png(itxt(small, packed=True)),
        png(itxt(text)),
        png(itxt(small), itxt(small, keyword="openbadges")),
    ]


def drawings() -> list[bytes]:
    """Return SVGs with a badge."""
    return [svg_json('{"id": "x"}'), svg_json(badge().decode())]


def tokens() -> list[bytes]:
    """Return texts that look like JWTs."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    header = {"alg": "EdDSA", "kid": world.ORG_METHOD, "typ": "vc+jwt"}
    payload = {"iss": world.ORG, "sub": "did:key:z6Mk", "nbf": 1789344000, "vc": {"id": "x"}}
    odd = {"crit": ["b64"], "b64": False}
    headers = (header, header | {"alg": "none"}, header | odd, {"alg": "RS256", "jwk": {"kty": "RSA"}})
    return [f"{part(one)}.{part(payload)}.{'A' * 86}".encode() for one in headers]


def lists() -> list[bytes]:
    """Return compressed status lists, as bytes and as text."""
    packed = gzipped(bitstring(2048, (3, 999)))
    return [packed, b"u" + base64.urlsafe_b64encode(packed).rstrip(b"=")]


TARGETS: dict[str, Target] = {
    "png": Target(run_image, images, 0.12),
    "svg": Target(run_image, drawings, 0.08),
    "json": Target(
        run_json, lambda: [badge()[:600] + b"}", b'{"a":[1,-0.5,1e9,"\\u00e9",null,true],"b":{"c":"d"}}'], 0.135
    ),
    "jwt": Target(run_jwt, tokens, 0.1),
    "bitstring": Target(run_bitstring, lists, 0.12),
    "did": Target(run_did, lambda: [one.encode() for one in (world.ORG, *DIDS)], 0.14),
    "key": Target(run_key, lambda: [world.ORG_KEY.public.encode()], 0.1),
    "date": Target(run_date, lambda: [b"2026-09-14T08:30:00Z", b"2026-02-28T23:59:60.123+14:00"], 0.07),
    "parse": Target(run_parse, files, 0.05),
    "verify": Target(run_verify, files, 0.05),
    "sheet": Target(run_sheet, sheets, 0.03),
    "workbook": Target(run_sheet, workbooks, 0.005),
}
