"""Says what goes from an output folder when a new site replaces the old one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from badgepress.errors import Problem, problem
from badgepress.model import site

#: Files of the user in the output folder that stay there.
KEPT = (".gitignore",)
#: At most so many removed files are named.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Lightened:
    """How many files of each name went with the weight of their awards, and the paths of a few of them."""

    counts: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


def same_tree(new: Path, old: Path, known: Collection[str]) -> bool:
    """Return whether both trees hold the same files: every new file is a link to an old one, and none is missing.

    Folders that are `known` to be the same are in the old tree only.
    """
    count = 0
    for path in _paths(new):
        try:
            if not os.path.samestat(os.lstat(f"{new}/{path}"), os.lstat(f"{old}/{path}")):
                return False
        except OSError:
            return False
        count += 1
    return count == sum(1 for _ in _paths(old, known))


def _paths(root: Path, known: Collection[str] = ()) -> Iterator[str]:
    """Yield the POSIX paths of all files below a folder, without the folders that are `known`."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            with os.scandir(f"{root}/{prefix}") as entries:
                for entry in entries:
                    path = prefix + entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        yield path
                    elif path not in known:
                        waiting.append(f"{path}/")
        except OSError:
            continue


def going(new: Path, old: Path, known: Collection[str]) -> tuple[tuple[str, ...], Lightened]:
    """The files of the old site that will be removed: those that no build makes, so that somebody put them there by
    hand, and those of awards that became light. Folders that are `known` stay as they are."""
    by_hand: list[str] = []
    counts, examples = Counter[str](), list[str]()
    for folder, folders, files in os.walk(old):
        below = Path(folder).relative_to(old).as_posix()
        prefix = "" if below == "." else f"{below}/"
        folders[:] = sorted(name for name in folders if prefix + name not in known)
        for name in sorted(files):
            path = prefix + name
            if not site.made(path) and path not in KEPT and not (new / path).exists():
                by_hand.append(path)
        if prefix.startswith("awards/") and site.PREVIEW in files and _is_light(new / below):
            lost = sorted(site.WHOLE_ONLY.intersection(files))
            counts.update(lost)
            examples += [prefix + lost[0]] if len(examples) < _NAMED else []
    return tuple(by_hand), Lightened(dict(sorted(counts.items())), tuple(examples))


def _is_light(award: Path) -> bool:
    """Whether the folder of an award has its credential, and no preview of its own."""
    return (award / "credential.json").exists() and not (award / site.PREVIEW).exists()


def warnings(out: Path, gone: tuple[str, ...], lightened: Lightened) -> list[Problem]:
    """Warn of what went, if anything did that somebody may miss."""
    return [*gone_warning(out, gone), *lightened_warning(out, lightened)]


def lightened_warning(out: Path, lost: Lightened) -> list[Problem]:
    """One warning for all files that went because their awards became light, none when there were none."""
    if not lost.counts:
        return []
    told = ", ".join(f"{count:,} {name}" for name, count in lost.counts.items())
    return [
        problem(
            "award-files-removed",
            "awards that were whole are light now, and files that they had are no longer on the site",
            file=str(out),
            got=f"{told}, such as {', '.join(lost.examples)}",
            hint="their pages and credentials keep their addresses; embeds and previews elsewhere lose these files; "
            "to keep the files of these awards, set `light_from` in program.yml to a day after they were issued",
            severity="warning",
        )
    ]


def gone_warning(out: Path, gone: tuple[str, ...]) -> list[Problem]:
    """Warn of files that were removed together with the old site, if there were any."""
    if not gone:
        return []
    more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
    return [
        problem(
            "own-files-removed",
            "the output folder had files that no build makes, and they were removed when the site was replaced",
            file=str(out),
            got=", ".join(gone[:_NAMED]) + more,
            hint="keep such files in badges/public/, from which every build copies them to the site",
            severity="warning",
        )
    ]
