"""Compares the store with the published status lists, which still show revocations that are lost here and in git."""

from __future__ import annotations

from pathlib import Path

from badgepress import sign
from badgepress.errors import FetchError, Problem, problem
from badgepress.model import Program
from badgepress.read import read_program
from badgepress.sign.listindexes import read_suspended
from badgepress.verify.fetch import Fetch

#: At most so many lists are fetched beyond those that are known here.
_MOST_UNKNOWN = 16


def lost_places(folder: Path, shown: str, fetch: Fetch) -> list[Problem]:
    """Report what the published lists know but the programme in `folder` does not.

    Fetches `<base_url>status/<n>.json` for every list that is known here, and further lists until one is not found.
    Only lists that a listed key of the programme signed are trusted.

    Errors: published-place-lost for set indexes that no line has; issued-lost if nothing is issued here but a list is
    published; revocation-lost for indexes that a list shows as revoked, if it was signed no earlier than the list here
    and their awards count here. A site that does not answer is ignored, except that it is a warning (published-unread)
    if nothing is issued here and awards wait to be signed.
    """
    program, _ = read_program(folder, shown=shown)
    if program is None:
        return []
    taken = sign.taken_places(program)
    last = max((number for number, _ in taken), default=0)
    found: list[Problem] = []
    for number in range(1, last + _MOST_UNKNOWN + 1):
        try:
            text = fetch(program.url(f"status/{number}.json"))
        except FetchError as error:
            if not taken and error.code != "not-found" and program.files:
                found.append(_unread(program, number, error))
            if number > last or error.code != "not-found":
                break
            continue
        signed = sign.list_of(program, number, text)
        if signed is None or sign.audit_list(program, signed):
            continue
        gone = sorted(index for index in sign.set_bits(signed) if (number, index) not in taken)
        if gone:
            found.append(_gone(program, number, gone))
        elif not taken:
            found.append(_existed(program, number))
        if back := _counting(program, signed, taken):
            found.append(_back(program, number, back))
    return found


def _counting(program: Program, signed: sign.Signed, taken: frozenset[tuple[int, int]]) -> dict[int, str]:
    """Return index → award for indexes that a published list shows as revoked but whose awards count here.

    If the list here is newer, it may have lifted a suspension, so nothing is reported. Indexes that are already set
    here, or are noted as suspended, are left out too.
    """
    number = signed.number
    here, _ = sign.read_signed(program, number)
    if here is not None and str(here.document.get("validFrom")) > str(signed.document.get("validFrom")):
        return {}
    known = (sign.set_bits(here) if here else frozenset()) | read_suspended(program)[0].get(number, frozenset())
    more = {index for index in sign.set_bits(signed) - known if (number, index) in taken}
    if not more:
        return {}
    surveys = [sign.survey(program, sign.contents_of(program, file)) for file in sign.files_to_survey(program)]
    revoked = {place for one in surveys for place in set(one.revoked) - set(one.suspended)}
    return {
        index: award
        for one in surveys
        for award, list_number, index, _, _ in one.lines
        if list_number == number and index in more and (number, index) not in revoked
    }


def _restore(program: Program) -> str:
    return f"{sign.restore_hint(program)}; or restore the folder from a backup"


def _existed(program: Program, number: int) -> Problem:
    return problem(
        "issued-lost",
        "nothing is issued here, but a status list of this programme is published, so awards were issued before",
        file=f"{program.shown}/{sign.FOLDER}/",
        got="no lines",
        expected=f"the lines of the awards of {program.url(f'status/{number}.json')}",
        hint=_restore(program),
    )


def _unread(program: Program, number: int, error: FetchError) -> Problem:
    return problem(
        "published-unread",
        "nothing is issued here, and the published site does not show whether awards were issued before",
        file=f"{program.shown}/program.yml",
        path="base_url",
        got=f"{program.url(f'status/{number}.json')}: {error.problems[0].message}",
        hint="if awards were published there before, stop and restore issued/ first; if the site is new, go on",
        severity="warning",
    )


def _back(program: Program, number: int, places: dict[int, str]) -> Problem:
    indexes = sorted(places)
    named = ", ".join(f"{index} ('{places[index]}')" for index in indexes[:5])
    return problem(
        "revocation-lost",
        f"the published status list {number} shows an award as revoked that the programme no longer revokes",
        file=f"{program.shown}/{sign.FOLDER}/status/{number}.json",
        got=f"index {named}" + (", …" if len(indexes) > 5 else ""),
        hint="restore its `revoked:`, or its `reissued:` if it was issued again; if the person was erased, "
        "`badgepress erase` erases them again",
    )


def _gone(program: Program, number: int, places: list[int]) -> Problem:
    named = ", ".join(map(str, places[:5])) + (f" and {len(places) - 5} more" if len(places) > 5 else "")
    return problem(
        "published-place-lost",
        f"the published status list {number} shows indexes as revoked that no line of the issued store has",
        file=f"{program.shown}/{sign.FOLDER}/",
        got=f"no line at {'indexes' if len(places) > 1 else 'index'} {named}",
        expected=f"a line for each index of {program.url(f'status/{number}.json')}",
        hint=_restore(program),
    )
