"""`badgepress verify`, `bake` and `unbake`: single badges, of this programme or of anybody's."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click
import orjson

from badgepress import atomic
from badgepress.cli import options
from badgepress.cli.show import print_json, printable
from badgepress.errors import BadgepressError, BakeError, FetchError, errors, problem
from badgepress.openbadges import bake as baking
from badgepress.read import read_program
from badgepress.render.writer import MARKER
from badgepress.sign.compose import issuer_did
from badgepress.verify import verify as verify_badge
from badgepress.verify.fetch import LOCAL_HOSTS, MOST_BYTES, Fetch, HttpFetch, SiteFetch, offline
from badgepress.verify.report import Report
from badgepress.verify.words import DEFAULT, languages

#: How an award's page says where its credential is, and how far down to look for it.
_PAGE = b'<link rel="alternate" type="application/json" href="credential.json"'
_HEAD = 8192

_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "warning": ("!", "yellow"), "unknown": ("?", "yellow")}
_VERDICTS = {"valid": "green", "expired": "yellow", "unverified": "yellow", "revoked": "red", "invalid": "red"}


@click.command()
@click.argument("badge")
@click.option("--email", help="Check that the badge was given to this address; it stays on this machine.")
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A built site: what lies under its base_url is read from there.  [default: the site BADGE lies in]",
)
@click.option("--trust", multiple=True, metavar="ID", help="An issuer you know (DID or address); may be given again.")
@click.option(
    "--program",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A programme: its issuers, and those in its trusted.yml, are known.",
)
@click.option("--offline", "is_offline", is_flag=True, help="Read no address from the network.")
@click.option("--allow-private", is_flag=True, help="Also read addresses of private networks and of this machine.")
@click.option(
    "--lang", type=click.Choice(languages()), default=DEFAULT, show_default=True, help="Language of the report."
)
@options.now
@options.as_json
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

    Exits with 0 when the verdict is valid, with 1 when it is anything else.
    """
    remote = badge.startswith(("https://", "http://"))
    # Whoever names this machine means it; an address inside a badge never leads here.
    local = remote and urlsplit(badge).hostname in LOCAL_HOSTS
    fetch: Fetch = offline if is_offline else HttpFetch(allow_private=allow_private, allow_localhost=allow_private)
    site = site or (None if remote or badge == "-" else _site_around(Path(badge)))
    trusted = set(trust) | (_known(program) if program else set())
    if site is not None:
        base_url, own = _about(site)
        fetch = SiteFetch(site, base_url, fetch)
        trusted |= own
    read: Fetch = (HttpFetch(allow_localhost=True) if local else fetch) if remote else _read
    data = read(badge)
    if _PAGE in data[:_HEAD]:
        data = read(urljoin(badge, "credential.json") if remote else str(Path(badge).with_name("credential.json")))
    report = verify_badge(data, now=now, fetch=fetch, trusted=trusted, email=email, language=lang)
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)
    return int(report.verdict != "valid")


def _write(target: Path, data: bytes) -> None:
    """The file whole or not at all: an image that is baked over keeps its old bytes when the disk is full."""
    try:
        atomic.replace(target, data)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise BakeError(problem("cannot-write", f"cannot write: {reason}", file=str(target))) from None


@click.command()
@click.argument("image", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("credential", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="The baked image.  [default: over IMAGE]"
)
def bake(image: Path, credential: Path, out: Path | None) -> int:
    """Put CREDENTIAL (Open Badges 3.0 JSON, or a JWS) into IMAGE, a PNG or SVG."""
    try:
        text = credential.read_bytes().decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        hint = "a credential is JSON or a JWS, saved as UTF-8"
        raise BakeError(
            problem("bake-not-text", "the credential is no text", file=str(credential), hint=hint)
        ) from None
    baked = baking.bake(image.read_bytes(), text)
    target = out or image
    _write(target, baked)
    click.echo(f"baked {target}")
    return 0


@click.command()
@click.argument("image", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file for the credential.  [default: print it]",
)
@options.as_json
def unbake(image: Path, out: Path | None, as_json: bool) -> int:
    """Take the badge out of IMAGE, a PNG or SVG, and print it."""
    found = baking.unbake(image.read_bytes())
    if out is not None:
        _write(out, (found.text + "\n").encode())
        return 0
    if as_json:
        print_json({"kind": found.kind, "how": found.how, "text": found.text})
    else:
        click.echo(found.text)
    return 0


def _read(badge: str) -> bytes:
    if badge == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(badge).open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FetchError(problem("unreadable", f"cannot read: {reason}", file=badge)) from None


def _site_around(path: Path) -> Path | None:
    return next((folder for folder in path.resolve().parents if (folder / MARKER).is_file()), None)


def _known(root: Path) -> set[str]:
    """The issuers of a programme, and those it trusts."""
    program, problems = read_program(root)
    if program is None:
        raise BadgepressError(*errors(problems))
    own = {issuer_did(program, issuer) for issuer in program.issuers.values()}
    return own | {name for one in program.trusted for name in one.ids}


def _about(site: Path) -> tuple[str, set[str]]:
    """A built site's base_url and the issuers it speaks for, from its own files."""
    try:
        about = orjson.loads((site / MARKER).read_bytes())
        issuers = {orjson.loads(file.read_bytes())["id"] for file in site.glob("issuers/*/did.json")}
        return str(about["url"]), issuers | {name for one in about["trusted"] for name in one["ids"]}
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        raise BadgepressError(
            problem("not-a-site", "this folder is not a built site", file=str(site), expected=f"{MARKER} in it")
        ) from None


def _print(report: Report) -> None:
    click.echo(click.style(report.title, fg=_VERDICTS[report.verdict], bold=True))
    click.echo(printable(report.sentence))
    for note in report.notes:
        click.echo(printable(note))
    click.echo("")
    for check in report.checks:
        mark, colour = _MARKS.get(check.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {check.id:<13}{printable(check.sentence)}")
        if check.hint and check.outcome not in ("passed", "skipped"):
            click.echo(f"  {'':<13}{printable(check.hint)}")
    for endorsement in report.endorsements:
        mark, colour = _MARKS.get(endorsement.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {printable(endorsement.sentence)}")
    for number, inner in enumerate(report.credentials, start=1):
        name = inner.badge.name if inner.badge else ""
        title = click.style(inner.title, fg=_VERDICTS[inner.verdict], bold=True)
        click.echo("")
        click.echo(f"{number}. {printable(name)}: {title}" if name else f"{number}. {title}")
        click.echo(f"   {printable(inner.sentence)}")
