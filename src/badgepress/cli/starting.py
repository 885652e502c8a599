"""`badgepress init`: a programme of one's own."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from badgepress import sign
from badgepress.cli import asking, options
from badgepress.cli.asking import ask, field
from badgepress.cli.holding import finish_first, held_for
from badgepress.cli.hosting import in_ci, lock_first
from badgepress.cli.secrets import key_home, new_key_file, new_passphrase
from badgepress.cli.show import counted, json_errors, print_json, printable, show_change
from badgepress.edit.start import Beginning, Start, put, slug_of, start
from badgepress.edit.start.texts import FOLDER
from badgepress.errors import ReadError, problem
from badgepress.model import Issuer, Settings
from badgepress.read import schemas
from badgepress.workflows import HOSTS, has_sources

_NEEDED = {"name": "--name", "base_url": "--base-url"}


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The programme's name.")
@click.option("--base-url", metavar="URL", help="Where the site will be, with a slash at the end.")
@click.option("--issuer", metavar="NAME", help="Who stands behind the badges.  [default: the programme's name]")
@click.option("--url", help="The issuer's own web address.  [default: that of the site]")
@click.option("--email", help="An address at which the issuer may be reached; it is public.")
@click.option("--language", metavar="TAG", help="The programme's language, such as es.  [default: en]")
@click.option("--badge", metavar="NAME", default="First badge", show_default=True, help="The first badge's name.")
@click.option(
    "--host",
    type=click.Choice(HOSTS),
    default="github",
    show_default=True,
    help="Where the repository will be: what checks, signs and publishes is written for it.",
)
@click.option(
    "--key-out",
    "--out",
    metavar="FILE",
    help="The secret key's new file, outside DIR; - prints it once.  [default: ~/.config/badgepress/<issuer>.key]",
)
@click.option(
    "--passphrase", is_flag=True, help="Lock the key file with a passphrase (BADGEPRESS_PASSPHRASE, else asked for)."
)
@click.option("--force", is_flag=True, help="Also replace a programme that is not the sample, with all it issued.")
@click.option("--yes", is_flag=True, help="Do not ask before a programme is removed.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.now
@options.wait
@options.as_json
@json_errors
def init(
    folder: Path | None,
    name: str | None,
    base_url: str | None,
    issuer: str | None,
    url: str | None,
    email: str | None,
    language: str | None,
    badge: str,
    host: str,
    key_out: str | None,
    passphrase: bool,
    force: bool,
    yes: bool,
    dry_run: bool,
    now: datetime,
    wait: float,
    as_json: bool,
) -> int:
    """Begin a programme of your own in DIR (here, when none is named): an issuer with a new key, and a first badge.

    In a clone of Badgepress the sample programme is replaced, after it is shown what goes. On a terminal, what is
    missing is asked for. Files that are there are never overwritten.
    """
    folder = folder or Path()
    given = {"name": name, "base_url": base_url, "issuer": issuer, "url": url, "email": email, "language": language}
    said = {key: value for key, value in given.items() if value}
    if asking.at_terminal() and not as_json:
        said = _asked(said)
    missing = [option for key, option in _NEEDED.items() if key not in said]
    if missing:
        raise click.UsageError(f"say also {' and '.join(missing)}")
    secret = sign.SecretKey.generate()
    beginning = Beginning(
        name=said["name"],
        base_url=said["base_url"],
        issuer=said.get("issuer", said["name"]),
        url=said.get("url", said["base_url"]),
        public=secret.public,
        since=now,
        email=said.get("email"),
        language=said.get("language", "en"),
        badge=badge,
        host=host,
    )
    if not dry_run:
        finish_first("init", folder / FOLDER, wait)
    begun = start(folder, beginning, force=force)
    file = _key_file(key_out, folder, slug_of(beginning.issuer, "issuer"))
    if not as_json:
        _show(begun, dry_run=dry_run)
    if dry_run:
        return _done(begun, secret, file, host, as_json=as_json, dry_run=True)
    if begun.removed and not yes:
        if as_json or not asking.at_terminal():
            raise click.UsageError("files would be removed: look at them with --dry-run, then say --yes")
        click.confirm("Remove them?", abort=True, err=True)
    words = new_passphrase() if passphrase and file is not None else ""
    with held_for("init", folder / FOLDER, wait, begin=True) as held:
        now_begun = start(folder, beginning, force=force)
        if (now_begun.removed, now_begun.count) != (begun.removed, begun.count):
            hint = "look at what would go now with --dry-run"
            message = "another command wrote here meanwhile, and nothing was removed"
            raise ReadError(problem("changed-meanwhile", message, file=str(folder / FOLDER), hint=hint))
        begun = now_begun
        with new_key_file(file, secret, words):
            put(held, begun)
    return _done(begun, secret, file, host, as_json=as_json, dry_run=False)


def _asked(said: dict[str, str]) -> dict[str, str]:
    """What was not said, from whoever sits at the terminal."""

    def one(key: str, words: str, model: type[Settings] | type[Issuer], name: str, default: str | None = None) -> None:
        if key not in said:
            answer = ask(words, field(model, name), default=default, optional=default == "")
            if answer:
                said[key] = answer

    said = dict(said)
    one("name", "Name of the programme", Settings, "name")
    one("base_url", "Address of the site, for good, such as https://badges.example.org/", Settings, "base_url")
    one("issuer", "Who stands behind the badges", Issuer, "name", said["name"])
    one("url", "The issuer's own web address", Issuer, "url", said["base_url"])
    one("email", "The issuer's public e-mail address (may be empty)", Issuer, "email", "")
    one("language", "Language of the programme", Settings, "language", "en")
    return said


def _key_file(given: str | None, folder: Path, slug: str) -> Path | None:
    """Where the secret goes; None when it is printed. Raises ReadError `key-inside` or `key-file-exists`."""
    if given == "-":
        return None
    file = Path(given) if given else key_home() / f"{slug}.key"
    if file.resolve().is_relative_to(folder.resolve()):
        hint = "name a file elsewhere with --key-out FILE, or print the key with --key-out -"
        message = "the secret key would lie among what is published"
        raise ReadError(problem("key-inside", message, file=str(file), hint=hint))
    if file.exists():
        hint = "name another file: --key-out FILE"
        raise ReadError(problem("key-file-exists", "a file of that name is there already", file=str(file), hint=hint))
    return file


def _show(begun: Start, *, dry_run: bool) -> None:
    """What goes, and what comes: whole when nothing is written."""
    if begun.removed:
        what = "the sample programme" if begun.replaces == "sample" else "the programme that is there"
        click.echo(f"goes: {what}, {counted(begun.count, 'file')}:")
        for name in begun.removed:
            click.echo(f"- badges/{name}")
    if dry_run:
        made = [one for one in begun.programme if one.path.parent.name == schemas.FOLDER]
        for change in (*begun.programme, *begun.beside):
            if change not in made:
                show_change(change)
        click.echo(f"{made[0].shown.rpartition('/')[0]}/: {counted(len(made), 'schema')}, for editors")


def _done(begun: Start, secret: sign.SecretKey, file: Path | None, host: str, *, as_json: bool, dry_run: bool) -> int:
    wrote = [change.shown for change in (*begun.programme, *begun.beside)]
    if as_json:
        told: dict[str, Any] = {"ok": True, "dry_run": dry_run, "files": wrote, "kept": list(begun.kept)}
        told["removed"] = [f"badges/{name}" for name in begun.removed]
        if not dry_run:
            told |= {"public": secret.public, "key": str(file) if file else secret.to_multibase()}
        print_json(told)
        return 0
    for name in begun.kept:
        click.echo(f"{printable(name)} is there already and stays as it is")
    if dry_run:
        click.echo("nothing was written")
        return 0
    for shown in wrote:
        click.echo(f"wrote {printable(shown)}")
    folder = "" if begun.folder == Path() else f"cd {begun.folder}, then "
    key = f"--key {file}" if file else "--key FILE"
    if file:
        click.echo(f"wrote {file} (the secret: never commit it, keep a copy in a safe place)")
    else:
        click.echo(
            f"\nthe secret key, shown this once; keep it in a safe place, never in git:\n\n{secret.to_multibase()}"
        )
    click.echo(f"\nNow: {folder}badgepress check, badgepress serve")
    click.echo(f"Sign on this machine with:  badgepress build {key}")
    click.echo(in_ci(host, "", "first"))
    if not has_sources(begun.folder):
        lock_first()
    if not _in_repository(begun.folder):
        click.echo("\nThere is no repository here yet. With git, and an empty repository at your host:\n")
        for step in _git_steps(begun.folder):
            click.echo(f"  {step}")
    return 0


def _in_repository(folder: Path) -> bool:
    """Whether git keeps the folder, or one around it, already."""
    whole = folder.resolve()
    return any((one / ".git").exists() for one in (whole, *whole.parents))


def _git_steps(folder: Path) -> list[str]:
    """What puts the new programme into a repository of its own; the last two need its address at the host."""
    there = [] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]
    return [
        *there,
        "git init --initial-branch=main",
        "git add --all",
        'git commit --message "Begin our badges"',
        "git remote add origin ADDRESS",
        "git push --set-upstream origin main",
    ]
