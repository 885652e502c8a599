"""`badgepress award`: one new assertion, with the e-mail address turned into a salted hash at once."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path

import click

from badgepress import edit
from badgepress.cli import options

#: No vowels and no look-alikes: ids that spell nothing and can be read out.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"


@click.command()
@click.argument("badge")
@click.option("--name", help="The earner's name, shown in public while the award is.")
@click.option("--email", help="The earner's e-mail address; only its salted hash is written.")
@click.option("--did", help="The earner's own DID, in place of an e-mail address or beside it.")
@click.option("--country", help="Where the earner is: two letters, ISO 3166-1.")
@click.option("--earner", help="Ties one person's awards together: the earner's slug.")
@click.option("--issued", metavar="DATE", help="When it was earned.  [default: today]")
@click.option("--expires", metavar="DATE", help="Until when it holds.  [default: as the badge class says]")
@click.option("--evidence", multiple=True, metavar="NAME=URL", help="What shows it; may be given again.")
@click.option("--language", metavar="TAG", help="The language to issue it in, such as es.  [default: the badge's own]")
@click.option("--unlisted", is_flag=True, help="The award has its page but stands in no list.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.program
@options.now
def award(
    badge: str,
    name: str | None,
    email: str | None,
    did: str | None,
    country: str | None,
    earner: str | None,
    issued: str | None,
    expires: str | None,
    evidence: tuple[str, ...],
    language: str | None,
    unlisted: bool,
    dry_run: bool,
    program: Path,
    now: datetime,
) -> int:
    """Write an assertion that somebody earned BADGE (a class's slug).

    A build with the issuer's key issues it.
    """
    fields = {
        "name": name,
        **(edit.identity(email, secrets.token_hex(8)) if email else {}),
        "did": did,
        "earner": earner,
        "country": country,
    }
    lines = [
        f"badge: {_text(badge)}",
        "recipient:",
        *(f"  {key}: {_text(value)}" for key, value in fields.items() if value),
        f"issued: {issued or f'{now:%Y-%m-%d}'}",
        *([f"expires: {expires}"] if expires else []),
        *(["evidence:"] if evidence else []),
        *(f"  - {{name: {_text(one.partition('=')[0])}, url: {_text(one.partition('=')[2])}}}" for one in evidence),
        *([f"language: {_text(language)}"] if language else []),
        *(["visibility: unlisted"] if unlisted else []),
    ]
    identifier = "".join(secrets.choice(_LETTERS) for _ in range(8))
    change = edit.new_award(program, f"{now:%Y}/{identifier}", "".join(f"{line}\n" for line in lines))
    click.echo(f"{change.shown}:")
    click.echo("".join(f"+ {line}\n" for line in lines), nl=False)
    if not dry_run:
        edit.apply(change)
    return 0


def _text(value: str) -> str:
    """A YAML scalar that is this text, whatever is in it."""
    return json.dumps(value, ensure_ascii=False)
