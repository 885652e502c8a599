"""What the doctor looks at on the published site: its address, the clock, the issuers' documents, the status lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import orjson

from badgepress import sign
from badgepress.doctor.look import Look, fine, found, unseen
from badgepress.errors import FetchError, problem
from badgepress.model import Program, add_duration, moment
from badgepress.published import lost_places
from badgepress.sign.listindexes import read_given
from badgepress.sign.status import kept_numbers
from badgepress.verify.fetch import Fetch

#: A signature of so much later than now is one of the future to whoever checks it.
_APART = timedelta(minutes=2)
_AGAIN = "look again when there is a network: `badgepress doctor`"


@dataclass(frozen=True, slots=True)
class Heard:
    """The headers of the last answer, none where nobody answered, and how long after `now` it came."""

    headers: Mapping[str, str] = field(default_factory=dict)
    after: timedelta = timedelta()


def site(program: Program, fetch: Fetch, heard: Callable[[], Heard], now: datetime) -> Iterator[Look]:
    """All looks at the site under base_url. `fetch` and `heard` are the network, `now` this machine's clock."""
    base = program.settings.base_url
    try:
        fetch(base)
    except FetchError as error:
        yield _silent(program, error)
        yield _clock(heard(), now)
        for what in ("issuer", "lists"):
            yield unseen(what, "the published site does not answer", _AGAIN)
        return
    yield fine("site", f"{base} answers")
    yield _clock(heard(), now)
    yield from issuers(program, fetch)
    yield from lists(program, fetch, now)


def _silent(program: Program, error: FetchError) -> Look:
    base, one = program.settings.base_url, error.problems[0]
    if one.code in ("offline", "too-slow"):
        return unseen("site", f"{base} was not asked: {one.message}", _AGAIN)
    hints = {
        "not-found": "was it published yet? look at the last run of `publish`, and at where the host serves the site",
        "unknown-host": "base_url stands in every badge: set up its domain at the registrar, then at the host",
        "elsewhere": "base_url leads to another site: serve the programme there, or mend it before the first award",
    }
    return found(
        "site",
        problem(
            "site-silent",
            f"the address of the site does not answer: {one.message}",
            file=f"{program.shown}/program.yml",
            path="base_url",
            got=base,
            hint=hints.get(one.code, "look at the host's settings: certificate, domain, source of the site"),
        ),
    )


def _clock(heard: Heard, now: datetime) -> Look:
    """Whether this machine's clock is that of the server."""
    said = {name.lower(): value for name, value in heard.headers.items()}.get("date", "")
    now += heard.after
    try:
        there = parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return unseen("clock", "no server said what time it is", "compare this machine's clock yourself")
    if abs(there - now) <= _APART:
        return fine("clock", "this machine's clock is right")
    wrong = problem(
        "clock-wrong",
        "this machine's clock is not the server's, and what is signed has the time of signing in it",
        got=f"{now:%Y-%m-%d %H:%M:%S} here",
        expected=f"{there:%Y-%m-%d %H:%M:%S}, as the server says",
        hint="let the system set its clock by the network",
    )
    return found("clock", wrong)


def issuers(program: Program, fetch: Fetch) -> Iterator[Look]:
    """Whether each issuer's published document has the keys that the programme lists."""
    for path, text in sign.did_documents(program).items():
        slug = path.split("/")[1]
        try:
            there = _methods(fetch(program.url(path)))
        except FetchError as error:
            message = f"the published document of '{slug}' cannot be read: {error.problems[0].message}"
            hint = "publish the programme: without this document nobody can verify a badge of the issuer"
            yield found("issuer", problem("issuer-unpublished", message, got=program.url(path), hint=hint))
            continue
        here = _methods(text)
        if here == there:
            yield fine("issuer", f"the published document of '{slug}' has the keys that are listed here")
            continue
        yield found(
            "issuer",
            problem(
                "issuer-differs",
                f"the published document of '{slug}' has other keys than are listed here",
                file=f"{program.shown}/issuers/{slug}.yml",
                path="keys",
                got=", ".join(sorted(there)) or "no key",
                expected=", ".join(sorted(here)) or "no key",
                hint="publish the programme; or was another one published at this address?",
            ),
        )


def _methods(text: bytes) -> dict[str, object]:
    """The keys of a document by their public half; what is no such document has none."""
    try:
        return {str(one["publicKeyMultibase"]): one for one in orjson.loads(text)["verificationMethod"]}
    except (ValueError, TypeError, KeyError):
        return {}


def lists(program: Program, fetch: Fetch, now: datetime) -> Iterator[Look]:
    """Whether the published status lists hold, and know nothing that is lost here."""
    gone = lost_places(Path(program.root), program.shown, fetch)
    for one in gone:
        yield found("lists", one)
    given = read_given(program)[0]
    whole = add_duration(now, program.settings.policies.status_valid_for) - now
    numbers = sorted(kept_numbers(program))
    good = not gone
    for number in numbers:
        address = program.url(f"status/{number}.json")
        look = _list(program, number, address, fetch, given.get(number, 0), whole, now)
        if look is not None:
            good = False
            yield look
    if good and numbers:
        yield fine("lists", f"{len(numbers)} published status list{'s' if len(numbers) > 1 else ''} as they should be")
    elif not numbers:
        yield fine("lists", "nothing was issued yet")


def _list(
    program: Program, number: int, address: str, fetch: Fetch, given: int, whole: timedelta, now: datetime
) -> Look | None:
    file = f"{program.shown}/{sign.FOLDER}/status/{number}.json"
    try:
        signed = sign.list_of(program, number, fetch(address))
    except FetchError as error:
        message = f"status list {number} is not published: {error.problems[0].message}"
        hint = "publish the programme: until then verifiers cannot say whether its awards were revoked"
        return found("lists", problem("list-unpublished", message, file=file, got=address, hint=hint))
    if signed is None or sign.audit_list(program, signed):
        message = f"what is published as status list {number} is not one that an issuer of the programme signed"
        return found("lists", problem("list-foreign", message, file=file, got=address, hint="publish the programme"))
    until = moment(signed.document["validUntil"])
    if until - now < whole / 6:
        said = "has lapsed" if until <= now else "lapses soon"
        message = f"the published status list {number} {said}, and then no award can be confirmed"
        hint = "run `publish`; and see whether its weekly schedule still runs: hosts stop it in a quiet repository"
        late = problem("list-lapsing", message, file=file, got=f"valid until {until:%Y-%m-%d}", hint=hint)
        return found("lists", late)
    last = max(sign.set_bits(signed), default=-1)
    if last >= given:
        message = f"the published status list {number} has places set that given.json does not know as given"
        got, expected = f"{given}", f"{last + 1} or more"
        file = f"{program.shown}/{sign.FOLDER}/status/given.json"
        behind = problem("given-behind", message, file=file, got=got, expected=expected, hint=sign.RESTORE)
        return found("lists", behind)
    return None
