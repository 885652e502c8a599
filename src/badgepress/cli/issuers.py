"""`badgepress issuer`: add an issuer to a programme."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress import edit, sign
from badgepress.cli import options
from badgepress.cli.holding import held_for
from badgepress.cli.hosting import host_here, in_ci, keys_together
from badgepress.cli.secrets import key_home, new_key_file, new_passphrase
from badgepress.cli.show import show_change
from badgepress.edit.start import slug_of


@click.group()
def issuer() -> None:
    """Add issuers."""


@issuer.command("new")
@click.argument("slug", required=False)
@click.option("--name", required=True, help="The issuer's name.")
@click.option("--url", required=True, help="The issuer's own website.")
@click.option("--email", help="The issuer's public e-mail address.")
@click.option("--description", help="Who the issuer is, in a few sentences.")
@click.option(
    "--key-out",
    "--out",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new file for the secret key, outside the repository.  [default: ~/.config/badgepress/<slug>.key]",
)
@click.option(
    "--passphrase", is_flag=True, help="Lock the key file with a passphrase (BADGEPRESS_PASSPHRASE, else asked for)."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.program
@options.now
@options.wait
def new(
    slug: str | None,
    name: str,
    url: str,
    email: str | None,
    description: str | None,
    out: Path | None,
    passphrase: bool,
    dry_run: bool,
    program: Path,
    now: datetime,
    wait: float,
) -> int:
    """Add an issuer with its own key.

    SLUG is part of the issuer's address and can never change; by default it is made from the name.
    Then write `issuer: SLUG` in its badge classes.
    """
    slug = slug or slug_of(name, "issuer")
    given = {"name": name, "url": url, "email": email, "description": description}
    fields = {key: value for key, value in given.items() if value}
    secret = sign.SecretKey.generate()
    if dry_run:
        show_change(edit.new_issuer(program, slug, fields, secret.public, now))
        return 0
    file = out or key_home() / f"{slug}.key"
    words = new_passphrase() if passphrase else ""
    with held_for("issuer new", program, wait) as held:
        change = edit.new_issuer(program, slug, fields, secret.public, now)
        with new_key_file(file, secret, words):
            click.echo(f"wrote {file} (the secret key: never commit it, and keep a copy in a safe place)\n")
            show_change(change)
            edit.apply(held, change)
    click.echo(f"\nWrite `issuer: {slug}` in this issuer's badge classes.")
    click.echo(keys_together(file))
    click.echo(in_ci(host_here(program), slug, "more"))
    return 0
