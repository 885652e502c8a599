"""The programme's lock for a command, with a word to a person who waits for it."""

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
    """Hold the programme for a command, named as it is called; see `lock.hold` for what is raised."""
    return lock.hold(program, command, wait=wait, tell=told, begin=begin, publishes=publishes)


def finish_first(command: str, program: Path, wait: float) -> None:
    """Before questions about a programme are asked: end what a killed command left half in place, if one did."""
    if lock.unfinished(program, str(program)):
        with held_for(command, program, wait):
            pass


def told(words: str) -> None:
    """Why nothing goes on, on a terminal; silence in a pipe."""
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
    """What is to be written, made from what is there while the programme is held; the block writes it.

    With a `question` a person is shown it and asked before the programme is held, so that nobody waits for an answer.
    When another command changed meanwhile what was agreed to, the person is shown that and asked again.
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
        click.echo("another command wrote meanwhile; now it is this:", err=True)
