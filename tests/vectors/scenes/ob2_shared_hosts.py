"""Open Badges 2.0 on hosts that several issuers share by path, and keys that a profile does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors import old_world as old
from tests.vectors.scene import Codes, Scene
from tests.vectors.scenes.issuer_key_addresses import ALICE, BOB, SHARED
from tests.vectors.scenes.ob2_signed import cryptographic_key, payload_2, pem, token, world_2
from tests.vectors.world import OLD_KEY, STRANGER_KEY, Json


def scenes() -> Iterator[Scene]:
    """Keys that nobody names, and places that nobody claims."""
    yield from _older_keys()
    yield from _older_places()


def _older_keys() -> Iterator[Scene]:
    """Signed badges of Open Badges 2.0."""
    way = (old.KEY, old.CLASS, old.ISSUER)
    fine = old.codes(old.SIGNED, "status-none")
    unsure = old.codes(old.SIGNED, "issuer-key-not-named", *old.UNSURE)
    unlisted = old.stopped(old.SIGNED, "issuer-key-not-listed")
    silent = world_2(publicKey=None)
    badge_ = token(payload_2())

    def given(name: str, description: str, codes: Codes, verdict: str, world: dict[str, Json], **more: Any) -> Scene:
        text, fetched = more.pop("text", badge_), more.pop("fetched", way)
        return old.scene(f"signed-{name}", description, text, codes, verdict, fetched, documents=world, **more)

    yield given("not-named", "a key near a profile that names none", unsure, "unverified", silent)
    evil = cryptographic_key(id=f"{old.EVIL}key.json", publicKeyPem=pem(STRANGER_KEY))
    pretended = token(payload_2(verification={"type": "SignedBadge", "creator": evil["id"]}), STRANGER_KEY)
    yield given(
        "not-named-forged",
        "a stranger's key, and a profile that names none",
        unlisted,
        "invalid",
        silent | {evil["id"]: {"json": evil}},
        text=pretended,
        fetched=(evil["id"], old.CLASS, old.ISSUER),
    )
    inside = world_2(publicKey=cryptographic_key(publicKeyPem=pem(STRANGER_KEY)))
    yield given("other-place", "the profile has another key of that name in it", unlisted, "invalid", inside)
    thing = world_2(type="BadgeClass")
    strange = old.codes(old.SIGNED, "issuer-profile-other", *old.UNSURE)
    yield given("no-profile", "a profile that is none", strange, "unverified", thing)
    for name, known in (("address", old.KEY), ("key", old.SIGNER.public)):
        about = f"the profile names no key, and it is known here by its {name}"
        yield given(f"known-{name}", about, fine, "valid", silent, keys={old.ISSUER: [known]})
    others = {old.ISSUER: [OLD_KEY.public, f"{old.HOST}key2.json"], f"{old.EVIL}issuer.json": [old.KEY]}
    yield given("known-other", "other keys are known here", unsure, "unverified", silent, keys=others)
    nameless = token(payload_2(verification={"type": "SignedBadge"}))
    yield given(
        "known-no-creator",
        "the badge names no key either",
        fine,
        "valid",
        silent,
        text=nameless,
        fetched=(old.CLASS, old.ISSUER, old.KEY),
        keys={old.ISSUER: [old.KEY]},
    )
    listed = world_2(publicKey=f"{old.HOST}key2.json")
    yield given(
        "known-beside", "a profile that lists its keys has the last word", unlisted, "invalid", listed,
        keys={old.ISSUER: [old.KEY]},
    )  # fmt: skip


def _older_places() -> Iterator[Scene]:
    """Hosted badges of Open Badges 2.0 on a host that is shared by path."""
    unsaid = old.codes(old.HOSTED, "issuer-scope-unsaid", *old.UNSURE)

    def given(name: str, description: str, place: str, issuer: str, fits: bool, **scope: Any) -> Scene:
        about = old.badge_class(id=f"{ALICE}class.json", issuer=issuer)
        badge_ = old.assertion(id=place, badge=about["id"])
        document = old.profile(id=issuer) | ({"verification": scope} if scope else {})
        return old.scene(
            f"shared-{name}",
            description,
            badge_,
            old.codes(old.HOSTED) if fits else unsaid,
            "valid" if fits else "unverified",
            (place, about["id"], issuer),
            documents={place: {"json": badge_}, about["id"]: {"json": about}, issuer: {"json": document}},
            trusted=(issuer,),
        )

    mine, page = f"{ALICE}issuer.json", f"{SHARED}alice"
    yield given("own", "a badge in the folder of its issuer", f"{ALICE}awards/1.json", mine, True)
    yield given("other", "a badge in another tenant's folder", f"{BOB}1.json", mine, False)
    yield given("folder", "the profile is the folder itself", f"{BOB}1.json", ALICE, False)
    yield given("page", "the profile is a page without an ending", f"{BOB}1.json", page, False)
    yield given("page-own", "the same, and a badge below it", f"{ALICE}1.json", page, True)
    yield given("dots", "an address that leaves the folder again", f"{ALICE}%2e%2e/bob/1.json", mine, False)
    yield given("said", "the issuer says that its badges are there", f"{BOB}1.json", mine, True, startsWith=BOB)
    yield given(
        "host", "the issuer says that the host is its own", f"{BOB}1.json", mine, True, allowedOrigins="shared.example"
    )
    other = f"{SHARED}alice2/1.json"
    yield given("cut", "a start that ends in the middle of a name", other, mine, False, startsWith=page)
    within = f"{ALICE}award-1.json"
    yield given(
        "begun", "a start that begins the last part of the path", within, mine, True, startsWith=f"{ALICE}award-"
    )
