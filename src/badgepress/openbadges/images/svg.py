"""Badges in SVG images: one element right after the root's start tag (Open Badges 3.0 §5.3.2).

The XML parser finds the positions of elements in the file. Everything but the badge stays as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from badgepress.errors import BakeError, problem
from badgepress.openbadges.images.baked import Baked, How, Kind
from badgepress.openbadges.images.xml import Element, Scan, is_svg, scan, to_utf8
from badgepress.openbadges.limits import BAKED_TEXT_BYTES

__all__ = ["bake", "is_svg", "split", "unbake", "wrap"]

# Kind → namespace, element, prefix.
_NAMES: Final[dict[Kind, tuple[str, str, str]]] = {
    "ob3": ("https://purl.imsglobal.org/ob/v3p0", "credential", "openbadges"),
    "ob2": ("http://openbadges.org", "assertion", "openbadges"),
    "clr": ("https://purl.imsglobal.org/clr/v2p0", "credential", "clr"),
}
_KINDS: Final[dict[str, Kind]] = {f"{namespace} {name}": kind for kind, (namespace, name, _) in _NAMES.items()}

_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_URL: Final = re.compile(r"https?://\S+")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def bake(image: bytes, text: str, kind: Kind = "ob3") -> bytes:
    """The SVG, as UTF-8, with `text` in an element of this kind. Replaces any such elements it had.

    Raises BakeError `svg-broken`, `svg-doctype`, `svg-root`, `svg-encoding`, `svg-too-large` or `svg-text`.
    """
    before, after = split(image, kind)
    return before + wrap(text, kind) + after


def split(image: bytes, kind: Kind = "ob3") -> tuple[bytes, bytes]:
    """The image without credentials of `kind`, cut where the `wrap(…)` element goes.

    Raises BakeError as `bake` does.
    """
    source = to_utf8(image)
    found = _scan(source)
    root = found.root
    namespace, _, prefix = _NAMES[kind]
    head = source[: root.name_end]
    if prefix not in found.root_prefixes:
        head += f" xmlns:{prefix}={quoteattr(namespace)}".encode()
    if root.is_empty:
        name = source[root.start + 1 : root.name_end]
        return head + source[root.name_end : root.tag_end - 2] + b">", b"</" + name + b">" + source[root.tag_end :]
    rest, at = [], root.tag_end
    for element in found.elements:
        if _KINDS[element.name] == kind and element.start >= at:
            rest.append(source[at : element.start])
            at = element.end
    rest.append(source[at:])
    return head + source[root.name_end : root.tag_end], b"".join(rest)


def wrap(text: str, kind: Kind = "ob3") -> bytes:
    """The element that carries `text`: JSON goes into CDATA, a JWS (or an Open Badges 2 address) into `verify`."""
    if _NOT_XML.search(text):
        raise BakeError(problem("svg-text", "the credential has a character that XML cannot hold"))
    namespace, name, prefix = _NAMES[kind]
    verify, content = _verify(text, kind)
    # Declare the prefix here too: the image may use it for another version's namespace.
    attributes = f" xmlns:{prefix}={quoteattr(namespace)}" + (f" verify={quoteattr(verify)}" if verify else "")
    return f"<{prefix}:{name}{attributes}>{_cdata(content)}</{prefix}:{name}>".encode()


def unbake(image: bytes) -> list[Baked]:
    """Every credential in the SVG, in document order. Raises BakeError as `bake` does."""
    return [baked for element in _scan(to_utf8(image)).elements if (baked := _read(element))]


def _scan(source: bytes) -> Scan:
    return scan(source, frozenset(_KINDS))


def _read(element: Element) -> Baked | None:
    kind = _KINDS[element.name]
    verify = element.attributes.get("verify", "")
    if max(len(element.text), len(verify)) > BAKED_TEXT_BYTES:
        raise BakeError(
            problem("svg-too-large", "the badge's text is too large", expected=f"at most {BAKED_TEXT_BYTES} bytes")
        )
    if element.text.strip(" \t\r\n"):
        return Baked(kind, element.text, "svg-json")
    if not verify:
        return None
    how: How = "svg-jws" if _JWS.fullmatch(verify) else "svg-url"
    return Baked(kind, verify, how)


def _verify(text: str, kind: Kind) -> tuple[str, str]:
    """The element's `verify` attribute and its content."""
    if _JWS.fullmatch(text) or (kind == "ob2" and _URL.fullmatch(text)):
        return text, ""
    return (_assertion_id(text) if kind == "ob2" else ""), text


def _assertion_id(text: str) -> str:
    """The address of the hosted original, which Open Badges 2 also puts into `verify`; "" if there is none."""
    try:
        assertion: Any = json.loads(text)
    except ValueError:
        return ""
    name = assertion.get("id") if isinstance(assertion, dict) else None
    return name if isinstance(name, str) and _URL.fullmatch(name) else ""


def _cdata(text: str) -> str:
    """CDATA that reads back as exactly `text`: splits `]]>`, and escapes carriage returns, which XML normalizes."""
    if not text:
        return ""
    safe = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<![CDATA[{safe}]]>"
