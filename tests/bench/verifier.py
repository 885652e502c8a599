"""Measures the verifiers: Python's on many shapes, the page's in Chromium beside Digital Bazaar's libraries.

What counts in the browser are ratios of one run: both stacks check the same badge on the same machine.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import nacl.signing
from playwright.sync_api import Browser, Page, Response, sync_playwright

from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld.shape import shape_of
from badgepress.openbadges.keys import base58
from badgepress.openbadges.moments import moment
from badgepress.verify import SiteFetch, verify
from tests import browser as chromium
from tests import node
from tests.bench.measure import plain_form
from tests.dragging import drag
from tests.server import serve
from tests.site.kinds import BASE_URL, sample_awards
from tests.vectors import world

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ROOT / "tests" / "judges"
FRESH = 5
AGAIN = 10
#: The most that a verdict may take, as a part of what Digital Bazaar's libraries take in the same run.
MOST = {"first": 0.6, "another": 0.5}

# The milliseconds from an event of this kind to the moment when verdicts on all that came with it can be seen, and the
# verdicts. The first argument is the event's kind.
WATCH = """(kind) => {
  const results = document.querySelector("#verify-results");
  const seen = () => [...results.querySelectorAll("[data-verdict]")].filter((one) => !one.closest("[hidden]"));
  const before = seen().length;
  let began;
  addEventListener(kind, () => { began = performance.now(); }, { capture: true, once: true });
  window.timed = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const all = seen();
      if (all.length > before && all.every((one) => one.dataset.verdict !== "checking")) {
        observer.disconnect();
        resolve([performance.now() - began, all.map((one) => one.dataset.verdict)]);
      }
    });
    observer.observe(results, { subtree: true, childList: true, attributes: true });
  });
}"""
PASTE = """(text) => {
  const carried = new DataTransfer();
  carried.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""
# Milliseconds that a file is held over the page, at least, and that nothing else is asked of the page afterwards.
HELD = 300
THEIRS = """async ([text, places, now]) => {
  const began = performance.now();
  const said = await judge(text, places, now);
  return [performance.now() - began, said];
}"""
PEER = b'<!doctype html><title>peer</title><script type="module" src="peer.js"></script>'


@dataclass(frozen=True)
class Python:
    """Badges per processor second: each of a new shape, others of known shapes, and the straightforward way."""

    foreign: float
    known: float
    plain: float

    def text(self) -> str:
        """As Markdown."""
        return (
            f"Python, badges with their status list, per second and core: {self.foreign:,.0f} of shapes never seen "
            f"before, {self.known:,.0f} of shapes seen once. PyLD with PyNaCl in a plain loop, which checks the "
            f"signature alone: {self.plain:,.0f}; ratio {self.foreign / self.plain:.1f}."
        )


@dataclass(frozen=True)
class Verifying:
    """What was measured: bytes of script (gzip), milliseconds from drop to verdict, badges per second.

    `another` is a badge of the same issuer, `again` the same badge. `pasted` is the first badge of a page that nobody
    pointed at before, so that nothing was loaded ahead.
    """

    first_load: int
    everything: int
    first: float
    another: float
    again: float
    pasted: float
    peer_first: float
    peer_again: float
    python: Python

    def too_slow(self) -> dict[str, float]:
        """Return the ratios to Digital Bazaar's libraries that exceed the limit, by measurement."""
        ratios = {"first": self.first / self.peer_first, "another": self.another / self.peer_again}
        return {name: ratio for name, ratio in ratios.items() if ratio > MOST[name]}

    def text(self) -> str:
        """As Markdown."""
        return (
            "**Verifying**\n\n"
            f"Script of the verify page, gzip: {self.first_load:,} bytes at first, {self.everything:,} bytes with all "
            "that an eddsa-rdfc-2022 badge needs, whatever its verdict; scripts of every page and one language are in "
            "both. Files are dropped as people drop them: the page sees them coming, and loads what it lacks. A text "
            "that is pasted into a page just opened finds nothing loaded ahead, and has its verdict after "
            f"{self.pasted:.1f} ms.\n\n"
            "| from drop to verdict, ms | first | another badge of the issuer | the same badge |\n"
            "| --- | ---: | ---: | ---: |\n"
            f"| the verify page | {self.first:.1f} | {self.another:.1f} | {self.again:.1f} |\n"
            f"| Digital Bazaar's libraries, all loaded before | {self.peer_first:.1f} | {self.peer_again:.1f} "
            f"| {self.peer_again:.1f} |\n"
            f"| ratio | {self.first / self.peer_first:.2f} | {self.another / self.peer_again:.2f} "
            f"| {self.again / self.peer_again:.2f} |\n\n"
            f"{self.python.text()}\n\n"
        )


def shapes(count: int, edition: str = "first") -> list[bytes]:
    """Return signed badges of different shapes. Another edition has the same shapes and other texts."""
    made = [world.signed(_shaped(number, edition)) for number in range(count)]
    if len({shape.key for one in made if (shape := shape_of(one))}) != count:
        raise AssertionError("some are of one shape")
    return [json.dumps(one).encode() for one in made]


def _shaped(number: int, edition: str) -> dict[str, Any]:
    badge = world.credential() | {"name": f"Badge {number}, {edition} edition"}
    achievement = badge["credentialSubject"]["achievement"]
    achievement["tag"] = [f"tag {one} of {edition}" for one in range(number % 5 + 1)]
    achievement["alignment"] = [
        {"type": ["Alignment"], "targetName": f"skill {one}", "targetUrl": f"https://skills.example/{edition}/{one}"}
        for one in range(number // 5 % 4)
    ]
    badge["evidence"] = [{"type": ["Evidence"], "name": f"evidence {one}"} for one in range(number // 20 % 3)]
    if number // 60 % 2:
        badge["description"] = "A description of its own."
    if number // 120 % 2:
        del badge["validUntil"]
    if number // 240:
        badge["issuer"]["description"] = "Who stands behind it."
    return {name: value for name, value in badge.items() if value != []}


def python_rates(count: int = 240, plain: int = 40) -> Python:
    """Measure how many badges Python verifies, each once."""
    now = moment(world.NOW)
    if now is None:
        raise ValueError(world.NOW)
    answers = {address: json.dumps(one["json"]).encode() for address, one in world.documents().items()}

    def rate(some: list[bytes]) -> float:
        began = process_time()
        found = {verify(one, now=now, fetch=answers.__getitem__, trusted=[world.ORG]).verdict for one in some}
        seconds = process_time() - began
        if found != {"valid"}:
            raise AssertionError(f"not all are valid: {found}")
        return len(some) / seconds

    first, second = shapes(count), shapes(count, "second")
    rate(first[:1])  # contexts are processed once for the life of a process
    jsonld.forget()  # signing has seen all these shapes
    rate([json.dumps(world.signed()).encode()])  # the status list and the proof have theirs, as with every issuer
    return Python(rate(first), rate(second), _plain_rate(first[:plain]))


def _plain_rate(some: list[bytes]) -> float:
    """Verify in the straightforward way: PyLD's canonical forms, and PyNaCl's check of the signature."""
    key = nacl.signing.VerifyKey(world.ORG_KEY.public_bytes)
    began = process_time()
    for one in some:
        document = json.loads(one)
        (proof,) = document.pop("proof")
        signature = base58.decode(proof.pop("proofValue")[1:])
        forms = plain_form(proof | {"@context": document["@context"]}), plain_form(document)
        key.verify(b"".join(hashlib.sha256(form.encode()).digest() for form in forms), signature)
    return len(some) / (process_time() - began)


def measure(site: Path, now: datetime) -> Verifying:
    """Measure everything on a built sample site."""
    valid = [one for one in sample_awards(site, now) if one.verdict == "valid" and one.current]
    file, *others = _of_one_issuer([site / one.path / "credential.json" for one in valid])
    node.install(JUDGES)
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-") as folder, serve(site) as served:
        bundle = Path(folder) / "peer.js"
        done = node.run(["node", "bundle.mjs", str(bundle)], JUDGES)
        if done.returncode:
            raise RuntimeError(done.stderr)
        with sync_playwright() as playwright:
            executable = chromium.system()
            browser = playwright.chromium.launch(
                executable_path=str(executable) if executable else None, args=chromium.arguments()
            )
            try:
                sizes, ours = _ours(browser, served.url + "verify/", file, others, now)
                served.replaced |= {"peer.html": PEER, "peer.js": bundle.read_bytes()}
                theirs = _theirs(browser, served.url + "peer.html", file, site, now)
            finally:
                browser.close()
    return Verifying(*sizes, *ours, *theirs, python_rates())


def _of_one_issuer(files: list[Path]) -> list[Path]:
    """Return those with the same issuer as the first."""
    issuers = [json.loads(file.read_bytes())["issuer"]["id"] for file in files]
    return [file for file, issuer in zip(files, issuers, strict=True) if issuer == issuers[0]]


def _ours(
    browser: Browser, url: str, file: Path, others: list[Path], now: datetime
) -> tuple[tuple[int, int], tuple[float, float, float, float]]:
    """Bytes at first and in all; milliseconds for the first badge, others of its issuer, the same one, a pasted one."""
    firsts, anothers, agains, pasted, sizes = [], [], [], [], (0, 0)
    for _ in range(FRESH):
        page, answers = _opened(browser, url, now)
        loaded = len(answers)
        firsts.append(_dropped(page, file))
        anothers += [_dropped(page, other) for other in others[:AGAIN]]
        agains += [_dropped(page, file) for _ in range(AGAIN)]
        page.wait_for_load_state("networkidle")
        sizes = _packed(answers[:loaded]), _packed(answers)
        page.close()
        page, _answers = _opened(browser, url, now)
        page.evaluate(WATCH, "paste")
        page.evaluate(PASTE, file.read_text("utf-8"))
        pasted.append(_timed(page))
        page.close()
    return sizes, (median(firsts), median(anothers), median(agains), median(pasted))


def _opened(browser: Browser, url: str, now: datetime) -> tuple[Page, list[Response]]:
    """Open the verify page, wait until it has loaded, and collect its responses."""
    page = browser.new_page()
    page.add_init_script(f"Date.now = () => {now.timestamp() * 1000:.0f}")
    answers = _watched(page)
    page.goto(url, wait_until="networkidle")
    return page, answers


def _dropped(page: Page, file: Path) -> float:
    """Return milliseconds from the drop to the verdict, for a file that the browser itself drags and drops."""
    page.evaluate(WATCH, "drop")
    drag(page, "#verify-drop", file, "dragEnter", "dragOver")
    page.wait_for_timeout(HELD)
    drag(page, "#verify-drop", file, "drop")
    return _timed(page)


def _timed(page: Page) -> float:
    page.wait_for_timeout(HELD)
    milliseconds, verdicts = page.evaluate("window.timed")
    if set(verdicts) != {"valid"}:
        raise AssertionError(f"not valid: {verdicts}")
    return float(milliseconds)


def _packed(answers: list[Response]) -> int:
    """Return the bytes of the scripts among the responses, gzip, each once."""
    scripts = {one.url: one for one in answers if one.url.endswith(".js")}
    return sum(len(gzip.compress(one.body(), 9, mtime=0)) for one in scripts.values())


def _watched(page: Page) -> list[Response]:
    """A list that grows with every response that the page gets."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    return answers


def _theirs(browser: Browser, url: str, file: Path, site: Path, now: datetime) -> tuple[float, float]:
    """Milliseconds at first and again; they read the same two documents from the same server."""
    places: dict[str, str] = {}
    fetch = SiteFetch(site, BASE_URL)

    def noted(address: str) -> bytes:
        data = fetch(address)
        place = address.removeprefix(BASE_URL)
        places[json.loads(data)["id"] if place.endswith("did.json") else address] = place
        return data

    verify(file.read_bytes(), now=now, fetch=noted)
    given = [file.read_text("utf-8"), places, f"{now:%Y-%m-%dT%H:%M:%SZ}"]
    firsts, agains = [], []
    for _ in range(FRESH):
        page = browser.new_page()
        page.goto(url, wait_until="networkidle")
        page.wait_for_function("() => window.judge")
        times = [page.evaluate(THEIRS, given) for _ in range(AGAIN + 1)]
        if {said for _, said in times} != {"valid"}:
            raise AssertionError(f"the other libraries do not accept the badge: {times[0][1]}")
        firsts.append(times[0][0])
        agains += [milliseconds for milliseconds, _ in times[1:]]
        page.close()
    return median(firsts), median(agains)
