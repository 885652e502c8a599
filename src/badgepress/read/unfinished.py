"""Warns of what is correct but could be better: badges that are hard to find, skills without alignments, images
without alternative text, schemas of another version.

Only `check` shows these warnings; a build ignores them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from badgepress.errors import Problem, problem
from badgepress.read.parts import Parts
from badgepress.read.quoting import plain_key
from badgepress.read.schemas import FOLDER, schemas, written


def unfinished(parts: Parts) -> list[Problem]:
    """Return warnings about classes, skills and schemas.

    Codes: hard-to-find, missing-alt, unaligned-skill, stale-schemas.
    """
    return [*_classes(parts), *_skills(parts), *_schemas(parts)]


def _classes(parts: Parts) -> Iterator[Problem]:
    for slug, badge in sorted(parts.classes.items()):
        document = parts.documents[f"classes/{slug}.yml"]
        if not (badge.family or badge.level or badge.skills or badge.tags):
            hint = "add `family`, `level`, `skills` or `tags`: they are what visitors filter and browse by"
            message = "visitors can find this badge only by its name"
            yield Problem(document.place(), "hard-to-find", message, hint=hint, severity="warning")
        if slug in parts.images and not badge.image_alt:
            hint = "describe the image in `image_alt`, for people who cannot see it"
            message = "the badge's image has no alternative text"
            place = document.place("image")
            yield Problem(place, "missing-alt", message, parts.images[slug].file, "", hint, "warning")


def _skills(parts: Parts) -> Iterator[Problem]:
    """Give one warning for all unaligned skills, at the first of them."""
    document = parts.documents.get("skills.yml")
    alone = [slug for slug, skill in parts.skills.items() if not skill.alignments]
    if document and alone:
        hint = "add `alignments` that link them to ESCO, O*NET or another framework, so that others can compare"
        message = f"{len(alone)} of {len(parts.skills)} skills are aligned with nothing outside this programme"
        got = ", ".join(alone[:10]) + (", …" if len(alone) > 10 else "")
        yield Problem(document.place(plain_key(alone[0])), "unaligned-skill", message, got, "", hint, "warning")


def _schemas(parts: Parts) -> Iterator[Problem]:
    """Give one warning for the folder of schemas, if the programme has one."""
    folder = parts.root / FOLDER
    if not folder.is_dir():
        return
    stale = [name for name, schema in schemas() if not _holds(folder / name, written(schema))]
    if stale:
        message = "the schemas kept for editors are from another version of Badgepress"
        hint = "run `badgepress schemas` to update them"
        yield problem(
            "stale-schemas",
            message,
            file=f"{parts.shown}/{FOLDER}",
            got=", ".join(stale),
            hint=hint,
            severity="warning",
        )


def _holds(path: Path, raw: bytes) -> bool:
    """Return whether the file holds these bytes, whatever line ends git gave it. A much larger file is not read."""
    try:
        longest = len(raw) + raw.count(b"\n")
        return path.is_file() and path.stat().st_size <= longest and path.read_bytes().replace(b"\r\n", b"\n") == raw
    except OSError:
        return False
