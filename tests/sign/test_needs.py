"""Whose keys publishing needs: told by `check` without any, and asked for before the first signature."""

from __future__ import annotations

from pathlib import Path

import pytest

from badgepress import sign
from badgepress.build import Options, check, issue
from badgepress.errors import SignError, errors
from tests.sign.conftest import AT

OTHER = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def second(program: Path, keys: str) -> None:
    """A second issuer with an award of its own."""
    (program / "issuers/second.yml").write_text(f"name: Second\nurl: https://second.example.org/\n{keys}")
    badge = (program / "classes/data-foundations.yml").read_text()
    (program / "classes/other.yml").write_text(f"{badge}\nissuer: second\n")
    (program / "assertions/2026/z9z9z9.yml").write_text(
        "badge: other\nrecipient: {name: Noor Haddad}\nissued: 2026-11-01\n"
    )


def options(program: Path, keyring: sign.Keyring) -> Options:
    return Options(program, program.parent / "site", AT, keyring, shown="badges")


def test_check_says_whose_keys_are_needed_and_publishing_refuses_without_them(program: Path, sample_key: Path) -> None:
    second(program, f"keys: [{{public: {OTHER}, from: 2026-01-01}}]\n")
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
        "error[key-absent]: badges/issuers/second.yml:3: keys: the key of 'second' is not at hand, and nothing is "
        "published before it is (got 1 award to sign, expected its secret key in BADGEPRESS_KEY, one key a line, or in "
        "BADGEPRESS_KEY_SECOND)\n  hint: set it as a secret where this is published, and see that the workflow "
        "hands it to this step"
    )
    assert not (program / "issued").exists()
    assert issue(options(program, own))[0] == 3, "whoever signs here alone signs what the key is for"


def test_an_issuer_for_whom_nobody_can_sign_is_an_error(program: Path) -> None:
    second(program, "")
    found = errors(check(options(program, sign.Keyring()))[0])
    assert [str(one) for one in found] == [
        "error[issuer-without-key]: badges/issuers/second.yml:1: keys: 'second' has something to sign, and lists no "
        "key that is valid now (got no key, expected a key for 1 award)\n  hint: `badgepress key new` makes one"
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
