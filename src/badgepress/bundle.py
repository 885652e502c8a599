"""Provides the browser bundle: scripts, JSON-LD contexts and fonts, as files in one folder.

In a checkout the bundle is built if it is missing or older than its sources (`src/verifier/`, which has its own
builder). An installed package contains it.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from badgepress.errors import RenderError, problem

_HERE = Path(__file__).resolve().parent
FOLDER = _HERE / "_bundle"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bundle's folder, and the `manifest` from names to files: `{"award.js": "award.K3J2XQ4A.js"}`.

    A name with a hash in it is a chunk that the scripts load themselves; publish it beside them under that name.
    """

    folder: Path
    manifest: Mapping[str, str]

    def read(self, name: str) -> bytes:
        """Return the bytes of the file for `name`."""
        return (self.folder / self.manifest[name]).read_bytes()

    @property
    def scripts(self) -> tuple[str, ...]:
        """The files that a site publishes in one folder: scripts, their chunks and the licences."""
        return tuple(sorted(name for name in self.manifest.values() if not name.startswith("offline.")))

    @property
    def fonts(self) -> Path:
        """The folder of the fonts."""
        return self.folder / "fonts"


def ensure_bundle() -> Bundle:
    """Return the bundle, and build it first if that is needed and possible.

    Raises RenderError: no-node, npm-failed, bundle-failed, no-bundle.
    """
    own = builder()
    if own is not None:
        try:
            own.build()
        except own.BundleError as error:
            raise RenderError(problem(error.code, str(error), hint=error.hint)) from error
    try:
        manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
        lacks = [name for name in manifest.values() if not (FOLDER / name).is_file()]
    except (OSError, ValueError, AttributeError, TypeError):
        raise _missing("manifest.json") from None
    if lacks or not any((FOLDER / "fonts").glob("*.woff2")):
        raise _missing(min(lacks, default="fonts/"))
    return Bundle(FOLDER, manifest)


def bundled_data(name: str) -> bytes:
    """Return a data file of the bundle that no site publishes; build the bundle first if it is not there.

    Raises RenderError like `ensure_bundle`.
    """
    path = FOLDER / name
    if not path.is_file() and builder() is not None:
        ensure_bundle()
    try:
        return path.read_bytes()
    except OSError:
        raise _missing(name) from None


def _missing(name: str) -> RenderError:
    hint = "`pip install --force-reinstall badgepress` brings it back"
    message = "the browser bundle is missing from this installation, or damaged"
    return RenderError(problem("no-bundle", message, file=str(FOLDER / name), hint=hint))


@cache
def builder() -> ModuleType | None:
    """`src/verifier/bundle.py` of a checkout; None in an installed package."""
    root = _HERE.parent.parent
    source = root / "src" / "verifier" / "bundle.py"
    if not (root / "pyproject.toml").is_file() or source.parent.parent != _HERE.parent or not source.is_file():
        return None
    spec = importlib.util.spec_from_file_location("badgepress_verifier_bundle", source)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
