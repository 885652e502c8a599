"""`badgepress workflows`: what another host runs for a programme; and how keys reach the jobs of each host."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from badgepress import atomic
from badgepress.apart import top_of
from badgepress.cli import options
from badgepress.cli.show import json_errors, print_json, printable, show_change
from badgepress.edit.change import cannot_write
from badgepress.edit.start import host_files, setting_up
from badgepress.errors import SignError
from badgepress.sign.keyring import ENVIRONMENT, variable
from badgepress.workflows import HOSTS, LOCKED, LOCKING, host_of

_LOCKS = "Before the first push, lock what the workflows install, or they fail (handbook: Install, In the workflows):"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--host", type=click.Choice(HOSTS), required=True, help="Where the repository will be.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.as_json
@json_errors
def workflows(folder: Path | None, host: str, dry_run: bool, as_json: bool) -> int:
    """Write what another host runs for the programme in DIR (here, when none is named), and say what to set up there.

    Only the host's own files are written, and requirements.txt where there is none. The programme and what it issued
    are left alone, and files that are there are never overwritten.
    """
    folder = folder or Path()
    new, kept = host_files(folder, host)
    if not dry_run:
        atomic.forget(folder / name for name in kept)
        try:
            atomic.create_all({one.path: one.text.encode() for one in new})
        except OSError as error:
            raise cannot_write(error, new) from error
    if as_json:
        print_json({"ok": True, "dry_run": dry_run, "files": [one.shown for one in new], "kept": list(kept)})
        return 0
    for name in kept:
        click.echo(f"{printable(name)} is there already and stays as it is")
    for one in new:
        if dry_run:
            show_change(one)
        else:
            click.echo(f"wrote {printable(one.shown)}")
    if dry_run or not new:
        click.echo("nothing was written")
    click.echo(f"\n{setting_up(host).rstrip()}")
    if any(one.path.name == LOCKED for one in new):
        lock_first()
    return 0


def lock_first() -> None:
    """What is to be done before the first push of a programme whose workflows install a package."""
    click.echo(f"\n{_LOCKS}\n")
    for step in ("python -m pip install uv", LOCKING):
        click.echo(f"  {step}")


def top(program: Path) -> Path:
    """The top of the repository that a programme lies in, or would lie in."""
    try:
        found = top_of(program)
    except SignError:
        found = None
    return found[0] if found else program.resolve().parent


def in_ci(host: str, slug: str, how: Literal["first", "more", "instead"]) -> str:
    """How a new key reaches the job that signs, as a sentence; `host` is one of `HOSTS`, or empty if nobody knows.

    `first` is the key of a programme's only issuer, `more` that of another issuer, `instead` one that replaces another.
    """
    github = {
        "first": f"the key's text in the secret {ENVIRONMENT}",
        "more": f"the file's last line as one more line of the secret {ENVIRONMENT}",
        "instead": f"the file's last line in place of the old key's in the secret {ENVIRONMENT}, beside those of "
        "other issuers",
    }[how]
    gitlab = {
        "first": f"the key file's last line in the variable {ENVIRONMENT}",
        "more": f"the file's last line in a variable of its own, {variable(slug)}",
        "instead": "the file's last line in place of the old key in the variable that has it",
    }[how]
    if not host and how != "first":
        return f"Sign in CI with {github}; at GitLab with {gitlab}."
    return f"Sign in CI with {gitlab if host == 'gitlab' else github}."


def keys_together(file: Path | str) -> str:
    """How awards of several issuers are signed on one machine."""
    return (
        f"Sign on this machine with:  badgepress build --key {file}\n"
        "Where awards of several issuers wait, FILE of --key has all their keys, one a line."
    )


def host_here(program: Path) -> str:
    """The host whose files lie in the programme's repository, one of `HOSTS`; empty if that is not clear."""
    return host_of(top(program))
