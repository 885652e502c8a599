"""Tests strict YAML: the scalars of YAML 1.2, the lines of paths, and what is refused."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.read.yaml import MAX_DEPTH, parse, scalar


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ("12", 12),
        ("-7", -7),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("0b1", "0b1"),
        ("1.10", 1.1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".", "."),
        ("-", "-"),
        ("+", "+"),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("2026-09-14", "2026-09-14"),
        ("2026-09-14T10:00:00Z", "2026-09-14T10:00:00Z"),
        ("sha256$12", "sha256$12"),
        ("9" * 31, 1e31),
        ("1" + "0" * 5000, "1" + "0" * 5000),
        ("=", "="),
    ],
)
def test_plain_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    found = scalar(written)
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number() -> None:
    assert math.isnan(scalar(".nan"))


def test_quotes_make_text() -> None:
    document, problems = parse(b"a: '12'\nb: \"true\"\nc: |\n  null\n", "f.yml")
    assert not problems
    assert document
    assert document.data == {"a": "12", "b": "true", "c": "null\n"}


def test_every_path_has_its_line() -> None:
    text = b"# a\nname: x\n\nskills: [a,\n  b]\n"
    text += b"results:\n  - id: one\n    allowed:\n      - A\n  -\n    id: two\n'odd key': 1\n"
    document, problems = parse(text, "f.yml")
    assert not problems
    assert document
    assert document.lines == {
        "": 2,
        "name": 2,
        "skills": 4,
        "skills[0]": 4,
        "skills[1]": 5,
        "results": 6,
        "results[0]": 7,
        "results[0].id": 7,
        "results[0].allowed": 8,
        "results[0].allowed[0]": 9,
        "results[1]": 11,
        "results[1].id": 11,
        "'odd key'": 12,
    }
    assert str(document.place("results[1].name.first")) == "f.yml:11: results[1].name.first"
    assert str(document.place()) == "f.yml:2"


def test_byte_order_mark_and_windows_lines_are_accepted() -> None:
    document, problems = parse(b"\xef\xbb\xbfname: x\r\ncost: y\r\n", "f.yml")
    assert not problems
    assert document
    assert document.data == {"name": "x", "cost": "y"}
    assert document.lines["cost"] == 2


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"\xff\xfea\x00", "not-utf8", 1),
        (b"a: 1\nb: \xe9\n", "not-utf8", 2),
        (b"a: 1\rb: 2\n", "control-character", 1),
        (b"a: 1\nb: \xe2\x80\xa8\n", "control-character", 2),
        (b'a: "x\n\n  \\0"\n', "control-character", 1),
        (b'"\\u202e": 1\n', "bidi-character", 1),
        (b"a:\n>>>>>>> main\n", "merge-conflict", 2),
        (b"a: 1\nb: &x [*x]\n", "yaml-alias", 2),
        (b"a: *gone\n", "yaml-alias", 1),
        (b"*a : 1\n", "yaml-alias", 1),
        (b"a: !!str 1\n", "yaml-tag", 1),
        (b"!!map {a: 1}\n", "yaml-tag", 1),
        (b"!x a: 1\n", "yaml-tag", 1),
        (b"{[a]: 1}\n", "yaml-key", 1),
        (b"a: {b: 1, <<: {c: 2}}\n", "merge-key", 1),
        (b"a: 1\n...\n---\nb: 1\n", "yaml-documents", 3),
        (b"%YAML 3.0\n---\na: 1\n", "yaml-syntax", 1),
        (b"\ta: 1\n", "yaml-syntax", 1),
        (b"   \n\n", "empty-file", 1),
        (b"~\n", "empty-file", 1),
        (b"[" * 1_000_000, "too-deep", 1),
        (b"- " * 500_000, "too-deep", 1),
        (b"{a: " * 300_000, "too-deep", 1),
    ],
)
def test_what_is_refused(raw: bytes, code: str, line: int) -> None:
    document, problems = parse(raw, "f.yml")
    assert document is None
    assert (problems[0].code, problems[0].place.line) == (code, line)


def test_alias_bomb_is_refused_before_it_grows() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    document, problems = parse("\n".join(lines).encode(), "f.yml")
    assert document is None
    assert [one.code for one in problems] == ["yaml-alias"]


@pytest.mark.parametrize(
    "piece", [b">>>>>>>\n", b"<<<<<<<\n", b"\x01", b"\x01\n", b"z3u2" + b"a" * 40 + b"\n", b"&a *a "]
)
def test_a_mass_of_mistakes_takes_no_longer_than_its_length(piece: bytes) -> None:
    document, problems = parse(piece * 20_000, "f.yml")
    assert document is None
    assert 1 <= len(problems) <= 100


def test_more_values_than_awards_could_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badgepress.read.yaml.MAX_VALUES", 100)
    assert parse(b"[" + b"1," * 100 + b"]", "f.yml")[1] == []
    assert [one.code for one in parse(b"[" + b"1," * 101 + b"]", "f.yml")[1]] == ["too-large"]
    assert [one.code for one in parse(b"{" + b"".join(b"a%d," % n for n in range(101)) + b"}", "f.yml")[1]] == [
        "too-large"
    ]


def test_depth_up_to_the_limit_is_read() -> None:
    raw = ("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode()
    assert parse(raw, "f.yml")[1] == []
    assert [one.code for one in parse(b"[" + raw + b"]", "f.yml")[1]] == ["too-deep"]


def test_quoted_merge_key_and_conflict_inside_text_are_only_text() -> None:
    document, problems = parse(b"'<<': 1\na: |\n  <<<<<<< HEAD\n  =======\n", "f.yml")
    assert not problems
    assert document
    assert document.data == {"<<": 1, "a": "<<<<<<< HEAD\n=======\n"}


def test_joiners_and_marks_of_right_to_left_scripts_are_kept() -> None:
    name = "می‌خواهم‏"  # with a zero-width non-joiner and a right-to-left mark
    document, problems = parse(f"name: {name}\n".encode(), "f.yml")
    assert not problems
    assert document
    assert document.data == {"name": name}


def test_a_duplicate_keeps_the_first_value_and_the_rest_is_still_read() -> None:
    document, problems = parse(b"a: {x: 1}\na: {y: [1, 2]}\nb: 3\n", "f.yml")
    assert [(one.code, one.place.line, one.place.path) for one in problems] == [("duplicate-key", 2, "a")]
    assert document
    assert document.data == {"a": {"x": 1}, "b": 3}


_KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text(st.characters(codec="ascii", min_codepoint=32)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON.filter(lambda value: value is not None))
def test_json_is_yaml(value: object) -> None:
    raw = json.dumps(value).replace("\\u007f", "").replace("\x7f", "").encode()
    document, problems = parse(raw, "f.yml")
    if any(one.code in ("too-deep", "secret-in-file") for one in problems):
        return
    assert not problems
    assert document
    assert document.data == json.loads(raw)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(raw: bytes) -> None:
    document, problems = parse(raw, "f.yml")
    assert document is not None or problems


@given(st.text("ab:-[]{},&*!|>'\"#%@`?<\n\t \\0~.é", max_size=80))
def test_text_of_yaml_signs_never_raises(text: str) -> None:
    document, problems = parse(text.encode(), "f.yml")
    assert document is not None or problems


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("name: Rosa: Example\n", 1, 'name: "Rosa: Example"'),
        ("a: 1\nrecipient:\n  name: Rosa: Example   \n", 3, 'name: "Rosa: Example"'),
        ("- a: b: c\n", 1, 'a: "b: c"'),
        ("recipient: {name: Rosa: Example}\n", 1, 'name: "Rosa: Example"'),
        ("recipient: {country: BR, name: Rosa: Example}\n", 1, 'name: "Rosa: Example"'),
        ("name: rosa@example.org: x\n", 1, "put the value of name in quotes"),
        ("a: {b: 'x: y', c: 1\n", 1, "a bracket that was opened is not closed"),
    ],
)
def test_a_colon_in_a_value_gets_a_hint_with_the_right_text(text: str, line: int, hint: str) -> None:
    _, [told] = parse(text.encode(), "f.yml")
    assert (told.code, told.place.line) == ("yaml-syntax", line)
    assert hint in told.hint
    assert "@" not in str(told)


@given(st.from_regex(r"[A-Z][a-zé' ]{0,10}: [a-zA-Zé!?.-][a-zA-Zé' .!?-]{0,20}", fullmatch=True))
def test_the_hinted_text_means_what_was_intended(value: str) -> None:
    _, problems = parse(f"recipient:\n  name: {value}\n".encode(), "f.yml")
    for told in problems:
        written = told.hint.partition("in quotes: ")[2]
        if written:
            document, none = parse(written.encode(), "f.yml")
            assert not none
            assert document
            assert document.data == {"name": value.strip()}


@pytest.mark.parametrize("space", "\u00a0\u2003\u202f\u3000\u200b")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n{}b: 1\n", 2),
        ("a:\n  b: 1\n{} c: 2\n", 3),
        ("{}a: 1\n", 1),
        ("r:\n  n: x\n {}c: BR\n", 3),
        ("n:{}Rosa\n", 1),
        ("x: 1\nn:{}Rosa\n", 2),
    ],
)
def test_an_odd_space_is_reported(text: str, line: int, space: str) -> None:
    document, problems = parse(text.format(space).encode(), "f.yml")
    assert document is None
    assert [(one.code, one.place.line, one.got) for one in problems] == [("yaml-space", line, f"U+{ord(space):04X}")]


def test_an_odd_space_may_be_inside_a_text() -> None:
    text = "# \u00a0c\nn: 'a\u00a0b'\nm: a\u00a0b\nc: |\n  \u3000段落\n  \u3000b: c\n\"\u00a0k\": 1\n"
    document, problems = parse(text.encode(), "f.yml")
    assert not problems
    assert document
    assert document.data["c"] == "\u3000段落\n\u3000b: c\n"


def test_nobody_named_null_is_lost() -> None:
    for word in ("null", "Null", "NULL"):
        for text in (f"name: {word}\n", f"r: {{name: {word}}}\n", f"a:\n- r:\n    name: {word} # c\n"):
            _, problems = parse(text.encode(), "f.yml")
            assert [one.code for one in problems] == ["null-name"]
            assert f'"{word}"' in problems[0].hint
    for text in ('name: "Null"\n', "name: Nullified\n", "expires: null\n", "name: Yes\n", "name: No\n"):
        assert parse(text.encode(), "f.yml")[1] == []
