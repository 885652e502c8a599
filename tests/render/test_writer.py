"""Tests the writer of the site: everything or nothing is written, and nothing twice."""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from badgepress.errors import LockError, RenderError
from badgepress.render.writer import SiteWriter
from tests.told import head

FILES = {"index.html": b"home", "data/badges.json": b"{}", "awards/a/index.html": b"award"}


def publish(out: Path, files: dict[str, bytes]) -> SiteWriter:
    writer = SiteWriter(out)
    with writer as target:
        target.write_all(files.items())
    return writer


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def inodes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.rglob("*")}


def test_a_site_appears_whole(tmp_path: Path) -> None:
    assert publish(tmp_path / "site", FILES).changed
    assert tree(tmp_path / "site") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_nothing_changed_rewrites_nothing(tmp_path: Path) -> None:
    publish(tmp_path / "site", FILES)
    before = inodes(tmp_path)
    assert not publish(tmp_path / "site", FILES).changed
    assert inodes(tmp_path) == before


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    before = inodes(out)
    assert publish(out, {**FILES, "index.html": b"new"}).changed
    after = inodes(out)
    assert after["awards/a/index.html"] == before["awards/a/index.html"]
    assert tree(out)["index.html"] == b"new"


def test_files_no_longer_made_are_removed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    less = {name: data for name, data in FILES.items() if not name.startswith("awards")}
    assert publish(out, less).changed
    assert tree(out) == less


def test_an_error_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    before = inodes(out)

    def half() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), SiteWriter(out) as target:
        target.write_all(half())
    assert inodes(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_gitignore_stays(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / ".gitignore").write_text("*\n")
    publish(out, FILES)
    assert (out / ".gitignore").read_text() == "*\n"
    assert not publish(out, FILES).changed


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "home"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(RenderError) as caught:
        publish(out, FILES)
    assert str(caught.value) == (
        f"error[not-a-site]: {out}: the output folder contains something other than a built site, and building would "
        "remove it (got thesis.tex, expected an empty folder, or a site built before)\n"
        "  hint: name another folder with --out"
    )
    assert (out / "thesis.tex").read_text() == "years of work"


def test_a_checkout_of_the_site_keeps_its_history(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, {**FILES, "data/badges.json": b"[]"})
    (out / ".git").mkdir()
    (out / ".git/HEAD").write_text("ref: refs/heads/pages\n")
    with pytest.raises(RenderError) as caught:
        publish(out, FILES)
    assert caught.value.code == "not-a-site"
    assert (out / ".git/HEAD").is_file()


def test_the_root_is_not_a_site() -> None:
    with pytest.raises(RenderError) as caught:
        SiteWriter(Path("/"))
    assert caught.value.code == "not-a-site"


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/x", "a//b", "a/./b", "", "a b", "a\nb", "a\\b"])
def test_no_path_leaves_the_site(tmp_path: Path, path: str) -> None:
    with pytest.raises(RenderError) as caught, SiteWriter(tmp_path / "site") as target:
        target.write(path, b"x")
    assert caught.value.code == "bad-path"


def test_two_pages_on_one_path(tmp_path: Path) -> None:
    with pytest.raises(RenderError) as caught, SiteWriter(tmp_path / "site") as target:
        target.write_all([("a", b"x"), ("a", b"y")])
    assert head(caught.value) == "error[path-twice]: two pages have the same path on the site (got a)"


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    before = inodes(out)
    child = os.fork()
    if child == 0:  # a limit on file sizes acts like a full disk, and cannot be lifted again in one process
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            publish(out, {**FILES, "big.bin": b"x" * 5000})
        except RenderError as error:
            os._exit(17 if error.code == "disk-full" else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 17
    assert inodes(out) == before


def test_a_swap_killed_between_its_two_steps_is_completed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    out.rename(tmp_path / ".site.old")
    assert not publish(out, FILES).changed
    assert tree(out) == FILES


def test_one_build_at_a_time(tmp_path: Path) -> None:
    out = tmp_path / "site"
    told: list[str] = []
    with SiteWriter(out) as target:
        target.write_all(FILES.items())
        with pytest.raises(LockError) as caught, SiteWriter(out, wait=0.02, tell=told.append):
            pass
    assert str(caught.value).startswith(f"error[out-busy]: {out}: another build is writing this output folder (got `ba")
    assert told == [f"waiting for `badgepress build` (process {os.getpid()})"]
    assert tree(out) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_build_left_is_removed_and_not_built_upon(tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish(out, FILES)
    child = os.fork()
    if child == 0:
        killed = SiteWriter(out)
        killed.__enter__().write("left.html", b"left")
        os.kill(os.getpid(), 9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9
    assert len(list(tmp_path.iterdir())) == 3
    assert not publish(out, FILES).changed
    assert tree(out) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_another_folder_is_another_lock(tmp_path: Path) -> None:
    with SiteWriter(tmp_path / "one") as one, SiteWriter(tmp_path / "two", wait=0) as two:
        one.write_all(FILES.items())
        two.write_all(FILES.items())
    assert tree(tmp_path / "one") == tree(tmp_path / "two") == FILES


def test_two_builds_into_one_folder_never_mix(tmp_path: Path) -> None:
    """Let several processes build their own sites there repeatedly: the result is always one of them, complete."""
    out = tmp_path / "site"
    sites = [{**FILES, **{f"awards/{one}/{n}.html": b"%d" % one for n in range(20)}} for one in range(3)]
    children = []
    for number, files in enumerate(sites):
        child = os.fork()
        if child == 0:
            chance = random.Random(number)
            for _ in range(10):
                publish(out, dict(chance.sample(sorted(files.items()), len(files))))
            os._exit(0)
        children.append(child)
    seen = 0
    while children:
        done, status = os.waitpid(-1, os.WNOHANG)
        if done:
            assert status == 0
            children.remove(done)
        seen += 1
    assert seen
    assert tree(out) in sites
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
