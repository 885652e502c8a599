"""`badgepress templates`: list, copy and compare templates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgepress.render.templating import originals
from badgepress.render.templating.html import default_templates
from tests.cli.conftest import Run


def test_every_template_of_the_engine_is_listed(run: Run, here: Path) -> None:
    said = run("templates", "list")
    names = set(said.out.splitlines())
    assert names == set(originals.originals())
    assert {"base.html", "assets/tokens.css", "icons/book.svg", "locale/en.po", "certificate.typ"} <= names
    assert "README.md" not in names
    assert f"{len(names)} templates, 0 of them yours" in said.err
    assert run("templates", "list", "--yours").out == ""


def test_a_copy_counts_as_the_same_until_it_changes(run: Run, here: Path) -> None:
    said = run("templates", "copy", "gallery.html", "assets/tokens.css")
    assert (said.code, said.out) == (0, "wrote templates/gallery.html\nwrote templates/assets/tokens.css\n")
    mine = here / "templates/gallery.html"
    ours = (default_templates() / "gallery.html").read_bytes()
    assert mine.read_bytes() == ours
    again = run("templates", "copy", "gallery.html", "award.html")
    assert (again.code, again.out) == (
        0,
        "templates/gallery.html exists already, same as ours\nwrote templates/award.html\n",
    )
    (here / "templates/award.html").unlink()
    assert "gallery.html  (yours, same as ours" in run("templates", "list", "--yours").out
    assert "no template of yours differs" in run("templates", "diff").err
    mine.write_bytes(ours.replace(b'<h1 class="front__title"', b'<h1 class="mine"') + b"<p>more</p>\n")
    (here / "templates/galery.html").write_text("x")
    (here / "templates/icons").mkdir()
    (here / "templates/icons/own.svg").write_text("<svg/>")
    listed = run("templates", "list", "--yours").out.splitlines()
    assert "gallery.html  (yours, +2 -1 lines)" in listed
    assert "galery.html  (yours, but no page uses it: is the name right?)" in listed
    assert "icons/own.svg  (yours, in addition to ours)" in listed
    told = json.loads(run("templates", "list", "--yours", "--json").out)["templates"]
    assert {"name": "gallery.html", "state": "changed", "added": 2, "removed": 1} in told
    diff = run("templates", "diff").out.splitlines()
    assert diff[:2] == ["--- badgepress/gallery.html", "+++ templates/gallery.html"]
    assert "+<p>more</p>" in diff
    assert sum(line.startswith("-") for line in diff) == 2
    assert run("templates", "diff", "gallery.html").out.splitlines() == diff


def test_copying_overwrites_nothing_and_is_all_or_nothing(run: Run, here: Path) -> None:
    (here / "templates").mkdir()
    (here / "templates/base.html").write_text("mine")
    said = run("templates", "copy", "award.html", "base.html")
    assert said.code == 1
    assert said.err.startswith("error[file-exists]: templates/base.html: ")
    assert (here / "templates/base.html").read_text() == "mine"
    assert not (here / "templates/award.html").exists()


@pytest.mark.parametrize("name", ["galery.html", "../README.md", "README.md", "/etc/passwd", "icons"])
@pytest.mark.parametrize("command", ["copy", "diff"])
def test_unknown_templates_are_refused(run: Run, here: Path, name: str, command: str) -> None:
    said = run("templates", command, name)
    assert said.code == 1
    assert said.err.startswith("error[unknown-template]: ")
    assert ("did you mean 'gallery.html'?" in said.err) is (name == "galery.html")
    assert not (here / "templates").exists()


def test_comparing_needs_a_template_of_your_own(run: Run, here: Path) -> None:
    said = run("templates", "diff", "base.html")
    assert said.err.startswith("error[no-override]: templates/base.html: ")
    assert "badgepress templates copy base.html" in said.err


def test_copying_into_the_folder_of_originals_is_refused(run: Run, here: Path) -> None:
    said = run("templates", "copy", "base.html", "--templates", str(default_templates()))
    assert said.err.startswith("error[templates-original]: ")
    assert run("templates", "list", "--yours", "--templates", str(default_templates())).out == ""
