"""What all tests share: the clock, the sample programme and its site, a server, a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from badgepress.bundle import ensure_bundle
from tests import browser as chromium
from tests.locks import locked
from tests.server import Served, serve
from tests.tiers import examples

# A deadline would measure the machine, not the code.
settings.register_profile(
    "badgepress", max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("badgepress")

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Bring the browser bundle up to date before a test reads its contexts, which a process does only once."""
    if not hasattr(config, "workerinput"):
        ensure_bundle()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def now() -> datetime:
    """The moment at which all tests take place, unless they say otherwise."""
    return NOW


@pytest.fixture(scope="session")
def sample_key() -> Path:
    """The key that signs the sample programme: published on purpose, so no secret."""
    return ROOT / "tests" / "keys" / "sample-key-not-a-secret.key"


@pytest.fixture(scope="session")
def conformance() -> Path:
    """The folder of test data that others wrote; skipped without BADGEPRESS_CONFORMANCE."""
    named = os.environ.get("BADGEPRESS_CONFORMANCE")
    if not named:
        pytest.skip("BADGEPRESS_CONFORMANCE names no folder")
    folder = (ROOT / named).resolve()
    assert folder.is_dir(), f"BADGEPRESS_CONFORMANCE={named}: no such folder"
    return folder


@pytest.fixture(scope="session")
def everyones(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def cache_home(everyones: Path) -> Path:
    """Where builds keep what they may use again, as XDG_CACHE_HOME names it: pictures are drawn once a run."""
    return everyones / "cache"


@pytest.fixture(scope="session")
def sample_site(everyones: Path, cache_home: Path) -> Path:
    """The site of the sample programme as of `NOW`, built once for all workers; do not write to it."""
    site = everyones / "sample-site"
    with locked(everyones / "sample-site.lock"):
        # One process: the other processors have tests of their own to run.
        return site if site.is_dir() else build_sample(site, jobs=1, cache=cache_home / "badgepress")


def build_sample(
    out: Path, program: Path = ROOT / "badges", now: datetime = NOW, jobs: int = 2, cache: Path | None = None
) -> Path:
    """Build a programme without a key, as a clone does, with the checkout's templates and handbook."""
    from badgepress.build import Options, run

    templates, handbook = ROOT / "templates", ROOT / "mkdocs.yml"
    run(Options(program=program, out=out, now=now, templates=templates, handbook=handbook, jobs=jobs, cache=cache))
    return out


@pytest.fixture
def static_server() -> Iterator[Callable[..., Served]]:
    """`static_server(folder, prefix="/")` → a `Served` on 127.0.0.1, stopped after the test."""
    with ExitStack() as stack:
        yield lambda folder, prefix="/": stack.enter_context(serve(folder, prefix))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium of the system, else Playwright's; fails, with what to do, when there is none."""
    executable = chromium.system()
    if executable:
        browser_type_launch_args = {**browser_type_launch_args, "executable_path": str(executable)}
    elif not chromium.playwrights():
        pytest.fail(f"no Chromium found; {chromium.HINT}", pytrace=False)
    return {**browser_type_launch_args, "args": chromium.arguments()}
