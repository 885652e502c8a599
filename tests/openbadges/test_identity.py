from __future__ import annotations

from typing import Any

import pytest

from badgepress.openbadges.identity import hash_identity, is_mail, mail_form, matches

HASH = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"


def test_known_hash() -> None:
    assert hash_identity("a@example.com", "Kosher") == HASH


OB3 = {"type": "IdentityObject", "hashed": True, "identityHash": HASH, "identityType": "emailAddress", "salt": "Kosher"}
OB2 = {"type": "email", "hashed": True, "identity": HASH, "salt": "Kosher"}


@pytest.mark.parametrize("identity", [OB3, OB2])
def test_hashed_identities(identity: dict[str, Any]) -> None:
    assert is_mail(identity)
    assert matches(identity, "a@example.com")
    assert matches(identity, " A@Example.com ")
    assert not matches(identity, "b@example.com")
    assert not matches(identity | {"salt": "other"}, "a@example.com")


def test_an_address_hashed_with_capitals_is_found_as_typed() -> None:
    identity = OB3 | {"identityHash": hash_identity("Ana@Example.com", "Kosher")}
    assert matches(identity, "Ana@Example.com")
    assert not matches(identity, "ana@example.com")


def test_md5_of_old_badges_is_not_compared() -> None:
    # md5 of "a@example.com" + "deadsea"
    old = {"type": "email", "identity": "md5$00c450c189812d92b3718d63a425a29d", "salt": "deadsea", "hashed": True}
    assert not is_mail(old)
    assert not matches(old, "a@example.com")


def test_plain_identity() -> None:
    plain = {"type": "email", "hashed": False, "identity": "Ana@example.com"}
    assert matches(plain, "ana@Example.com")
    assert not matches(plain, "bo@example.com")


@pytest.mark.parametrize(
    "identity",
    [
        {},
        {"identityHash": None},
        {"identityHash": 5, "hashed": True},
        {"identityHash": "sha512$00", "hashed": True},
        {"identityHash": "sha256", "hashed": True},
        {"identityHash": "sha256$", "hashed": True, "salt": 5},
        {"identityHash": "sha256$é\ud800", "hashed": True},
    ],
)
def test_malformed_identities_match_nobody(identity: dict[str, Any]) -> None:
    assert not matches(identity, "a@example.com")


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        (" Ana@Example.ORG ", "ana@example.org"),
        ("Ana@BÜCHER.example", "ana@xn--bcher-kva.example"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ана@пример.example", "ана@xn--e1afmkfd.example"),
        ("no address", "no address"),
    ],
)
def test_mail_form(typed: str, form: str) -> None:
    assert mail_form(typed) == form
    assert mail_form(form) == form
    assert matches(OB3 | {"identityHash": hash_identity(form, "Kosher")}, typed)


@pytest.mark.parametrize("typed", ["ana@-ü.example", "ana@ü..example", "ana@" + "ü" * 254, "ana@\u0301x.example"])
def test_impossible_domains(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        mail_form(typed)
    assert not matches(OB3, typed)
