"""Read both sides of an unfinished merge of the issued store from git's index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from badgepress.errors import Problem, SignError
from badgepress.model import Program
from badgepress.sign import history, listindexes, store
from badgepress.sign.history import Repository
from badgepress.sign.lines import Line, parse
from badgepress.sign.listindexes import IndexesByList
from badgepress.sign.status import Signed, kept_numbers, list_of, read_signed

#: Git's stage numbers for the two sides of a file in conflict.
OURS, THEIRS = 2, 3
#: The refs that name the other side's commit: during a merge, rebase, cherry-pick or revert.
_OTHERS = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
Noted = TypeVar("Noted")


@dataclass(frozen=True, slots=True)
class Side:
    """The store as one side has it: lines by file name, signed lists by number, and the notes about their indexes.

    `problems` is what could not be read.
    """

    lines: Mapping[str, tuple[Line, ...]]
    lists: Mapping[int, Signed]
    given: Mapping[int, int]
    unused: IndexesByList
    suspended: IndexesByList
    problems: tuple[Problem, ...]


def unmerged(repository: Repository) -> dict[str, dict[int, str]]:
    """Return the files in conflict: path below `issued/` → stage → blob."""
    folder = repository.path(f"{store.FOLDER}/")
    listed = repository.git.raw("ls-files", "--unmerged", "-z", "--", folder.rstrip("/"))
    found: dict[str, dict[int, str]] = {}
    for entry in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, path = entry.partition("\t")
        _, blob, stage = about.split(" ")
        found.setdefault(path.removeprefix(folder), {})[int(stage)] = blob
    return found


def side(program: Program, repository: Repository, conflicts: Mapping[str, Mapping[int, str]], stage: int) -> Side:
    """Read one side: its version of every file in conflict, and the checked-out version of all others."""
    blobs = {name: stages[stage] for name, stages in conflicts.items() if stage in stages}
    texts = dict(history.contents(repository, blobs.values()))
    own = {name: texts[blob] for name, blob in blobs.items()}
    problems: list[Problem] = []
    lines: dict[str, tuple[Line, ...]] = {}
    other_only = _only_of_the_other(repository, stage)
    for name in store.names(program):
        if f"{name}.jsonl" not in conflicts:
            found, broken = store.read_lines(program, name)
            not_here = other_only.get(f"{name}.jsonl", frozenset())
            lines[name] = tuple(line for line in found if line.raw not in not_here)
            problems += broken
    for name, text in own.items():
        if name.endswith(".jsonl"):
            found, broken = _parsed(program, name.removesuffix(".jsonl"), text)
            lines[name.removesuffix(".jsonl")] = tuple(found)
            problems += broken
    lists: dict[int, Signed] = {}
    for number in kept_numbers(program) | {int(name[7:-5]) for name in own if _is_list(name)}:
        name = f"status/{number}.json"
        signed = list_of(program, number, own[name]) if name in own else None
        if name not in conflicts:
            signed = read_signed(program, number)[0]
        if signed is not None:
            lists[number] = signed
    return Side(
        lines,
        lists,
        _note(program, conflicts, own, listindexes.NAME, listindexes.given_of, listindexes.read_given),
        _note(program, conflicts, own, listindexes.UNUSED, listindexes.places_of, listindexes.read_unused),
        _note(program, conflicts, own, listindexes.SUSPENDED, listindexes.places_of, listindexes.read_suspended),
        tuple(problems),
    )


def _only_of_the_other(repository: Repository, stage: int) -> dict[str, frozenset[bytes]]:
    """Return the lines that only the other side has in files that git merged itself: path below `issued/` → lines."""
    git, folder = repository.git, repository.path(f"{store.FOLDER}/")
    other = next(filter(git.named, _OTHERS), None)
    if other is None or not git.named("HEAD"):
        return {}
    changed = git.raw("diff", "--name-only", "--no-renames", "-z", "HEAD", other, "--", folder.rstrip("/"))
    found = {}
    for path in changed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        at_head, at_other = (set(git.run("show", f"{ref}:{path}").stdout.split(b"\n")) for ref in ("HEAD", other))
        found[path.removeprefix(folder)] = frozenset(at_other - at_head if stage == OURS else at_head - at_other)
    return found


def _is_list(name: str) -> bool:
    return name.startswith("status/") and name.endswith(".json") and name[7:-5].isdecimal()


def _parsed(program: Program, name: str, text: bytes) -> tuple[list[Line], list[Problem]]:
    found: list[Line] = []
    problems: list[Problem] = []
    for number, raw in enumerate(text.split(b"\n"), 1):
        try:
            found += [parse(program, raw, store.shown_file(program, name), number)] if raw.strip() else []
        except SignError as error:
            problems += error.problems
    return found, problems


def _note(
    program: Program,
    conflicts: Collection[str],
    own: Mapping[str, bytes],
    name: str,
    parse: Callable[[Mapping[str, Any]], dict[int, Noted]],
    read: Callable[[Program], tuple[dict[int, Noted], list[Problem]]],
) -> dict[int, Noted]:
    """Return what one side's version of a note says; empty if the side has none or it is unreadable."""
    if f"status/{name}" not in conflicts:
        return read(program)[0]
    try:
        return parse(orjson.loads(own[f"status/{name}"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}
