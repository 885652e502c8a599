"""Lists the engine's templates, which a user's folder may replace, and compares both."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from badgepress.errors import RenderError, problem
from badgepress.read.quoting import did_you_mean
from badgepress.render.folder import inside
from badgepress.render.templating.html import default_templates

State = Literal["ours", "changed", "same", "added", "unknown"]
#: Files for people, which are not templates.
_NONE = frozenset({"README.md"})
#: Folders in which users may add files with new names: catalogues and icons.
_GROWING = ("icons/", "locale/")


@dataclass(frozen=True, slots=True)
class Template:
    """A file of the templates, by its POSIX path. Its state is `ours` (not in the user's folder), `changed` or the
    `same` there, `added` by the user (an icon, a catalogue), or `unknown` (the user's, but used by no page).

    `more` counts the lines that only the user's file has, `less` those that only ours has.
    """

    name: str
    state: State
    more: int = 0
    less: int = 0


def originals() -> dict[str, Path]:
    """Return every file that may be replaced, by its path below the templates folder."""
    return files_of(default_templates())


def listed(folder: Path | None) -> list[Template]:
    """Return all files of the templates and of the user's `folder`, sorted by name."""
    ours = originals()
    theirs = files_of(folder) if folder is not None and not is_original(folder) else {}
    return [_template(name, ours, theirs) for name in sorted({*ours, *theirs})]


def is_original(folder: Path) -> bool:
    """Return whether a folder is the engine's own, which in a checkout is where a programme's would be."""
    return folder.resolve() == default_templates().resolve()


def original(name: str) -> Path:
    """Return the file with that name. Raises RenderError `unknown-template`, with the nearest name as hint."""
    ours = originals()
    if name not in ours:
        hint = did_you_mean(name, tuple(ours)) or "`badgepress templates list` shows all of them"
        raise RenderError(problem("unknown-template", f"no template is called '{name[:80]}'", hint=hint))
    return ours[name]


def difference(folder: Path, name: str) -> Iterator[str]:
    """Yield the lines of a unified diff from our file to the user's; none if they are equal."""
    before, after = original(name), inside(folder, folder / name)
    yield from difflib.unified_diff(
        _lines(before), _lines(after), f"badgepress/{name}", f"{folder.name}/{name}", lineterm=""
    )


def _template(name: str, ours: Mapping[str, Path], theirs: Mapping[str, Path]) -> Template:
    if name not in theirs:
        return Template(name, "ours")
    if name not in ours:
        return Template(name, "added" if name.startswith(_GROWING) else "unknown")
    if ours[name].read_bytes() == theirs[name].read_bytes():
        return Template(name, "same")
    changes = list(difflib.unified_diff(_lines(ours[name]), _lines(theirs[name]), lineterm="", n=0))[2:]
    more, less = (sum(line.startswith(sign) for line in changes) for sign in "+-")
    return Template(name, "changed", more, less)


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files of a templates folder by their POSIX paths, without hidden ones and those for people."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        name: path
        for name, path in found.items()
        if name not in _NONE and not any(part.startswith(".") for part in name.split("/"))
    }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()
