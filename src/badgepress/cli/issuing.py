"""What becomes of an award later: issued again, renewed, revoked, suspended, erased."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress import edit, sign
from badgepress.build import Options, issue
from badgepress.cli import options
from badgepress.cli.secrets import keyring
from badgepress.cli.show import counted, print_problems, show_change

_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
_reason = click.option("--reason", help="Why; it is public.")


@click.command()
@click.argument("award")
@click.option("--reason", help="Why it is issued again; shown to whoever holds the earlier one.")
@_dry_run
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
        show_change(change)
    if dry_run:
        return 0
    if change is not None:
        edit.apply(change)
    issued = _signed(program, ring, now)
    click.echo(f"issued again: {award}" if issued else "not signed yet: there is no key of its issuer at hand")
    return 0


@click.command()
@click.argument("award")
@click.option(
    "--expires",
    metavar="DATE",
    callback=options.optional_moment,
    help="The new end.  [default: as the badge class says, from --now]",
)
@click.option("--reason", default="renewed", show_default=True, help="Why; shown to whoever holds the earlier one.")
@_dry_run
@options.program
@options.key
@options.now
def renew(
    award: str, expires: datetime | None, reason: str, dry_run: bool, program: Path, key: Path | None, now: datetime
) -> int:
    """Let AWARD hold for longer: it is issued again with a later end, at the same address.

    The earlier one counts as superseded. An award that was not issued yet only gets its end.
    """
    ring = keyring(key)
    change = edit.renew(program, award, now, expires, reason)
    show_change(change)
    if not dry_run:
        edit.apply(change)
        issued = _signed(program, ring, now)
        click.echo(f"renewed: {award}" if issued else "not signed yet: there is no key of its issuer at hand")
    return 0


@click.command()
@click.argument("award")
@_reason
@_dry_run
@options.program
@options.key
@options.now
def revoke(award: str, reason: str | None, dry_run: bool, program: Path, key: Path | None, now: datetime) -> int:
    """Withdraw AWARD: its page says so, and its bit in the status list is set.

    With a key at hand the list is signed at once, without one it is signed where the key is.
    """
    ring = keyring(key)
    change = edit.revoke(program, award, now.replace(hour=0, minute=0, second=0), reason)
    show_change(change)
    if not dry_run:
        edit.apply(change)
        _signed(program, ring, now)
        click.echo(f"revoked: {award}" + ("" if ring else "; the status list is signed where the key is"))
    return 0


@click.command()
@click.argument("award")
@_reason
@click.option("--lift", is_flag=True, help="End the suspension: the award counts again.")
@_dry_run
@options.program
@options.key
@options.now
def suspend(
    award: str, reason: str | None, lift: bool, dry_run: bool, program: Path, key: Path | None, now: datetime
) -> int:
    """Let AWARD not count for the time being: its page says so, and verifiers say "revoked" while it lasts.

    With a key at hand the status list is signed at once, without one it is signed where the key is. --lift ends it.
    """
    if lift and reason:
        raise click.UsageError("--lift takes no --reason: the suspension goes, and its reason with it")
    ring = keyring(key)
    day = now.replace(hour=0, minute=0, second=0)
    change = edit.lift(program, award) if lift else edit.suspend(program, award, day, reason)
    show_change(change)
    if not dry_run:
        edit.apply(change)
        _signed(program, ring, now)
        done = "counts again" if lift else "suspended"
        click.echo(f"{done}: {award}" + ("" if ring else "; the status list is signed where the key is"))
    return 0


@click.command()
@click.argument("award")
@_dry_run
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.program
@options.key
@options.now
def erase(award: str, dry_run: bool, yes: bool, program: Path, key: Path | None, now: datetime) -> int:
    """Remove AWARD and everything about its earner, as the earner may ask.

    The assertion goes, and of each issued line only the id, its place in the status list and today's date
    remain; the page becomes a tombstone. Git's history still has it: the handbook says how to purge that.
    """
    ring = keyring(key)
    read, file, change = edit.forget(program, award)
    show_change(change)
    if dry_run:
        return 0
    if not yes:
        click.confirm(f"Erase award '{award}' for good?", abort=True, err=True)
    erased = sign.erase(read, file.name, award, now)
    edit.apply(change)
    _signed(program, ring, now)
    click.echo(f"erased: {award}, {counted(erased, 'line')} of issued/")
    click.echo('git\'s history still has it: see the handbook, "Erasing an award"')
    return 0


def _signed(program: Path, ring: sign.Keyring, now: datetime) -> int:
    """Sign what can be signed now; how many awards that were."""
    issued, warnings = issue(Options(program=program, out=Path("site"), now=now, keyring=ring, shown=str(program)))
    print_problems(warnings)
    return issued
