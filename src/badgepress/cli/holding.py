"""Hold the programme's lock for a command, and tell the user if it has to wait."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import click

from badgepress import lock
from badgepress.cli.show import printable

Made = TypeVar("Made")


def held_for(
    command: str, program: Path, wait: float, *, begin: bool = False, publishes: bool = False
) -> AbstractContextManager[lock.Held]:
    """Hold the programme for a command, given as it is typed. Raises what `lock.hold` raises."""
    return lock.hold(program, command, wait=wait, tell=tell, begin=begin, publishes=publishes)


def finish_first(command: str, program: Path, wait: float) -> None:
    """Finish the change of a killed command, if there is one. Call this before asking questions about a programme."""
    if lock.unfinished(program, str(program)):
        with held_for(command, program, wait):
            pass


def tell(words: str) -> None:
    """Say on a terminal why the command waits; say nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"{printable(words)} …", err=True)


@contextmanager
def decided(
    holding: Callable[[], AbstractContextManager[lock.Held]],
    make: Callable[[], Made],
    show: Callable[[Made], None],
    agreed_to: Callable[[Made], object],
    question: str = "",
    *,
    default: bool = False,
) -> Iterator[tuple[lock.Held, Made]]:
    """Make a change while the programme is held; the block writes it.

    With a `question`, the change is first shown and confirmed without holding the programme, so that no other command
    waits for the answer. If another command altered the change meanwhile, it is shown and confirmed again.
    """
    while True:
        agreed = None
        if question:
            first = make()
            show(first)
            agreed = agreed_to(first)
            click.confirm(question, default=default, abort=True, err=True)
        with holding() as held:
            made = make()
            if not question:
                show(made)
            if not question or agreed_to(made) == agreed:
                yield held, made
                return
        click.echo("another command wrote meanwhile; the change is now:", err=True)
