"""`badgepress issuer`: another issuer for a programme."""

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
@click.option("--name", required=True, help="Who stands behind the badges.")
@click.option("--url", required=True, help="The issuer's own web address.")
@click.option("--email", help="An address at which the issuer may be reached; it is public.")
@click.option("--description", help="Who the issuer is, in a sentence or a few.")
@click.option(
    "--key-out",
    "--out",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The secret key's new file, outside the repository.  [default: ~/.config/badgepress/<slug>.key]",
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
    """Add an issuer with a key of its own. SLUG is its place on the site for good; made from the name by default.

    Give `issuer: SLUG` to the badge classes that are its own.
    """
    slug = slug or slug_of(name, "issuer")
    said = {"name": name, "url": url, "email": email, "description": description}
    fields = {key: value for key, value in said.items() if value}
    secret = sign.SecretKey.generate()
    if dry_run:
        show_change(edit.new_issuer(program, slug, fields, secret.public, now))
        return 0
    file = out or key_home() / f"{slug}.key"
    words = new_passphrase() if passphrase else ""
    with held_for("issuer new", program, wait) as held:
        change = edit.new_issuer(program, slug, fields, secret.public, now)
        with new_key_file(file, secret, words):
            click.echo(f"wrote {file} (the secret: never commit it, keep a copy in a safe place)\n")
            show_change(change)
            edit.apply(held, change)
    click.echo(f"\nA badge of this issuer says `issuer: {slug}` in its class.")
    click.echo(keys_together(file))
    click.echo(in_ci(host_here(program), slug, "more"))
    return 0
