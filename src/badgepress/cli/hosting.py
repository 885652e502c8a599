"""`badgepress workflows`: write the workflow files for another host; and explain how to give keys to its jobs."""

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

_LOCKS = "Before the first push, lock the workflows' requirements, or they fail (handbook: Install, In the workflows):"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--host", type=click.Choice(HOSTS), required=True, help="The host of the repository.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.as_json
@json_errors
def workflows(folder: Path | None, host: str, dry_run: bool, as_json: bool) -> int:
    """Write the workflow files of a host for the programme in DIR (default: here), and say what to set up there.

    Writes only the host's own files, and requirements.txt if there is none. Never overwrites a file, and does not touch
    the programme or its issued awards.
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
        click.echo(f"{printable(name)} exists already and was not changed")
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
    """Print what to do before the first push of a programme whose workflows install Badgepress."""
    click.echo(f"\n{_LOCKS}\n")
    for step in ("python -m pip install uv", LOCKING):
        click.echo(f"  {step}")


def top(program: Path) -> Path:
    """Return the top of the programme's repository, or its parent folder if there is no repository yet."""
    try:
        found = top_of(program)
    except SignError:
        found = None
    return found[0] if found else program.resolve().parent


def in_ci(host: str, slug: str, how: Literal["first", "more", "instead"]) -> str:
    """Return a sentence on how to give a new key to the job that signs.

    `host` is one of `HOSTS`, or empty if unknown. `how`: `first` for the key of a programme's only issuer, `more` for
    another issuer's key, `instead` for one that replaces another.
    """
    github = {
        "first": f"set the secret {ENVIRONMENT} to the text of the key file",
        "more": f"add the key file's last line as another line of the secret {ENVIRONMENT}",
        "instead": f"replace the old key in the secret {ENVIRONMENT} by the key file's last line, and keep the keys of "
        "other issuers",
    }[how]
    gitlab = {
        "first": f"set the variable {ENVIRONMENT} to the key file's last line",
        "more": f"set a new variable {variable(slug)} to the key file's last line",
        "instead": "set the variable that has the old key to the key file's last line",
    }[how]
    if not host and how != "first":
        return f"To sign in CI, {github}; on GitLab, {gitlab}."
    return f"To sign in CI, {gitlab if host == 'gitlab' else github}."


def keys_together(file: Path | str) -> str:
    """Return how to sign awards of several issuers on one machine."""
    return (
        f"Sign on this machine with:  badgepress build --key {file}\n"
        "If awards of several issuers are waiting, put all their keys into that file, one per line."
    )


def host_here(program: Path) -> str:
    """Return the host (one of `HOSTS`) whose files are in the programme's repository; empty if that is unclear."""
    return host_of(top(program))
