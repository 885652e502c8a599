"""What the workflows install: wheels, each by its hash, and all that the package needs."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from badgepress.workflows import PYTHON
from tests.project.sources import ROOT

LOCKED = ROOT / ".github/requirements/locked.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: The machine of the workflows.
MACHINE = {
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def pins() -> dict[str, str]:
    """Name → version of every line."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+) \\$", LOCKED.read_text("utf-8"), re.MULTILINE))


def wanted() -> list[Requirement]:
    """What the package needs to be built, to run, and to set a certificate."""
    project = PROJECT["project"]
    every = [*project["dependencies"], *project["optional-dependencies"]["certificate"]]
    return [Requirement(text) for text in (*every, *PROJECT["build-system"]["requires"])]


def needed(requirement: Requirement, seen: set[str]) -> Iterator[Requirement]:
    """A requirement and all that it needs, as what is installed here says."""
    yield requirement
    name = canonicalize_name(requirement.name)
    if name in seen:
        return
    seen.add(name)
    for text in metadata.requires(name) or ():
        one = Requirement(text)
        if one.marker is None or any(
            one.marker.evaluate({**MACHINE, "extra": extra}) for extra in requirement.extras or {""}
        ):
            yield from needed(one, seen)


def test_every_line_has_a_version_and_hashes_and_no_address() -> None:
    text = LOCKED.read_text("utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) == len(pins()) > 30
    for entry in entries:
        head, *hashes = [line.strip().rstrip("\\").strip() for line in entry.splitlines() if "# " not in line]
        assert "==" in head
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), head
    assert "://" not in text
    assert not re.search(r"^-(?!-hash)", text, re.MULTILINE), "no option: no index, no link"


def test_all_that_is_needed_is_there_in_a_version_that_fits() -> None:
    """`make locked` writes the file anew when a dependency of pyproject.toml has changed."""
    found, seen = pins(), set[str]()
    every = [one for requirement in wanted() for one in needed(requirement, seen)]
    assert len(every) > 40
    for one in every:
        name = canonicalize_name(one.name)
        assert name in found, f"{one} is not locked"
        assert one.specifier.contains(found[name], prereleases=True), f"{one}, but {found[name]} is locked"


def test_what_builds_the_package_is_what_pyproject_asks_for() -> None:
    lines = (ROOT / ".github/requirements/build.in").read_text("utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == PROJECT["build-system"]["requires"]


def test_it_is_locked_for_the_python_of_the_workflows() -> None:
    versions = {
        step["with"]["python-version"]
        for file in (ROOT / ".github/workflows").glob("*.yml")
        for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values()
        for step in job["steps"]
        if "setup-python" in step.get("uses", "")
    }
    assert versions == {PYTHON}
    assert f"--python-version {PYTHON} " in (ROOT / "Makefile").read_text("utf-8")


def test_every_script_that_the_bundle_is_built_with_has_its_hash() -> None:
    """npm holds what it fetches to these; it runs no script of theirs."""
    for lock in (ROOT / "src/verifier/package-lock.json", ROOT / "tests/github/package-lock.json"):
        packages = json.loads(lock.read_text("utf-8"))["packages"]
        assert len(packages) > 1
        for name, entry in packages.items():
            assert not name or re.fullmatch(r"sha512-[A-Za-z0-9+/]+=*", entry.get("integrity", "")), (lock.name, name)
