"""Small edits of authored YAML that leave every comment and the order of keys as they were.

An edit is worked out as a value (`Change`), shown, and only then applied.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from badgepress import atomic
from badgepress.errors import BadgepressError, ReadError, errors, problem
from badgepress.model import AssertionFile, Program
from badgepress.model.base import email_address
from badgepress.openbadges.identity import hash_identity
from badgepress.read import read_awards, read_program
from badgepress.sign import survey
from badgepress.sign.store import read_lines


@dataclass(frozen=True, slots=True)
class Change:
    """New text for one file; `added` is what differs, for people."""

    path: Path
    shown: str
    text: str
    added: str


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
    said = f"on: {on:%Y-%m-%d}" + (f", reason: {json.dumps(reason, ensure_ascii=False)}" if reason else "")
    text = file.path.read_text(encoding="utf-8")
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    assertion = _assertion(document, award)
    given = _value(assertion, "reissued")
    if isinstance(given, yaml.SequenceNode) and not given.flow_style and given.value:
        first = given.value[0].start_mark
        line = text.rfind("\n", 0, first.index) + 1
        return _insert(file, text, line, f"{text[line : first.index]}{{{said}}}\n")
    if isinstance(given, yaml.SequenceNode):
        return _insert(file, text, given.end_mark.index - 1, f"{', ' if given.value else ''}{{{said}}}")
    if assertion.flow_style:
        return _insert(file, text, assertion.end_mark.index - 1, f", reissued: [{{{said}}}]")
    key, value = next(
        (key, value)
        for key, value in assertion.value
        if isinstance(value, yaml.ScalarNode) and value.style in (None, '"', "'")
    )
    end = text.find("\n", value.end_mark.index)
    indent = " " * key.start_mark.column
    lead = "\n" if end < 0 else ""
    return _insert(file, text, len(text) if end < 0 else end + 1, f"{lead}{indent}reissued:\n{indent}  - {{{said}}}\n")


def identity(email: str, salt: str) -> dict[str, str]:
    """`identity` and `salt` of a recipient. The address is lower-cased first, as verifiers do.

    Raises ReadError `bad-email`, which does not repeat the address.
    """
    address = email.strip().lower()
    try:
        email_address(address)
    except ValueError as error:
        raise ReadError(problem("bad-email", str(error), hint="one address, such as name@example.org")) from None
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


def apply(change: Change) -> None:
    """Write the change over its file, whole and at once. Raises ReadError `cannot-write`."""
    try:
        atomic.replace(change.path, change.text.encode())
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ReadError(problem("cannot-write", f"cannot write: {reason}", file=change.shown)) from error


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


def _assertion(document: yaml.Node | None, award: str) -> yaml.MappingNode:
    """The mapping of an award: an entry of `awards:`, else the whole file."""
    awards = _value(document, "awards")
    entries: list[yaml.Node | None] = awards.value if isinstance(awards, yaml.SequenceNode) else [document]
    for entry in entries:
        identifier = _value(entry, "id")
        if isinstance(entry, yaml.MappingNode) and (awards is None or (identifier and identifier.value == award)):
            return entry
    raise BadgepressError(problem("unknown-award", f"no assertion has the id '{award}'"))


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _insert(file: AssertionFile, text: str, index: int, added: str) -> Change:
    return Change(file.path, file.shown, text[:index] + added + text[index:], added.strip("\n"))
