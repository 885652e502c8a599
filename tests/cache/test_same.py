"""Tests that a build with a cache comes to the same as one without, whatever happened before."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from badgepress import reading
from tests.cache.world import MOMENTS, World, in_a_child

_KEPT = reading.KEPT

which = st.integers(0, 1 << 20)


def machine(pictures: Path) -> type[RuleBasedStateMachine]:
    """Return a machine whose worlds share drawn pictures."""

    class Edits(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.base = Path(tempfile.mkdtemp(prefix="badgepress-cache-"))
            self.world = World(self.base, pictures)
            self.world.compare(key=True)

        def teardown(self) -> None:
            reading.KEPT = _KEPT
            shutil.rmtree(self.base, ignore_errors=True)

        @rule(key=st.sampled_from([True, True, False]))
        def build(self, key: bool) -> None:
            self.world.compare(key=key)

        @rule()
        def build_twice(self) -> None:
            self.world.compare(key=True)
            self.world.compare(key=True)
            told = self.world.compare(key=True)
            assert told[0] == "built"

        @rule(day=which)
        def add(self, day: int) -> None:
            self.world.add(day)
            self.world.compare(key=True)

        @rule()
        def join(self) -> None:
            self.world.join()
            self.world.compare(key=True)

        @rule(
            at=which,
            line=st.sampled_from(
                [
                    "revoked: {on: 2026-11-20, reason: wrong}\n",
                    "suspended: {on: 2026-11-20}\n",
                    "expires: 2027-01-01\n",
                    "visibility: unlisted\n",
                    "narrative: Worked alone.\n",
                ]
            ),
            reissued=st.booleans(),
        )
        def change(self, at: int, line: str, reissued: bool) -> None:
            self.world.append(at, line)
            if reissued:
                self.world.append(at, "reissued: [{on: 2026-11-21}]\n")
            self.world.compare(key=True)

        @rule(at=which)
        def same_size(self, at: int) -> None:
            self.world.same_size(at)
            self.world.compare(key=True)

        @rule(at=which)
        def drop(self, at: int) -> None:
            self.world.drop(at)
            self.world.compare(key=True)

        @rule(at=which)
        def erase(self, at: int) -> None:
            self.world.erase(at)
            self.world.compare(key=True)

        @rule(
            edit=st.sampled_from(
                [
                    ("classes/data-practice.yml", "Solves", "Solves and explains"),
                    ("classes/data-foundations.yml", "hexagon", "shield"),
                    ("classes/data-practice.yml", "requires: [data-foundations]\n", ""),
                    ("program.yml", "Lindenhof Data Guild", "Lindenhof Guild"),
                    ("program.yml", "default_issuer: guild\n", "default_issuer: guild\nawards: light\n"),
                    ("program.yml", "default_issuer: guild\n", "default_issuer: guild\nhost: github-pages\n"),
                    ("skills.yml", "Python", "Python 3"),
                    ("issuers/guild.yml", "name: ", "name: The "),
                ]
            )
        )
        def edit(self, edit: tuple[str, str, str]) -> None:
            self.world.replace(*edit)
            self.world.compare(key=True)

        @rule(
            at=st.sampled_from(["public/terms.txt", "earners/rosa.yml"]),
            text=st.sampled_from(["name: A\n", "name: B\n"]),
        )
        def author(self, at: str, text: str) -> None:
            file = self.world.program / at
            if file.exists() and file.read_text() == text:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text)
            self.world.compare(key=True)

        @rule(name=st.sampled_from(["embed.html", "award.html", "erased.html", "locale/en.po", "locale/en.yml"]))
        def template(self, name: str) -> None:
            file = self.world.templates / name
            if file.exists():
                file.unlink()
            elif name.startswith("locale/"):
                file.parent.mkdir(exist_ok=True)
                file.write_text((Path("templates/locale/en.po")).read_text().replace("Skip to content", "Skip this"))
            else:
                file.write_text((Path("templates") / name).read_text() + "<!-- ours -->\n")
            self.world.compare(key=True)

        @rule(now=st.sampled_from(MOMENTS), key=st.booleans())
        def wait(self, now: object, key: bool) -> None:
            self.world.now = now  # type: ignore[assignment]
            self.world.compare(key=key)

        @rule()
        def stream(self) -> None:
            """From now on, work as with a programme that is too large for memory, or no more."""
            reading.KEPT = 0 if reading.KEPT else _KEPT
            self.world.compare(key=True)

        @rule()
        def touch(self) -> None:
            self.world.touch()
            self.world.compare(key=True)

        @rule()
        def reorder(self) -> None:
            self.world.reorder()
            self.world.compare(key=True)

        @rule(at=which, way=st.sampled_from(["flip", "cut", "remove", "swap"]))
        def damage_cache(self, at: int, way: str) -> None:
            file = self.world.file_of(self.world.cache, at)
            if file is not None:
                damage(file, at, way)
            self.world.compare(key=True)

        @rule()
        def forget_cache(self) -> None:
            shutil.rmtree(self.world.cache / "sites", ignore_errors=True)
            self.world.compare(key=True)

        @rule(at=which, way=st.sampled_from(["flip", "cut", "remove", "beside", "renamed"]))
        def damage_site(self, at: int, way: str) -> None:
            file = self.world.file_of(self.world.site, at)
            if file is not None and file.name not in ("badges.json",):
                damage(file, at, way)
            self.world.compare(key=True)

        @rule()
        def remove_site(self) -> None:
            shutil.rmtree(self.world.site)
            self.world.compare(key=True)

        @rule(changes=st.integers(1, 400), new=st.booleans())
        def kill(self, changes: int, new: bool) -> None:
            if new:
                self.world.add(changes)
            self.world.killed_after(changes, key=True)
            self.world.compare(key=True)

        @precondition(lambda self: self.world.made)
        @rule()
        def others(self) -> None:
            self.world.add(3)
            in_a_child(lambda: None, self.world.options(key=True))
            self.world.compare(key=True)

    return Edits


def damage(file: Path, at: int, way: str) -> None:
    """Damage one file. A build links files, so a damaged one must not be written through the link."""
    data = file.read_bytes()
    if way == "remove":
        file.unlink()
    elif way == "beside":
        file.with_name("more.txt").write_text("more")
    elif way == "renamed":
        file.rename(file.with_name("other.txt"))
    elif way == "swap":
        other = file.with_name("kept" if file.name == "facts" else "facts")
        if other.exists():
            file.write_bytes(other.read_bytes())
    elif way == "cut":
        file.write_bytes(data[: at % (len(data) + 1)])
    elif data:
        place = at % len(data)
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def _steps(pictures: Path, *, examples: int, steps: int, is_random: bool = False) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[Phase.generate, Phase.shrink] if is_random else [Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=not is_random,
        database=None,
    )
    run_state_machine_as_test(machine(pictures), settings=chosen)


def test_some_edits(cache_home: Path) -> None:
    _steps(cache_home / "badgepress", examples=1, steps=7)


@pytest.mark.heavy
def test_many_edits(cache_home: Path) -> None:
    _steps(cache_home / "badgepress", examples=2, steps=20)


@pytest.mark.long
def test_thousands_of_edits(cache_home: Path) -> None:
    _steps(cache_home / "badgepress", examples=40, steps=50, is_random=True)
