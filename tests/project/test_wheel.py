"""What is in the wheel and in the source archive, and that a site can be built with nothing but the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], ROOT)
    return folder


def run(command: list[str], cwd: Path) -> str:
    """Run a command; its output, or a failure that shows it. No PYTHONPATH leads it astray."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_wheel_has_all_that_a_build_needs(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "badgepress/py.typed",
        "badgepress/_bundle/contexts.json",
        "badgepress/_bundle/manifest.json",
        "badgepress/_handbook/mkdocs.yml",
        "badgepress/_handbook/docs/index.md",
        "badgepress/_templates/README.md",
        "badgepress/_workflows/publish.yml",
        "badgepress/_hosts/dependabot.yml",
        "badgepress/gitlab-ci.yml",
        "badgepress/words/catalogue/en.json",
    ):
        assert wanted in names
    assert any(name.startswith("badgepress/_bundle/fonts/") for name in names)
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    foreign = {name.split("/")[0] for name in names} - {"badgepress"}
    assert all(name.endswith(".dist-info") for name in foreign)
    assert not [name for name in names if "node_modules" in name or name.endswith((".pyc", ".ts"))]


def test_source_archive_can_be_built_from(tmp_path: Path) -> None:
    code = "import sys; from hatchling.build import build_sdist; build_sdist(sys.argv[1])"
    run([sys.executable, "-c", code, str(tmp_path)], ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    for wanted in (
        "src/badgepress/_bundle/manifest.json",
        "src/verifier/package-lock.json",
        "templates/README.md",
        ".github/workflows/check.yml",
    ):
        assert wanted in names
    assert not [name for name in names if "node_modules" in name or name.startswith(("site/", ".venv"))]


def test_wheel_builds_a_site_without_the_checkout(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    run([sys.executable, "-m", "venv", "--system-site-packages", str(tmp_path / "venv")], tmp_path)
    # The dependencies are those of the running environment; the package itself is the wheel's alone.
    target = tmp_path / "package"
    run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)], tmp_path)
    shutil.copytree(ROOT / "tests" / "programs" / "minimal", tmp_path / "minimal")
    code = f"import sys; sys.path.insert(0, {str(target)!r}); import badgepress.cli; print(badgepress.cli.__file__);"
    code += "sys.exit(badgepress.cli.main(sys.argv[1:]))"
    out = tmp_path / "site"
    said = run([sys.executable, "-c", code, "build", "--out", str(out)], tmp_path / "minimal")
    assert said.startswith(str(target))
    assert (out / "index.html").is_file()
    assert (out / "handbook" / "index.html").is_file()
    begun = ("init", "own", "--name", "Acme", "--base-url", "https://badges.acme.example/", "--key-out", "-")
    run([sys.executable, "-c", code, *begun], tmp_path)
    assert "requirements.txt" in (tmp_path / "own" / ".github" / "workflows" / "publish.yml").read_text()
    assert "badges: no errors" in run([sys.executable, "-c", code, "check"], tmp_path / "own")
    run([sys.executable, "-c", code, "build"], tmp_path / "own")
    assert (tmp_path / "own" / "site" / "badges" / "first-badge" / "index.html").is_file()
