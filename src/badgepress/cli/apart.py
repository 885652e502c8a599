"""Run commands on a programme whose `issued/` has its own branch: check it out first, commit to it afterwards."""

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

#: The environment variable by which workflows name the branch.
VARIABLE = "BADGEPRESS_ISSUED_BRANCH"
_branch = click.option(
    "--issued-branch",
    metavar="NAME",
    envvar=VARIABLE,
    help="The separate branch that has issued/; '' uses issued/ as it is here.  [default: from program.yml]",
)
_fetch = click.option(
    "--fetch/--no-fetch",
    default=None,
    help="Fetch that branch from the remote first.  [default: if the command writes to it]",
)


def on_issued_branch(
    *, writes: bool | Callable[[dict[str, Any]], bool] = False
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Decorate a command that reads `issued/`, so that it uses the separate branch if there is one.

    `writes`: whether the command may write there, always or depending on its options. What it wrote is then committed
    to the local branch, even if the command failed, and the user is told to push it.
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
            _check_out(found, name, program, wait, fetch=fetch, writing=writing)
            try:
                code = command(*arguments, **named)
            except BadgepressError:
                if writing:
                    with contextlib.suppress(BadgepressError):
                        _commit(found, name, program, wait)
                raise
            if writing:
                _commit(found, name, program, wait)
            return code

        return run

    return decorated


def with_key(named: dict[str, Any]) -> bool:
    """Return whether a command was given a key, so that it can sign at once."""
    return bool(named.get("key")) or any(name.startswith("BADGEPRESS_KEY") and os.environ[name] for name in os.environ)


def apart(program: Path, branch: str | None) -> Apart | None:
    """Return the separate branch of a programme's store: the one named, else that of program.yml; None without one.

    Raises SignError `issued-branch-taken` or `git`.
    """
    chosen = issued_branch(program) if branch is None else branch
    if not chosen:
        # `--issued-branch ''` uses issued/ as it is here just this once: the store stays on its branch.
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
    target, warnings = remote(
        called, os.environ.get(TOKEN, ""), lambda name: git("ls-remote", "--get-url", "--end-of-options", name)
    )
    print_problems(warnings)
    far = Git(top, target.hidden, target.environment(os.environ))
    return Apart(Store(git, folder), chosen, str(program), target, called, far)


def _check_out(found: Apart, name: str, program: Path, wait: float, *, fetch: bool | None, writing: bool) -> None:
    """Put the newest commit of the branch into `issued/`, fetching it first if need be."""
    must_fetch = fetch if fetch is not None else writing
    problems: list[Problem] = []
    newest = "" if must_fetch else found.newest()
    # A single-branch clone knows nothing of the branch, so fetch it in any case.
    if must_fetch or (not newest and fetch is None):
        problems += _fetch_branch(found, must=must_fetch)
        newest = found.newest()
    else:
        problems += found.stale(time.time())
    if not found.is_in_place(newest):
        with held_for(name, program, wait) as held:
            found.bring(held, newest)
    if newest or writing:
        found.ignore()
    print_problems([*problems, *(found.on_both() if newest else [])])


def _fetch_branch(found: Apart, *, must: bool) -> list[Problem]:
    """Fetch the branch. If that fails, raise SignError if it `must` work, else return a warning."""
    try:
        found.fetch()
    except SignError as error:
        hint = "--no-fetch uses what was fetched last: do this only if nobody has signed or erased anything since"
        unread = problem(
            "issued-unfetched",
            f"the branch '{found.branch}' could not be fetched: {error.problems[0].message}",
            file=found.place,
            hint=hint if must else "issued/ is used as it was fetched last; --fetch tries again",
            severity="error" if must else "warning",
        )
        if must:
            raise SignError(unread) from error
        return [unread]
    return []


def _commit(found: Apart, name: str, program: Path, wait: float) -> None:
    """Commit what the command wrote to the local branch, and say how to push it."""
    with held_for(name, program, wait) as held:
        commit = found.keep(held, f"Keep what `badgepress {name}` wrote")
    if commit and found.remote is not None:
        push = f"git push {found.called} {found.branch}"
        click.echo(f"committed {commit[:12]} to the local branch {found.branch}; push it with `{push}`", err=True)
    elif commit:
        click.echo(f"committed {commit[:12]} to the branch {found.branch}", err=True)
