"""Edits of assertions: a new one, and the entry that has one issued again."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import yaml

from badgepress.edit import yamltext
from badgepress.edit.change import Change, changed
from badgepress.errors import ReadError, errors, problem
from badgepress.model import AssertionFile, Program
from badgepress.model.base import email_address
from badgepress.openbadges.identity import hash_identity, mail_form
from badgepress.read import read_awards, read_program
from badgepress.sign import survey
from badgepress.sign.store import read_lines


def reissue(root: Path, award: str, on: datetime, reason: str | None) -> Change | None:
    """The entry under `reissued:` that has an award issued again; None when one waits to be signed already.

    Raises ReadError with the programme's problems, `unknown-award` or `not-issued`.
    """
    program, file = _file_of(root, award)
    waiting = [one for one, _, _ in survey(program, file).pending if one == award]
    if waiting:
        if not any(line.id == award for line in read_lines(program, file.name)[0]):
            hint = "edit it as you like; a build with the issuer's key issues it"
            raise ReadError(problem("not-issued", f"award '{award}' is not issued yet", file=file.shown, hint=hint))
        return None
    entry = {"on": on.replace(hour=0, minute=0, second=0), **({"reason": reason} if reason else {})}
    text = file.path.read_text(encoding="utf-8")
    after = yamltext.add(text, (*_place(text, award), "reissued"), yamltext.flow(entry))
    return changed(file.path, file.shown, text, after)


def identity(email: str, salt: str) -> dict[str, str]:
    """`identity` and `salt` of a recipient. The address is hashed in the form that verifiers try (`mail_form`).

    Raises ReadError `bad-email`, which does not repeat the address.
    """
    try:
        address = mail_form(email)
        email_address(address)
    except ValueError:
        hint = "one address, such as name@example.org"
        raise ReadError(problem("bad-email", "not an e-mail address", hint=hint)) from None
    return {"identity": hash_identity(address, salt), "salt": salt}


def new_award(root: Path, name: str, text: str) -> Change:
    """A new assertion file `assertions/<name>.yml`. Raises ReadError with everything that is wrong with it."""
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    path = root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    if path.exists() or any(file.name.rpartition("/")[2] == path.stem for file in program.files):
        raise ReadError(problem("file-exists", "an assertion of that id is there already", file=shown))
    with tempfile.TemporaryDirectory(prefix="badgepress-") as folder:
        draft = Path(folder, path.name)
        draft.write_text(text, encoding="utf-8")
        _, wrong = read_awards(AssertionFile(name, draft, shown), program)
    if errors(wrong):
        raise ReadError(*wrong)
    return Change(path, shown, text, text.rstrip("\n"))


def _file_of(root: Path, award: str) -> tuple[Program, AssertionFile]:
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    for file in program.files:
        if any(one.id == award for one in read_awards(file, program)[0]):
            return program, file
    raise ReadError(
        problem(
            "unknown-award",
            f"no sound assertion has the id '{award}'",
            file=f"{program.shown}/assertions/",
            hint="`badgepress check` shows what is wrong with any that should",
        )
    )


def _place(text: str, award: str) -> tuple[str | int, ...]:
    """Where an award's mapping is: an entry of `awards:`, else the whole file."""
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    awards = next((value for name, value in pairs if name.value == "awards"), None)
    for index, entry in enumerate(awards.value if isinstance(awards, yaml.SequenceNode) else []):
        if any(name.value == "id" and value.value == award for name, value in entry.value):
            return "awards", index
    return ()
