"""Tests that a build with the key succeeds if its trial passes, and that nothing is signed if the trial fails.

Each way to break a programme is tried alone, and several together. This is the test for a kind of fault: something that
only the site's making finds, after the awards were signed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from badgepress import bundle, sign
from badgepress.build import Options, check, run, trial
from badgepress.errors import BadgepressError, Problem, errors
from badgepress.openbadges.jsonld import contexts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = {"BADGEPRESS_KEY": (ROOT / "tests/keys/sample-key-not-a-secret.key").read_text()}
Break = Callable[[Path], None]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"{}><circle cx="50" cy="50" r="40"/></svg>'


def _template(name: str, text: str | bytes) -> Break:
    def broken(folder: Path) -> None:
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return broken


def _beside(name: str, text: str | bytes) -> Break:
    def broken(folder: Path) -> None:
        path = folder / "badges" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return broken


def _more(name: str, text: str) -> Break:
    def broken(folder: Path) -> None:
        path = folder / "badges" / name
        path.write_text(path.read_text() + text)

    return broken


def _image(text: str | bytes, ending: str = "svg") -> Break:
    def broken(folder: Path) -> None:
        path = folder / "badges/classes/data-foundations.yml"
        path.write_text(path.read_text().partition("art:")[0])
        _beside(f"classes/data-foundations.{ending}", text)(folder)

    return broken


def _second(keys: str) -> Break:
    """Add a second issuer and one of its awards."""

    def broken(folder: Path) -> None:
        text = f"name: Second\nurl: https://second.example.org/\n{keys}"
        (folder / "badges/issuers/second.yml").write_text(text)
        badge = (folder / "badges/classes/data-foundations.yml").read_text()
        (folder / "badges/classes/other.yml").write_text(badge + "\nissuer: second\n")
        award = "badge: other\nrecipient: {name: Noor Haddad}\nissued: 2026-11-01\n"
        (folder / "badges/assertions/2026/z9z9z9.yml").write_text(award)
        path = folder / "badges/program.yml"
        path.write_text(path.read_text() + ("" if "default_issuer" in path.read_text() else "default_issuer: guild\n"))

    return broken


def _somebodys(folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/notes.txt").write_text("x")


BREAKS: dict[str, Break] = {
    "syntax": _template("award.html", "{% if %}"),
    "unknown name": _template("award.html", "{{ award.nothing }}"),
    "unknown in a branch": _template("award.html", "{% if name == 'Nobody' %}{{ award.nothing }}{% endif %}"),
    "one award alone": _template("award.html", "{% if not name %}{{ award.nothing }}{% endif %}"),
    "erased page": _template("erased.html", "{{ nothing }}"),
    "unsafe": _template("gallery.html", "{{ ''.__class__ }}"),
    "unknown filter": _template("embed.html", "{{ 1|nofilter }}"),
    "unknown parent": _template("badge.html", '{% extends "bse.html" %}'),
    "unknown include": _template("404.html", "\n{% include 'none.html' %}"),
    "pieces gone": _template("parts.html", "{% macro lang(a) %}{% endmacro %}"),
    "misnamed": _template("awards.html", "{% if %}"),
    "not utf-8": _template("issuer.html", b"\xff\xfe\xfa"),
    "endless": _template("skills.html", "{% for a in range(99999999) %}{{ 10 ** 99 }}{% endfor %}"),
    "style": _template("assets/site.css", "@font-face { src: url(nothing.woff2) }"),
    "style not utf-8": _template("assets/site.css", b"\xff\xfe\xfa"),
    "icon": _template("icons/star.svg", "<svg"),
    "icon not utf-8": _template("icons/star.svg", b"\xff\xfe\xfa"),
    "catalogue": _template("locale/en.po", "no catalogue"),
    "unknown word": _template("locale/fr.po", 'msgid "nothing_of_ours"\nmsgstr "rien"\n'),
    "no such icon": _more("classes/data-practice.yml", "\nart: {shape: circle, icon: unicorn}\n"),
    "svg in mm": _image(SVG.format(' width="40mm" height="40mm"')),
    "svg in pt": _image(SVG.format(' width="40pt" height="40pt"')),
    "svg in per cent": _image(SVG.format(' width="100%" height="100%"')),
    "svg of nothing": _image('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'),
    "svg with a huge number": _image(SVG.format("").replace('r="40"', 'r="1e300"')),
    "svg broken": _image("<svg"),
    "png cut": _image(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
    "markdown": _more("classes/data-practice.yml", "\ncost: '[a](javascript:x) <script> **'\n"),
    "deep markdown": _more("skills.yml", "\ndeep: {name: Deep, description: '" + "> " * 400 + "x'}\n"),
    "logo": _more("program.yml", "\ntheme: {logo: none.svg}\n"),
    "font": lambda folder: (
        _more("program.yml", "\ntheme: {font: own.woff2}\n")(folder),
        _beside("own.woff2", b"wOF2 no font")(folder),
    )[0],
    "translation": _more("classes/data-practice.yml", "\ntranslations: {xx-none: {name: X}}\n"),
    "no window": _more("issuers/guild.yml", "    until: 2026-02-01\n"),
    "long validity": _more("program.yml", "\npolicies: {status_valid_for: P9999Y}\n"),
    "long expiry": _more("classes/data-practice.yml", "\nexpires_after: P9999Y\n"),
    "issuer without key": _second(""),
    "key elsewhere": _second(
        "keys:\n  - public: z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK\n    from: 2026-01-01\n"
    ),
    "store is a file": _beside("issued", b"x"),
    "store is in the way": _beside("issued/2026", b"x"),
    "status is in the way": _beside("issued/status", b"x"),
    "site is somebody's": _somebodys,
    "handbook": _beside("../mkdocs.yml", "site_name: ["),
}


def options(folder: Path, cache: Path, *, key: bool) -> Options:
    """Return the options that the commands use."""
    own = folder / "templates"
    book = folder / "mkdocs.yml"
    return Options(
        program=folder / "badges",
        out=folder / "site",
        now=AT,
        keyring=sign.load_keyring(KEYS) if key else sign.Keyring(),
        templates=own if own.is_dir() else None,
        shown="badges",
        cache=cache,
        handbook=book if book.is_file() else None,
    )


def _fails(folder: Path, cache: Path) -> list[Problem]:
    try:
        run(options(folder, cache, key=True))
    except BadgepressError as error:
        return list(error.problems)
    return []


def _holds(names: list[str], folder: Path, cache: Path) -> tuple[bool, bool]:
    """Break a programme, and return whether `check` and the build passed."""
    shutil.copytree(ROOT / "tests/programs/minimal/badges", folder / "badges")
    for name in names:
        try:
            BREAKS[name](folder)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # two of them want the same place
    before = {path: path.read_bytes() for path in (folder / "badges").rglob("*") if path.is_file()}
    checked = errors(check(options(folder, cache, key=False))[0])
    tried = checked or errors(trial(options(folder, cache, key=False))[0])
    wrong = _fails(folder, cache)
    where = [one for one in (*checked, *tried, *wrong) if not one.place.file or not one.hint]
    assert not where, [str(one) for one in where]
    if wrong:
        after = {path: path.read_bytes() for path in (folder / "badges").rglob("*") if path.is_file()}
        kept = {path: data for path, data in after.items() if ".badgepress" not in path.parts}
        assert kept == before, f"{names}: something was signed, and then {[str(one) for one in wrong]}"
    local = {"not-a-site", "key-mismatch"}  # a trial knows neither the folder to build into nor any key
    assert tried or all(one.code in local for one in wrong), f"{names}: not found before: {[str(one) for one in wrong]}"
    return not checked, not wrong


@pytest.mark.parametrize(
    "name",
    [
        "store is in the way",
        *(
            pytest.param(name, marks=pytest.mark.heavy)
            for name in ("unknown in a branch", "one award alone", "erased page")
        ),
    ],
)
def test_what_is_broken_is_found_before_the_first_signature(name: str, tmp_path: Path, cache_home: Path) -> None:
    _holds([name], tmp_path / "p", cache_home)


@pytest.mark.heavy
@pytest.mark.parametrize("name", BREAKS)
def test_each_way_to_break_a_programme(name: str, tmp_path: Path, cache_home: Path) -> None:
    _holds([name], tmp_path / "p", cache_home)


@pytest.mark.long
def test_several_at_once(tmp_path: Path, cache_home: Path) -> None:
    folders = iter(range(10 * TOGETHER))
    built = [0, 0]

    @settings(max_examples=TOGETHER, suppress_health_check=list(HealthCheck), phases=(Phase.generate,), deadline=None)
    @given(st.lists(st.sampled_from(sorted(BREAKS)), min_size=2, max_size=4, unique=True))
    def several(names: list[str]) -> None:
        folder = tmp_path / str(next(folders))
        built[_holds(names, folder, cache_home)[1]] += 1
        shutil.rmtree(folder)

    several()
    print(f"{sum(built)} broken programmes, of which {built[1]} were built all the same")


def test_a_missing_bundle_is_one_error_that_names_it(
    tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "p"
    shutil.copytree(ROOT / "tests/programs/minimal/badges", folder / "badges")
    assert not _fails(folder, cache_home)
    gone = tmp_path / "package"
    monkeypatch.setattr("importlib.resources.files", lambda package: gone)
    contexts.bundled.cache_clear()
    try:
        for ask in (check, run):
            with pytest.raises(BadgepressError) as raised:
                ask(options(folder, cache_home, key=True))
            (one,) = raised.value.problems
            assert one.code == "missing-bundle"
            assert one.place.file == f"{gone}/_bundle/contexts.json"
            assert "pip install --force-reinstall badgepress" in one.hint
    finally:
        contexts.bundled.cache_clear()


def test_a_checkout_without_its_bundle_makes_it_first(
    tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, package = tmp_path / "p", tmp_path / "package"
    shutil.copytree(ROOT / "tests/programs/minimal/badges", folder / "badges")
    shutil.copytree(bundle.ensure_bundle().folder, package / "_bundle")
    away = (package / "_bundle").rename(tmp_path / "away")
    monkeypatch.setattr("importlib.resources.files", lambda package_name: package)
    monkeypatch.setattr(sys.modules["badgepress.build"], "ensure_bundle", lambda: away.rename(package / "_bundle"))
    contexts.bundled.cache_clear()
    try:
        assert not _fails(folder, cache_home)
        assert (package / "_bundle").is_dir()
    finally:
        contexts.bundled.cache_clear()


def test_a_bundle_that_lacks_a_file_is_reported_before_anything_is_signed(
    tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, copy = tmp_path / "p", tmp_path / "bundle"
    shutil.copytree(ROOT / "tests/programs/minimal/badges", folder / "badges")
    shutil.copytree(bundle.FOLDER, copy)
    (copy / bundle.ensure_bundle().manifest["award.js"]).unlink()
    monkeypatch.setattr(bundle, "FOLDER", copy)
    monkeypatch.setattr(bundle, "builder", lambda: None)
    assert [one.code for one in _fails(folder, cache_home)] == ["no-bundle"]
    assert not (folder / "badges/issued").exists()


#: How many broken programmes the long test makes; each takes about four seconds.
TOGETHER = 500
