"""Input that Python forgives and JavaScript does not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.scene import Scene, bad, good
from tests.vectors.world import EMAIL, ORG_METHOD, credential, did_document, documents, put, signed


def scenes() -> Iterator[Scene]:
    """In the recipient, the name and the key."""
    old = put(
        credential(), "md5$00c450c189812d92b3718d63a425a29d", "credentialSubject", "identifier", 0, "identityHash"
    )
    yield Scene(
        "recipient/md5",
        "an e-mail address hashed with MD5, which is not compared",
        {"json": signed(old)},
        good("recipient-none"),
        email=EMAIL,
    )
    for name, written, shown in (
        ("joined", "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645 \u0915\u094d\u200d\u0937 \u0d28\u0d4d\u200d", ""),
        ("emoji", "\U0001f469\U0001f3fd\u200d\U0001f4bb \U0001f469\u200d\u2764\ufe0f\u200d\U0001f469", ""),
        ("blank", "\u3164So\u115ff\u034fi\u2800\u1160a\uffa0", "So f i a"),
        ("heap", "e" + "\u0301" * 30 + "\u200d\u0301", "e" + "\u0301" * 6 + " \u0301"),
        ("burmese", "\u101c\u103b\u103e\u102d\u102f\u1037\u101d\u103e\u1000\u103a", ""),
        ("unseen", "\u200dSo\u200df\u202e\u0131a\u200b \u0646\u061c\u200d\u0645\u200c", "So f \u0131a \u0646 \u0645"),
    ):
        document = put(credential(), written, "credentialSubject", "identifier", 1, "identityHash")
        yield Scene(
            f"trust/name-{name}",
            f"a name with signs that are not seen by themselves: {name}",
            {"json": signed(document)},
            text="valid-until",
            values={"recipient": shown or written},
        )
    for name, listed in (("list-id", [{"id": [ORG_METHOD]}]), ("nested-list", [[ORG_METHOD]])):
        document = put(did_document(), listed, "assertionMethod")
        yield bad(
            f"issuer/{name}",
            "the key's id stands in a list where an id belongs",
            {"json": signed()},
            "issuer-key-not-listed",
            documents=documents(org=document),
        )
