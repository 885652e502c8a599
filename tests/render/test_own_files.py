"""Tests files that no build makes: the author's own in `public/`, and files put into an output folder by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgepress.errors import RenderError
from badgepress.model import site
from badgepress.render.leaving import Lightened, gone_warning, lightened_warning
from badgepress.render.writer import SiteWriter
from tests.render.test_writer import tree

OURS = b'{"program": "Ours", "url": "https://a.example/"}'
FILES = {"index.html": b"home", "data/badges.json": OURS, "awards/a/index.html": b"award"}


def build(out: Path, files: dict[str, bytes], **more: object) -> SiteWriter:
    writer = SiteWriter(out, **more)  # type: ignore[arg-type]
    with writer as target:
        target.write_all(files.items())
    return writer


def test_every_file_of_a_site_is_known_as_the_builds_own(sample_site: Path) -> None:
    """Fail if an address was added to the site but not to model/site.py."""
    paths = [path.relative_to(sample_site).as_posix() for path in sample_site.rglob("*") if path.is_file()]
    assert len(paths) > 1000
    assert [path for path in paths if not site.made(path)] == []
    assert [path for path in paths if not site.taken(path, ("en", "es", "ar"))] == []
    assert [path for path in paths if not site.taken(path.upper(), ("en", "es", "ar"))] == []


@pytest.mark.parametrize(
    "path",
    ["CNAME", ".well-known/security.txt", "google1234.html", "favicon.ico", "fr", "css/a.css", "assetsx/a", "badge/a"],
)
def test_a_path_of_ones_own_is_free(path: str) -> None:
    assert site.taken(path, ("en",)) == ""
    assert not site.made(path)


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("Awards/x.txt", "awards/"),
        ("index.HTML", "index.html"),
        ("sitemap-3.xml", "sitemap-3.xml"),
        ("fr/index.html", "fr/"),
        ("pt-BR/a", "pt-br/"),
        ("experts/a", "experts/"),
        ("did.json", "did.json"),
        ("assets", "assets/"),
        ("fil/a", "fil/"),
    ],
)
def test_a_path_of_the_build_is_taken(path: str, whose: str) -> None:
    assert site.taken(path, ("en", "fil")) == whose


def test_what_was_put_there_by_hand_is_named_when_it_goes(tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert build(out, FILES).gone == ()
    for name in ("CNAME", ".well-known/x", "google1.html", "assets/own.css"):
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(b"x")
    (out / ".gitignore").write_bytes(b"*\n")
    less = {name: data for name, data in FILES.items() if not name.startswith("awards")}
    writer = build(out, {**less, "CNAME": b"mine"})
    assert writer.gone == ("google1.html", ".well-known/x", "assets/own.css")
    assert tree(out) == {**less, "CNAME": b"mine", ".gitignore": b"*\n"}
    [told] = gone_warning(out, (*writer.gone, "more"))
    assert told.severity == "warning"
    assert told.got == "google1.html, .well-known/x, assets/own.css and 1 more"
    assert "public/" in told.hint
    assert build(out, less).gone == ("CNAME",)
    assert gone_warning(out, ()) == []


def test_files_that_go_with_the_weight_of_awards_are_counted(tmp_path: Path) -> None:
    out = tmp_path / "site"
    light = {f"awards/{name}/{file}": b"x" for name in "abcdef" for file in ("index.html", "credential.json")}
    names = ("badge.png", "preview.png", "oembed.json", "embed.html")
    whole = {f"awards/{name}/{file}": b"x" for name in ("a", "b", "b/1", "c", "d", "e") for file in names}
    versions = {"awards/b/1/index.html": b"x", "awards/b/1/credential.json": b"x"}
    build(out, {**FILES, **light, **whole, **versions})
    kept = {path: data for path, data in whole.items() if path.startswith("awards/d/")}
    erased = {path: data for path, data in light.items() if path != "awards/e/credential.json"}
    lost = build(out, {**FILES, **erased, **kept, **versions}).lightened
    assert lost.counts == {"badge.png": 4, "embed.html": 4, "oembed.json": 4, "preview.png": 4}
    assert lost.examples == ("awards/a/badge.png", "awards/b/badge.png", "awards/b/1/badge.png")
    [told] = lightened_warning(out, lost)
    assert told.got.startswith("4 badge.png, 4 embed.html, 4 oembed.json, 4 preview.png, such as awards/a/badge.png, ")
    assert build(out, {**FILES, **erased, **kept}).lightened == Lightened()
    assert lightened_warning(out, Lightened()) == []


def test_the_site_of_another_address_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out, FILES, url="https://a.example/")
    before = tree(out)
    other = {**FILES, "data/badges.json": OURS.replace(b"a.example", b"b.example")}
    with pytest.raises(RenderError) as caught:
        build(out, other, url="https://b.example/")
    assert caught.value.code == "other-site"
    assert (caught.value.problems[0].got, caught.value.problems[0].expected) == (
        "https://a.example/",
        "https://b.example/",
    )
    assert tree(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    build(out, other, url="https://b.example/", replace=True)
    assert tree(out) == other
    build(out, FILES, url="https://c.example/", may_go=["https://b.example/"])
    assert tree(out) == FILES


@pytest.mark.parametrize("said", [b"{}", b"[]", b"not json", b'{"url": 3}'])
def test_a_site_that_does_not_say_whose_it_is_is_replaced(tmp_path: Path, said: bytes) -> None:
    out = tmp_path / "site"
    build(out, {"data/badges.json": said})
    build(out, FILES, url="https://b.example/")
    assert tree(out) == FILES
