"""Pictures of kinds that no badge is baked into: nothing inside them is read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.vectors.pieces import base64_of, svg
from tests.vectors.scene import Scene, bad
from tests.vectors.world import signed

PICTURES = {
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
    "webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
}

XML = "http://www.w3.org/XML/1998/namespace"
#: What a drawing with a badge begins with, and what stands beside the badge: well-formed, or not.
WELL_FORMED = {
    "doctype": ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">', ""),
    "xml-prefix": ("", f'<a xmlns:xml="{XML}" xml:lang="en"/>'),
    "instruction": ("<?xml-stylesheet href='a.css'?>", "<?a ??>"),
    "nested-names": ("", '<a xmlns="b" xmlns:b="c"><b:a/></a><circle/><a xmlns:b="d"><b:a/></a>'),
    "reference": ("", "<a>&#0000000038;</a>"),
}
_NAMED = "[<!ENTITY ns_ai \"http://ns.adobe.com/AdobeIllustrator/10.0/\">\r\n\t<!ENTITY empty '' >]"
WELL_FORMED |= {
    "illustrator": (
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd" {_NAMED}>',
        '<a xmlns:i="&ns_ai;"><i:b c="&ns_ai;&empty;">&ns_ai;</i:b></a>',
    ),
    "entity-twice": ("<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY a 'c d'>]>", '<a xmlns:b="&a;"/>'),
}
ILL_FORMED = {
    "entity-of-entities": ("<!DOCTYPE svg [<!ENTITY a 'b'><!ENTITY c '&a;'>]>", "<a>&c;</a>"),
    "entity-of-markup": ("<!DOCTYPE svg [<!ENTITY a '<b/>'>]>", "<a>&a;</a>"),
    "entity-outside": ("<!DOCTYPE svg [<!ENTITY a SYSTEM 'a.txt'>]>", "<a>&a;</a>"),
    "entity-parameter": ("<!DOCTYPE svg [<!ENTITY % a 'b'>%a;]>", ""),
    "entity-other": ("<!DOCTYPE svg SYSTEM 'a.dtd' [<!ENTITY a 'b'>]>", '<a b="&c;"/>'),
    "entity-long": (f"<!DOCTYPE svg [<!ENTITY a '{'b' * 257}'>]>", ""),
    "entity-namespace": ("<!DOCTYPE svg [<!ENTITY a 'b c'>]>", '<a xmlns:b="&a;"/>'),
    "entity-inherited": ("<!DOCTYPE svg [<!ENTITY a 'b'>]>", "<a>&constructor;</a>"),
    "references": ("<!DOCTYPE svg [<!ENTITY a 'b'>]>", f"<a>{'&a;' * 10_001}</a>"),
    "attribute-types": ("<!DOCTYPE svg [<!ATTLIST a b CDATA 'c'>]>", ""),
    "declaration": ('<?xml version="1.0" encoding="UTF-8" drawn="by hand"?>', ""),
    "late-declaration": ("", '<?xml version="1.0"?>'),
    "two-doctypes": ("<!DOCTYPE svg><!DOCTYPE svg>", ""),
    "bad-doctype": ("<!DOCTYPE svg PUBLIC 'a'>", ""),
    "entity": ("<!DOCTYPE svg SYSTEM 'a.dtd'>", '<a b="&c;"/>'),
    "target": ("", "<? a?>"),
    "xml-target": ("", "<?XML a?>"),
    "rebound": ("", '<a xmlns:xml="https://a.example/"/>'),
    "other-prefix": ("", f'<a xmlns:b="{XML}"/>'),
    "unbound": ("", '<a xmlns:b=""/>'),
    "name-outside": ("", '<a xmlns:b="c"/><b:a/>'),
    "twice": ("", '<a xmlns:b="c" xmlns:d="c" b:x="1" d:x="2"/>'),
    "comment": ("<!-- a -- b -->", ""),
    "name": ("", "<a\u00f1o/>"),
    "encoding": ('<?xml version="1.0" encoding="latin9"?>', ""),
    "not-ascii": ('<?xml version="1.0" encoding="us-ascii"?>', ""),
}


def scenes() -> Iterator[Scene]:
    """Check 1."""
    text = json.dumps(signed(), ensure_ascii=False)
    for name, (prolog, beside) in (WELL_FORMED | ILL_FORMED).items():
        drawn = svg(f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>{beside}", prolog=prolog)
        given = {"base64": base64_of(drawn)}
        if name in WELL_FORMED:
            yield Scene(f"parse/svg-{name}", f"a drawing that is well-formed: {name}", given)
        else:
            yield bad(f"parse/svg-{name}", f"a drawing that is not well-formed: {name}", given, "parse-bad-image")
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    drawn = svg(f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>", prolog=latin)
    western = {"base64": base64_of(drawn.decode().encode("latin-1"))}
    yield Scene("parse/svg-latin", "a drawing in a Western encoding", western)
    for name, data in PICTURES.items():
        yield bad(
            f"parse/{name}", f"the first bytes of a picture: {name}", {"base64": base64_of(data)}, "parse-no-badge"
        )
