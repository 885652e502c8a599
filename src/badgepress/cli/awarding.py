"""`badgepress award` and `badgepress badge new`: write new files, with e-mail addresses as salted hashes."""

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
from badgepress.cli.questions import ask_for_award, ask_for_badge
from badgepress.cli.show import print_problems, printable, show_change
from badgepress.edit import yamltext
from badgepress.edit.importing import load_pepper
from badgepress.edit.importing.files import check_name
from badgepress.edit.twice import had_already
from badgepress.edit.written import award_text
from badgepress.errors import Problem
from badgepress.lock import Held
from badgepress.model.limits import NEW_AWARD_ID_CHARACTERS, NEW_SALT_BYTES

#: No vowels and no look-alikes, so that ids spell no words and can be dictated.
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_dry_run = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


@click.command()
@click.argument("badge", required=False)
@click.option("--name", help="The earner's name; public while the award is public.")
@click.option("--email", help="The earner's e-mail address; only its salted hash is written.")
@click.option("--did", help="The earner's own DID, instead of an e-mail address or in addition to it.")
@click.option("--country", help="The earner's country: two letters, ISO 3166-1.")
@click.option("--earner", help="The earner's slug, which links one person's awards.")
@click.option("--issued", metavar="DATE", help="When it was earned.  [default: today]")
@click.option("--expires", metavar="DATE", help="When it expires.  [default: as the badge class says]")
@click.option("--evidence", multiple=True, metavar="NAME=URL", help="Evidence for it; repeatable.")
@click.option("--language", metavar="TAG", help="The language to issue it in, such as es.  [default: the badge's own]")
@click.option("--unlisted", is_flag=True, help="Give the award a page but keep it out of all lists.")
@click.option("--cohort", metavar="NAME", help="Add it to the cohort file assertions/<year>/NAME.yml.")
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

    On a terminal, if the badge or the earner is missing, asks for everything that a good award has, shows the file and
    writes it once you confirm. A build with the issuer's key then issues it.
    """
    who = {"name": name, "email": email, "did": did, "earner": earner, "country": country}
    when = {"issued": issued, "expires": expires, "evidence": evidence, "language": language, "unlisted": unlisted}
    answers: dict[str, Any] = {"badge": badge, **who, **when}
    must_ask = not badge or not (name or email or did)
    if must_ask and not asking.at_terminal():
        missing = [] if badge else ["the badge"]
        missing += [] if name or email or did else ["its earner with --name, --email or --did"]
        raise click.UsageError(f"give {' and '.join(missing)}")
    if must_ask:
        finish_first("award", program, wait)
        answers = ask_for_award(program, answers, now)
    shared, own = _award(answers, now)
    identifier = "".join(secrets.choice(_LETTERS) for _ in range(NEW_AWARD_ID_CHARACTERS))
    name_of_file = check_name(cohort, "--cohort") if cohort else ""

    def make() -> tuple[edit.Change, list[Problem]]:
        if name_of_file:
            change = edit.join_cohort(program, f"{now:%Y}/{name_of_file}", shared, {"id": identifier, **own})
        else:
            change = edit.new_award(program, f"{now:%Y}/{identifier}", award_text({**shared, **own}))
        return change, had_already(program, answers["badge"], answers, load_pepper(os.environ), now)

    return _write(make, partial(held_for, "award", program, wait), confirm=must_ask, dry_run=dry_run)


@click.group()
def badge() -> None:
    """Create badge classes."""


@badge.command("new")
@click.argument("slug", required=False)
@click.option("--name", help="The badge's name.")
@click.option("--description", help="What it means, in a few sentences.")
@click.option("--criteria", help="How to earn it; Markdown.")
@click.option(
    "--level",
    type=click.Choice(["Foundational", "Intermediate", "Advanced"], case_sensitive=False),
    help="Its level.",
)
@click.option("--family", help="The family it belongs to.")
@click.option("--skill", "skills", multiple=True, metavar="SLUG", help="A skill from skills.yml; repeatable.")
@click.option("--issuer", metavar="SLUG", help="Its issuer.  [default: the programme's default issuer]")
@click.option("--expires-after", metavar="DURATION", help="How long it is valid, such as P2Y.")
@click.option("--shape", help="The shape of the drawn badge: circle, hexagon, shield, rosette, diamond or octagon.")
@click.option("--colour", metavar="#RRGGBB", help="The colour of the drawn badge.")
@click.option("--icon", help="The icon on the drawn badge: a file of templates/icons/ without its extension.")
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
    """Write the badge class SLUG; the build draws its badge.

    On a terminal, asks for whatever is missing. To use your own image, put it beside the file as SLUG.svg or SLUG.png
    and remove `art:`.
    """
    needed = {"SLUG": slug, "--name": name, "--description": description, "--criteria": criteria}
    missing = [option for option, value in needed.items() if not value]
    if missing and not asking.at_terminal():
        raise click.UsageError(f"also give {', '.join(missing)}")
    texts = {"slug": slug, "name": name, "description": description, "criteria": criteria}
    answers: dict[str, Any] = {
        **texts,
        "level": level,
        "family": family,
        "skills": skills,
        "shape": shape,
        "colour": colour,
    }
    if missing:
        finish_first("badge new", program, wait)
        answers = ask_for_badge(program, answers)
    art = {"shape": answers["shape"], "colour": answers["colour"], "icon": icon}
    fields = {
        "name": answers["name"],
        "description": answers["description"],
        "criteria": answers["criteria"].replace("\\n", "\n"),
        "issuer": issuer,
        "family": answers["family"],
        "level": answers["level"],
        "skills": list(answers["skills"]),
        "expires_after": expires_after,
        "art": {key: value for key, value in art.items() if value} or {"shape": "hexagon"},
    }

    def make() -> tuple[edit.Change, list[Problem]]:
        given = {key: value for key, value in fields.items() if value}
        return edit.new_badge(program, answers["slug"], given, templates), []

    return _write(make, partial(held_for, "badge new", program, wait), confirm=bool(missing), dry_run=dry_run)


def _award(answers: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the keys that a cohort may share, and those of the award itself."""
    recipient = {
        "name": answers["name"],
        **(edit.identity(answers["email"], secrets.token_hex(NEW_SALT_BYTES)) if answers["email"] else {}),
        **{key: answers[key] for key in ("did", "earner", "country")},
    }
    return {"badge": answers["badge"], "issued": yamltext.Bare(answers["issued"] or f"{now:%Y-%m-%d}")}, {
        "recipient": {key: value for key, value in recipient.items() if value},
        **({"expires": yamltext.Bare(answers["expires"])} if answers["expires"] else {}),
        **({"evidence": [_evidence(one) for one in answers["evidence"]]} if answers["evidence"] else {}),
        **({"language": answers["language"]} if answers["language"] else {}),
        **({"visibility": yamltext.Bare("unlisted")} if answers["unlisted"] else {}),
    }


def _write(
    make: Callable[[], tuple[edit.Change, list[Problem]]],
    holding: Callable[[], AbstractContextManager[Held]],
    *,
    confirm: bool,
    dry_run: bool,
) -> int:
    """Show the change and write it, after a confirmation if `confirm` is set."""
    if dry_run:
        _show(make())
        click.echo("nothing was written")
        return 0
    question = "Write this?" if confirm else ""
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
