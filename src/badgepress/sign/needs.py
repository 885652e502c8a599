"""Work out which issuers' keys publishing needs, and what for. This needs only the programme, not the keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from badgepress.errors import Problem, problem
from badgepress.model import Issuer, Program
from badgepress.read.where import where
from badgepress.sign.compose import own_issuers
from badgepress.sign.keyring import ENVIRONMENT, Keyring, variable


@dataclass(frozen=True, slots=True)
class Need:
    """The need for one issuer's key: how many awards and which status lists wait, and whether this run has the key."""

    issuer: str
    awards: int
    lists: tuple[int, ...]
    at_hand: bool

    @property
    def what(self) -> str:
        """What waits for the key, in words: `3 awards and status list 1`."""
        parts = [f"{self.awards} award{'' if self.awards == 1 else 's'}"] if self.awards else []
        numbers = ", ".join(map(str, self.lists))
        parts += [f"status list{'' if len(self.lists) == 1 else 's'} {numbers}"] if self.lists else []
        return " and ".join(parts)


def needs(
    program: Program, awards: Iterable[str], lists: Iterable[tuple[int, str]], keyring: Keyring, at: datetime
) -> list[Need]:
    """Return one Need for each issuer that has something to sign.

    `awards` is the issuer slug of each waiting award; `lists` is (number, issuer DID) of each status list that does not
    show the newest revocations.
    """
    count = Counter(awards)
    slugs = {did: issuer.slug for did, issuer in own_issuers(program).items()}
    numbers: dict[str, set[int]] = {}
    for number, did in lists:
        if did in slugs:
            numbers.setdefault(slugs[did], set()).add(number)
    return [
        Need(
            slug,
            count[slug],
            tuple(sorted(numbers.get(slug, ()))),
            keyring.for_issuer(program.issuers[slug], at) is not None,
        )
        for slug in sorted({*count, *numbers})
    ]


def keyless(program: Program, found: Sequence[Need], at: datetime) -> list[Problem]:
    """Return an error for each issuer that has awards to sign but lists no key that is valid at that time.

    No secret key can help then: the issuer's file has to be corrected. Returns nothing while no issuer of the programme
    lists a key, because the programme has not started signing.
    """
    has_begun = any(issuer.keys for issuer in program.issuers.values())
    stuck = [need for need in found if need.awards and _has_no_valid_key(program, need, at)]
    return [_unlisted(program, need, program.issuers[need.issuer], at) for need in stuck] if has_begun else []


def absent(program: Program, found: Sequence[Need], at: datetime) -> list[Problem]:
    """Return an error for each issuer whose key publishing needs and does not have.

    Skips lists of an issuer whose keys have all ended; a separate warning says that they are no longer signed.
    """
    return [
        problem(
            "key-absent",
            f"cannot publish without the secret key of '{need.issuer}'",
            file=(place := where(program, f"issuers/{need.issuer}.yml", "keys")).file,
            line=place.line,
            path=place.path,
            got=f"{need.what} to sign, and no key",
            expected=f"its secret key in {ENVIRONMENT}, one key per line, or in {variable(need.issuer)}",
            hint="add it as a secret of the repository, and check that the workflow passes it to this step",
        )
        for need in found
        if not need.at_hand and (need.awards or not _has_no_valid_key(program, need, at))
    ]


def _has_no_valid_key(program: Program, need: Need, at: datetime) -> bool:
    return all(key.window_problem(at) for key in program.issuers[need.issuer].keys)


def _unlisted(program: Program, need: Need, issuer: Issuer, at: datetime) -> Problem:
    place = where(program, f"issuers/{issuer.slug}.yml", "keys" if issuer.keys else "")
    reasons = {"not-yet": "begins later", "ended": "has ended", "revoked": "is revoked"}
    got = ", ".join(f"{key.public[:12]}… {reasons[key.window_problem(at) or 'ended']}" for key in issuer.keys)
    return problem(
        "issuer-without-key",
        f"'{issuer.slug}' has awards to sign but lists no key that is valid now",
        file=place.file,
        line=place.line,
        path="keys",
        got=got or "no key",
        expected=f"a key for {need.what}",
        hint=f"`badgepress key {f'rotate {issuer.slug}' if issuer.keys else 'new'}` creates one",
    )
