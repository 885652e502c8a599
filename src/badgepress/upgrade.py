"""What this version of Badgepress would move or change of a site that another version made.

A site is compared file by file with a folder, or, as far as it can be asked, with what is published: the pages of its
sitemap, and the documents that badges refer to. Nothing is written, and nothing but the programme's own address is
asked. New files, files under `assets/` (named by what they hold) and the handbook move nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from badgepress.errors import FetchError, Problem, problem
from badgepress.verify.fetch import Fetch

#: Documents whose bytes somebody has signed, hashed or resolves: what badges in other hands refer to.
_DOCUMENTS = re.compile(
    r"awards/.+/credential\.json|badges/[^/]+/achievement\.json|issuers/[^/]+/(?:did|profile)\.json|(?:did|profile)\.json"
)
#: Addresses that are printed on paper, stand in badges, or are named by other sites.
_LASTING = re.compile(r"(?:awards|badges|issuers|earners|status|verify)/.*|(?:index\.html)?")
_ASIDE = re.compile(r"(?:assets|handbook)/.*|\.nojekyll|\.gitignore|status/.*")
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Moves:
    """How the new site differs from the old one, in POSIX paths below the root.

    `gone` are addresses that would be answered no more, `changed` documents with other bytes, `pages` how many other
    files differ, and `compared` how many files were looked at.
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
    """Compare a built site with what is published under `base_url`. Raises FetchError where that has no sitemap."""
    listed = [_file_of(address, base_url) for address in _sitemap(base_url, fetch)]
    there = (path.relative_to(new).as_posix() for path in new.rglob("*.json"))
    documents = [name for name in there if _DOCUMENTS.fullmatch(name)]
    # Every award's credential would be thousands of questions; its class and issuer are asked for all of them.
    asked = [name for name in documents if not name.startswith("awards/")]
    asked += sorted(name for name in documents if name.startswith("awards/"))[:_MOST_NAMED]
    found = {name: data for name in sorted(asked) if (data := _or_none(fetch, base_url + name)) is not None}
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
    """An error for addresses that would be gone, and for documents that would say something else.

    A warning for files of the site that nobody outside it relies on.
    """
    lasting = [name for name in moves.gone if _LASTING.fullmatch(name)]
    others = [name for name in moves.gone if name not in lasting]
    hint = "is the checkout what was published last? if so, stay with the version that is pinned, and report this"
    gone = "what was published is not in the site that this version makes"
    changed = "documents that badges refer to would say something else"
    told = [
        problem("upgrade-gone", gone, file=shown, got=_named(lasting), hint=hint),
        problem("upgrade-changed", changed, file=shown, got=_named(moves.changed), hint=hint),
        problem("upgrade-gone", gone, file=shown, got=_named(others), hint=hint, severity="warning"),
    ]
    return [one for one in told if one.got]


def pinned(folder: Path) -> Mapping[str, str]:
    """The version of Badgepress that files of a repository name: file → version."""
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
        if b"<!" in text:  # declarations, and so entities, are none of ours
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
    """The file that answers an address; None for one of another site."""
    if not address.startswith(base_url):
        return None
    path = address.removeprefix(base_url).partition("#")[0].partition("?")[0]
    return f"{path}index.html" if not path or path.endswith("/") else path


def _or_none(fetch: Fetch, address: str) -> bytes | None:
    try:
        return fetch(address)
    except FetchError:
        return None
