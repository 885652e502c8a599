"""Tests that damage in the cache or in the old site does not reach the new site."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badgepress import handbook
from badgepress.build import Options, run
from badgepress.bundle import FOLDER
from badgepress.handbook import handbook_files
from badgepress.render.pictures.cache import PictureCache
from badgepress.render.pictures.previous import Previous

#: How many files are damaged, each in one way, in the heavy test and in the long test.
HEAVY, LONG = 12, 600

Damage = Callable[[bytes], bytes]


def _flip(at: float, bit: int) -> Damage:
    def damaged(data: bytes) -> bytes:
        place = min(int(at * len(data)), len(data) - 1)
        return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :] if data else b"\0"

    return damaged


def _cut(at: float) -> Damage:
    return lambda data: data[: int(at * len(data))]


def _grown(more: bytes) -> Damage:
    return lambda data: data + more


def _replaced(other: bytes) -> Damage:
    return lambda _: other


def _taken_out(at: float) -> Damage:
    def damaged(data: bytes) -> bytes:
        place = min(int(at * len(data)), len(data) - 1)
        return data[:place] + data[place + 1 :]

    return damaged


places = st.floats(0, 1, exclude_max=True)
damages = st.one_of(
    st.builds(_flip, places, st.integers(0, 7)),
    st.builds(_cut, places),
    st.builds(_taken_out, places),
    st.builds(_grown, st.binary(min_size=1, max_size=9)),
    st.builds(_replaced, st.binary(max_size=99)),
)


def picture(shade: int) -> bytes:
    """Return a small PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (9, 9), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


@given(damage=damages)
def test_a_damaged_picture_of_the_cache_is_drawn_anew(tmp_path_factory: pytest.TempPathFactory, damage: Damage) -> None:
    folder = tmp_path_factory.mktemp("pictures")
    right = PictureCache(folder).get("one", (9, 9), lambda: picture(7))
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert PictureCache(folder).get("one", (9, 9), lambda: picture(7)) == right
    assert file.read_bytes() == whole


def test_the_picture_of_another_put_in_its_place_is_not_taken(tmp_path: Path) -> None:
    PictureCache(tmp_path).get("one", (9, 9), lambda: picture(7))
    (file,) = tmp_path.iterdir()
    PictureCache(tmp_path).get("two", (9, 9), lambda: picture(8))
    (other,) = set(tmp_path.iterdir()) - {file}
    file.write_bytes(other.read_bytes())
    assert PictureCache(tmp_path).get("one", (9, 9), lambda: picture(7)) == picture(7)


@given(damage=damages)
def test_a_damaged_preview_of_the_site_before_is_drawn_anew(
    tmp_path_factory: pytest.TempPathFactory, damage: Damage
) -> None:
    site, fonts = tmp_path_factory.mktemp("site"), FOLDER / "fonts"
    right = Previous(None, fonts).get("preview.png", "one", lambda: picture(7))
    (site / "preview.png").write_bytes(right)
    drawn: list[int] = []

    def draw() -> bytes:
        drawn.append(1)
        return picture(7)

    before = Previous(site, fonts)
    assert before.get("preview.png", "one", draw) == right
    assert drawn == []
    (site / "preview.png").write_bytes(damage(right))
    assert before.get("preview.png", "one", draw) == right
    assert drawn == [1]


@given(which=places, damage=damages)
def test_a_damaged_handbook_of_the_cache_is_built_anew(
    tmp_path_factory: pytest.TempPathFactory, which: float, damage: Damage
) -> None:
    folder = tmp_path_factory.mktemp("book")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Book\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handbook, "run_mkdocs", _pages)
        config, nowhere, cache = folder / "mkdocs.yml", folder / "none", folder / "cache"
        right = dict(handbook_files(config, nowhere, cache))
        files = sorted(path for path in (cache / "handbook").rglob("*") if path.is_file())
        assert len(files) == len(right) == 4
        file = files[int(which * len(files))]
        file.write_bytes(damage(file.read_bytes()))
        assert dict(handbook_files(config, nowhere, cache)) == right
        assert {path: path.read_bytes() for path in files} == dict(
            zip(files, map(right.get, sorted(right)), strict=True)
        )


def _pages(config: Path, out: Path) -> None:
    (out / "more").mkdir(parents=True)
    for name in ("index.html", "more/index.html", "empty.js"):
        (out / name).write_text(name if name.endswith("html") else "")


def test_an_extra_page_in_the_cache_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: Book\n")
    monkeypatch.setattr(handbook, "run_mkdocs", _pages)
    right = dict(handbook_files(tmp_path / "mkdocs.yml", tmp_path / "none", tmp_path / "cache"))
    (tmp_path / "cache/handbook/evil.html").write_text("more")
    assert dict(handbook_files(tmp_path / "mkdocs.yml", tmp_path / "none", tmp_path / "cache")) == right


@pytest.mark.heavy
def test_damage_in_the_cache_does_not_change_the_site(root: Path, tmp_path: Path, now: datetime) -> None:
    _damaged_builds(root, tmp_path, now, HEAVY)


@pytest.mark.long
def test_the_same_for_many_damages(root: Path, tmp_path: Path, now: datetime) -> None:
    print(f"{_damaged_builds(root, tmp_path, now, LONG)} damaged caches and sites, each built again to the same bytes")


def _damaged_builds(root: Path, tmp_path: Path, now: datetime, most: int) -> int:
    """Build with a cache, damage one of its files or of the site's pictures, build again; how many were tried."""
    program = Path(shutil.copytree(root / "tests/programs/minimal/badges", tmp_path / "badges"))
    book = tmp_path / "book"
    (book / "docs").mkdir(parents=True)
    (book / "docs/index.md").write_text("# One\n\nFirst words.\n", "utf-8")
    (book / "mkdocs.yml").write_text("site_name: Book\n", "utf-8")
    cache, site = tmp_path / "cache", tmp_path / "site"
    options = Options(program, site, now, cache=cache, handbook=book / "mkdocs.yml")
    run(options)
    right = sums(site)
    chance = random.Random(20261130)
    tried = 0
    for file in _files(chance, cache, site, most):
        # a build links unchanged files, so a damaged file must not be a link
        whole = file.read_bytes()
        file.unlink()
        file.write_bytes(_any(chance)(whole))
        if not file.is_relative_to(cache):
            run(options)
        else:
            shutil.rmtree(site)
            run(options)
        assert sums(site) == right, file
        tried += 1
    return tried


def _files(chance: random.Random, cache: Path, site: Path, most: int) -> Iterator[Path]:
    for _ in range(most):
        among = [path for path in sorted(cache.rglob("*")) if path.is_file()]
        among += sorted(site.rglob("preview.png"))
        yield chance.choice(among)


def _any(chance: random.Random) -> Damage:
    return chance.choice(
        [
            _flip(chance.random(), chance.randrange(8)),
            _cut(chance.random()),
            _taken_out(chance.random()),
            _grown(chance.randbytes(3)),
            _replaced(b""),
        ]
    )


def sums(site: Path) -> dict[str, str]:
    """Return path → hash of every file of a site."""
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }
