"""The worlds that vectors name: what the network answers, which issuers are known, and badges to start from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.vectors import old_world
from tests.vectors.foreign import ORG_P256, ORG_RSA, ed25519_jwk, jwk_method
from tests.vectors.scenes import endorsements, endorsements_tokens, issuer_key_addresses, issuer_profiles
from tests.vectors.scenes.ob2_signed import world_2
from tests.vectors.scenes.records import record
from tests.vectors.scenes.signature_suites import org
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    INDEX,
    LIST,
    NOW,
    ORG,
    ORG_KEY,
    ORG_URL,
    Json,
    did_document,
    documents,
    signed,
    status_list,
)


@dataclass(frozen=True)
class World:
    """A world. One that is built on another says only what differs."""

    why: str
    documents: dict[str, Any] = field(default_factory=dict)
    badges: Json = field(default_factory=dict)
    on: str = ""
    trusted: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """The world's file."""
        return (
            {"why": self.why}
            | ({"world": self.on} if self.on else {"now": NOW})
            | ({"trusted": list(self.trusted)} if self.trusted else {})
            | {name: value for name, value in (("documents", self.documents), ("badges", self.badges)) if value}
        )


def worlds() -> dict[str, World]:
    """Every world by its name, each after the one it is built on."""
    return {
        "silent": World("nobody answers", {}, {"badge": signed()}, trusted=(ORG,)),
        "plain": World(
            "the organisation publishes its key and its status list, on which nothing is revoked",
            documents(),
            {"record": signed(record(signed()))},
            on="silent",
        ),
        "revoked": World("the status list says that the badge is revoked", _listed(), on="plain"),
        "keys": World("the organisation has other kinds of keys too", _keys(), on="plain"),
        "college": World("a college, which endorses, publishes its key", _college(), _endorsed(), on="plain"),
        "college-list": World(
            "the college has a status list, on which its endorsement is revoked",
            {endorsements_tokens.LISTING: {"json": endorsements_tokens.listing()}},
            on="college",
        ),
        "profile": World(
            "the issuer is an address, where a profile has its key",
            issuer_profiles.world(),
            {"badge": signed(issuer_profiles.badge(), method=issuer_profiles.METHOD)},
            trusted=(issuer_profiles.ISSUER,),
        ),
        "shared": World(
            "Alice shares a host with others; her profile names no key",
            issuer_key_addresses.world(),
            trusted=(issuer_key_addresses.ALICE,),
        ),
        "ob2-hosted": World(
            "an Open Badges 2.0 badge, its class and its issuer, each at its address",
            old_world.documents(),
            {"badge": old_world.assertion()},
            trusted=(old_world.ISSUER,),
        ),
        "ob2-signed": World(
            "the issuer of Open Badges 2.0 badges in signed tokens publishes its key",
            world_2(),
            trusted=(old_world.ISSUER,),
        ),
    }


def _listed() -> Json:
    return {LIST: {"json": status_list((INDEX,))}}


def _keys() -> Json:
    named = (("p256", ORG_P256.jwk), ("rsa", ORG_RSA.jwk), ("ed25519", ed25519_jwk(ORG_KEY)))
    return {ORG_URL: org(*(jwk_method(name, jwk) for name, jwk in named))[ORG_URL]}


def _college() -> Json:
    return {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}


def _endorsed() -> Json:
    genuine = endorsements.genuine()
    return {"endorsement": genuine, "endorsed": endorsements.endorsed(genuine)}
