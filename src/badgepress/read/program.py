"""Reads `program.yml` and the folders beside it into one Program, and collects every problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from badgepress.errors import Place, Problem, ReadError, Severity, errors, in_order, problem
from badgepress.model import (
    AssertionFile,
    BadgeClass,
    ClassImage,
    Demand,
    Earner,
    Issuer,
    Places,
    Program,
    Region,
    Settings,
    Skill,
    Trusted,
)
from badgepress.model.base import AWARD_ID, SLUG, Authored
from badgepress.model.limits import SLUG_CHARACTERS
from badgepress.model.translated import Translated
from badgepress.read import references, translated, wanted
from badgepress.read.around import look_around, stray
from badgepress.read.assertions import load_awards
from badgepress.read.everything import named
from badgepress.read.files import MEBIBYTE, Found
from badgepress.read.images import read_image
from badgepress.read.leaks import addresses, in_name
from badgepress.read.parts import Parts
from badgepress.read.portable import refused
from badgepress.read.public import read_public
from badgepress.read.quoting import plain_key, shown_value
from badgepress.read.theme import read_theme
from badgepress.read.translated import lacking, typed_in_languages
from badgepress.read.tree import Tree
from badgepress.read.trusted import known_keys
from badgepress.read.typed import FILE_KEY, typed, typed_at
from badgepress.read.unfinished import unfinished
from badgepress.read.wanted import m49
from badgepress.read.yaml import Document, parse

_MAX_FILE = MEBIBYTE
_MAX_ENTRIES = 8 * MEBIBYTE

_WITH_IMAGES = ("issuers", "classes")

_Named = TypeVar("_Named", bound=Authored)
#: How the address of a class or an issuer appears in issued awards.
_IN_ISSUED = {"classes": "/badges/{}/achievement.json", "issuers": ":issuers:{}"}
_SLUG = re.compile(SLUG)
_AWARD_ID = re.compile(AWARD_ID)


def read_program(
    root: Path, *, shown: str | None = None, thorough: bool = False
) -> tuple[Program | None, list[Problem]]:
    """Read everything except the awards from a folder; see `read_tree`.

    Messages call the folder `shown`, by default its own name.
    """
    root = Path(root)
    return read_tree(Tree(root, _shown(root, shown)), thorough=thorough)


def read_tree(tree: Tree, *, thorough: bool = False) -> tuple[Program | None, list[Problem]]:
    """Read everything except the awards. Return the Program, or None, and all problems in stable order.

    With `thorough`, what is correct but could be better is reported too. If classes, skills, demands or earners have
    errors, the Program lacks the broken classes and is only good for finding more problems, so check
    `errors(problems)`. If `program.yml` or an issuer is broken there is no Program; the awards are then read here, to
    report all problems.
    """
    parts = Parts(tree)
    if not tree.is_there():
        return None, [
            problem("no-program", "no such folder", file=parts.shown, hint="--program DIR names another folder")
        ]
    theme_files = look_around(parts)
    _settings(parts)
    read_theme(parts, theme_files)
    _folder(parts, "issuers", Issuer, parts.issuers)
    _folder(parts, "classes", BadgeClass, parts.classes)
    _folder(parts, "earners", Earner, parts.earners)
    _folder(parts, "demand", Demand, parts.demands)
    _entries(parts, "skills", Skill, parts.skills)
    _entries(parts, "regions", Region, parts.regions)
    _trusted(parts)
    _files(parts)
    read_public(parts)
    parts.problems += [*references.check(parts), *wanted.check(parts), *lacking(parts), *_addresses(parts)]
    parts.problems += unfinished(parts) if thorough else []
    whole = _foundation(parts)
    program = _program(parts)
    if not whole and "program.yml" in parts.named["root"]:
        parts.problems += _awards(program)
    return (program if whole else None), in_order(parts.problems)


def require_program(root: Path, *, faultless: bool = False) -> Program:
    """Return the programme in a folder.

    Raises ReadError with all errors if it cannot be read or, with `faultless`, if there is any error.
    """
    program, problems = read_program(root)
    if program is None or (faultless and errors(problems)):
        raise ReadError(*errors(problems))
    return program


def _addresses(parts: Parts) -> list[Problem]:
    """Report e-mail addresses in texts and comments: an error in an earner's file, else a warning."""
    known = {issuer.email.casefold() for issuer in parts.issuers.values() if issuer.email}
    reported = {(one.place.file, one.place.line) for one in parts.problems if one.code in ("plain-email", "bad-email")}
    found: list[Problem] = []
    for shown, text in parts.texts.items():
        severity: Severity = "error" if shown.startswith(f"{parts.shown}/earners/") else "warning"
        found += addresses(text, shown, known, severity)
    return [one for one in found if (one.place.file, one.place.line) not in reported]


def _awards(program: Program) -> list[Problem]:
    """Return the problems of all awards, including ids that are used twice."""
    found: list[Problem] = []
    ids: list[tuple[str, Place]] = []
    for file in program.files:
        awards, problems = load_awards(file, program)
        found += problems
        ids += [(award.id, award.place("id")) for award in awards]
    return [*found, *references.check_ids(ids)]


def _program(parts: Parts) -> Program:
    """Return the parts as a Program in which every reference holds, without the broken classes."""
    unsound = _unsound(parts)
    broken = {slug for slug in parts.named["classes"] if slug not in parts.classes or slug in unsound}
    classes = {slug: _attesting(badge, parts) for slug, badge in sorted(parts.classes.items()) if slug not in broken}
    # a stand-in, used only to check awards when `read_program` returns None
    settings = parts.settings or Settings(name="?", base_url="https://unknown.invalid/")
    return Program(
        root=parts.root,
        shown=parts.shown,
        settings=settings,
        issuers=dict(sorted(parts.issuers.items())),
        classes=classes,
        skills=dict(sorted(parts.skills.items())),
        earners=dict(sorted(parts.earners.items())),
        places=Places(m49(), dict(sorted(parts.regions.items()))),
        demands=dict(sorted(parts.demands.items())),
        images={slug: image for slug, image in sorted(parts.images.items()) if slug in classes},
        issuer_images=dict(sorted(parts.issuer_images.items())),
        own=tuple(parts.own),
        trusted=tuple(parts.trusted),
        logo=parts.logo,
        font=parts.font,
        files=tuple(sorted(parts.files, key=lambda file: file.name)),
        broken=frozenset(broken),
    )


def _attesting(badge: BadgeClass, parts: Parts) -> BadgeClass:
    """Return the class without the skills that could not be read, whose problems are reported elsewhere."""
    known = tuple(slug for slug in badge.skills if slug in parts.skills)
    return badge if known == badge.skills else badge.model_copy(update={"skills": known})


def _foundation(parts: Parts) -> bool:
    """Return whether program.yml and the issuers have no errors: everything else depends on them."""
    files = {one.place.file for one in errors(parts.problems)}
    wrong = any(file == f"{parts.shown}/program.yml" or file.startswith(f"{parts.shown}/issuers") for file in files)
    return parts.settings is not None and bool(parts.issuers) and not wrong


def _unsound(parts: Parts) -> set[str]:
    """Return the slugs of classes with an error in one of their files."""
    files = {one.place.file for one in errors(parts.problems)}
    start = f"{parts.shown}/classes/"
    return {file.removeprefix(start).rpartition(".")[0] for file in files if file.startswith(start)}


def _shown(root: Path, shown: str | None) -> str:
    name = shown if shown is not None else root.name or str(root)
    return name.rstrip("/") or "."


def _settings(parts: Parts) -> None:
    shown = f"{parts.shown}/program.yml"
    if "program.yml" not in parts.named["root"]:
        refused = any(one.place.file == shown for one in parts.problems)
        if not refused:
            hint = "every programme has this file; --program DIR names another folder"
            parts.problems.append(problem("no-program", "there is no program.yml", file=shown, hint=hint))
        return
    document = _document(parts, parts.top["program.yml"], _MAX_FILE)
    if document:
        tag = document.data.get("language", "en") if isinstance(document.data, dict) else ""
        language = translated.named(tag)[0] if isinstance(tag, str) else ""
        parts.settings, problems = typed_in_languages(Settings, document, language=language)
        parts.problems += problems


def _document(parts: Parts, found: Found, limit: int) -> Document | None:
    shown = found.shown
    raw, problems = found.read(limit)
    if problems:
        parts.problems += problems
        return None
    document, problems = parse(raw, shown)
    parts.problems += problems
    if document:
        parts.texts[shown] = raw.decode("utf-8-sig")
        parts.documents[shown.removeprefix(f"{parts.shown}/")] = document
    return document


def _folder(parts: Parts, folder: str, model: type[_Named], into: dict[str, _Named]) -> None:
    """Read `<folder>/<slug>.yml`, and the images beside them in folders that may have images."""
    found, problems = parts.tree.listing(folder)
    parts.problems += problems
    named = parts.named.setdefault(folder, set())
    images: dict[str, Found] = {}
    for one in found:
        if one.ending == ".yml":
            if _slug(parts, one):
                named.add(one.stem)
                document = _document(parts, one, _MAX_FILE)
                if document:
                    value, problems = _typed(parts, model, document, one.stem)
                    parts.problems += problems
                    if value is not None:
                        into[one.stem] = value
        elif one.ending in (".svg", ".png") and folder in _WITH_IMAGES:
            images[one.below] = one
        else:
            parts.problems.append(
                stray(one, "<slug>.yml" + (", <slug>.svg and <slug>.png" if folder in _WITH_IMAGES else ""))
            )
    if folder == "classes":
        _images(parts, folder, images, parts.images)
    elif folder == "issuers":
        _images(parts, folder, images, parts.issuer_images)


def _typed(
    parts: Parts, model: type[_Named], document: Document, slug: str, base: str = ""
) -> tuple[_Named | None, list[Problem]]:
    """Call `typed`, or `typed_in_languages` if the model may have texts in several languages."""
    if not issubclass(model, Translated):
        return typed(model, document, slug=slug, base=base)
    language = parts.settings.language if parts.settings else ""
    return typed_in_languages(model, document, language=language, slug=slug, base=base)


def _slug(parts: Parts, found: Found) -> bool:
    if _SLUG.fullmatch(found.stem) and len(found.stem) <= 80 and found.below.endswith(".yml"):
        folder = found.shown.removeprefix(f"{parts.shown}/").partition("/")[0]
        needle = "" if parts.tree.is_draft else _IN_ISSUED.get(folder, "").format(found.stem)
        parts.problems += refused(found.stem, Place(found.shown), parts.root, needle)
        return True
    if in_name(found.stem):  # its name must not be repeated
        parts.problems.append(named(parts.shown, found.shown.removeprefix(f"{parts.shown}/")))
        return False
    expected = "lower-case letters, digits and single hyphens, as in data-foundations.yml"
    parts.problems.append(problem("bad-slug", "the file's name is not a slug", file=found.shown, expected=expected))
    return False


def _images(parts: Parts, folder: str, images: Mapping[str, Found], into: dict[str, ClassImage]) -> None:
    """Find the image of every slug of the folder: the one its file names, else the one beside it."""
    used: set[str] = set()
    read: dict[str, ClassImage | None] = {}
    for slug in sorted(parts.named[folder]):
        document = parts.documents.get(f"{folder}/{slug}.yml")
        data = document.data if document and isinstance(document.data, dict) else {}
        beside = [name for name in (f"{slug}.png", f"{slug}.svg") if name in images]
        wanted = data.get("image")
        if isinstance(wanted, str) and document:
            beside = [wanted] if wanted in images else []
            if not beside and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(png|svg)", wanted):
                parts.problems.append(references.missing_image(document, wanted, f"{parts.shown}/{folder}", images))
        used.update(beside)
        if len(beside) > 1:
            hint = "remove one; if there is an SVG, the PNG is made from it"
            got = " and ".join(beside)
            shown = images[beside[0]].shown
            parts.problems.append(problem("two-images", "there are two images", file=shown, got=got, hint=hint))
        elif beside:
            name = beside[0]
            if name not in read:
                read[name], problems = read_image(images[name], badge=folder == "classes")
                parts.problems += problems
            image = read[name]
            if image is not None:
                into[slug] = image
    parts.problems += [
        references.unused_image(images[name], parts.named[folder]) for name in images if name not in used
    ]


def _entries(parts: Parts, name: str, model: type[_Named], into: dict[str, _Named]) -> None:
    """Read `<name>.yml`, a mapping from slugs to values of `model`."""
    named = parts.named.setdefault(name, set())
    file, kind = f"{name}.yml", model.__name__.lower()
    if file not in parts.named["root"]:
        return
    document = _document(parts, parts.top[file], _MAX_ENTRIES)
    if document is None:
        return
    if not isinstance(document.data, dict):
        got = shown_value(document.data)
        expected = f"a mapping of slugs to {kind}s"
        parts.problems.append(Problem(document.place(), "wrong-type", "wrong kind of value", got, expected))
        return
    for slug in document.data:
        if slug == FILE_KEY or not _SLUG.fullmatch(slug) or len(slug) > SLUG_CHARACTERS:
            expected = "lower-case letters, digits and single hyphens, as in data-foundations"
            parts.problems.append(
                Problem(document.place(plain_key(slug)), "bad-slug", f"a {kind}'s key is not a slug", "", expected)
            )
            continue
        named.add(slug)
        parts.problems += refused(slug, document.place(slug), parts.root, "")
        value, problems = _typed(parts, model, document, slug, slug)
        parts.problems += problems
        if value is not None:
            into[slug] = value


def _trusted(parts: Parts) -> None:
    """Read `trusted.yml`, a list of issuers elsewhere."""
    if "trusted.yml" not in parts.named["root"]:
        return
    document = _document(parts, parts.top["trusted.yml"], _MAX_FILE)
    if document is None:
        return
    if not isinstance(document.data, list):
        got = shown_value(document.data)
        parts.problems.append(Problem(document.place(), "wrong-type", "wrong kind of value", got, "a list of issuers"))
        return
    for index, entry in enumerate(document.data):
        base = f"[{index}]"
        value, problems = typed_at(Trusted, entry, document.place, document.plain, base=base)
        parts.problems += problems
        if value is None:
            continue
        parts.trusted.append(value)
        if not value.ids:
            hint = "the issuer's did, or for older badges the address of its profile"
            message = "the key 'did' or 'url' is missing"
            parts.problems.append(Problem(document.place(base), "missing-key", message, hint=hint))
        parts.problems += known_keys(value, document, base)


def _files(parts: Parts) -> None:
    """Find the assertion files. Their contents are read later, one file at a time."""
    found, problems = parts.tree.listing("assertions", deep=True)
    parts.problems += problems
    seen: dict[str, str] = {}
    for one in found:
        if one.ending != ".yml":
            parts.problems.append(stray(one, "files that end with .yml"))
            continue
        name = one.below[: -len(".yml")]
        if not one.below.endswith(".yml") or not all(_AWARD_ID.fullmatch(part) for part in name.split("/")):
            expected = "letters, digits, - and _ in the names of files and folders, at most 64"
            parts.problems.append(
                problem("bad-file-name", "the name cannot be used", file=one.shown, expected=expected)
            )
            continue
        for part in name.split("/"):
            parts.problems += refused(part, Place(one.shown), parts.root, f"/awards/{part}/credential.json")
        other = seen.setdefault(name.lower(), one.shown)
        if other != one.shown:
            message = f"the name differs from {other} only in capital letters"
            parts.problems.append(problem("bad-file-name", message, file=one.shown, hint="rename one of them"))
            continue
        parts.files.append(AssertionFile(name, one.path, one.shown))
