"""What git knows of the issued store: every version of its files in the history that leads to what is checked out.

Only what was issued under the programme's present address counts: whoever began from a copy of another programme owns
none of its awards.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.sign import store
from badgepress.sign.places import NAME, UNUSED, given_of

#: What was put into place last where the store has a branch of its own; each working tree has one of these.
PLACED = "refs/worktree/badgepress/issued"
#: The commits whose history says what was issued before.
REFS = ("HEAD", PLACED)
#: One entry of `git log --raw -z`: the blob before, the blob after, what happened, the path.
_ENTRY = re.compile(rb":\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*\0([^\0]+)\0")
_STARTS = b"\x01"
#: Blobs that git is asked for at once.
_TOGETHER = 64
_BASE_URL = re.compile(rb"""^base_url:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)
#: In place of the address of a list that names none.
_NOBODYS = "?"
_LIST = re.compile(r"[1-9][0-9]{0,8}\.json\Z")


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository a programme lies in: git at its top, the programme's path below that, and the commits whose
    history counts. `shallow`: git has only the end of that history."""

    git: Git
    below: str
    refs: tuple[str, ...]
    shallow: bool

    def path(self, name: str) -> str:
        """A path of the programme as git knows it."""
        return f"{self.below}{name}"


@dataclass(frozen=True, slots=True)
class Past:
    """What the history of `issued/status/` says: the next free place of each list as it was furthest, and the names of
    the files that were ever there. `elsewhere` are the other addresses under which something was issued."""

    given: dict[int, int]
    names: frozenset[str]
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A file of the store as one commit had it, its name being its path below `issued/`."""

    name: str
    blob: str


def repository(program: Program, refs: Sequence[str] = REFS) -> tuple[Repository | None, list[Problem]]:
    """The repository of a programme, None where it lies in none; a warning where git is there and refuses to say.

    `refs` are the commits whose history counts; those that are not there are left out.
    """
    git = Git(program.root.resolve())
    try:
        asked = git.run("rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository")
    except SignError:
        return None, [] if not _in_repository(program.root) else [_unread(program, "git is not installed")]
    if asked.returncode:
        return None, [] if not _in_repository(program.root) else [_unread(program, git.said(asked))]
    top, below, shallow = asked.stdout.decode("utf-8", "surrogateescape").split("\n")[:3]
    git = Git(Path(top))
    there = [ref for ref in refs if ref and git.named(f"{ref}^{{commit}}")]
    return Repository(git, below, tuple(there), shallow == "true"), []


def past(program: Program, repository: Repository) -> Past:
    """What the history of `issued/status/` says. Few files, so it is looked through in every build."""
    commits = [
        (commit, entries)
        for commit, entries in _log(repository, repository.path(f"{store.FOLDER}/status"))
        if any(new for _, new in entries)
    ]
    addresses = _addresses(repository, commits)
    ours = _ours(program, addresses)
    names: set[str] = set()
    blobs: set[str] = set()
    for commit, entries in commits:
        if commit in ours:
            names.update(path.rpartition("/")[2] for path, new in entries if new)
            blobs.update(new for path, new in entries if new and path.endswith(f"/{NAME}"))
    given: dict[int, int] = {}
    for _, text in contents(repository, sorted(blobs)):
        for number, free in _given(text).items():
            given[number] = max(given.get(number, 0), free)
    elsewhere = {address for commit, address in addresses.items() if commit not in ours} - {_NOBODYS}
    return Past(given, frozenset(names - {UNUSED}), tuple(sorted(elsewhere)))


def states(program: Program, repository: Repository, names: Sequence[str]) -> list[tuple[bytes | None, ...]]:
    """Files of `issued/status/` as each of our commits that touched that folder has them, the oldest first."""
    folder = repository.path(f"{store.FOLDER}/status")
    commits = _log(repository, folder)
    ours = _ours(program, _addresses(repository, commits))
    listed = [commit for commit in dict.fromkeys(commit for commit, _ in reversed(commits)) if commit in ours]
    texts = list(_batch(repository, [f"{commit}:{folder}/{name}" for commit in listed for name in names]))
    return [tuple(texts[start : start + len(names)]) for start in range(0, len(texts), len(names))]


def versions(repository: Repository) -> list[tuple[str, Version]]:
    """Every version of every file of the store, as (commit, version), the oldest first. Walks the whole history."""
    folder = repository.path(f"{store.FOLDER}/")
    return [
        (commit, Version(path.removeprefix(folder), new))
        for commit, entries in reversed(_log(repository, folder.rstrip("/")))
        for path, new in entries
        if new
    ]


def contents(repository: Repository, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob with its bytes, some at a time: all versions of a large store do not stand in memory together."""
    ordered = list(dict.fromkeys(blobs))
    for start in range(0, len(ordered), _TOGETHER):
        some = ordered[start : start + _TOGETHER]
        for name, text in zip(some, _batch(repository, some), strict=True):
            if text is not None:
                yield name, text


def unlike_git(
    program: Program, repository: Repository, read: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, str]:
    """Files of the store whose bytes differ from git's while git takes them for unchanged: path below the programme →
    git's blob. A filter or a conversion of line ends came between.

    `read` are the `blob_names` of files that have been read already, by their path below the programme.
    """
    listed = repository.git.raw("ls-files", "--stage", "-z", "--", repository.path(store.FOLDER))
    other: dict[str, str] = {}
    for entry in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        about, _, path = entry.partition("\t")
        _, blob, stage = about.split(" ")
        name = path.removeprefix(repository.below)
        names = (read or {}).get(name) or _names_of(program, name)
        if stage == "0" and names and blob not in names:
            other[name] = blob
    if not other:
        return {}
    paths = [repository.path(name) for name in other]
    said = repository.git.raw("diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--", *paths[:1000])
    changed = set(said.decode("utf-8", "surrogateescape").split("\0"))
    return {name: blob for name, blob in list(other.items())[:1000] if repository.path(name) not in changed}


def _names_of(program: Program, name: str) -> tuple[str, str] | None:
    try:
        return blob_names(store.data_of(program.root / name))
    except OSError:
        return None


def blob_names(data: bytes) -> tuple[str, str]:
    """How git names a file of these bytes, in a repository with SHA-1 and in one with SHA-256."""
    whole = b"blob %d\0" % len(data) + data
    return hashlib.sha1(whole, usedforsecurity=False).hexdigest(), hashlib.sha256(whole).hexdigest()


def _log(repository: Repository, path: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each commit that touched a path, the newest first, with the (path, blob) it left; the blob is "" where it went.

    Merges are compared with each of their parents, and no branch is left out: what a merge lost is found too.
    """
    if not repository.refs:
        return []
    options = ("--full-history", "-m", "--topo-order", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-color")
    said = repository.git.raw("log", *options, "--format=%x01%H", *repository.refs, "--", path)
    found = []
    for part in said.split(_STARTS)[1:]:
        commit = re.match(rb"[0-9a-f]+", part)
        entries = [
            (entry[4].decode("utf-8", "surrogateescape"), "" if entry[3] == b"D" else entry[2].decode())
            for entry in _ENTRY.finditer(part)
        ]
        if commit:
            found.append((commit[0].decode(), entries))
    return found


def _addresses(repository: Repository, commits: Sequence[tuple[str, list[tuple[str, str]]]]) -> dict[str, str]:
    """Each commit with the address that the programme had at it, without a slash at its end; empty if nothing says it.

    A branch that has nothing but `issued/` has no program.yml: there a list that the commit signed says whose it is.
    """
    settings = _batch(repository, [f"{commit}:{repository.path('program.yml')}" for commit, _ in commits])
    addresses: dict[str, str] = {}
    lists: dict[str, str] = {}
    for (commit, entries), text in zip(commits, settings, strict=True):
        if text is None:
            signed = [new for path, new in entries if new and _LIST.match(path.rpartition("/")[2])]
            lists |= dict.fromkeys([commit], signed[0]) if signed else {}
            addresses.setdefault(commit, "")
        elif found := _BASE_URL.search(text):
            addresses[commit] = found[1].decode("utf-8", "replace").rstrip("/")
    documents = dict(contents(repository, lists.values()))
    return addresses | {
        commit: _id(documents[blob]).rpartition("/status/")[0] or _NOBODYS for commit, blob in lists.items()
    }


def _ours(program: Program, addresses: Mapping[str, str]) -> set[str]:
    """The commits at which the programme had the address it has now, or of which nobody knows."""
    return {commit for commit, address in addresses.items() if address in ("", program.url("").rstrip("/"))}


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


def _batch(repository: Repository, objects: Sequence[str]) -> Iterator[bytes | None]:
    """The bytes of each object, None for one that is not there; git is asked once for all."""
    if not objects:
        return
    asked = "".join(f"{one}\n" for one in objects).encode("utf-8", "surrogateescape")
    said = repository.git.raw("cat-file", "--batch", given=asked)
    at = 0
    for _ in objects:
        end = said.index(b"\n", at)
        head = said[at:end].split(b" ")
        at = end + 1
        if not head[-1].isdigit():
            yield None
            continue
        size = int(head[-1])
        yield said[at : at + size]
        at += size + 1


def _in_repository(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))


def _unread(program: Program, why: str) -> Problem:
    return problem(
        "history-unread",
        "git does not say what was issued before, so a lost line may not be noticed",
        file=f"{program.shown}/{store.FOLDER}/",
        got=why,
        hint="mend what git says; a folder of another user is trusted with `git config --global safe.directory`",
        severity="warning",
    )
