"""Defines which paths of the site belong to the build; no other module does.

`taken` says whether an author may put a file of their own at a path. `made` says whether a file in an output folder can
come from a build. A test checks both for every file of the sample site.
"""

from __future__ import annotations

import re

from badgepress.model.languages import LANGUAGES

#: Folders at the root that builds write into.
FOLDERS = frozenset(
    {
        *("assets", "awards", "badges", "data", "earners", "handbook", "issue", "issuers", "schemas", "skills"),
        *("status", "verify"),
    }
)
#: Folders that are reserved for future pages.
KEPT_FREE = frozenset(
    {"certificates", "demand", "endorsements", "experts", "impact", "insights", "pathways", "people", "registry"}
)
#: Files at the root that builds write, and names with a meaning for programs that read a site.
FILES = frozenset(
    {
        *("index.html", "404.html", "preview.png", "robots.txt", "feed.xml", "sitemap.xml", ".nojekyll"),
        *("did.json", "profile.json", "offline.html", "embed.html", "credential.json"),
    }
)
#: What an award's folder has while it is whole, and has no more when it is light.
PREVIEW = "preview.png"
WHOLE_ONLY = frozenset({"badge.png", "badge.svg", "embed.html", "oembed.json", PREVIEW})
_SITEMAP = re.compile(r"sitemap-[0-9]+\.xml\Z")
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,8})*\Z")

_PAGE = r"(?:index\.html|preview\.png)"
_SLUG = r"[a-z0-9-]+"
#: A further page of a list. It is below a folder, so no slug can be in its way.
_NUMBER = r"[0-9]+/index\.html"
#: Patterns of paths that a build may have written, by the first part of the path.
_MADE = {
    "assets": r"(?:LICENSES\.txt|[A-Za-z0-9_.-]+\.[A-Za-z0-9]{8,10}\.[a-z0-9]+)",
    "awards": r"[A-Za-z0-9_-]+/(?:[0-9]+/)?"
    r"(?:index\.html|embed\.html|credential\.json|oembed\.json|preview\.png|badge\.png|badge\.svg)",
    "badges": rf"{_SLUG}/(?:{_PAGE}|{_NUMBER}|achievement\.json|badge\.png|badge\.svg|thumb\.webp)",
    "data": r"(?:(?:badges|awards)\.(?:json|schema\.json|ndjson|csv|csv-metadata\.json)"
    r"|awards-manifest\.schema\.json|awards/[0-9]+\.(?:csv|ndjson)|badges/[0-9]+\.json)",
    "earners": rf"{_SLUG}/(?:{_NUMBER}|{_PAGE})",
    "handbook": r".+",
    "issue": rf"(?:{_SLUG}/)*{_PAGE}",
    "issuers": rf"{_SLUG}/(?:{_PAGE}|{_NUMBER}|did\.json|profile\.json|image\.png)",
    "schemas": r"[a-z]+\.schema\.json",
    "skills": rf"(?:{_SLUG}/)?{_PAGE}|{_SLUG}/{_NUMBER}",
    "status": r"[0-9]+\.json",
    "verify": rf"(?:{_PAGE}|offline\.html)",
}
_PATTERNS = {first: re.compile(rf"{first}/(?:{rest})\Z") for first, rest in _MADE.items()}
_IN_LANGUAGE = re.compile(rf"[A-Za-z0-9-]+/(?:index\.html|badges/{_SLUG}/(?:[0-9]+/)?index\.html)\Z")
_ROOT = frozenset({"index.html", "404.html", "preview.png", "robots.txt", "feed.xml", "sitemap.xml", ".nojekyll"})


def taken(path: str, languages: tuple[str, ...] = ()) -> str:
    """Return the site's own folder or file that a path below the root would touch, as `awards/`; empty if none.

    Case is ignored, as on the disks of Windows and macOS. `languages` are the programme's; the folder of every
    two-letter language is reserved.
    """
    first, slash, _ = path.casefold().partition("/")
    if first in FOLDERS or first in KEPT_FREE:
        return f"{first}/"
    if first in FILES or _SITEMAP.match(first):
        return first
    tag = _TAG.match(first)
    if tag and (slash or first in _tags(languages)) and (tag[1] in LANGUAGES or first in _tags(languages)):
        return f"{first}/"
    return ""


def made(path: str) -> bool:
    """Return whether a build may have written the file at a path below the root."""
    first, slash, _ = path.partition("/")
    if not slash:
        return first in _ROOT or bool(_SITEMAP.match(first))
    pattern = _PATTERNS.get(first)
    if pattern is not None:
        return bool(pattern.match(path))
    return bool(_TAG.match(first.casefold()) and _IN_LANGUAGE.match(path))


def _tags(languages: tuple[str, ...]) -> set[str]:
    return {tag.casefold() for tag in languages}
