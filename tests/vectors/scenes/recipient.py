"""Vectors of check 7, recipient: was it awarded to this address?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.vectors.scene import Scene, good, keyless
from tests.vectors.signing import hash_identity
from tests.vectors.world import (
    EMAIL,
    SALT,
    credential,
    put,
    signed,
    without,
)


def scenes() -> Iterator[Scene]:
    """Check 7."""
    badge = {"json": signed()}
    yield Scene("recipient/match", "the address it was awarded to", badge, good("recipient-match"), email=EMAIL)
    yield Scene(
        "recipient/match-case",
        "the address in other letters",
        badge,
        good("recipient-match"),
        email=f" {EMAIL.title()} ",
    )
    hashed = hash_identity("rosa@xn--bcher-kva.example", SALT)
    ascii_form = put(credential(), hashed, "credentialSubject", "identifier", 0, "identityHash")
    for name, typed in (("unicode", "Rosa@BÜCHER.example"), ("ascii", "rosa@xn--bcher-kva.example")):
        yield Scene(
            f"recipient/domain-{name}",
            "an address whose domain is not ASCII, hashed in its ASCII form",
            {"json": signed(ascii_form)},
            good("recipient-match"),
            email=typed,
        )
    yield Scene(
        "recipient/domain-none",
        "an address whose domain can be none",
        badge,
        good("recipient-mismatch"),
        "invalid",
        email="rosa@\u0301.ex ämple/",
    )
    other = "mallory@example.com"
    around = f"\ufeff\u3000 {EMAIL}\t\u2003"
    yield Scene("recipient/space", "white space around the address", badge, good("recipient-match"), email=around)
    nobody = Scene("recipient/no-space", "signs that are no white space", badge, good("recipient-mismatch"), "invalid")
    yield replace(nobody, email="\x1c\x85")
    yield Scene("recipient/mismatch", "another address", badge, good("recipient-mismatch"), "invalid", email=other)
    named = without(credential(), "credentialSubject", "identifier", 0)
    yield Scene(
        "recipient/none", "a badge that gives only a name", {"json": signed(named)}, good("recipient-none"), email=EMAIL
    )
    plain = {"type": "IdentityObject", "hashed": False, "identityHash": EMAIL, "identityType": "emailAddress"}
    open_mail = put(credential(), [plain], "credentialSubject", "identifier")
    yield Scene(
        "recipient/plain",
        "an address that is not hashed, and no name",
        {"json": signed(open_mail)},
        good("recipient-match"),
        email=EMAIL,
        text="valid-anonymous-until",
    )
    unreachable = keyless("issuer-unreachable", "recipient-mismatch")
    yield Scene(
        "recipient/mismatch-offline",
        "another address, and nobody to ask for the key",
        badge,
        unreachable,
        "invalid",
        documents={},
        email=other,
    )
