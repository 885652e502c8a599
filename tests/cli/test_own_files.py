"""The folder `public/` for your own files, and warnings before a build removes files that are not its own."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

BUILD = ("build", "--jobs", "1", "--now", "2026-11-22")


def test_own_files_are_in_every_build(run: Run, here: Path, key_file: Path) -> None:
    (here / "badges/public/.well-known").mkdir(parents=True)
    (here / "badges/public/CNAME").write_text("badges.example.org\n")
    (here / "badges/public/.well-known/x.txt").write_bytes(b"\x00\r\nas it is")
    assert run(*BUILD).code == 0
    assert (here / "site/CNAME").read_text() == "badges.example.org\n"
    assert (here / "site/.well-known/x.txt").read_bytes() == b"\x00\r\nas it is"
    again = run(*BUILD)
    assert "nothing changed" in again.out
    assert "own-files-removed" not in again.err


def test_files_added_to_the_site_by_hand_are_removed_with_a_warning(run: Run, here: Path) -> None:
    run(*BUILD)
    for name in ("CNAME", "google1.html"):
        (here / "site" / name).write_text("x")
    told = run(*BUILD).err
    assert "warning[own-files-removed]: site: " in told
    assert "(got CNAME, google1.html)" in told
    assert "badges/public/" in told
    assert not (here / "site/CNAME").exists()
    assert "own-files-removed" not in run(*BUILD).err


def move(here: Path, address: str) -> None:
    settings = here / "badges/program.yml"
    lines = settings.read_text().splitlines()
    told = [f"base_url: {address}" if line.startswith("base_url:") else line for line in lines]
    settings.write_text("\n".join(told) + "\n")


def test_another_programmes_site_is_refused_before_anything_is_signed(run: Run, here: Path, key_file: Path) -> None:
    run(*BUILD)
    move(here, "https://one.example.com/")
    assert run(*BUILD).code == 0  # the sample's own site is nobody's
    before = (here / "site/index.html").read_bytes()
    move(here, "https://other.example.com/")
    refused = run(*BUILD, "--key", str(key_file))
    assert refused.code == 1
    assert f"error[other-site]: {here}/site: " in refused.err
    assert "--replace" in refused.err
    assert (here / "site/index.html").read_bytes() == before
    assert not list((here / "badges").glob("issued/**/*.jsonl"))
    assert run(*BUILD, "--replace").code == 0
    assert run(*BUILD).code == 0
