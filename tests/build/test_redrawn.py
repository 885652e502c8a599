"""Tests that a build without changes draws nothing, and that a build draws only what changed."""

from __future__ import annotations

import hashlib
import importlib
import shutil
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from badgepress import drawing
from badgepress.build import Options, run
from badgepress.read import read_program
from badgepress.render.pictures import images, sheet
from badgepress.render.writer import Target


@pytest.fixture
def options(root: Path, tmp_path: Path, now: datetime) -> Options:
    program = tmp_path / "badges"
    shutil.copytree(root / "tests" / "programs" / "minimal" / "badges", program)
    award = 'badge: data-foundations\nrecipient: {name: "Zoë Hart"}\nissued: 2026-09-14\n'
    (program / "assertions" / "2026" / "zz.yml").write_text(award, "utf-8")
    return Options(program, tmp_path / "site", now, cache=tmp_path / "pictures")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often an SVG was rastered or a preview was composed."""
    count: Counter[str] = Counter()
    raster, made = images.rastered, sheet.made

    def counted_raster(svg: bytes, side: int = images.SIDE) -> object:
        count["raster"] += 1
        return raster(svg, side)

    def counted_made(*given: object) -> sheet.Sheet:
        count["preview"] += 1
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(images, "rastered", counted_raster)
    monkeypatch.setattr(sheet, "made", counted_made)
    return count


def sums(site: Path) -> dict[str, str]:
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def test_a_build_with_nothing_changed_draws_nothing(options: Options, drawn: Counter[str]) -> None:
    run(options)
    assert drawn["raster"]
    assert drawn["preview"]
    before = sums(options.out)
    drawn.clear()
    assert run(options).changed == 0
    assert drawn == {}
    assert sums(options.out) == before


def test_changes_are_drawn_as_in_a_first_build(options: Options, drawn: Counter[str]) -> None:
    run(options)
    file = options.program / "assertions" / "2026" / "zz.yml"
    file.write_text(file.read_text("utf-8").replace("Zoë Hart", "Zoë Harte"), "utf-8")
    drawn.clear()
    run(options)
    assert drawn == {"preview": 1}
    patched = sums(options.out)
    shutil.rmtree(options.out)
    run(options)
    assert sums(options.out) == patched


@pytest.mark.heavy
def test_a_picture_put_over_a_card_or_a_broken_one_is_drawn_again(options: Options) -> None:
    run(options)
    cards = [options.out / "awards" / "zz" / "preview.png", options.out / "preview.png"]
    right = [card.read_bytes() for card in cards]
    for card, data in zip(cards, (right[1], right[1][:-20]), strict=True):
        card.unlink()
        card.write_bytes(data)
    run(options)
    assert [card.read_bytes() for card in cards] == right


def test_only_a_first_build_draws_much(options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("badgepress.build")
    program, _ = read_program(options.program)
    assert program
    pictures = tmp_path / "cache" / "pictures"
    pictures.mkdir(parents=True)
    options, target = replace(options, cache=pictures.parent), Target(tmp_path / "next", options.out)

    def much(**more: Any) -> bool:
        return bool(drawing.draws_much(program, replace(options, **more), target))

    assert not much()  # two badges
    monkeypatch.setattr(drawing, "NEW_CLASSES_WORTH_PROCESSES", 2)
    assert much()
    assert not much(cache=None)  # nothing drawn by one process could be used by the other
    preview = target.old / "badges" / "data-foundations" / "preview.png"
    preview.parent.mkdir(parents=True)
    preview.write_bytes(b"drawn")
    assert not much()
    preview.unlink()
    (pictures / "one.kept").write_bytes(b"drawn")
    assert not much()
    monkeypatch.setattr(drawing, "CLASSES_WORTH_PROCESSES", 2)
    assert much()
