"""Small functions that exist in both verifiers give the same results on random values from fixed seeds.

Each is called thousands of times: a bug that shows once in a million badges shows much sooner in a part.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges import jcs
from badgepress.openbadges.identity import mail_form
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.did import did_web_url
from badgepress.openbadges.keys.publickey import base64url
from badgepress.openbadges.moments import moment, stamp
from badgepress.values import as_json
from badgepress.verify.facts import issuer_address
from badgepress.verify.jsons import JsonTrouble, read_object
from badgepress.words.cleaning import clean
from tests.vectors.world import CONTEXTS
from tests.verifier import oddities
from tests.verifier.asking import Browser
from tests.verifier.respelled import NUMBERS, respelled

QUICK, HEAVY, LONG = 1_000, 10_000, 500_000
TIERS = [
    QUICK,
    pytest.param(HEAVY, marks=pytest.mark.heavy),
    pytest.param(LONG, marks=pytest.mark.long),
]
AT_ONCE = 5_000
_EPOCH = date(1970, 1, 1).toordinal()


@pytest.fixture(scope="module")
def half() -> Iterator[Browser]:
    with Browser() as asked:
        yield asked


def in_milliseconds(text: str) -> int | None:
    found = moment(text)
    return None if found is None else (found - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution * 1000)


def reckoned(text: str) -> int | None:
    """The same, computed with integers only, from the rules in `moments`."""
    day, letter, rest = text[:10], text[10:11], text[11:]
    end = next((at for at, sign in enumerate(rest) if sign in "Z+-"), len(rest))
    clock, _, fraction = rest[:end].partition(".")
    zone = "+00:00" if rest[end:] == "Z" else rest[end:]
    parts = [*day.split("-"), *clock.split(":"), *zone[1:].split(":")]
    digits = [*parts, fraction] if "." in rest[:end] else parts
    if letter != "T" or [len(part) for part in parts] != [4, 2, 2, 2, 2, 2, 2, 2] or not all(map(_is_digits, digits)):
        return None
    year, month, of_month, hour, minute, second, ahead, ahead_minutes = map(int, parts)
    offset = ahead * 60 + ahead_minutes
    fits = hour < 24 and minute < 60 and second < 60 and ahead_minutes < 60 and offset <= 14 * 60
    try:
        days = date(year, month, of_month).toordinal() - _EPOCH
    except ValueError:
        return None
    minutes = days * 1440 + hour * 60 + minute - (offset if zone[0] == "+" else -offset)
    first, last = (date(one, 1, 1).toordinal() - _EPOCH for one in (1, 9999))
    if not fits or not first * 1440 <= minutes < (last + 365) * 1440:
        return None
    return (minutes * 60 + second) * 1000 + int((fraction + "000")[:3])


def _is_digits(text: str) -> bool:
    return text != "" and all("0" <= sign <= "9" for sign in text)


EDGES = [
    f"{day}T{clock}{fraction}{zone}"
    for day in (
        "0000-12-31",
        "0001-01-01",
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "1900-02-29",
        "9999-12-31",
        "10000-01-01",
    )
    for clock in ("00:00:00", "23:59:59", "23:59:60", "24:00:00", "00:00:59")
    for fraction in (
        "",
        ".0",
        ".9999999",
        ".999",
        ".9994",
        ".9995",
        ".0009",
        "." + "9" * 40,
        "." + "0" * 300 + "1",
        ".",
    )
    for zone in ("Z", "z", "", "+00:00", "-00:00", "+14:00", "-14:00", "+14:01", "-13:59", "+00:01", "-23:59", "+24:00")
]


@pytest.mark.parametrize("count", TIERS)
def test_dates(count: int, half: Browser) -> None:
    chance = random.Random(count)
    texts = [*EDGES, *(oddities.date(chance) for _ in range(count))]
    read = 0
    for some in _pieces(texts):
        ours = [in_milliseconds(text) for text in some]
        assert [(one, text) for one, text in zip(ours, some, strict=True) if one != reckoned(text)] == []
        assert half.call("moment", some) == ours
        read += sum(one is not None for one in ours)
    assert len(texts) / 5 < read < len(texts) * 4 / 5
    print(f"{len(texts):,} dates, of which {read:,} are moments")


def test_moments_have_four_digit_years() -> None:
    assert stamp(datetime(999, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)) == "0999-01-02T03:04:05Z"


def test_dates_in_their_order(half: Browser) -> None:
    """Both halves order dates alike, and nothing is rounded up."""
    texts = [f"9999-12-31T23:59:59.{number:03}{'9' * 20}Z" for number in range(1000)]
    assert half.call("moment", texts) == [253_402_300_799_000 + number for number in range(1000)]
    assert [in_milliseconds(text) for text in texts] == [253_402_300_799_000 + number for number in range(1000)]


@pytest.mark.parametrize("count", TIERS)
def test_canonical_json(count: int, half: Browser) -> None:
    """Keys in the order of UTF-16 units (RFC 8785 §3.2.3), numbers as ECMAScript writes them."""
    chance = random.Random(count)
    values = [_object(chance) for _ in range(count)]
    _same(half, "canonicalJson", lambda one: _refused(jcs.canonicalize, CredentialError)(_read(one)), values)


@pytest.mark.parametrize("count", TIERS)
def test_canonical_numbers(count: int, half: Browser) -> None:
    """Numbers as RDF writes them (JSON-LD API §8.6). Numbers halfway between two others are refused."""
    chance = random.Random(count)
    halves = [chance.randrange(2 ** (54 - bits)) / 2**bits for bits in range(1, 50) for _ in range(count // 200)]
    numbers = [
        *oddities.NUMBERS,
        *halves,
        *(chance.random() * 10 ** chance.randrange(-7, 22) for _ in range(count // 4)),
    ]
    made = [{"@context": CONTEXTS, "id": "urn:x:y", "type": "Achievement", "creditsAvailable": one} for one in numbers]
    _same(half, "canonicalize", lambda one: _refused(canonicalize, CredentialError)(_read(one)), made)


@pytest.mark.parametrize("count", TIERS)
def test_order_of_code_points(count: int, half: Browser) -> None:
    """N-Quads, token keys and terms in messages are sorted by code point."""
    chance = random.Random(count)
    lists = [[_sign(chance) + _sign(chance) for _ in range(chance.randrange(6))] for _ in range(count)]
    _same(half, "inOrder", lambda texts: sorted(texts), lists)


@pytest.mark.parametrize("count", TIERS)
def test_reading_json(count: int, half: Browser) -> None:
    chance = random.Random(count)
    texts = [respelled(_object(chance), number) for number in range(count)]
    texts += [f'{{"a":{number}}}' for number in NUMBERS]
    texts += ["]" * 10 + "[" * 70, "[" * 64 + "]" * 64, "[" * 65 + "]" * 65, '{"a":"' + "[" * 90 + '"}', '"' + "[" * 90]
    made = half.call("readObject", texts)
    for text, theirs in zip(texts, made, strict=True):
        ours = _refused(read_object, JsonTrouble)(text)
        # Compare as texts, so that the order of members counts.
        assert _dumped(ours) == _dumped(theirs), text


@pytest.mark.parametrize("count", TIERS)
def test_words(count: int, half: Browser) -> None:
    chance = random.Random(count)
    texts = [_text(chance) for _ in range(count)] + ["x" * 199 + one for one in oddities.TEXTS]
    _same(half, "clean", clean, [json.loads(json.dumps(one)) for one in texts])


@pytest.mark.parametrize("count", TIERS)
def test_values_are_the_same_json(count: int, half: Browser) -> None:
    """A sentence shows a number, an object or a strange text as `JSON.stringify` writes it."""
    chance = random.Random(count)
    signs = [chr(code) for code in range(0, 0x33480, 53) if not 0xD800 <= code < 0xE000]
    objects = [_object(chance) for _ in range(count)] + [{"a": [one]} for one in oddities.NUMBERS]
    made = [one for one in map(_refused(_read, JsonTrouble), objects) if one is not None]
    numbers = [chance.random() * 10 ** chance.randrange(-30, 30) for _ in range(count)]
    _same(half, "asJson", as_json, [*signs, None, True, "\x7f\x85", *made, *numbers])


@pytest.mark.parametrize("step", [53, pytest.param(1, marks=pytest.mark.heavy)])
def test_every_character(step: int, half: Browser) -> None:
    """Both halves keep or blank the same characters, in all planes in use: between letters, repeated, and in quotes.

    If Node has a newer Unicode version, add its characters to `_NEW_MARKS` or `_NEW_FORMATS` (words/cleaning.py).
    """
    signs = [chr(code) for code in (*range(0, 0x33480, step), *range(0xE0000, 0xE0200)) if not 0xD800 <= code < 0xE000]
    _same(half, "clean", clean, [f"a{sign}b{sign * 9}" for sign in signs])


@pytest.mark.parametrize("count", TIERS)
def test_identifiers(count: int, half: Browser) -> None:
    chance = random.Random(count)
    names = [_twisted(chance, chance.choice(oddities.ADDRESSES)) for _ in range(count)]
    _same(half, "didWebUrl", _refused(did_web_url, CredentialError), names)
    _same(half, "issuerAddress", issuer_address, names)


@pytest.mark.parametrize("count", TIERS)
def test_encodings(count: int, half: Browser) -> None:
    chance = random.Random(count)
    letters = base58.ALPHABET + "0OIl-_=+/ \n"
    texts = ["".join(chance.choices(letters, [9] * 58 + [0.05] * 11, k=chance.randrange(40))) for _ in range(count)]
    _same(half, "decodeBase58", _refused(lambda text: base58.decode(text).hex(), ValueError), texts)
    _same(half, "base64url", lambda text: None if (raw := base64url(text)) is None else raw.hex(), texts)


@pytest.mark.parametrize("count", TIERS)
def test_mail_addresses(count: int, half: Browser) -> None:
    chance = random.Random(count)
    letters = "abXYZ019-._ éßœÄñșďαςΣжЙ日本語カ글\u0660\u0301\u200d\u00b7\u0130ﬁＡ①☕\U0001f600@"
    # Engines differ about mixed right-to-left labels, and nobody hashes such addresses.
    made = ["x@" + "".join(chance.choices(letters, k=chance.randrange(1, 9))) + ".example" for _ in range(count)]
    _same(half, "mailForm", lambda text: _mail(text), made)


def _mail(text: str) -> str:
    """As in the browser's code, where an impossible domain stays as it is."""
    try:
        return mail_form(text)
    except ValueError:
        local, _, domain = text.lower().rpartition("@")
        return f"{unicodedata.normalize('NFC', local)}@{domain}"


def _same(half: Browser, name: str, ours: Callable[[Any], Any], values: Sequence[Any]) -> None:
    for some in _pieces(values):
        for value, theirs in zip(some, half.call(name, some), strict=True):
            assert ours(value) == theirs, f"{name}({value!a})"
    print(f"{name}: {len(values):,}")


def _refused(made: Callable[[Any], Any], trouble: type[Exception]) -> Callable[[Any], Any]:
    def tried(value: Any) -> Any:
        try:
            return made(value)
        except trouble:
            return None

    return tried


def _pieces(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(values), AT_ONCE):
        yield values[at : at + AT_ONCE]


def _read(value: dict[str, Any]) -> dict[str, Any]:
    return read_object(json.dumps(value))


def _dumped(value: Any) -> str:
    """As text, with every number as a browser reads it."""
    return json.dumps(json.loads(json.dumps(value), parse_int=float))


def _sign(chance: random.Random) -> str:
    return chance.choice(
        ("a", "b", "é", "\u2028", "\ud7ff", "\ue000", "\uffee", "\uffff", "\U00010000", "\U0001f600", "\U0010ffff", "")
    )


def _text(chance: random.Random) -> str:
    return "".join(chance.choices(oddities.TEXTS, k=chance.choice((1, 1, 2, 3, 9))))


def _twisted(chance: random.Random, text: str) -> str:
    for _ in range(chance.choice((0, 0, 1, 2))):
        at = chance.randrange(len(text) + 1)
        text = (
            text[:at]
            + chance.choice(
                (":", "%", "%3A", "%3a", ".", "..", "%2e", "%2F", "é", "0x", "1", "-", "A", "#", "\n", "%ff")
            )
            + text[at:]
        )
    return text


def _object(chance: random.Random, depth: int = 0) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for _ in range(chance.randrange(5)):
        made[chance.choice(oddities.KEYS) + (_sign(chance) if chance.random() < 0.4 else "")] = _value(chance, depth)
    return made


def _value(chance: random.Random, depth: int) -> Any:
    how = chance.random()
    if how < 0.3 and depth < 3:
        return _object(chance, depth + 1)
    if how < 0.45 and depth < 3:
        return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if how < 0.7:
        return chance.choice(oddities.NUMBERS)
    return chance.choice((True, False, None, _sign(chance), chance.choice(("x", "\x00", "\x7f", "\u2028", '"\\', "é"))))
