"""Times the steps of a build separately, in this process."""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

import nacl.signing
from pyld import jsonld

from badgepress import sign
from badgepress.bundle import ensure_bundle
from badgepress.model.issued import Issued
from badgepress.openbadges.images.bake import bake
from badgepress.openbadges.jsonld import contexts
from badgepress.read import load_awards, read_program
from badgepress.registry import credential as facts
from badgepress.render import Renderer
from badgepress.render.writer import SiteWriter
from badgepress.signing import SIGNED_TOGETHER
from tests.bench.generate import generate, secret_key

Result = TypeVar("Result")
STEPS = ("read", "sign", "bake", "render")


@dataclass(frozen=True)
class Measured:
    """Seconds for each step of one programme, and the processor's seconds (which other programs disturb less).

    `once` is what does not depend on the number of awards: images of the classes, styles, scripts; `starting` is the
    processor's part of it. `previews` are the processor's seconds for the link previews alone, which rendering counts
    as well. `signature` is what one PyNaCl signature takes of the processor: the measure for every machine. `peer` is
    what the processor takes to sign `signed_by_peer` of the awards the plain way. `memory` is the most this process
    has held so far, in MB; `weights` are the bytes of an award's folder by file, on average.
    """

    awards: int
    seconds: dict[str, float]
    processor: dict[str, float]
    once: float
    starting: float
    previews: float
    signature: float
    weights: dict[str, int]
    peer: float
    signed_by_peer: int
    memory: float

    @property
    def total(self) -> float:
        """Seconds for all steps."""
        return sum(self.seconds.values())

    def per_second(self, step: str) -> float:
        """Awards per second of one step."""
        return self.awards / self.seconds[step]

    def preview_in_signatures(self) -> float:
        """What one link preview takes of the processor."""
        return self.previews / self.awards / self.signature

    def start_in_signatures(self) -> float:
        """What is done before the first award."""
        return self.starting / self.signature

    def per_core(self, step: str) -> float:
        """Awards per second of the processor's time of one step."""
        return self.awards / self.processor[step]

    def peer_ratio(self) -> float:
        """How many times faster signing is than the straightforward way."""
        return (self.peer / self.signed_by_peer) * self.per_core("sign")


class Time(NamedTuple):
    """Seconds of the clock and of the processor."""

    clock: float
    processor: float

    def less(self, other: Time) -> Time:
        """Subtract another step's time, but keep at least a hundredth."""
        return Time(
            max(self.clock - other.clock, self.clock / 100), max(self.processor - other.processor, self.processor / 100)
        )


def timed(work: Callable[[], Result]) -> tuple[Time, Result]:
    """Return how long the work took, and its result."""
    started = Time(perf_counter(), process_time())
    result = work()
    return Time(perf_counter() - started.clock, process_time() - started.processor), result


def measure(folder: Path, awards: int, now: datetime, templates: Path, peers: int = 100) -> Measured:
    """Generate a programme of that many awards below `folder` and time every step."""
    root = generate(folder / "badges", awards)
    keyring = sign.Keyring(common=(secret_key(),))

    def read() -> Any:
        program, problems = read_program(root)
        assert program is not None, problems
        found = sum(len(load_awards(file, program)[0]) for file in program.files)
        assert found == awards, found
        return program

    reading, program = timed(read)
    secrets = {"guild": secret_key()}

    def signing_all() -> None:
        surveys = [sign.survey(program, sign.contents_of(program, file)) for file in sign.files_to_survey(program)]
        plan = sign.make_plan(program, surveys, keyring, now)
        assert not plan.problems, plan.problems
        items = [sign.Waiting(file, plan.orders.get(file.name, ())) for file in program.files]
        for start in range(0, len(items), SIGNED_TOGETHER):
            signed = sum(
                sign.keep_lines(program, sign.sign_files(program, items[start : start + SIGNED_TOGETHER], secrets, now))
            )
            assert signed, items[start]

    signing, _ = timed(signing_all)
    signing = signing.less(reading)  # surveying reads the files once more
    renderer = Renderer(program, templates=templates, now=now, bundle=ensure_bundle())
    once, shared = timed(
        lambda: dict([*renderer.shared(), *(file for slug in program.classes for file in renderer.pictures(slug))])
    )
    image = shared["badges/class-0/badge.png"]
    issued: list[Issued] = [
        one for file in program.files for one, _ in sign.issued_awards(program, sign.contents_of(program, file))
    ]
    assert len(issued) == awards
    baking, _ = timed(lambda: [None for one in issued if not bake(image, one.raw)])

    def rendering_all() -> None:
        with SiteWriter(folder / "site") as site:
            for one in issued:
                site.write_all(renderer.award(one))
            site.write_all(renderer.whole([renderer.row(one) for one in issued], {}))

    rendering, _ = timed(rendering_all)
    previewing = timed_previews(renderer, issued, program.settings.base_url)
    plain = [json.loads(one.raw) for one in issued[:peers]]
    peer, _ = timed(lambda: [plain_signature(document) for document in plain])
    times = dict(zip(STEPS, (reading, signing, baking, rendering.less(baking)), strict=True))
    # Linux counts kibibytes, macOS bytes.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    seconds = {step: time.clock for step, time in times.items()}
    processor = {step: time.processor for step, time in times.items()}
    weights = weighed(renderer, issued[:peers])
    return Measured(
        awards,
        seconds,
        processor,
        once.clock,
        once.processor,
        previewing.processor,
        signature(),
        weights,
        peer.processor,
        len(plain),
        memory,
    )


def signature() -> float:
    """The processor's seconds for one PyNaCl Ed25519 signature: of several tries the quickest."""
    key, count = nacl.signing.SigningKey(bytes(32)), 500
    tries = [timed(lambda: [None for _ in range(count) if not key.sign(bytes(200))])[0].processor for _ in range(5)]
    return min(tries) / count


def timed_previews(renderer: Renderer, issued: list[Issued], base_url: str) -> Time:
    """Time only the link previews of all awards; what classes share is already drawn."""
    read = [(one, facts.read(one.credential or {}, base_url)) for one in issued]
    spent, _ = timed(lambda: [None for one, told in read if not renderer.previews.award(one, told, told.name)])
    return spent


def weighed(renderer: Renderer, issued: list[Issued]) -> dict[str, int]:
    """Return file of an award's folder → its average size in bytes."""
    total: Counter[str] = Counter()
    for one in issued:
        total.update({path.rpartition("/")[2]: len(data) for path, data in renderer.award(one)})
    return {name: total[name] // len(issued) for name in sorted(total)}


def plain_signature(document: dict[str, Any]) -> bytes:
    """Sign in the straightforward way: PyLD's canonical form, and PyNaCl's signature over it."""
    proof = document.pop("proof", None)
    canonical = plain_form(document)
    document["proof"] = proof
    key = nacl.signing.SigningKey(bytes(32))
    return bytes(key.sign(canonical.encode()).signature)


def plain_form(document: dict[str, Any]) -> str:
    """Return PyLD's canonical form."""
    form = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return str(jsonld.normalize(document, form))


def load(url: str, options: object = None) -> dict[str, Any]:
    """Return a PyLD document loader for the bundled contexts."""
    return {"contextUrl": None, "documentUrl": url, "document": contexts.bundled()[url]}
