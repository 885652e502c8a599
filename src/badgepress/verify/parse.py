"""Check 1: finds the credential in the input."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from badgepress.errors import BakeError
from badgepress.openbadges.images.bake import unbake_all
from badgepress.openbadges.jwt import Token
from badgepress.openbadges.limits import IMAGE_BYTES, JSON_BYTES, SNIFFED_BYTES
from badgepress.verify import ob2form
from badgepress.verify.jsons import JsonTrouble, plain_copy, read_object
from badgepress.verify.report import UNSUPPORTED, Finding, Text
from badgepress.verify.tokens import credential_in, split

_NEWEST_FIRST = ("ob3", "clr", "ob2")
_PNG = b"\x89PNG\r\n\x1a\n"
# JPEG, GIF, WebP, AVIF and HEIC: images that badges are never baked into.
_PICTURE = re.compile(rb"\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|.{4}ftyp(?:avif|heic|heix|mif1)", re.DOTALL)
# One piece of what may precede the root of a markup file. We match piece by piece, because one pattern for all of them
# would backtrack endlessly on a hostile file.
_PROLOG = re.compile(
    r"[ \t\n\r]+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\][ \t\n\r]*)?>", re.DOTALL | re.IGNORECASE | re.ASCII
)
_HTML_DOCTYPE = re.compile(r"<!DOCTYPE[ \t\n\r]+html\b", re.IGNORECASE | re.ASCII)
_HTML_ROOT = re.compile(r"<html\b", re.IGNORECASE | re.ASCII)
_SVG_ROOT = re.compile(r"<(?:[\w.-]+:)?svg[ \t\n\r/>]", re.ASCII)
# The white space of JSON and XML, as in the browser. Plain `strip` removes other characters too.
_SPACE = " \t\n\r"
_BLANKS = _SPACE.encode()
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~.*)?", re.DOTALL)
_URL = re.compile(r"https?://[^ \t\n\r]+", re.IGNORECASE | re.ASCII)


class Parsed(NamedTuple):
    """The finding, the credential if there is one, notes, and the signed token around it, if any."""

    finding: Finding
    credential: dict[str, Any] | None = None
    notes: tuple[Text, ...] = ()
    token: Token | None = None


def parse(data: bytes | str | Mapping[str, Any], *, inner: bool = False) -> Parsed:
    """Finds the credential in a PNG, an SVG, a JSON text or an object.

    An `inner` object is part of one that was parsed already, so it is used as is.
    """
    try:
        if isinstance(data, Mapping):
            return Parsed(_ok("json"), dict(data) if inner else plain_copy(data))
        return _parse_bytes(data.encode() if isinstance(data, str) else bytes(data))
    except UnicodeEncodeError:
        return _failed("parse-bad-json")
    except JsonTrouble as trouble:
        return _json_failed(trouble)


def _parse_bytes(data: bytes) -> Parsed:
    if not data.strip(_BLANKS):
        return _failed("parse-empty")
    if data.startswith(_PNG):
        return _parse_image(data, "png")
    if _PICTURE.match(data):
        return _failed("parse-no-badge")
    # Skip all leading white space: the kind of file depends on what comes after it.
    begun = data[:IMAGE_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)[:SNIFFED_BYTES]
    if begun.startswith(b"%PDF-"):
        return _unsupported("pdf")
    if begun.startswith(b"<"):
        return _parse_markup(data, begun.decode("utf-8", "replace"))
    if len(data) > JSON_BYTES:
        return _failed("parse-too-large", limit="2 MB")
    try:
        text = data.decode("utf-8-sig").strip(_SPACE)
    except UnicodeDecodeError:
        return _failed("parse-bad-json")
    return _parse_text(text, "json")


def _parse_markup(data: bytes, begun: str) -> Parsed:
    if len(data) > IMAGE_BYTES:
        return _failed("parse-too-large", limit="8 MB")
    kind = _markup_kind(begun)
    if kind == "html":
        return _unsupported("html")
    return _parse_image(data, "svg") if kind == "svg" else _failed("parse-bad-json")


def _markup_kind(text: str) -> str:
    """`svg`, `html` or "", by the doctype and the root element."""
    at = 0
    while found := _PROLOG.match(text, at):
        if _HTML_DOCTYPE.match(text, at):
            return "html"
        at = found.end()
    if _HTML_ROOT.match(text, at):
        return "html"
    return "svg" if _SVG_ROOT.match(text, at) else ""


def _parse_image(data: bytes, how: str) -> Parsed:
    if len(data) > IMAGE_BYTES:
        return _failed("parse-too-large", limit="8 MB")
    try:
        found = unbake_all(data)
    except BakeError:
        return _failed("parse-bad-image")
    if not found:
        return _failed("parse-no-badge")
    newest = min(found, key=lambda baked: _NEWEST_FIRST.index(baked.kind))
    if newest.kind == "ob2" and _URL.fullmatch(newest.text.strip(_SPACE)):
        return Parsed(_ok(how), ob2form.pointer(newest.text.strip(_SPACE)))
    has_older = newest.kind == "ob3" and any(baked.kind == "ob2" for baked in found)
    return _parse_text(newest.text.strip(_SPACE), how, (Text("note", "other-badge"),) if has_older else ())


def _parse_text(text: str, how: str, notes: tuple[Text, ...] = ()) -> Parsed:
    """Parses a credential's JSON or token. Recognises some other forms, to say that they are not supported."""
    bare = _unquoted(text)
    if bare.startswith("ey") and (found := _JWT.fullmatch(bare)):
        return _unsupported("sd-jwt") if found[1] else _parse_token(bare, notes)
    if _URL.fullmatch(bare):
        return _unsupported("url")
    return Parsed(_ok(how), read_object(text), notes)


def _parse_token(text: str, notes: tuple[Text, ...]) -> Parsed:
    token = split(text)
    return Parsed(_ok("jwt"), credential_in(token.payload)[0], notes, token)


def _unquoted(text: str) -> str:
    """The content of a JSON string; other text unchanged."""
    if not text.startswith('"'):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value.strip(_SPACE) if isinstance(value, str) else text


def _json_failed(trouble: JsonTrouble) -> Parsed:
    return _failed(trouble.code, field=trouble.field, limit="2 MB")


def _ok(how: str) -> Finding:
    return Finding("passed", "parse-ok", {"how": Text("how", how)})


def _failed(code: str, **values: object) -> Parsed:
    return Parsed(Finding("unknown" if code in UNSUPPORTED else "failed", code, values))


def _unsupported(kind: str) -> Parsed:
    return _failed("parse-unsupported", kind=Text("kind", kind), advice=Text("advice", kind))
