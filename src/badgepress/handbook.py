"""The handbook, built with MkDocs, as files of the site below `handbook/`."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from badgepress.environment import for_builders
from badgepress.errors import RenderError, problem

_STAMP = "sources.sha256"
_HERE = Path(__file__).resolve().parent


def handbook_config() -> Path | None:
    """The mkdocs.yml of Badgepress's own handbook: a checkout's, or the one an installation brings."""
    for found in (_HERE.parent.parent / "mkdocs.yml", _HERE / "_handbook" / "mkdocs.yml"):
        if found.is_file():
            return found
    return None


def handbook_files(config: Path, before: Path, cache: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Every file of the handbook that `config` (an mkdocs.yml) describes, as (site path, bytes).

    `before` is the handbook of the site as it is, and in `cache` is the one built last. When the sources of one are
    unchanged and its files are as they were made, it is handed on without running MkDocs.
    Raises RenderError `handbook` with what MkDocs said.
    """
    sources = _sources(config)
    kept = cache / "handbook" if cache else None
    for folder in (before, kept):
        ready = _ready(folder, sources) if folder else None
        if ready:
            yield from ready
            return
    with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
        out = Path(scratch, "handbook")
        run_mkdocs(config, out)
        # The packed sitemap names the hour it was packed in; the plain one is enough.
        (out / "sitemap.xml.gz").unlink(missing_ok=True)
        (out / _STAMP).write_bytes(_stamp(sources, _files(out)))
        if kept:
            _keep(out, kept)
        yield from _files(out)


def _ready(folder: Path, sources: bytes) -> list[tuple[str, bytes]] | None:
    """The handbook in a folder if it is made of these sources, whole and undamaged.

    Another build may be replacing it, and what a disk or a hand changed is not to be published.
    """
    try:
        stamp = (folder / _STAMP).read_bytes()
        if not stamp.startswith(sources):
            return None
        files = list(_files(folder))
    except OSError:
        return None
    return files if stamp == _stamp(sources, files) else None


def _stamp(sources: bytes, files: Iterable[tuple[str, bytes]]) -> bytes:
    """What is kept with a handbook: a hash of what it is made of, and one of all its files but this."""
    digest = hashlib.sha256(sources)
    for name, data in files:
        if name != f"handbook/{_STAMP}":
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return sources + digest.hexdigest().encode() + b"\n"


def _keep(built: Path, kept: Path) -> None:
    """Put a copy of the handbook where the next build finds it."""
    # A folder that cannot be written is no reason to stop.
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="handbook-", dir=kept.parent) as beside:
            copy = shutil.copytree(built, Path(beside, "new"))
            if kept.exists():
                kept.rename(Path(beside, "old"))
            copy.rename(kept)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"handbook/{path.relative_to(folder).as_posix()}", path.read_bytes()


def run_mkdocs(config: Path, out: Path) -> None:
    """Builds the handbook into a folder. RenderError `handbook` with what MkDocs said."""
    # MkDocs stamps its pages with a date; this variable makes it the same one on every machine.
    environment = {**for_builders(), "SOURCE_DATE_EPOCH": "1767225600", "PYTHONHASHSEED": "0"}
    # -P: what lies in the working directory is no part of Python's own path.
    command = [
        sys.executable,
        "-P",
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--config-file",
        str(config),
        "--site-dir",
        str(out),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-500:]
        raise RenderError(problem("handbook", f"MkDocs could not build the handbook: {said}", file=str(config)))


def _sources(config: Path) -> bytes:
    """A hash over the configuration, every page, and the version of MkDocs, on a line."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"mkdocs {version('mkdocs')} markdown {version('markdown')}".encode())
    for path in [config, *sorted((config.parent / "docs").rglob("*"))]:
        if path.is_file():
            digest.update(path.relative_to(config.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest().encode() + b"\n"
