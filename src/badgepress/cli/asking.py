"""Ask questions at the terminal, and check each answer before the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from badgepress.errors import Place
from badgepress.model.base import Authored
from badgepress.read.typed import typed_at

Check = Callable[[str], str]


def at_terminal() -> bool:
    """Return whether standard input is a terminal."""
    return sys.stdin.isatty()


def ask(words: str, check: Check | None = None, *, default: str | None = None, optional: bool = False) -> str:
    """Ask until an answer passes `check`, and return it. Only an `optional` answer may be empty.

    `check` returns the answer to use, or raises ValueError with what is wrong with it.
    """

    def checked(given: str) -> str:
        text = given.strip()
        if not text:
            if optional:
                return ""
            raise click.UsageError("an answer is required")
        try:
            return check(text) if check else text
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    shown = default if default is not None else ("" if optional else None)
    return str(click.prompt(words, default=shown, show_default=bool(shown), value_proc=checked, err=True))


def choose(words: str, choices: dict[str, str], *, default: str | None = None) -> str:
    """Let the user choose (name → title) by number, name or part of a name; an ambiguous part narrows the list."""
    names = list(choices)
    shown = names
    while True:
        for number, name in enumerate(shown, 1):
            click.echo(f"  {number:>3}  {name}  {choices[name]}", err=True)
        given = ask(f"{words} (number, name, or part of it)", default=default)
        if given in choices:
            return given
        if given.isdecimal() and 1 <= int(given) <= len(shown):
            return shown[int(given) - 1]
        word = given.casefold()
        found = [name for name in names if word in name.casefold() or word in choices[name].casefold()]
        if len(found) == 1:
            return found[0]
        click.echo(f"{len(found)} of them contain '{given}'" if found else f"none contains '{given}'", err=True)
        shown = found or names


def field(model: type[Authored], name: str) -> Check:
    """Return a check that a text is valid for a field of the model; it fails with the message of `badgepress check`."""

    def check(text: str) -> str:
        data: dict[str, Any] = {name: text}
        _, problems = typed_at(model, data, lambda path: Place(path=path), {})
        for one in problems:
            if one.place.path == name:
                raise ValueError(one.sentence() + (f"; {one.hint}" if one.hint else ""))
        return text

    return check
