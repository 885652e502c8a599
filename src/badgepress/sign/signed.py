"""What a survey says once the orders of its file are signed and stored, without reading the file again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from badgepress.model import Program
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.sign import history, store
from badgepress.sign.compose import issuer_did
from badgepress.sign.plan import Order
from badgepress.sign.survey import Survey


def after_signing(
    program: Program, survey: Survey, orders: Sequence[Order], secrets: Mapping[str, SecretKey], data: bytes
) -> Survey | None:
    """Return the survey of a file whose orders were all signed; `data` is what its store file holds now.

    None if anything is still waiting, or if the store file has not as many lines as it should have.
    """
    if [one.award for one in orders] != _by_award([award for award, _, _ in survey.pending]):
        return None
    withdrawn = {award: why for award, _, why in survey.pending}
    shown = store.shown_file(program, survey.name)
    dids = {slug: issuer_did(program, issuer) for slug, issuer in program.issuers.items()}
    lines, given = list(survey.lines), list(survey.given)
    revoked, suspended = set(survey.revoked), set(survey.suspended)
    signers = _signers(survey)
    newest: dict[str, Order] = {}
    for order in orders:
        did, place = dids[order.issuer], (order.entry.number, order.entry.index)
        lines.append((order.award, *place, shown, len(lines) + 1))
        given.append((did, *place))
        signers[order.award] = f"{did}#{secrets[order.issuer].public}"
        if order.award in newest:
            before = newest[order.award].entry
            revoked.add((before.number, before.index))
        newest[order.award] = order
    for award, order in newest.items():
        place = (order.entry.number, order.entry.index)
        if withdrawn[award]:
            revoked.add(place)
        if withdrawn[award] == "suspended":
            suspended.add(place)
    if data.count(b"\n") != len(lines) or survey.problems:
        return None
    return replace(
        survey,
        lines=tuple(lines),
        given=tuple(given),
        revoked=tuple(sorted(revoked)),
        suspended=tuple(sorted(suspended)),
        pending=(),
        signers=tuple(signers.values()),
        blobs=history.blob_names(data),
    )


def _by_award(awards: Sequence[str]) -> list[str]:
    """Return ids with equal ones beside each other, as the plan orders them."""
    counts: dict[str, int] = {}
    for award in awards:
        counts[award] = counts.get(award, 0) + 1
    return [award for award, count in counts.items() for _ in range(count)]


def _signers(survey: Survey) -> dict[str, str]:
    """Return award → signer of its newest line, in the order of the survey's `signers`."""
    tombs = {line[0] for line, given in zip(survey.lines, survey.given, strict=True) if not given[0]}
    awards = [award for award in dict.fromkeys(line[0] for line in survey.lines) if award not in tombs]
    return dict(zip(awards, survey.signers, strict=True))
