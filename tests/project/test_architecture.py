"""What the plan of the house demands, and no other tool checks."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "src" / "badgepress"
HOSTS = [
    "registry." + "npmjs",
    "py" + "pi.org",
    "pythonhost" + "ed.org",
    "registry." + "yarnpkg",
    "npm." + "pkg.github",
]


def tracked() -> list[Path]:
    """Every text file that git has or would add; of a copy without git, what is not made by tools."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    found = [ROOT / name for name in done.stdout.split("\0") if name]
    return [path for path in found if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def test_imports_point_down_only(capfd: pytest.CaptureFixture[str]) -> None:
    from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capfd.readouterr().out


def test_no_file_of_the_engine_is_too_long() -> None:
    paths = [
        *SOURCES.rglob("*.py"),
        *(
            path
            for home in ("verifier", "forms")
            for path in (ROOT / "src" / home).rglob("*.ts")
            if "node_modules" not in path.parts
        ),
    ]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_file_names_a_registry() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert named == []


def test_nothing_is_left_undone() -> None:
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    left = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked()
        if path.suffix in (".py", ".ts", ".mjs", ".js", ".css", ".j2", ".html", ".md", ".toml")
        and (found := marks.search(path.read_text("utf-8")))
    ]
    assert left == []


def test_pages_are_waited_for_with_functions() -> None:
    # Asked again, Playwright evaluates a bare expression inside the page, where the policy of a site refuses that.
    bare = re.compile(r"""wait_for_function\(\s*["']+(?![("'])""")
    found = [
        f"{path.relative_to(ROOT)}: {waiting[0]}"
        for path in tracked()
        if path.suffix == ".py" and (waiting := bare.search(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_package_exports_these_names() -> None:
    import badgepress

    assert sorted(badgepress.__all__) == [
        "BadgepressError",
        "Baked",
        "Built",
        "Keyring",
        "Problem",
        "Report",
        "bake",
        "build",
        "load_keyring",
        "unbake",
        "verify",
    ]
    assert all(hasattr(badgepress, name) for name in badgepress.__all__)


def test_development_dependencies_are_listed_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = settings["project"]["optional-dependencies"]
    assert settings["dependency-groups"]["dev"] == ["badgepress[dev]"]
    assert set(settings["build-system"]["requires"]) <= set(extras["dev"])


def test_make_says_which_python_it_needs(tmp_path: Path) -> None:
    command = ["make", "--no-print-directory", f"VENV={tmp_path}/venv", "PYTHON=/no/such/python", "site"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "badgepress needs Python 3.11 or newer (tried: /no/such/python)\n  hint: " in done.stderr
    assert not (tmp_path / "venv").exists()
