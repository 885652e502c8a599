"""Which keys publishing needs: `check` lists them without having any, and publishing refuses to start without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options, check, issue
from badgepress.errors import SignError, errors
from tests.sign.conftest import AT

OTHER = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def add_second_issuer(program: Path, keys: str) -> None:
    """Add a second issuer with an award of its own."""
    (program / "issuers/second.yml").write_text(f"name: Second\nurl: https://second.example.org/\n{keys}")
    badge = (program / "classes/data-foundations.yml").read_text()
    (program / "classes/other.yml").write_text(f"{badge}\nissuer: second\n")
    (program / "assertions/2026/z9z9z9.yml").write_text(
        "badge: other\nrecipient: {name: Noor Haddad}\nissued: 2026-11-01\n"
    )


def options(program: Path, keyring: sign.Keyring) -> Options:
    return Options(program, program.parent / "site", AT, keyring, shown="badges")


def test_check_lists_the_needed_keys_and_publishing_refuses_without_them(program: Path, sample_key: Path) -> None:
    add_second_issuer(program, f"keys: [{{public: {OTHER}, from: 2026-01-01}}]\n")
    problems, plan = check(options(program, sign.Keyring()))
    assert errors(problems) == []
    assert plan is not None
    assert [(one.issuer, one.what, one.at_hand) for one in plan.needs] == [
        ("guild", "3 awards", False),
        ("second", "1 award", False),
    ]
    own = sign.load_keyring({"BADGEPRESS_KEY_GUILD": sample_key.read_text()})
    with pytest.raises(SignError) as raised:
        issue(options(program, own), everything=True)
    assert str(raised.value) == (
        "error[key-absent]: badges/issuers/second.yml:3: keys: cannot publish without the secret key of 'second' "
        "(got 1 award to sign, and no key, expected its secret key in BADGEPRESS_KEY, one key per line, or in "
        "BADGEPRESS_KEY_SECOND)\n  hint: add it as a secret of the repository, and check that the workflow passes it "
        "to this step"
    )
    assert not (program / "issued").exists()
    assert issue(options(program, own))[0] == 3, "a build signs what it has the key for"


def test_an_issuer_that_lists_no_valid_key_is_an_error(program: Path) -> None:
    add_second_issuer(program, "")
    found = errors(check(options(program, sign.Keyring()))[0])
    assert [str(one) for one in found] == [
        "error[issuer-without-key]: badges/issuers/second.yml:1: keys: 'second' has awards to sign but lists no "
        "key that is valid now (got no key, expected a key for 1 award)\n  hint: `badgepress key new` creates one"
    ]


def test_a_revocation_needs_the_key_of_its_list(program: Path, issue: object, keyring: sign.Keyring) -> None:
    assert issue() == 3  # type: ignore[operator]
    path = program / "assertions/2026/k3v9x2.yml"
    path.write_text(path.read_text() + "\nrevoked: {on: 2026-11-20}\n")
    plan = check(options(program, sign.Keyring()))[1]
    assert plan is not None
    assert [(one.issuer, one.what, one.at_hand) for one in plan.needs] == [("guild", "status list 1", False)]
    plan = check(options(program, keyring))[1]
    assert plan is not None
    assert [(one.issuer, one.what, one.at_hand) for one in plan.needs] == [("guild", "status list 1", True)]
