"""The repository that the issued store lies in, and what git has for its files: blobs, their sizes, their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.sign import store

#: What was put into place last where the store has a branch of its own; each working tree has one of these.
PLACED = "refs/worktree/badgepress/issued"
#: The commits whose history says what was issued before.
REFS = ("HEAD", PLACED)
#: Blobs that git is asked for at once.
_TOGETHER = 64


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


def contents(repository: Repository, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob with its bytes, some at a time: all versions of a large store do not stand in memory together."""
    ordered = list(dict.fromkeys(blobs))
    for start in range(0, len(ordered), _TOGETHER):
        some = ordered[start : start + _TOGETHER]
        for name, text in zip(some, batch(repository, some), strict=True):
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
    return blob_name(data, 40), blob_name(data, 64)


def blob_name(data: bytes | memoryview, length: int) -> str:
    """How git names a file of these bytes; names of 64 characters are of a repository with SHA-256."""
    header = b"blob %d\0" % len(data)
    hashed = hashlib.new("sha256" if length == 64 else "sha1", header, usedforsecurity=False)
    hashed.update(data)
    return hashed.hexdigest()


def batch(repository: Repository, objects: Sequence[str]) -> Iterator[bytes | None]:
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


def names(repository: Repository, objects: Sequence[str]) -> Iterator[str]:
    """The blob that each object is, "" for one that is not there."""
    for head in _heads(repository, objects):
        yield head[0].decode() if head[-1].isdigit() else ""


def sizes(repository: Repository, blobs: Iterable[str]) -> dict[str, int]:
    """How long each blob is, in bytes."""
    heads = _heads(repository, list(dict.fromkeys(blobs)))
    return {head[0].decode(): int(head[-1]) for head in heads if head[-1].isdigit()}


def _heads(repository: Repository, objects: Sequence[str]) -> list[list[bytes]]:
    if not objects:
        return []
    asked = "".join(f"{one}\n" for one in objects).encode("utf-8", "surrogateescape")
    return [line.split(b" ") for line in repository.git.raw("cat-file", "--batch-check", given=asked).split(b"\n")[:-1]]


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
