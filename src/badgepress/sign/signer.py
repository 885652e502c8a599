"""Composes, checks and signs credentials one after the other.

Of two awards of one class, most credentials differ in a dozen texts. What they share is composed, checked and
canonicalised for the first of them. The others get the same bytes as if they were made from nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from badgepress.errors import CredentialError, Problem, SignError, problem
from badgepress.model import Award, Program, rfc3339
from badgepress.model.pattern import Pattern, pattern_of
from badgepress.openbadges import proof, schema
from badgepress.openbadges.alike import Alike, alike
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.sign.compose import Composer, own_texts
from badgepress.sign.lines import CREATED, PROOF_VALUE, VARYING
from badgepress.sign.plan import Order

#: So many kinds are kept. Awards of further kinds are made from nothing.
_MOST: Final = 4096


class _Kind(NamedTuple):
    """What the credentials of one kind have in common."""

    pattern: Pattern
    alike: Alike


class Signer:
    """Signs for one programme, with one secret for each issuer (by slug), at one moment."""

    def __init__(self, program: Program, secrets: Mapping[str, SecretKey], now: datetime) -> None:
        self._program, self._secrets, self._created = program, secrets, rfc3339(now)
        self._composer = Composer(program)
        self._kinds: dict[Hashable, _Kind | None] = {}

    def line(self, award: Award, order: Order) -> bytes:
        """Return the signed line of an award, without a line end.

        Raises SignError with every problem of the credential, each located at its assertion.
        """
        kind = self._kind_of(award, order)
        known = self._kinds.get(kind) if kind is not None else None
        line = self._alike(known, award, order) if known is not None else None
        if line is not None:
            return line
        signed = self._signed(award, order)
        if kind is not None and kind not in self._kinds and len(self._kinds) < _MOST:
            self._kinds[kind] = _learned(signed)
        return orjson.dumps(signed)

    def _kind_of(self, award: Award, order: Order) -> Hashable | None:
        """What decides about everything but the texts of `own_texts`; None for an award with other texts of its own."""
        assertion = award.assertion
        ends = self._program.ends(assertion)
        if assertion.narrative or assertion.evidence or assertion.results or (ends and ends < assertion.issued):
            return None
        who = assertion.recipient
        has = bool(who.identity), bool(who.salt), bool(who.name), bool(who.did), bool(ends)
        return assertion.badge, assertion.language, order.issuer, has

    def _alike(self, known: _Kind, award: Award, order: Order) -> bytes | None:
        """The line of an award of a known kind; None if it must be made from nothing.

        Its texts are of typed fields, whose rules are no looser than those of the standard's schema.
        """
        own = own_texts(self._program, award, order.entry) | {CREATED: self._created, PROOF_VALUE: ""}
        if own.keys() != known.pattern.places.keys():
            return None
        texts = [own[path] for path in known.pattern.paths]
        hashed = known.alike.hash_data(texts)
        if hashed is None:
            return None
        texts[known.pattern.places[PROOF_VALUE]] = proof.proof_value(self._secrets[order.issuer].sign(hashed))
        return known.pattern.spelled(texts)

    def _signed(self, award: Award, order: Order) -> dict[str, Any]:
        unsigned = self._composer.credential(award, order.entry)
        wrong = schema.problems(unsigned)
        if wrong:
            raise SignError(*(_at(award, reason) for reason in wrong))
        secret = self._secrets[order.issuer]
        method = f"{unsigned['issuer']['id']}#{secret.public}"
        try:
            return proof.sign(unsigned, secret, verification_method=method, created=self._created)
        except CredentialError as error:
            raise SignError(*(_at(award, reason) for reason in error.problems)) from None


def _learned(signed: Mapping[str, Any]) -> _Kind | None:
    pattern = pattern_of(signed, VARYING)
    found = alike(signed, pattern.paths) if pattern is not None else None
    return _Kind(pattern, found) if pattern is not None and found is not None else None


def _at(award: Award, reason: Problem) -> Problem:
    """Move a credential's problem to the assertion it comes from."""
    place = award.place()
    return problem(
        "cannot-sign",
        f"award '{award.id}' does not make a valid credential: {reason.sentence()}",
        file=place.file,
        line=place.line,
        path=reason.place.path,
        hint=reason.hint or "correct the assertion or its badge class",
    )
