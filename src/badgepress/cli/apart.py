"""Commands on a programme whose `issued/` has a branch of its own: it is put into place first, and kept afterwards."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

import click

from badgepress.apart import Apart, Store, no_longer_apart, taken, top_of
from badgepress.cli.holding import held_for
from badgepress.cli.show import print_problems
from badgepress.errors import BadgepressError, Problem, SignError, problem
from badgepress.git import Git
from badgepress.lock import PATIENCE
from badgepress.read.branch import issued_branch
from badgepress.remote import TOKEN, remote

#: The variable that names the branch, as the workflows have it.
VARIABLE = "BADGEPRESS_ISSUED_BRANCH"
_branch = click.option(
    "--issued-branch",
    metavar="NAME",
    envvar=VARIABLE,
    help="The branch of its own that issued/ has; '' takes what lies there.  [default: as program.yml says]",
)
_fetch = click.option(
    "--fetch/--no-fetch",
    default=None,
    help="Ask the remote for what is newest on that branch.  [default: before something is written to it]",
)


def on_issued_branch(
    *, writes: bool | Callable[[dict[str, Any]], bool] = False
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """A command that reads what is issued, from its own branch where it has one.

    `writes`: the command may write there, always or as its options say. What it wrote is then committed to that branch
    on this machine, also when it failed on its way, and the person is told to push it.
    """

    def decorated(command: Callable[..., int]) -> Callable[..., int]:
        @_branch
        @_fetch
        @wraps(command)
        def run(*arguments: object, issued_branch: str | None, fetch: bool | None, **named: Any) -> int:
            program = cast(Path, named["program"])
            name, wait = click.get_current_context().info_name or "", float(named.get("wait") or PATIENCE)
            found = apart(program, issued_branch)
            if found is None:
                return command(*arguments, **named)
            fetch = False if named.get("offline") else fetch
            writing = writes(named) if callable(writes) else writes
            writing = writing and not named.get("dry_run")
            _brought(found, name, program, wait, fetch=fetch, writing=writing)
            try:
                code = command(*arguments, **named)
            except BadgepressError:
                if writing:
                    with contextlib.suppress(BadgepressError):
                        _kept(found, name, program, wait)
                raise
            if writing:
                _kept(found, name, program, wait)
            return code

        return run

    return decorated


def with_key(named: dict[str, Any]) -> bool:
    """Whether a command that signs where it can has a key."""
    return bool(named.get("key")) or any(name.startswith("BADGEPRESS_KEY") and os.environ[name] for name in os.environ)


def apart(program: Path, branch: str | None) -> Apart | None:
    """The branch that the store of a programme has: the one named, else that of program.yml; None where it has none.

    Raises SignError `issued-branch-taken` or `git`.
    """
    chosen = issued_branch(program) if branch is None else branch
    if not chosen:
        # `--issued-branch ''` takes what lies there this once: the store goes on being kept elsewhere.
        if branch is None:
            no_longer_apart(program)
        return None
    found = top_of(program)
    if found is None:
        return None
    top, folder = found
    git = Git(top)
    if git.run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.decode().strip() == chosen:
        raise taken(chosen, "is checked out", program)
    names = git("remote").split()
    called = "origin" if "origin" in names or not names else names[0]
    if not names:
        return Apart(Store(git, folder), chosen, str(program), None, called, git)
    told, warnings = remote(
        called, os.environ.get(TOKEN, ""), lambda name: git("ls-remote", "--get-url", "--end-of-options", name)
    )
    print_problems(warnings)
    far = Git(top, told.hidden, told.environment(os.environ))
    return Apart(Store(git, folder), chosen, str(program), told, called, far)


def _brought(found: Apart, name: str, program: Path, wait: float, *, fetch: bool | None, writing: bool) -> None:
    asked = fetch if fetch is not None else writing
    told: list[Problem] = []
    newest = "" if asked else found.newest()
    # Nothing is known of the branch in a clone of one branch alone: then it is asked for in any case.
    if asked or (not newest and fetch is None):
        told += _fetched(found, must=asked)
        newest = found.newest()
    else:
        told += found.stale(time.time())
    if not found.is_in_place(newest):
        with held_for(name, program, wait) as held:
            found.bring(held, newest)
    if newest or writing:
        found.ignore()
    print_problems([*told, *(found.on_both() if newest else [])])


def _fetched(found: Apart, *, must: bool) -> list[Problem]:
    """A warning where the remote does not answer and need not; nothing is issued where it has no such branch."""
    try:
        found.fetch()
    except SignError as error:
        hint = "with --no-fetch what was fetched last counts: nobody may have signed or erased anything since"
        unread = problem(
            "issued-unfetched",
            f"the branch '{found.branch}' could not be fetched: {error.problems[0].message}",
            file=found.place,
            hint=hint if must else "what is issued is read as it lies here; --fetch tries again",
            severity="error" if must else "warning",
        )
        if must:
            raise SignError(unread) from error
        return [unread]
    return []


def _kept(found: Apart, name: str, program: Path, wait: float) -> None:
    with held_for(name, program, wait) as held:
        commit = found.keep(held, f"Keep what `badgepress {name}` wrote")
    if commit and found.remote is not None:
        push = f"git push {found.called} {found.branch}"
        click.echo(f"kept on the branch {found.branch} of this machine, {commit[:12]}; push it with `{push}`", err=True)
    elif commit:
        click.echo(f"kept on the branch {found.branch}, {commit[:12]}", err=True)
