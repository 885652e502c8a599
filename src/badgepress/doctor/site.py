"""Check the published site: its address, the clock, the issuers' DID documents, the status lists."""

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

#: If the clocks differ by more than this, verifiers may see a signature from the future.
_APART = timedelta(minutes=2)
_AGAIN = "run `badgepress doctor` again when there is a network"


@dataclass(frozen=True, slots=True)
class Heard:
    """The headers of the last answer (empty if there was none), and how long after `now` it came."""

    headers: Mapping[str, str] = field(default_factory=dict)
    after: timedelta = timedelta()


def site(program: Program, fetch: Fetch, heard: Callable[[], Heard], now: datetime) -> Iterator[Look]:
    """Check the site at base_url. `fetch` and `heard` are the network, `now` this machine's clock."""
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
        return unseen("site", f"{base} was not checked: {one.message}", _AGAIN)
    hints = {
        "not-found": "is it published yet? check the last run of `publish`, and where the host serves the site",
        "unknown-host": "every badge contains base_url: set up its domain at the registrar, then at the host",
        "elsewhere": "base_url leads to another site: serve the programme there, or correct it before the first award",
    }
    return found(
        "site",
        problem(
            "site-silent",
            f"the site's address does not answer: {one.message}",
            file=f"{program.shown}/program.yml",
            path="base_url",
            got=base,
            hint=hints.get(one.code, "check the host's settings: certificate, domain, source of the site"),
        ),
    )


def _clock(heard: Heard, now: datetime) -> Look:
    """Compare this machine's clock with the server's."""
    date = {name.lower(): value for name, value in heard.headers.items()}.get("date", "")
    now += heard.after
    try:
        server_time = parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        return unseen("clock", "no server gave the time", "check this machine's clock yourself")
    if abs(server_time - now) <= _APART:
        return fine("clock", "this machine's clock is right")
    wrong = problem(
        "clock-wrong",
        "this machine's clock differs from the server's, and signatures contain the time of signing",
        got=f"{now:%Y-%m-%d %H:%M:%S} here",
        expected=f"{server_time:%Y-%m-%d %H:%M:%S} as on the server",
        hint="let the system set its clock over the network",
    )
    return found("clock", wrong)


def issuers(program: Program, fetch: Fetch) -> Iterator[Look]:
    """Check that each issuer's published DID document has the keys that the programme lists."""
    for path, text in sign.did_documents(program).items():
        slug = path.split("/")[1]
        try:
            published = _methods(fetch(program.url(path)))
        except FetchError as error:
            message = f"the published DID document of '{slug}' cannot be read: {error.problems[0].message}"
            hint = "publish the programme: without this document nobody can verify the issuer's badges"
            yield found("issuer", problem("issuer-unpublished", message, got=program.url(path), hint=hint))
            continue
        listed = _methods(text)
        if listed == published:
            yield fine("issuer", f"the published DID document of '{slug}' has the keys that are listed here")
            continue
        yield found(
            "issuer",
            problem(
                "issuer-differs",
                f"the published DID document of '{slug}' has other keys than those listed here",
                file=f"{program.shown}/issuers/{slug}.yml",
                path="keys",
                got=", ".join(sorted(published)) or "no key",
                expected=", ".join(sorted(listed)) or "no key",
                hint="publish the programme; or was another programme published at this address?",
            ),
        )


def _methods(text: bytes) -> dict[str, object]:
    """Return the keys of a DID document by public key; empty if it is not such a document."""
    try:
        return {str(one["publicKeyMultibase"]): one for one in orjson.loads(text)["verificationMethod"]}
    except (ValueError, TypeError, KeyError):
        return {}


def lists(program: Program, fetch: Fetch, now: datetime) -> Iterator[Look]:
    """Check that the published status lists are valid, and show no award that was lost here."""
    lost = lost_places(Path(program.root), program.shown, fetch)
    for one in lost:
        yield found("lists", one)
    given = read_given(program)[0]
    whole = add_duration(now, program.settings.policies.status_valid_for) - now
    numbers = sorted(kept_numbers(program))
    good = not lost
    for number in numbers:
        address = program.url(f"status/{number}.json")
        look = _list(program, number, address, fetch, given.get(number, 0), whole, now)
        if look is not None:
            good = False
            yield look
    if good and numbers:
        amount = f"{len(numbers)} published status lists are" if len(numbers) > 1 else "the published status list is"
        yield fine("lists", f"{amount} valid and up to date")
    elif not numbers:
        yield fine("lists", "no award has been issued yet")


def _list(
    program: Program, number: int, address: str, fetch: Fetch, given: int, whole: timedelta, now: datetime
) -> Look | None:
    file = f"{program.shown}/{sign.FOLDER}/status/{number}.json"
    try:
        signed = sign.list_of(program, number, fetch(address))
    except FetchError as error:
        message = f"status list {number} is not published: {error.problems[0].message}"
        hint = "publish the programme: until then verifiers cannot tell whether its awards were revoked"
        return found("lists", problem("list-unpublished", message, file=file, got=address, hint=hint))
    if signed is None or sign.audit_list(program, signed):
        message = f"no issuer of this programme signed the published status list {number}"
        return found("lists", problem("list-foreign", message, file=file, got=address, hint="publish the programme"))
    until = moment(signed.document["validUntil"])
    if until - now < whole / 6:
        message = f"the published status list {number} expires soon; after that its awards cannot be confirmed"
        if until <= now:
            message = f"the published status list {number} has expired, so its awards cannot be confirmed"
        hint = "run `publish`, and check that its weekly schedule still runs: hosts stop it in a quiet repository"
        late = problem("list-lapsing", message, file=file, got=f"valid until {until:%Y-%m-%d}", hint=hint)
        return found("lists", late)
    last = max(sign.set_bits(signed), default=-1)
    if last >= given:
        message = f"the published status list {number} has bits set at indexes that given.json calls free"
        got, expected = f"{given}", f"{last + 1} or more"
        file = f"{program.shown}/{sign.FOLDER}/status/given.json"
        behind = problem("given-behind", message, file=file, got=got, expected=expected, hint=sign.RESTORE)
        return found("lists", behind)
    return None
