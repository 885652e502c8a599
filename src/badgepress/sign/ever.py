"""Read everything that git's history has of the issued store, once, for `restore`."""

from __future__ import annotations

from dataclasses import dataclass, field

from badgepress.model import Program
from badgepress.sign import history, store
from badgepress.sign.history import Repository
from badgepress.sign.lines import Line
from badgepress.sign.walk import NOTHING, Commit, ListIndex, Past, lines_of, past, versions, walk


@dataclass(slots=True)
class Ever:
    """What git's history has of the store.

    `lines`: the lines of each index, oldest first. `orders`: the versions of each file as lists of indexes, newest
    last. `home`: the file that had each index last. `others`: the blobs of each file in `status/`, oldest first.
    """

    lines: dict[ListIndex, list[Line]] = field(default_factory=dict)
    orders: dict[str, list[list[ListIndex]]] = field(default_factory=dict)
    home: dict[ListIndex, str] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)
    past: Past = NOTHING
    commits: list[Commit] = field(default_factory=list)


def read_ever(program: Program, repository: Repository) -> Ever:
    """Read the whole history, blob by blob. A line that many versions share is parsed once."""
    commits = walk(program, repository)
    found = Ever(past=past(repository, commits), commits=commits)
    listed = versions(commits)
    names: dict[str, list[str]] = {}
    for version in listed:
        if version.name.endswith(".jsonl"):
            names.setdefault(version.blob, []).append(version.name.removesuffix(".jsonl"))
        elif version.name.startswith("status/"):
            found.others.setdefault(version.name.removeprefix("status/"), []).append(version.blob)
    orders: dict[str, list[ListIndex]] = {}
    seen: dict[bytes, Line | None] = {}
    for blob, text in history.contents(repository, names):
        order: list[ListIndex] = []
        for raw in text.split(b"\n"):
            if raw not in seen:
                lines = lines_of(program, names[blob][0], raw)
                seen[raw] = lines[0] if lines else None
                if lines:
                    found.lines.setdefault((lines[0].number, lines[0].index), []).append(lines[0])
            known = seen[raw]
            if known is not None:
                order.append((known.number, known.index))
        orders[blob] = order
    for version in listed:
        if version.blob in orders:
            name = version.name.removesuffix(".jsonl")
            found.orders.setdefault(name, []).append(orders[version.blob])
            found.home.update(dict.fromkeys(orders[version.blob], name))
    return found


def originals(program: Program, repository: Repository) -> dict[str, bytes]:
    """Return git's bytes of files that a filter or line-end conversion altered: path below `issued/` → bytes."""
    altered = history.unlike_git(program, repository)
    texts = dict(history.contents(repository, altered.values()))
    return {name.removeprefix(f"{store.FOLDER}/"): texts[blob] for name, blob in altered.items() if blob in texts}
