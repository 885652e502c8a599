"""The bundle is built from the sources alone, is small, and has nothing that the page's policy forbids."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from badgepress import bundle as bundles
from badgepress.bundle import Bundle, ensure_bundle
from badgepress.errors import RenderError

#: Bytes of script over the network (gzip), including the words of one language: for opening the page; and in all that a
#: current badge (eddsa-rdfc-2022, in a PNG or as JSON) ever needs, from opening the page to its report, whatever its
#: verdict. test_loaded.py checks the same in the page.
FIRST_LOAD = 12_000
EVERYTHING = 45_000


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return ensure_bundle()


@pytest.fixture(scope="module")
def builder(bundle: Bundle) -> ModuleType:
    found = bundles.builder()
    assert found
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def loaded_at_once(bundle: Bundle, name: str) -> set[str]:
    """The file for `name` and everything it imports statically."""
    found: set[str] = set()
    waiting = [bundle.manifest[name]]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            text = (bundle.folder / file).read_text("utf-8")
            waiting += re.findall(r'(?:import|from)"\./([^"]+)"', text)
    return found


def weight(bundle: Bundle, names: set[str]) -> int:
    return sum(len(gzip.compress((bundle.folder / name).read_bytes(), 9)) for name in names)


def test_every_file_of_the_manifest_is_there(bundle: Bundle) -> None:
    assert {"award.js", "verify.js", "offline.js", "LICENSES.txt"} <= set(bundle.manifest)
    for name in bundle.manifest:
        assert bundle.read(name)
    assert "offline.js" not in bundle.scripts
    assert list(bundle.fonts.glob("*.woff2"))


@pytest.mark.parametrize("name", ["contexts.json", "award.js"])
def test_a_bundle_that_lacks_a_file_is_made_anew(
    bundle: Bundle, builder: ModuleType, tmp_path: Path, name: str
) -> None:
    copy = Path(shutil.copytree(bundle.folder, tmp_path / "bundle"))
    assert builder.is_fresh(copy)
    (copy / bundle.manifest.get(name, name)).unlink()
    assert not builder.is_fresh(copy)


def test_scripts_name_only_files_of_the_bundle(bundle: Bundle) -> None:
    for file in bundle.scripts:
        if file.endswith(".js"):
            named = re.findall(r'"\./([^"]+\.js)"', (bundle.folder / file).read_text("utf-8"))
            assert set(named) <= set(bundle.scripts)


def usual_words(bundle: Bundle, language: str) -> set[str]:
    """The file with a language's common words. Rare words and those of the technical view are two other files."""
    files = [name for name in bundle.scripts if re.fullmatch(rf"{language}\.\w+\.js", name)]
    assert len(files) == 3
    found = {name for name in files if "months:" in (bundle.folder / name).read_text("utf-8")}
    assert len(found) == 1
    return found


def test_it_is_small(bundle: Bundle) -> None:
    words = usual_words(bundle, "en")
    first = loaded_at_once(bundle, "verify.js") | words
    assert weight(bundle, first) <= FIRST_LOAD
    answered = first | loaded_at_once(bundle, "answers.js")
    assert weight(bundle, answered) <= EVERYTHING
    specialists = {name for name in bundle.scripts if name.startswith("en.") and b"SHA-256 of" in bundle.read(name)}
    assert len(specialists) == 1
    assert weight(bundle, answered | loaded_at_once(bundle, "technical.js") | specialists) <= EVERYTHING


def test_rare_parts_load_on_demand(bundle: Bundle) -> None:
    usual = set().union(*(loaded_at_once(bundle, name) for name in ("verify.js", "award.js", "answers.js")))
    for seldom in (
        "dataset.js",
        "readcode.js",
        "technical.js",
        "endorsements.js",
        "svg.js",
        "ob2run.js",
        "records.js",
        "tokens.js",
        "publickey.js",
        "packed.js",
        "pages.js",
        "technicalforms.js",
        "inside.js",
        "records.js",
    ):
        assert bundle.manifest[seldom] not in usual, seldom


def test_parts_load_together_with_their_imports(bundle: Bundle) -> None:
    loaded = loaded_at_once(bundle, "answers.js") - loaded_at_once(bundle, "verify.js")
    named = re.findall(r'import\("\./([^"]+)"\)', bundle.read("verify.js").decode())
    assert loaded
    assert loaded <= set(named)


def test_every_language_is_a_chunk_of_its_own(bundle: Bundle) -> None:
    from badgepress.words import languages

    for language in languages():
        assert usual_words(bundle, language)


# `setimmediate`, a dependency of `jsonld` through `rdf-canonize`, makes a function from a text if it gets one. Nobody
# passes one, and every page's policy forbids it. Libraries are bundled as published, so it stays.
AS_PUBLISHED = re.compile(r"""typeof (\w+)!="function"&&\(\1=new Function\(""\+\1\)\)""")
WITH_JSONLD = {"dataset.js", "offline.js"}


def test_it_obeys_the_policy(bundle: Bundle) -> None:
    forbidden = re.compile(r"\beval\(|new Function|\.innerHTML|\.outerHTML|AdjacentHTML|document\.write|DOMParser")
    for name in bundle.manifest:
        if name.endswith(".js"):
            text, known = AS_PUBLISHED.subn("", bundle.read(name).decode())
            assert known == (name in WITH_JSONLD), name
            assert not forbidden.search(text), name


@pytest.mark.heavy
def test_building_again_gives_the_same_bytes(bundle: Bundle, builder: ModuleType, tmp_path: Path) -> None:
    builder.build(tmp_path / "again")
    assert files(tmp_path / "again") == files(bundle.folder)


def test_a_fresh_bundle_is_not_rebuilt(bundle: Bundle, builder: ModuleType) -> None:
    before = {path: path.stat().st_mtime_ns for path in bundle.folder.rglob("*")}
    assert ensure_bundle() == bundle
    assert {path: path.stat().st_mtime_ns for path in bundle.folder.rglob("*")} == before
    assert builder.is_fresh()


@pytest.mark.parametrize("harm", ["stamp.txt", "manifest.json", "offline.js"])
def test_a_damaged_bundle_is_rebuilt(bundle: Bundle, builder: ModuleType, tmp_path: Path, harm: str) -> None:
    copy = shutil.copytree(bundle.folder, tmp_path / "copy")
    assert builder.is_fresh(copy)
    (copy / harm).unlink()
    assert not builder.is_fresh(copy)


def elsewhere(builder: ModuleType, folder: Path) -> ModuleType:
    """The builder in a copy of all that a bundle is made from, without node_modules."""
    sources, package = builder.HOME.parent, folder / "badgepress"
    home = shutil.copytree(sources / "verifier", folder / "verifier", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(sources / "forms", folder / "forms")
    for file in (*builder.CATALOGUE.glob("*.json"), *builder.LIMITS, builder.PACKAGE / "environment.py"):
        copy = package / file.relative_to(builder.PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    other = ModuleType("other_builder")
    other.__dict__["__file__"] = str(home / "bundle.py")
    exec(compile((home / "bundle.py").read_text("utf-8"), "bundle.py", "exec"), other.__dict__)
    return other


def test_a_changed_source_makes_it_stale(bundle: Bundle, builder: ModuleType, tmp_path: Path) -> None:
    other = elsewhere(builder, tmp_path)
    home = other.HOME
    assert other.source_hash() == builder.source_hash()
    assert other.is_fresh(bundle.folder)
    for limits in other.LIMITS:
        before = limits.read_bytes()
        limits.write_bytes(before.replace(b"8", b"9"))
        assert not other.is_fresh(bundle.folder)
        limits.write_bytes(before)
        assert other.is_fresh(bundle.folder)
    (home / "verify" / "checks.ts").write_text("// changed", "utf-8")
    assert not other.is_fresh(bundle.folder)


def test_without_node_there_is_a_hint(builder: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(command: list[str], **_: object) -> None:
        assert command[1:3] == ["-m", "pip"]
        raise OSError

    monkeypatch.setattr(builder, "is_fresh", lambda *_: False)
    monkeypatch.setattr(builder.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(builder.shutil, "which", lambda _: None)
    monkeypatch.setattr(builder.subprocess, "run", refused)
    with pytest.raises(RenderError) as caught:
        ensure_bundle()
    assert caught.value.code == "no-node"
    assert "Node.js 20" in caught.value.problems[0].hint


@pytest.mark.parametrize(("npm", "node"), [("mkdir node_modules", "exit 1"), ("exit 1", "exit 0")])
@pytest.mark.parametrize("shell", ["/bin/sh", "/no/such/shell"])
def test_a_program_that_fails_is_told_and_leaves_no_bundle(
    builder: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, npm: str, node: str, shell: str
) -> None:
    for name, does in (("npm", npm), ("node", node)):
        fails = "exit" in does and does != "exit 0"
        (tmp_path / name).write_text(f"#!{shell if fails else '/bin/sh'}\n{does}\n")
        (tmp_path / name).chmod(0o755)
    other = elsewhere(builder, tmp_path / "src")
    monkeypatch.delenv(other.KEEP, raising=False)
    monkeypatch.setattr(other.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(other.BundleError) as raised:
        other.build()
    assert raised.value.code == ("npm-failed" if npm == "exit 1" else "bundle-failed")
    assert raised.value.hint
    assert not other.BUNDLE.exists()
    assert not list(other.PACKAGE.glob(".bundle-*"))


@pytest.mark.heavy
def test_a_bundle_built_elsewhere_is_the_same_and_leaves_nothing(bundle: Bundle, root: Path, tmp_path: Path) -> None:
    for name in ("src/verifier", "src/forms", "src/badgepress"):
        ignored = shutil.ignore_patterns("node_modules", "_bundle", "__pycache__", ".lock")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    before = files(tmp_path)
    made = "import runpy, sys; runpy.run_path(sys.argv[1])['build']()"
    command = [sys.executable, "-c", made, str(tmp_path / "src/verifier/bundle.py")]
    subprocess.run(command, check=True)
    assert files(tmp_path / "src/badgepress/_bundle") == files(bundle.folder)
    libraries = tmp_path / "src/verifier/node_modules"
    assert not libraries.exists()
    # `make test` after `make site`: the bundle is fresh, and the tests still get the libraries.
    subprocess.run(command, check=True, env={**os.environ, "BADGEPRESS_NODE_MODULES": "keep"})
    assert (libraries / "typescript" / "bin" / "tsc").is_file()
    assert files(tmp_path / "src/badgepress/_bundle") == files(bundle.folder)
    for folder in (libraries, tmp_path / "src/badgepress/_bundle"):
        shutil.rmtree(folder)
    (tmp_path / "src/verifier/.lock").unlink()
    assert files(tmp_path) == before


def test_an_installation_without_its_bundle_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bundles, "builder", lambda: None)
    monkeypatch.setattr(bundles, "FOLDER", tmp_path)
    with pytest.raises(RenderError) as caught:
        ensure_bundle()
    assert caught.value.code == "no-bundle"


@pytest.mark.parametrize("lock", ["src/verifier/package-lock.json", "tests/judges/package-lock.json"])
def test_locks_have_hashes_and_no_addresses(root: Path, lock: str) -> None:
    packages = json.loads((root / lock).read_text("utf-8"))["packages"]
    assert len(packages) > 10
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
