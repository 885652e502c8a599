"""Walk git's history of the issued store: every version of its files up to the current commit.

Only what was issued under the programme's current address counts, because a programme that began as a copy of another
owns none of that one's awards. If the programme's folder was renamed, its history continues in the old folder: a folder
with the same address counts at commits where the programme was not yet in its current folder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from badgepress.errors import SignError
from badgepress.model import Program
from badgepress.sign import history, store
from badgepress.sign.history import Repository
from badgepress.sign.lines import Line, parse
from badgepress.sign.listindexes import NAME, UNUSED, given_of

#: One entry of `git log --raw -z`: the blob before, the blob after, what happened, the path.
_ENTRY = re.compile(rb":\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*\0([^\0]+)\0")
_STARTS = b"\x01"
_BASE_URL = re.compile(rb"""^base_url:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
_STATUS = "status/"
#: Matches the status lists of every programme in the repository.
_ANYWHERE = f":(top,glob)**/{store.FOLDER}/status/*.json"
ListIndex = tuple[int, int]
"""A status list number (from 1) and an index in that list (from 0)."""
_LIST = re.compile(r"[1-9][0-9]{0,8}\.json\Z")


@dataclass(frozen=True, slots=True)
class Past:
    """What the history of `issued/status/` proves: the highest next free index of each list, and the names of all files
    that were ever there."""

    given: dict[int, int]
    names: frozenset[str]


NOTHING = Past({}, frozenset())


@dataclass(frozen=True, slots=True)
class Version:
    """A store file as one commit had it: its path below `issued/`, and its blob."""

    name: str
    blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the store: its hash, the store's folder as git names it, and the new or changed files.

    `ours`: the programme had its current address.
    """

    name: str
    folder: str
    left: tuple[Version, ...]
    ours: bool


def walk(program: Program, repository: Repository) -> list[Commit]:
    """Return every commit that changed the store, oldest first. Runs `git log` once or twice."""
    here = repository.path(store.FOLDER)
    found = _log(repository, f":(top,literal){here}", _ANYWHERE)
    others = _others(program, repository, found, here)
    if others:
        found = _log(repository, *(f":(top,literal){folder}" for folder in (here, *sorted(others))))
    order = {commit: at for at, (commit, _) in enumerate(found)}
    touched = [
        _Touched(commit, folder, below)
        for commit, entries in found
        for folder in (here, *sorted(others))
        if (below := _below(entries, folder))
    ]
    touched.sort(key=lambda one: -order[one.commit])
    at_home, moved = (
        _ours(program, repository, [one for one in touched if one.folder == here]),
        _before_moving(program, repository, [one for one in touched if one.folder != here]),
    )
    return [
        Commit(
            one.commit,
            one.folder,
            tuple(Version(name, new) for name, new in one.entries if new),
            one.folder != here or one.commit in at_home,
        )
        for one in touched
        if one.folder == here or (one.folder, one.commit) in moved
    ]


def past(repository: Repository, commits: Sequence[Commit]) -> Past:
    """Return what the history of `issued/status/` proves."""
    versions = [version for one in commits if one.ours for version in one.left if version.name.startswith(_STATUS)]
    given: dict[int, int] = {}
    for _, text in history.contents(
        repository, sorted({one.blob for one in versions if one.name == f"{_STATUS}{NAME}"})
    ):
        for number, free in _given(text).items():
            given[number] = max(given.get(number, 0), free)
    names = frozenset(one.name.removeprefix(_STATUS) for one in versions)
    return Past(given, frozenset(name for name in names if "/" not in name) - {UNUSED})


def addresses(repository: Repository, commits: Sequence[Commit]) -> tuple[str, ...]:
    """Return the other addresses under which awards were issued, sorted, each without a slash at its end."""
    others = [one for one in commits if not one.ours and any(version.name.startswith(_STATUS) for version in one.left)]
    settings = [f"{one.name}:{one.folder.removesuffix(store.FOLDER)}program.yml" for one in others]
    found: set[str] = set()
    lists: set[str] = set()
    for one, text in zip(others, history.batch(repository, settings), strict=True):
        if text is None:
            lists |= {version.blob for version in one.left if _LIST.match(version.name.removeprefix(_STATUS))}
        elif base_url := _BASE_URL.search(text):
            found.add(base_url[1].decode("utf-8", "replace").rstrip("/"))
    found |= {_id(text).rpartition("/status/")[0] for _, text in history.contents(repository, sorted(lists))}
    return tuple(sorted(found - {""}))


def states(
    repository: Repository, commits: Sequence[Commit], names: Sequence[str]
) -> list[tuple[Commit, tuple[str, ...]]]:
    """Return the blobs of the named files in `issued/status/` at each of our commits, oldest first; "" for none."""
    listed = list({one.name: one for one in commits if one.ours}.values())
    objects = [f"{one.name}:{one.folder}/{_STATUS}{name}" for one in listed for name in names]
    blobs = list(history.names(repository, objects))
    return [(one, tuple(blobs[at * len(names) : (at + 1) * len(names)])) for at, one in enumerate(listed)]


def versions(commits: Sequence[Commit]) -> list[Version]:
    """Return every version of every store file, oldest first."""
    return [version for one in commits for version in one.left]


def lines_of(program: Program, name: str, text: bytes) -> list[Line]:
    """Parse one version of a store file; return this programme's lines in their exact bytes and skip all others."""
    shown = store.shown_file(program, name)
    found = []
    for number, raw in enumerate(text.split(b"\n"), 1):
        try:
            found.append(parse(program, orjson.dumps(orjson.loads(raw)), shown, number))
        except (ValueError, SignError):
            continue
    return found


def lines_then(
    program: Program, repository: Repository, commit: Commit, indexes: Sequence[int]
) -> dict[ListIndex, str]:
    """Return (list, index) → award id at a commit, for every line there that has one of these indexes."""
    wanted = [word for index in indexes for word in ("-e", f'"statusListIndex":"{index}"')]
    if not wanted:
        return {}
    plain = ("--fixed-strings", "--text", "--no-line-number", "--no-column", "--no-heading", "--no-color", "-h")
    done = repository.git.run("grep", *plain, *wanted, commit.name, "--", f":(top,literal){commit.folder}")
    return {(line.number, line.index): line.id for line in lines_of(program, "", done.stdout)}


_Entries = list[tuple[str, str]]
"""(path, blob) pairs: what a commit left at each path; the blob is "" if it removed the file."""


@dataclass(frozen=True, slots=True)
class _Touched:
    """What a commit changed below one folder; paths are relative to that folder."""

    commit: str
    folder: str
    entries: _Entries


def _below(entries: _Entries, folder: str) -> _Entries:
    return [(path[len(folder) + 1 :], new) for path, new in entries if path.startswith(f"{folder}/")]


def _log(repository: Repository, *paths: str) -> list[tuple[str, _Entries]]:
    """Return each commit that touched these paths, newest first, with its entries.

    Compares merges with each parent and follows every branch, so it also finds what a merge lost.
    """
    if not repository.refs:
        return []
    options = ("--full-history", "-m", "--topo-order", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-color")
    output = repository.git.raw("log", *options, "--format=%x01%H", *repository.refs, "--", *paths)
    found = []
    for part in output.split(_STARTS)[1:]:
        commit = re.match(rb"[0-9a-f]+", part)
        entries = [
            (entry[4].decode("utf-8", "surrogateescape"), "" if entry[3] == b"D" else entry[2].decode())
            for entry in _ENTRY.finditer(part)
        ]
        if commit:
            found.append((commit[0].decode(), entries))
    return found


def _others(program: Program, repository: Repository, found: Sequence[tuple[str, _Entries]], here: str) -> set[str]:
    """Return the folders in which this programme's store was before the programme's folder was renamed."""
    folders = {path.rpartition("/status/")[0] for _, entries in found for path, new in entries if new} - {"", here}
    folders = {folder for folder in folders if folder.rpartition("/")[2] == store.FOLDER}
    folders -= {folder for folder in folders if folder.startswith(f"{here}/")}
    touched = [
        _Touched(commit, folder, below)
        for folder in sorted(folders)
        for commit, entries in found
        if (below := _below(entries, folder))
    ]
    return {folder for folder, _ in _before_moving(program, repository, touched)}


def _before_moving(program: Program, repository: Repository, touched: Sequence[_Touched]) -> set[tuple[str, str]]:
    """Return the (folder, commit) pairs at which this programme was in another folder.

    There, program.yml or a signed list has the programme's current address, and the current folder has no programme
    with that address: if it has, the other folder is just a copy.
    """
    settings = [f"{one.commit}:{one.folder.removesuffix(store.FOLDER)}program.yml" for one in touched]
    current = [f"{one.commit}:{repository.path('program.yml')}" for one in touched]
    texts = list(history.batch(repository, [*settings, *current]))
    ours = _signed_here(program, repository, touched)
    found = set()
    for at, one in enumerate(touched):
        text, other = texts[at], texts[len(touched) + at]
        is_ours = ours.get(one.commit, False) if text is None else _has_address(program, text)
        if is_ours and not (other is not None and _has_address(program, other)):
            found.add((one.folder, one.commit))
    return found


def _signed_here(program: Program, repository: Repository, touched: Sequence[_Touched]) -> dict[str, bool]:
    """Return commit → whether the list it signed is this programme's, for each commit that signed one."""
    lists = {
        one.commit: new
        for one in touched
        for name, new in one.entries
        if new and _LIST.match(name.removeprefix(_STATUS))
    }
    documents = dict(history.contents(repository, lists.values()))
    prefix = program.url(_STATUS)
    return {commit: _id(documents.get(blob, b"")).startswith(prefix) for commit, blob in lists.items()}


def _has_address(program: Program, settings: bytes) -> bool:
    found = _BASE_URL.search(settings)
    return found is not None and found[1].rstrip(b"/") == program.url("").rstrip("/").encode()


def _ours(program: Program, repository: Repository, touched: Sequence[_Touched]) -> set[str]:
    """Return the commits at which the programme had its current address.

    A branch of its own for `issued/` has no program.yml. There, the list that the commit signed decides.
    """
    texts = history.batch(repository, [f"{one.commit}:{repository.path('program.yml')}" for one in touched])
    alone: list[_Touched] = []
    ours: set[str] = set()
    for one, text in zip(touched, texts, strict=True):
        if text is None:
            alone.append(one)
        elif _has_address(program, text):
            ours.add(one.commit)
    signed = _signed_here(program, repository, alone)
    return ours | {one.commit for one in alone if signed.get(one.commit, True)}


def _id(text: bytes) -> str:
    try:
        found = orjson.loads(text)["id"]
    except (ValueError, TypeError, KeyError):
        return ""
    return found if isinstance(found, str) else ""


def _given(text: bytes) -> dict[int, int]:
    try:
        return given_of(orjson.loads(text))
    except (ValueError, TypeError, AttributeError):
        return {}
