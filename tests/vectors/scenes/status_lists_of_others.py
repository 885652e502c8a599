"""Status lists that another issuer signed, or whose id is not their address.

A set bit counts in each of them. A clear bit counts only if someone entitled to do so names the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import token
from tests.vectors.scene import Scene, good
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    INDEX,
    LIST,
    ORG,
    ORG_METHOD,
    ORG_URL,
    STRANGER_KEY,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    status_list,
    unsigned_list,
)

OTHER = f"{BASE}status/2.json"
COLLEGE_METHOD = f"{COLLEGE}#{COLLEGE_KEY.public}"
NOTE = ("list-of", {"issuer": "college.example.edu/credentials/issuers/registrar"})
SET, CLEAR = (INDEX,), ()


def of_college(bits: tuple[int, ...], **more: Any) -> Json:
    """The college's list, where the organisation's should be."""
    return signed(unsigned_list(bits) | {"issuer": COLLEGE} | more, COLLEGE_KEY, method=COLLEGE_METHOD)


def naming(**members: Any) -> Json:
    """The organisation's document, with more in it."""
    return did_document() | members


def scenes() -> Iterator[Scene]:
    """Check 5, where the list is not plainly the issuer's."""
    yield from _other_issuer()
    yield from _other_name()
    yield from _other_entries()
    yield from _index()


def _scene(
    name: str, description: str, answer: Json, code: str, verdict: str, *, org: Json | None = None, **more: Any
) -> Scene:
    world = documents(org=org, listed=answer.pop("json", answer))
    world |= {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    badge = more.pop("badge", None) or signed()
    codes = more.pop("codes", None) or good(f"status-{code}")
    fetched = more.pop("fetched", (ORG_URL, LIST, COLLEGE_URL))
    world |= more.pop("more", {})
    return Scene(f"status/{name}", description, {"json": badge}, codes, verdict, fetched, world, **more)


def _other_issuer() -> Iterator[Scene]:
    told: dict[str, Any] = {"notes": (NOTE,)}
    yield _scene(
        "foreign-revoked",
        "the list at the address is the college's, and the bit is set",
        of_college(SET),
        "revoked",
        "revoked",
        text="revoked-elsewhere",
        **told,
    )
    stale = of_college(SET, validFrom="2026-09-01T00:00:00Z", validUntil="2026-10-01T00:00:00Z")
    yield _scene("foreign-revoked-stale", "the same, out of date", stale, "revoked", "revoked", **told)
    named = of_college(SET, id=OTHER)
    yield _scene("foreign-revoked-named", "the same, of another name", named, "revoked", "revoked", **told)
    pausing = signed(unsigned_list(SET, purpose="suspension") | {"issuer": COLLEGE}, COLLEGE_KEY, method=COLLEGE_METHOD)
    paused = signed(put(credential(), entry(purpose="suspension"), "credentialStatus"))
    yield _scene(
        "foreign-suspended",
        "the college's list says suspended",
        pausing,
        "suspended",
        "revoked",
        badge=paused,
        text="suspended-elsewhere",
        **told,
    )
    yield _scene("foreign-clear", "the college's list, not set", of_college(CLEAR), "list-invalid", "unverified")
    forged = signed(unsigned_list(SET) | {"issuer": COLLEGE}, STRANGER_KEY, method=COLLEGE_METHOD)
    yield _scene("foreign-forged", "a stranger, in the college's name", forged, "list-invalid", "unverified")
    noting = signed(unsigned_list(SET, purpose="message") | {"issuer": COLLEGE}, COLLEGE_KEY, method=COLLEGE_METHOD)
    noted = signed(put(credential(), entry(purpose="message"), "credentialStatus"))
    yield _scene("foreign-message", "a note that the college makes", noting, "list-invalid", "unverified", badge=noted)
    nobody = {"json": {name: value for name, value in of_college(SET).items() if name != "issuer"}}
    yield _scene("foreign-nobody", "a list of nobody", nobody, "list-invalid", "unverified", fetched=(ORG_URL, LIST))
    naming_it: dict[str, dict[str, Any]] = {
        "address": {"service": [{"id": "#l", "type": "BitstringStatusListCredential", "serviceEndpoint": [LIST]}]},
        "issuer": {"alsoKnownAs": [COLLEGE]},
    }
    for name, members in naming_it.items():
        document = naming(**members)
        yield _scene(
            f"foreign-named-{name}",
            f"the issuer's document names the list by its {name}",
            of_college(CLEAR),
            "ok",
            "valid",
            org=document,
            **told,
        )
        yield _scene(
            f"foreign-named-{name}-revoked",
            "the same, and the bit is set",
            of_college(SET),
            "revoked",
            "revoked",
            org=document,
            **told,
        )
    other = naming(service=[{"id": "#l", "type": "LinkedDomains", "serviceEndpoint": LIST}], controller=[COLLEGE])
    yield _scene(
        "foreign-named-otherwise", "named as other things", of_college(CLEAR), "list-invalid", "unverified", org=other
    )
    for name, trusted in {"issuer": COLLEGE, "address": LIST}.items():
        yield _scene(
            f"foreign-trusted-{name}",
            f"whoever asks knows the list by its {name}",
            of_college(CLEAR),
            "ok",
            "valid",
            trusted=(ORG, trusted),
            **told,
        )


def _other_name() -> Iterator[Scene]:
    fetched = (ORG_URL, LIST)
    yield _scene(
        "named-revoked",
        "the issuer's own list calls itself by another address, and the bit is set",
        status_list(SET, id=OTHER),
        "revoked",
        "revoked",
        fetched=fetched,
        notes=(),
        text="revoked",
    )
    for said, bits, code, verdict in (
        ("revoked", SET, "revoked", "revoked"),
        ("clear", CLEAR, "list-invalid", "unverified"),
    ):
        spelled = token(unsigned_list(bits) | {"id": [OTHER]}, kid=ORG_METHOD, typ="vc+jwt")
        yield Scene(
            f"status/named-list-{said}",
            "a name that is no text, in a token",
            {"json": signed()},
            good(f"status-{code}"),
            verdict,
            fetched,
            documents() | {LIST: {"text": spelled}},
            trusted=(ORG, LIST),
        )

    def service(*addresses: str) -> Json:
        listed = [{"id": "#l", "type": "BitstringStatusListCredential", "serviceEndpoint": one} for one in addresses]
        return naming(service=listed)

    clear = status_list(id=OTHER)
    for name, address in {"address": LIST, "id": OTHER}.items():
        yield _scene(
            f"named-{name}",
            f"the same, not set; the issuer's document names it by its {name}",
            dict(clear),
            "ok",
            "valid",
            org=service(address),
            fetched=fetched,
            notes=(),
        )
        yield _scene(
            f"named-trusted-{name}",
            f"whoever asks names it by its {name}",
            dict(clear),
            "ok",
            "valid",
            trusted=(ORG, address),
            fetched=fetched,
        )
    yield _scene(
        "named-both",
        "the issuer has two lists, and one stands in the place of the other",
        dict(clear),
        "list-invalid",
        "unverified",
        org=service(LIST, OTHER),
        fetched=fetched,
    )
    foreign = of_college(CLEAR, id=OTHER)
    yield _scene(
        "named-foreign",
        "the college's list of another name: that the college is known does not say which of its lists it is",
        foreign,
        "list-invalid",
        "unverified",
        trusted=(ORG, COLLEGE),
    )


def _other_entries() -> Iterator[Scene]:
    two = [entry(), entry(address=OTHER)]
    second = {
        OTHER: {
            "json": signed(unsigned_list(SET) | {"id": OTHER, "issuer": COLLEGE}, COLLEGE_KEY, method=COLLEGE_METHOD)
        }
    }
    yield _scene(
        "foreign-second",
        "not revoked in the issuer's own list, and revoked in the college's",
        status_list(),
        "revoked",
        "revoked",
        badge=signed(put(credential(), two, "credentialStatus")),
        more=second,
        fetched=(ORG_URL, LIST, OTHER, COLLEGE_URL),
        notes=(NOTE,),
    )
    spoken = token(unsigned_list(SET) | {"issuer": COLLEGE}, COLLEGE_KEY, kid=COLLEGE_METHOD, typ="vc+jwt")
    world = documents() | {
        LIST: {"text": spoken},
        COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))},
    }
    yield Scene(
        "status/foreign-token",
        "the college's list as a signed token",
        {"json": signed()},
        good("status-revoked"),
        "revoked",
        (ORG_URL, LIST, COLLEGE_URL),
        world,
        notes=(NOTE,),
    )
    gone = signed(put(credential(), "2026-10-01T00:00:00Z", "validUntil"))
    unread = {ORG_URL: documents()[ORG_URL]}
    yield Scene(
        "status/unreachable-expired",
        "its end has come, and nobody can tell whether it was revoked before: it is not called genuine",
        {"json": gone},
        good("status-unreachable", "period-expired"),
        "expired",
        (ORG_URL, LIST),
        unread,
        text="expired-unknown",
    )
    nameless = put(credential(), "2026-10-01T00:00:00Z", "validUntil")
    del nameless["credentialSubject"]["identifier"][1]
    yield Scene(
        "status/unreachable-expired-anonymous",
        "the same, of a badge without a name",
        {"json": signed(nameless)},
        good("status-unreachable", "period-expired"),
        "expired",
        (ORG_URL, LIST),
        unread,
        text="expired-unknown-anonymous",
    )


def _index() -> Iterator[Scene]:
    for name, index, code, verdict in (
        ("revoked", INDEX, "revoked", "revoked"),
        ("beyond", 131_072, "list-invalid", "unverified"),
    ):
        yield _scene(
            f"index-number-{name}",
            "the place is a number and not a text",
            status_list(SET),
            code,
            verdict,
            badge=signed(put(credential(), index, "credentialStatus", "statusListIndex")),
            fetched=(ORG_URL, LIST),
        )
