"""Finds what this version of Badgepress would move or change on a site that another version made.

The new site is compared file by file with a folder, or with the published site: the pages of its sitemap and the
documents that badges refer to. Nothing is written, and only the programme's own address is fetched. New files, files
under `assets/` (whose names depend on their contents) and the handbook do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from badgepress.errors import FetchError, Problem, problem
from badgepress.verify.fetch import Fetch

#: Documents that badges in other hands refer to: somebody has signed, hashed or resolved them.
_DOCUMENTS = re.compile(
    r"awards/.+/credential\.json|badges/[^/]+/achievement\.json|issuers/[^/]+/(?:did|profile)\.json|(?:did|profile)\.json"
)
#: Addresses that are printed on paper, are in badges, or are linked from other sites.
_LASTING = re.compile(r"(?:awards|badges|issuers|earners|status|verify)/.*|(?:index\.html)?")
_ASIDE = re.compile(r"(?:assets|handbook)/.*|\.nojekyll|\.gitignore|status/.*")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Moves:
    """How the new site differs from the old one, in POSIX paths below the root.

    `gone` lists addresses that would no longer exist, `changed` documents with different bytes, `pages` counts other
    files that differ, and `compared` all files that were compared.
    """

    gone: tuple[str, ...]
    changed: tuple[str, ...]
    pages: int
    compared: int


def against_folder(new: Path, old: Path) -> Moves:
    """Compare two built sites, file by file."""
    names = sorted(path.relative_to(old).as_posix() for path in old.rglob("*") if path.is_file())
    return _compared(names, lambda name: (old / name).read_bytes(), new)


def against_site(new: Path, base_url: str, fetch: Fetch) -> Moves:
    """Compare a built site with the published one at `base_url`. Raises FetchError if that has no sitemap."""
    listed = [_file_of(address, base_url) for address in _sitemap(base_url, fetch)]
    files = (path.relative_to(new).as_posix() for path in new.rglob("*.json"))
    documents = [name for name in files if _DOCUMENTS.fullmatch(name)]
    # fetching every award's credential would take thousands of requests, so only some of them are compared
    wanted = [name for name in documents if not name.startswith("awards/")]
    wanted += sorted(name for name in documents if name.startswith("awards/"))[:_MOST_NAMED]
    found = {name: data for name in sorted(wanted) if (data := _or_none(fetch, base_url + name)) is not None}
    gone = [name for name in listed if name is not None and not (new / name).is_file()]
    moves = _compared(sorted(found), lambda name: found[name], new)
    return Moves(tuple(sorted({*gone, *moves.gone})), moves.changed, moves.pages, moves.compared + len(listed))


def _compared(names: Iterable[str], read: Callable[[str], bytes], new: Path) -> Moves:
    gone, changed, pages, compared = [], [], 0, 0
    for name in names:
        if _ASIDE.fullmatch(name) and (not name.startswith("status/") or (new / name).is_file()):
            continue
        compared += 1
        if not (new / name).is_file():
            gone.append(name)
        elif (new / name).read_bytes() != read(name):
            if _DOCUMENTS.fullmatch(name):
                changed.append(name)
            else:
                pages += 1
    return Moves(tuple(gone), tuple(changed), pages, compared)


def problems_of(moves: Moves, shown: str) -> list[Problem]:
    """Return errors for addresses that would disappear and documents that would change.

    Files of the site that nobody outside relies on only get a warning.
    """
    lasting = [name for name in moves.gone if _LASTING.fullmatch(name)]
    others = [name for name in moves.gone if name not in lasting]
    hint = "is the checkout what was published last? if so, stay with the pinned version, and report this"
    gone = "published addresses are missing from the site that this version makes"
    changed = "documents that badges refer to would change"
    found = [
        problem("upgrade-gone", gone, file=shown, got=_named(lasting), hint=hint),
        problem("upgrade-changed", changed, file=shown, got=_named(moves.changed), hint=hint),
        problem("upgrade-gone", gone, file=shown, got=_named(others), hint=hint, severity="warning"),
    ]
    return [one for one in found if one.got]


def pinned(folder: Path) -> Mapping[str, str]:
    """Return file → version for the files of a repository that pin a version of Badgepress."""
    found = {}
    for name in ("requirements.txt", "requirements.in"):
        try:
            text = (folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if version := re.search(r"^badgepress(?:\[[^\]]*\])?\s*==\s*([^\s;\\]+)", text, re.MULTILINE):
            found[name] = version[1]
    return found


def _named(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _MOST_NAMED} more" if len(listed) > _MOST_NAMED else ""
    return ", ".join(name.removesuffix("index.html") or "/" for name in listed[:_MOST_NAMED]) + more


def _sitemap(base_url: str, fetch: Fetch) -> Iterator[str]:
    waiting = [f"{base_url}sitemap.xml"]
    while waiting:
        text = fetch(waiting.pop(0))
        if b"<!" in text:  # our own sitemaps have no declarations, and so no entities
            return
        try:
            root = ElementTree.fromstring(text)  # noqa: S314
        except ElementTree.ParseError:
            return
        named = [str(one.text) for one in root.iter() if one.tag.endswith("}loc") and one.text]
        if root.tag.endswith("}sitemapindex"):
            waiting += [one for one in named if one.startswith(base_url)]
        else:
            yield from named


def _file_of(address: str, base_url: str) -> str | None:
    """Return the file behind an address; None for an address of another site."""
    if not address.startswith(base_url):
        return None
    path = address.removeprefix(base_url).partition("#")[0].partition("?")[0]
    return f"{path}index.html" if not path or path.endswith("/") else path


def _or_none(fetch: Fetch, address: str) -> bytes | None:
    try:
        return fetch(address)
    except FetchError:
        return None
