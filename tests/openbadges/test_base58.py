from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.openbadges.keys import base58


# draft-msporny-base58 §5
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
        (b"\0", "1"),
    ],
)
def test_known_texts(data: bytes, text: str) -> None:
    assert base58.encode(data) == text
    assert base58.decode(text) == data


@given(st.binary(max_size=80))
def test_decode_undoes_encode(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é"])
def test_letters_outside_the_alphabet_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="letter outside the base58 alphabet"):
        base58.decode(text)
