"""Works out which files a new programme in a folder adds, keeps and removes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress.edit.change import Change, created
from badgepress.edit.start.texts import FOLDER, Beginning, beside_files, programme_files, requirements_files
from badgepress.errors import ReadError, errors, in_order, problem
from badgepress.read import Tree, read_program, read_tree
from badgepress.read.around import FOLDERS, LATER
from badgepress.read.schemas import FOLDER as SCHEMAS
from badgepress.sign.keyring import SAMPLE_BASE_URL, SAMPLE_PUBLIC_KEY
from badgepress.workflows import has_sources, workflows

#: Everything that belongs to a programme. Nothing else in its folder is ever removed.
_PARTS = ("program.yml", "skills.yml", "trusted.yml", "README.md", "public", *FOLDERS, *LATER, "issued", SCHEMAS)


@dataclass(frozen=True, slots=True)
class Start:
    """The new files in the programme and beside it, the existing ones that stay, and those to remove.

    `removed` are entries in the folder of the replaced programme, and `count` is the number of files in them.
    `replaces` is `sample`, `other` or empty.
    """

    folder: Path
    programme: tuple[Change, ...]
    beside: tuple[Change, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    count: int
    replaces: str


def start(folder: Path, beginning: Beginning, *, force: bool = False) -> Start:
    """Work out the new programme; write nothing.

    Raises ReadError: `program-exists` if there is a programme other than the sample (`force` replaces it),
    `file-exists` if a part of a programme is in the way, and every problem of the given settings.
    """
    badges = folder / FOLDER
    shown = _shown(folder, FOLDER)
    replaces = _found(badges)
    if replaces == "other" and not force:
        hint = "`badgepress badge new` adds a badge, `badgepress workflows --host HOST` another host's workflows"
        message = "there is a programme already, and it is not the sample"
        raise ReadError(problem("program-exists", message, file=f"{shown}/program.yml", hint=hint))
    files = programme_files(beginning)
    _check(files, shown)
    removed = [name for name in _PARTS if _there(badges / name)] if replaces else []
    tops = sorted({name.partition("/")[0] for name in files})
    blocked = [name for name in tops if _there(badges / name)] if not replaces else []
    if blocked:
        hint = "move it away, or use another folder"
        message = "this exists already, and nothing is overwritten"
        raise ReadError(*(problem("file-exists", message, file=f"{shown}/{name}", hint=hint) for name in blocked))
    beside = _beside(folder, beginning)
    return Start(
        folder,
        tuple(created(badges / name, f"{shown}/{name}", text) for name, text in files.items()),
        tuple(created(folder / name, _shown(folder, name), text) for name, text in beside if not _there(folder / name)),
        tuple(_shown(folder, name) for name, _ in beside if _there(folder / name)),
        tuple(removed),
        sum(_count(badges / name) for name in removed),
        replaces,
    )


def host_files(folder: Path, host: str) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The files that a host, one of `HOSTS`, runs for an existing programme: the new ones, and those that stay.

    Writes nothing and does not read the programme. Raises ReadError `no-program` if there is none.
    """
    shown = _shown(folder, FOLDER)
    if not _there(folder / FOLDER / "program.yml"):
        hint = "name the folder of the repository; `badgepress init` starts a programme"
        raise ReadError(problem("no-program", "there is no program.yml", file=f"{shown}/program.yml", hint=hint))
    files = _run(folder, host)
    new = tuple(
        created(folder / name, _shown(folder, name), text) for name, text in files.items() if not _there(folder / name)
    )
    return new, tuple(_shown(folder, name) for name in files if _there(folder / name))


def _found(badges: Path) -> str:
    """`sample` if the folder has the sample programme (its address and its key), `other` if another, else empty."""
    if not _there(badges / "program.yml"):
        return ""
    program, _ = read_program(badges)
    if program is None or program.settings.base_url != SAMPLE_BASE_URL:
        return "other"
    listed = {key.public for issuer in program.issuers.values() for key in issuer.keys}
    return "sample" if SAMPLE_PUBLIC_KEY in listed else "other"


def _check(files: dict[str, str], shown: str) -> None:
    """Read the new programme. Raises ReadError with all its errors."""
    drafts = {name: text.encode() for name, text in files.items()}
    _, problems = read_tree(Tree(Path(shown), shown, drafts, is_draft=True))
    if errors(problems):
        raise ReadError(*in_order(errors(problems)))


def _beside(folder: Path, beginning: Beginning) -> Sequence[tuple[str, str]]:
    return list({**beside_files(beginning), **_run(folder, beginning.host)}.items())


def _run(folder: Path, host: str) -> Mapping[str, str]:
    """What a host runs. It installs the sources if the repository has them, else the locked packages."""
    sources = has_sources(folder)
    return {**({} if sources else requirements_files()), **workflows(host, with_sources=sources)}


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _count(path: Path) -> int:
    if path.is_symlink() or not path.is_dir():
        return 1
    return sum(1 for one in path.rglob("*") if not one.is_dir() or one.is_symlink())


def _shown(folder: Path, name: str) -> str:
    return name if folder == Path() else f"{folder.as_posix()}/{name}"
