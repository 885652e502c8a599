"""`badgepress verify`: verify one badge, of any issuer."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click
import orjson

from badgepress.cli import options
from badgepress.cli.codes import NO_READER, NoReader, read_code
from badgepress.cli.show import json_errors, print_json
from badgepress.cli.verdict import print_report
from badgepress.errors import BadgepressError, FetchError, problem, refusal
from badgepress.openbadges.jsonld import contexts
from badgepress.openbadges.limits import FETCH_BYTES
from badgepress.read import require_program
from badgepress.render.writer import MARKER
from badgepress.sign.compose import known_issuers
from badgepress.verify import verify as verify_badge
from badgepress.verify.fetch import Fetch, SiteFetch, offline
from badgepress.verify.pages import explained, unread
from badgepress.verify.report import Report, Text
from badgepress.verify.servers import is_local
from badgepress.verify.web import HttpFetch
from badgepress.words import DEFAULT, languages, tell

_EXIT_CODES: Mapping[str, int] = {"valid": 0, "unverified": 3}
#: The tag by which an award's page links to its credential, and how many bytes to search for it.
_PAGE = b'<link rel="alternate" type="application/json" href="credential.json"'
_HEAD = 8192
_ADDRESS = re.compile(r"https?://\S{1,4000}", re.IGNORECASE)
#: An address without its scheme, as letters print it.
_BARE = re.compile(r"[^\s/:@]+\.[a-z][^\s/:@]*(?::[0-9]+)?/\S*", re.IGNORECASE)


@click.command()
@click.argument("badge")
@click.option("--email", help="Check that the badge was issued to this address; it never leaves this machine.")
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A built site you trust: its issuers are known, and addresses under its base_url are read from the folder.  "
    "[default: site, if BADGE is in it and a programme is beside it]",
)
@click.option("--trust", multiple=True, metavar="ID", help="An issuer you know (DID or address); repeatable.")
@click.option(
    "--program",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A programme: its issuers, and those in its trusted.yml, are known.",
)
@click.option("--offline", "is_offline", is_flag=True, help="Do not use the network.")
@click.option("--allow-private", is_flag=True, help="Also read from private networks and from this machine.")
@click.option(
    "--lang", type=click.Choice(languages()), default=DEFAULT, show_default=True, help="Language of the report."
)
@options.now
@options.as_json
@json_errors
def verify(
    badge: str,
    email: str | None,
    site: Path | None,
    trust: tuple[str, ...],
    program: Path | None,
    is_offline: bool,
    allow_private: bool,
    lang: str,
    now: datetime,
    as_json: bool,
) -> int:
    """Verify BADGE: a baked PNG or SVG, a JSON file, an address of one or of an award's page, or - for standard input.

    If a picture has no badge but a QR code with an award's address, verifies that award (needs `badgepress[qr]`).

    Exits with 0 if the verdict is valid, with 3 if it is unverified (something could not be found out, or cannot be
    checked here), and with 1 if it is anything else or BADGE cannot be read.
    """
    email = None if email is None else options.typed_address(email)
    contexts.bundled()  # raises if the installation has no bundle, so that the badge is not blamed
    # A malformed address is still reported as an address, not as a missing file.
    named = badge if badge.startswith(("https://", "http://")) else None
    address = None if _exists(badge) else as_address(badge) or named
    remote, badge = address is not None, address or badge
    web = HttpFetch(allow_private=allow_private, allow_localhost=allow_private)
    around = None if site or remote or badge == "-" else _site_around(Path(badge))
    site = site or (around if around and _is_own(around) else None)
    trusted, keys = _known(program) if program else (set(), {})
    trusted |= set(trust)
    folder = None
    if site is not None:
        base_url, own, more = _about(site)
        folder = SiteFetch(site, base_url)
        trusted |= own
        keys = {**keys, **{issuer: (*keys.get(issuer, ()), *listed) for issuer, listed in more.items()}}

    def over(web: Fetch) -> Fetch:
        network = offline if is_offline else web
        return folder.over(network) if folder else network

    # An address that the user gives may redirect anywhere; one that a badge names may not.
    fetch, away = over(web), replace(web, anywhere=True)
    # The user may name this machine; an address inside a badge may not.
    given = replace(away, allow_localhost=True) if is_local(badge) else away

    def ask(data: bytes) -> Report:
        found = verify_badge(data, now=now, fetch=fetch, trusted=trusted, keys=keys, email=email)
        return explained(found, data)

    try:
        data = _start(over(given) if remote else _read, badge, is_remote=remote)
        report, hint = _follow_code(ask, data, over(away))
    except FetchError as error:
        if not remote:
            raise
        report, hint = unread(badge, error, now=now), ""
    if around and not site:
        report = replace(report, notes=(*report.notes, Text("note", "folder-unread", {"folder": str(around)})))
    if as_json:
        print_json(tell(report, lang).as_dict())
    else:
        print_report(report, language=lang, hint=hint)
    return _EXIT_CODES.get(report.verdict, 1)


def _start(read: Fetch, badge: str, *, is_remote: bool) -> bytes:
    """Read a badge, or the credential beside it if it is an award's page."""
    try:
        data = read(badge)
    except FetchError as error:
        # For a folder, servers return its index page. A built site on disk does not, so ask for that page.
        if error.code != "not-found" or not (is_remote and isinstance(read, SiteFetch)):
            raise
        data = read(_beside(badge, "index.html"))
    if badge == "-" or _PAGE not in data[:_HEAD]:
        return data
    return read(_beside(badge) if is_remote else str(Path(badge).with_name("credential.json")))


def _beside(address: str, name: str = "credential.json") -> str:
    """Return the address of a file beside an award's page, whether or not the page's address ends in a slash."""
    parts = urlsplit(address)
    path = parts.path if parts.path.endswith(("/", ".html")) else f"{parts.path}/"
    return urljoin(parts._replace(path=path, query="", fragment="").geturl(), name)


def _follow_code(ask: Callable[[bytes], Report], data: bytes, fetch: Fetch) -> tuple[Report, str]:
    """Return the report on the data, or on the award that its QR code links to; and a hint, or an empty text."""
    report = ask(data)
    if report.checks[0].code != "parse-no-badge":
        return report, ""
    try:
        text = read_code(data)
    except NoReader:
        return report, NO_READER
    address = as_address(text)
    if address is None:
        return report, ""
    try:
        found = ask(_start(fetch, address, is_remote=True))
    except FetchError as error:
        found = unread(address, error, now=report.checked_at)
    note = Text("note", "code", {"address": address})
    return replace(found, notes=(note, *found.notes)), ""


def _exists(badge: str) -> bool:
    """Return whether a file of this name exists. A long address makes the system raise, so catch that."""
    try:
        return Path(badge).exists()
    except (OSError, ValueError):
        return False


def as_address(text: str) -> str | None:
    """Normalise a text that is one web address and nothing else; return None for any other text."""
    inner = re.sub(r"^<(.*)>$", r"\1", text.strip())
    address = f"https://{inner}" if _BARE.fullmatch(inner) else inner
    if not _ADDRESS.fullmatch(address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def _read(badge: str) -> bytes:
    if badge == "-":
        return sys.stdin.buffer.read(FETCH_BYTES + 1)
    try:
        with Path(badge).open("rb") as stream:
            return stream.read(FETCH_BYTES + 1)
    except OSError as error:
        raise FetchError(problem("unreadable", f"cannot read: {refusal(error)}", file=badge)) from None


def _site_around(path: Path) -> Path | None:
    return next((folder for folder in path.resolve().parents if (folder / MARKER).is_file()), None)


def _is_own(site: Path) -> bool:
    """Return whether this is the site that the programme here builds. Any other folder may have come with the badge."""
    return site == Path("site").resolve() and Path("badges/program.yml").is_file()


_Keys = dict[str, tuple[str, ...]]


def _known(root: Path) -> tuple[set[str], _Keys]:
    """Return the ids of a programme's issuers and of those it trusts, and the keys that it lists for them."""
    program = require_program(root)
    return set(known_issuers(program)), program.known_keys


def _about(site: Path) -> tuple[str, set[str], _Keys]:
    """Read a built site's base_url, its own and trusted issuers, and the keys that it lists for them."""
    try:
        about = orjson.loads((site / MARKER).read_bytes())
        issuers = {orjson.loads(file.read_bytes())["id"] for file in site.glob("issuers/*/did.json")}
        keys: _Keys = {}
        for one in about["trusted"]:
            for name in one["ids"] if one.get("keys") else ():
                keys[name] = (*keys.get(name, ()), *map(str, one["keys"]))
        return str(about["url"]), issuers | {name for one in about["trusted"] for name in one["ids"]}, keys
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        raise BadgepressError(
            problem("not-a-site", "this folder is not a built site", file=str(site), expected=f"{MARKER} in it")
        ) from None
