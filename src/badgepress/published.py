"""What the published site says of the store: its lists know places that are gone here, and from git too."""

from __future__ import annotations

from pathlib import Path

from badgepress import sign
from badgepress.errors import FetchError, Problem, problem
from badgepress.model import Program
from badgepress.read import read_program
from badgepress.verify.fetch import Fetch

#: No more lists than this are asked for beyond those that are known here.
_MOST_UNKNOWN = 16


def lost_places(folder: Path, shown: str, fetch: Fetch) -> list[Problem]:
    """An error for each published list that shows a place as set which no line of the programme in `folder` has.

    Asks `<base_url>status/<n>.json` for every list that is known here, and on from there until one is not found. Only
    lists that a listed key of the programme signed are believed; a site that does not answer says nothing. Code:
    published-place-lost.
    """
    program, _ = read_program(folder, shown=shown)
    if program is None:
        return []
    taken = sign.taken_places(program)
    last = max((number for number, _ in taken), default=0)
    found = []
    for number in range(1, last + _MOST_UNKNOWN + 1):
        try:
            text = fetch(program.url(f"status/{number}.json"))
        except FetchError as error:
            if number > last or error.code != "not-found":
                break
            continue
        signed = sign.list_of(program, number, text)
        if signed is None or sign.audit_list(program, signed):
            continue
        gone = sorted(index for index in sign.set_bits(signed) if (number, index) not in taken)
        if gone:
            found.append(_gone(program, number, gone))
    return found


def _gone(program: Program, number: int, places: list[int]) -> Problem:
    named = ", ".join(map(str, places[:5])) + (f" and {len(places) - 5} more" if len(places) > 5 else "")
    return problem(
        "published-place-lost",
        f"the published status list {number} shows places as revoked that no line of the issued store has",
        file=f"{program.shown}/{sign.FOLDER}/",
        got=f"no line at {'places' if len(places) > 1 else 'place'} {named}",
        expected=f"a line for each place of {program.url(f'status/{number}.json')}",
        hint=f"{sign.RESTORE}; or bring the folder back from a copy",
    )
