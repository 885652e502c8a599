"""The world of Open Badges 2.0: a badge, its class, its issuer, and a shorthand for scenarios about them."""

from __future__ import annotations

from typing import Any

from tests.vectors.scene import Codes, Scene, good
from tests.vectors.signing import hash_identity
from tests.vectors.world import EMAIL, SALT, Json, key

HOST = "https://old.example.org/"
ASSERTION = f"{HOST}assertions/1.json"
CLASS = f"{HOST}badges/data.json"
ISSUER = f"{HOST}issuer.json"
KEY = f"{HOST}key.json"
LIST = f"{HOST}revoked.json"
EVIL = "https://evil.example.net/"
CONTEXT = "https://w3id.org/openbadges/v2"
SIGNER = key("the older organisation")
SPKI = bytes.fromhex("302a300506032b6570032100")
HOSTED = {
    "format": "format-ok-2",
    "signature": "signature-hosted",
    "issuer": "issuer-hosted",
    "status": "status-ok",
    "period": "period-open",
}
SIGNED = HOSTED | {"signature": "signature-ok", "issuer": "issuer-key"}


def assertion(**more: Any) -> Json:
    """The hosted badge; `more` replaces members, None leaves one out."""
    made = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {"type": "email", "hashed": True, "salt": SALT, "identity": hash_identity(EMAIL, SALT)},
        "badge": CLASS,
        "verification": {"type": "HostedBadge"},
        "issuedOn": "2019-05-06T00:00:00Z",
    } | more
    return {name: value for name, value in made.items() if value is not None}


def badge_class(**more: Any) -> Json:
    """What the badge stands for."""
    return {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": CLASS,
        "name": "Data Foundations",
        "description": "Can read, clean and picture a data set.",
        "image": f"{HOST}badges/data.png",
        "criteria": {"narrative": "Finish the course."},
        "issuer": ISSUER,
    } | more


def profile(**more: Any) -> Json:
    """Who issued it."""
    return {
        "@context": CONTEXT,
        "type": "Profile",
        "id": ISSUER,
        "name": "Example Data Skills",
        "url": "https://skills.example.org/",
        "email": "badges@example.org",
    } | more


def documents(*, original: Json | None = None, more: Json | None = None, **profile_more: Any) -> dict[str, Json]:
    """What the world answers when all is well."""
    world = {
        ASSERTION: {"json": original or assertion()},
        CLASS: {"json": badge_class()},
        ISSUER: {"json": profile(**profile_more)},
    }
    return world | (more or {})


def codes(base: Codes, *others: str) -> Codes:
    """The codes of a badge of the older kind, all well but for these."""
    return good() | base | {code.partition("-")[0]: code for code in others}


def stopped(base: Codes, code: str) -> Codes:
    """All was well until this code."""
    reached, made = False, {}
    for check, fine in codes(base).items():
        here = check == code.partition("-")[0]
        made[check] = f"{check}-not-checked" if reached else code if here else fine
        reached = reached or here
    return made


UNSURE = ("status-not-checked", "endorsements-not-checked", "trust-not-checked")


def scene(
    name: str,
    description: str,
    badge: Any,
    expected: Codes,
    verdict: str = "valid",
    fetched: tuple[str, ...] = (ASSERTION, CLASS, ISSUER),
    **more: Any,
) -> Scene:
    given = {"text": badge} if isinstance(badge, str) else {"json": badge}
    world = more.pop("documents", documents())
    trusted = more.pop("trusted", (ISSUER,))
    return Scene(
        f"ob2/{name}", description, given, expected, verdict, fetched, documents=world, trusted=trusted, **more
    )
