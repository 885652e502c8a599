"""Warns of names that no bundled font can draw and that are left out of pictures."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.model.issued import Issued, State
from badgepress.registry import credential as facts
from badgepress.render.pictures.lettering import Lettering


def of_program(program: Program, letters: Lettering) -> list[Problem]:
    """Return warnings for the names of the programme itself, of classes, issuers and earners with a page."""
    return list(_found(program, letters))


def of_award(issued: Issued, file: str, letters: Lettering) -> list[Problem]:
    """Warn if the earner's name of a public award cannot be drawn; `file` is where the award is authored.

    The name of an unlisted award is never drawn, so there is no warning.
    """
    if issued.credential is None or issued.visibility != "public" or issued.state is State.SUPERSEDED:
        return []
    name = facts.recipient_name(issued.credential)
    if not _lacks(letters, name):
        return []
    message = f"the earner's name of award '{issued.id}' cannot be drawn and is left out of its link preview"
    return [_warning(letters, name, message, file, "recipient.name")]


def _found(program: Program, letters: Lettering) -> Iterator[Problem]:
    names = [("program.yml", program.settings.name)]
    for folder, known in (("classes", program.classes), ("issuers", program.issuers), ("earners", program.earners)):
        names += [(f"{folder}/{slug}.yml", one.name) for slug, one in known.items()]
    for file, name in names:
        if _lacks(letters, name):
            yield _warning(
                letters, name, "the name cannot be drawn and is left out of pictures", f"{program.shown}/{file}", "name"
            )


def _warning(letters: Lettering, name: str, message: str, file: str, path: str) -> Problem:
    return problem(
        "name-not-drawn",
        message,
        file=file,
        path=path,
        got=_sign(letters, name),
        hint="no bundled font has this character; pages still show the name",
        severity="warning",
    )


def _lacks(letters: Lettering, name: str) -> bool:
    return bool(name) and letters.shape(name) is None


def _sign(letters: Lettering, name: str) -> str:
    """Return the number and name of the character that no font has."""
    sign = letters.lacking(name)
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip() if sign else "nothing to draw"
