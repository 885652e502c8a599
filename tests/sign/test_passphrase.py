"""Locked secrets: only their passphrase opens them, and those that demand too much work are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badgepress import sign
from badgepress.errors import SignError
from badgepress.sign import passphrase as locked
from tests.tiers import examples
from tests.told import head

QUICK = {"operations": 1, "memory": 8192}


@settings(max_examples=examples(8))
@given(secret=st.text(max_size=80), passphrase=st.text(max_size=40))
def test_only_the_right_passphrase_opens_a_key(secret: str, passphrase: str) -> None:
    word = locked.lock(secret, passphrase, **QUICK)
    assert not set(" \n#") & set(word)
    assert locked.unlock(word, passphrase, "here") == secret
    with pytest.raises(SignError) as caught:
        locked.unlock(word, passphrase + "x", "here")
    assert caught.value.code == "wrong-passphrase"


@pytest.mark.parametrize(
    "word",
    [
        "locked$argon2id$1$8192$short$AAAA",
        "locked$argon2id$1$9999999999$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "locked$argon2id$999$8192$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "locked$argon2id$-1$8192$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "locked$scrypt$1$8192$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "locked$argon2id$1$8192$AAAAAAAAAAAAAAAAAAAAAA",
        "locked$argon2id$one$8192$AAAAAAAAAAAAAAAAAAAAAA$AAAA",
        "locked$argon2id$1$8192$!!!$AAAA",
    ],
)
def test_malformed_locked_keys_are_refused(word: str) -> None:
    with pytest.raises(SignError) as caught:
        locked.unlock(word, "x", "issuer.key")
    assert head(caught.value) == "error[bad-key]: issuer.key holds a locked key that cannot be read"


def test_key_file_and_environment(tmp_path: Path) -> None:
    secret, file = sign.SecretKey.generate(), tmp_path / "issuer.key"
    sign.write_key_file(file, secret, "ours", "correct horse")
    text = file.read_text()
    assert secret.to_multibase() not in text
    assert secret.public in text
    opened = sign.load_keyring({"BADGEPRESS_PASSPHRASE": "correct horse"}, file)
    assert [key.public for key in opened.common] == [secret.public]
    asked: list[str] = []

    def ask(source: str) -> str:
        asked.append(source)
        return "correct horse"

    ring = sign.load_keyring({"BADGEPRESS_KEY": text}, ask=ask)
    assert [key.public for key in ring.common] == [secret.public]
    assert asked == ["BADGEPRESS_KEY"]
    with pytest.raises(SignError) as caught:
        sign.load_keyring({}, file)
    assert str(caught.value) == (
        f"error[passphrase-needed]: the key in {file} is locked\n  hint: set BADGEPRESS_PASSPHRASE to its passphrase"
    )
    with pytest.raises(SignError) as caught:
        sign.load_keyring({"BADGEPRESS_PASSPHRASE": "wrong donkey"}, file)
    assert "donkey" not in str(caught.value)
    assert str(caught.value) == (
        f"error[wrong-passphrase]: wrong passphrase for the key in {file}\n  hint: nothing was signed"
    )
