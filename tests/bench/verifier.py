"""Measures the verifiers: Python's on many shapes, the page's in Chromium beside Digital Bazaar's libraries.

What counts in the browser are ratios of one run: both stacks check the same badge on the same machine.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from playwright.sync_api import Browser, Page, Response, sync_playwright

from badgepress.verify import SiteFetch, verify
from badgepress.verify.moments import moment
from tests import browser as chromium
from tests import node
from tests.server import serve
from tests.site.kinds import BASE_URL, sample_awards
from tests.vectors import world
from tests.verify.world import Told

ROOT = Path(__file__).resolve().parent.parent.parent
JUDGES = ROOT / "tests" / "judges"
FRESH = 5
AGAIN = 10

# From the moment a file is handed over to the moment its verdict stands there. Nothing is loaded before, as it would be
# for somebody who drags a file or points at the form.
OURS = """() => new Promise((resolve) => {
  const results = document.querySelector("#verify-results");
  const before = results.querySelectorAll("[data-verdict]").length;
  const carried = new DataTransfer();
  carried.items.add(new File([window.handed], "credential.json", { type: "application/json" }));
  const input = document.querySelector("#verify-file");
  input.files = carried.files;
  const began = performance.now();
  const observer = new MutationObserver(() => {
    const all = [...results.querySelectorAll("[data-verdict]")];
    if (all.length > before && all.every((one) => one.dataset.verdict !== "checking")) {
      observer.disconnect();
      const answer = [performance.now() - began, all.map((one) => one.dataset.verdict)];
      // The page is drawn before it is asked again.
      requestAnimationFrame(() => setTimeout(() => resolve(answer), 50));
    }
  });
  observer.observe(results, { subtree: true, childList: true, attributes: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
})"""
THEIRS = """async ([text, places, now]) => {
  const began = performance.now();
  const said = await judge(text, places, now);
  return [performance.now() - began, said];
}"""
PEER = b'<!doctype html><title>peer</title><script type="module" src="peer.js"></script>'


@dataclass(frozen=True)
class Verifying:
    """What was measured: bytes of script (gzip), milliseconds from drop to verdict, badges per second.

    `another` is a badge of the same issuer, `again` the same badge.
    """

    first_load: int
    everything: int
    first: float
    another: float
    again: float
    peer_first: float
    peer_again: float
    python: float

    def text(self) -> str:
        """As Markdown."""
        return (
            "**Verifying**\n\n"
            f"Script of the verify page, gzip: {self.first_load:,} bytes at first, {self.everything:,} bytes with all "
            "that an eddsa-rdfc-2022 badge needs, whatever its verdict; scripts of every page and one language are in "
            "both. The first verdict includes loading what is not there at first.\n\n"
            "| from drop to verdict, ms | first | another badge of the issuer | the same badge |\n"
            "| --- | ---: | ---: | ---: |\n"
            f"| the verify page | {self.first:.1f} | {self.another:.1f} | {self.again:.1f} |\n"
            f"| Digital Bazaar's libraries, all loaded before | {self.peer_first:.1f} | {self.peer_again:.1f} "
            f"| {self.peer_again:.1f} |\n"
            f"| ratio | {self.first / self.peer_first:.2f} | {self.another / self.peer_again:.2f} "
            f"| {self.again / self.peer_again:.2f} |\n\n"
            f"Python: {self.python:,.0f} badges of many shapes per second and core, with their status list.\n\n"
        )


def shapes(count: int) -> list[bytes]:
    """Signed badges that differ in what they have."""
    return [json.dumps(world.signed(_shaped(number))).encode() for number in range(count)]


def _shaped(number: int) -> dict[str, Any]:
    badge = world.credential() | {"name": f"Badge {number}"}
    achievement = badge["credentialSubject"]["achievement"]
    if number & 1:
        achievement["tag"] = [f"tag {one}" for one in range(number % 5 + 1)]
    if number & 2:
        achievement["alignment"] = [
            {"type": ["Alignment"], "targetName": f"skill {one}", "targetUrl": f"https://skills.example/{one}"}
            for one in range(number % 4 + 1)
        ]
    if number & 4:
        badge["evidence"] = [{"type": ["Evidence"], "name": f"evidence {number}"}]
    if number & 8:
        badge["description"] = "A description of its own."
    if number & 16:
        del badge["validUntil"]
    return badge


def python_rate(count: int = 200) -> float:
    """Badges per second of the processor's time."""
    now = moment(world.NOW)
    if now is None:
        raise ValueError(world.NOW)
    badges, documents = shapes(count), world.documents()

    def verdicts(some: list[bytes]) -> list[str]:
        told = Told(documents)
        return [verify(one, now=now, fetch=told, trusted=[world.ORG]).verdict for one in some]

    verdicts(badges[:20])  # contexts are processed once for the life of a process
    began = process_time()
    found = verdicts(badges)
    seconds = process_time() - began
    if set(found) != {"valid"}:
        raise AssertionError(f"not all are valid: {set(found)}")
    return count / seconds


def measure(site: Path, now: datetime) -> Verifying:
    """Everything, on a built sample site."""
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
    return Verifying(*sizes, *ours, *theirs, python_rate())


def _of_one_issuer(files: list[Path]) -> list[Path]:
    """Those of the issuer of the first."""
    issuers = [json.loads(file.read_bytes())["issuer"]["id"] for file in files]
    return [file for file, issuer in zip(files, issuers, strict=True) if issuer == issuers[0]]


def _ours(
    browser: Browser, url: str, file: Path, others: list[Path], now: datetime
) -> tuple[tuple[int, int], tuple[float, float, float]]:
    """Bytes at first and in all; milliseconds for the first badge, for others of its issuer, and for the same one."""
    firsts, anothers, agains, sizes = [], [], [], (0, 0)
    for _ in range(FRESH):
        page = browser.new_page()
        page.add_init_script(f"Date.now = () => {now.timestamp() * 1000:.0f}")
        answers = _watched(page)
        page.goto(url, wait_until="networkidle")
        loaded = len(answers)
        firsts.append(_timed(page, file))
        anothers += [_timed(page, other) for other in others[:AGAIN]]
        agains += [_timed(page, file) for _ in range(AGAIN)]
        page.wait_for_load_state("networkidle")
        sizes = _packed(answers[:loaded]), _packed(answers)
        page.close()
    return sizes, (median(firsts), median(anothers), median(agains))


def _timed(page: Page, file: Path) -> float:
    page.evaluate("(text) => { window.handed = text; }", file.read_text("utf-8"))
    milliseconds, verdicts = page.evaluate(OURS)
    if set(verdicts) != {"valid"}:
        raise AssertionError(f"not valid: {verdicts}")
    return float(milliseconds)


def _packed(answers: list[Response]) -> int:
    """Bytes of the scripts among the answers, gzip, each once."""
    scripts = {one.url: one for one in answers if one.url.endswith(".js")}
    return sum(len(gzip.compress(one.body(), 9, mtime=0)) for one in scripts.values())


def _watched(page: Page) -> list[Response]:
    """Grows by every answer that the page gets."""
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
