"""The programme's lock for a command, with a word to a person who waits for it."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path

import click

from badgepress import lock
from badgepress.cli.show import printable


def held_for(command: str, program: Path, wait: float, *, begin: bool = False) -> AbstractContextManager[lock.Held]:
    """Hold the programme for a command, named as it is called; see `lock.hold` for what is raised."""
    return lock.hold(program, command, wait=wait, tell=told, begin=begin)


def told(words: str) -> None:
    """Why nothing goes on, on a terminal; silence in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"{printable(words)} …", err=True)
