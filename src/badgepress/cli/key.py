"""`badgepress key`: create, list, replace and end signing keys."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from badgepress import edit, sign
from badgepress.cli import options
from badgepress.cli.apart import on_issued_branch
from badgepress.cli.holding import held_for
from badgepress.cli.hosting import host_here, in_ci
from badgepress.cli.secrets import key_home, keyring, new_key_file, new_passphrase
from badgepress.cli.show import counted, json_errors, print_json, show_change
from badgepress.model import Issuer, Key, Program
from badgepress.read import require_program

_passphrase = click.option(
    "--passphrase", is_flag=True, help="Lock the key file with a passphrase (BADGEPRESS_PASSPHRASE, else asked for)."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
_WORDS = {"": "in use", "not-yet": "not in use yet", "ended": "no longer in use", "revoked": "revoked"}


@click.group()
def key() -> None:
    """Create, list, replace and end signing keys."""


@key.command("new")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=lambda: key_home() / "issuer.key",
    help="The new key file; keep it outside the repository.  [default: ~/.config/badgepress/issuer.key]",
)
@_passphrase
@options.now
def new(out: Path, passphrase: bool, now: datetime) -> int:
    """Create a signing key: write the secret to a file, and print the public half."""
    secret = _create(out, passphrase)
    click.echo("Add the public half to the issuer's file, badges/issuers/<slug>.yml:\n")
    click.echo(f"keys:\n  - public: {secret.public}\n    from: {now:%Y-%m-%d}\n")
    _how_to_sign(out)
    return 0


@key.command("rotate")
@click.argument("issuer")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new key file.  [default: ~/.config/badgepress/<issuer>-<date>.key]",
)
@_passphrase
@_dry_run
@options.program
@options.now
@options.wait
def rotate(
    issuer: str, out: Path | None, passphrase: bool, dry_run: bool, program: Path, now: datetime, wait: float
) -> int:
    """Replace the key of ISSUER: create a new key, and end the current one.

    What the old key signed stays valid. Change the secret in CI when you merge the change.
    """
    file = out or key_home() / f"{issuer}-{now:%Y-%m-%d}.key"
    if dry_run:
        show_change(edit.rotate_key(program, issuer, sign.SecretKey.generate().public, now))
        return 0
    words = new_passphrase() if passphrase else ""
    secret = sign.SecretKey.generate()
    with held_for("key rotate", program, wait) as held:
        change = edit.rotate_key(program, issuer, secret.public, now)
        with new_key_file(file, secret, words):
            click.echo(f"wrote {file} (the secret key: never commit it)\n")
            show_change(change)
            edit.apply(held, change)
    click.echo("")
    click.echo(f"Sign on this machine with:  badgepress build --key {file}")
    click.echo(in_ci(host_here(program), issuer, "instead"))
    return 0


@key.command("retire")
@click.argument("issuer")
@click.argument("public")
@click.option("--compromised", is_flag=True, help="The key was stolen or lost: what it signs from --now on is invalid.")
@_dry_run
@options.program
@options.now
@options.wait
@on_issued_branch()
def retire(
    issuer: str, public: str, compromised: bool, dry_run: bool, program: Path, now: datetime, wait: float
) -> int:
    """End ISSUER's key PUBLIC (z6Mk…) at --now.

    What it signed before then stays valid. For a stolen key, give --compromised, and the time of the theft as --now.
    """
    with nullcontext() if dry_run else held_for("key retire", program, wait) as held:
        change = edit.retire_key(program, issuer, public, now, compromised=compromised)
        show_change(change)
        _warn_of_late(program, issuer, public, now)
        if held is not None:
            edit.apply(held, change)
    return 0


def _warn_of_late(program: Path, issuer: str, public: str, now: datetime) -> None:
    """Warn about awards that the key signed after its new end."""
    read = require_program(program, faultless=True)
    late = [use for use in _uses(read, read.issuers[issuer], public) if use.at >= now]
    if late:
        names = ", ".join(use.award for use in late[:5]) + (", …" if len(late) > 5 else "")
        click.echo(f"\n{counted(len(late), 'award')} signed since then will be invalid: {names}")
        click.echo("issue each of them again with another key: badgepress reissue ID")


@key.command("show")
@options.as_json
@options.program
@options.key
@options.now
@json_errors
@on_issued_branch()
def show(as_json: bool, program: Path, key: Path | None, now: datetime) -> int:
    """List every issuer's keys: from when until when, how many awards they signed, and whether the secret was given."""
    read = require_program(program, faultless=True)
    ring = keyring(key)
    rows = [_row(read, issuer, one, ring, now) for issuer in read.issuers.values() for one in issuer.keys]
    if as_json:
        print_json({"keys": rows})
        return 0
    for slug in read.issuers:
        click.echo(f"{slug}:")
        listed = [row for row in rows if row["issuer"] == slug]
        for row in listed:
            window = [f"{name} {row[name]}" for name in ("from", "until", "revoked") if row[name]]
            secret = ", the secret was given" if row["secret"] else ""
            click.echo(f"  {row['public']}\n    {row['state']}{secret}; signed {counted(row['awards'], 'award')}")
            if window:
                click.echo(f"    {', '.join(window)}")
        if not listed:
            click.echo("  no key: nothing can be signed for this issuer; `badgepress key new` creates one")
    return 0


def _create(out: Path, passphrase: bool) -> sign.SecretKey:
    words = new_passphrase() if passphrase else ""
    secret = sign.SecretKey.generate()
    with new_key_file(out, secret, words):
        click.echo(f"wrote {out} (the secret key: never commit it)\n")
    return secret


def _how_to_sign(out: Path) -> None:
    click.echo(f"Sign on this machine with:  badgepress build --key {out}")
    click.echo("To sign in CI, set the secret BADGEPRESS_KEY to the file's text.")


def _uses(program: Program, issuer: Issuer, public: str) -> Sequence[sign.Use]:
    return sign.uses(program).get(f"{sign.issuer_did(program, issuer)}#{public}", ())


def _row(program: Program, issuer: Issuer, one: Key, ring: sign.Keyring, now: datetime) -> dict[str, Any]:
    moments = {"from": one.since, "until": one.until, "revoked": one.revoked}
    return {
        "issuer": issuer.slug,
        "public": one.public,
        "state": _WORDS[one.window_problem(now)],
        **{name: at.isoformat().replace("+00:00", "Z") if at else None for name, at in moments.items()},
        "secret": any(secret.public == one.public for secret in ring.offered(issuer)),
        "awards": len(_uses(program, issuer, one.public)),
    }
