"""Vectors of check 6, period: is the badge valid now?"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from tests.vectors.scene import Scene, good, keyless
from tests.vectors.world import (
    ANSWERED,
    NOW,
    ORG_METHOD,
    ORG_URL,
    STRANGER_KEY,
    credential,
    documents,
    put,
    signed,
    status_list,
    without,
)


def scenes() -> Iterator[Scene]:
    """Check 6."""
    endless = without(credential(), "validUntil")
    yield Scene(
        "period/open",
        "a badge without an end",
        {"json": signed(endless)},
        good("period-open"),
        text="valid",
    )
    yield Scene(
        "period/expired",
        "the end has passed",
        {"json": signed()},
        good("period-expired"),
        "expired",
        now="2028-09-14T00:00:01Z",
        documents=documents(listed=status_list(validUntil="2028-10-01T00:00:00Z")),
        text="expired",
    )
    last = documents(listed=status_list(validUntil="2028-10-01T00:00:00Z"))
    yield Scene(
        "period/last-second",
        "the very moment of the end",
        {"json": signed()},
        now="2028-09-14T00:00:00Z",
        documents=last,
    )
    beginning = signed(put(credential(), NOW, "validFrom"))
    yield Scene("period/first-second", "the very moment of the beginning", {"json": beginning})
    early = signed(put(credential(), "2026-12-01T00:00:00Z", "validFrom"))
    yield Scene(
        "period/not-yet",
        "the beginning has not come",
        {"json": early},
        good("period-not-yet"),
        "invalid",
        text="not-yet",
        found={"period": {"issued": "2026-12-01"}},
    )
    there = put(
        put(credential(), "2026-11-22T13:59:59.5+02:00", "validFrom"), "2026-11-22T07:00:01-05:00", "validUntil"
    )
    yield Scene("period/zones", "a badge of one and a half seconds, in two time zones", {"json": signed(there)})
    over = put(put(credential(), "2026-11-20T00:00:00+02:00", "validFrom"), "2026-11-22T13:59:59+02:00", "validUntil")
    yield Scene(
        "period/expired-stale",
        "expired, with a list that cannot be read: expired is certain",
        {"json": signed(over)},
        good("status-unreachable", "period-expired"),
        "expired",
        ANSWERED,
        {ORG_URL: documents()[ORG_URL]},
    )
    yield Scene(
        "period/expired-unsigned",
        "expired, signed by a stranger in the name of an issuer whose document cannot be read: nobody knows it genuine",
        {"json": signed(over, STRANGER_KEY, method=ORG_METHOD)},
        keyless("issuer-unreachable", "period-expired"),
        "unverified",
        (ORG_URL,),
        {},
    )
    nowhere = put(copy.deepcopy(over), {"id": "did:example:acme", "type": ["Profile"], "name": "Acme"}, "issuer")
    yield Scene(
        "period/expired-nowhere",
        "expired, in the name of an issuer that nobody can look up: anybody can write that",
        {"json": signed(nowhere, STRANGER_KEY, method="did:example:acme#1")},
        keyless("issuer-did-unsupported", "period-expired"),
        "unverified",
        (),
        {},
    )
