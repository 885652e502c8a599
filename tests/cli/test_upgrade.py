"""`badgepress check --upgrade`: what this version would move or change on an existing site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from badgepress.errors import FetchError, problem
from badgepress.upgrade import against_site, pinned
from badgepress.verify.web import HttpFetch
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22T12:00:00Z")


def test_the_same_version_moves_nothing_and_differences_are_named(run: Run, here: Path, key_file: Path) -> None:
    assert run("build", "--out", "site", *NOW, "--key", str(key_file)).code == 0
    Path("requirements.txt").write_text("badgepress==0.0.9 \\\n    --hash=sha256:00\n")
    before = {path: path.read_bytes() for path in (here / "badges").rglob("*") if path.is_file()}
    said = run("check", "--upgrade", "--against", "site", *NOW)
    assert said.code == 0, said.err
    assert "requirements.txt pins 0.0.9\n" in said.out
    assert " compared: 0 gone, 0 documents and 0 pages changed\n" in said.out

    # Files of an older version at addresses that no longer exist, and a document with other content.
    shutil.copytree("site/badges/data-foundations", "site/badges/old-address")
    document = Path("site/awards/p7m2qa/credential.json")
    document.write_bytes(document.read_bytes().replace(b"2026-", b"2025-"))
    page = Path("site/index.html")
    page.write_text(page.read_text() + "<!-- older -->")
    said = run("check", "--upgrade", "--against", "site", "--json", *NOW)
    assert said.code == 1
    told = json.loads(said.out)
    assert {one["code"] for one in told["problems"] if one["severity"] == "error"} == {
        "upgrade-gone",
        "upgrade-changed",
    }
    assert "badges/old-address/" in next(one for one in told["problems"] if one["code"] == "upgrade-gone")["got"]
    assert told["upgrade"]["changed"] == ["awards/p7m2qa/credential.json"]
    assert told["upgrade"]["pages"] == 1
    assert {path: path.read_bytes() for path in before} == before, "nothing is written"


def test_a_missing_comparison_is_reported(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise FetchError(problem("unreachable", "no answer"))

    monkeypatch.setattr("badgepress.cli.upgrading.against_site", silent)
    said = run("check", "--upgrade", *NOW)
    assert "warning[upgrade-unknown]" in said.err
    assert said.out.splitlines()[-1].startswith("nothing was compared, ")
    assert "compared: 0" not in said.out


def test_pages_and_documents_of_the_published_site_are_compared(run: Run, here: Path, key_file: Path) -> None:
    assert run("build", "--out", "site", *NOW, "--key", str(key_file)).code == 0
    old, asked = here / "site", list[str]()
    base = json.loads(Path("site/awards/p7m2qa/credential.json").read_text())["id"].partition("awards/")[0]

    def fetch(address: str) -> bytes:
        asked.append(address)
        file = old / address.removeprefix(base)
        if not file.is_file():
            raise FetchError(problem("not-found", "there is nothing", path=address))
        return file.read_bytes()

    assert against_site(old, base, fetch).gone == ()
    assert all(address.startswith(base) for address in asked)
    new = Path(shutil.copytree("site", "new"))
    shutil.rmtree(new / "badges/data-practice")
    (new / "issuers/guild/did.json").write_text("{}")
    moves = against_site(new, base, fetch)
    assert moves.gone == ("badges/data-practice/index.html",)
    assert moves.changed == ("issuers/guild/did.json",)
    (old / "sitemap.xml").write_text('<!DOCTYPE x [<!ENTITY a "b">]><urlset/>')
    assert against_site(new, base, fetch).gone == (), "no entity is ever expanded"
    (old / "sitemap.xml").unlink()
    with pytest.raises(FetchError):
        against_site(new, base, fetch)


def test_a_silent_site_is_a_warning(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(self: object, address: str) -> bytes:
        raise FetchError(problem("unreachable", "nobody answers", path=address))

    monkeypatch.setattr(HttpFetch, "__call__", silent)
    said = run("check", "--upgrade", *NOW)
    assert said.code == 0
    assert "warning[upgrade-unknown]: " in said.err
    assert run("check", "--against", ".", *NOW).code == 2


def test_pins_are_read_from_the_programmes_requirements(tmp_path: Path) -> None:
    assert pinned(tmp_path) == {}
    (tmp_path / "requirements.in").write_text("# ours\nbadgepress[certificate] == 1.4.2  # exact\n")
    (tmp_path / "requirements.txt").write_bytes(b"\xff")
    assert pinned(tmp_path) == {"requirements.in": "1.4.2"}
