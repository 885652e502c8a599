"""Writes a cleaned tree as SVG text, always in the same form, with only names from the lists."""

from __future__ import annotations

from typing import Final

from badgepress.read.pictures.lists import SVG, XLINK, XML
from badgepress.read.pictures.tree import Node

_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_VALUE: Final = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_PREFIXES: Final = {"": "", XLINK: "xlink:", XML: "xml:"}


def written(root: Node) -> bytes:
    """Return the tree as UTF-8, without an XML declaration. Elements of SVG have no prefix."""
    parts: list[str] = []
    spaces = f' xmlns="{SVG}"'
    if _linked(root):
        spaces += f' xmlns:xlink="{XLINK}"'
    _write(root, parts, spaces)
    return "".join(parts).encode()


def _linked(node: Node) -> bool:
    return any(space == XLINK for space, _, _ in node.attributes) or any(
        _linked(child) for child in node.children if isinstance(child, Node)
    )


def _write(node: Node, parts: list[str], spaces: str = "") -> None:
    parts.append(f"<{node.name}{spaces}")
    parts += (f' {_PREFIXES[space]}{name}="{value.translate(_IN_VALUE)}"' for space, name, value in node.attributes)
    if not node.children:
        parts.append("/>")
        return
    parts.append(">")
    for child in node.children:
        if isinstance(child, str):
            parts.append(child.translate(_IN_TEXT))
        else:
            _write(child, parts)
    parts.append(f"</{node.name}>")
