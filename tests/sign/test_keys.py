"""Keyrings: where secrets come from, which issuer they sign for, and that they are never shown."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from badgepress import sign
from badgepress.errors import BadgepressError, SignError
from badgepress.read import read_program
from tests.sign.conftest import AT, Issue


def secret_of(file: Path) -> str:
    return next(line for line in file.read_text().splitlines() if line.startswith("z"))


def test_environment_and_comments(sample_key: Path) -> None:
    ring = sign.load_keyring(
        {"BADGEPRESS_KEY": sample_key.read_text(), "BADGEPRESS_KEY_MY_COLLEGE": secret_of(sample_key)}
    )
    assert [key.public for key in ring.common] == ["z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"]
    assert list(ring.by_issuer) == ["my-college"]


def test_no_key_is_an_empty_keyring() -> None:
    assert not sign.load_keyring({"BADGEPRESS_KEY": "", "HOME": "/"})


def test_key_file_must_be_private(tmp_path: Path, sample_key: Path) -> None:
    file = tmp_path / "issuer.key"
    file.write_text(sample_key.read_text())
    file.chmod(0o644)
    with pytest.raises(SignError) as caught:
        sign.load_keyring({}, file)
    assert str(caught.value) == (
        f"error[key-file-readable]: {file}: only its owner may be able to read a secret key "
        f"(got mode 0644, expected mode 0600)\n  hint: chmod 600 {file}"
    )
    file.chmod(0o600)
    assert sign.load_keyring({}, file)


def test_key_file_missing(tmp_path: Path) -> None:
    with pytest.raises(SignError) as caught:
        sign.load_keyring({}, tmp_path / "none.key")
    assert str(caught.value) == (
        f"error[key-file-missing]: {tmp_path}/none.key: cannot read the key file: no such file or directory\n"
        "  hint: `badgepress key new --out FILE` creates one"
    )


def test_not_a_key_is_refused_without_repeating_it() -> None:
    with pytest.raises(SignError) as caught:
        sign.load_keyring({"BADGEPRESS_KEY": "zSecretWithATypo"})
    assert str(caught.value) == (
        "error[bad-key]: BADGEPRESS_KEY holds something that is not an Ed25519 secret key "
        "(got 16 characters, expected a Multikey secret, which starts with z3u2)\n"
        "  hint: `badgepress key new` creates one"
    )
    assert "SecretWithATypo" not in repr(caught.value)


def test_public_key_in_place_of_the_secret() -> None:
    with pytest.raises(SignError, match="got a public key"):
        sign.load_keyring({"BADGEPRESS_KEY": "z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"})


def test_secrets_have_no_repr(keyring: sign.Keyring, sample_key: Path) -> None:
    secret = secret_of(sample_key)
    shown = repr(keyring) + str(keyring) + repr(keyring.common) + f"{keyring.common[0]}"
    assert secret not in shown
    assert secret[4:20] not in shown


def test_key_that_fits_nobody_is_an_error_even_with_nothing_to_sign(program: Path, issue: Issue) -> None:
    issue()
    stranger = sign.Keyring(common=(sign.SecretKey.from_seed(b"\1" * 32),))
    with pytest.raises(BadgepressError) as caught:
        issue(keyring=stranger)
    assert caught.value.code == "key-mismatch"
    assert str(caught.value.problems[0]) == (
        "error[key-mismatch]: badges/issuers/guild.yml:4: keys: the secret key does not match any public key of "
        "'guild' (got the public half z6MkmFLxDRZe6GumfjjVVmwM9f2mxezgLZiV4fe2Tt2vZo5q, "
        "expected z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL)\n"
        "  hint: use the issuer's own key, or add the public half to keys: in badges/issuers/guild.yml"
    ).replace("z6MkmFLxDRZe6GumfjjVVmwM9f2mxezgLZiV4fe2Tt2vZo5q", stranger.common[0].public)


def test_key_for_an_issuer_that_does_not_exist(issue: Issue, keyring: sign.Keyring) -> None:
    with pytest.raises(BadgepressError, match="BADGEPRESS_KEY_GILD names an issuer that is not in badges/issuers/"):
        issue(keyring=sign.Keyring(by_issuer={"gild": keyring.common}))


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("until: 2026-06-01", "may no longer sign"),
        ("revoked: 2026-06-01", "is revoked"),
        ("from: 2027-01-01", "cannot sign yet"),
    ],
)
def test_key_outside_its_window_signs_nothing(program: Path, issue: Issue, window: str, words: str) -> None:
    file = program / "issuers/guild.yml"
    file.write_text(file.read_text().replace("from: 2026-01-01", window))
    with pytest.raises(BadgepressError, match=words) as caught:
        issue()
    assert caught.value.code == "key-window"
    assert not (program / "issued").exists()


def test_preview_key_depends_on_the_address_alone(program: Path) -> None:
    read, _ = read_program(program)
    assert read is not None
    assert sign.preview_key(read).public == sign.preview_key(read).public
    assert sign.preview_key(read).public not in {key.public for key in read.issuers["guild"].keys}


def test_sample_key_elsewhere_is_warned_about(program: Path) -> None:
    file = program / "program.yml"
    file.write_text(file.read_text().replace("badges.example.org", "badges.real.example"))
    read, _ = read_program(program, shown="badges")
    assert read is not None
    assert [str(one) for one in sign.sample_key_warnings(read)] == [
        "warning[sample-key]: badges/issuers/guild.yml:4: keys: 'guild' lists the sample programme's key, which is "
        "public: anyone can sign with it (got https://badges.real.example/, expected https://badges.example.org/, "
        "the sample's own base_url)\n  hint: create a key of your own: `badgepress key new`"
    ]


def test_a_keyring_can_be_pickled(keyring: sign.Keyring) -> None:
    again = pickle.loads(pickle.dumps(keyring))
    assert again.common[0].sign(b"x") == keyring.common[0].sign(b"x")


def test_rotation_uses_the_key_whose_window_is_open(program: Path, keyring: sign.Keyring) -> None:
    new = sign.SecretKey.from_seed(b"\2" * 32)
    file = program / "issuers/guild.yml"
    old = file.read_text()
    file.write_text(
        old.replace("from: 2026-01-01", "from: 2026-01-01\n    until: 2026-11-01")
        + f"  - public: {new.public}\n    from: 2026-11-01\n"
    )
    read, _ = read_program(program)
    assert read is not None
    both = sign.Keyring(common=(*keyring.common, new))
    guild = read.issuers["guild"]
    assert both.for_issuer(guild, AT) is new
    assert both.for_issuer(guild, AT - timedelta(days=30)) is keyring.common[0]
