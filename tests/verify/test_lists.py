"""Which lists count: compares every kind of list at a badge's address with the rule in the handbook."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from badgepress.openbadges.moments import moment
from badgepress.verify import Report, verify
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    INDEX,
    LIST,
    NOW,
    ORG,
    ORG_KEY,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    did_document,
    entry,
    put,
    signed,
    unsigned_list,
)
from tests.verify.world import Told

OTHER = f"{BASE}status/2.json"
SIGNERS = {ORG: ORG_KEY, COLLEGE: COLLEGE_KEY}
#: What the issuer's document, or the caller, names.
NAMES = (LIST, OTHER, COLLEGE)
PURPOSES = {"revocation": "status-revoked", "suspension": "status-suspended"}


def asked(badge: Json, listed: Json, *, said: set[str], known: set[str]) -> Report:
    """The report if this list is at the badge's address."""
    service = [
        {"id": f"#{one}", "type": "BitstringStatusListCredential", "serviceEndpoint": one}
        for one in sorted(said - {COLLEGE})
    ]
    own: dict[str, Any] = did_document() | {"service": service, "alsoKnownAs": sorted(said & {COLLEGE})}
    world = {
        ORG_URL: {"json": own},
        COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))},
        LIST: {"json": listed},
    }
    now = moment(NOW)
    assert now
    return verify(badge, now=now, fetch=Told(world), trusted=[ORG, *sorted(known)])


def made(whose: str, name: str, bits: tuple[int, ...], purpose: str, by: Any) -> Json:
    """A list that names `whose` as its issuer and `name` as its id, signed with this key in that name."""
    document = unsigned_list(bits, purpose=purpose) | {"issuer": whose, "id": name}
    return signed(document, by, method=f"{whose}#{SIGNERS[whose].public}", created="2026-11-01T00:00:00Z")


def may_clear(whose: str, name: str, named: set[str]) -> bool:
    """Whether a clear bit counts, by docs/verifying.md."""
    is_its_name = name == LIST or len({LIST, name} & named) == 1
    return is_its_name and (whose == ORG or bool({LIST, whose} & named))


QUICK, EVERY = ("", "said"), ("", "said", "known")
HOW = [("revocation", QUICK), *(pytest.param(one, EVERY, marks=pytest.mark.heavy) for one in PURPOSES)]


@pytest.mark.parametrize(("purpose", "ways"), HOW)
@pytest.mark.parametrize(("whose", "name"), list(product(SIGNERS, (LIST, OTHER))))
def test_each_list(whose: str, name: str, purpose: str, ways: tuple[str, ...]) -> None:
    badge = signed(put(credential(), entry(purpose=purpose), "credentialStatus"))
    lists = {bits: made(whose, name, bits, purpose, SIGNERS[whose]) for bits in ((), (INDEX,), (INDEX - 1, INDEX + 1))}
    counted = {"ok": 0, "unknown": 0}
    for spread in product(ways, repeat=len(NAMES)):
        said, known = ({one for one, by in zip(NAMES, spread, strict=True) if by == who} for who in ("said", "known"))
        report = asked(badge, lists[(INDEX,)], said=said, known=known)
        assert (report.verdict, report.check("status").code) == ("revoked", PURPOSES[purpose])
        assert any(note.key == "list-of" for note in report.notes) is (whose == COLLEGE)
        clears = may_clear(whose, name, said | known)
        counted["ok" if clears else "unknown"] += 1
        for bits in ((), (INDEX - 1, INDEX + 1)):
            report = asked(badge, lists[bits], said=said, known=known)
            expected = ("valid", "status-ok") if clears else ("unverified", "status-list-invalid")
            assert (report.verdict, report.check("status").code) == expected, (said, known)
    assert counted["ok"] > 0
    assert counted["unknown"] > 0 or (whose, name) == (ORG, LIST)


@pytest.mark.parametrize("whose", SIGNERS)
@pytest.mark.parametrize("bits", [(), (INDEX,)])
def test_a_list_signed_by_somebody_else_does_not_count(whose: str, bits: tuple[int, ...]) -> None:
    listed = made(whose, LIST, bits, "revocation", STRANGER_KEY)
    report = asked(signed(), listed, said=set(), known={LIST, COLLEGE})
    assert (report.verdict, report.check("status").code) == ("unverified", "status-list-invalid")
