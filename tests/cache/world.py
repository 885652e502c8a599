"""A programme that is edited at random and built with a cache, beside one that is built without."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from badgepress import sign
from badgepress.build import Built, Options, run
from badgepress.errors import BadgepressError, Problem
from badgepress.read import read_program
from tests.build.killed import die_at

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: Awards end at some of these moments, and status lists become old.
MOMENTS = (
    NOW,
    NOW.replace(minute=1),
    datetime(2026, 12, 14, tzinfo=UTC),
    datetime(2027, 1, 1, tzinfo=UTC),
    datetime(2028, 5, 4, tzinfo=UTC),
    datetime(2031, 1, 1, tzinfo=UTC),
)
_AWARD = "badge: data-foundations\nissued: 2026-04-{day:02}\nrecipient: {{name: {name}, country: DE}}\n"

Told = tuple[object, ...]


class World:
    """A programme, its site and its cache below `base`; `pictures` is a cache of pictures to share."""

    def __init__(self, base: Path, pictures: Path) -> None:
        self.base = base
        self.program, self.site, self.cache = base / "badges", base / "site", base / "cache"
        self.templates = base / "templates"
        self.pictures = pictures
        self.now = NOW
        self.made = 0
        self.jobs = 1
        key = (ROOT / "tests/keys/sample-key-not-a-secret.key").read_text()
        self.keyring = sign.load_keyring({"BADGEPRESS_KEY": key})
        shutil.copytree(ROOT / "tests/programs/minimal/badges", self.program)
        (self.templates / "locale").mkdir(parents=True)
        self.cache.mkdir()
        (pictures / "pictures").mkdir(parents=True, exist_ok=True)
        (self.cache / "pictures").symlink_to(pictures / "pictures")
        self._last = Path(shutil.copytree(self.program, base / "last"))

    # building

    def options(self, *, key: bool) -> Options:
        """Return how the site is built with the cache."""
        ring = self.keyring if key else sign.Keyring()
        return Options(
            self.program,
            self.site,
            self.now,
            ring,
            self.templates,
            self.jobs,
            shown="badges",
            cache=self.cache,
            reuses=True,
        )

    def compare(self, *, key: bool) -> Told:
        """Build with the cache and without it, each from the same state. Both must come to the same."""
        clean = self.base / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(self.program, clean / "badges")
        if self.site.exists():
            shutil.copytree(self.site, clean / "site")
        options = self.options(key=key)
        other = replace(
            options, program=clean / "badges", out=clean / "site", cache=self.pictures, reuses=False, jobs=1
        )
        wanted = came_to(other, clean)
        got = came_to(options, self.base)
        assert got == wanted
        assert tree(self.site) == tree(clean / "site")
        assert tree(self.program / "issued") == tree(clean / "badges" / "issued")
        if got[0] == "built":
            shutil.rmtree(self._last)
            shutil.copytree(self.program, self._last)
        else:
            self._go_back()
        return got

    def _go_back(self) -> None:
        """Undo the edits since the last build that came to its end, but keep what was issued."""
        for path in self._last.rglob("*"):
            inside = self.program / path.relative_to(self._last)
            if path.is_file() and (not inside.is_file() or inside.read_bytes() != path.read_bytes()):
                inside.parent.mkdir(parents=True, exist_ok=True)
                inside.write_bytes(path.read_bytes())
        for path in list(self.program.rglob("*")):
            below = path.relative_to(self.program)
            if path.is_file() and below.parts[0] not in ("issued", ".badgepress") and not (self._last / below).exists():
                path.unlink()
        for file in self.templates.rglob("*.*"):
            file.unlink()

    def killed_after(self, changes: int, *, key: bool) -> bool:
        """Start a build and kill it at a change to the file system. Return whether it was killed."""
        return not in_a_child(lambda: die_at(changes), self.options(key=key))

    # edits

    def singles(self) -> list[Path]:
        """Return the files of one award each."""
        return sorted(
            path for path in (self.program / "assertions").rglob("*.yml") if "awards:" not in path.read_text()
        )

    def add(self, day: int) -> None:
        """Add an award in a file of its own."""
        self.made += 1
        text = _AWARD.format(day=day % 28 + 1, name=f"Earner {self.made}")
        (self.program / "assertions/2026" / f"new{self.made}.yml").write_text(text)

    def join(self) -> None:
        """Add an award to the cohort."""
        self.made += 1
        cohort = self.program / "assertions/2026/spring.yml"
        cohort.write_text(
            cohort.read_text() + f"  - id: more{self.made}\n    recipient: {{name: Member {self.made}}}\n"
        )

    def append(self, which: int, line: str) -> None:
        """Add a line to the file of one award."""
        some = self.singles()
        if some:
            file = some[which % len(some)]
            if line.partition(":")[0] not in file.read_text():
                file.write_text(file.read_text() + line)

    def drop(self, which: int) -> None:
        """Remove the file of one award."""
        some = self.singles()
        if some:
            some[which % len(some)].unlink()

    def erase(self, which: int) -> None:
        """Erase one award: its line becomes a tombstone, and its assertion goes."""
        program, _ = read_program(self.program)
        some = self.singles()
        if not some or program is None:
            return
        file = some[which % len(some)]
        store = self.program / "issued" / file.relative_to(self.program / "assertions").with_suffix(".jsonl")
        if store.exists():
            name = file.relative_to(self.program / "assertions").with_suffix("").as_posix()
            store.write_bytes(sign.erased(program, name, file.stem, self.now)[0])
            file.unlink()

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace words in a file of the programme, or the other way round."""
        file = self.program / name
        text = file.read_text()
        file.write_text(text.replace(old, new) if old in text else text.replace(new, old))

    def same_size(self, which: int) -> None:
        """Change a letter of a file, and set its times back."""
        some = self.singles()
        if some:
            file = some[which % len(some)]
            before = file.stat()
            text = file.read_text()
            file.write_text(text.replace("Earner", "Winner") if "Earner" in text else text.replace("Winner", "Earner"))
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    def touch(self) -> None:
        """Set every file's time to now."""
        for path in self.program.rglob("*"):
            os.utime(path)

    def reorder(self) -> None:
        """Turn the order of the lines of the cohort's store round."""
        store = self.program / "issued/2026/spring.jsonl"
        if store.exists():
            store.write_bytes(b"".join(reversed(store.read_bytes().splitlines(keepends=True))))

    def file_of(self, folder: Path, which: int) -> Path | None:
        """Return one of the files below a folder; None if it has none."""
        some = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
        some = [path for path in some if "pictures" not in path.parts]
        return some[which % len(some)] if some else None


def in_a_child(prepare: Callable[[], None], options: Options) -> bool:
    """Build in a child process after `prepare`. Return whether it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            prepare()
            run(options)
            code = 0
        except BadgepressError:
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code == 0


def came_to(options: Options, base: Path) -> Told:
    """Return what a build came to, with names that do not depend on `base`."""
    try:
        built = run(options)
    except BadgepressError as error:
        return ("failed", *(_plain(one, options, base) for one in error.problems))
    return ("built", _counts(built), *(_plain(one, options, base) for one in built.warnings))


def _counts(built: Built) -> tuple[int, ...]:
    return (built.awards, built.classes, built.issued, built.previewed, built.files, built.changed)


def _plain(problem: Problem, options: Options, base: Path) -> str:
    return str(problem).replace(str(options.templates), "TEMPLATES").replace(str(base), "HERE")


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
