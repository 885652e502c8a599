from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from badgepress.openbadges.moments import moment, stamp
from badgepress.verify.fields import trouble_of
from badgepress.verify.report import IN_ORDER, Check, Finding, Issuer, Report, Text
from badgepress.words import day, languages, nearest, say, tell
from badgepress.words.catalogues import catalogue
from badgepress.words.cleaning import clean, fill

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KNOWN = set(
    "issuer recipient issued expires date field term address got expected suite kind advice how reason limit email "
    "count bad names base_url served_from folder day month year message held limit list index bit".split()
)


def every_text(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in every_text(inner)]
    return [text for inner in value for text in every_text(inner)] if isinstance(value, list) else [value]


def test_every_placeholder_is_one_of_the_documented_names() -> None:
    used = {name for text in every_text(catalogue("en")) for name in re.findall(r"\{([^}]*)\}", text)}
    assert used == KNOWN


def shape(value: Any) -> Any:
    """The catalogue's shape: keys in order, with each text replaced by its placeholders and whether it is empty."""
    if isinstance(value, dict):
        return [(key, shape(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return len(value)
    return bool(value), sorted(re.findall(r"\{([^}]*)\}", value))


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things(language: str) -> None:
    assert shape(catalogue(language)) == shape(catalogue("en"))


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_other_languages_are_translated(language: str) -> None:
    alike = [
        key
        for key, entry in catalogue(language).items()
        if isinstance(entry, dict) and entry.get("sentence") and entry == catalogue("en")[key]
    ]
    assert alike == []


@pytest.mark.parametrize(
    ("asked", "spoken"), [("es", "es"), ("es-MX", "es"), ("EN-gb", "en"), ("tlh", "en"), ("", "en")]
)
def test_the_nearest_language_is_used(asked: str, spoken: str) -> None:
    assert nearest(asked) == spoken
    expected = {"en": "4 September 2026", "es": "4 de septiembre de 2026"}[spoken]
    assert day(datetime(2026, 9, 4, tzinfo=UTC), asked) == expected


def test_languages_with_a_catalogue() -> None:
    assert {"ar", "de", "en", "es", "fr", "ja"} <= set(languages())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "4 سبتمبر 2026"),
        ("de", "4. September 2026"),
        ("fr", "4 septembre 2026"),
        ("ja", "2026年9月4日"),
    ],
)
def test_days_in_other_languages(language: str, said: str) -> None:
    assert day(datetime(2026, 9, 4, tzinfo=UTC), language) == said


def test_values_in_arabic_keep_their_own_direction() -> None:
    filled_in_turn = {"reason", "how", "kind", "advice"}
    for name, value in catalogue("ar").items():
        if name in filled_in_turn or name in ("date", "months"):
            continue
        for text in every_text(value):
            loose = re.findall(r"(?<!\u2068)\{([a-z_]+)\}|\{([a-z_]+)\}(?!\u2069)", text)
            assert {one or other for one, other in loose} <= filled_in_turn, text
    for name in filled_in_turn:
        assert not any(sign in text for text in every_text(catalogue("ar")[name]) for sign in "\u2068\u2069")


def test_every_check_has_a_name_and_a_text_for_being_skipped() -> None:
    assert tuple(catalogue("en")["check"]) == IN_ORDER
    left_out = {f"{check}-not-checked" for check in IN_ORDER[1:]}
    assert left_out == {code for code in catalogue("en") if code.endswith("-not-checked")}


@pytest.mark.parametrize("language", languages())
def test_skipped_checks_have_consistent_names(language: str) -> None:
    words = catalogue(language)
    assert words["outcome"]["skipped"] in words["format-not-checked"]["sentence"].lower()


def test_sentences_end_like_sentences_and_use_no_markup() -> None:
    for code, entry in catalogue("en").items():
        if "-" in code:
            assert re.fullmatch(r"[A-Z“{][^<>]*[.?]", entry["sentence"]), code
            assert re.fullmatch(r"([A-Z{][^<>]*[.?}])?", entry["hint"]), code


def test_values_are_filled_in_once() -> None:
    assert fill("{a} and {b}, {c}", {"a": "{b}", "b": "2"}) == "{b} and 2, {c}"


#: Words in Persian, Hindi, Malayalam and Sinhala, and emoji made of several pictures.
JOINED = (
    "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
    "\u0915\u094d\u200d\u0937",
    "\u0d05\u0d35\u0d28\u0d4d\u200d",
    "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "\U0001f469\u200d\U0001f4bb",
    "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f469",
)
#: Joiners that join nothing, and characters that control text direction.
UNJOINED = (
    ("a\u200db", "a b"),
    ("\u200d\u200c", ""),
    ("\u200d\u0915", "\u0915"),
    ("\u0646\u200c", "\u0646"),
    ("\u0646\u200c\u200c\u0645", "\u0646 \u0645"),
    ("\u0646\u061c\u200d\u0645", "\u0646 \u0645"),
    ("\u0646\u202e\u0645", "\u0646 \u0645"),
    ("\U0001f469\u200c\U0001f4bb", "\U0001f469 \U0001f4bb"),
    ("\U0001f469\u200dx", "\U0001f469 x"),
    ("x\u200d\U0001f469", "x \U0001f469"),
)


#: Words with many marks: decomposed Vietnamese; Hebrew with all its points; Arabic; Hindi; Thai; Burmese; Tibetan.
MARKED = (
    "Nguye\u0302\u0303n",
    "\u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05c1\u05bc\u05b4\u0596\u05d9\u05ea",
    "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f\u064c",
    "\u0939\u093f\u0928\u094d\u0926\u0940\u0902 \u095b\u093c\u0940\u0902",
    "\u0e17\u0e35\u0e48\u0e1b\u0e36\u0e01\u0e29\u0e32\u0e19\u0e49\u0e33",
    "\u101c\u103b\u103e\u102d\u102f\u1037\u101d\u103e\u1000\u103a",
    "\u0f56\u0f66\u0f92\u0fb2\u0f74\u0f56\u0f66",
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("  a\n\tb\u202ec\u0000 d\u2029 ", "a b c d"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200 + "…"),
        ("Айгүл 王芳 नेहा", "Айгүл 王芳 नेहा"),
        *((text, text) for text in JOINED),
        *UNJOINED,
        *((text, text) for text in MARKED),
        ("a\u3164\u115f\u1160b\uffa0\u2800c\u034fd", "a b c d"),
        ("\u3164" * 300, ""),
        ("e" + "\u0301" * 5_000 + "x", "e" + "\u0301" * 6 + "x"),
    ],
)
def test_values_are_one_line_of_visible_text(value: str, shown: str) -> None:
    assert clean(value) == shown


def test_a_missing_number_is_shown_as_such() -> None:
    trouble = trouble_of({"geo": {"latitude": None, "longitude": [1]}}, (("geo.longitude", "number", True),))
    assert trouble
    assert trouble.values["expected"] == Text("kind", "number")
    assert say(Text("kind", "number"), "en") in tell_check(trouble)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a text, as it is", "a text, as it is"),
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        (10**20 + 1, "100000000000000000000"),
        (1e-7, "1e-7"),
        ({"a": [1, "b"], "c": None}, '{"a":[1,"b"],"c":null}'),
        (("first", 2, Text("kind", "list")), "first, 2, a list"),
        (Issuer("Name", "a.example"), "Name (a.example)"),
        (Issuer("Name", "a.example", known=True), "Name"),
        (Issuer("\u3164", "a.example", known=True), "a.example"),
        (datetime(2026, 9, 4, tzinfo=UTC), "4 September 2026"),
    ],
)
def test_each_kind_of_value_is_shown(value: object, shown: str) -> None:
    assert say(Text("kind", "quoted", {"got": value}), "en") == f"“{shown}”"


def tell_check(finding: Finding) -> str:
    check = Check.of("format", finding)
    return tell(Report("invalid", Text("verdict", "invalid"), (), (check,), None, (), NOW), "en").checks[0].sentence


def test_days_are_in_utc() -> None:
    assert day(datetime(2026, 9, 14, 23, 30, tzinfo=timezone(timedelta(hours=-5))), "en") == "15 September 2026"
    assert day(datetime(800, 1, 1, tzinfo=UTC), "en") == "1 January 0800"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-09-14T08:30:00Z", "2026-09-14T08:30:00Z"),
        ("2026-09-14T08:30:00.999999999Z", "2026-09-14T08:30:00Z"),
        ("2026-09-14T08:30:00+05:30", "2026-09-14T03:00:00Z"),
        ("2026-09-14T00:00:00-00:30", "2026-09-14T00:30:00Z"),
        ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ],
)
def test_moments(text: str, read: str) -> None:
    found = moment(text)
    assert found
    assert stamp(found) == read


NO_MOMENTS = (
    "2026-09-14|2026-09-14T08:30:00|2026-09-14 08:30:00Z|2026-02-29T00:00:00Z|2026-09-14T24:00:00Z|"
    "2026-09-14T08:30:60Z|2026-09-14T08:30:00z|２０２６-09-14T08:30:00Z|2026-09-14T08:30:00+15:00|0001-01-01T00:00:00+01:00|"
    "9999-12-31T23:59:59-01:00|2026-09-14T08:30:00Z\n|"
)


@pytest.mark.parametrize("text", [*NO_MOMENTS.split("|"), None, 5, ["2026-09-14T08:30:00Z"]])
def test_not_a_moment(text: object) -> None:
    assert moment(text) is None
