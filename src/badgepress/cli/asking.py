"""Questions to whoever sits at the terminal: each answer is looked at before the next question is asked."""

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
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


def ask(words: str, check: Check | None = None, *, default: str | None = None, optional: bool = False) -> str:
    """An answer that passes `check`; asked again until it does. Empty only when it is `optional`.

    `check` returns the answer to be used, or raises ValueError with what is wrong with it.
    """

    def looked_at(given: str) -> str:
        text = given.strip()
        if not text:
            if optional:
                return ""
            raise click.UsageError("something has to be said here")
        try:
            return check(text) if check else text
        except ValueError as error:
            raise click.UsageError(str(error)) from None

    shown = default if default is not None else ("" if optional else None)
    return str(click.prompt(words, default=shown, show_default=bool(shown), value_proc=looked_at, err=True))


def choose(words: str, choices: dict[str, str], *, default: str | None = None) -> str:
    """One of the choices (name → title): its number, its name, or part of it, which shows those that have it."""
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
        click.echo(f"{len(found)} of them have '{given}'" if found else f"none has '{given}'", err=True)
        shown = found or names


def field(model: type[Authored], name: str) -> Check:
    """A check that the text may stand in a field of the model, in the words of `badgepress check`."""

    def check(text: str) -> str:
        data: dict[str, Any] = {name: text}
        _, problems = typed_at(model, data, lambda path: Place(path=path), {})
        for one in problems:
            if one.place.path == name:
                raise ValueError(one.sentence() + (f"; {one.hint}" if one.hint else ""))
        return text

    return check
