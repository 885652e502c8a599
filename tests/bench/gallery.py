"""Measures search in a large and a small gallery in Chromium, from a key press to its results, in one run."""

from __future__ import annotations

import gzip
import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from badgepress.bundle import ensure_bundle
from badgepress.read import read_program
from badgepress.render import Renderer
from tests import browser as chromium
from tests.bench.generate import SEED, frame
from tests.server import serve

SMALL, LARGE = 100, 2_000
TOPICS = ("Data", "Cloud", "Security", "Design", "Teaching", "Statistics", "Hydrology", "Robotics", "Ethics", "Privacy")
KINDS = ("Foundations", "Practitioner", "Workshop", "Capstone", "Mentor", "Explorer", "Essentials", "Lead", "Reviewer")
LEVELS = ("Foundational", "Intermediate", "Advanced")
SHAPES = ("circle", "hexagon", "shield", "rosette", "diamond", "octagon")
TYPED = ("d", "da", "dat", "data", "", "robotics lead", "", "zzz", "")

# from the key press to the frame that shows the results: script, layout and paint
PRESS = """(value) => new Promise((done) => {
  const field = document.getElementById("f-q");
  const began = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const script = performance.now() - began;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done([script, performance.now() - began]);
    channel.port2.postMessage(0);
  });
})"""


@dataclass(frozen=True)
class Searched:
    """Milliseconds from a key to its result, in the median and at most, the script's part; the page's bytes, gzip."""

    classes: int
    weight: int
    script: float
    usual: float
    worst: float


def text(small: Searched, large: Searched) -> str:
    """Return the result as Markdown."""
    rows = [
        f"| {one.classes:,} | {one.weight / 1000:,.0f} | {one.script:.1f} | {one.usual:.1f} | {one.worst:.1f} |"
        for one in (small, large)
    ]
    return (
        "**The gallery**\n\nFrom a key in its search to the frame that shows what was found, in Chromium.\n\n"
        "| classes | page, kB gzip | script, ms | key to result, ms | the slowest |\n"
        "| ---: | ---: | ---: | ---: | ---: |\n"
        + "\n".join(rows)
        + f"\n\n{large.classes // small.classes} times as many classes take {large.usual / small.usual:.1f} times as "
        + "long.\n\n"
    )


def programme(folder: Path, classes: int) -> Path:
    """Return a programme with so many classes in families, and without awards."""
    chance = random.Random(SEED)
    files = [(name, text) for name, text in frame() if not name.startswith("classes/")]
    for number in range(classes):
        name = f"{chance.choice(TOPICS)} {chance.choice(KINDS)} {number}"
        skills = ", ".join(f"skill-{one}" for one in chance.sample(range(20), 3))
        lines = (
            f"name: {name}\ndescription: What badge {number} stands for.\ncriteria: Finish part {number}.\n"
            f"family: Family {number % 16}\nlevel: {chance.choice(LEVELS)}\ntags: [tag-{number % 30}]\n"
            f"skills: [{skills}]\nart: {{shape: {chance.choice(SHAPES)}}}\n"
        )
        files.append((f"classes/class-{number}.yml", lines))
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return folder


def site(folder: Path, classes: int, now: datetime, templates: Path) -> Path:
    """Build the gallery of such a programme, with the pictures of the first rows."""
    program, problems = read_program(programme(folder / f"badges-{classes}", classes))
    if program is None:
        raise AssertionError(problems)
    renderer = Renderer(program, templates=templates, now=now, bundle=ensure_bundle())
    files = [next(iter(renderer.whole([]))), *renderer.shared()]
    for slug in list(program.classes)[:24]:
        files += renderer.pictures(slug)
    out = folder / f"site-{classes}"
    for name, data in files:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return out


def searched(browser: Browser, folder: Path, classes: int) -> Searched:
    """Search one gallery."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    with serve(folder) as running:
        page.goto(running.url, wait_until="load")
        pressed = [page.evaluate(PRESS, value) for value in TYPED * 2]
    page.close()
    scripts, whole = ([one[at] for one in pressed] for at in (0, 1))
    weight = len(gzip.compress((folder / "index.html").read_bytes(), 9))
    return Searched(classes, weight, median(scripts), median(whole), max(whole))


def measure(folder: Path, now: datetime, templates: Path) -> tuple[Searched, Searched]:
    """Measure a small and a large gallery in one run."""
    sites = [site(folder, classes, now, templates) for classes in (SMALL, LARGE)]
    executable = chromium.system()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(executable) if executable else None, args=chromium.arguments()
        )
        small, large = (searched(browser, one, classes) for one, classes in zip(sites, (SMALL, LARGE), strict=True))
        browser.close()
    return small, large
