"""`badgepress key`: making a key and showing its public half."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress import sign
from badgepress.cli import options


@click.group()
def key() -> None:
    """Make and look at signing keys."""


@key.command("new")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path.home() / ".config" / "badgepress" / "issuer.key",
    help="The new key file; keep it outside the repository.  [default: ~/.config/badgepress/issuer.key]",
)
@options.now
def new(out: Path, now: datetime) -> int:
    """Make a signing key: the secret goes into a file, the public half is printed."""
    secret = sign.SecretKey.generate()
    out.parent.mkdir(parents=True, exist_ok=True)
    sign.write_key_file(out, secret, "Badgepress signing key: keep it secret, keep a copy in a safe place.")
    click.echo(f"wrote {out} (the secret: never commit it)\n")
    click.echo("Add the public half to the issuer's file, badges/issuers/<slug>.yml:\n")
    click.echo(f"keys:\n  - public: {secret.public}\n    from: {now:%Y-%m-%d}\n")
    click.echo(f"Sign on this machine with:  badgepress build --key {out}")
    click.echo("Sign in CI with the file's text in the secret BADGEPRESS_KEY.")
    return 0
