"""Names the files that a build depends on: the programme, templates, the engine, the handbook and git's state."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from badgepress.bundle import builder
from badgepress.cache.facts import Facts, below, digest_of
from badgepress.drawing import Options
from badgepress.model import Program
from badgepress.render.templating.html import default_templates
from badgepress.sign import FOLDER

_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_OURS = (".git", ".badgepress", "__pycache__", "node_modules", ".lock", ".installed")
#: Folders of the programme whose files do not change what other awards look like.
_APART = ("assertions/", f"{FOLDER}/", "public/")
_GIT = ("HEAD", "index", "packed-refs", "config", "config.worktree", "shallow", "info/attributes", "objects/info")


@dataclass(frozen=True, slots=True)
class Watched:
    """Digests of what a build depends on.

    `shared` is of everything that the pages and the survey of any award depend on, apart from the award's own files;
    `all` of every input of the build.
    """

    shared: str
    all: str


def watch(options: Options, facts: Facts) -> Watched:
    """Look at every file that the build with these options depends on."""
    program = os.path.abspath(options.program)
    skipped = os.path.abspath(options.out)
    shared: list[str] = [options.shown or "", "." if options.templates is None else "own templates", *_libraries()]
    others: list[str] = []
    for name, digest in _digests(Path(program), facts, skipped):
        (others if name.startswith(_APART) else shared).append(f"{name}\n{digest}")
    for folder in (options.templates, default_templates(), _PACKAGE):
        if folder is not None:
            shared += ["", *(f"{name}\n{digest}" for name, digest in _digests(folder, facts, skipped))]
    for folder in _sources(options):
        others += ["", *(f"{name}\n{digest}" for name, digest in _digests(folder, facts, skipped))]
    for path in _of_git(Path(program).resolve()):
        others.append(f"{path}\n{facts.of(path)}")
    of_shared = digest_of(shared)
    return Watched(of_shared, digest_of([of_shared, *others]))


def key_of(program: Program, name: str, path: Path, shared: str, facts: Facts) -> str:
    """Return the key of an assertion file's result: a digest of all that it was made from.

    `path` is empty for awards whose assertion file is gone.
    """
    authored = facts.of(os.path.abspath(path)) if path != Path() else ""
    return digest_of([shared, name, authored, facts.of(issued_path(program, name))])


def issued_path(program: Program, name: str) -> str:
    """Return the path of the store file of an assertion file."""
    return os.path.join(os.path.abspath(program.root), FOLDER, f"{name}.jsonl")


def _digests(folder: Path, facts: Facts, skipped: str) -> list[tuple[str, str]]:
    if folder.is_file():
        return [(folder.name, facts.of(str(folder)))]
    found = below(folder, _NOT_OURS, skipped)
    return sorted((name, facts.of(path) if path else "") for name, path in found)


def _sources(options: Options) -> Iterator[Path]:
    """Yield the folders and files of the handbook, and of the browser bundle in a checkout."""
    if options.handbook is not None:
        yield options.handbook
        yield options.handbook.parent / "docs"
    if builder() is not None:
        yield _PACKAGE.parent / "verifier"
        yield _PACKAGE.parent / "forms"


@cache
def _libraries() -> tuple[str, ...]:
    """Return the versions of Python and of every installed package."""
    found: set[str] = set()
    for folder in dict.fromkeys(sys.path):
        try:
            found.update(name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
    return (sys.version, sys.platform, *sorted(found))


def _of_git(root: Path) -> Iterator[str]:
    """Yield the files that say what git's history and index hold, and how git compares files."""
    for folder in (root, *root.parents):
        yield str(folder / ".gitattributes")
        git = folder / ".git"
        if git.exists():
            yield from _inside_git(_pointed_to(git))
            break
    else:
        return
    home = os.path.expanduser("~")
    base = os.environ.get("XDG_CONFIG_HOME") or f"{home}/.config"
    yield from (f"{home}/.gitconfig", f"{base}/git/config", f"{base}/git/attributes", "/etc/gitconfig")


def _pointed_to(git: Path) -> list[Path]:
    """Return the folder of a working tree's state, and the one it shares with others if that is another."""
    folder = git
    if git.is_file():
        text = git.read_text("utf-8", "surrogateescape").removeprefix("gitdir:").strip()
        folder = (git.parent / text).resolve()
    common = folder / "commondir"
    if common.is_file():
        return [folder, (folder / common.read_text("utf-8", "surrogateescape").strip()).resolve()]
    return [folder]


def _inside_git(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (str(folder / name) for name in _GIT)
        for part in ("refs", "reftable"):
            found = below(folder / part)
            yield from sorted(path for _, path in found if path)
