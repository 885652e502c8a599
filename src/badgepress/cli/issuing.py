"""Commands that change an award: `reissue`, `renew`, `revoke`, `suspend`, `erase`."""

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
_reason = click.option("--reason", help="Why; public.")
#: The codes of errors which say that the award is already in the wanted state.
_ALREADY = frozenset({"award-revoked", "award-suspended", "not-suspended", "not-longer", "award-erased"})


@dataclass(frozen=True, slots=True)
class _Work:
    """A command on an award: its name, the programme, the keys, the time, and how many seconds it may wait."""

    command: str
    program: Path
    ring: sign.Keyring
    now: datetime
    wait: float

    @property
    def day(self) -> datetime:
        """Midnight of the day, as assertions write dates."""
        return self.now.replace(hour=0, minute=0, second=0)

    @property
    def where_signed(self) -> str:
        """What to add to the output if the status list could not be signed here."""
        return "" if self.ring else "; the next build with the issuer's key signs the status list"

    @property
    def not_issued(self) -> str:
        """What to print if no award was signed."""
        if self.ring:
            return "no new version: it was already signed, or its issuer's key was not given"
        return "not signed yet: its issuer's key was not given"

    def holding(self) -> AbstractContextManager[Held]:
        """Hold the programme for this command."""
        return held_for(self.command, self.program, self.wait)

    def carry_out(self, make: Callable[[], edit.Change | None], *, dry_run: bool) -> int:
        """Make, show and write the change, and sign what can be signed. Return how many awards were signed."""
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
        """Sign what can be signed now. Return how many awards were signed."""
        chosen = Options(
            program=self.program, out=Path("site"), now=self.now, keyring=self.ring, shown=str(self.program)
        )
        issued, warnings = issue(chosen, held)
        print_problems(warnings)
        return issued

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """If the award is already in the wanted state, still sign: an earlier command may have been stopped before."""
        try:
            yield
        except ReadError as error:
            if self.ring and error.code in _ALREADY:
                with self.holding() as held:
                    self.sign(held)
            raise


@click.command()
@click.argument("award")
@click.option("--reason", help="Why it is issued again; shown to holders of the earlier version.")
@_dry_run
@options.program
@options.key
@options.now
@options.wait
@on_issued_branch(writes=with_key)
def reissue(
    award: str, reason: str | None, dry_run: bool, program: Path, key: Path | None, now: datetime, wait: float
) -> int:
    """Issue AWARD again with the current claims of its assertion; the earlier version is superseded.

    Adds an entry under `reissued:` to the assertion. With a key, signs the new version at once; without one, the next
    build with the issuer's key signs it.
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
    help="The new expiry date.  [default: as the badge class says, from --now]",
)
@click.option("--reason", default="renewed", show_default=True, help="Why; shown to holders of the earlier version.")
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
    """Renew AWARD: issue it again at the same address with a later expiry date.

    The earlier version is superseded. An award that is not issued yet just gets the later date.
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
    """Revoke AWARD for good: its page says so, and its bit in the status list is set.

    With a key, signs the status list at once; without one, the next build with the issuer's key signs it.
    """
    work = _Work("revoke", program, keyring(key), now, wait)
    work.carry_out(partial(edit.revoke, program, award, work.day, reason), dry_run=dry_run)
    if not dry_run:
        click.echo(f"revoked: {award}{work.where_signed}")
    return 0


@click.command()
@click.argument("award")
@_reason
@click.option("--lift", is_flag=True, help="Lift the suspension: the award is valid again.")
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
    """Suspend AWARD until --lift: its page says so, and verifiers meanwhile say "revoked".

    With a key, signs the status list at once; without one, the next build with the issuer's key signs it.
    """
    if lift and reason:
        raise click.UsageError("--lift takes no --reason: it removes the suspension with its reason")
    work = _Work("suspend", program, keyring(key), now, wait)
    make = partial(edit.lift, program, award) if lift else partial(edit.suspend, program, award, work.day, reason)
    work.carry_out(make, dry_run=dry_run)
    if not dry_run:
        click.echo(f"{'valid again' if lift else 'suspended'}: {award}{work.where_signed}")
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
    """Erase AWARD and everything about its earner, for an earner who asks for it.

    Removes the assertion, and leaves only the id, the status list index and today's date of each issued line; the page
    becomes a tombstone. Git's history still has the award: the handbook says how to purge it.
    """
    work = _Work("erase", program, keyring(key), now, wait)
    make = partial(edit.erase, program, award, now)
    if dry_run:
        _show(make().assertion)
        _warn_of_other_branch(program, award)
        return 0
    finish_first("erase", program, wait)
    question = "" if yes else f"Erase award '{award}' for good?"
    with work.finishing(), decided(work.holding, make, _show_erasure, _erased, question) as (held, erasure):
        edit.apply(held, *erasure.changes)
        work.sign(held)
    click.echo(f"erased: {award}, {counted(erasure.lines, 'line')} of issued/")
    click.echo('git\'s history still has it: see the handbook, "Erasing an award"')
    _warn_of_other_branch(program, award)
    return 0


def _warn_of_other_branch(program: Path, award: str) -> None:
    """Warn if a branch other than that of issued/ still has the erased award."""
    found = apart(program, click.get_current_context().params.get("issued_branch"))
    print_problems(found.not_erased(award) if found else [])


def _show(change: edit.Change | None) -> None:
    if change is not None:
        show_change(change)


def _show_erasure(erasure: edit.Erasure) -> None:
    _show(erasure.assertion)


def _erased(erasure: edit.Erasure) -> object:
    return erasure.assertion.shown, erasure.assertion.lines(), erasure.lines
