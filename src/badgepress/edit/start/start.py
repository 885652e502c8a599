"""What beginning a programme in a folder comes to."""

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

#: All that a programme may consist of; what else lies in its folder is nobody's to remove.
_PARTS = ("program.yml", "skills.yml", "trusted.yml", "README.md", "public", *FOLDERS, *LATER, "issued", SCHEMAS)


@dataclass(frozen=True, slots=True)
class Start:
    """The new files of the programme and of what stands beside it, those that are there and stay, those that go.

    `removed` are entries of the programme's folder that is replaced, `count` the files in them. `replaces` is
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
    """Work out the beginning; nothing is written.

    Raises ReadError `program-exists` where there is a programme that is not the sample (with `force` it is
    replaced), `file-exists` where a part of a programme lies in the way, and with everything that is wrong with
    what was given.
    """
    badges = folder / FOLDER
    shown = _shown(folder, FOLDER)
    replaces = _found(badges)
    if replaces == "other" and not force:
        hint = "`badgepress badge new` adds a badge to it, `badgepress workflows --host HOST` what another host runs"
        message = "there is a programme already, and it is not the sample"
        raise ReadError(problem("program-exists", message, file=f"{shown}/program.yml", hint=hint))
    files = programme_files(beginning)
    _check(files, shown)
    removed = [name for name in _PARTS if _there(badges / name)] if replaces else []
    tops = sorted({name.partition("/")[0] for name in files})
    blocked = [name for name in tops if _there(badges / name)] if not replaces else []
    if blocked:
        hint = "move it away, or begin in another folder"
        message = "this is there already, and nothing is overwritten"
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
    """What a host, one of `HOSTS`, runs for the programme that is there: the new files, and those that stay.

    Nothing is written, and nothing of the programme is looked at. Raises ReadError `no-program` where there is none.
    """
    shown = _shown(folder, FOLDER)
    if not _there(folder / FOLDER / "program.yml"):
        hint = "name the folder of the repository; `badgepress init` begins a programme"
        raise ReadError(problem("no-program", "there is no program.yml", file=f"{shown}/program.yml", hint=hint))
    files = _run(folder, host)
    new = tuple(
        created(folder / name, _shown(folder, name), text) for name, text in files.items() if not _there(folder / name)
    )
    return new, tuple(_shown(folder, name) for name in files if _there(folder / name))


def _found(badges: Path) -> str:
    """Whether a programme is there: the sample one, on its own address and with its key, or another."""
    if not _there(badges / "program.yml"):
        return ""
    program, _ = read_program(badges)
    if program is None or program.settings.base_url != SAMPLE_BASE_URL:
        return "other"
    listed = {key.public for issuer in program.issuers.values() for key in issuer.keys}
    return "sample" if SAMPLE_PUBLIC_KEY in listed else "other"


def _check(files: dict[str, str], shown: str) -> None:
    """Read the programme as it will be. Raises ReadError with everything that is wrong with it."""
    drafts = {name: text.encode() for name, text in files.items()}
    _, problems = read_tree(Tree(Path(shown), shown, drafts, is_draft=True))
    if errors(problems):
        raise ReadError(*in_order(errors(problems)))


def _beside(folder: Path, beginning: Beginning) -> Sequence[tuple[str, str]]:
    return list({**beside_files(beginning), **_run(folder, beginning.host)}.items())


def _run(folder: Path, host: str) -> Mapping[str, str]:
    """What a host runs, and what of it is installed: the sources where they are there, else what is locked."""
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
