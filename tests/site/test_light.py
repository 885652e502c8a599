"""Awards of two weights: what their folders hold, and the badge's image that a light award's page bakes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from badgepress.openbadges.images import bake
from tests.conftest import NOW, ROOT, build_sample
from tests.server import serve

#: Bytes of an award's folder, on average.
LIGHT = 12_100


def sample(folder: Path, settings: str) -> Path:
    """The sample programme with more settings."""
    program = shutil.copytree(ROOT / "badges", folder / "badges")
    file = program / "program.yml"
    file.write_text(f"{settings}\n{file.read_text('utf-8')}", "utf-8")
    return program


@pytest.fixture(scope="module")
def light_site(tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Path:
    folder = tmp_path_factory.mktemp("light")
    return build_sample(folder / "site", sample(folder, "awards: light"), NOW, jobs=1, cache=cache_home)


def folders(site: Path) -> dict[str, set[str]]:
    """The names of the files of each award's current version."""
    return {one.name: {file.name for file in one.iterdir() if file.is_file()} for one in (site / "awards").iterdir()}


def test_a_light_award_is_its_page_and_its_credential(light_site: Path, sample_site: Path) -> None:
    light, whole = folders(light_site), folders(sample_site)
    assert set(light) == set(whole)
    for award, names in light.items():
        assert names == whole[award] & {"index.html", "credential.json"}, award
        for name in names - {"index.html"}:
            ours, theirs = light_site / "awards" / award / name, sample_site / "awards" / award / name
            assert ours.read_bytes() == theirs.read_bytes()
    sizes = [sum(file.stat().st_size for file in one.iterdir()) for one in (light_site / "awards").iterdir()]
    assert sum(sizes) / len(sizes) <= LIGHT


def test_awards_from_before_the_day_stay_whole(tmp_path: Path, cache_home: Path, sample_site: Path) -> None:
    program = sample(tmp_path, "awards: light\nlight_from: 2026-06-01")
    site = build_sample(tmp_path / "site", program, NOW, jobs=1, cache=cache_home)
    before = folders(sample_site)
    kept = [award for award, names in folders(site).items() if "preview.png" in names]
    assert 10 < len(kept) < len(before) - 10
    for award, names in folders(site).items():
        page = (site / "awards" / award / "index.html").read_text("utf-8")
        issued = re.search(r'<time datetime="([^"]+)"', page)
        if issued and "preview.png" in before[award]:
            assert (issued[1] < "2026-06-01") == ("preview.png" in names), award


@pytest.mark.browser
def test_the_page_bakes_the_image_as_the_build_would(light_site: Path, page: Page) -> None:
    award = next(
        one for one in sorted((light_site / "awards").iterdir()) if b"badge.svg" in (one / "index.html").read_bytes()
    )
    text = (award / "index.html").read_text("utf-8")
    credential = (award / "credential.json").read_bytes().rstrip(b"\n")
    with serve(light_site) as served:
        page.goto(f"{served.url}awards/{award.name}/")
        page.wait_for_selector(".paper__code", state="attached")
        for kind in ("png", "svg"):
            link = page.locator(f'.side--files a[href$="badge.{kind}"]')
            with page.expect_download() as caught:
                link.click()
            found = re.search(rf'href="([^"]*badge\.{kind})"', text)
            assert found
            image = (award / found[1]).resolve().read_bytes()
            assert caught.value.path().read_bytes() == bake.bake(image, credential)
            assert caught.value.suggested_filename == f"badge.{kind}"


@pytest.mark.browser
def test_without_scripts_the_page_reads_shares_and_links_its_files(light_site: Path, new_context: object) -> None:
    context = new_context(java_script_enabled=False)  # type: ignore[operator]
    page = context.new_page()
    award = next(one for one in sorted((light_site / "awards").iterdir()) if (one / "credential.json").is_file())
    with serve(light_site) as served:
        page.goto(f"{served.url}awards/{award.name}/")
        assert page.locator("h1").inner_text()
        assert page.locator(".prose").count() >= 2
        for link in page.locator(".side--files a").all():
            address = link.get_attribute("href")
            assert address
            assert (award / address).resolve().is_file(), address
