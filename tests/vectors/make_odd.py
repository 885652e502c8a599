"""Scenarios that the two verifiers once could have told apart: what one language forgives and the other does not."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.scene import Scene, bad, good
from tests.vectors.world import EMAIL, ORG_METHOD, credential, did_document, documents, put, signed


def odd() -> Iterator[Scene]:
    """Each in one of the usual checks."""
    old = put(
        credential(), "md5$00c450c189812d92b3718d63a425a29d", "credentialSubject", "identifier", 0, "identityHash"
    )
    yield Scene(
        "recipient-md5",
        "an e-mail address hashed with MD5, which is not compared",
        {"json": signed(old)},
        good("recipient-none"),
        email=EMAIL,
    )
    for name, listed in (("list-id", [{"id": [ORG_METHOD]}]), ("nested-list", [[ORG_METHOD]])):
        document = put(did_document(), listed, "assertionMethod")
        yield bad(
            f"issuer-{name}",
            "the key's id stands in a list where an id belongs",
            {"json": signed()},
            "issuer-key-not-listed",
            documents=documents(org=document),
        )
