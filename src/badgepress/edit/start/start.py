"""Work out the files of a new programme in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from badgepress.edit.change import Change, created
from badgepress.edit.start.texts import FOLDER, Beginning, beside_files, programme_files, requirements_files
from badgepress.errors import ReadError, errors, in_order, problem
from badgepress.read import Tree, read_program, read_tree
from badgepress.read.around import FOLDERS, LATER
from badgepress.read.schemas import FILES
from badgepress.read.schemas import FOLDER as SCHEMAS
from badgepress.sign.keyring import SAMPLE_BASE_URL, SAMPLE_PUBLIC_KEY
from badgepress.workflows import has_sources, workflows

#: Everything that belongs to a programme. Nothing else in its folder may be removed.
_PARTS = (*FILES, "README.md", "public", *FOLDERS, *LATER, "issued", SCHEMAS)


@dataclass(frozen=True, slots=True)
class Start:
    """The new files of the programme (`programme`) and beside it (`beside`), and existing files that stay (`kept`).

    `removed` are the entries of the replaced programme's folder, `count` the number of files in them. `replaces` is
    `sample`, `other` or empty.
    """

    folder: Path
    programme: tuple[Change, ...]
    beside: tuple[Change, ...]
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    count: int
    replaces: str


def start(folder: Path, beginning: Beginning, *, force: bool = False) -> Start:
    """Work out a new programme; write nothing.

    Raises ReadError `program-exists` if there is a programme other than the sample (`force` replaces it), `file-exists`
    if part of a programme is in the way, and with all errors in what was given.
    """
    badges = folder / FOLDER
    shown = _shown(folder, FOLDER)
    replaces = _found(badges)
    if replaces == "other" and not force:
        hint = (
            "`badgepress badge new` adds a badge to it, `badgepress workflows --host HOST` the files for another host"
        )
        message = "a programme already exists, and it is not the sample"
        raise ReadError(problem("program-exists", message, file=f"{shown}/program.yml", hint=hint))
    files = programme_files(beginning)
    _check(files, shown)
    removed = [name for name in _PARTS if _exists(badges / name)] if replaces else []
    tops = sorted({name.partition("/")[0] for name in files})
    blocked = [name for name in tops if _exists(badges / name)] if not replaces else []
    if blocked:
        hint = "move it away, or start in another folder"
        message = "this exists already, and nothing is overwritten"
        raise ReadError(*(problem("file-exists", message, file=f"{shown}/{name}", hint=hint) for name in blocked))
    beside = _beside(folder, beginning)
    return Start(
        folder,
        tuple(created(badges / name, f"{shown}/{name}", text) for name, text in files.items()),
        tuple(
            created(folder / name, _shown(folder, name), text) for name, text in beside if not _exists(folder / name)
        ),
        tuple(_shown(folder, name) for name, _ in beside if _exists(folder / name)),
        tuple(removed),
        sum(_count(badges / name) for name in removed),
        replaces,
    )


def host_files(folder: Path, host: str) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return the workflow files of a host (one of `HOSTS`) for an existing programme: new ones, and existing ones.

    Writes nothing, and does not read the programme. Raises ReadError `no-program` if there is none.
    """
    shown = _shown(folder, FOLDER)
    if not _exists(folder / FOLDER / "program.yml"):
        hint = "give the folder of the repository; `badgepress init` starts a programme"
        raise ReadError(problem("no-program", "there is no program.yml", file=f"{shown}/program.yml", hint=hint))
    files = _run(folder, host)
    new = tuple(
        created(folder / name, _shown(folder, name), text) for name, text in files.items() if not _exists(folder / name)
    )
    return new, tuple(_shown(folder, name) for name in files if _exists(folder / name))


def _found(badges: Path) -> str:
    """Return which programme exists: `sample` (with the sample's address and key), `other`, or empty for none."""
    if not _exists(badges / "program.yml"):
        return ""
    program, _ = read_program(badges)
    if program is None or program.settings.base_url != SAMPLE_BASE_URL:
        return "other"
    listed = {key.public for issuer in program.issuers.values() for key in issuer.keys}
    return "sample" if SAMPLE_PUBLIC_KEY in listed else "other"


def _check(files: dict[str, str], shown: str) -> None:
    """Check the new programme before writing it. Raises ReadError with all its errors."""
    drafts = {name: text.encode() for name, text in files.items()}
    _, problems = read_tree(Tree(Path(shown), shown, drafts, is_draft=True))
    if errors(problems):
        raise ReadError(*in_order(errors(problems)))


def _beside(folder: Path, beginning: Beginning) -> Sequence[tuple[str, str]]:
    return list({**beside_files(beginning), **_run(folder, beginning.host)}.items())


def _run(folder: Path, host: str) -> Mapping[str, str]:
    """Return the workflow files of a host; without the sources here, also the files with locked requirements."""
    sources = has_sources(folder)
    return {**({} if sources else requirements_files()), **workflows(host, with_sources=sources)}


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _count(path: Path) -> int:
    if path.is_symlink() or not path.is_dir():
        return 1
    return sum(1 for one in path.rglob("*") if not one.is_dir() or one.is_symlink())


def _shown(folder: Path, name: str) -> str:
    return name if folder == Path() else f"{folder.as_posix()}/{name}"
