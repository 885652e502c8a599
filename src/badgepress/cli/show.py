"""Print problems, changes, JSON and progress."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps

import click
import orjson

from badgepress.build import Progress
from badgepress.edit import Change
from badgepress.errors import BadgepressError, Problem, errors, problem, refusal

#: Everything but newlines and printable ASCII.
_BEYOND_ASCII = re.compile(r"[^\n -~]")
_COLOURS = {"error": "red", "warning": "yellow"}


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem as `error[code]: place: sentence`, with its hint, to standard error."""
    for one in problems:
        head, _, hint = str(one).partition("\n")
        label, _, rest = head.partition(": ")
        click.echo(
            click.style(printable(label), fg=_COLOURS[one.severity], bold=True) + ": " + printable(rest), err=True
        )
        if hint:
            click.echo(printable(hint), err=True)


def print_count(problems: Sequence[Problem], more_errors: int = 0, more_warnings: int = 0) -> None:
    """Print `2 errors, 1 warning`, if there are any, to standard error. The others are counted but not in the list."""
    wrong = len(errors(problems))
    parts = [counted(wrong + more_errors, "error"), counted(len(problems) - wrong + more_warnings, "warning")]
    if problems:
        click.echo(", ".join(part for part in parts if not part.startswith("0 ")), err=True)


def show_change(change: Change) -> None:
    """Print the lines that a change removes and adds."""
    click.echo(f"{change.shown}:")
    click.echo("".join(f"{printable(line)}\n" for line in change.lines()), nl=False)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 award`, `2 awards`, `3 classes`."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"


def print_json(value: object) -> None:
    """Print a value as indented JSON to standard output.

    Escapes characters that would control a terminal or reverse text, because people look at this too.
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # a lone surrogate, from an argument or a file name that is not UTF-8
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    click.echo(_BEYOND_ASCII.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    """Escape a character as JSON does, unless it is printable."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def json_errors(command: Callable[..., int]) -> Callable[..., int]:
    """Decorate a command with `--json`, so that it prints JSON also when it fails: `ok` false, and the problems."""

    @wraps(command)
    def run(*arguments: object, **named: object) -> int:
        try:
            return command(*arguments, **named)
        except (BadgepressError, OSError) as error:
            wanted = named.get("as_json") or named.get("form") == "json"
            if not wanted or isinstance(error, BrokenPipeError):
                raise
            problems = error.problems if isinstance(error, BadgepressError) else (system_problem(error),)
            print_json({"ok": False, "problems": [one.as_dict() for one in problems]})
            return 1

    return run


def system_problem(error: OSError) -> Problem:
    """Return the problem for an error of the operating system that nothing else handled, usually a full disk."""
    hint = "free some disk space or fix the permissions, then run again"
    message = f"the operating system reports: {refusal(error)}"
    return problem("system", message, file=str(error.filename or ""), hint=hint)


def printable(text: str) -> str:
    """Replace characters that are not printable, because they could control the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a progress bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda phase, count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        current = None

        def step(phase: str, count: int) -> None:
            nonlocal current
            if phase:
                current = bar.add_task(phase, total=count)
            elif current is not None:
                bar.advance(current, count)

        yield step
