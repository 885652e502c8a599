"""Add assertions and change them: reissue, renew, revoke, suspend, lift, erase."""

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
    """Add an entry under `reissued:`, which has an award signed again.

    Returns None if a reissue is already waiting to be signed or shown in the status list, because an earlier command
    was stopped. Raises ReadError with the programme's problems, `unknown-award` or `not-issued`.
    """
    program, found = _authored(root, award)
    file = found.file
    contents = contents_of(program, file)
    if any(pending == award for pending, _, _ in survey(program, contents).pending):
        if not _is_issued(contents, award):
            hint = "edit it freely; a build with the issuer's key issues it"
            raise ReadError(problem("not-issued", f"award '{award}' is not issued yet", file=file.shown, hint=hint))
        return None
    if _is_half_issued(program, contents, award):
        return None
    text = file.path.read_text(encoding="utf-8")
    return changed(file.path, file.shown, text, _with_reissue(text, _place(text, award), on, reason))


def renew(root: Path, award: str, on: datetime, expires: datetime | None, reason: str) -> Change:
    """Give an award a later expiry, and have it reissued if it was issued.

    `expires` defaults to `on` plus the class's `expires_after`. Raises ReadError with the programme's problems,
    `unknown-award`, `no-duration`, `not-longer` or `award-revoked`.
    """
    program, found = _authored(root, award)
    file, assertion = found.file, found.award.assertion
    badge = program.classes[assertion.badge]
    if assertion.revoked is not None:
        raise ReadError(problem("award-revoked", f"award '{award}' is revoked and cannot be renewed", file=file.shown))
    ended = program.ends(assertion)
    if ended is None:
        hint = f"to make it expire, add `expires:` to it and run `badgepress reissue {award}`"
        message = f"award '{award}' never expires, so it cannot be renewed"
        raise ReadError(problem("not-longer", message, file=file.shown, hint=hint))
    if expires is None:
        if badge.expires_after is None:
            hint = "give a date: --expires DATE"
            message = f"the badge class '{badge.slug}' has no `expires_after`"
            raise ReadError(problem("no-duration", message, file=file.shown, hint=hint))
        expires = add_duration(on, badge.expires_after)
    if expires <= ended:
        got, expected = yamltext.flow(expires), f"later than {yamltext.flow(ended)}"
        message = f"award '{award}' is already valid that long"
        raise ReadError(problem("not-longer", message, file=file.shown, got=got, expected=expected))
    text = file.path.read_text(encoding="utf-8")
    place = _place(text, award)
    after = yamltext.put(text, place, "expires", yamltext.flow(expires))
    contents = contents_of(program, file)
    if _is_issued(contents, award) and not any(one == award for one, _, _ in survey(program, contents).pending):
        after = _with_reissue(after, place, on, reason)
    return changed(file.path, file.shown, text, after)


def revoke(root: Path, award: str, on: datetime, reason: str | None) -> Change:
    """Add `revoked:` to an assertion.

    Raises ReadError with the problems of the result, `unknown-award` or `award-revoked`.
    """
    program, found = _authored(root, award)
    file, revoked = found.file, found.award.assertion.revoked
    if revoked is not None:
        got = yamltext.flow(revoked.on)
        message = f"award '{award}' is already revoked"
        raise ReadError(problem("award-revoked", message, file=file.shown, got=got))
    text = file.path.read_text(encoding="utf-8")
    entry = {"on": on, **({"reason": reason} if reason else {})}
    after = yamltext.put(text, _place(text, award), "revoked", yamltext.flow(entry))
    return checked(program, file.name, changed(file.path, file.shown, text, after))


def suspend(root: Path, award: str, on: datetime, reason: str | None) -> Change:
    """Add `suspended:` to an assertion.

    Raises ReadError with the problems of the result, `unknown-award`, `award-revoked` or `award-suspended`.
    """
    program, found = _authored(root, award)
    file, assertion = found.file, found.award.assertion
    withdrawal = assertion.revoked or assertion.suspended
    if withdrawal is not None:
        message = f"award '{award}' is already {assertion.withdrawn}"
        hint = "a revocation is permanent" if assertion.revoked else f"`badgepress suspend {award} --lift` ends it"
        code = "award-revoked" if assertion.revoked else "award-suspended"
        raise ReadError(problem(code, message, file=file.shown, got=yamltext.flow(withdrawal.on), hint=hint))
    text = file.path.read_text(encoding="utf-8")
    entry = {"on": on, **({"reason": reason} if reason else {})}
    after = yamltext.put(text, _place(text, award), "suspended", yamltext.flow(entry))
    return checked(program, file.name, changed(file.path, file.shown, text, after))


def lift(root: Path, award: str) -> Change:
    """Remove `suspended:` from an assertion, so that the award is valid again.

    Raises ReadError with the problems of the result, `unknown-award`, `not-suspended`, or `shared-suspension` if the
    key is beside `awards:` and suspends the whole cohort.
    """
    program, found = _authored(root, award)
    file = found.file
    if found.award.assertion.suspended is None:
        raise ReadError(problem("not-suspended", f"award '{award}' is not suspended", file=file.shown))
    text = file.path.read_text(encoding="utf-8")
    try:
        after = yamltext.drop(text, _place(text, award), "suspended")
    except KeyError:
        hint = "remove the key beside `awards:`, or move it into the awards that stay suspended"
        message = "the whole cohort is suspended, not just this award"
        raise ReadError(problem("shared-suspension", message, file=file.shown, path="suspended", hint=hint)) from None
    return checked(program, file.name, changed(file.path, file.shown, text, after))


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing an award changes: its assertion, and its store file with the number of lines erased, if any."""

    assertion: Change
    store: Change | None
    lines: int

    @property
    def changes(self) -> tuple[Change, ...]:
        """Both changes, the store first."""
        return (self.store, self.assertion) if self.store else (self.assertion,)


def erase(root: Path, award: str, on: datetime) -> Erasure:
    """Remove an award's assertion with its comments, and turn each of its issued lines into a tombstone.

    Removes the whole assertion file if nothing else is in it. Raises ReadError with the programme's problems,
    `unknown-award` or `award-erased`, and SignError if the store cannot be read.
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
    store = Change(lines_file(program, file), shown_file(program, file.name), data.decode(), "")
    return Erasure(change, store if lines else None, lines)


def identity(email: str, salt: str) -> dict[str, str]:
    """Return `identity` and `salt` for a recipient. Hashes the address in the form that verifiers try (`mail_form`).

    Raises ReadError `bad-email`, whose message does not contain the address.
    """
    try:
        found = address(email)
    except AddressTrouble as trouble:
        hint = "give one address, such as name@example.org"
        raise ReadError(problem("bad-email", "not an e-mail address", got=str(trouble), hint=hint)) from None
    return {"identity": hash_identity(found, salt), "salt": salt}


def new_award(root: Path, name: str, text: str) -> Change:
    """Create an assertion file `assertions/<name>.yml`; its first line names the schema, for editors.

    Raises ReadError `file-exists` or with all problems of the new file.
    """
    program = _program(root)
    path = root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    if path.exists() or any(file.name.rpartition("/")[2] == path.stem for file in program.files):
        raise ReadError(problem("file-exists", "an assertion with this id already exists", file=shown))
    text = assertion_line(program, name) + text
    return checked(program, name, created(path, shown, text))


def join_cohort(root: Path, name: str, shared: Mapping[str, Any], member: Mapping[str, Any]) -> Change:
    """Add an award to the cohort `assertions/<name>.yml`, creating the file if necessary.

    `shared` are the keys to put beside `awards:` in a new file. In an existing file, the award gets those that differ
    from the cohort's. Raises ReadError `no-cohort` or with all problems of the result.
    """
    program = _program(root)
    path = root / "assertions" / f"{name}.yml"
    shown = f"{program.shown}/assertions/{name}.yml"
    if not path.exists():
        lines = [f"{key}: {yamltext.flow(value)}\n" for key, value in shared.items()]
        text = assertion_line(program, name) + "".join(lines) + f"awards:\n  - {yamltext.flow(member)}\n"
        return checked(program, name, created(path, shown, text))
    text = path.read_text(encoding="utf-8")
    given = _shared(text, shown)
    if given is None:
        hint = "choose another cohort name"
        raise ReadError(problem("no-cohort", "this file is a single award, not a cohort", file=shown, hint=hint))
    own = {key: value for key, value in shared.items() if given.get(key) != _value(value)}
    identifier = {"id": member["id"]}
    after = yamltext.add(text, ("awards",), yamltext.flow({**identifier, **own, **member}))
    return checked(program, name, changed(path, shown, text, after))


def _shared(text: str, shown: str) -> dict[str, Any] | None:
    """Return the keys beside `awards:`; None if the file is not a cohort. Raises ReadError if it is not YAML."""
    document, wrong = parse(text.encode(), shown)
    if document is None:
        raise ReadError(*wrong)
    return document.data if isinstance(document.data, dict) and "awards" in document.data else None


def _value(value: Any) -> Any:
    """Return a value as it reads back after being written."""
    document, _ = parse(yamltext.flow(value).encode(), "")
    return document.data if document else None


def checked(program: Program, name: str, change: Change) -> Change:
    """Return the change if the assertion file it makes has no errors; else raise ReadError with them."""
    _, wrong = read_awards(change.text.encode(), name, program)
    if errors(wrong):
        raise ReadError(*wrong)
    return change


def _with_reissue(text: str, place: tuple[str | int, ...], on: datetime, reason: str | None) -> str:
    entry = {"on": on.replace(hour=0, minute=0, second=0), **({"reason": reason} if reason else {})}
    return yamltext.add(text, (*place, "reissued"), yamltext.flow(entry))


def _is_issued(contents: Contents, award: str) -> bool:
    return any(line.id == award for line in contents.lines)


def _is_half_issued(program: Program, contents: Contents, award: str) -> bool:
    """Return whether some earlier version is not yet revoked in its status list."""
    earlier = [line for line in contents.lines if line.id == award][:-1]
    lists = {line.number: read_signed(program, line.number)[0] for line in earlier}
    shown = {number: set_bits(signed) if signed else frozenset() for number, signed in lists.items()}
    return any(line.index not in shown[line.number] for line in earlier)


def _program(root: Path) -> Program:
    program, problems = read_program(root)
    if program is None:
        raise ReadError(*problems)
    return program


def _authored(root: Path, award: str) -> tuple[Program, Authored]:
    program = _program(root)
    found = find_authored(program, award)
    if found is not None:
        return program, found
    if award in erased_ids(program):
        where = f"{program.shown}/{FOLDER}/"
        raise ReadError(problem("award-erased", f"award '{award}' is already erased", file=where))
    raise ReadError(
        problem(
            "unknown-award",
            f"no valid assertion has the id '{award}'",
            file=f"{program.shown}/assertions/",
            hint="`badgepress check` shows assertions with errors",
        )
    )


def _place(text: str, award: str) -> tuple[str | int, ...]:
    """Return the YAML path of an award's mapping: an entry of `awards:`, else the whole file."""
    document = yamltext.nodes(text)
    pairs = document.value if isinstance(document, yaml.MappingNode) else []
    awards = next((value for name, value in pairs if name.value == "awards"), None)
    for index, entry in enumerate(awards.value if isinstance(awards, yaml.SequenceNode) else []):
        if any(name.value == "id" and value.value == award for name, value in entry.value):
            return "awards", index
    return ()
