"""Tests data files, feeds, sharing and the offline verifier of the small site."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from xml.etree import ElementTree

import jsonschema
import orjson
import pytest

from badgepress.model import Program
from badgepress.openbadges.images.bake import unbake
from badgepress.registry import AwardRow
from badgepress.render.pages import data
from tests import words
from tests.render.conftest import Site

LISTED = {"plain", "revoked", "held", "old", "again", "trial", "college", "nameless"}


def test_baked_images_carry_the_very_bytes_of_the_credential(site: Site) -> None:
    credential = site["awards/plain/credential.json"]
    assert credential.endswith(b"}\n")
    for name in ("badge.png", "badge.svg"):
        assert unbake(site[f"awards/plain/{name}"]).text == credential.decode().rstrip("\n")


def test_data_files_keep_to_their_schemas(site: Site) -> None:
    badges, awards = (orjson.loads(site[f"data/{name}.schema.json"]) for name in ("badges", "awards"))
    jsonschema.validate(orjson.loads(site["data/badges.json"]), badges)
    lines = [orjson.loads(line) for line in site["data/awards.ndjson"].splitlines()]
    for line in lines:
        jsonschema.validate(line, awards)
    assert {line["id"] for line in lines} == LISTED
    assert [line["issued"] for line in lines] == sorted((line["issued"] for line in lines), reverse=True)
    assert next(line for line in lines if line["id"] == "revoked")["status"] == "revoked"
    assert next(line for line in lines if line["id"] == "held")["suspended"] == "2026-10-02T00:00:00Z"


def test_csv_holds_the_same_rows(site: Site) -> None:
    table = list(csv.DictReader(io.StringIO(site["data/awards.csv"].decode())))
    assert {row["id"] for row in table} == LISTED
    columns = orjson.loads(site["data/awards.csv-metadata.json"])["tableSchema"]["columns"]
    assert list(table[0]) == [column["name"] for column in columns]


@pytest.mark.parametrize("name", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(program: Program, name: str) -> None:
    row = AwardRow("a", "active", "public", "first-steps", "First Steps", "guild", "Guild", name, issued="2026-01-01")
    table = dict(data.files(program, [row], {}))["data/awards.csv"].decode()
    cells = next(iter(csv.DictReader(io.StringIO(table, newline=""))))
    assert cells["recipient"] == f"'{name}"


def test_feed_lists_what_stands_with_dates_of_the_data(site: Site) -> None:
    atom = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(site["feed.xml"])
    ids = [entry.findtext("a:id", namespaces=atom) for entry in root.findall("a:entry", atom)]
    assert ids[0] == "https://badges.example.org/guild/awards/college/"
    assert {str(one).rstrip("/").rpartition("/")[2] for one in ids} == LISTED - {"revoked", "held"}
    assert root.findtext("a:updated", namespaces=atom) == "2026-10-01T00:00:00Z"


def test_sitemap_has_every_listed_page(site: Site) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    root = ElementTree.fromstring(site["sitemap.xml"])
    found = {
        str(one.text).removeprefix("https://badges.example.org/guild/") for one in root.findall("s:url/s:loc", space)
    }
    assert {"", "badges/first-steps/", "issuers/guild/", "earners/ana/", "skills/python/", "awards/plain/"} <= found
    assert all(f"{path}index.html" in site for path in found)
    assert "awards/trial/" not in found


def test_achievement_and_profile_are_open_badges(site: Site) -> None:
    achievement = orjson.loads(site["badges/first-steps/achievement.json"])
    assert achievement["id"] == "https://badges.example.org/guild/badges/first-steps/achievement.json"
    assert achievement["type"] == ["Achievement"]
    assert achievement["creator"] == {
        key: value for key, value in orjson.loads(site["issuers/guild/profile.json"]).items() if key != "@context"
    }


def test_oembed_and_preview_tags_agree(site: Site) -> None:
    answer = orjson.loads(site["awards/plain/oembed.json"])
    page = site["awards/plain/index.html"].decode()
    assert (answer["type"], answer["version"], answer["width"], answer["height"]) == ("rich", "1.0", 150, 270)
    assert f'<meta property="og:image" content="{answer["thumbnail_url"]}">' in page
    assert answer["title"] == words.page("og_award", badge="First Steps", issuer="Data Guild", name="Ana Lima")
    assert '<link rel="canonical" href="https://badges.example.org/guild/awards/plain/">' in page


def test_offline_verifier_allows_its_own_script_alone_and_holds_the_documents(site: Site) -> None:
    page = site["verify/offline.html"].decode()
    script, style = (re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL) for tag in ("script", "style"))
    assert script
    assert style
    for text in (script[1], style[1]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"&#39;sha256-{digest}&#39;" in page
    packed = re.search(r'<script type="application/json" id="badgepress-packed">(.*?)</script>', page, re.DOTALL)
    assert packed
    assert orjson.loads(packed[1]) == {
        "https://badges.example.org/guild/status/1.json": {"id": "list </script>"},
        "https://badges.example.org/guild/issuers/guild/did.json": {"id": "did"},
    }
    assert "src=" not in page.replace("img-src", "").split("<script", 1)[0]


def test_robots_point_to_the_sitemap(site: Site) -> None:
    assert b"Sitemap: https://badges.example.org/guild/sitemap.xml" in site["robots.txt"]
    assert site[".nojekyll"] == b""
