"""`badgepress init`: start a new programme."""

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
@click.option("--base-url", metavar="URL", help="The address of the site, with a slash at the end.")
@click.option("--issuer", metavar="NAME", help="The issuer's name.  [default: the programme's name]")
@click.option("--url", help="The issuer's own website.  [default: the site]")
@click.option("--email", help="The issuer's public e-mail address.")
@click.option("--language", metavar="TAG", help="The programme's language, such as es.  [default: en]")
@click.option("--badge", metavar="NAME", default="First badge", show_default=True, help="The first badge's name.")
@click.option(
    "--host",
    type=click.Choice(HOSTS),
    default="github",
    show_default=True,
    help="The host of the repository; its workflow files are written.",
)
@click.option(
    "--key-out",
    "--out",
    metavar="FILE",
    help="The new file for the secret key, outside DIR; - prints the key once.  "
    "[default: ~/.config/badgepress/<issuer>.key]",
)
@click.option(
    "--passphrase", is_flag=True, help="Lock the key file with a passphrase (BADGEPRESS_PASSPHRASE, else asked for)."
)
@click.option("--force", is_flag=True, help="Also replace a programme other than the sample, with all issued awards.")
@click.option("--yes", is_flag=True, help="Remove a programme without asking.")
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
    """Start a new programme in DIR (default: here), with an issuer, a new key and a first badge.

    In a clone of Badgepress, replaces the sample programme after showing what will be removed. On a terminal, asks for
    whatever is missing. Never overwrites other files.
    """
    folder = folder or Path()
    given = {"name": name, "base_url": base_url, "issuer": issuer, "url": url, "email": email, "language": language}
    answers = {key: value for key, value in given.items() if value}
    if asking.at_terminal() and not as_json:
        answers = _ask_for_missing(answers)
    missing = [option for key, option in _NEEDED.items() if key not in answers]
    if missing:
        raise click.UsageError(f"also give {' and '.join(missing)}")
    secret = sign.SecretKey.generate()
    beginning = Beginning(
        name=answers["name"],
        base_url=answers["base_url"],
        issuer=answers.get("issuer", answers["name"]),
        url=answers.get("url", answers["base_url"]),
        public=secret.public,
        since=now,
        email=answers.get("email"),
        language=answers.get("language", "en"),
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
            raise click.UsageError("files would be removed: review them with --dry-run, then add --yes")
        click.confirm("Remove them?", abort=True, err=True)
    words = new_passphrase() if passphrase and file is not None else ""
    with held_for("init", folder / FOLDER, wait, begin=True) as held:
        now_begun = start(folder, beginning, force=force)
        if (now_begun.removed, now_begun.count) != (begun.removed, begun.count):
            hint = "review what would be removed now with --dry-run"
            message = "another command wrote here meanwhile, so nothing was removed"
            raise ReadError(problem("changed-meanwhile", message, file=str(folder / FOLDER), hint=hint))
        begun = now_begun
        with new_key_file(file, secret, words):
            put(held, begun)
    return _done(begun, secret, file, host, as_json=as_json, dry_run=False)


def _ask_for_missing(given: dict[str, str]) -> dict[str, str]:
    """Ask at the terminal for whatever was not given."""

    def one(key: str, words: str, model: type[Settings] | type[Issuer], name: str, default: str | None = None) -> None:
        if key not in answers:
            answer = ask(words, field(model, name), default=default, optional=default == "")
            if answer:
                answers[key] = answer

    answers = dict(given)
    one("name", "Name of the programme", Settings, "name")
    one("base_url", "Permanent address of the site, such as https://badges.example.org/", Settings, "base_url")
    one("issuer", "Name of the issuer", Issuer, "name", answers["name"])
    one("url", "The issuer's own website", Issuer, "url", answers["base_url"])
    one("email", "The issuer's public e-mail address (may be empty)", Issuer, "email", "")
    one("language", "Language of the programme", Settings, "language", "en")
    return answers


def _key_file(given: str | None, folder: Path, slug: str) -> Path | None:
    """Return the file for the secret; None to print it. Raises ReadError `key-inside` or `key-file-exists`."""
    if given == "-":
        return None
    file = Path(given) if given else key_home() / f"{slug}.key"
    if file.resolve().is_relative_to(folder.resolve()):
        hint = "choose a file elsewhere with --key-out FILE, or print the key with --key-out -"
        message = "the secret key would be inside the repository that is published"
        raise ReadError(problem("key-inside", message, file=str(file), hint=hint))
    if file.exists():
        hint = "choose another file: --key-out FILE"
        raise ReadError(problem("key-file-exists", "this file exists already", file=str(file), hint=hint))
    return file


def _show(begun: Start, *, dry_run: bool) -> None:
    """Print what will be removed and, on a dry run, what would be written."""
    if begun.removed:
        what = "the sample programme" if begun.replaces == "sample" else "the existing programme"
        click.echo(f"to be removed: {what}, {counted(begun.count, 'file')}:")
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
        result: dict[str, Any] = {"ok": True, "dry_run": dry_run, "files": wrote, "kept": list(begun.kept)}
        result["removed"] = [f"badges/{name}" for name in begun.removed]
        if not dry_run:
            result |= {"public": secret.public, "key": str(file) if file else secret.to_multibase()}
        print_json(result)
        return 0
    for name in begun.kept:
        click.echo(f"{printable(name)} exists already and was not changed")
    if dry_run:
        click.echo("nothing was written")
        return 0
    for shown in wrote:
        click.echo(f"wrote {printable(shown)}")
    folder = "" if begun.folder == Path() else f"cd {begun.folder}, then "
    key = f"--key {file}" if file else "--key FILE"
    if file:
        click.echo(f"wrote {file} (the secret key: never commit it, and keep a copy in a safe place)")
    else:
        click.echo(
            f"\nthe secret key, shown only once; keep it in a safe place, never in git:\n\n{secret.to_multibase()}"
        )
    click.echo(f"\nNow: {folder}badgepress check, badgepress serve")
    click.echo(f"Sign on this machine with:  badgepress build {key}")
    click.echo(in_ci(host, "", "first"))
    if not has_sources(begun.folder):
        lock_first()
    if not _in_repository(begun.folder):
        click.echo("\nThere is no git repository here yet. Create an empty one at your host, then run:\n")
        for step in _git_steps(begun.folder):
            click.echo(f"  {step}")
    return 0


def _in_repository(folder: Path) -> bool:
    """Return whether the folder is in a git repository."""
    whole = folder.resolve()
    return any((one / ".git").exists() for one in (whole, *whole.parents))


def _git_steps(folder: Path) -> list[str]:
    """Return the commands that put the new programme into a repository; ADDRESS is its address at the host."""
    change_folder = [] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]
    return [
        *change_folder,
        "git init --initial-branch=main",
        "git add --all",
        'git commit --message "Begin our badges"',
        "git remote add origin ADDRESS",
        "git push --set-upstream origin main",
    ]
