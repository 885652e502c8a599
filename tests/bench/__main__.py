"""Runs `make bench`: measures each step of a build, and whether any grows faster than the number of awards.

With `--write` the result goes into docs/benchmarks.md. Exits 1 when a step takes more than twice as long per award in
the large programme as in the small one, or when a link preview or the start takes too many signatures.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import gallery
from tests.bench.importing import Imported
from tests.bench.importing import measure as measure_importing
from tests.bench.measure import STEPS, Measured, measure
from tests.bench.verifier import Verifying
from tests.bench.verifier import measure as measure_verifying
from tests.conftest import build_sample
from tests.project.reference import with_part

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOO_MUCH = 2.0
WARM = 50
#: Most signatures that a link preview may take, and all that is done before the first award.
PREVIEW, START = 60, 200_000


def table(one: Measured) -> str:
    """Return a Markdown table of one programme."""
    lines = [
        f"**{one.awards:,} awards**\n",
        "| step | awards per second | ms per award | share |",
        "| --- | ---: | ---: | ---: |",
    ]
    for step in STEPS:
        seconds = one.seconds[step]
        share = f"{seconds / one.total:.1%}"
        lines.append(f"| {step} | {one.per_second(step):,.0f} | {seconds / one.awards * 1000:.3f} | {share} |")
    lines.append(f"| all | {one.awards / one.total:,.0f} | {one.total / one.awards * 1000:.3f} | 100% |")
    return "\n".join(lines) + "\n"


def ratios(small: Measured, large: Measured) -> dict[str, float]:
    """Return step → processor time per award in the large programme, divided by that in the small one."""
    return {step: (large.processor[step] / large.awards) / (small.processor[step] / small.awards) for step in STEPS}


def text(
    warm: Measured, results: list[Measured], imported: Imported, searched: str, verifying: Verifying | None
) -> str:
    """Return all measurements as Markdown."""
    small, large = results[0], results[-1]
    grown = ", ".join(f"{step} {ratio:.2f}" for step, ratio in ratios(small, large).items())
    plain = large.signed_by_peer / large.peer
    return (
        f"\n{datetime.now(UTC):%Y-%m-%d}, {machine()}.\n\n"
        + "\n".join(table(one) for one in results)
        + f"\nBefore the first award, whatever their number (class images, styles, scripts): {warm.once:.1f} s, "
        + f"{warm.start_in_signatures():,.0f} signatures.\n"
        + f"\nA link preview alone: {large.preview_in_signatures():.0f} signatures (one takes "
        + f"{large.signature * 1e6:.0f} µs).\n"
        + f"\nAn award's folder, in kB: {weights(large)}.\n"
        + f"\nProcessor time per award, {large.awards:,} against {small.awards:,}: {grown}.\n\n"
        + f"Signing {large.per_core('sign'):,.0f} per second and core; PyLD with PyNaCl in a plain loop, {plain:,.0f}; "
        + f"ratio {large.peer_ratio():.1f}.\n\nPeak memory: {large.memory:,.0f} MB.\n\n"
        + imported.text()
        + searched
        + (verifying.text() if verifying else "")
    )


def weights(one: Measured) -> str:
    """Return the files of an award's folder with their sizes and the sum."""
    files = ", ".join(f"{name} {size / 1000:.0f}" for name, size in one.weights.items())
    return f"{sum(one.weights.values()) / 1000:.0f} ({files})"


def machine() -> str:
    """Describe the machine in a few words."""
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    )


def measured(awards: int) -> Measured:
    """Measure one programme in a temporary folder."""
    print(f"measuring {awards:,} awards …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-") as folder:
        return measure(Path(folder), awards, NOW, ROOT / "templates")


def measured_importing() -> Imported:
    """Measure the import of a sheet in a temporary folder."""
    print("measuring an import …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-") as folder:
        return measure_importing(Path(folder), NOW)


def measured_gallery() -> str:
    """Measure two galleries in a temporary folder, and return Markdown."""
    print("measuring the gallery …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-") as folder:
        return gallery.text(*gallery.measure(Path(folder), NOW, ROOT / "templates"))


def measured_verifying() -> Verifying:
    """Measure the verifiers on the sample's site in a temporary folder."""
    print("measuring the verifiers …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-") as folder:
        return measure_verifying(build_sample(Path(folder) / "site", now=NOW), NOW)


def main() -> int:
    """Measure, print the results, and write them to a file if asked."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--awards", type=int, nargs="+", default=[1_000, 10_000], help="sizes, smallest first")
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--no-verifier", action="store_true", help="leave out what needs a browser")
    given = parser.parse_args()
    warm = measured(WARM)  # loads fonts, templates and contexts, which is not what grows
    results = [measured(awards) for awards in given.awards]
    imported = measured_importing()
    searched = "" if given.no_verifier else measured_gallery()
    verifying = None if given.no_verifier else measured_verifying()
    said = text(warm, results, imported, searched, verifying)
    print(said)
    if given.write:
        page = ROOT / "docs" / "benchmarks.md"
        page.write_text(with_part(page.read_text("utf-8"), "bench", said), "utf-8")
    grown = {step: ratio for step, ratio in ratios(results[0], results[-1]).items() if ratio > TOO_MUCH}
    for step, ratio in grown.items():
        print(f"{step} takes {ratio:.1f} times as long per award in the large programme", file=sys.stderr)
    dear = (
        results[-1].preview_in_signatures() > PREVIEW
        or min(one.start_in_signatures() for one in (warm, *results)) > START
    )
    if dear:
        print(f"a link preview takes more than {PREVIEW} signatures, or the start more than {START:,}", file=sys.stderr)
    slower = verifying.too_slow() if verifying else {}
    for kind, ratio in slower.items():
        print(f"the {kind} verdict takes {ratio:.2f} times as long as Digital Bazaar's libraries", file=sys.stderr)
    return 1 if grown or dear or slower else 0


if __name__ == "__main__":
    sys.exit(main())
