"""All that git's history has of the issued store, read once: for whoever restores it."""

from __future__ import annotations

from dataclasses import dataclass, field

from badgepress.model import Program
from badgepress.sign import history, store
from badgepress.sign.history import Repository
from badgepress.sign.store import Line
from badgepress.sign.walk import NOTHING, Commit, Past, Place, lines_of, past, versions, walk


@dataclass(slots=True)
class Ever:
    """What the history has: of each place its lines, the oldest first; of each file its versions as places in order,
    the newest last; where each place was last; of other files their blobs; and what it says of places and commits."""

    lines: dict[Place, list[Line]] = field(default_factory=dict)
    orders: dict[str, list[list[Place]]] = field(default_factory=dict)
    home: dict[Place, str] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)
    past: Past = NOTHING
    commits: list[Commit] = field(default_factory=list)


def read_ever(program: Program, repository: Repository) -> Ever:
    """Read the whole history, blob by blob; lines that many versions share are read once."""
    commits = walk(program, repository)
    found = Ever(past=past(repository, commits), commits=commits)
    listed = versions(commits)
    names: dict[str, list[str]] = {}
    for version in listed:
        if version.name.endswith(".jsonl"):
            names.setdefault(version.blob, []).append(version.name.removesuffix(".jsonl"))
        elif version.name.startswith("status/"):
            found.others.setdefault(version.name.removeprefix("status/"), []).append(version.blob)
    orders: dict[str, list[Place]] = {}
    seen: dict[bytes, Line | None] = {}
    for blob, text in history.contents(repository, names):
        order: list[Place] = []
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
    """What git has for files that something altered on their way out of it: path below `issued/` → bytes."""
    altered = history.unlike_git(program, repository)
    texts = dict(history.contents(repository, altered.values()))
    return {name.removeprefix(f"{store.FOLDER}/"): texts[blob] for name, blob in altered.items() if blob in texts}
