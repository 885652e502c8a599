"""Badges that attack whoever looks at them. They are made when a test asks, because some are large.

Each attack says the code at which verifying must end; those that are signed and sound end as any badge does, and what
they attack is the page that shows them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from tests.vectors.pieces import PNG_SIGNATURE, chunk, itxt, png, svg_json
from tests.vectors.world import CONTEXTS, ORG_METHOD, Json, credential, put, signed

HIT = "window.attacked=1"
MARKUP = f'<img src=x onerror="{HIT}"><script>{HIT}</script><svg onload="{HIT}"></svg>'
STYLE = "</style><style>*{display:none!important}</style>"
BIDI = "\u202egnihton\u2066\u200b\u0000"
TEXT = f"{MARKUP}{STYLE}" + "{{recipient}} ${issuer} {sentence} %s"
SCRIPT_URL = f"javascript:{HIT}//"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{HIT}"><script>{HIT}</script></svg>'
SVG_URL = "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()
DIDS = (
    "did:web:localhost did:web:localhost%3A9 did:web:127.0.0.1 did:web:2130706433 did:web:0x7f.1 did:web:localhost. "
    "did:web:[::1] did:web:%5B%3A%3A1%5D did:web:user%40example.com did:web:example.com:..:secret "
    "did:web:example.com:%2e%2e:secret did:web:example.com:a%2F..%2Fb did:web:example.com:a%5Cb did:web:example.com/x "
    "did:web:example.com?x did:web: did:web:.. did:web:exa\u202emple.com did:file:x did:web:example.com:%00"
).split()


@dataclass(frozen=True)
class Attack:
    """What is handed over, and where it must end: the code of the check that decides, or the verdict `valid`."""

    name: str
    make: Callable[[], bytes]
    ends: str

    @cached_property
    def data(self) -> bytes:
        """The bytes, made when a test first asks for them."""
        return self.make()


def attacks() -> Iterator[Attack]:
    """Every attack."""
    yield Attack("every-text", lambda: written(everywhere(TEXT)), "valid")
    yield Attack("every-text-bidi", lambda: written(everywhere("\u202e\u2066\u200b" + TEXT)), "valid")
    yield Attack("every-text-controls", lambda: written(everywhere(BIDI)), "valid")
    yield Attack("every-address", lambda: written(addresses(SCRIPT_URL)), "valid")
    yield Attack("image-with-script", lambda: written(addresses(SVG_URL)), "valid")
    yield Attack("svg-with-script", lambda: svg_json(whole()).replace(b"<circle", scripted() + b"<circle"), "valid")
    yield Attack("long-text", lambda: written(everywhere("x" * 60_000)), "valid")
    yield Attack("many-evidence", lambda: written(evidence(1000)), "valid")
    yield Attack(
        "too-much-evidence", lambda: written(evidence(10_000) | {"proof": signed()["proof"]}), "format-invalid"
    )
    yield Attack("ten-megabytes", lambda: b'{"name":"' + b"x" * 10_000_000 + b'"}', "parse-too-large")
    yield Attack("deep", lambda: b"[" * 200_000, "parse-too-deep")
    yield Attack("deep-objects", lambda: b'{"a":' * 200_000, "parse-too-deep")
    yield Attack("bomb-itxt", lambda: png(bomb(b"iTXt", b"\0\x01\0\0\0")), "parse-bad-image")
    yield Attack("bomb-ztxt", lambda: png(bomb(b"zTXt", b"\0\0")), "parse-bad-image")
    yield Attack("huge-length", lambda: PNG_SIGNATURE + b"\xff\xff\xff\xffIHDR" + bytes(40), "parse-bad-image")
    yield Attack("many-chunks", lambda: png(*[chunk(b"tEXt", b"openbadges\0x")] * 20_000), "parse-bad-image")
    yield Attack("markup-in-text", lambda: png(itxt(MARKUP)), "parse-bad-json")
    yield Attack("html", lambda: f"<!doctype html><script>{HIT}</script>".encode(), "parse-unsupported")
    yield Attack("entities", entities, "parse-bad-image")
    for key in ("__proto__", "constructor", "toString", "hasOwnProperty"):
        yield Attack(
            f"key-{key}", partial(before, "credentialSubject", f'"{key}": {{"id": "x"}}'), "format-undefined-term"
        )
    twice = partial(before, "validUntil", '"validUntil": "2099-01-01T00:00:00Z"')
    yield Attack("key-twice", twice, "parse-duplicate-key")
    own = [*CONTEXTS, {"name": "https://x.example/"}]
    yield Attack("own-context", lambda: written(put(signed(), own, "@context")), "format-own-context")
    for number, did in enumerate(DIDS):
        yield Attack(f"did-{number}", partial(issued_by, did), "signature-key-unreachable")


def whole() -> str:
    """A sound badge as JSON."""
    return json.dumps(signed())


def before(key: str, member: str) -> bytes:
    """A sound badge with this member before that of the key."""
    return whole().replace(f'"{key}"', f'{member}, "{key}"', 1).encode()


def written(document: Json) -> bytes:
    """The document as a file, signed unless it has a proof already."""
    return json.dumps(document if "proof" in document else signed(document), ensure_ascii=False).encode()


def everywhere(text: str) -> Json:
    """A badge whose every free text is this."""
    badge = credential()
    badge |= {"name": text, "description": text}
    badge["issuer"] |= {"name": text, "description": text}
    subject = badge["credentialSubject"]
    subject["identifier"][1]["identityHash"] = text
    achievement = subject["achievement"]
    achievement |= {"name": text, "description": text, "humanCode": text, "specialization": text, "tag": [text]}
    achievement["criteria"]["narrative"] = text
    aligned = {"type": ["Alignment"], "targetName": text, "targetUrl": "https://a.example/", "targetFramework": text}
    achievement["alignment"] = [aligned]
    badge["evidence"] = [{"type": ["Evidence"], "name": text, "narrative": text, "genre": text, "audience": text}]
    return badge


def addresses(address: str) -> Json:
    """A badge whose every address that is only shown is this."""
    badge = credential()
    badge["issuer"] |= {"url": address, "image": {"id": address, "type": "Image"}}
    achievement = badge["credentialSubject"]["achievement"]
    achievement["image"]["id"] = address
    achievement["criteria"] = {"id": address, "narrative": f"[x]({address})"}
    achievement["alignment"] = [{"type": ["Alignment"], "targetName": "x", "targetUrl": address}]
    badge["evidence"] = [{"id": address, "type": ["Evidence"], "name": "x"}]
    return badge


def evidence(count: int) -> Json:
    """A badge with so many pieces of evidence."""
    badge = credential()
    badge["evidence"] = [{"id": f"https://e.example/{number}", "type": ["Evidence"]} for number in range(count)]
    return badge


def issued_by(did: str) -> bytes:
    """A badge of this issuer, with a proof that names its key."""
    badge = put(credential(), did, "issuer", "id")
    proof = dict(signed()["proof"][0])
    return written(badge | {"proof": [proof | {"verificationMethod": f"{did}#{ORG_METHOD.partition('#')[2]}"}]})


def bomb(kind: bytes, head: bytes) -> bytes:
    """A compressed text chunk that would grow to 200 MB."""
    packer = zlib.compressobj(9)
    data = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(200)), packer.flush()])
    return chunk(kind, b"openbadgecredential" + head + data)


def entities() -> bytes:
    """An SVG whose entities would grow without end."""
    lines = "".join(f'<!ENTITY a{one + 1} "{f"&a{one};" * 10}">' for one in range(9))
    return f'<!DOCTYPE svg [<!ENTITY a0 "x">{lines}]><svg xmlns="http://www.w3.org/2000/svg">&a9;</svg>'.encode()


def scripted() -> bytes:
    """Everything an SVG might do."""
    return (
        f"<script>{HIT}</script><foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='{SCRIPT_URL}'/>"
        f"</foreignObject><image href='https://tracker.example/x.png'/><style>@import 'https://tracker.example/x';</style>"
    ).encode()
