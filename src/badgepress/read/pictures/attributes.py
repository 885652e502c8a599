"""Applies the lists to the attributes of an element and returns the values that may be published."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from badgepress.read.pictures import styles
from badgepress.read.pictures.embedded import cleaned_image
from badgepress.read.pictures.findings import Findings
from badgepress.read.pictures.lists import (
    ADDRESSES,
    ANIMATES,
    EDITORS,
    PLAIN,
    PRESENTATION,
    STEPS,
    SVG,
    TEXTS,
    XLINK,
    XML,
)
from badgepress.read.pictures.tree import Node

Attribute = tuple[str, str, str]

#: Numbers, words, ids, paths and times: no quotation marks, no backslash and no address.
_PLAIN: Final = re.compile(r"[\w\s.,;:%+*()#'-]*\Z")
#: Attributes that an animation may change: all plain ones except those that name or refer to something.
_ANIMATED: Final = (PLAIN | PRESENTATION) - frozenset(
    "attributeName attributeType begin end type version baseProfile in in2 result".split()
)


def cleaned_attributes(node: Node, findings: Findings, tell: Callable[[str, int], None]) -> list[Attribute]:
    """Return the attributes that may be published. `tell` is called with each one that is dropped."""
    attributes: list[Attribute] = []
    for space, name, value in node.attributes:
        if space in ("", SVG):
            cleaned = _own(node, name, value, findings, tell) if not space else None
            if space:
                tell(f"svg:{name}=", node.line)
        elif space == XLINK and name == "href":
            cleaned = _reference(node, name, value, findings, tell)
        elif space == XML and name == "base":
            findings.refuse("svg-outside-reference", f"xml:base={value.strip()[:60]}", node.line)
            continue
        elif space == XML and (name == "lang" or (name == "space" and value in ("preserve", "default"))):
            cleaned = value
        elif space in (XLINK, XML):
            tell(f"{'xlink' if space == XLINK else 'xml'}:{name}=", node.line)
            continue
        else:
            findings.note(owner(space), name, node.line)
            continue
        if cleaned:
            attributes.append((space, name, cleaned))
    return attributes


def owner(space: str) -> str:
    """Return the common name of the owner of a foreign namespace."""
    return next((name for start, name in EDITORS.items() if space.lower().startswith(start)), space or "no namespace")


def faults(style: styles.Style, line: int, findings: Findings, tell: Callable[[str, int], None]) -> None:
    """Report what was found in a style that begins on a line."""
    for fault in style.faults:
        if fault.code:
            findings.refuse(fault.code, fault.got, line + fault.down)
        elif fault.got.startswith("-inkscape-"):
            findings.note("Inkscape", fault.got, line + fault.down)
        else:
            tell(fault.got, line + fault.down)
    for _ in range(style.comments):
        findings.note("a comment", "", line)


def _own(node: Node, name: str, value: str, findings: Findings, tell: Callable[[str, int], None]) -> str | None:
    """Return the value of an attribute without namespace; None if it is dropped."""
    lower = name.lower()
    if lower.startswith("on") and len(lower) > 2:
        findings.refuse("svg-event-handler", f"{name[:40]}=", node.line)
    elif name == "href":
        return _reference(node, name, value, findings, tell)
    elif lower in ADDRESSES or lower.endswith("href"):
        findings.refuse("svg-outside-reference", f"{name}={value.strip()[:60]}", node.line)
    elif name == "attributeName":
        return _animated(node, value, findings)
    elif name == "style":
        findings.weigh(value, node.line)
        return _styled(styles.declarations(value), node, findings, tell)
    elif name in STEPS and node.name in ANIMATES:
        plain = _PLAIN.match(value) and "url(" not in value.lower()
        return value if plain else _style(node, "fill", value, findings, tell, steps=True)
    elif name in PLAIN or (name == "values" and node.name == "feColorMatrix"):
        if _PLAIN.match(value) and "url(" not in value.lower():
            return value
        _style(node, "", value, findings, tell)
        tell(f"{name}=", node.line)
    elif name in PRESENTATION:
        return _style(node, name, value, findings, tell)
    elif name in TEXTS or lower.startswith("aria-"):
        return value
    elif lower.startswith("data-"):
        findings.note("data", name, node.line)
    else:
        _style(node, "", value, findings, tell)
        tell(f"{name}=", node.line)
    return None


def _style(
    node: Node, name: str, value: str, findings: Findings, tell: Callable[[str, int], None], *, steps: bool = False
) -> str:
    """Return the cleaned value of an attribute that is read like a style property. Report it if it is dropped.

    Without a name it is only searched for anything dangerous.
    """
    findings.weigh(value, node.line)
    style = styles.value(name, value, steps=steps)
    text = _styled(style, node, findings, tell)
    if name and not text and not style.faults:
        tell(f"{name}=", node.line)
    return text


def _styled(style: styles.Style, node: Node, findings: Findings, tell: Callable[[str, int], None]) -> str:
    faults(style, node.line, findings, tell)
    return style.text


def _animated(node: Node, value: str, findings: Findings) -> str | None:
    """Return the name of the attribute that an animation changes; None if that is not allowed."""
    name = value.strip()
    lower = name.lower()
    if lower.endswith("href") or lower.startswith("on") or lower in ADDRESSES or lower in ("style", "class", "id"):
        message = "an animation must not change an address, a style or an event handler"
        findings.refuse("svg-event-handler", f"attributeName={name[:40]}", node.line, message=message)
    return name if name in _ANIMATED else None


def _reference(node: Node, name: str, value: str, findings: Findings, tell: Callable[[str, int], None]) -> str | None:
    """Return the cleaned reference of an element: to a part of the picture, or to an embedded picture."""
    target = value.strip()
    pictured = node.name in ("image", "feImage")
    if not target:
        return None
    if target.startswith("#"):
        if styles.FRAGMENT.match(target) and node.name != "image":
            return target
        # an <image> of "#…" is the whole file again, and a browser would request it
        tell(f"{name}={target[:60]}", node.line)
        return None
    if pictured and (cleaned := cleaned_image(target, findings, node.line)):
        return cleaned
    got = f"{name}={target[:60]}"
    if pictured and target[:5].lower() == "data:":
        message = "a picture inside the image is not a PNG or JPEG that can be decoded"
        findings.refuse("svg-outside-reference", got, node.line, message=message, hint="export it again as PNG")
    else:
        hint = "put the picture into the file as data:image/png;base64,…" if pictured else ""
        findings.refuse("svg-outside-reference", got, node.line, hint=hint)
    return None
