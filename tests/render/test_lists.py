"""Tests long lists: bounded pages, nothing lost or twice, everything linked, few files that change for an award."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from badgepress.bundle import Bundle
from badgepress.model import BadgeClass, Program, Skill, site
from badgepress.registry import AwardRow, public
from badgepress.render import Renderer
from badgepress.render.locale.catalogue import Catalogues
from badgepress.render.pages import awardlist, data, paging
from badgepress.render.pictures.preview import Previews
from badgepress.render.templating import html
from tests.render.conftest import NOW, Site, a_program
from tests.render.test_gallery import put, shown
from tests.server import Served

BASE = "https://badges.example.org/guild/"
MOST_HTML = 200_000
#: As long as a label may be, in signs that take five bytes each in HTML.
LONG = "&" * 115


def many(classes: int, text: str, skills: int = 0) -> Program:
    """Return a programme with so many classes and skills, whose names end in `text`."""
    program = a_program()
    kinds = {}
    for number in range(classes):
        slug = f"class-{number}"
        about = {"name": f"{number:04}{text}", "description": "D", "criteria": "C", "level": "Advanced", "tags": [text]}
        more = {"family": f"F{number % 40}{text}", "skills": [f"s{at}" for at in range(number % 3, skills, 90)]}
        kinds[slug] = BadgeClass.model_validate({"<file>": slug, **about, **more})
    named = {
        f"s{at}": Skill.model_validate({"<file>": f"s{at}", "name": f"{at}{text}", "category": f"C{at % 30}{text}"})
        for at in range(skills)
    }
    return replace(program, classes=kinds, skills=named, images={})


def rows_of(program: Program, count: int, text: str = "") -> list[AwardRow]:
    """Return so many awards of one earner, in every class in turn, the oldest first."""
    known = list(program.classes.values())
    states = ("active", "active", "revoked", "suspended", "preview")
    return [
        AwardRow(
            id=f"{number:06}{'x' * 40 if text else ''}",
            state=states[number % 5],
            visibility="public",
            badge=known[number % len(known)].slug,
            badge_name=known[number % len(known)].name,
            issuer="guild",
            issuer_name=f"G{text}",
            name=f"Ana{text}",
            earner="ana",
            issued=f"{2000 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}T00:00:00Z",
            expires="2040-01-01T00:00:00Z",
            revoked="2026-05-01T00:00:00Z" if states[number % 5] in ("revoked", "suspended") else "",
            language="pt-BR" if text else "",
        )
        for number in range(count)
    ]


def made(program: Program, rows: Sequence[AwardRow], bundle: Bundle, *, shared: bool = False) -> Site:
    """Return the files of the whole, without pictures: to draw hundreds would take minutes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Previews, "url", lambda _, path: f"{BASE}{path}?v=0123456789")
        patched.setattr(Previews, "page", lambda *_: b"")
        renderer = Renderer(program, templates=None, now=NOW, bundle=bundle)
        return dict([*renderer.whole(rows), *(renderer.shared() if shared else ())])


def pages(site: Site, start: str) -> list[str]:
    """Return the pages of a list in the order in which they lead to each other, from its plain address on."""
    found, waiting = [], [start]
    while waiting:
        folder = waiting.pop(0)
        if folder in found:
            continue
        found.append(folder)
        text = site[f"{folder}index.html"].decode()
        nav = re.search(r'<nav class="pager".*?</nav>', text, re.DOTALL)
        links = re.findall(r'href="([^"]*)"( rel="next")?', nav[0]) if nav else []
        onward = [link for link, is_next in links if is_next] + [link for link, is_next in links if not is_next]
        waiting = [urljoin(BASE + folder, link).removeprefix(BASE) for link in onward] + waiting
    return found


def listed(site: Site, folder: str, room: str, kind: str = "card__link") -> list[str]:
    found = re.findall(rf'<a class="{kind}" href="[./]*{room}/([^/"]+)/"', site[f"{folder}index.html"].decode())
    return [str(one) for one in found]


@pytest.fixture(scope="module")
def longest(bundle: Bundle) -> tuple[Program, list[AwardRow], Site]:
    program = many(400, LONG, skills=300)
    rows = rows_of(program, 300, LONG)
    return program, rows, made(program, rows, bundle)


def test_pages_of_the_longest_texts_are_bounded(longest: tuple[Program, list[AwardRow], Site]) -> None:
    _, _, files = longest
    lists = {path: len(text) for path, text in files.items() if path.endswith(".html") and "offline" not in path}
    assert {path: size for path, size in lists.items() if size > MOST_HTML} == {}
    assert max(lists.values()) > MOST_HTML / 3, "the lists are cut much too early"
    assert all(site.made(path) for path in files)


def test_pages_of_a_list_show_each_item_once(longest: tuple[Program, list[AwardRow], Site]) -> None:
    program, rows, files = longest
    earner = pages(files, "earners/ana/")
    assert len(earner) > 3
    awards = [award for folder in earner for award in listed(files, folder, "awards")]
    assert awards == [row.id for row in reversed(rows)]
    for start in ("", "issuers/guild/"):
        found = [slug for folder in pages(files, start) for slug in listed(files, folder, "badges")]
        assert sorted(found) == sorted(program.classes)
    skills = [
        slug
        for folder in pages(files, "skills/")
        for slug in re.findall(r'<li><a href="[./]*skills/(s\d+)/"', files[f"{folder}index.html"].decode())
    ]
    assert sorted(skills) == sorted(program.skills)
    numbered = [path for path in files if re.search(r"/\d+/index\.html$", path)]
    reached = [
        f"{one}index.html" for start in ("", "skills/", "issuers/guild/", "earners/ana/") for one in pages(files, start)
    ]
    reached += [f"{one}index.html" for slug in program.skills for one in pages(files, f"skills/{slug}/")]
    assert set(numbered) <= set(reached)


def test_a_page_with_a_number_says_so(longest: tuple[Program, list[AwardRow], Site]) -> None:
    _, _, files = longest
    for path in ("earners/ana/2/", "badges/page/2/", "issuers/guild/2/", "skills/page/2/"):
        text = files[f"{path}index.html"].decode()
        assert f'<link rel="canonical" href="{BASE}{path}">' in text
        assert re.search(r"<title>[^<]*Page 2[^<]*</title>", text)
        assert "noindex" not in text
    for link in re.findall(r'(?:href|src)="([^":#]*)"', files["issuers/guild/2/index.html"].decode()):
        target = urljoin(BASE + "issuers/guild/2/", link).removeprefix(BASE)
        kept = target in files or f"{target}index.html" in files or target.startswith(("assets/", "verify/", "badges/"))
        assert kept or target in {"issue/", "issuers/guild/did.json"}, target


def test_a_new_award_changes_the_newest_pages_alone(bundle: Bundle) -> None:
    program = many(12, " badge")
    rows = rows_of(program, 400)
    turns = 0
    for count in (396, 397, 398, 399):
        before, after = (made(program, rows[:some], bundle) for some in (count, count + 1))
        before, after = ({k: v for k, v in one.items() if k.startswith("earners/")} for one in (before, after))
        last = max(int(found[1]) for path in after if (found := re.search(r"ana/(\d+)/", path)))
        assert last > 2
        changed = {path for path in after if after[path] != before.get(path)} - {"earners/ana/preview.png"}
        newest = {f"earners/ana/{number}/index.html" for number in (last - 1, last)}
        assert "earners/ana/index.html" in changed
        assert changed <= {"earners/ana/index.html", *newest}
        turns += len(changed) == 1
    assert turns


@given(st.lists(st.integers(1, 90_000), max_size=40), st.integers(1, 90_000))
def test_parts_of_a_list_stay_when_it_grows(weights: list[int], new: int) -> None:
    def folders(items: list[tuple[int, int]]) -> dict[str, list[tuple[int, int]]]:
        found = paging.in_time("e/", items, lambda: lambda item: item[1])
        return {part.folder: some for part, some in found}

    items = list(enumerate([*weights, new]))
    before, after = folders(items[:-1]), folders(items)
    assert sorted(item for some in after.values() for item in some) == items
    numbered = [folder for folder in before if folder != "e/"]
    assert [after[folder] for folder in numbered] == [before[folder] for folder in numbered]
    assert len(after) - len(before) in (0, 1)
    for folder, some in after.items():
        alone = 2 if folder == "e/" else 1
        assert sum(weight for _, weight in some) <= 90_000 * 2 if len(some) <= alone else True


def test_pagers_link_only_pages_that_exist() -> None:
    found = [part for part, _ in paging.in_time("e/", range(40), lambda: lambda _: 10_000)]
    folders = {part.folder for part in found}
    assert folders == {"e/", *(f"e/{number}/" for number in range(1, len(found)))}
    for part in found:
        assert part.pager
        assert {link.path for link in part.pager.links} <= folders - {part.folder}


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "ja"])
def test_pagers_have_words_in_every_language(language: str) -> None:
    words = Catalogues(html.folders(None)).words(language)
    keys = ("pages", "page_newest", "page_newer", "page_older", "page_oldest", "page_first", "page_previous")
    said = [words.say(key) for key in (*keys, "page_next", "page_last")]
    assert len(set(said)) == len(said)
    assert "7" in words.say("page_number", number=7)


def shards(program: Program, rows: Sequence[AwardRow], **limits: int) -> dict[str, bytes]:
    return dict(awardlist.files(program, public(rows), **limits))


def test_shards_hold_every_award_once_and_are_told_in_a_manifest(program: Program) -> None:
    rows = rows_of(program, 50, '="é\n')
    assert set(shards(program, rows)) == {f"data/awards.{kind}" for kind in ("csv", "ndjson", "csv-metadata.json")}
    files = shards(program, rows, whole=49, most=8)
    told = orjson.loads(files["data/awards.json"])
    jsonschema.validate(told, orjson.loads(files["data/awards-manifest.schema.json"]))
    assert [one["number"] for one in told["shards"]] == [1, 2, 3, 4, 5, 6, 7]
    lines, cells = [], []
    for shard in reversed(told["shards"]):
        for kind in ("csv", "ndjson"):
            text = files[f"data/{shard[kind]['path']}"]
            assert (shard[kind]["bytes"], shard[kind]["sha256"]) == (len(text), hashlib.sha256(text).hexdigest())
        some = [orjson.loads(line) for line in files[f"data/{shard['ndjson']['path']}"].splitlines()]
        assert (shard["awards"], shard["last"], shard["first"]) == (len(some), some[0]["issued"], some[-1]["issued"])
        lines += some
        table = files[f"data/{shard['csv']['path']}"].decode()
        cells += [row["id"] for row in csv.DictReader(io.StringIO(table, newline=""))]
    whole = [orjson.loads(line) for line in shards(program, rows)["data/awards.ndjson"].splitlines()]
    assert lines == whole
    assert cells == [one["id"] for one in whole]
    for kind in ("csv", "ndjson"):
        assert files[f"data/awards.{kind}"] == files[f"data/awards/7.{kind}"]
    tables = orjson.loads(files["data/awards.csv-metadata.json"])["tables"]
    assert {f"data/{one['url']}" for one in tables} == {path for path in files if path.endswith(".csv")}
    assert all(site.made(path) for path in files)


def test_an_award_or_a_revocation_changes_one_shard(program: Program) -> None:
    rows = rows_of(program, 45)
    before, after = (shards(program, some, whole=9, most=8) for some in (rows[:44], rows))
    about = {"data/awards.json", "data/awards.csv", "data/awards.ndjson"}
    assert {path for path in after if after[path] != before.get(path)} - about == {
        "data/awards/6.csv",
        "data/awards/6.ndjson",
    }
    assert rows[5].state == "active"
    revoked = [*rows[:5], rows[5]._replace(state="revoked", revoked="2026-05-02T00:00:00Z"), *rows[6:]]
    then = shards(program, revoked, whole=9, most=8)
    assert {path for path in then if then[path] != after[path]} == {
        "data/awards.json",
        "data/awards/1.csv",
        "data/awards/1.ndjson",
    }


def test_shards_of_the_longest_rows_are_bounded(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    monkeypatch.setattr(awardlist, "MOST_BYTES", 40_000)
    rows = rows_of(program, 300, '"' * 115)
    first = shards(program, rows, whole=0)
    assert len([path for path in first if "awards/" in path]) > 8
    assert max(len(text) for path, text in first.items() if path.endswith(("csv", "ndjson"))) <= 40_000
    changed = [row._replace(state="suspended", revoked="2026-05-02T00:00:00Z") for row in rows]
    second = shards(program, changed, whole=0)
    assert first.keys() == second.keys()
    assert max(len(text) for path, text in second.items() if path.endswith(("csv", "ndjson"))) <= 40_000


def test_very_many_classes_are_in_files_that_badges_json_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    program = many(60, "é")
    monkeypatch.setattr(data, "MOST_BYTES", 12_000)
    files = dict(data.badge_files(program, [], {}, 12_000))
    told, schema = (orjson.loads(files[f"data/badges.{kind}"]) for kind in ("json", "schema.json"))
    jsonschema.validate(told, schema)
    assert len(told["shards"]) > 1
    assert (told["badges"], told["url"]) == ([], BASE)
    shards = [files[f"data/{path}"] for path in told["shards"]]
    assert max(map(len, shards)) <= 12_000
    assert [one["id"] for shard in shards for one in orjson.loads(shard)["badges"]] == list(program.classes)
    assert all(site.made(path) for path in files)


@pytest.fixture(scope="module")
def big(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = made(many(500, " badge", skills=20), [], bundle, shared=True)
    return put(files, tmp_path_factory.mktemp("gallery"))


@pytest.mark.browser
def test_a_search_finds_badges_of_all_pages(page: Page, big: Path, static_server: Callable[..., Served]) -> None:
    address = static_server(big, "/guild/").url
    page.goto(address)
    first = len(shown(page))
    assert first < 500
    assert page.locator("#filters-count").inner_text() == "500 of 500 badges"
    page.get_by_label("Search").fill("0487")
    expect(page.locator("#filters-count")).to_have_text("1 of 500 badges")
    assert shown(page) == ["0487 badge"]
    link = page.locator(".card:visible a").get_attribute("href")
    assert link
    assert link.endswith("badges/class-487/")
    page.get_by_label("Family").select_option("F7 badge")
    assert page.url.endswith("?q=0487&family=F7+badge")
    page.goto(f"{address}badges/page/2/?q=0002")
    expect(page.locator("#filters-count")).to_have_text("1 of 500 badges")
    assert shown(page) == ["0002 badge"]


@pytest.mark.browser
def test_without_scripts_every_badge_is_a_few_links_away(
    browser: Browser, big: Path, static_server: Callable[..., Served]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(static_server(big, "/guild/").url)
    found = shown(page)
    while (following := page.get_by_role("navigation", name="Pages").get_by_role("link", name="Next page")).count():
        following.click()
        found += shown(page)
    assert sorted(found) == [f"{number:04} badge" for number in range(500)]
    context.close()
