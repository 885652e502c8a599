"""`badgepress award` and `badgepress badge new`: new files, with e-mail addresses turned into salted hashes at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from badgepress import edit
from badgepress.cli import asking, options
from badgepress.cli.apart import on_issued_branch
from badgepress.cli.holding import decided, finish_first, held_for
from badgepress.cli.questions import award_asked, badge_asked
from badgepress.cli.show import print_problems, printable, show_change
from badgepress.edit import yamltext
from badgepress.edit.importing import load_pepper
from badgepress.edit.importing.files import check_name
from badgepress.edit.twice import had_already
from badgepress.edit.written import award_text
from badgepress.errors import Problem
from badgepress.lock import Held
from badgepress.model.limits import NEW_AWARD_ID_CHARACTERS, NEW_SALT_BYTES

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
@options.wait
@on_issued_branch()
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
    wait: float,
) -> int:
    """Write an assertion that somebody earned BADGE (a class's slug).

    On a terminal, when the badge or the earner is not said, everything that a good award has is asked for, shown, and
    written when it is confirmed. A build with the issuer's key issues it.
    """
    who = {"name": name, "email": email, "did": did, "earner": earner, "country": country}
    when = {"issued": issued, "expires": expires, "evidence": evidence, "language": language, "unlisted": unlisted}
    said: dict[str, Any] = {"badge": badge, **who, **when}
    asked = not badge or not (name or email or did)
    if asked and not asking.at_terminal():
        missing = [] if badge else ["the badge"]
        missing += [] if name or email or did else ["its earner with --name, --email or --did"]
        raise click.UsageError(f"name {' and '.join(missing)}")
    if asked:
        finish_first("award", program, wait)
        said = award_asked(program, said, now)
    shared, own = _award(said, now)
    identifier = "".join(secrets.choice(_LETTERS) for _ in range(NEW_AWARD_ID_CHARACTERS))
    name_of_file = check_name(cohort, "--cohort") if cohort else ""

    def make() -> tuple[edit.Change, list[Problem]]:
        if name_of_file:
            change = edit.join_cohort(program, f"{now:%Y}/{name_of_file}", shared, {"id": identifier, **own})
        else:
            change = edit.new_award(program, f"{now:%Y}/{identifier}", award_text({**shared, **own}))
        return change, had_already(program, said["badge"], said, load_pepper(os.environ), now)

    return _write(make, partial(held_for, "award", program, wait), asked=asked, dry_run=dry_run)


@click.group()
def badge() -> None:
    """Make badge classes."""


@badge.command("new")
@click.argument("slug", required=False)
@click.option("--name", help="The badge's name.")
@click.option("--description", help="What it means, in a sentence or a few.")
@click.option("--criteria", help="How it is earned; Markdown.")
@click.option(
    "--level",
    type=click.Choice(["Foundational", "Intermediate", "Advanced"], case_sensitive=False),
    help="How far it goes.",
)
@click.option("--family", help="The family it stands in.")
@click.option("--skill", "skills", multiple=True, metavar="SLUG", help="A skill of skills.yml; may be given again.")
@click.option("--issuer", metavar="SLUG", help="Whose badge it is.  [default: the programme's default issuer]")
@click.option("--expires-after", metavar="DURATION", help="How long it holds, such as P2Y.")
@click.option("--shape", help="Of the drawn badge: circle, hexagon, shield, rosette, diamond or octagon.")
@click.option("--colour", metavar="#RRGGBB", help="Of the drawn badge.")
@click.option("--icon", help="On the drawn badge: a file of templates/icons/ without its ending.")
@_dry_run
@options.program
@options.templates
@options.wait
def badge_new(
    slug: str | None,
    name: str | None,
    description: str | None,
    criteria: str | None,
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
    templates: Path | None,
    wait: float,
) -> int:
    """Write the badge class SLUG, with a badge to be drawn for it.

    On a terminal, what is missing is asked for. To use an image of your own, put it beside the file as SLUG.svg or
    SLUG.png and remove `art:`.
    """
    needed = {"SLUG": slug, "--name": name, "--description": description, "--criteria": criteria}
    missing = [option for option, value in needed.items() if not value]
    if missing and not asking.at_terminal():
        raise click.UsageError(f"say also {', '.join(missing)}")
    texts = {"slug": slug, "name": name, "description": description, "criteria": criteria}
    said: dict[str, Any] = {
        **texts,
        "level": level,
        "family": family,
        "skills": skills,
        "shape": shape,
        "colour": colour,
    }
    if missing:
        finish_first("badge new", program, wait)
        said = badge_asked(program, said)
    art = {"shape": said["shape"], "colour": said["colour"], "icon": icon}
    fields = {
        "name": said["name"],
        "description": said["description"],
        "criteria": said["criteria"].replace("\\n", "\n"),
        "issuer": issuer,
        "family": said["family"],
        "level": said["level"],
        "skills": list(said["skills"]),
        "expires_after": expires_after,
        "art": {key: value for key, value in art.items() if value} or {"shape": "hexagon"},
    }

    def make() -> tuple[edit.Change, list[Problem]]:
        given = {key: value for key, value in fields.items() if value}
        return edit.new_badge(program, said["slug"], given, templates), []

    return _write(make, partial(held_for, "badge new", program, wait), asked=bool(missing), dry_run=dry_run)


def _award(said: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a cohort may share, and what is the award's own."""
    recipient = {
        "name": said["name"],
        **(edit.identity(said["email"], secrets.token_hex(NEW_SALT_BYTES)) if said["email"] else {}),
        **{key: said[key] for key in ("did", "earner", "country")},
    }
    return {"badge": said["badge"], "issued": yamltext.Bare(said["issued"] or f"{now:%Y-%m-%d}")}, {
        "recipient": {key: value for key, value in recipient.items() if value},
        **({"expires": yamltext.Bare(said["expires"])} if said["expires"] else {}),
        **({"evidence": [_evidence(one) for one in said["evidence"]]} if said["evidence"] else {}),
        **({"language": said["language"]} if said["language"] else {}),
        **({"visibility": yamltext.Bare("unlisted")} if said["unlisted"] else {}),
    }


def _write(
    make: Callable[[], tuple[edit.Change, list[Problem]]],
    holding: Callable[[], AbstractContextManager[Held]],
    *,
    asked: bool,
    dry_run: bool,
) -> int:
    """Show the change that is made, and write it; after questions only when it is confirmed."""
    if dry_run:
        _show(make())
        click.echo("nothing was written")
        return 0
    question = "Write this?" if asked else ""
    with decided(holding, make, _show, _agreed_to, question, default=True) as (held, (change, _)):
        edit.apply(held, change)
    click.echo(f"wrote {printable(change.shown)}; commit it, and open a pull request")
    return 0


def _show(made: tuple[edit.Change, list[Problem]]) -> None:
    print_problems(made[1])
    show_change(made[0])


def _agreed_to(made: tuple[edit.Change, list[Problem]]) -> object:
    return made[0].shown, made[0].lines(), made[1]


def _evidence(given: str) -> dict[str, str]:
    name, _, url = given.partition("=")
    return {"name": name, "url": url}
