"""The handbook, built with MkDocs, as files of the site below `handbook/`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import RenderError, problem

_STAMP = "sources.sha256"
_HERE = Path(__file__).resolve().parent


def handbook_config() -> Path | None:
    """The mkdocs.yml of Badgepress's own handbook: a checkout's, or the one an installation brings."""
    for found in (_HERE.parent.parent / "mkdocs.yml", _HERE / "_handbook" / "mkdocs.yml"):
        if found.is_file():
            return found
    return None


def handbook_files(config: Path, before: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of the handbook that `config` (an mkdocs.yml) describes, as (site path, bytes).

    `before` is the handbook of the site as it is: when its sources are unchanged it is handed on
    without running MkDocs. Raises RenderError `handbook` with what MkDocs said.
    """
    sources = _sources(config)
    if _read(before / _STAMP) == sources:
        yield from _files(before)
        return
    with tempfile.TemporaryDirectory(prefix="badgepress-") as scratch:
        out = Path(scratch, "handbook")
        _mkdocs(config, out)
        (out / _STAMP).write_bytes(sources)
        # The packed sitemap names the hour it was packed in; the plain one is enough.
        (out / "sitemap.xml.gz").unlink(missing_ok=True)
        yield from _files(out)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"handbook/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _mkdocs(config: Path, out: Path) -> None:
    # MkDocs stamps its pages with a date; this variable makes it the same one on every machine.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(config), "--site-dir", str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own interpreter)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-500:]
        raise RenderError(problem("handbook", f"MkDocs could not build the handbook: {said}", file=str(config)))


def _sources(config: Path) -> bytes:
    """A hash over the configuration, every page, and the version of MkDocs."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"mkdocs {version('mkdocs')} markdown {version('markdown')}".encode())
    for path in [config, *sorted((config.parent / "docs").rglob("*"))]:
        if path.is_file():
            digest.update(path.relative_to(config.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest().encode() + b"\n"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
