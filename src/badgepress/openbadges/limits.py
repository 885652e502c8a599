"""The limits of the verifier and why they are there. `limits.json` has the numbers, for the browser verifier as well.

A name says what is counted. A number is the most that is allowed, unless the name begins with `LEAST`. `…_STEPS` is a
price, and `…_A_STEP` says how much one step pays for (`work`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_GIVEN: Final[Mapping[str, int]] = json.loads(Path(__file__).with_name("limits.json").read_bytes())

JSON_BYTES: Final = _GIVEN["JSON_BYTES"]
"""A badge as JSON or as a token. A learner record may hold pictures."""

JSON_LEVELS: Final = _GIVEN["JSON_LEVELS"]
"""Nesting of a JSON text: a parser that recurses must not run out of stack."""

IMAGE_BYTES: Final = _GIVEN["IMAGE_BYTES"]
"""A file that somebody hands over to be verified."""

SNIFFED_BYTES: Final = _GIVEN["SNIFFED_BYTES"]
"""How far into a file its kind is looked for."""

PAGE_HEAD_BYTES: Final = _GIVEN["PAGE_HEAD_BYTES"]
"""How far into a page its address is looked for: it stands in the head."""


BAKED_IMAGE_BYTES: Final = _GIVEN["BAKED_IMAGE_BYTES"]
"""An image to bake into or to unbake. It is held in memory, more than once."""

BAKED_TEXT_BYTES: Final = _GIVEN["BAKED_TEXT_BYTES"]
"""A credential's text in an image, also after decompression; of one PNG, all texts together."""

BAKED_TEXTS: Final = _GIVEN["BAKED_TEXTS"]
"""Texts of credentials in one PNG. More than three, one of each kind, are a baker's mistake."""

PNG_CHUNKS: Final = _GIVEN["PNG_CHUNKS"]
"""Chunks of a PNG: ten times as many as a large one written in small pieces has."""

SVG_PARTS: Final = _GIVEN["SVG_PARTS"]
"""Elements, attributes and namespaces of an SVG: ten times as many as a traced photograph has."""

XML_LEVELS: Final = _GIVEN["XML_LEVELS"]
"""Nesting of elements in an SVG."""

XML_REFERENCES: Final = _GIVEN["XML_REFERENCES"]
"""References in an SVG that declares entities, which could make a large text of a small file."""


DOCUMENT_LEVELS: Final = _GIVEN["DOCUMENT_LEVELS"]
"""Nesting of a JSON-LD document."""

DOCUMENT_VALUES: Final = _GIVEN["DOCUMENT_VALUES"]
"""Values of a JSON-LD document, in all. A document that has more is refused."""

LIST_ENTRIES: Final = _GIVEN["LIST_ENTRIES"]
"""Entries of one list in a JSON-LD document."""

CONTEXT_ENTRIES: Final = _GIVEN["CONTEXT_ENTRIES"]
"""Entries of one `@context`. Badges have two to four."""

COMPARED_TEXTS: Final = _GIVEN["COMPARED_TEXTS"]
"""Translations of one text that are compared with each other: the time grows with their square."""

RDFC_VISITS: Final = _GIVEN["RDFC_VISITS"]
"""What canonicalisation may look at: each quad of a node, each node of an order and each name that is known
when an order is tried. A credential needs none or a handful, a poison graph billions."""

RDFC_LEVELS: Final = _GIVEN["RDFC_LEVELS"]
"""Levels of the N-degree algorithm: it recurses, and Python's stack is not endless."""

CREDENTIAL_RDFC_VISITS: Final = _GIVEN["CREDENTIAL_RDFC_VISITS"]
"""What canonicalising one credential may look at beyond one visit a quad, so that many documents in one
file cost no more than the file is long."""


WORK_STEPS: Final = _GIVEN["WORK_STEPS"]
"""The steps of one verification, nearly four times what the largest real badge needs: a learner record of fifty
badges, no two alike, some endorsed, each with a list of its own (the vector `records/fifty`)."""

SIGNATURE_STEPS: Final = _GIVEN["SIGNATURE_STEPS"]
"""The price of checking one signature."""

CONTEXT_STEPS: Final = _GIVEN["CONTEXT_STEPS"]
"""The price of one context at a kind of place that was not met before."""

TYPE_STEPS: Final = _GIVEN["TYPE_STEPS"]
"""The price of one type at a kind of place that was not met before."""

PLACE_STEPS: Final = _GIVEN["PLACE_STEPS"]
"""The price of a kind of place that was not met before."""

CONTEXT_AGAIN_STEPS: Final = _GIVEN["CONTEXT_AGAIN_STEPS"]
"""The price of one context of an inner node, at known places too: the browser's library copies its terms."""

TYPE_AGAIN_STEPS: Final = _GIVEN["TYPE_AGAIN_STEPS"]
"""The price of one type of an inner node, at known places too, for the same reason."""

CHARACTERS_A_STEP: Final = _GIVEN["CHARACTERS_A_STEP"]
"""Characters of a document's texts that cost one step."""

BYTES_READ_A_STEP: Final = _GIVEN["BYTES_READ_A_STEP"]
"""Bytes read from an address that cost one step."""

BYTES_UNPACKED_A_STEP: Final = _GIVEN["BYTES_UNPACKED_A_STEP"]
"""Bytes of a status list that cost one step to unpack."""

ENTRIES_A_STEP: Final = _GIVEN["ENTRIES_A_STEP"]
"""Entries of a list of revoked credentials that cost one step to look through."""


DID_CHARACTERS: Final = _GIVEN["DID_CHARACTERS"]
"""A did:web. It becomes an address, and servers take about as much as one."""

DID_JWK_CHARACTERS: Final = _GIVEN["DID_JWK_CHARACTERS"]
"""A did:jwk, which holds a whole key, also the largest RSA key."""

MULTIKEY_CHARACTERS: Final = _GIVEN["MULTIKEY_CHARACTERS"]
"""A key as Multikey: decoding base58 takes the square of its length."""

PEM_CHARACTERS: Final = _GIVEN["PEM_CHARACTERS"]
"""A key in PEM form, also the largest RSA key with remarks around it."""

JWK_NUMBER_CHARACTERS: Final = _GIVEN["JWK_NUMBER_CHARACTERS"]
"""A number in a JWK, as base64url. The modulus of the largest RSA key takes 1,366."""

LEAST_RSA_BITS: Final = _GIVEN["LEAST_RSA_BITS"]
"""Shorter RSA keys can be broken (NIST SP 800-131A)."""

MOST_RSA_BITS: Final = _GIVEN["MOST_RSA_BITS"]
"""Nobody uses longer RSA keys, and they take long to check."""

PROOF_VALUE_CHARACTERS: Final = _GIVEN["PROOF_VALUE_CHARACTERS"]
"""A proof's value: 64 bytes are 88 characters in base58, after the `z`."""

KNOWN_PROOFS: Final = _GIVEN["KNOWN_PROOFS"]
"""Proofs of known suites on one document: every one of them is checked."""

ALL_PROOFS: Final = _GIVEN["ALL_PROOFS"]
"""Proofs on one document, those of unknown suites among them."""

ISSUER_KEYS: Final = _GIVEN["ISSUER_KEYS"]
"""Keys of an issuer that are tried or listed when the badge names none."""

OB2_KEYS: Final = _GIVEN["OB2_KEYS"]
"""Keys of an Open Badges 2.0 issuer that are fetched, each from an address of its own."""


LEAST_STATUS_LIST_BITS: Final = _GIVEN["LEAST_STATUS_LIST_BITS"]
"""A shorter status list hides one holder among too few (Bitstring Status List 1.0)."""

STATUS_LIST_BYTES: Final = _GIVEN["STATUS_LIST_BYTES"]
"""A status list, unpacked, where the caller gives no smaller limit: 134 million entries."""

FETCHED_STATUS_LIST_BYTES: Final = _GIVEN["FETCHED_STATUS_LIST_BYTES"]
"""A status list that a badge names, unpacked: 256 times the least."""

STATUS_ENTRIES: Final = _GIVEN["STATUS_ENTRIES"]
"""Status entries of one credential. Each may name a list of its own, which is fetched."""

STATUS_MESSAGE_BITS: Final = _GIVEN["STATUS_MESSAGE_BITS"]
"""Bits of one entry in a list of messages: enough for 256 messages."""


FETCH_BYTES: Final = _GIVEN["FETCH_BYTES"]
"""What one address may answer with."""

FETCH_SECONDS: Final = _GIVEN["FETCH_SECONDS"]
"""How long one address may take, redirects and all: people wait for it."""

ALL_FETCHES: Final = _GIVEN["ALL_FETCHES"]
"""Addresses that one verification asks. A learner record may name as many as it likes."""

ALL_FETCHES_BYTES: Final = _GIVEN["ALL_FETCHES_BYTES"]
"""What all addresses of one verification may answer with."""

ALL_FETCHES_SECONDS: Final = _GIVEN["ALL_FETCHES_SECONDS"]
"""How long one verification may wait for all of its addresses."""


ENDORSEMENTS: Final = _GIVEN["ENDORSEMENTS"]
"""Endorsements of one badge that are looked at."""

INNER_CREDENTIALS: Final = _GIVEN["INNER_CREDENTIALS"]
"""Credentials in a learner record that are looked at."""

LISTED_FACTS: Final = _GIVEN["LISTED_FACTS"]
"""Pieces of evidence, or skills, that a report lists."""

LISTED_NAMES: Final = _GIVEN["LISTED_NAMES"]
"""Names that one sentence lists before it ends with an ellipsis."""

ISO_DATE_CHARACTERS: Final = _GIVEN["ISO_DATE_CHARACTERS"]
"""A date in any form of ISO 8601. No sensible date needs as many."""

LAST_SECOND: Final = _GIVEN["LAST_SECOND"]
"""The end of the year 9999, in seconds since 1970: the latest moment that a number may give."""


KIND_CHARACTERS: Final = _GIVEN["KIND_CHARACTERS"]
"""A kind of token or suite that is not known, as a report repeats it."""

VALUE_CHARACTERS: Final = _GIVEN["VALUE_CHARACTERS"]
"""A value in a sentence."""

ISSUER_CHARACTERS: Final = _GIVEN["ISSUER_CHARACTERS"]
"""An issuer in a sentence: its name and its address, each of which is cut by itself."""

ISSUER_NAME_CHARACTERS: Final = _GIVEN["ISSUER_NAME_CHARACTERS"]
"""An issuer's name beside its address, which it must not push out of sight."""

ISSUER_ADDRESS_CHARACTERS: Final = _GIVEN["ISSUER_ADDRESS_CHARACTERS"]
"""An issuer's address. A host has 253 characters at most, so it is always seen whole."""

MARKS_ON_A_LETTER: Final = _GIVEN["MARKS_ON_A_LETTER"]
"""Combining marks that one letter keeps. Burmese has five, no script in use more than six; a heap covers
other lines."""
