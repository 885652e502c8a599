"""Pictures in few colours beside the same in all colours: no bands, no jagged edges, and light."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from badgepress.bundle import Bundle, ensure_bundle
from badgepress.colour import tone
from badgepress.model import Art, Level, Program
from badgepress.model.badge import Shape
from badgepress.model.issued import Issued, State
from badgepress.read import read_program
from badgepress.render import Renderer
from badgepress.render.pictures import art, icons, palette
from badgepress.render.pictures.images import rastered
from badgepress.render.pictures.lettering import Lettering
from badgepress.render.templating import html
from tests.bench.generate import generate
from tests.render.conftest import NOW

#: So far may one pixel in a thousand be from what it should be, in levels; so many steps of a blend must be there.
TOLERANCE, STEPS = 6, 0.3
SHAPES: list[tuple[Shape, Level, str]] = [
    ("circle", Level.FOUNDATIONAL, "#27628f"),
    ("hexagon", Level.INTERMEDIATE, "#8f2f5b"),
    ("shield", Level.ADVANCED, "#3d6b2f"),
    ("rosette", Level.ADVANCED, "#c46a12"),
]


@pytest.fixture(scope="module")
def letters(bundle: Bundle) -> Lettering:
    return Lettering(bundle.fonts)


@pytest.fixture(scope="module")
def drawn_icons() -> Mapping[str, str]:
    return icons.load(html.folders(None))


def on_paper(picture: Image.Image) -> Image.Image:
    """Without seeing through, as RGB."""
    paper = Image.new("RGBA", picture.size, "#ffffff")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")


def has_bands(few: Image.Image, full: Image.Image) -> bool:
    """Whether areas differ once edges are smoothed away, or a column of a blend has lost most of its steps."""
    one, other = (each.filter(ImageFilter.BoxBlur(3)) for each in (few, full))
    apart = sorted(ImageChops.difference(one, other).convert("L").tobytes())
    worst = apart[len(apart) * 999 // 1000]
    left = few.width * 3 // 10
    column = (left, few.height * 2 // 5, left + 1, few.height // 2)
    steps = [len(each.crop(column).getcolors() or []) for each in (few, full)]
    return worst > TOLERANCE or steps[0] < STEPS * steps[1]


@pytest.mark.parametrize(("shape", "level", "colour"), SHAPES)
def test_a_badge_has_no_bands(
    shape: Shape, level: Level, colour: str, drawn_icons: Mapping[str, str], letters: Lettering
) -> None:
    full = rastered(art.draw(Art(shape=shape, colour=colour), "Data Foundations", level, drawn_icons, letters))
    with Image.open(io.BytesIO(palette.packed(full))) as few:
        assert few.mode == "P"
        assert not has_bands(on_paper(few), on_paper(full))
    # The same in the few colours that previews once had.
    poor = on_paper(full).quantize(24, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    assert has_bands(on_paper(poor), on_paper(full))


def preview(program: Program, bundle: Bundle, cache: Path, issued: Issued) -> Image.Image:
    files = dict(Renderer(program, templates=None, now=NOW, bundle=bundle, cache=cache).award(issued))
    with Image.open(io.BytesIO(files[f"{issued.path}preview.png"])) as picture:
        return picture.convert("RGB")


def test_a_preview_has_no_bands(
    program: Program,
    bundle: Bundle,
    cache: Path,
    make: Callable[..., Issued],
    drawn_icons: Mapping[str, str],
    letters: Lettering,
) -> None:
    badge = program.classes["first-steps"]
    wanted = badge.art or Art()
    drawn = rastered(art.draw(wanted, badge.name, badge.level, drawn_icons, letters, 0), 440)
    ground = Image.new("RGBA", drawn.size, tone(wanted.colour, 0.945, 0.24))
    ground.alpha_composite(drawn)
    shown = preview(program, bundle, cache, make("one")).crop((30, 95, 470, 535))
    # The middle of the field, around which the figure's lines may lie.
    middle = (100, 60, 340, 330)
    assert not has_bands(shown.crop(middle), ground.convert("RGB").crop(middle))


def test_the_edges_of_a_seal_are_smooth(
    program: Program, bundle: Bundle, cache: Path, make: Callable[..., Issued]
) -> None:
    """Along the left edge of its frame, which is tilted, pixels lie between the ground and the seal's colour."""
    grey = preview(program, bundle, cache, make("one", state=State.REVOKED)).convert("L")
    seal = Image.new("RGB", (1, 1), "#9b1620").convert("L").tobytes()[0]
    edges = 0
    smooth = 0
    for y in range(430, 540):
        row = grey.crop((0, y, 500, y + 1)).tobytes()
        first = row.find(seal)
        if first > 4 and row[first - 4] > 200:
            edges += 1
            smooth += any(seal + 15 < row[first - back] < row[first - 4] - 15 for back in (1, 2, 3))
    assert edges > 50
    assert smooth > edges * 0.6


@pytest.mark.heavy
def test_pictures_of_the_sample_are_light() -> None:
    program, _ = read_program(Path("badges"))
    assert program is not None
    renderer = Renderer(program, templates=Path("templates"), now=NOW, bundle=ensure_bundle())
    drawn = [slug for slug in program.classes if slug not in program.images]
    files = {path: len(data) for slug in drawn for path, data in renderer.pictures(slug)}
    mean = {
        name: sum(size for path, size in files.items() if path.endswith(name)) / len(drawn)
        for name in ("badge.png", "badge.svg", "preview.png")
    }
    assert mean["badge.png"] < 35_000
    assert mean["badge.svg"] < 17_000
    assert mean["preview.png"] < 36_000
    assert max(files.values()) < 42_000


@pytest.mark.heavy
def test_pictures_of_the_generated_programme_are_light(tmp_path: Path) -> None:
    """They leave 16 kB of 100 for a page of 6 kB, a credential of 2.5 kB in three files, and two small ones."""
    program, _ = read_program(generate(tmp_path, 1))
    assert program is not None
    renderer = Renderer(program, templates=Path("templates"), now=NOW, bundle=ensure_bundle())
    for slug in program.classes:
        assert sum(len(data) for _, data in renderer.pictures(slug)) < 84_000
