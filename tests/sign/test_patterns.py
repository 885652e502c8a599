"""Lines that are read or signed by the pattern of an earlier one are those that are read or signed from nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from badgepress import sign
from badgepress.errors import BadgepressError
from badgepress.model import Assertion, AssertionFile, Award, Program
from badgepress.model.pattern import Filled, Patterns, pattern_of
from badgepress.read import read_program
from badgepress.registry import credential as facts
from badgepress.sign import claims
from badgepress.sign.compose import StatusEntry
from badgepress.sign.lines import VARYING, Line, parse
from badgepress.sign.survey import Contents
from tests.sign.conftest import AT

NAMES = ("Ana Lima", 'Zoë "Zz" O\'Neil', "ليلى الحسن", "森 鴎外", "back\\slash", "Émile\u00a0Zola", "\u0130", "a" * 120)
COUNTS = [300, pytest.param(4_000, marks=pytest.mark.heavy), pytest.param(20_000, marks=pytest.mark.long)]


@pytest.fixture
def read(program: Path) -> Program:
    found, problems = read_program(program)
    assert found is not None
    assert not [one for one in problems if one.severity == "error"]
    return found


@pytest.fixture
def secrets(read: Program, keyring: sign.Keyring) -> dict[str, sign.SecretKey]:
    return {slug: sign.signer(read, issuer, keyring, AT, preview=False) for slug, issuer in read.issuers.items()}


def an_award(program: Program, chance: random.Random, number: int) -> Award:
    """An award of any kind, most of them without texts of its own."""
    who: dict[str, object] = {}
    if chance.random() < 0.8:
        who["name"] = chance.choice((*NAMES, f"Person {number}"))
    if chance.random() < 0.6 or not who:
        who |= {"identity": f"sha256${chance.getrandbits(256):064x}", "salt": f"{chance.getrandbits(64):016x}"}
    if chance.random() < 0.1:
        who["did"] = f"did:example:{number}"
    fields: dict[str, object] = {
        "badge": chance.choice(sorted(program.classes)),
        "recipient": who,
        "issued": f"20{chance.randint(20, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
    }
    if chance.random() < 0.1:
        fields["narrative"] = chance.choice(NAMES)
    if chance.random() < 0.1:
        fields["evidence"] = [{"name": "Notebook", "url": f"https://ana.example.org/{number}"}]
    if chance.random() < 0.3:
        fields["expires"] = f"20{chance.randint(21, 45)}-01-31"
    return Award(f"a{number}", Assertion.model_validate(fields), {})


def signed(program: Program, secrets: dict[str, sign.SecretKey], count: int) -> Iterator[tuple[Award, bytes]]:
    """Awards with their lines, each made by the way that a build takes."""
    chance, signer = random.Random(20261201), sign.Signer(program, secrets, AT)
    for number in range(count):
        award = an_award(program, chance, number)
        issuer = program.issuer_of(program.classes[award.assertion.badge]).slug
        try:
            yield award, signer.line(award, sign.Order(award.id, StatusEntry(1, number), issuer))
        except BadgepressError:
            continue


@pytest.mark.parametrize("count", COUNTS)
def test_both_ways_sign_the_same_bytes(read: Program, secrets: dict[str, sign.SecretKey], count: int) -> None:
    chance, signer = random.Random(7), sign.Signer(read, secrets, AT)
    refused = 0
    for number in range(count):
        award = an_award(read, chance, number)
        issuer = read.issuer_of(read.classes[award.assertion.badge]).slug
        order = sign.Order(award.id, StatusEntry(1 + number % 3, number), issuer)
        ours, theirs = (_line(one, award, order) for one in (signer, sign.Signer(read, secrets, AT)))
        assert ours == theirs
        refused += isinstance(ours, str)
    assert 0 < refused < count / 10  # the awards that end before they begin


def _line(signer: sign.Signer, award: Award, order: sign.Order) -> bytes | str:
    try:
        return signer.line(award, order)
    except BadgepressError as error:
        return str(error)


@pytest.mark.parametrize("count", COUNTS)
def test_lines_say_the_same_by_their_pattern(read: Program, secrets: dict[str, sign.SecretKey], count: int) -> None:
    patterns, auditor = Patterns(), sign.Auditor(read)
    by_pattern = 0
    for number, (award, raw) in enumerate(signed(read, secrets, count), 1):
        ours, theirs = parse(read, raw, "store", number, patterns), parse(read, raw, "store", number)
        by_pattern += isinstance(ours.credential, Filled)
        assert _told(ours) == _told(theirs)
        assert auditor.problems([ours]) == sign.Auditor(read).problems([theirs]) == []
        for edited in (award, Award(award.id, award.assertion.model_copy(update={"issued": AT - timedelta(7)}), {})):
            found = [claims.edits(read, edited, one.credential or {}, file="a.yml") for one in (ours, theirs)]
            assert found[0] == found[1]
        ends = [facts.read(one.credential or {}, read.settings.base_url) for one in (ours, theirs)]
        assert ends[0] == ends[1]
        file = AssertionFile("a", Path(), "a.yml")
        surveys = [sign.survey(read, Contents(file, (award,), (one,), (), ())) for one in (ours, theirs)]
        assert surveys[0] == surveys[1]
    assert by_pattern > count / 2


def _told(line: Line) -> tuple[object, ...]:
    whole = line.credential.whole if isinstance(line.credential, Filled) else dict(line.credential or {})
    return line.id, line.number, line.index, line.issuer, line.raw, line.erased, orjson.dumps(whole)


@pytest.mark.parametrize("count", COUNTS)
def test_damaged_lines_are_refused_alike(read: Program, secrets: dict[str, sign.SecretKey], count: int) -> None:
    """Any change to a line gives the same problems, or the same line, by its pattern as from nothing."""
    lines = [raw for _, raw in signed(read, secrets, 60)]
    patterns, auditor, chance = Patterns(), sign.Auditor(read), random.Random(3)
    for number, raw in enumerate(lines, 1):
        parse(read, raw, "store", number, patterns)
    found_by_pattern = changed = 0
    for number in range(count):
        raw = _damaged(chance, lines)
        ours, theirs = (_parsed(read, raw, number, known) for known in (patterns, None))
        if isinstance(ours, str) or isinstance(theirs, str):
            assert ours == theirs
            continue
        assert _told(ours) == _told(theirs)
        problems = auditor.problems([ours])
        assert problems == sign.Auditor(read).problems([theirs])
        changed += bool(problems)
        found_by_pattern += isinstance(ours.credential, Filled)
    assert found_by_pattern > count / 20
    assert changed > count / 20


def _parsed(program: Program, raw: bytes, number: int, patterns: Patterns | None) -> Line | str:
    try:
        return parse(program, raw, "store", number, patterns)
    except BadgepressError as error:
        return str(error)


def _damaged(chance: random.Random, lines: list[bytes]) -> bytes:
    """A line with a byte changed, cut or put in; a text of another line; or another spelling of the same."""
    raw, other = chance.choice(lines), chance.choice(lines)
    at, put = (
        chance.randrange(len(raw)),
        chance.choice((b'"', b"\\", b"a", b"0", b"\\u0041", b"\xff", b"\x01", b",", b"}")),
    )
    kind = chance.randrange(6)
    if kind == 0:
        return raw[:at] + put + raw[at:]
    if kind == 1:
        return raw[:at] + put + raw[at + 1 :]
    if kind == 2:
        return raw[:at] + raw[at + 1 :]
    texts = pattern_of(orjson.loads(raw), VARYING), pattern_of(orjson.loads(other), VARYING)
    own, theirs = texts[0].texts_in(raw) if texts[0] else None, texts[1].texts_in(other) if texts[1] else None
    if kind == 3 or texts[0] is None or own is None or theirs is None:
        return raw.replace(b"A", b"\\u0041", 1) if chance.random() < 0.5 else raw.replace(b'":"', b'": "', 1)
    mixed = list(own)
    place = chance.randrange(len(mixed))
    mixed[place] = chance.choice((*theirs, "", "2026-02-30T00:00:00Z", "2026-11-22T12:00:00.5Z", "_:b0", "no address"))
    return texts[0].spelled(mixed)


def test_a_line_with_its_own_escapes_is_parsed() -> None:
    pattern = pattern_of({"id": "a", "kept": 'say "b"'}, [("id",), ("absent", 0)])
    assert pattern is not None
    assert pattern.texts_in(b'{"id":"c d","kept":"say \\"b\\""}') == ("c d",)
    assert pattern.texts_in('{"id":"é","kept":"say \\"b\\""}'.encode()) == ("é",)
    for other in (b'"c\\u0041"', b'"c\x01"', b'"c\xff"', b'"c"x', b"null"):
        assert pattern.texts_in(b'{"id":' + other + b',"kept":"say \\"b\\""}') is None
    assert pattern.spelled(("c\n",)) == b'{"id":"c\\n","kept":"say \\"b\\""}'
    assert pattern_of({"id": "\0"}, [("id",)]) is None
    assert pattern_of({"kept": "a"}, [("id",)]) is None
