"""Runs `make bench`: measures builds against their bars, the steps of a build, an import, the gallery, the verifiers.

With `--write` the result goes into docs/benchmarks.md. Exits 1 when a step takes more than twice as long per award in
the large programme as in the small one, or when our verdict takes too long; with `--check` also when a bar is broken.
`--million` builds up to a million awards instead, and always writes its result.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import bars, builds, gallery, million, rivals
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
LIGHT, WHOLE = (2_000, 10_000), (300, 1_000)
NOTE = (
    "A *signature* is the processor time of one Ed25519 signature by PyNaCl in the same run. Each build is run by the "
    "command in two sizes, on a tmpfs and with an empty cache, so that start-up and the cost of each award are told "
    "apart. The bars are about 100,000 light and 10,000 whole awards.\n\n"
)


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


def measured_bars(light: tuple[int, int], whole: tuple[int, int], compares: bool) -> list[bars.Row]:
    """Build two sizes of light and of whole awards, and compare with other programs if asked."""
    with builds.scratch() as folder:
        lights = _two(folder / "light", light, "light")
        wholes = _two(folder / "whole", whole, "whole")
        rows = [*builds.light_rows(*lights), *builds.whole_rows(*wholes), builds.start_row(folder / "start")]
        return [*rows, *rivals.rows(folder, lights, wholes)] if compares else rows


def _two(folder: Path, sizes: tuple[int, int], weight: str) -> tuple[builds.Built, builds.Built]:
    small, large = (builds.measure(folder / str(size), size, weight, disk=weight == "light") for size in sizes)
    return small, large


def write(part: str, said: str) -> None:
    """Put a result into docs/benchmarks.md."""
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text(with_part(page.read_text("utf-8"), part, said), "utf-8")


def main() -> int:
    """Measure, print the results, and write them to a file if asked."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--awards", type=int, nargs="+", default=[500, 2_000], help="sizes for the steps")
    parser.add_argument("--light", type=int, nargs=2, default=LIGHT, help=argparse.SUPPRESS)
    parser.add_argument("--whole", type=int, nargs=2, default=WHOLE, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="put the result into docs/benchmarks.md")
    parser.add_argument("--check", action="store_true", help="fail if a bar is broken that was met before")
    parser.add_argument("--no-verifier", action="store_true", help="leave out what needs a browser")
    parser.add_argument("--no-rivals", action="store_true", help="leave out Hugo and openbadgeslib")
    parser.add_argument("--million", action="store_true", help="build up to a million awards, and write the result")
    parser.add_argument("--sizes", type=int, nargs="+", help=argparse.SUPPRESS)  # for tests: prints only
    given = parser.parse_args()
    if given.million:
        return run_million(given.sizes, given.check)
    rows = measured_bars(tuple(given.light), tuple(given.whole), not given.no_rivals)
    warm = measured(WARM)  # loads fonts, templates and contexts, which is not what grows
    results = [measured(awards) for awards in given.awards]
    preview = results[-1].preview_in_signatures()
    rows.append(bars.Row("previews", "link previews, whole", preview, "", f"each, of {results[-1].awards:,}"))
    imported = measured_importing()
    searched = "" if given.no_verifier else measured_gallery()
    verifying = None if given.no_verifier else measured_verifying()
    said = text(warm, results, imported, searched, verifying)
    head = f"\n**Bars** ({datetime.now(UTC):%Y-%m-%d}, {machine()})\n\n{NOTE}{bars.table(rows)}{bars.excuses(rows)}"
    print(head + said)
    if given.write:
        write("bench", head + said)
    grown = {step: ratio for step, ratio in ratios(results[0], results[-1]).items() if ratio > TOO_MUCH}
    for step, ratio in grown.items():
        print(f"{step} takes {ratio:.1f} times as long per award in the large programme", file=sys.stderr)
    slower = verifying.too_slow() if verifying else {}
    for kind, ratio in slower.items():
        print(f"the {kind} verdict takes {ratio:.2f} times as long as Digital Bazaar's libraries", file=sys.stderr)
    return 1 if grown or slower or (given.check and tell_broken(rows)) else 0


def run_million(sizes: list[int] | None, checks: bool) -> int:
    """Build up to a million awards. Other sizes are a trial, and are printed only."""
    taken = million.measure(sizes or million.SIZES)
    said = million.text(taken, f"{datetime.now(UTC):%Y-%m-%d}", machine())
    print(said)
    if not sizes:
        write("million", said)
    return 1 if checks and tell_broken(million.rows(taken)) else 0


def tell_broken(rows: list[bars.Row]) -> bool:
    """Say which bars are broken that should be met; return whether any is."""
    found = bars.broken(rows)
    for row in found:
        print(f"bar broken: {row.what}: {row.value:.2f}{row.unit}, not {bars.BARS[row.key]}", file=sys.stderr)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
