from __future__ import annotations

import codecs
import json
import re
from contextlib import suppress
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.errors import BakeError
from badgepress.openbadges.images import svg
from badgepress.openbadges.images import xml as xmlscan
from badgepress.openbadges.images.baked import Baked, How, Kind
from tests.openbadges.samples import SVG
from tests.told import head

JWS = "eyJhbGciOiJFUzI1NiJ9.eyJpZCI6IngifQ.c2lnbmF0dXJl"
# XML cannot hold control characters, U+FFFE and U+FFFF.
TEXT = st.text(
    st.one_of(
        st.sampled_from("]>&<\"'\r\n\t \x85\u2028"),
        st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFD),
    ),
    min_size=1,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def test_the_element_is_right_after_the_root_tag_and_the_rest_as_it_was() -> None:
    made = svg.bake(SVG, '{"id":"x"}')
    namespace = ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    element = f'<openbadges:credential{namespace}><![CDATA[{{"id":"x"}}]]></openbadges:credential>'
    root = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
    assert made == (SVG.replace(root, root.replace(b"<svg", b"<svg" + namespace.encode()) + element.encode()))
    found = ElementTree.fromstring(made)[0]
    assert (found.tag, found.text) == ("{https://purl.imsglobal.org/ob/v3p0}credential", '{"id":"x"}')


@given(JSON, JSON)
def test_unbake_undoes_bake_and_the_last_one_stays(first: object, second: object) -> None:
    old, new = json.dumps({"v": first}), json.dumps({"v": second}, ensure_ascii=False, indent=1)
    once = svg.bake(SVG, new)
    assert svg.bake(svg.bake(SVG, old), new) == once
    assert svg.bake(once, new) == once
    assert svg.unbake(once) == [Baked("ob3", new, "svg-json")]


@given(TEXT.filter(str.strip))
def test_any_text_that_xml_can_hold(text: str) -> None:
    assert [found.text for found in svg.unbake(svg.bake(SVG, text))] == [text]


def test_the_end_of_cdata_inside_the_text() -> None:
    text = '{"a":"]]>","b":"]]]]>><![CDATA[","c":"\\r"}\r\n'
    assert svg.unbake(svg.bake(SVG, text)) == [Baked("ob3", text, "svg-json")]
    assert ElementTree.fromstring(svg.bake(SVG, text))[0].text == text


@pytest.mark.parametrize(
    ("kind", "text", "verify", "how"),
    [
        ("ob3", JWS, JWS, "svg-jws"),
        ("ob2", JWS, JWS, "svg-jws"),
        ("clr", JWS, JWS, "svg-jws"),
        ("ob2", "https://old.example/1?a=1&b=2", "https://old.example/1?a=1&b=2", "svg-url"),
        ("ob2", '{"id":"https://old.example/1"}', "https://old.example/1", "svg-json"),
        ("ob2", '{"id":"urn:uuid:1"}', None, "svg-json"),
        ("ob2", "[", None, "svg-json"),
        ("clr", "{}", None, "svg-json"),
    ],
)
def test_every_kind_of_element(kind: Kind, text: str, verify: str | None, how: How) -> None:
    made = svg.bake(SVG, text, kind)
    assert svg.unbake(made) == [Baked(kind, text, how)]
    assert ElementTree.fromstring(made)[0].get("verify") == verify


def test_two_versions_in_one_image() -> None:
    made = svg.bake(svg.bake(SVG, '{"v":2}', "ob2"), '{"v":3}', "ob3")
    assert {(found.kind, found.text) for found in svg.unbake(made)} == {("ob2", '{"v":2}'), ("ob3", '{"v":3}')}
    assert svg.bake(made, '{"v":3}', "ob3") == made


@pytest.mark.parametrize(
    ("image", "found"),
    [
        # As in the specification's example: the prefix is declared on the root.
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">\n'
            '  <openbadges:credential>\n    <![CDATA[{"a":1}]]>\n  </openbadges:credential></svg>',
            [Baked("ob3", '\n    {"a":1}\n  ', "svg-json")],
        ),
        (
            '<svg xmlns:ob="https://purl.imsglobal.org/ob/v3p0"><g><ob:credential verify="a.b.c"/></g></svg>',
            [Baked("ob3", "a.b.c", "svg-jws")],
        ),
        (
            '<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://x.example/1">'
            "</openbadges:assertion></svg>",
            [Baked("ob2", "https://x.example/1", "svg-url")],
        ),
        (
            '<svg xmlns:o="http://openbadges.org"><o:assertion>{&quot;a&quot;:<b>1</b>}</o:assertion></svg>',
            [Baked("ob2", '{"a":1}', "svg-json")],
        ),
        ('<svg xmlns:o="http://openbadges.org"><o:assertion/></svg>', []),
        ('<svg xmlns:o="urn:other"><o:assertion verify="a.b.c"/><credential>{}</credential></svg>', []),
    ],
)
def test_images_baked_elsewhere(image: str, found: list[Baked]) -> None:
    assert svg.unbake(image.encode()) == found
    for baked in found:
        again = svg.bake(image.encode(), '{"new":1}', baked.kind)
        assert svg.unbake(again) == [Baked(baked.kind, '{"new":1}', "svg-json")]


#: The start of a drawing by Adobe Illustrator.
ILLUSTRATOR = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
\t<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
\t<!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
"""


@pytest.mark.parametrize(
    "image",
    [
        b"<svg/>",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1"\n/>',
        b'<?xml version="1.0"?><!-- <svg> --><?pi <svg?>\n<s:svg xmlns:s="http://www.w3.org/2000/svg" a=\'>"\'/>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg></svg>',
        ILLUSTRATOR + b'<svg xmlns:i="&ns_ai;" a="&ns_svg;"><i:b>&ns_ai;</i:b></svg>',
        b"<!DOCTYPE svg[]><svg/>",
        b"<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY a 'c'>]><svg a='&a;&amp;'/>",
        codecs.BOM_UTF8 + b"<svg></svg>",
        b"\n <svg></svg>",
        "<svg><title>é😀</title></svg>".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><svg><title>é</title></svg>'.encode("utf-16"),
        '<?xml version="1.0" encoding="iso-8859-1"?><svg><title>é</title></svg>'.encode("latin-1"),
        "<?xml version='1.0' encoding='utf-8'?><svg><title>é</title></svg>".encode(),
        b'<svg xmlns:openbadges="urn:taken"><openbadges:x/></svg>',
        b'<svg a="/>" b="<!-- &gt; -->"/>'.replace(b"<!--", b"").replace(b"-->", b""),
    ],
)
def test_images_of_every_shape(image: bytes) -> None:
    assert svg.is_svg(image)
    made = svg.bake(image, '{"é":1}')
    before, after = ElementTree.fromstring(image.lstrip()), ElementTree.fromstring(made)
    assert (before.tag, before.attrib) == (after.tag, after.attrib)
    assert [child.tag for child in after] == [
        "{https://purl.imsglobal.org/ob/v3p0}credential",
        *(c.tag for c in before),
    ]
    assert [child.text for child in after[1:]] == [child.text for child in before]
    assert svg.unbake(made) == [Baked("ob3", '{"é":1}', "svg-json")]
    assert svg.bake(made, '{"é":1}') == made


LAUGHS = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'
OWN = "error[svg-doctype]: the image's document type declares more than names of plain texts"


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (LAUGHS, OWN),
        ('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', OWN),
        ('<!DOCTYPE svg [<!ATTLIST svg a CDATA "b">]><svg/>', OWN),
        ('<!DOCTYPE svg [<!ENTITY % x "a">]><svg/>', OWN),
        ('<!DOCTYPE svg [<!ENTITY x "<g/>">]><svg>&x;</svg>', OWN),
        ('<!DOCTYPE svg [<!ENTITY x "&#38;y;">]><svg>&x;</svg>', OWN),
        (f'<!DOCTYPE svg [<!ENTITY x "{"a" * 257}">]><svg/>', OWN),
        (
            f'<!DOCTYPE svg [<!ENTITY x "a">]><svg>{"&x;" * 10_001}</svg>',
            "error[svg-too-large]: the image refers to its entities too often (expected at most 10000)",
        ),
        (
            '<!DOCTYPE svg SYSTEM "x.dtd" [<!ENTITY y "a">]><svg a="&x;"/>',
            "error[svg-broken]: the image is not well-formed XML: undefined entity (got line 1)",
        ),
        (
            '<!DOCTYPE svg SYSTEM "x.dtd"><svg>&x;</svg>',
            "error[svg-broken]: the image is not well-formed XML: undefined entity (got line 1)",
        ),
        (
            '<!DOCTYPE svg SYSTEM "x.dtd"><svg a="&x;"/>',
            "error[svg-broken]: the image is not well-formed XML: undefined entity (got line 1)",
        ),
        ("<svg><año/></svg>", "error[svg-broken]: a name in the image's markup is not plain ASCII (got año)"),
        ("<svg><a ñ=''/></svg>", "error[svg-broken]: a name in the image's markup is not plain ASCII (got ñ)"),
        ("<svg><?ñ?></svg>", "error[svg-broken]: a name in the image's markup is not plain ASCII (got ñ)"),
        (
            "<svg>" + "<g>" * 1000,
            "error[svg-broken]: the image's elements are nested too deeply (expected at most 1000)",
        ),
        ("<svg>&x;</svg>", "error[svg-broken]: the image is not well-formed XML: undefined entity (got line 1)"),
        ("<svg>\n<g></svg>", "error[svg-broken]: the image is not well-formed XML: mismatched tag (got line 2)"),
        ("<svg ", "error[svg-broken]: the image is not well-formed XML: unclosed token (got line 1)"),
        (
            "<svg></svg><svg/>",
            "error[svg-broken]: the image is not well-formed XML: junk after document element (got line 1)",
        ),
        ("", "error[svg-broken]: the image is not well-formed XML: no element found (got line 1)"),
        ("<html><svg/></html>", "error[svg-root]: the image's root element is not svg (got html)"),
        ('<svg xmlns="urn:x"/>', "error[svg-root]: the image's root element is not svg (got urn:x svg)"),
        (
            '<?xml version="1.0" encoding="utf-7"?><svg/>',
            "error[svg-encoding]: the image's encoding is not supported (got utf-7, expected UTF-8)",
        ),
        (
            '<?xml version="1.0" encoding="odd"?><svg/>',
            "error[svg-encoding]: the image's encoding is not supported (got odd, expected UTF-8)",
        ),
    ],
)
def test_a_broken_image(image: str, message: str) -> None:
    for use in (lambda: svg.bake(image.encode(), "{}"), lambda: svg.unbake(image.encode())):
        with pytest.raises(BakeError) as raised:
            use()
        assert head(raised.value) == message


def test_bytes_that_are_not_in_the_encoding() -> None:
    with pytest.raises(BakeError) as raised:
        svg.unbake(b"<svg>\xff</svg>")
    assert str(raised.value) == "error[svg-encoding]: the image is not in the encoding it names (got utf-8)"


def test_an_image_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmlscan, "BAKED_IMAGE_BYTES", 10)
    with pytest.raises(BakeError) as raised:
        svg.unbake(SVG)
    assert str(raised.value) == "error[svg-too-large]: the image is too large (expected at most 10 bytes)"


def test_a_text_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "BAKED_TEXT_BYTES", 10)
    with pytest.raises(BakeError) as raised:
        svg.unbake(svg.bake(SVG, '{"id":"0123456789"}'))
    assert str(raised.value) == "error[svg-too-large]: the badge's text is too large (expected at most 10 bytes)"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ufffe", "\uffff"])
def test_a_text_that_xml_cannot_hold(character: str) -> None:
    with pytest.raises(BakeError) as raised:
        svg.bake(SVG, f'{{"a":"{character}"}}')
    assert str(raised.value) == "error[svg-text]: the credential has a character that XML cannot hold"


@given(st.data())
def test_a_damaged_image_is_an_error_or_still_an_image(data: st.DataObject) -> None:
    whole = bytearray(svg.bake(SVG, '{"id":"x"}'))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=3)):
        whole[at] = data.draw(st.sampled_from(b"<>&\"'/ ]!?a\xff\0"))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    # Any other exception fails the test.
    with suppress(BakeError):
        svg.bake(cut, "{}")


def test_not_an_svg() -> None:
    for data in (b"", b"{}", b'{"image":"<svg>"}', b"\x89PNG", b"<html></html>", b"<svgs/>"):
        assert not svg.is_svg(data)
    assert re.match(rb"<svg", SVG)
    assert svg.is_svg(SVG)
