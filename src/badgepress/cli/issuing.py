"""`badgepress reissue`: the same award again, with corrected claims."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress import edit
from badgepress.build import Options, issue
from badgepress.cli import options
from badgepress.cli.secrets import keyring
from badgepress.cli.show import print_problems


@click.command()
@click.argument("award")
@click.option("--reason", help="Why it is issued again; shown to whoever holds the earlier one.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.program
@options.key
@options.now
def reissue(award: str, reason: str | None, dry_run: bool, program: Path, key: Path | None, now: datetime) -> int:
    """Issue AWARD again with the claims its assertion has now; the earlier one counts as superseded.

    Adds an entry under `reissued:` in the assertion. With a key at hand the new line is signed at
    once, without one it is signed where the key is.
    """
    ring = keyring(key)
    change = edit.reissue(program, award, now, reason)
    if change is not None:
        click.echo(f"{change.shown}:")
        click.echo("".join(f"+ {line}\n" for line in change.added.splitlines()), nl=False)
    if dry_run:
        return 0
    if change is not None:
        edit.apply(change)
    issued, warnings = issue(Options(program=program, out=Path("site"), now=now, keyring=ring, shown=str(program)))
    print_problems(warnings)
    click.echo(f"issued again: {award}" if issued else "not signed yet: there is no key of its issuer at hand")
    return 0
