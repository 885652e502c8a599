"""What becomes of an award later: issued again, renewed, revoked, suspended, erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from badgepress import edit, sign
from badgepress.build import Options, issue
from badgepress.cli import options
from badgepress.cli.apart import apart, on_issued_branch, with_key
from badgepress.cli.holding import decided, finish_first, held_for
from badgepress.cli.secrets import keyring
from badgepress.cli.show import counted, print_problems, show_change
from badgepress.errors import ReadError
from badgepress.lock import Held

_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
_reason = click.option("--reason", help="Why; it is public.")
#: What is said of an award that is already what it was to become.
_ALREADY = frozenset({"award-revoked", "award-suspended", "not-suspended", "not-longer", "award-erased"})


@dataclass(frozen=True, slots=True)
class _Work:
    """A command on an award: how it is called, on which programme, with which keys, when, how long it may wait."""

    command: str
    program: Path
    ring: sign.Keyring
    now: datetime
    wait: float

    @property
    def day(self) -> datetime:
        """The day as assertions write it."""
        return self.now.replace(hour=0, minute=0, second=0)

    @property
    def where_signed(self) -> str:
        """What is said where the status list could not be signed here."""
        return "" if self.ring else "; the status list is signed where the key is"

    @property
    def not_issued(self) -> str:
        """What is said where no award was signed."""
        if self.ring:
            return "no new version: it was signed before, or there is no key of its issuer at hand"
        return "not signed yet: there is no key of its issuer at hand"

    def holding(self) -> AbstractContextManager[Held]:
        """The programme, held for this command."""
        return held_for(self.command, self.program, self.wait)

    def carry_out(self, make: Callable[[], edit.Change | None], *, dry_run: bool) -> int:
        """Make the change, show it, write it and sign what can be signed; how many awards were signed."""
        if dry_run:
            _show(make())
            return 0
        with self.finishing(), self.holding() as held:
            change = make()
            _show(change)
            if change is not None:
                edit.apply(held, change)
            return self.sign(held)

    def sign(self, held: Held) -> int:
        """Sign what can be signed now; how many awards that were."""
        chosen = Options(
            program=self.program, out=Path("site"), now=self.now, keyring=self.ring, shown=str(self.program)
        )
        issued, warnings = issue(chosen, held)
        print_problems(warnings)
        return issued

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """An award that is what it was to become may not be signed so yet: the command may have been stopped there."""
        try:
            yield
        except ReadError as error:
            if self.ring and error.code in _ALREADY:
                with self.holding() as held:
                    self.sign(held)
            raise


@click.command()
@click.argument("award")
@click.option("--reason", help="Why it is issued again; shown to whoever holds the earlier one.")
@_dry_run
@options.program
@options.key
@options.now
@options.wait
@on_issued_branch(writes=with_key)
def reissue(
    award: str, reason: str | None, dry_run: bool, program: Path, key: Path | None, now: datetime, wait: float
) -> int:
    """Issue AWARD again with the claims its assertion has now; the earlier one counts as superseded.

    Adds an entry under `reissued:` in the assertion. With a key at hand the new line is signed at
    once, without one it is signed where the key is.
    """
    work = _Work("reissue", program, keyring(key), now, wait)
    issued = work.carry_out(partial(edit.reissue, program, award, now, reason), dry_run=dry_run)
    if not dry_run:
        click.echo(f"issued again: {award}" if issued else work.not_issued)
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
@options.wait
@on_issued_branch(writes=with_key)
def renew(
    award: str,
    expires: datetime | None,
    reason: str,
    dry_run: bool,
    program: Path,
    key: Path | None,
    now: datetime,
    wait: float,
) -> int:
    """Let AWARD hold for longer: it is issued again with a later end, at the same address.

    The earlier one counts as superseded. An award that was not issued yet only gets its end.
    """
    work = _Work("renew", program, keyring(key), now, wait)
    issued = work.carry_out(partial(edit.renew, program, award, now, expires, reason), dry_run=dry_run)
    if not dry_run:
        click.echo(f"renewed: {award}" if issued else work.not_issued)
    return 0


@click.command()
@click.argument("award")
@_reason
@_dry_run
@options.program
@options.key
@options.now
@options.wait
@on_issued_branch(writes=with_key)
def revoke(
    award: str, reason: str | None, dry_run: bool, program: Path, key: Path | None, now: datetime, wait: float
) -> int:
    """Withdraw AWARD: its page says so, and its bit in the status list is set.

    With a key at hand the list is signed at once, without one it is signed where the key is.
    """
    work = _Work("revoke", program, keyring(key), now, wait)
    work.carry_out(partial(edit.revoke, program, award, work.day, reason), dry_run=dry_run)
    if not dry_run:
        click.echo(f"revoked: {award}{work.where_signed}")
    return 0


@click.command()
@click.argument("award")
@_reason
@click.option("--lift", is_flag=True, help="End the suspension: the award counts again.")
@_dry_run
@options.program
@options.key
@options.now
@options.wait
@on_issued_branch(writes=with_key)
def suspend(
    award: str,
    reason: str | None,
    lift: bool,
    dry_run: bool,
    program: Path,
    key: Path | None,
    now: datetime,
    wait: float,
) -> int:
    """Let AWARD not count for the time being: its page says so, and verifiers say "revoked" while it lasts.

    With a key at hand the status list is signed at once, without one it is signed where the key is. --lift ends it.
    """
    if lift and reason:
        raise click.UsageError("--lift takes no --reason: the suspension goes, and its reason with it")
    work = _Work("suspend", program, keyring(key), now, wait)
    make = partial(edit.lift, program, award) if lift else partial(edit.suspend, program, award, work.day, reason)
    work.carry_out(make, dry_run=dry_run)
    if not dry_run:
        click.echo(f"{'counts again' if lift else 'suspended'}: {award}{work.where_signed}")
    return 0


@click.command()
@click.argument("award")
@_dry_run
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.program
@options.key
@options.now
@options.wait
@on_issued_branch(writes=True)
def erase(award: str, dry_run: bool, yes: bool, program: Path, key: Path | None, now: datetime, wait: float) -> int:
    """Remove AWARD and everything about its earner, as the earner may ask.

    The assertion goes, and of each issued line only the id, its place in the status list and today's date
    remain; the page becomes a tombstone. Git's history still has it: the handbook says how to purge that.
    """
    work = _Work("erase", program, keyring(key), now, wait)
    make = partial(edit.erase, program, award, now)
    if dry_run:
        _show(make().assertion)
        _tell_of_rest(program, award)
        return 0
    finish_first("erase", program, wait)
    question = "" if yes else f"Erase award '{award}' for good?"
    with work.finishing(), decided(work.holding, make, _show_erasure, _erased, question) as (held, erasure):
        edit.apply(held, *erasure.changes)
        work.sign(held)
    click.echo(f"erased: {award}, {counted(erasure.lines, 'line')} of issued/")
    click.echo('git\'s history still has it: see the handbook, "Erasing an award"')
    _tell_of_rest(program, award)
    return 0


def _tell_of_rest(program: Path, award: str) -> None:
    """What another branch than that of issued/ still has of an erased award."""
    found = apart(program, click.get_current_context().params.get("issued_branch"))
    print_problems(found.not_erased(award) if found else [])


def _show(change: edit.Change | None) -> None:
    if change is not None:
        show_change(change)


def _show_erasure(erasure: edit.Erasure) -> None:
    _show(erasure.assertion)


def _erased(erasure: edit.Erasure) -> object:
    return erasure.assertion.shown, erasure.assertion.lines(), erasure.lines
