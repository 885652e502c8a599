"""Edits of assertions: new ones, and what becomes of an award later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from badgepress.edit import yamltext
from badgepress.edit.change import Change, changed, created
from badgepress.errors import ReadError, errors, problem
from badgepress.model import Program, add_duration
from badgepress.openbadges.identity import hash_identity
from badgepress.read import find_authored, read_awards, read_program
from badgepress.read.find import Authored
from badgepress.read.schemas import assertion_line
from badgepress.read.sheets.addresses import AddressTrouble, address
from badgepress.read.yaml import parse
from badgepress.sign import Contents, contents_of, erased, erased_ids, survey
from badgepress.sign.status import read_signed, set_bits
from badgepress.sign.store import FOLDER, lines_file, shown_file


def reissue(root: Path, award: str, on: datetime, reason: str | None) -> Change | None:
    """The entry under `reissued:` that has an award issued again; None when one waits to be signed already, or to be
    shown in the status list: a command may have been stopped there.

    Raises ReadError with the programme's problems, `unknown-award` or `not-issued`.
    """
    program, found = _authored(root, award)
    file = found.file
    contents = contents_of(program, file)
    waiting = [one for one, _, _ in survey(program, contents).pending if one == award]
    if waiting:
        if not _is_issued(contents, award):
            hint = "edit it as you like; a build with the issuer's key issues it"
            raise ReadError(problem("not-issued", f"award '{award}' is not issued yet", file=file.shown, hint=hint))
        return None
    if _is_half_issued(program, contents, award):
        return None
    text = file.path.read_text(encoding="utf-8")
    return changed(file.path, file.shown, text, _again(text, _place(text, award), on, reason))


def renew(root: Path, award: str, on: datetime, expires: datetime | None, reason: str) -> Change:
    """The award with a later end, to be issued again if it was issued: by default as long as its class says, from `on`.

    Raises ReadError with the programme's problems, `unknown-award`, `no-duration`, `not-longer` or `award-revoked`.
    """
    program, found = _authored(root, award)
    file, assertion = found.file, found.award.assertion
    badge = program.classes[assertion.badge]
    if assertion.revoked is not None:
        raise ReadError(problem("award-revoked", f"award '{award}' is revoked and cannot be renewed", file=file.shown))
    ended = program.ends(assertion)
    if ended is None:
        hint = f"it holds for good; to give it an end, write `expires:` there and run `badgepress reissue {award}`"
        message = f"award '{award}' has no end, so it cannot be renewed"
        raise ReadError(problem("not-longer", message, file=file.shown, hint=hint))
    if expires is None:
        if badge.expires_after is None:
            hint = "say until when: --expires DATE"
            message = f"the badge '{badge.slug}' says nothing of how long it holds"
            raise ReadError(problem("no-duration", message, file=file.shown, hint=hint))
        expires = add_duration(on, badge.expires_after)
    if expires <= ended:
        got, expected = yamltext.flow(expires), f"later than {yamltext.flow(ended)}"
        message = f"award '{award}' holds as long already"
        raise ReadError(problem("not-longer", message, file=file.shown, got=got, expected=expected))
    text = file.path.read_text(encoding="utf-8")
    place = _place(text, award)
    after = yamltext.put(text, place, "expires", yamltext.flow(expires))
    contents = contents_of(program, file)
    if _is_issued(contents, award) and not any(one == award for one, _, _ in survey(program, contents).pending):
        after = _again(after, place, on, reason)
    return changed(file.path, file.shown, text, after)


def revoke(root: Path, award: str, on: datetime, reason: str | None) -> Change:
    """The assertion with `revoked:`. Raises ReadError with what is wrong, `unknown-award` or `award-revoked`."""
    program, found = _authored(root, award)
    file, before = found.file, found.award.assertion.revoked
    if before is not None:
        got = yamltext.flow(before.on)
        message = f"award '{award}' is revoked already"
        raise ReadError(problem("award-revoked", message, file=file.shown, got=got))
    text = file.path.read_text(encoding="utf-8")
    entry = {"on": on, **({"reason": reason} if reason else {})}
    after = yamltext.put(text, _place(text, award), "revoked", yamltext.flow(entry))
    return checked(program, file.name, changed(file.path, file.shown, text, after))


def suspend(root: Path, award: str, on: datetime, reason: str | None) -> Change:
    """The assertion with `suspended:`. Raises ReadError with what is wrong, `unknown-award`, `award-revoked`
    or `award-suspended`."""
    program, found = _authored(root, award)
    file, before = found.file, found.award.assertion
    withdrawal = before.revoked or before.suspended
    if withdrawal is not None:
        message = f"award '{award}' is {before.withdrawn} already"
        hint = "a revocation is for good" if before.revoked else f"`badgepress suspend {award} --lift` ends it"
        code = "award-revoked" if before.revoked else "award-suspended"
        raise ReadError(problem(code, message, file=file.shown, got=yamltext.flow(withdrawal.on), hint=hint))
    text = file.path.read_text(encoding="utf-8")
    entry = {"on": on, **({"reason": reason} if reason else {})}
    after = yamltext.put(text, _place(text, award), "suspended", yamltext.flow(entry))
    return checked(program, file.name, changed(file.path, file.shown, text, after))


def lift(root: Path, award: str) -> Change:
    """The assertion without `suspended:`, so that the award counts again.

    Raises ReadError with what is wrong, `unknown-award`, `not-suspended`, or `shared-suspension` where the key
    stands beside `awards:` and is every award's of the cohort.
    """
    program, found = _authored(root, award)
    file = found.file
    if found.award.assertion.suspended is None:
        raise ReadError(problem("not-suspended", f"award '{award}' is not suspended", file=file.shown))
    text = file.path.read_text(encoding="utf-8")
    try:
        after = yamltext.drop(text, _place(text, award), "suspended")
    except KeyError:
        hint = "remove the key beside `awards:`, or move it into the awards it is for"
        message = "the whole cohort is suspended, not this award alone"
        raise ReadError(problem("shared-suspension", message, file=file.shown, path="suspended", hint=hint)) from None
    return checked(program, file.name, changed(file.path, file.shown, text, after))


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing an award changes: its assertion, and the file of the store with its lines, if it has any."""

    assertion: Change
    store: Change | None
    lines: int

    @property
    def changes(self) -> tuple[Change, ...]:
        """Both, as one change."""
        return (self.store, self.assertion) if self.store else (self.assertion,)


def erase(root: Path, award: str, on: datetime) -> Erasure:
    """The assertion taken away, comments on it included (the file itself when nothing else is in it), and of each
    issued line only what stays of it.

    Raises ReadError with the programme's problems, `unknown-award` or `award-erased`, and SignError where the store
    cannot be read.
    """
    program, found = _authored(root, award)
    file = found.file
    text = file.path.read_text(encoding="utf-8")
    place = _place(text, award)
    if not place or found.count == 1:
        change = Change(file.path, file.shown, "", "", text.rstrip("\n"), gone=True)
    else:
        after = yamltext.remove(text, place[:1], int(place[1]))
        change = changed(file.path, file.shown, text, after)
    data, lines = erased(program, file.name, award, on)
    left = Change(lines_file(program, file), shown_file(program, file.name), data.decode(), "")
    return Erasure(change, left if lines else None, lines)


def identity(email: str, salt: str) -> dict[str, str]:
    """`identity` and `salt` of a recipient. The address is hashed in the form that verifiers try (`mail_form`).

    Raises ReadError `bad-email`, which does not repeat the address.
    """
    try:
        found = address(email)
    except AddressTrouble as trouble:
        hint = "one address, such as name@example.org"
        raise ReadError(problem("bad-email", "not an e-mail address", got=str(trouble), hint=hint)) from None
    return {"identity": hash_identity(found, salt), "salt": salt}


def new_award(root: Path, name: str, text: str) -> Change:
    """A new assertion file `assertions/<name>.yml`, with a first line for editors.

    Raises ReadError with everything that is wrong with it.
    """
    program = _sound(root)
    path = root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    if path.exists() or any(file.name.rpartition("/")[2] == path.stem for file in program.files):
        raise ReadError(problem("file-exists", "an assertion of that id is there already", file=shown))
    text = assertion_line(program, name) + text
    return checked(program, name, created(path, shown, text))


def join_cohort(root: Path, name: str, shared: Mapping[str, Any], member: Mapping[str, Any]) -> Change:
    """One more award in the cohort `assertions/<name>.yml`, which is made where it is missing.

    `shared` are the keys that stand beside `awards:` in a new file; in an existing one the award states
    those that differ there. Raises ReadError with everything that is wrong, or `no-cohort`.
    """
    program = _sound(root)
    path = root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    if not path.exists():
        lines = [f"{key}: {yamltext.flow(value)}\n" for key, value in shared.items()]
        text = assertion_line(program, name) + "".join(lines) + f"awards:\n  - {yamltext.flow(member)}\n"
        return checked(program, name, created(path, shown, text))
    text = path.read_text(encoding="utf-8")
    given = _shared(text, shown)
    if given is None:
        hint = "name another cohort"
        raise ReadError(problem("no-cohort", "this file holds a single award", file=shown, hint=hint))
    own = {key: value for key, value in shared.items() if given.get(key) != _value(value)}
    identifier = {"id": member["id"]}
    after = yamltext.add(text, ("awards",), yamltext.flow({**identifier, **own, **member}))
    return checked(program, name, changed(path, shown, text, after))


def _shared(text: str, shown: str) -> dict[str, Any] | None:
    """What stands beside `awards:` in a cohort; None where the file is none. Raises ReadError if it is no YAML."""
    document, wrong = parse(text.encode(), shown)
    if document is None:
        raise ReadError(*wrong)
    return document.data if isinstance(document.data, dict) and "awards" in document.data else None


def _value(value: Any) -> Any:
    """A value as it is read again once it is written."""
    document, _ = parse(yamltext.flow(value).encode(), "")
    return document.data if document else None


def checked(program: Program, name: str, change: Change) -> Change:
    """The change itself, if what it makes of the assertion file can be read. Raises ReadError otherwise."""
    _, wrong = read_awards(change.text.encode(), name, program)
    if errors(wrong):
        raise ReadError(*wrong)
    return change


def _again(text: str, place: tuple[str | int, ...], on: datetime, reason: str | None) -> str:
    entry = {"on": on.replace(hour=0, minute=0, second=0), **({"reason": reason} if reason else {})}
    return yamltext.add(text, (*place, "reissued"), yamltext.flow(entry))


def _is_issued(contents: Contents, award: str) -> bool:
    return any(line.id == award for line in contents.lines)


def _is_half_issued(program: Program, contents: Contents, award: str) -> bool:
    """Whether an earlier version is not shown as superseded yet."""
    earlier = [line for line in contents.lines if line.id == award][:-1]
    lists = {line.number: read_signed(program, line.number)[0] for line in earlier}
    shown = {number: set_bits(signed) if signed else frozenset() for number, signed in lists.items()}
    return any(line.index not in shown[line.number] for line in earlier)


def _sound(root: Path) -> Program:
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    return program


def _authored(root: Path, award: str) -> tuple[Program, Authored]:
    program = _sound(root)
    found = find_authored(program, award)
    if found is not None:
        return program, found
    if award in erased_ids(program):
        where = f"{program.shown}/{FOLDER}/"
        raise ReadError(problem("award-erased", f"award '{award}' is erased already", file=where))
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
    document = yamltext.nodes(text)
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    awards = next((value for name, value in pairs if name.value == "awards"), None)
    for index, entry in enumerate(awards.value if isinstance(awards, yaml.SequenceNode) else []):
        if any(name.value == "id" and value.value == award for name, value in entry.value):
            return "awards", index
    return ()
