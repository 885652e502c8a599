"""Update existing awards from a sheet. Their date of issue stays.

Only the keys that differ change, in the text of the file. An issued award also gets an entry under `reissued:`, so that
the next build with the key signs it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from badgepress.edit import yamltext
from badgepress.edit.change import Change, changed
from badgepress.edit.importing.compose import inline
from badgepress.edit.importing.held import Held
from badgepress.errors import Place, Problem, ReadError, errors, problem
from badgepress.model import AssertionFile, Award, Program
from badgepress.read import read_awards
from badgepress.sign import claims, store
from badgepress.sign.lines import Line

REASON = "replaced by an import"
#: Only positions matter here, not what scalars mean. Uses libyaml if PyYAML has it.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One award, and the new plain values of the paths that change; None removes a key. `place` is the row."""

    held: Held
    values: Mapping[str, Any]
    place: Place


def replaced(program: Program, file: AssertionFile, wanted: Sequence[Replacement], on: datetime) -> Change:
    """Return the change to one assertion file that replaces the wanted awards.

    Raises ReadError `cannot-replace` at the rows whose awards are written in a way that cannot be edited as text.
    """
    before = file.path.read_text(encoding="utf-8")
    old = _read(program, file, before)
    middle, problems = _edited(before, wanted)
    if problems:
        raise ReadError(*problems)
    edited = _read(program, file, middle)
    _check(old, edited, wanted)
    issued: dict[str, list[Line]] = defaultdict(list)
    for line in store.read_lines(program, file.name)[0]:
        issued[line.id].append(line)
    again = [
        one
        for one in wanted
        if _needs_reissue(program, file, edited[one.held.award.id], issued.get(one.held.award.id, ()))
    ]
    after = _with_reissues(middle, again, on)
    if _read(program, file, after).keys() != old.keys():
        raise ReadError(*(_cannot(one) for one in again))
    return changed(file.path, file.shown, before, after)


def _edited(text: str, wanted: Sequence[Replacement]) -> tuple[str, list[Problem]]:
    problems = []
    pieces = _pieces(text)
    for one in wanted:
        piece = pieces.get(one.held.award.id) or pieces.get("")
        try:
            if piece is None:
                raise KeyError(one.held.award.id)
            piece.text = _set(piece.text, one.values)
        except (KeyError, ValueError, yaml.YAMLError):
            problems.append(_cannot(one))
    return _joined(text, pieces), problems


def _with_reissues(text: str, wanted: Sequence[Replacement], on: datetime) -> str:
    pieces = _pieces(text)
    entry = yamltext.flow({"on": on.replace(hour=0, minute=0, second=0), "reason": REASON})
    for one in wanted:
        piece = pieces.get(one.held.award.id) or pieces[""]
        piece.text = yamltext.add(piece.text, ("reissued",), entry)
    return _joined(text, pieces)


@dataclass(slots=True)
class _Piece:
    """The text of one award, with its start, end and indentation in the file."""

    start: int
    end: int
    indent: int
    text: str


def _pieces(text: str) -> dict[str, _Piece]:
    """Split a cohort into one small document per award, by id; a single award is the whole file, under the id "".

    This way the file is parsed once, however many of its awards change.
    """
    root = yaml.compose(text, Loader=_Loader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    awards = next((value for name, value in pairs if name.value == "awards"), None)
    if not isinstance(awards, yaml.SequenceNode):
        return {"": _Piece(0, len(text), 0, text)}
    found = {}
    for node in awards.value:
        named = next((value.value for name, value in node.value if name.value == "id"), "")
        start, end, indent = node.start_mark.index, node.end_mark.index, node.start_mark.column
        found[named] = _Piece(start, end, indent, " " * indent + text[start:end])
    return found


def _joined(text: str, pieces: Mapping[str, _Piece]) -> str:
    parts, at = [], 0
    for piece in sorted(pieces.values(), key=lambda one: one.start):
        parts += [text[at : piece.start], piece.text[piece.indent :]]
        at = piece.end
    return "".join([*parts, text[at:]])


def _set(text: str, values: Mapping[str, Any]) -> str:
    for path, value in values.items():
        *way, key = path.split(".")
        if value is None:
            text = yamltext.drop(text, way, key)
        elif way and not _has(text, way[0]):
            text = yamltext.put(text, (), way[0], inline(way[0], {key: value}))
        else:
            text = yamltext.put(text, way, key, inline(key, value))
    return text


def _has(text: str, key: str) -> bool:
    root = yaml.compose(text, Loader=_Loader)
    return isinstance(root, yaml.MappingNode) and any(name.value == key for name, _ in root.value)


def _check(old: Mapping[str, Award], new: Mapping[str, Award], wanted: Sequence[Replacement]) -> None:
    """Raise ReadError unless every replaced award has its new values and every other award is unchanged."""
    touched = {one.held.award.id: one for one in wanted}
    wrong = []
    for award_id, award in old.items():
        now = new.get(award_id)
        if award_id in touched:
            expected = _expected(award, touched[award_id].values)
            if now is None or now.assertion.model_dump() != expected:
                wrong.append(_cannot(touched[award_id]))
        elif now is None or now.assertion != award.assertion:
            wrong += [_cannot(one) for one in wanted]
    if wrong:
        raise ReadError(*dict.fromkeys(wrong))


def _expected(award: Award, values: Mapping[str, Any]) -> dict[str, Any]:
    data = award.assertion.model_dump(exclude_none=True)
    for path, value in values.items():
        *way, key = path.split(".")
        inner = data[way[0]] if way else data
        if value is None:
            inner.pop(key, None)
        else:
            inner[key] = value
    return type(award.assertion).model_validate(data, by_name=True).model_dump()


def _needs_reissue(program: Program, file: AssertionFile, award: Award, versions: Sequence[Line]) -> bool:
    """Return whether the signed claims differ from the award's and no new version is waiting already."""
    if not versions or len(versions) < 1 + len(award.assertion.reissued):
        return False
    signed = versions[-1].credential
    return signed is not None and bool(claims.edits(program, award, signed, file=file.shown))


def _read(program: Program, file: AssertionFile, text: str) -> dict[str, Award]:
    awards, wrong = read_awards(text.encode(), file.name, program)
    if errors(wrong):
        raise ReadError(*wrong)
    return {award.id: award for award in awards}


def _cannot(one: Replacement) -> Problem:
    held = one.held.award.place()
    return problem(
        "cannot-replace",
        f"award '{one.held.award.id}' is written in a way that the import cannot edit",
        file=one.place.file,
        line=one.place.line,
        got=f"{held.file}:{held.line}",
        hint=f"edit it by hand: {', '.join(one.values)}",
    )
