from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges import status
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.limits import LEAST_STATUS_LIST_BITS


def test_bits_are_counted_from_the_most_significant_of_the_first_byte() -> None:
    bits = status.new()
    assert status.size(bits) == LEAST_STATUS_LIST_BITS == 131_072
    status.set_bit(bits, 0)
    status.set_bit(bits, 10)
    assert bytes(bits[:3]) == bytes([0b1000_0000, 0b0010_0000, 0])
    assert [index for index in range(24) if status.get(bits, index)] == [0, 10]
    status.set_bit(bits, 0, False)
    assert not status.get(bits, 0)
    assert status.get(bits, 10)


def test_a_longer_list_is_in_whole_bytes() -> None:
    assert status.size(status.new(131_073)) == 131_080


def test_the_text_is_the_same_on_every_machine() -> None:
    packed = base64.urlsafe_b64decode(status.encode(bytes(16_384))[1:] + "===")
    assert packed[:10].hex() == "1f8b08000000000002ff"


@given(st.binary(max_size=300))
def test_decode_undoes_encode(bits: bytes) -> None:
    assert status.decode(status.encode(bits)) == bits


def test_a_text_without_multibase_prefix_only_when_asked_for() -> None:
    text = status.encode(b"\xff")[1:]
    assert status.decode(text, multibase=False) == b"\xff"
    with pytest.raises(CredentialError) as raised:
        status.decode(text)
    assert str(raised.value) == (
        'error[status-multibase]: the encoded list is not multibase base64url (got "H", expected "u")'
    )


def raw(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


WHOLE = gzip.compress(b"abc", mtime=0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("uH4sI===", "error[status-base64]: the encoded list is not base64url without padding"),
        ("uH4+/", "error[status-base64]: the encoded list is not base64url without padding"),
        ("uH", "error[status-base64]: the encoded list is not base64url without padding"),
        ("uHé", "error[status-base64]: the encoded list is not base64url without padding"),
        (raw(b"not gzip"), "error[status-gzip]: the encoded list is not gzip"),
        (raw(WHOLE[:-1]), "error[status-gzip]: the encoded list is not one whole gzip member"),
        (raw(WHOLE + b"x"), "error[status-gzip]: the encoded list is not one whole gzip member"),
        (raw(WHOLE + WHOLE), "error[status-gzip]: the encoded list is not one whole gzip member"),
        (raw(WHOLE[:-8] + bytes(8)), "error[status-gzip]: the encoded list is not gzip"),
        ("u", "error[status-gzip]: the encoded list is not one whole gzip member"),
        (
            raw(gzip.compress(bytes(1001), mtime=0)),
            "error[status-too-large]: the status list is too large (expected at most 1000 bytes)",
        ),
        ("u" * 4000, "error[status-too-large]: the status list is too large (expected at most 1000 bytes)"),
    ],
)
def test_not_a_list(text: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        status.decode(text, cap=1000)
    assert str(raised.value) == message


@pytest.mark.parametrize("index", [-1, 8])
def test_an_index_outside_the_list(index: int) -> None:
    with pytest.raises(CredentialError) as raised:
        status.get(b"\0", index)
    assert str(raised.value) == (
        f"error[status-index]: the status list has no such index (got {index}, expected 0 to 7)"
    )
    with pytest.raises(CredentialError):
        status.set_bit(bytearray(1), index)


def test_every_term_of_the_credential_is_defined() -> None:
    credential = status.status_list_credential(
        url="https://badges.example.org/status/1.json",
        issuer="did:web:badges.example.org:issuers:northwind",
        encoded=status.encode(status.new()),
        valid_from="2026-09-14T00:00:00Z",
        valid_until="2026-10-14T00:00:00Z",
    )
    lines = {quad.predicate.rpartition("#")[2][:-1] for quad in jsonld.to_nquads_dataset(credential)}
    assert {"encodedList", "statusPurpose", "validUntil", "issuer"} <= {name.rpartition("/")[2] for name in lines}
    assert credential["credentialSubject"]["id"] == "https://badges.example.org/status/1.json#list"
