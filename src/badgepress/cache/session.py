"""What one build takes from the cache, and what it leaves there.

Three things are kept of the last build of a site: what it depended on and what it came to; for each assertion file its
survey, its rows and its warnings; and how every file of the site stood when the build ended. The result of an assertion
file is used again only if all that it was made from is the same, if no award of it has expired since, and if its part
of the site still stands as it was left.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from badgepress import lock
from badgepress.cache import kept, outcome, store
from badgepress.cache.columns import packed, unpacked
from badgepress.cache.facts import Fact, Facts, digest_of_bytes
from badgepress.cache.kept import Entry, File, Kept, Result
from badgepress.cache.outcome import Outcome
from badgepress.cache.watched import issued_path, key_of, watch
from badgepress.cache.window import Window, around
from badgepress.drawing import Drawn, Options, secrets_of
from badgepress.errors import Problem
from badgepress.model import Program, moment
from badgepress.registry import AwardRow
from badgepress.render.inplace import Standing, taken
from badgepress.render.writer import SiteWriter, Target, working_out
from badgepress.sign import Plan, Survey, after_signing, files_to_survey


class Hit(NamedTuple):
    """What is known of an assertion file without reading it. `drawn` is set if its part of the site stands."""

    survey: Survey
    audited: tuple[Problem, ...]
    drawn: Drawn | None


class _Read(NamedTuple):
    """What was found out about an assertion file that was read: problems of its lines, and when its awards end."""

    audited: tuple[Problem, ...]
    ends: tuple[str, ...]


class _Path(NamedTuple):
    path: str
    fact: Fact


class Session:
    """The cache of one site during one build. The programme's lock, or its reading lock, must be held."""

    def __init__(self, options: Options, cache: Path) -> None:
        self._options, self._cache, self._out = options, cache, working_out(options.out)
        self._folder = store.folder_of(cache, str(self._out), os.path.abspath(options.program))
        saved = store.opened(self._folder, store.FACTS)
        self._facts = Facts(_facts_in(saved))
        self._last = outcome.read(saved)
        if saved is not None:
            saved.close()
        self._watched = watch(options, self._facts)
        self._kept: Kept | None = None
        self._keys: dict[str, str] = {}
        self._hits: dict[str, Entry] = {}
        self._results: dict[str, Result] = {}
        self._standing: dict[str, Standing] = {}
        self._read: dict[str, _Read] = {}
        self._new: dict[str, Standing] = {}
        self._shared: Standing | None = None

    def unchanged(self) -> Outcome | None:
        """Return what the last build came to, if this one would come to the same and the site stands; else None."""
        found = self._last
        if found is None or not found.holds(self._watched.all, self._options) or not self._out.is_dir():
            return None
        with lock.hold_output(self._out, wait=self._options.wait):
            last = Kept.opened(self._folder)
            if last is None:
                return None
            last.close()
            if last.id != found.kept or not last.all.stands(self._out):
                return None
        if self._facts.fresh:
            with contextlib.suppress(orjson.JSONEncodeError):
                self._save(self._facts, found)
        return found

    def looked(self, program: Program, target: Target | None) -> dict[str, Hit]:
        """Return what is known of the programme's assertion files, by name.

        With a `target`, only of those whose part of the old site stands. Without, `standing_in` tells that later.
        """
        shared, facts = self._watched.shared, self._facts
        files = files_to_survey(program)
        self._keys = {one.name: key_of(program, one.name, one.path, shared, facts) for one in files}
        self._kept = Kept.opened(self._folder)
        if self._kept is None:
            return {}
        known = self._kept.entries
        self._hits = {
            name: known[name]
            for name, key in self._keys.items()
            if name in known and known[name].key == key and known[name].window.holds(self._options.now)
        }
        if target is not None:
            self._let_stand(target)
        self._results = self._kept.read(self._hits.values())
        self._hits = {name: entry for name, entry in self._hits.items() if name in self._results}
        return {
            name: Hit(found.survey, found.audited, _drawn(found) if target is not None else None)
            for name, found in self._results.items()
        }

    def standing_in(self, target: Target) -> dict[str, Drawn]:
        """Return what was drawn of the known files whose part of the old site stands."""
        if self._kept is not None:
            self._let_stand(target)
        return {name: _drawn(self._results[name]) for name in self._hits}

    def _let_stand(self, target: Target) -> None:
        """Forget the files whose part of the old site does not stand."""
        for name, entry in list(self._hits.items()):
            standing = self._kept.standing(entry) if self._kept is not None else None
            if standing is not None and standing.stands(target.old):
                self._standing[name] = standing
            else:
                del self._hits[name]

    def note(self, name: str, audited: tuple[Problem, ...], ends: tuple[str, ...]) -> None:
        """Note the problems in the lines of a file that was read, and when versions of its awards end (RFC 3339)."""
        self._read[name] = _Read(audited, ends)

    def place(self, target: Target, drawn: Mapping[str, Drawn]) -> tuple[Standing, ...]:
        """Look at what was written before it is put in place. Return what stays of the old site as it is."""
        try:
            (target.beside / "awards").mkdir(exist_ok=True)
            for name, file in drawn.items():
                if name not in self._hits:
                    self._new[name] = taken(target.beside, (f"awards/{row.id}" for row in file.rows))
            self._shared = taken(target.beside, ("",), _tops(drawn))
        except OSError:
            self._shared = None
        return tuple(self._standing[name] for name in self._hits)

    def keep(
        self,
        writer: SiteWriter,
        program: Program,
        surveys: Sequence[Survey],
        drawn: Mapping[str, Drawn],
        plan: Plan,
        told: tuple[int, tuple[Problem, ...]],
    ) -> None:
        """Keep what this build found out, now that its site is in place. What cannot be kept is no error.

        `told` is how many files the site has, and the warnings that the next build will have as well.
        """
        try:
            came_to = Outcome(sum(len(one.rows) for one in drawn.values()), len(program.classes), *told)
            self._keep(writer, program, {one.name: one for one in surveys}, drawn, plan, came_to)
        except (OSError, ValueError, orjson.JSONEncodeError):  # the last one: a name that is not UTF-8
            return
        store.sweep(self._cache)

    def close(self) -> None:
        """Close what is open."""
        if self._kept is not None:
            self._kept.close()

    def _keep(
        self,
        writer: SiteWriter,
        program: Program,
        surveys: Mapping[str, Survey],
        drawn: Mapping[str, Drawn],
        plan: Plan,
        came_to: Outcome,
    ) -> None:
        facts = Facts(self._facts.found)
        watched = watch(self._options, facts)
        shared = self._placed(writer, drawn)
        if shared is None or watched.shared != self._watched.shared:
            return
        files = []
        for one in files_to_survey(program):
            name = one.name
            if name in self._hits:
                files.append(self._again(writer, name))
                continue
            key = key_of(program, name, one.path, watched.shared, facts)
            survey = self._after(program, surveys[name], plan, facts) if name in plan.orders else surveys[name]
            if survey is None or survey.pending or name not in self._read:
                continue
            if name not in plan.orders and key != self._keys[name]:
                continue
            if facts.of(os.path.abspath(one.path)) != self._facts.of(os.path.abspath(one.path)):
                continue
            window = self._window(name, drawn[name])
            result = Result(survey, self._read[name].audited, *_kept_of(drawn[name]))
            files.append(File(name, key, window, result, self._new[name]))
        old = self._kept
        same = old is not None and not writer.changed and len(files) == len(old.entries) == len(self._hits)
        if old is not None and same and old.shared == shared:
            name = old.id
        else:
            if old is not None and os.name == "nt":  # an open file cannot be replaced there
                old.close()
                old, files = None, [replace(one, entry=None) for one in files]
            name = kept.write(self._folder, files, shared, old)
        whole = name and len(files) == len(drawn) and watched.all == self._watched.all
        last = self._terms(program, surveys, plan, files) if whole else None
        self._save(facts, replace(came_to, **last, inputs=watched.all, kept=name) if last else None)

    def _placed(self, writer: SiteWriter, drawn: Mapping[str, Drawn]) -> Standing | None:
        """Return how the files stand that are no award's, and bring those of new results up to date; None if not so."""
        if self._shared is None:
            return None
        root = self._out
        if writer.changed:
            return self._shared.again(root)
        for name in self._new:
            found = taken(root, (f"awards/{row.id}" for row in drawn[name].rows))
            if not found.holds_same(self._new[name]):
                return None
            self._new[name] = found
        shared = taken(root, ("",), _tops(drawn))
        return shared if shared.holds_same(self._shared) else None

    def _again(self, writer: SiteWriter, name: str) -> File:
        """Return what to keep of a file whose result was used again."""
        standing, entry = self._standing[name], self._hits[name]
        if writer.changed:
            standing = standing.again(self._out, files=not writer.linked)
        return File(name, entry.key, entry.window, self._results[name], standing, entry)

    def _after(self, program: Program, survey: Survey, plan: Plan, facts: Facts) -> Survey | None:
        """Return the survey of a file as it is now that its orders are signed; None if that cannot be said."""
        path = issued_path(program, survey.name)
        with open(path, "rb") as file:
            data = file.read()
        if digest_of_bytes(data) != facts.of(path):
            return None
        secrets = secrets_of(program, self._options, preview=False)
        return after_signing(program, survey, plan.orders[survey.name], secrets, data)

    def _window(self, name: str, drawn: Drawn) -> Window:
        """Return how long no version of a file's awards begins to count as expired, or no more."""
        ends = {*self._read[name].ends, *(row.expires for row in drawn.rows if row.expires)}
        return around(self._options.now, map(moment, ends))

    def _terms(
        self, program: Program, surveys: Mapping[str, Survey], plan: Plan, files: Sequence[File]
    ) -> dict[str, Any] | None:
        """Return when the next build comes to the same; None if it may come to something else in any case."""
        terms = outcome.of_plan(self._options, program, plan, list(surveys.values()), [one.window for one in files])
        if terms is None:
            return None
        valid_for = program.settings.policies.status_valid_for
        return {
            "setting": outcome.setting_of(self._options),
            "window": terms[0],
            "lists": terms[1],
            "valid_for": valid_for,
        }

    def _save(self, facts: Facts, last: Outcome | None) -> None:
        """Write what is known of files, and what this build came to."""
        rows = [_Path(path, fact) for path, fact in facts.found.items()]
        about = {"count": len(rows), "outcome": outcome.write(last) if last is not None else ""}
        store.write(self._folder, store.FACTS, about, [orjson.dumps(packed(_Path, rows))])


@contextlib.contextmanager
def remembering(options: Options) -> Iterator[Session | None]:
    """Yield the cache of the site that is about to be built; None if none is wanted."""
    if options.cache is None or not options.reuses:
        yield None
        return
    session = Session(options, options.cache)
    try:
        yield session
    finally:
        session.close()


def _facts_in(saved: store.Parts | None) -> dict[str, Fact]:
    if saved is None:
        return {}
    try:
        return dict(unpacked(_Path, orjson.loads(saved.read(0)), saved.head["count"]))
    except (ValueError, LookupError, TypeError):
        return {}


def _drawn(result: Result) -> Drawn:
    return Drawn(list(result.rows), (result.files, 0), list(result.undrawn))


def _kept_of(drawn: Drawn) -> tuple[tuple[AwardRow, ...], tuple[Problem, ...], int]:
    return tuple(drawn.rows), tuple(drawn.undrawn), drawn.count[0]


def _tops(drawn: Mapping[str, Drawn]) -> frozenset[str]:
    return frozenset(f"awards/{row.id}" for file in drawn.values() for row in file.rows)
