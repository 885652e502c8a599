"""What a whole build came to, and when the next one must come to the same."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from badgepress.cache.columns import packed, unpacked
from badgepress.cache.facts import digest_of
from badgepress.cache.store import Parts
from badgepress.cache.window import ALWAYS, Window, around
from badgepress.drawing import Options
from badgepress.errors import Problem
from badgepress.model import Program, moment
from badgepress.sign import Plan, Survey, lapses


class ListTerm(NamedTuple):
    """When a signed status list ends, and whether it was about to when the build looked."""

    until: datetime
    lapsing: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The counts and warnings of a build that signed nothing, for the same input at another moment.

    `inputs` is a digest of every file that the build depends on, `setting` one of its options. `window` is how long no
    award expires and no key begins or ends; `lists` are its status lists, valid for the duration `valid_for`. `kept` is
    the id of what else was kept of that build.
    """

    awards: int
    classes: int
    files: int
    warnings: tuple[Problem, ...]
    inputs: str = ""
    setting: str = ""
    window: Window = ALWAYS
    lists: tuple[ListTerm, ...] = ()
    valid_for: str = ""
    kept: str = ""

    def holds(self, inputs: str, options: Options) -> bool:
        """Return whether a build of these inputs with these options would come to the same."""
        now = options.now
        return (
            self.inputs == inputs
            and self.setting == setting_of(options)
            and self.window.holds(now)
            and all(lapses(one.until, self.valid_for, now) == one.lapsing for one in self.lists)
        )


def setting_of(options: Options) -> str:
    """Return a digest of the options that a build depends on, except the moment. No secret is in it."""
    keys = [f"{key.public}" for key in options.keyring.common]
    keys += [f"{slug} {key.public}" for slug, own in sorted(options.keyring.by_issuer.items()) for key in own]
    git = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("GIT_")]
    paths = (options.program, options.out, options.templates, options.handbook)
    named = [f"{path} {os.path.abspath(path) if path else ''}" for path in paths]
    return digest_of([options.shown or "", *named, "", *keys, "", *git, "", *options.history])


def of_plan(
    options: Options, program: Program, plan: Plan, surveys: Sequence[Survey], windows: Sequence[Window]
) -> tuple[Window, tuple[ListTerm, ...]] | None:
    """Return how long the plan stays the same, and its lists; None if something is signed whenever it is made."""
    if plan.orders or plan.previews or plan.lists or plan.preview_lists:
        return None
    now = options.now
    window = around(now, (held.issued for survey in surveys for held in survey.held))
    for one in windows:
        window = window.within(one)
    keys = (key for issuer in program.issuers.values() for key in issuer.keys)
    turns = [at for key in keys for at in (key.since, key.until, key.revoked) if at is not None]
    valid_for = program.settings.policies.status_valid_for
    terms = [moment(signed.document["validUntil"]) for signed in plan.kept]
    lists = tuple(ListTerm(until, lapses(until, valid_for, now)) for until in terms)
    return window.within(around(now, turns)), lists


def write(outcome: Outcome) -> str:
    """Return an outcome as text."""
    return orjson.dumps(packed(Outcome, [outcome])).decode()


def read(saved: Parts | None) -> Outcome | None:
    """Return the outcome in a file of the cache; None without one."""
    try:
        if saved is None or not saved.head["outcome"]:
            return None
        found: Outcome = unpacked(Outcome, orjson.loads(saved.head["outcome"]), 1)[0]
    except (ValueError, KeyError, TypeError):
        return None
    return found
