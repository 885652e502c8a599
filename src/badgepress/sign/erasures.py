"""Who was erased stays erased: what git's history shows as erased, held against the lines that are here.

A store is appended to, so most versions of a file are the beginning of a later one, and have nothing that is not there.
Git names a version by a hash of its bytes: the beginning of a file is known by its name, without reading the version.
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
    """`erasure-undone` for each line that is a credential again, though the award was erased in some commit.

    And all awards that are erased, here or there.
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
    """Awards that some version of the store has as erased, and that the files here may not: id → day.

    `here` are the `blob_names` of files of lines that were read already, by name.
    """
    found: dict[str, str] = {}
    for name, text in _unlike(program, repository, commits, here):
        if _MARK in text:
            marked = b"\n".join(raw for raw in text.split(b"\n") if _MARK in raw)
            found |= {line.id: line.erased for line in lines_of(program, name, marked) if line.credential is None}
    return found


def _unlike(
    program: Program, repository: Repository, commits: Sequence[Commit], here: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """Versions of files of lines, each by its file's name: all but those that are the beginning of another one.

    A file whose only version is what is `here` is not read again.
    """
    waiting: dict[str, dict[str, None]] = defaultdict(dict)
    for version in reversed(versions(commits)):
        if version.name.endswith(".jsonl"):
            waiting[version.name.removesuffix(".jsonl")][version.blob] = None
    sizes = history.sizes(repository, [blob for blobs in waiting.values() for blob in blobs])
    left: dict[str, list[str]] = {}
    for name, blobs in waiting.items():
        if set(blobs) <= set(here.get(name, ())):
            continue
        try:
            data = store.data_of(program.root / store.FOLDER / f"{name}.jsonl")
        except OSError:
            data = b""
        left[name] = _rest(data, blobs, sizes)
    while left := {name: blobs for name, blobs in left.items() if blobs}:
        newest = {blobs[0]: name for name, blobs in left.items()}
        for blob, text in history.contents(repository, newest):
            name = newest[blob]
            yield name, text
            left[name] = _rest(text, left[name], sizes)
        left = {name: [blob for blob in blobs if blob not in newest] for name, blobs in left.items()}


def _rest(data: bytes, blobs: Sequence[str] | Mapping[str, None], sizes: Mapping[str, int]) -> list[str]:
    """Those of some versions, all of them there, that are not the beginning of these bytes."""
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
        f"award '{award}' was erased, and its line is back: who was erased stays erased",
        file=file,
        line=line,
        got="a credential",
        expected=f"what erasure left on {day}" if day else "what erasure left",
        hint=f"{store.restore_hint(program)}; then remove its assertion, if that came back too",
    )
