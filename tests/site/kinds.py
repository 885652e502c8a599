"""Lists the sample site's awards with their verdicts, and one page of every kind."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from badgepress.verify import verify
from badgepress.verify.fetch import SiteFetch

BASE_URL = "https://badges.example.org/"


@dataclass(frozen=True)
class Award:
    """One version of an award on the site. `path` is its folder below the root, with a final slash."""

    path: str
    verdict: str
    current: bool
    listed: bool


def sample_awards(site: Path, now: datetime) -> list[Award]:
    """Every award with a credential, current and superseded versions, sorted by path."""
    listed = {json.loads(line)["id"] for line in (site / "data" / "awards.ndjson").read_text("utf-8").splitlines()}
    fetch = SiteFetch(site, BASE_URL)
    found = []
    for file in sorted(site.glob("awards/**/credential.json")):
        path = file.parent.relative_to(site).as_posix() + "/"
        report = verify(file.read_bytes(), now=now, fetch=fetch)
        award_id, *version = path.removeprefix("awards/").strip("/").split("/")
        found.append(Award(path, report.verdict, not version, award_id in listed))
    return found


def kinds(site: Path, awards: list[Award]) -> dict[str, str]:
    """Kind of page → path below the root of one such page."""
    found = {
        "gallery": "",
        "verify": "verify/",
        "form for an award": "issue/",
        "form for a badge": "issue/badge/",
        "not found": "404.html",
    }
    for folder in ("badges", "issuers", "earners", "skills", "handbook"):
        pages = sorted(page.parent.relative_to(site).as_posix() for page in site.glob(f"{folder}/*/index.html"))
        if pages:
            found[folder] = f"{pages[0]}/"
        if (site / folder / "index.html").is_file():
            found[f"all {folder}"] = f"{folder}/"
    for page in sorted(site.glob("??/badges/*/index.html")):
        language, _, slug, _ = page.relative_to(site).parts
        found |= {f"gallery, {language}": f"{language}/", f"badges, {language}": f"{language}/badges/{slug}/"}
    for award in awards:
        word = ("listed" if award.listed else "unlisted") if award.current else "superseded"
        found.setdefault(f"award, {word}, {award.verdict}", award.path)
        spoken = re.search(r'<html lang="([^"]+)"', (site / award.path / "index.html").read_text("utf-8"))
        if spoken and spoken[1] != "en":
            found.setdefault(f"award, {spoken[1]}", award.path)
    for page in sorted(site.glob("awards/*/embed.html"))[:1]:
        found["embed"] = page.relative_to(site).as_posix()
    return found
