"""Find erased awards whose lines came back, by comparing the store with git's history.

The store is append-only, so most old versions of a file are a prefix of a newer one and add nothing. Git names a blob
by a hash of its bytes, so hashing prefixes of the newer file finds those old versions without reading them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from badgepress.errors import Problem, problem
from badgepress.model import Program
from badgepress.sign import history, store
from badgepress.sign.history import Repository
from badgepress.sign.survey import Survey
from badgepress.sign.walk import Commit, lines_of, versions

_MARK = b'"erased"'


def undone(
    program: Program, surveys: Sequence[Survey], repository: Repository, commits: Sequence[Commit]
) -> tuple[list[Problem], frozenset[str]]:
    """Return an `erasure-undone` problem for each line that is a credential although some commit erased the award.

    The second value holds the ids of all erased awards, in the store or in the history.
    """
    ever = erased_ids_ever(program, repository, commits, {one.name: one.blobs for one in surveys if one.blobs})
    lines = [(line, issuer) for one in surveys for line, (issuer, _, _) in zip(one.lines, one.given, strict=True)]
    erased = frozenset(ever) | {award for (award, *_), issuer in lines if not issuer}
    problems = [
        _undone(program, award, file, line, ever.get(award, ""))
        for (award, _, _, file, line), issuer in lines
        if issuer and award in erased
    ]
    return problems, erased


def erased_ids_ever(
    program: Program,
    repository: Repository,
    commits: Sequence[Commit],
    here: Mapping[str, tuple[str, str]],
) -> dict[str, str]:
    """Return the awards that any version of the store in git shows as erased: id → day.

    `here` maps store files already read to their `blob_names`; a file unchanged since its only version is skipped.
    """
    found: dict[str, str] = {}
    for name, text in _distinct_versions(program, repository, commits, here):
        if _MARK in text:
            marked = b"\n".join(raw for raw in text.split(b"\n") if _MARK in raw)
            found |= {line.id: line.erased for line in lines_of(program, name, marked) if line.credential is None}
    return found


def _distinct_versions(
    program: Program, repository: Repository, commits: Sequence[Commit], here: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, bytes) for every old version of a store file that is not a prefix of a newer one.

    Skips files whose only version is already `here`.
    """
    waiting: dict[str, dict[str, None]] = defaultdict(dict)
    for version in reversed(versions(commits)):
        if version.name.endswith(".jsonl"):
            waiting[version.name.removesuffix(".jsonl")][version.blob] = None
    sizes = history.sizes(repository, [blob for blobs in waiting.values() for blob in blobs])
    unread: dict[str, list[str]] = {}
    for name, blobs in waiting.items():
        if set(blobs) <= set(here.get(name, ())):
            continue
        try:
            data = store.data_of(program.root / store.FOLDER / f"{name}.jsonl")
        except OSError:
            data = b""
        unread[name] = _not_prefixes(data, blobs, sizes)
    while unread := {name: blobs for name, blobs in unread.items() if blobs}:
        newest = {blobs[0]: name for name, blobs in unread.items()}
        for blob, text in history.contents(repository, newest):
            name = newest[blob]
            yield name, text
            unread[name] = _not_prefixes(text, unread[name], sizes)
        unread = {name: [blob for blob in blobs if blob not in newest] for name, blobs in unread.items()}


def _not_prefixes(data: bytes, blobs: Sequence[str] | Mapping[str, None], sizes: Mapping[str, int]) -> list[str]:
    """Return the blobs that git still has and that are not a prefix of `data`."""
    view = memoryview(data)
    return [
        blob
        for blob in blobs
        if blob in sizes
        and not (sizes[blob] <= len(data) and history.blob_name(view[: sizes[blob]], len(blob)) == blob)
    ]


def _undone(program: Program, award: str, file: str, line: int, day: str) -> Problem:
    return problem(
        "erasure-undone",
        f"award '{award}' was erased, but its line is back",
        file=file,
        line=line,
        got="a credential",
        expected=f"the tombstone of {day}" if day else "a tombstone",
        hint=f"{store.restore_hint(program)}; if the assertion came back too, remove it",
    )
