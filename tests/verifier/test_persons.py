"""Command line, sheets and browser accept the same addresses and names."""

from __future__ import annotations

import json
import random
from itertools import chain
from pathlib import Path

import pytest

from badgepress.model.persons import doubtful, is_no_mail, unsound
from badgepress.read.sheets.addresses import AddressTrouble, address
from tests.verifier.agreeing import piped

TAKEN = [
    "rosa@example.org",
    "sean.o'brien@example.org",
    "ROSA+badges@Example.ORG",
    "a!#$%&'*+/=?^_`{|}~-b@example.org",
    "-@example.org",
    "o'neil.d'arc@sub.example.co.uk",
    "rosa@bücher.example",
    "ünïcøde@example.org",
    "用户@例え.jp",
    " rosa@example.org ",
]
REFUSED = [
    "ro\u200bsa@example.org",
    "rosa\u200b@example.org",
    "rosa@exam\u00adple.org",
    "rosa@b\u034fücher.example",
    "rosa@example.org.",
    "rosa.@example.org",
    ".rosa@example.org",
    "rosa..x@example.org",
    "rosa@example..org",
    "rosa\u2019s@example.org",
    "\u201crosa\u201d@example.org",
    "rosa\ufffd@example.org",
    "rosa\u00a0x@example.org",
    "\u3164@example.org",
    "\U000e0041rosa@example.org",
    "rosa@-example.org",
    "rosa@example-.org",
    "rosa@exa_mple.org",
    "rosa@localhost",
    '"rosa"@example.org',
    "rosa@[192.0.2.1]",
    "rosa@example.org, ann@example.org",
    "rosa <rosa@example.org>",
    "rosa@example.org\n\n.",
]
SOUND = [
    "Rosa Example",
    "Seán O’Brien",
    "علی\u200cرضا",
    "ශ\u0dca\u200dරී",
    "葛\U000e0100城",
    "Lee ✌\ufe0f",
    "Zoë\u00a0Example",
    "👩🏽\u200d🚀 Zoë 🏳\ufe0f\u200d🌈",
    "null",
    "-",
]
UNSOUND = {
    "Jos\ufffd Example": "U+FFFD, the sign for a character that was lost",
    "Rosa\nExample": "a line break",
    "Rosa\u2028Example": "a line break",
    "Ro\u200bsa": "U+200B, a character that is not seen",
    "Ro\u200dsa": "U+200D, a character that is not seen",
    "\u200fعلي": "U+200F, a character that is not seen",
    "Rosa\u2003Example": "U+2003, an unusual space",
    "Rosa\u3164": "U+3164, a character that is not seen",
    "Ros\u00ada": "U+00AD, a character that is not seen",
    "Rosa\tExample": "U+0009, an unusual space",
    "Rosa\ue000": "U+E000, a character that is not seen",
    "A\U000e0100": "U+E0100, a character that is not seen",
    "A\ufe0f": "U+FE0F, a character that is not seen",
}
DOUBTFUL = {
    "JosÃ© Example": ("was read in the wrong encoding", "José Example"),
    "Siobh√°n": ("was read in the wrong encoding", "Siobhán"),
    "null": ("stands where a name is missing", ""),
    "N/A": ("stands where a name is missing", ""),
    "-": ("has no letter", ""),
    "#REF!1": ("", ""),
    "???": ("has no letter", ""),
    "“Rosa Example”": ("has quotation marks around it", "Rosa Example"),
    '"Rosa"': ("has quotation marks around it", "Rosa"),
    "Ann &amp; Bo": ("is written as in a web page", "Ann & Bo"),
    "Zoë\u00a0Example": ("has a no-break space", "Zoë Example"),
}
#: Valid names that look odd.
FINE = ["O’Brien", "Nullarbor", "Anne–Élise", "Ürün Çağ", "Æ", "李雷", "d'Arc", "Ñandú", "X Æ A-12", "A&B"]
#: Ingredients of random addresses and names: letters, marks, dots, and many invisible characters.
SIGNS = "aZé9用e\u0301.-_'’+@ \t\n\u00a0\u00ad\u034f\u061c\u200b\u200c\u200d\u200f\u2028\u2060\u3000\u3164\ufe0f\ufeff"
SIGNS += "\ufffd\uffa0\ue000ی✌葛\U000e0100\U000e0041\U0001d173\U0001f600º。．"


def is_taken(text: str) -> bool:
    try:
        address(text)
    except AddressTrouble:
        return False
    return True


@pytest.mark.parametrize(("text", "taken"), [*((one, True) for one in TAKEN), *((one, False) for one in REFUSED)])
def test_addresses(text: str, taken: bool) -> None:
    assert is_taken(text) is taken


@pytest.mark.parametrize(("name", "why"), [*((one, "") for one in SOUND), *UNSOUND.items()])
def test_names(name: str, why: str) -> None:
    assert unsound(name) == why


@pytest.mark.parametrize(("name", "why"), [*DOUBTFUL.items(), *((one, ("", "")) for one in FINE)])
def test_names_that_look_like_mistakes(name: str, why: tuple[str, str]) -> None:
    assert doubtful(name) == why


def test_the_browser_accepts_the_same() -> None:
    chance = random.Random(20261130)

    def some(least: int, most: int) -> str:
        return "".join(chance.choice(SIGNS) for _ in range(chance.randint(least, most)))

    def near() -> str:
        """An address with a few random characters in it."""
        text = chance.choice(TAKEN)
        at = chance.randrange(len(text) + 1)
        return text[:at] + some(0, 2) + text[at + chance.randint(0, 1) :]

    pairs = [(one, one) for one in chain(TAKEN, REFUSED, SOUND, UNSOUND, DOUBTFUL, FINE)]
    pairs += [(near(), some(1, 4)) for _ in range(4_000)]
    ours = [[is_taken(address), not unsound(name)] for address, name in pairs]
    theirs = piped("persons.mjs", pairs)
    differ = [
        (pair, one, other)
        for pair, one, other in zip(pairs, ours, theirs, strict=True)
        if one[0] != other[0] or one[1] != other[1]
    ]
    assert not differ, differ[:5]
    assert 500 < sum(one for one, _ in ours) < 3_500
    assert 500 < sum(one for _, one in ours) < 3_500


def test_non_addresses_are_told_from_names() -> None:
    said = json.loads(Path(__file__).with_name("no-mail.json").read_text("utf-8"))
    assert [name for name in said["names"] if is_no_mail(name) or doubtful(name)[0]] == []
    assert [name for name in said["none"] if not (is_no_mail(name) and doubtful(name)[0])] == []
