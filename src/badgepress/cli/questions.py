"""The questions of `award` and `badge new` at a terminal: everything that a good award or badge class has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click

from badgepress import edit
from badgepress.cli.asking import ask, choose, field
from badgepress.edit.start import slug_of
from badgepress.errors import BadgepressError
from badgepress.model import Art, Assertion, BadgeClass, Evidence, Level, Program, Recipient, moment
from badgepress.model.badge import Shape
from badgepress.read import require_program


def ask_for_award(root: Path, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Ask for the missing options of `award`, and return all. Raises ReadError if the programme has errors."""
    program = require_program(root)
    found = dict(given)
    if not found["badge"]:
        found["badge"] = choose("Badge", {slug: badge.name for slug, badge in program.classes.items()})
    badge = program.classes.get(found["badge"])
    _recipient(found, program)
    if not found["issued"]:
        found["issued"] = ask("Earned on", field(Assertion, "issued"), default=f"{now:%Y-%m-%d}")
    if not found["expires"] and not (badge and badge.expires_after):
        found["expires"] = ask("Expires on (empty: never)", _later(found["issued"]), optional=True)
    if not found["evidence"]:
        found["evidence"] = tuple(_evidence())
    if not found["unlisted"]:
        found["unlisted"] = not click.confirm("Show it in lists and previews?", default=True, err=True)
    if not found["language"] and program.settings.languages:
        known = ", ".join((program.settings.language, *program.settings.languages))
        found["language"] = ask(
            f"Language ({known}; empty: the badge's own)", field(Assertion, "language"), optional=True
        )
    return found


def _recipient(found: dict[str, Any], program: Program) -> None:
    """Ask who earned it."""
    if not found["name"]:
        found["name"] = ask("Earner's name (may be empty)", field(Recipient, "name"), optional=True)
    if not found["email"]:
        words = "Earner's e-mail address; only its hash is stored (may be empty)"
        found["email"] = ask(words, _email, optional=True)
    while not (found["name"] or found["email"] or found["did"]):
        click.echo("give a name, an e-mail address or a DID", err=True)
        found["name"] = ask("Earner's name (may be empty)", field(Recipient, "name"), optional=True)
        found["email"] = found["email"] or ask("Earner's e-mail address (may be empty)", _email, optional=True)
    if not found["earner"]:
        known = f", such as {next(iter(program.earners))}" if program.earners else ""
        words = f"Slug that links this earner's awards{known} (may be empty)"
        found["earner"] = ask(words, field(Recipient, "earner"), optional=True)
    if not found["country"]:
        found["country"] = ask("Country, two letters (may be empty)", _country, optional=True)


def _evidence() -> list[str]:
    found = []
    while url := ask("Evidence: web address (empty: no more)", field(Evidence, "url"), optional=True):
        name = ask("Evidence: name", field(Evidence, "name"))
        found.append(f"{name}={url}")
    return found


def ask_for_badge(root: Path, given: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the missing options of `badge new`, and return all. Raises ReadError if the programme has errors."""
    program = require_program(root)
    found = dict(given)
    for name, words in (("name", "Name of the badge"), ("description", "What it means, in a sentence or two")):
        if not found[name]:
            found[name] = ask(words, field(BadgeClass, name))
    if not found["slug"]:
        found["slug"] = ask("File name", _new_slug(program), default=slug_of(found["name"], "badge"))
    if not found["criteria"]:
        lines = [ask("How to earn it: first step", field(BadgeClass, "criteria"))]
        while line := ask("Next step (empty: no more)", optional=True):
            lines.append(line)
        found["criteria"] = lines[0] if len(lines) == 1 else "".join(f"- {line}\n" for line in lines)
    if not found["level"]:
        found["level"] = ask("Level: " + ", ".join(Level) + " (may be empty)", _one_of(Level), optional=True)
    if not found["family"]:
        families = ", ".join(sorted({badge.family for badge in program.classes.values() if badge.family}))
        words = "Family" + (f", such as {families}" if families else "") + " (may be empty)"
        found["family"] = ask(words, field(BadgeClass, "family"), optional=True)
    if not found["skills"] and program.skills:
        skills = ask("Skills: slugs, separated by commas (may be empty)", _skills(program), optional=True)
        found["skills"] = tuple(skills.split(",")) if skills else ()
    if not found["shape"]:
        found["shape"] = ask("Shape: " + ", ".join(get_args(Shape)), _one_of(get_args(Shape)), default="hexagon")
    if not found["colour"]:
        found["colour"] = ask("Colour", field(Art, "colour"), default="#1f5fbf")
    return found


def _email(text: str) -> str:
    try:
        edit.identity(text, "salt")
    except BadgepressError as error:
        raise ValueError(error.problems[0].sentence()) from None
    return text


def _country(text: str) -> str:
    return field(Recipient, "country")(text.upper())


def _later(issued: str) -> Any:
    def check(text: str) -> str:
        field(Assertion, "expires")(text)
        if moment(text) <= moment(issued):
            raise ValueError(f"it must expire after {issued}")
        return text

    return check


def _new_slug(program: Program) -> Any:
    def check(text: str) -> str:
        field(Recipient, "earner")(text)
        if text in program.classes:
            raise ValueError(f"the badge class '{text}' already exists")
        return text

    return check


def _one_of(words: Any) -> Any:
    by_start = {str(word).lower(): str(word) for word in words}

    def check(text: str) -> str:
        found = [word for start, word in by_start.items() if start.startswith(text.lower())]
        if len(found) != 1:
            raise ValueError("one of " + ", ".join(by_start.values()))
        return found[0]

    return check


def _skills(program: Program) -> Any:
    def check(text: str) -> str:
        given = [word.strip() for word in text.split(",") if word.strip()]
        unknown = [word for word in given if word not in program.skills]
        if unknown:
            raise ValueError(f"no skill {', '.join(unknown)} in {program.shown}/skills.yml")
        return ",".join(given)

    return check
