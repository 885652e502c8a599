"""Read blobs, sizes and bytes of the issued store's files from the git repository around the programme."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress.errors import Problem, SignError, problem
from badgepress.git import Git
from badgepress.model import Program
from badgepress.sign import store

#: If the store has its own branch: the commit of it that was checked out last. Each working tree has its own ref.
PLACED = "refs/worktree/badgepress/issued"
#: The refs whose history says what was issued before.
REFS = ("HEAD", PLACED)
#: How many blobs to read from git at once.
_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository around a programme.

    `git` runs at its top folder; `below` is the programme's path from there, with a slash at its end; `refs` are the
    refs whose history counts. `shallow`: the clone has only the end of that history.
    """

    git: Git
    below: str
    refs: tuple[str, ...]
    shallow: bool

    def path(self, name: str) -> str:
        """Return a path of the programme as git writes it: relative to the top of the repository."""
        return f"{self.below}{name}"


def repository(program: Program, refs: Sequence[str] = REFS) -> tuple[Repository | None, list[Problem]]:
    """Return the repository around a programme, or None without one; with a warning if git cannot read it.

    `refs` are the refs whose history counts; those that do not exist are left out.
    """
    git = Git(program.root.resolve())
    try:
        done = git.run("rev-parse", "--show-toplevel", "--show-prefix", "--is-shallow-repository")
    except SignError:
        return None, [] if not _in_repository(program.root) else [_unread(program, "git is not installed")]
    if done.returncode:
        return None, [] if not _in_repository(program.root) else [_unread(program, git.said(done))]
    top, below, shallow = done.stdout.decode("utf-8", "surrogateescape").split("\n")[:3]
    git = Git(Path(top))
    existing = [ref for ref in refs if ref and git.named(f"{ref}^{{commit}}")]
    return Repository(git, below, tuple(existing), shallow == "true"), []


def contents(repository: Repository, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each blob with its bytes, in batches, so that all versions of a large store are never in memory at once."""
    ordered = list(dict.fromkeys(blobs))
    for start in range(0, len(ordered), _TOGETHER):
        chunk = ordered[start : start + _TOGETHER]
        for name, text in zip(chunk, batch(repository, chunk), strict=True):
            if text is not None:
                yield name, text


def unlike_git(
    program: Program, repository: Repository, read: Mapping[str, tuple[str, str]] | None = None
) -> dict[str, str]:
    """Return store files whose bytes differ from git's although git calls them unchanged: path → git's blob.

    A checkout filter or line-end conversion causes this. Paths are relative to the programme. `read` maps the paths of
    files already read to their `blob_names`. Returns at most 1000 files.
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
    output = repository.git.raw("diff", "--name-only", "-z", "--no-ext-diff", "--no-renames", "--", *paths[:1000])
    changed = set(output.decode("utf-8", "surrogateescape").split("\0"))
    return {name: blob for name, blob in list(other.items())[:1000] if repository.path(name) not in changed}


def _names_of(program: Program, name: str) -> tuple[str, str] | None:
    try:
        return blob_names(store.data_of(program.root / name))
    except OSError:
        return None


def blob_names(data: bytes) -> tuple[str, str]:
    """Return git's names for a file of these bytes: in a SHA-1 repository and in a SHA-256 one."""
    return blob_name(data, 40), blob_name(data, 64)


def blob_name(data: bytes | memoryview, length: int) -> str:
    """Return git's name for a file of these bytes: SHA-256 if `length` is 64 characters, else SHA-1."""
    header = b"blob %d\0" % len(data)
    hashed = hashlib.new("sha256" if length == 64 else "sha1", header, usedforsecurity=False)
    hashed.update(data)
    return hashed.hexdigest()


def batch(repository: Repository, objects: Sequence[str]) -> Iterator[bytes | None]:
    """Yield the bytes of each object, None for one that does not exist, with one call to git."""
    if not objects:
        return
    names_text = "".join(f"{name}\n" for name in objects).encode("utf-8", "surrogateescape")
    output = repository.git.raw("cat-file", "--batch", given=names_text)
    at = 0
    for _ in objects:
        end = output.index(b"\n", at)
        head = output[at:end].split(b" ")
        at = end + 1
        if not head[-1].isdigit():
            yield None
            continue
        size = int(head[-1])
        yield output[at : at + size]
        at += size + 1


def names(repository: Repository, objects: Sequence[str]) -> Iterator[str]:
    """Yield the blob hash of each object name (`commit:path`), "" for one that does not exist."""
    for head in _heads(repository, objects):
        yield head[0].decode() if head[-1].isdigit() else ""


def sizes(repository: Repository, blobs: Iterable[str]) -> dict[str, int]:
    """Return the size of each existing blob in bytes."""
    heads = _heads(repository, list(dict.fromkeys(blobs)))
    return {head[0].decode(): int(head[-1]) for head in heads if head[-1].isdigit()}


def _heads(repository: Repository, objects: Sequence[str]) -> list[list[bytes]]:
    if not objects:
        return []
    names_text = "".join(f"{name}\n" for name in objects).encode("utf-8", "surrogateescape")
    output = repository.git.raw("cat-file", "--batch-check", given=names_text)
    return [line.split(b" ") for line in output.split(b"\n")[:-1]]


def _in_repository(root: Path) -> bool:
    return any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents))


def _unread(program: Program, why: str) -> Problem:
    return problem(
        "history-unread",
        "cannot read git's history, so a lost line may go unnoticed",
        file=f"{program.shown}/{store.FOLDER}/",
        got=why,
        hint="fix what git complains about; if another user owns the folder, trust it with "
        "`git config --global safe.directory`",
        severity="warning",
    )
