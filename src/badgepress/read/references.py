"""Checks references between files: unknown names, circles, and ids that are used twice.

References are checked on the documents rather than on the typed values, so a mistake in one key does not hide another.
A reference to a file that exists but is broken is not a mistake.
"""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from badgepress.errors import CredentialError, Place, Problem, problem
from badgepress.model.base import SLUG
from badgepress.model.languages import canonical
from badgepress.openbadges.keys.ed25519 import decode_public
from badgepress.read.files import Found
from badgepress.read.parts import Parts
from badgepress.read.quoting import did_you_mean, shown_text
from badgepress.read.yaml import Document

_SLUG = re.compile(SLUG)


def check(parts: Parts) -> list[Problem]:
    """Report everything that does not fit together between program.yml, issuers, classes and skills.

    Codes: no-issuer, unknown-issuer, issuer-needed, unknown-skill, unknown-badge, requires-cycle,
    repeated-name, repeated-key, key-window, art-and-image.
    """
    return [
        *_issuers(parts),
        *_languages(parts),
        *(one for slug in sorted(parts.named["classes"]) for one in _class(parts, slug)),
        *_cycles(parts),
        *(one for slug in sorted(parts.issuers) for one in _keys(parts, slug)),
    ]


def check_ids(pairs: Iterable[tuple[str, Place]]) -> list[Problem]:
    """Report award ids that occur twice, in one file or in several, even if they differ only in capital letters.

    The first award by place keeps its id; every other one gets a problem (code duplicate-id).
    """
    first: dict[str, tuple[str, Place]] = {}
    again: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    for award, place in pairs:
        folded = award.lower()
        if folded in first:
            again[folded].append((place, award))
        else:
            first[folded] = (award, place)
    problems = []
    for folded, others in again.items():
        award, place = first[folded]
        (original, name), *repeated = sorted([(place, award), *others])
        for where, other in repeated:
            near = f"{original.file}:{original.line}"
            message = f"award id '{other}' is already used in {near}"
            if other != name:
                message = f"award id '{other}' differs from '{name}' in {near} only in capital letters"
            hint = "give one of them another id: an id belongs to one award for ever"
            problems.append(Problem(where, "duplicate-id", message, hint=hint))
    return problems


def missing_image(
    document: Document, wanted: str, folder: str, images: Mapping[str, Found], *, path: str = "image"
) -> Problem:
    """Report an image that a file names but that is not beside it."""
    message = f"no image {shown_text(wanted)} in {folder}/"
    return Problem(document.place(path), "missing-image", message, hint=did_you_mean(wanted, images))


def unused_image(
    found: Found,
    slugs: Iterable[str],
    *,
    expected: str = "the name of a .yml file beside it, or a file whose `image` names it",
) -> Problem:
    """Report an image, or a theme's font, that no file uses."""
    hint = did_you_mean(found.stem, sorted(slugs))
    return problem(
        "unused-image",
        "nothing uses this file",
        file=found.shown,
        expected="" if hint else expected,
        hint=hint,
        severity="warning",
    )


def unknown(code: str, kind: str, word: str, place: Place, names: Iterable[str], where: str) -> Problem:
    """Report `no skill 'pyhton' in badges/skills.yml`, with the nearest name as hint."""
    return Problem(place, code, f"no {kind} {shown_text(word)} in {where}", hint=did_you_mean(word, sorted(names)))


def slugs(value: Any) -> Iterator[tuple[int, str]]:
    """Yield the slugs of a list with their indexes. Entries that are not slugs are reported elsewhere."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            if isinstance(one, str) and is_slug(one):
                yield index, one.strip()


def is_slug(word: str) -> bool:
    """Return whether the word is a slug."""
    return _SLUG.fullmatch(word.strip()) is not None


def repeated(document: Document, path: str, words: Iterable[tuple[int, str]], key: str = "") -> Iterator[Problem]:
    """Report words that are in a list twice (code repeated-name)."""
    seen: dict[str, int] = {}
    for index, word in words:
        if word in seen:
            place = document.place(f"{path}[{index}]{key}")
            yield Problem(place, "repeated-name", f"{shown_text(word)} is in the list twice", hint="remove one of them")
        seen.setdefault(word, index)


def data_of(parts: Parts, name: str) -> tuple[Document | None, dict[str, Any]]:
    """Return a document by its name, and its mapping; (None, {}) if there is none or it is no mapping."""
    document = parts.documents.get(name)
    return (document, document.data) if document and isinstance(document.data, dict) else (None, {})


def _issuers(parts: Parts) -> Iterator[Problem]:
    issuers = parts.named["issuers"]
    if not issuers:
        if "program.yml" in parts.named["root"]:
            hint = "add issuers/<slug>.yml with a name, a url and the public key of `badgepress key new`"
            yield problem("no-issuer", "the programme has no issuer", file=f"{parts.shown}/issuers", hint=hint)
        return
    document, data = data_of(parts, "program.yml")
    wanted = data.get("default_issuer")
    if document and isinstance(wanted, str) and is_slug(wanted) and wanted.strip() not in issuers:
        yield _no_issuer(parts, wanted.strip(), document.place("default_issuer"))


def _no_issuer(parts: Parts, slug: str, place: Place) -> Problem:
    """Report an unknown issuer. If it has signed something, its file was renamed or removed, so the hint says that."""
    one = unknown("unknown-issuer", "issuer", slug, place, parts.named["issuers"], f"{parts.shown}/issuers/")
    mark = f":issuers:{slug}#".encode()
    for path in (parts.root / "issued").rglob("*.jsonl"):
        with contextlib.suppress(OSError):
            if mark in path.read_bytes():
                return replace(one, hint=f"this issuer has signed awards: name its file {slug}.yml again")
    return one


def _languages(parts: Parts) -> Iterator[Problem]:
    document, data = data_of(parts, "program.yml")
    listed = data.get("languages")
    if document is None or not isinstance(listed, list):
        return
    tags = [(index, canonical(one.strip())) for index, one in enumerate(listed) if isinstance(one, str)]
    yield from repeated(document, "languages", tags)
    own = parts.settings.language if parts.settings else ""
    for index, tag in tags:
        if tag == own:
            message = f"'{tag}' is already the `language` of the programme"
            hint = "remove it: this list is for additional languages"
            yield Problem(document.place(f"languages[{index}]"), "repeated-name", message, hint=hint)


def _class(parts: Parts, slug: str) -> Iterator[Problem]:
    document, data = data_of(parts, f"classes/{slug}.yml")
    if document is None:
        return
    issuers, classes = parts.named["issuers"], parts.named["classes"]
    issuer = data.get("issuer")
    if isinstance(issuer, str) and is_slug(issuer):
        if issuer.strip() not in issuers:
            yield _no_issuer(parts, issuer.strip(), document.place("issuer"))
    elif issuer is None and len(issuers) > 1 and not data_of(parts, "program.yml")[1].get("default_issuer"):
        hint = "name one with `issuer:` here, or a `default_issuer:` in program.yml"
        yield Problem(
            document.place("issuer"), "issuer-needed", "there are several issuers, and none is named here", hint=hint
        )
    for index, skill in slugs(data.get("skills")):
        yield from unknown_skill(parts, skill, document.place(f"skills[{index}]"))
    for index, other in slugs(data.get("requires")):
        if other not in classes:
            place = document.place(f"requires[{index}]")
            yield unknown("unknown-badge", "badge", other, place, classes, f"{parts.shown}/classes/")
    yield from repeated(document, "skills", slugs(data.get("skills")))
    yield from repeated(document, "requires", slugs(data.get("requires")))
    results = data.get("results")
    if isinstance(results, list):
        ids = [
            (index, one["id"])
            for index, one in enumerate(results)
            if isinstance(one, dict) and isinstance(one.get("id"), str)
        ]
        yield from repeated(document, "results", ids, ".id")
    if "art" in data and slug in parts.images:
        yield Problem(
            document.place("art"),
            "art-and-image",
            f"the badge has an image ({parts.images[slug].file}), so `art:` is not used",
            hint="remove `art:` or the image",
            severity="warning",
        )


def unknown_skill(parts: Parts, word: str, place: Place) -> Iterator[Problem]:
    """Report a skill that skills.yml does not have, unless that file could not be read."""
    if word not in parts.named["skills"] and not is_unread(parts, "skills"):
        yield unknown("unknown-skill", "skill", word, place, parts.named["skills"], f"{parts.shown}/skills.yml")


def is_unread(parts: Parts, name: str) -> bool:
    """Return whether `<name>.yml` exists but could not be read, so that its entries are unknown."""
    file = f"{name}.yml"
    shown = f"{parts.shown}/{file}"
    return file not in parts.documents and any(one.place.file == shown for one in parts.problems)


def _cycles(parts: Parts) -> Iterator[Problem]:
    """Report badges that require themselves: each circle once, at its first badge by name."""
    needs = {}
    for slug in parts.named["classes"]:
        data = data_of(parts, f"classes/{slug}.yml")[1]
        needs[slug] = sorted({other for _, other in slugs(data.get("requires")) if other in parts.named["classes"]})
    for circle in circles(needs):
        document, data = data_of(parts, f"classes/{circle[0]}.yml")
        after = circle[1] if len(circle) > 1 else circle[0]
        index = next((index for index, other in slugs(data.get("requires")) if other == after), 0)
        place = document.place(f"requires[{index}]") if document else Place()
        message = f"badges require each other in a circle: {shown_circle(circle)}"
        yield Problem(place, "requires-cycle", message)


def circles(links: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield each circle among the links once, beginning with its first name."""
    done: set[str] = set()
    for start in sorted(links):
        trail: list[str] = []
        ahead = [iter([start])]
        while ahead:
            one = next(ahead[-1], "")
            if not one:
                ahead.pop()
                if trail:
                    done.add(trail.pop())
            elif one in trail:
                circle = trail[trail.index(one) :]
                first = circle.index(min(circle))
                yield [*circle[first:], *circle[:first]]
            elif one not in done:
                trail.append(one)
                ahead.append(iter(sorted(set(links.get(one, ())))))


def shown_circle(circle: Sequence[str]) -> str:
    """Return `a → b → a`; of a long circle only its first names."""
    return " → ".join([*circle, circle[0]] if len(circle) < 8 else [*circle[:6], "…", circle[0]])


def _keys(parts: Parts, slug: str) -> Iterator[Problem]:
    document = parts.documents[f"issuers/{slug}.yml"]
    seen: dict[str, int] = {}
    for index, key in enumerate(parts.issuers[slug].keys):
        path = f"keys[{index}]"
        if key.public in seen:
            place = document.place(f"{path}.public")
            yield Problem(place, "repeated-key", f"this key is already listed as keys[{seen[key.public]}]")
        seen.setdefault(key.public, index)
        try:
            decode_public(key.public)
        except CredentialError:
            place = document.place(f"{path}.public")
            hint = "copy it again as `badgepress key new` printed it"
            yield Problem(place, "bad-public-key", "not an Ed25519 public key", shown_text(key.public), hint=hint)
        if key.since and key.until and key.until <= key.since:
            place = document.place(f"{path}.until")
            yield Problem(
                place,
                "key-window",
                "the key ends before it begins",
                key.until.date().isoformat(),
                f"after {key.since.date()}",
            )
