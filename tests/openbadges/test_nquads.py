from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld.nquads import Quad, literal, parse, serialize

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def test_a_line_of_every_kind() -> None:
    text = (
        "# a comment\n"
        '<urn:s> <urn:p> "v"^^<http://www.w3.org/2001/XMLSchema#string> .\r\n'
        '  _:b0\t<urn:p>"v"@en-GB<urn:g>.# behind\n'
        '<urn:s> <urn:p> "1"^^<urn:t> _:g .\n'
        "\n"
        "<urn:s> <urn:p\\u00e9> _:b.1 ."
    )
    assert parse(text) == {
        Quad("<urn:s>", "<urn:p>", '"v"', ""),
        Quad("_:b0", "<urn:p>", '"v"@en-GB', "<urn:g>"),
        Quad("<urn:s>", "<urn:p>", '"1"^^<urn:t>', "_:g"),
        Quad("<urn:s>", "<urn:pé>", "_:b.1", ""),
    }


def test_only_what_must_be_escaped_is() -> None:
    assert literal('a"\\\b\t\n\f\r\0\x0b\x7f\x80é😀\u2028') == (
        '"a\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u000B\\u007F\x80é😀\u2028"'
    )


@given(TEXT)
def test_parse_undoes_serialize(text: str) -> None:
    quads = {
        Quad("<urn:s>", "<urn:p>", literal(text, kind, language), "") for kind, language in [("urn:t", ""), ("", "en")]
    }
    assert parse(serialize(quads)) == quads


def test_lines_are_sorted_by_code_point_and_not_repeated() -> None:
    rows = [Quad("<urn:s>", "<urn:p>", literal(text), "") for text in ("\uffee", "😀", "a", "a")]
    assert serialize(rows) == '<urn:s> <urn:p> "a" .\n<urn:s> <urn:p> "\uffee" .\n<urn:s> <urn:p> "😀" .\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<urn:s> <urn:p> .", 'error[bad-nquads]: not a line of N-Quads (got "<urn:s> <urn:p> .")'),
        ("<urn:s> _:p <urn:o> .", 'error[bad-nquads]: not a line of N-Quads (got "<urn:s> _:p <urn:o> .")'),
        ("<urn:s> <urn:p> <urn: o> .", 'error[bad-nquads]: not a line of N-Quads (got "<urn:s> <urn:p> <urn: o> .")'),
        ('<urn:s> <urn:p> "\\ud800" .', "error[bad-nquads]: an escape names no character (got \\ud800)"),
    ],
)
def test_not_a_line(text: str, message: str) -> None:
    with pytest.raises(CredentialError) as raised:
        parse(text)
    assert str(raised.value) == message


def test_the_problem_names_its_line() -> None:
    with pytest.raises(CredentialError) as raised:
        parse("<urn:s> <urn:p> <urn:o> .\nnonsense")
    assert raised.value.problems[0].place.line == 2
