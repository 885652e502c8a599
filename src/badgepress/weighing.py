"""How large a site is, and how large it would be: measured once it is built, estimated before.

The estimate counts awards, classes and pages, and multiplies by what they usually take. Tests hold it to within 15 % of
built sites. It is made for `check`, which builds nothing, and for the hints of `build`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from badgepress import hosting, sign
from badgepress.errors import Problem
from badgepress.hosting import Size, Way
from badgepress.model import Program
from badgepress.read.where import where
from badgepress.registry import skill_classes
from badgepress.render.inplace import Standing
from badgepress.sign import compose

#: What a credential has beside its class and its issuer, while it is not signed yet.
_LINE: Final = 1_600
#: A page of an award: what is the same on all, and how much of it its class's texts make, for a byte of them.
_PAGE, _PAGE_OF_TEXT, _WHOLE_PAGE = 4_100, 0.56, 100
#: What only whole awards have: pictures without the credential in them, and two small files.
_PNG, _SVG, _PREVIEW, _EMBEDS = 35_000, 11_000, 36_500, 1_950
_TOMBSTONE = 1_500
#: A class: its preview, the small picture where it has no SVG, its document and its page in one language.
_CLASS_PREVIEW, _THUMB = 33_000, 20_000
_CLASS_PAGE, _CLASS_PAGE_OF_TEXT, _DOCUMENT_OF_TEXT = 13_000, 1.8, 1.4
#: A gallery, and what each class brings to it, to sitemap and data.
_GALLERY, _IN_GALLERY, _LISTED_CLASS = 5_000, 950, 1_500
#: What an award brings to lists, data files and the sitemap.
_LISTED_AWARD = 680
_ISSUER, _EARNER, _SKILLS, _SKILL = 62_000, 60_000, 48_000, 4_600
#: What every site has: scripts, fonts, the verifier, the forms, schemas, previews. Bytes, files and folders.
_SITE: Final = Size(1_480_000, 120, 9)
_HANDBOOK: Final = Size(2_560_000, 49, 31)
_KEEPS: Final = "`light_from` beside it would keep the files of awards issued before a day"
_GO: Final = "the next build lists the files that go"
_EARLY, _LATE = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many versions of awards there are: by class, and whether they were issued before `light_from`.

    `line` is the size of a signed credential on average, 0 while there is none; `erased` counts what erasure left.
    """

    versions: Mapping[tuple[str, bool], int]
    line: float = 0.0
    erased: int = 0


class _Class(NamedTuple):
    """What a class and one award of it take: `award` light, `extra` the more that a whole one takes, in `files`."""

    own: Size
    award: float
    extra: float
    files: int


def tally(program: Program, surveys: Iterable[sign.Survey]) -> Tally:
    """Count the awards of a programme, those that wait to be signed included."""
    start = program.settings.light_from
    versions: Counter[tuple[str, bool]] = Counter()
    lines = erased = 0
    for survey in surveys:
        counts = Counter([*(line[0] for line in survey.lines), *(one[0] for one in survey.pending)])
        lines += len(survey.lines)
        for held in survey.held:
            versions[held.badge, start is not None and held.issued < start] += counts.pop(held.award, 0)
        erased += sum(counts.values())
    stored = sum(path.stat().st_size for path in (program.root / sign.FOLDER).rglob("*.jsonl"))
    return Tally(versions, stored / lines if lines else 0.0, erased)


def estimate(program: Program, counted: Tally, *, handbook: bool = False) -> Size:
    """What the site of a programme will come to."""
    classes = {slug: _weigh(program, slug, counted.line) for slug in program.classes}
    parts = [_SITE, _own(program), *_pages(program), *(one.own for one in classes.values())]
    parts += [_HANDBOOK] if handbook else []
    parts += [Size(counted.erased * _TOMBSTONE, counted.erased, counted.erased)]
    for (slug, before), count in _known(program, counted):
        kind, light = classes[slug], _is_light(program, slug, before=before)
        taken = int(count * (kind.award + (0 if light else kind.extra)))
        parts.append(Size(taken, count * (2 if light else 2 + kind.files), count))
    largest = max(parts, key=lambda one: one.largest)
    return Size(
        sum(one.bytes for one in parts),
        sum(one.files for one in parts),
        sum(one.folders for one in parts),
        largest.largest,
        largest.named,
    )


def ways(program: Program, counted: Tally, size: Size) -> list[Way]:
    """The settings that would make a site of this size smaller, the mildest first."""
    dated = program.settings.light_from is not None
    light = _with(program, awards="light")
    undated = _with(light, light_from=None)
    classes = {slug: badge.model_copy(update={"awards": None}) for slug, badge in program.classes.items()}
    note = "awards issued before `light_from` stay whole" if dated else _KEEPS
    tried = [
        ("`awards: light`", light, note),
        ("`awards: light` and an earlier `light_from`, or none,", undated, _GO),
        ("`awards: light`, and no class with `awards: whole`,", replace(undated, classes=classes), _GO),
    ]
    found: list[Way] = []
    for setting, changed, note in tried:
        then = _less(program, changed, counted, size)
        if then.files < (found[-1].size if found else size).files:
            found.append(Way(setting, then, note))
    return found


def measured(folder: Path, stays: Iterable[Standing] = ()) -> Size:
    """What a built site comes to: all below a folder, and what `stays` as it is in the site before."""
    size = count = folders = largest = 0
    named = ""
    for standing in stays:
        size, count = size + sum(standing.sizes), count + len(standing.names)
        folders += len(standing.folders)
        if max(standing.sizes, default=0) > largest:
            largest, named = standing.largest()
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders += 1
                    waiting.append(entry.path)
                    continue
                taken = entry.stat(follow_symlinks=False).st_size
                size, count = size + taken, count + 1
                if taken > largest:
                    largest, named = taken, Path(entry.path).relative_to(folder).as_posix()
    return Size(size, count, folders, largest, named)


def problems(
    program: Program, surveys: Iterable[sign.Survey], *, built: Size | None = None, handbook: bool = False
) -> list[Problem]:
    """Warnings where the site comes near the limits of the programme's host; of a site not `built`, by an estimate."""
    host = program.settings.host
    if host is None:
        return []
    counted = tally(program, surveys)
    size = built if built is not None else estimate(program, counted, handbook=handbook)
    if hosting.takes(hosting.HOSTS[host], size):
        return []
    place = where(program, "program.yml", "host")
    return hosting.problems(host, size, ways(program, counted, size), place, about=built is None)


def _weigh(program: Program, slug: str, line: float) -> _Class:
    """The class's own files and what an award of it takes."""
    badge, image = program.classes[slug], program.images.get(slug)
    text = len(orjson.dumps(compose.achievement(program, badge)))
    line = line or _LINE + text + len(orjson.dumps(compose.profile(program, program.issuer_of(badge))))
    has_svg = image is None or image.svg is not None
    png = len(image.png) if image and image.png else _PNG
    svg = (len(image.svg) if image and image.svg else _SVG) if has_svg else 0
    languages = 1 + len(program.settings.languages)
    pages = languages * (_CLASS_PAGE + _CLASS_PAGE_OF_TEXT * text + _IN_GALLERY)
    own = png + (svg or _THUMB) + _CLASS_PREVIEW + _DOCUMENT_OF_TEXT * text + _LISTED_CLASS + pages
    extra = png + line + (svg + line if has_svg else 0) + _PREVIEW + _EMBEDS + _WHOLE_PAGE
    award = line + _PAGE + _PAGE_OF_TEXT * text + _LISTED_AWARD
    return _Class(Size(int(own), 4 + languages, languages), award, extra, 5 if has_svg else 4)


def _is_light(program: Program, slug: str, *, before: bool) -> bool:
    return program.is_light(slug, _EARLY if before else _LATE)


def _known(program: Program, counted: Tally) -> Iterator[tuple[tuple[str, bool], int]]:
    return ((key, count) for key, count in counted.versions.items() if key[0] in program.classes)


def _pages(program: Program) -> Iterator[Size]:
    """The pages and data files that are no class's and no award's."""
    languages, skills = 1 + len(program.settings.languages), len(skill_classes(program))
    yield Size(languages * _GALLERY, languages, 2 * (languages - 1))
    yield Size(
        len(program.issuers) * _ISSUER, 4 * len(program.issuers) + len(program.issuer_images), len(program.issuers)
    )
    if program.earners:
        earners = len(program.earners) + 1
        yield Size(earners * _EARNER, 2 * earners, earners)
    if skills:
        yield Size(_SKILLS + skills * _SKILL, 2 + skills, 1 + skills)


def _own(program: Program) -> Size:
    """The author's own files."""
    sizes = {one.below: one.path.stat().st_size for one in program.own}
    folders = {parent for below in sizes for parent in Path(below).parents if parent.name}
    named = max(sizes, key=lambda below: sizes[below], default="")
    return Size(sum(sizes.values()), len(sizes), len(folders), sizes.get(named, 0), named)


def _less(program: Program, changed: Program, counted: Tally, size: Size) -> Size:
    """The size without what awards lose that are light in the changed programme, and whole in this one."""
    taken, files = 0.0, 0
    for (slug, before), count in _known(program, counted):
        if _is_light(changed, slug, before=before) and not _is_light(program, slug, before=before):
            kind = _weigh(program, slug, counted.line)
            taken, files = taken + count * kind.extra, files + count * kind.files
    return replace(size, bytes=max(0, int(size.bytes - taken)), files=max(0, size.files - files))


def _with(program: Program, **settings: Any) -> Program:
    return replace(program, settings=program.settings.model_copy(update=settings))
