"""What a person sees: problems in colour where the terminal has it, and the progress of long work."""

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

#: All but new lines and printable ASCII.
_BEYOND_ASCII = re.compile(r"[^\n -~]")
_COLOURS = {"error": "red", "warning": "yellow"}


def print_problems(problems: Iterable[Problem]) -> None:
    """Each problem as `error[code]: place: sentence` and its hint, to standard error."""
    for one in problems:
        head, _, hint = str(one).partition("\n")
        label, _, rest = head.partition(": ")
        click.echo(
            click.style(printable(label), fg=_COLOURS[one.severity], bold=True) + ": " + printable(rest), err=True
        )
        if hint:
            click.echo(printable(hint), err=True)


def print_count(problems: Sequence[Problem]) -> None:
    """`2 errors, 1 warning`, when there is anything to count."""
    wrong = len(errors(problems))
    parts = [counted(wrong, "error"), counted(len(problems) - wrong, "warning")]
    if problems:
        click.echo(", ".join(part for part in parts if not part.startswith("0 ")), err=True)


def show_change(change: Change) -> None:
    """What a command is about to write, as lines that go and lines that come."""
    click.echo(f"{change.shown}:")
    click.echo("".join(f"{printable(line)}\n" for line in change.lines()), nl=False)


def counted(number: int, noun: str) -> str:
    """`1 award`, `2 awards`, `3 classes`."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"


def print_json(value: object) -> None:
    """A value as indented JSON on standard output, for machines.

    People look at it too: what would steer a terminal or turn text around is escaped, and reads as the same.
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # half a character: an argument, or the name of a file, that is no UTF-8
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    click.echo(_BEYOND_ASCII.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    """What a terminal would not show, as JSON writes it."""
    return found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1]


def json_errors(command: Callable[..., int]) -> Callable[..., int]:
    """A command with `--json` prints a document also when it fails: `ok` false, and the problems."""

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
    """What the operating system refused where nothing more is known about it: a full disk, mostly."""
    hint = "make room on the disk, or mend the permissions, and run again"
    return problem(
        "system", f"the operating system refuses: {refusal(error)}", file=str(error.filename or ""), hint=hint
    )


def printable(text: str) -> str:
    """The text without characters that would steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar on a terminal, silence in a pipe."""
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
