"""Turn the rows of a sheet into candidates: find the class, hash the address, check the whole award."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from badgepress.edit.importing.badges import Badges
from badgepress.edit.importing.candidates import Candidate
from badgepress.edit.importing.held import Holders
from badgepress.edit.importing.people import Pepper
from badgepress.edit.importing.persons import DuplicatesOption, Person, Persons, by_name, may_share
from badgepress.errors import Problem, errors, problem
from badgepress.model import BadgeClass, Program
from badgepress.openbadges.identity import hash_identity
from badgepress.read import check_award
from badgepress.read.sheets import Entry, Sheet


@dataclass(frozen=True, slots=True)
class Making:
    """The settings of one import that candidates are made with.

    `issued` is the day for rows without one; `dated`: the user chose it. `new_id` and `new_salt` make random values for
    use without a pepper.
    """

    program: Program
    badges: Badges
    holders: Holders
    pepper: Pepper | None
    issued: str
    dated: bool
    unlisted: bool
    new_id: Callable[[], str]
    new_salt: Callable[[], str]
    persons: Persons
    policy: DuplicatesOption | None = None


def candidates(sheet: Sheet, group: int, making: Making) -> Iterator[tuple[Candidate | None, list[Problem]]]:
    """Yield every row of a sheet as a candidate, or None if it has errors, with its problems."""
    left_out: set[str] = set()
    for entry, wrong_cells in sheet.each():
        if entry is None:
            yield None, wrong_cells
            continue
        slug, problems = making.badges.of(entry.badges, entry.places.nearest("badge"))
        if not slug:
            yield None, [*wrong_cells, *problems]
            continue
        badge = making.program.classes[slug]
        results, more = _results(entry, badge, left_out)
        candidate, wrong = _candidate(entry, badge, results, group, making)
        found = [*problems, *more, *wrong]
        yield (None if errors(found) else candidate), [*wrong_cells, *found]


def _candidate(
    entry: Entry, badge: BadgeClass, results: list[dict[str, str]], group: int, making: Making
) -> tuple[Candidate | None, list[Problem]]:
    written = str(entry.data.get("issued") or making.issued)
    address, pepper = entry.email, making.pepper
    given = entry.data["recipient"]
    did, name = given.get("did", ""), given.get("name", "")
    if address:
        person = making.persons.at_address(address, name, badge.slug, shared=may_share(badge, making.policy))
    elif did:
        person = Person(did)
    elif name and badge.by_name:
        person = by_name(name, entry.person)
        if person.told_apart and pepper is None:
            message = "without BADGEPRESS_PEPPER, a later import cannot tell people with the same name apart"
            hint = "set it to a long random secret, the same for every import; or drop --person-column"
            return None, [Problem(entry.places.nearest("person"), "no-pepper", message, hint=hint)]
    else:
        message = "the row has neither an e-mail address nor a DID"
        hint = f"`by_name: true` in the badge class '{badge.slug}' allows rows with only a name" if name else ""
        return None, [Problem(entry.place, "empty-recipient", message, "", "at least one of email and did", hint)]
    award_id = pepper.award(person.who, badge.slug, written) if pepper else making.new_id()
    recipient = recipient_of(given, address, award_id, making, person)
    rest = {key: value for key, value in entry.data.items() if key not in ("recipient", "issued", "results")}
    data: dict[str, Any] = {"badge": badge.slug, "recipient": recipient, "issued": written, **rest}
    if results:
        data["results"] = results
    if making.unlisted:
        data["visibility"] = "unlisted"
    award, problems = check_award(award_id, data, entry.places, {}, making.program)
    if award is None:
        return None, problems
    dated = "issued" in entry.data or making.dated
    marks = frozenset({did} - {""})
    return Candidate(
        entry.places.nearest("email" if address else "recipient.name"),
        award,
        data,
        person.who,
        address,
        dated,
        entry.given,
        group,
        marks,
        person.shares,
        person.told_apart,
    ), problems


def recipient_of(
    given: Mapping[str, str], address: str, award_id: str, making: Making, person: Person | None = None
) -> dict[str, str]:
    """Return the recipient as written to YAML: name, hashed address, earner, then everything else.

    People who share an address or have none get their own earner, unless only a name identifies them.
    """
    found = {"name": given["name"]} if "name" in given else {}
    if address:
        salt = making.pepper.salt(award_id) if making.pepper else making.new_salt()
        found |= {"identity": hash_identity(address, salt), "salt": salt}
    earner = making.holders.earner(address or given.get("did", ""))
    if person is not None and (person.shares or not (address or given.get("did"))):
        earner = making.pepper.earner(person.who) if making.pepper and person.told_apart else None
    if earner:
        found["earner"] = earner
    return found | {key: value for key, value in given.items() if key != "name"}


def _results(entry: Entry, badge: BadgeClass, left_out: set[str]) -> tuple[list[dict[str, str]], list[Problem]]:
    """Return the results of a row; a grade becomes the class's result `grade`, or its only result."""
    results = list(entry.data.get("results", ()))
    if not entry.grade:
        return results, []
    ids = [one.id for one in badge.results]
    into = "grade" if "grade" in ids else ids[0] if len(ids) == 1 else ""
    if into:
        return [*results, {"result": into, "value": entry.grade}], []
    if badge.slug in left_out:
        return results, []
    left_out.add(badge.slug)
    place = entry.places.nearest("grade")
    message = f"badge class '{badge.slug}' has no result for grades, so they are not imported"
    hint = "add a result with the id 'grade' to the class"
    return results, [
        problem(
            "grade-left-out", message, file=place.file, line=place.line, path=place.path, hint=hint, severity="warning"
        )
    ]
