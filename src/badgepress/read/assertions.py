"""Reads assertion files: one award, or a cohort whose shared keys are merged into each of its awards.

No message here repeats an e-mail address, because messages about these files appear in public logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from badgepress.errors import Place, Problem, in_order
from badgepress.model import Assertion, AssertionFile, Award, BadgeClass, Program, moment
from badgepress.model.base import AWARD_ID
from badgepress.model.persons import doubtful
from badgepress.read.awardlines import Places
from badgepress.read.files import MEBIBYTE, read_bytes, too_large
from badgepress.read.leaks import addresses
from badgepress.read.portable import refused
from badgepress.read.quoting import did_you_mean, is_email, near, plain_key, shown_text, shown_value
from badgepress.read.references import is_slug, unknown
from badgepress.read.text import decode
from badgepress.read.typed import typed_at
from badgepress.read.wanted import unknown_unit
from badgepress.read.yaml import Document, parse

MAX_SINGLE = MEBIBYTE
MAX_COHORT = 32 * MEBIBYTE

_AWARD_ID = re.compile(AWARD_ID)
_ASSERTION_KEYS = frozenset(Assertion.model_fields)
_HASH_HINT = "run `badgepress award`, which writes the salted hash of the address"

_Locate = Callable[[str], Place]


class Nearest(Protocol):
    """Finds the keys of one award in its file."""

    def nearest(self, path: str) -> Place:
        """Return the place of the path, or else of the closest thing around it."""


def load_awards(file: AssertionFile, program: Program) -> tuple[list[Award], list[Problem]]:
    """Read a file of the programme's folder and return what `read_awards` returns.

    An unreadable file is a problem too, never an exception.
    """
    raw, problems = read_bytes(file.path, file.shown, MAX_COHORT)
    return ([], problems) if problems else read_awards(raw, file.name, program)


def read_awards(raw: bytes, name: str, program: Program) -> tuple[list[Award], list[Problem]]:
    """Return the awards of one assertion file and all its problems, in stable order.

    `raw` is the file's content, which need not be on disk. `name` is its path below `assertions/` without the ending.

    Awards with errors are left out. So are awards whose badge's own file is broken; they get a warning
    (code badge-not-readable). `check_ids` checks that ids are unique across files. Never raises, whatever a file holds.
    """
    shown = _shown(name, program)
    if len(raw) > MAX_COHORT:
        return [], [too_large(shown, len(raw), MAX_COHORT)]
    document, problems = parse(raw, shown)
    if document is None:
        return [], in_order(problems)
    data = document.data
    if isinstance(data, dict) and "awards" in data:
        awards, more = _cohort(document, program)
    elif len(raw) > MAX_SINGLE:
        awards, more = [], [too_large(shown, len(raw), MAX_SINGLE)]
    else:
        awards, more = _single(document, name, program)
    reported = {one.place.line for one in more if one.code == "plain-email"}
    found = addresses(raw.decode("utf-8-sig"), shown, program.contacts, "error")
    problems += [one for one in found if one.place.line not in reported]
    if any(one.severity == "error" for one in problems):
        awards = []
    return awards, in_order([*problems, *more])


def wrong_text(raw: bytes, name: str, program: Program) -> list[Problem]:
    """Return the problems of a cohort's file that `read_awards` finds without reading it as YAML, in stable order.

    They are its size, its characters, secrets and e-mail addresses. This takes a fraction of the time.
    """
    shown = _shown(name, program)
    if len(raw) > MAX_COHORT:
        return [too_large(shown, len(raw), MAX_COHORT)]
    text, problems = decode(raw, shown)
    return in_order([*problems, *addresses(text, shown, program.contacts, "error")])


def _shown(name: str, program: Program) -> str:
    return f"{program.shown}/assertions/{name}.yml"


def _single(document: Document, name: str, program: Program) -> tuple[list[Award], list[Problem]]:
    award_id = name.rpartition("/")[2]
    data = document.data
    problems = []
    if isinstance(data, dict) and "id" in data:
        hint = "the file's name is its id: remove this line"
        problems.append(Problem(document.place("id"), "unknown-key", "a single award has no key 'id'", hint=hint))
        data = {key: value for key, value in data.items() if key != "id"}
    places = Places(document.file, document.lines)
    award, more = check_award(award_id, data, places, document.plain, program)
    problems += more
    return ([award] if award and not _stopped(problems) else []), problems


def _cohort(document: Document, program: Program) -> tuple[list[Award], list[Problem]]:
    shared = {key: value for key, value in document.data.items() if key != "awards"}
    listed = document.data["awards"]
    common = list(_shared(document, shared))
    shared = {key: value for key, value in shared.items() if key in _ASSERTION_KEYS}
    if not isinstance(listed, list) or not listed:
        hint = "each award is one entry of the list, with its own `id`"
        got = "an empty list" if listed == [] else shown_value(listed)
        place = document.place("awards")
        return [], [*common, Problem(place, "empty-cohort", "a cohort lists its awards", got, "a list", hint)]
    awards = []
    problems: list[Problem] = []
    for index, entry in enumerate(listed):
        base = f"awards[{index}]"
        if not isinstance(entry, dict):
            got = shown_value(entry)
            problems.append(Problem(document.place(base), "wrong-type", "wrong kind of value", got, "a mapping"))
            continue
        award, more = _member(entry, shared, base, document, program)
        problems += more
        if award and not _stopped(more):
            awards.append(award)
    # a mistake in a shared key affects every award
    return ([] if common else awards), [*common, *problems]


def _stopped(problems: list[Problem]) -> bool:
    """Return whether any of the problems is an error."""
    return any(one.severity == "error" for one in problems)


def _shared(document: Document, shared: Mapping[str, Any]) -> Iterator[Problem]:
    """Report unknown keys beside `awards:` once, rather than once for every award."""
    for key in shared:
        if key not in _ASSERTION_KEYS:
            place = document.place(plain_key(key))
            hint = did_you_mean(key, [*sorted(_ASSERTION_KEYS), "awards"])
            if key == "id":
                hint = "in a cohort every award has its own id"
            shown = "an e-mail address" if is_email(key) else shown_text(key)
            yield Problem(place, "unknown-key", f"unknown key {shown} beside `awards:`", hint=hint)


def _member(
    entry: dict[str, Any], shared: dict[str, Any], base: str, document: Document, program: Program
) -> tuple[Award | None, list[Problem]]:
    data = {**shared, **entry}
    own, common = entry.get("recipient"), shared.get("recipient")
    if isinstance(own, dict) and isinstance(common, dict):
        data["recipient"] = {**common, **own}
    places = Places(document.file, document.lines, base)
    award_id = data.pop("id", None)
    award, problems = check_award(award_id if isinstance(award_id, str) else "", data, places, document.plain, program)
    if "id" not in entry:
        hint = "give it a short, opaque id that never changes; `badgepress award` makes one"
        problems.append(Problem(places.nearest("id"), "missing-key", "the key 'id' is missing", hint=hint))
    elif not isinstance(award_id, str):
        plain = document.plain.get(f"{base}.id")
        hint = f'put it in quotes: "{plain}"' if plain else ""
        got = shown_value(award_id, plain)
        problems.append(Problem(places.nearest("id"), "wrong-type", "wrong kind of value", got, "text", hint))
    elif not _AWARD_ID.fullmatch(award_id):
        expected = "1 to 64 letters, digits, - and _, a letter or digit first"
        problems.append(Problem(places.nearest("id"), "bad-id", "not an award id", shown_text(award_id), expected))
    else:
        problems += refused(award_id, places.nearest("id"), program.root, f"/awards/{award_id}/credential.json")
    return award, problems


def check_award(
    award_id: str, data: Any, places: Nearest, plain: Mapping[str, str], program: Program
) -> tuple[Award | None, list[Problem]]:
    """Check one award given as plain data from any source; return it (None if it has an error) and its problems.

    `plain` maps paths to numbers as they were written.
    """

    def place(path: str) -> Place:
        return places.nearest(path)

    problems: list[Problem] = []
    if isinstance(data, dict):
        emails = list(_addresses(data, place))
        problems += emails or _recipient(data, place)
        problems += _times(data, place)
        problems += _withdrawal(data, place)
        problems += _badge(data, place, program)
    assertion, more = typed_at(Assertion, data, place, _Plain(plain, places))
    # for a key that holds an e-mail address, that is the only problem worth reporting
    reported = {one.place for one in problems if one.code == "plain-email"}
    problems += [one for one in more if one.place not in reported]
    if assertion is None or _stopped(problems) or assertion.badge in program.broken:
        return None, problems
    return Award(award_id, assertion, places if isinstance(places, Places) else {}), problems


class _Plain(Mapping[str, str]):
    """Numbers as they were written, by their path below one award."""

    def __init__(self, plain: Mapping[str, str], places: Nearest) -> None:
        self._plain = plain
        self._places = places

    def __getitem__(self, path: str) -> str:
        return self._plain[self._places.nearest(path).path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


def _addresses(data: dict[str, Any], place: _Locate) -> Iterator[Problem]:
    """Report e-mail addresses in the recipient, and keys that are meant for one."""
    for key in ("email", "mail", "e-mail"):
        if key in data:
            yield Problem(place(key), "plain-email", "a plain e-mail address is not allowed here", hint=_HASH_HINT)
    recipient = data.get("recipient")
    if is_email(recipient):
        yield Problem(place("recipient"), "plain-email", "a plain e-mail address is not allowed here", hint=_HASH_HINT)
    if not isinstance(recipient, dict):
        return
    for key, value in recipient.items():
        path = f"recipient.{plain_key(key)}"
        if is_email(value) or is_email(key) or key in ("email", "mail", "e-mail"):
            yield Problem(place(path), "plain-email", "a plain e-mail address is not allowed here", hint=_HASH_HINT)


def _recipient(data: dict[str, Any], place: _Locate) -> Iterator[Problem]:
    recipient = data.get("recipient")
    if not isinstance(recipient, dict):
        return
    if all(recipient.get(key) is None for key in ("identity", "did", "name")):
        expected = "at least one of name, identity and did"
        yield Problem(place("recipient"), "empty-recipient", "nobody is named", "", expected)
    name = recipient.get("name")
    why, meant = doubtful(name.strip()) if isinstance(name, str) and name.strip() else ("", "")
    if why:
        hint = f"did you mean {shown_text(meant)}?" if meant else "correct it, or leave the name out"
        message = f"the name {why}, and cannot be corrected after signing"
        yield Problem(place("recipient.name"), "doubtful-name", message, hint=hint, severity="warning")
    if recipient.get("salt") is not None and recipient.get("identity") is None:
        hint = "remove it, or run `badgepress award` to write both"
        yield Problem(place("recipient.salt"), "salt-without-identity", "a salt without an identity", hint=hint)
    if recipient.get("identity") is not None and recipient.get("salt") is None:
        yield Problem(
            place("recipient.identity"),
            "unsalted-identity",
            "an identity without a salt can be guessed from a list of addresses",
            hint=_HASH_HINT,
            severity="warning",
        )


def _times(data: dict[str, Any], place: _Locate) -> Iterator[Problem]:
    issued = _moment(data.get("issued"))
    if issued is None:
        return
    expires = _moment(data.get("expires"))
    if expires is not None and expires <= issued:
        yield Problem(
            place("expires"), "expires-before-issued", "the award ends before it begins", *_after(expires, issued)
        )
    revoked, suspended = (_since(data.get(key)) for key in ("revoked", "suspended"))
    if revoked is not None and revoked < issued:
        message = "the award is revoked before it is issued"
        yield Problem(place("revoked.on"), "revoked-before-issued", message, *_after(revoked, issued))
    if suspended is not None and suspended < issued:
        message = "the award is suspended before it is issued"
        yield Problem(place("suspended.on"), "suspended-before-issued", message, *_after(suspended, issued))


def _retired(data: dict[str, Any], place: _Locate, badge: BadgeClass, shown: str) -> Iterator[Problem]:
    """Report an award issued after its badge was retired."""
    issued = _moment(data.get("issued"))
    if badge.retired is None or issued is None or issued < badge.retired:
        return
    message = f"the badge '{badge.slug}' is not awarded any more from {badge.retired:%Y-%m-%d} on"
    got, expected = f"{issued:%Y-%m-%d}", f"a day before {badge.retired:%Y-%m-%d}"
    hint = f"award another badge, or move `retired` in {shown}/classes/{badge.slug}.yml to a later day"
    yield Problem(place("issued"), "badge-retired", message, got, expected, hint)


def _since(withdrawal: Any) -> datetime | None:
    return _moment(withdrawal.get("on")) if isinstance(withdrawal, dict) else None


def _withdrawal(data: dict[str, Any], place: _Locate) -> Iterator[Problem]:
    """Report `revoked:` without a value: its author meant to withdraw the award, so it must not count as valid."""
    for key in ("revoked", "suspended"):
        if key in data and data[key] is None:
            hint = f"give the date, as in {key}: {{on: 2026-10-02}}; or leave the key out"
            yield Problem(place(key), "wrong-type", "wrong kind of value", "nothing", "a mapping", hint)


def _after(got: datetime, issued: datetime) -> tuple[str, str]:
    return f"{got:%Y-%m-%d}", f"after {issued:%Y-%m-%d}"


def _moment(value: Any) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _badge(data: dict[str, Any], place: _Locate, program: Program) -> Iterator[Problem]:
    """Check the badge, its results and the earner."""
    slug = data.get("badge")
    slug = slug.strip() if isinstance(slug, str) else None
    if slug in program.broken:
        yield Problem(
            place("badge"),
            "badge-not-readable",
            f"the badge {shown_text(str(slug))} has problems itself, so this award is not checked further",
            severity="warning",
        )
    elif slug is not None and slug not in program.classes and is_slug(slug):
        names = [*program.classes, *program.broken]
        yield unknown("unknown-badge", "badge", slug, place("badge"), names, f"{program.shown}/classes/")
    elif slug in program.classes:
        yield from _results(data, place, program.classes[str(slug)])
        yield from _retired(data, place, program.classes[str(slug)], program.shown)
    recipient = data.get("recipient")
    earner = recipient.get("earner") if isinstance(recipient, dict) else None
    # an earner needs no profile, so an unknown one is probably a mistake only if it looks like a known one
    if isinstance(earner, str) and program.earners and earner.strip() not in program.earners and not is_email(earner):
        meant = near(earner, tuple(program.earners), 0.88)
        if meant:
            yield Problem(
                place("recipient.earner"),
                "unknown-earner",
                f"no earner {shown_text(earner)} in {program.shown}/earners/",
                hint=f"did you mean '{meant}'?",
                severity="warning",
            )
    unit, units = recipient.get("unit") if isinstance(recipient, dict) else None, program.settings.units
    if units and isinstance(unit, str) and unit.strip() not in units and not is_email(unit):
        yield unknown_unit(program.shown, place("recipient.unit"), unit.strip(), units)


def _results(data: dict[str, Any], place: _Locate, badge: BadgeClass) -> Iterator[Problem]:
    results = data.get("results")
    if not isinstance(results, list):
        return
    known = {one.id: one for one in badge.results}
    where = f"the results of badge '{badge.slug}'"
    for index, one in enumerate(results):
        name = one.get("result") if isinstance(one, dict) else None
        if not isinstance(name, str):
            continue
        described = known.get(name.strip())
        if described is None:
            yield unknown("unknown-result", "result", name, place(f"results[{index}].result"), known, where)
            continue
        value = one.get("value")
        if described.allowed and isinstance(value, str) and value.strip() not in described.allowed:
            yield Problem(
                place(f"results[{index}].value"),
                "unlisted-value",
                f"not among the values of result '{described.id}' of badge '{badge.slug}'",
                shown_text(value),
                ", ".join(described.allowed[:10]),
                severity="warning",
            )
