"""Builds the handbook with MkDocs, as files of the site below `handbook/`."""

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
    """Return the mkdocs.yml of Badgepress's own handbook: the checkout's or the installed one; None without either."""
    for found in (_HERE.parent.parent / "mkdocs.yml", _HERE / "_handbook" / "mkdocs.yml"):
        if found.is_file():
            return found
    return None


def handbook_files(config: Path, before: Path, cache: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the handbook that `config` (an mkdocs.yml) describes, as (site path, bytes).

    `before` is the handbook of the current site, and `cache` holds the last one that was built. If one of them was made
    from the same sources and is undamaged, it is used without running MkDocs.
    Raises RenderError `handbook` with the message of MkDocs.
    """
    sources = _sources(config)
    cached = cache / "handbook" if cache else None
    for folder in (before, cached):
        files = _unchanged(folder, sources) if folder else None
        if files:
            yield from files
            return
    with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
        out = Path(scratch, "handbook")
        run_mkdocs(config, out)
        # The packed sitemap names the hour it was packed in; the plain one is enough.
        (out / "sitemap.xml.gz").unlink(missing_ok=True)
        (out / _STAMP).write_bytes(_stamp(sources, _files(out)))
        if cached:
            _keep(out, cached)
        yield from _files(out)


def _unchanged(folder: Path, sources: bytes) -> list[tuple[str, bytes]] | None:
    """Return the handbook in a folder if it was made from these sources and is complete and undamaged; else None.

    Another build may be replacing it, and files that were changed since must not be published.
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
    """Return the stamp of a handbook: the hash of its sources, and a hash of all its other files."""
    digest = hashlib.sha256(sources)
    for name, data in files:
        if name != f"handbook/{_STAMP}":
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return sources + digest.hexdigest().encode() + b"\n"


def _keep(built: Path, cached: Path) -> None:
    """Copy the handbook to where the next build finds it."""
    # a cache that cannot be written is not an error
    with contextlib.suppress(OSError):
        cached.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="handbook-", dir=cached.parent) as beside:
            copy = shutil.copytree(built, Path(beside, "new"))
            if cached.exists():
                cached.rename(Path(beside, "old"))
            copy.rename(cached)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"handbook/{path.relative_to(folder).as_posix()}", path.read_bytes()


def run_mkdocs(config: Path, out: Path) -> None:
    """Builds the handbook into a folder. RenderError `handbook` with what MkDocs said."""
    # MkDocs stamps its pages with a date; this variable makes it the same one on every machine.
    environment = {**for_builders(), "SOURCE_DATE_EPOCH": "1767225600", "PYTHONHASHSEED": "0"}
    # -P: modules in the working directory must not be importable
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
        reason = " ".join((done.stderr or done.stdout).split())[-500:]
        message = f"MkDocs could not build the handbook: {reason}"
        raise RenderError(problem("handbook", message, file=str(config)))


def _sources(config: Path) -> bytes:
    """Return a line with a hash of the configuration, every page and the version of MkDocs."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"mkdocs {version('mkdocs')} markdown {version('markdown')}".encode())
    for path in [config, *sorted((config.parent / "docs").rglob("*"))]:
        if path.is_file():
            digest.update(path.relative_to(config.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest().encode() + b"\n"
