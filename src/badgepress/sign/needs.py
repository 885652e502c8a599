"""Which issuers' keys publishing needs, and for what: known from the programme alone, wherever the keys are."""

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
    """The key of one issuer: how many awards wait for it, which status lists do, and whether it is at hand here."""

    issuer: str
    awards: int
    lists: tuple[int, ...]
    at_hand: bool

    @property
    def what(self) -> str:
        """`3 awards and status list 1`."""
        some = [f"{self.awards} award{'' if self.awards == 1 else 's'}"] if self.awards else []
        named = ", ".join(map(str, self.lists))
        some += [f"status list{'' if len(self.lists) == 1 else 's'} {named}"] if self.lists else []
        return " and ".join(some)


def needs(
    program: Program, awards: Iterable[str], lists: Iterable[tuple[int, str]], keyring: Keyring, at: datetime
) -> list[Need]:
    """One for each issuer that has something to sign.

    `awards` has the issuer's slug of each award that waits, `lists` the number and issuer DID of each list that does
    not show the newest revocations.
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
    """An error for each issuer whom no key can sign for, for none that it lists is valid at that moment.

    Whoever has the secret keys cannot help then: the issuer's file has to be mended. Nothing while no issuer of the
    programme lists any key: it has not begun to sign.
    """
    begun = any(issuer.keys for issuer in program.issuers.values())
    some = [one for one in found if one.awards and _has_none(program, one, at)]
    told = [_unlisted(program, one, program.issuers[one.issuer], at) for one in some]
    return told if begun else []


def absent(program: Program, found: Sequence[Need], at: datetime) -> list[Problem]:
    """An error for each issuer whose key is needed and not at hand: for whoever is about to publish.

    The lists of an issuer whose every key has ended are left to the warning that they are not signed any more.
    """
    return [
        problem(
            "key-absent",
            f"the key of '{one.issuer}' is not at hand, and nothing is published before it is",
            file=(place := where(program, f"issuers/{one.issuer}.yml", "keys")).file,
            line=place.line,
            path=place.path,
            got=f"{one.what} to sign",
            expected=f"its secret key in {ENVIRONMENT}, one key a line, or in {variable(one.issuer)}",
            hint="set it as a secret where this is published, and see that the workflow hands it to this step",
        )
        for one in found
        if not one.at_hand and (one.awards or not _has_none(program, one, at))
    ]


def _has_none(program: Program, one: Need, at: datetime) -> bool:
    return all(key.window_problem(at) for key in program.issuers[one.issuer].keys)


def _unlisted(program: Program, one: Need, issuer: Issuer, at: datetime) -> Problem:
    place = where(program, f"issuers/{issuer.slug}.yml", "keys" if issuer.keys else "")
    reasons = {"not-yet": "begins later", "ended": "has ended", "revoked": "is revoked"}
    got = ", ".join(f"{key.public[:12]}… {reasons[key.window_problem(at) or 'ended']}" for key in issuer.keys)
    return problem(
        "issuer-without-key",
        f"'{issuer.slug}' has something to sign, and lists no key that is valid now",
        file=place.file,
        line=place.line,
        path="keys",
        got=got or "no key",
        expected=f"a key for {one.what}",
        hint=f"`badgepress key {f'rotate {issuer.slug}' if issuer.keys else 'new'}` makes one",
    )
