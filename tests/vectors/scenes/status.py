"""Vectors of check 5, status: has the badge been revoked or suspended?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.pieces import encoded_list
from tests.vectors.scene import Scene, good
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    ANSWERED,
    BASE,
    INDEX,
    LIST,
    NOW,
    OLD_KEY,
    ORG,
    ORG_KEY,
    ORG_URL,
    STRANGER,
    STRANGER_KEY,
    STRANGER_URL,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    status_list,
    unsigned_list,
    without,
)

#: The size of the organisation's list.
LEAST_BITS = 131_072
#: How many entries of one badge are looked up.
MOST_ENTRIES = 8


def scenes() -> Iterator[Scene]:
    """Check 5."""
    badge = {"json": signed()}
    yield Scene(
        "status/revoked",
        "the badge's bit is set",
        badge,
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,))),
        text="revoked",
    )
    yield Scene(
        "status/neighbours",
        "the bits beside it are set",
        badge,
        documents=documents(listed=status_list((INDEX - 1, INDEX + 1))),
    )
    yield Scene(
        "status/list-before",
        "the list was signed before the badge: read from its address, it is today's all the same",
        badge,
        documents=documents(listed=status_list(validFrom="2026-09-01T00:00:00Z")),
    )
    stale = {"validFrom": "2026-09-01T00:00:00Z", "validUntil": "2026-10-01T00:00:00Z"}
    yield Scene(
        "status/revoked-stale",
        "the bit is set in a list that is out of date: a revocation stays one",
        badge,
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,), **stale)),
    )
    yield Scene(
        "status/revoked-early",
        "the bit is set in a list that is not valid yet: its issuer's clock may be ahead",
        badge,
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,), validFrom="2026-11-30T00:00:00Z")),
    )
    gone = signed(put(credential(), "2026-10-01T00:00:00Z", "validUntil"))
    yield Scene(
        "status/revoked-expired",
        "revoked, and expired as well",
        {"json": gone},
        good("status-revoked", "period-expired"),
        "revoked",
        documents=documents(listed=status_list((INDEX,))),
    )
    pause = signed(put(credential(), entry(purpose="suspension"), "credentialStatus"))
    paused = documents(listed=signed(unsigned_list((INDEX,), purpose="suspension")))
    yield Scene(
        "status/suspended",
        "suspended",
        {"json": pause},
        good("status-suspended"),
        "revoked",
        documents=paused,
        text="suspended",
    )
    unlisted = without(credential(), "credentialStatus")
    yield Scene("status/none", "a badge without status", {"json": signed(unlisted)}, good("status-none"))
    yield from _lists()
    yield from _entries()


def _lists() -> Iterator[Scene]:
    badge = {"json": signed()}

    def unknown(name: str, description: str, code: str, answer: Json | None, **more: Any) -> Scene:
        world = {ORG_URL: documents()[ORG_URL]} | ({LIST: answer} if answer else {})
        return Scene(
            f"status/{name}",
            description,
            badge,
            good(f"status-{code}"),
            "unverified",
            documents=more.pop("documents", world),
            fetched=more.pop("fetched", ANSWERED),
            **more,
        )

    def believed_not(name: str, description: str, listed: Json, **more: Any) -> Scene:
        return unknown(f"list-{name}", description, "list-invalid", {"json": listed}, **more)

    yield unknown("unreachable", "nobody answers at the list's address", "unreachable", None, text="unverified")
    yield unknown("404", "the list is gone", "unreachable", {"status": 404})
    yield unknown(
        "cors", "the list's server does not let pages read it", "unreachable", {"error": "cors"}, flags=("cors",)
    )
    stale = status_list(validFrom="2026-09-01T00:00:00Z", validUntil="2026-10-01T00:00:00Z")
    yield unknown("list-stale", "a list that is out of date", "list-stale", {"json": stale})
    for name, why, timed in (
        ("first", "the very moment of a list's beginning", status_list(validFrom=NOW)),
        ("last", "the very moment of a list's end", status_list(validUntil=NOW)),
    ):
        yield Scene(f"status/list-{name}-second", why, badge, documents=documents(listed=timed))
    end = LEAST_BITS - 1
    yield Scene(
        "status/last-index",
        "the last bit of a list",
        {"json": signed(put(credential(), str(end), "credentialStatus", "statusListIndex"))},
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list(credentialSubject=unsigned_list((end,))["credentialSubject"])),
    )
    yield Scene(
        "status/list-endless", "a list without an end", badge, documents=documents(listed=status_list(validUntil=None))
    )
    yield unknown("list-not-json", "a web page in place of the list", "list-invalid", {"text": "<!doctype html>"})
    yield believed_not("unsigned", "a list without signature", unsigned_list())
    changed = put(status_list((INDEX,)), encoded_list(), "credentialSubject", "encodedList")
    yield believed_not("changed", "a list whose bits were changed", changed)
    hidden = status_list(validFrom="2026-09-01T00:00:00Z", validUntil="2026-10-01T00:00:00Z")
    hidden["https://www.w3.org/2018/credentials#validUntil"] = hidden.pop("validUntil")
    yield believed_not("hidden-end", "a stale list whose end is spelled otherwise: it signs alike", hidden)
    forged = signed(unsigned_list() | {"issuer": STRANGER}, STRANGER_KEY, method=f"{STRANGER}#{STRANGER_KEY.public}")
    asked = (*ANSWERED, STRANGER_URL)
    yield believed_not("other-issuer", "a stranger's list, and the stranger cannot be asked", forged, fetched=asked)
    pretended = signed(unsigned_list(), STRANGER_KEY, method=f"{STRANGER}#{STRANGER_KEY.public}")
    world = documents(listed=pretended) | {
        STRANGER_URL: {"json": did_document(STRANGER, KeyWindow(STRANGER_KEY.public))}
    }
    yield believed_not("other-key", "a list in the issuer's name, signed by a stranger", pretended, documents=world)
    retired = did_document(ORG, KeyWindow(ORG_KEY.public), KeyWindow(OLD_KEY.public, revoked="2026-10-01T00:00:00Z"))
    late = signed(unsigned_list(), OLD_KEY, created="2026-11-01T00:00:00Z")
    yield believed_not(
        "old-key", "a list signed with a withdrawn key", late, documents=documents(org=retired, listed=late)
    )
    yield believed_not(
        "other-list", "another list of the same issuer in its place", status_list(id=f"{BASE}status/2.json")
    )
    yield believed_not("not-a-list", "a badge in place of the list", signed())
    yield believed_not("early", "a list that is not valid yet", status_list(validFrom="2026-11-30T00:00:00Z"))
    yield believed_not(
        "purpose", "a list of suspensions for a question of revocation", signed(unsigned_list(purpose="suspension"))
    )
    yield believed_not("short", "a list of fewer than 131,072 places", signed(unsigned_list(size=12_000)))
    subject = unsigned_list()["credentialSubject"]
    yield believed_not(
        "not-packed", "a list that is not packed", status_list(credentialSubject=subject | {"encodedList": "uAAAA"})
    )
    bomb = subject | {"encodedList": encoded_list(5 * 1024 * 1024)}
    yield believed_not("bomb", "a list that unpacks to 5 MiB", status_list(credentialSubject=bomb))


def _entries() -> Iterator[Scene]:
    def entered(name: str, description: str, value: Any, code: str, fetched: tuple[str, ...] = ANSWERED) -> Scene:
        document = signed(put(credential(), value, "credentialStatus"))
        return Scene(f"status/entry-{name}", description, {"json": document}, good(code), "unverified", fetched)

    yield entered("outside", "a place that the list does not have", entry(index="131072"), "status-list-invalid")
    yield entered("index", "a place that is no number", entry(index="-1"), "status-list-invalid", (ORG_URL,))
    yield entered(
        "address", "a list that is not on the web", entry(address="urn:uuid:1"), "status-list-invalid", (ORG_URL,)
    )
    yield entered("refresh", "a status of another purpose", entry(purpose="refresh"), "status-unsupported", (ORG_URL,))
    old = {"id": f"{BASE}revoked.json", "type": "1EdTechCredentialRefresh"}
    yield entered("other", "an entry of another kind", old, "status-unsupported", (ORG_URL,))
    yield entered("text", "an address in place of an entry", f"{BASE}revoked.json", "status-unsupported", (ORG_URL,))
    many = [entry(index=str(place)) for place in range(MOST_ENTRIES + 1)]
    yield entered("many", "more entries than are looked up", many, "status-unsupported")
    two = [entry(), entry(purpose="suspension", address=f"{BASE}status/2.json")]
    second = signed(unsigned_list((INDEX,), purpose="suspension") | {"id": f"{BASE}status/2.json"})
    yield Scene(
        "status/entry-two",
        "revocation and suspension, each with its own list; suspended",
        {"json": signed(put(credential(), two, "credentialStatus"))},
        good("status-suspended"),
        "revoked",
        fetched=(*ANSWERED, f"{BASE}status/2.json"),
        documents=documents() | {f"{BASE}status/2.json": {"json": second}},
    )
    same = [entry(index="7"), entry()]
    yield Scene(
        "status/entry-same-list",
        "two places in one list, which is fetched once; the second is revoked",
        {"json": signed(put(credential(), same, "credentialStatus"))},
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,))),
    )
