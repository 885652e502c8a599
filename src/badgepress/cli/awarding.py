"""`badgepress award` and `badgepress badge new`: new files, with e-mail addresses turned into salted hashes at once."""

from __future__ import annotations

import secrets
import sys
from datetime import datetime
from pathlib import Path

import click

from badgepress import edit
from badgepress.cli import options
from badgepress.cli.show import show_change
from badgepress.edit import yamltext
from badgepress.edit.written import award_text
from badgepress.read import read_program

#: No vowels and no look-alikes: ids that spell nothing and can be read out.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


@click.command()
@click.argument("badge", required=False)
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
@click.option("--cohort", metavar="NAME", help="Put it into assertions/<year>/NAME.yml, with others.")
@_dry_run
@options.program
@options.now
def award(
    badge: str | None,
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
    cohort: str | None,
    dry_run: bool,
    program: Path,
    now: datetime,
) -> int:
    """Write an assertion that somebody earned BADGE (a class's slug).

    On a terminal, what is missing is asked for. A build with the issuer's key issues it.
    """
    if not badge or not (name or email or did):
        badge, name, email = _asked(program, badge, name, email)
    recipient = {
        "name": name,
        **(edit.identity(email, secrets.token_hex(8)) if email else {}),
        "did": did,
        "earner": earner,
        "country": country,
    }
    shared = {"badge": badge, "issued": yamltext.Bare(issued or f"{now:%Y-%m-%d}")}
    own = {
        "recipient": {key: value for key, value in recipient.items() if value},
        **({"expires": yamltext.Bare(expires)} if expires else {}),
        **({"evidence": [_evidence(one) for one in evidence]} if evidence else {}),
        **({"language": language} if language else {}),
        **({"visibility": yamltext.Bare("unlisted")} if unlisted else {}),
    }
    identifier = "".join(secrets.choice(_LETTERS) for _ in range(8))
    if cohort:
        change = edit.join_cohort(program, f"{now:%Y}/{cohort}", shared, {"id": identifier, **own})
    else:
        change = edit.new_award(program, f"{now:%Y}/{identifier}", award_text({**shared, **own}))
    show_change(change)
    if not dry_run:
        edit.apply(change)
    return 0


@click.group()
def badge() -> None:
    """Make badge classes."""


@badge.command("new")
@click.argument("slug")
@click.option("--name", required=True, help="The badge's name.")
@click.option("--description", required=True, help="What it means, in a sentence or a few.")
@click.option("--criteria", required=True, help="How it is earned; Markdown.")
@click.option("--level", type=click.Choice(["Foundational", "Intermediate", "Advanced"]), help="How far it goes.")
@click.option("--family", help="The family it stands in.")
@click.option("--skill", "skills", multiple=True, metavar="SLUG", help="A skill of skills.yml; may be given again.")
@click.option("--issuer", metavar="SLUG", help="Whose badge it is.  [default: the programme's default issuer]")
@click.option("--expires-after", metavar="DURATION", help="How long it holds, such as P2Y.")
@click.option("--shape", help="Of the drawn badge: circle, hexagon, shield, rosette, diamond or octagon.")
@click.option("--colour", metavar="#RRGGBB", help="Of the drawn badge.")
@click.option("--icon", help="On the drawn badge: a file of templates/icons/ without its ending.")
@_dry_run
@options.program
def badge_new(
    slug: str,
    name: str,
    description: str,
    criteria: str,
    level: str | None,
    family: str | None,
    skills: tuple[str, ...],
    issuer: str | None,
    expires_after: str | None,
    shape: str | None,
    colour: str | None,
    icon: str | None,
    dry_run: bool,
    program: Path,
) -> int:
    """Write the badge class SLUG, with a badge to be drawn for it.

    To use an image of your own, put it beside the file as SLUG.svg or SLUG.png and remove `art:`.
    """
    art = {"shape": shape, "colour": colour, "icon": icon}
    fields = {
        "name": name,
        "description": description,
        "criteria": criteria.replace("\\n", "\n"),
        "issuer": issuer,
        "family": family,
        "level": level,
        "skills": list(skills),
        "expires_after": expires_after,
        "art": {key: value for key, value in art.items() if value} or {"shape": "hexagon"},
    }
    change = edit.new_badge(program, slug, {key: value for key, value in fields.items() if value})
    show_change(change)
    if not dry_run:
        edit.apply(change)
    return 0


def _asked(program: Path, badge: str | None, name: str | None, email: str | None) -> tuple[str, str | None, str | None]:
    """The badge, the name and the address, from whoever sits at the terminal."""
    if not sys.stdin.isatty():
        raise click.UsageError("name the badge, and its earner with --name, --email or --did")
    read, _ = read_program(program)
    if badge is None:
        slugs = sorted(read.classes) if read else []
        badge = str(click.prompt("Badge", type=click.Choice(slugs) if slugs else str, err=True))
    if name is None:
        name = click.prompt("Earner's name (may be empty)", default="", show_default=False, err=True) or None
    if email is None:
        words = "Earner's e-mail address, of which only a hash is kept (may be empty)"
        email = click.prompt(words, default="", show_default=False, err=True) or None
    return badge, name, email


def _evidence(given: str) -> dict[str, str]:
    name, _, url = given.partition("=")
    return {"name": name, "url": url}
