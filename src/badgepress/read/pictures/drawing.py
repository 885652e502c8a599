"""Checks an SVG against the lists of what draws, and rewrites it from the parsed tree.

An editor's own data and anything not known to draw is dropped and reported. Anything that could run or load something
is refused, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

import resvg_py

from badgepress.errors import Problem, problem
from badgepress.read.pictures import styles
from badgepress.read.pictures.attributes import cleaned_attributes, faults, owner
from badgepress.read.pictures.findings import Findings, Stop
from badgepress.read.pictures.lists import (
    CREDENTIALS,
    DRAWS,
    EDITORS,
    EMBEDS,
    OBSOLETE,
    RUNNERS,
    RUNS,
    SVG,
    WORDS,
)
from badgepress.read.pictures.measures import size
from badgepress.read.pictures.measures import written as in_pixels
from badgepress.read.pictures.tree import Node, parse
from badgepress.read.pictures.written import written

#: The most elements of a drawing once all references are followed, and how deeply they may be nested.
MAX_DRAWN = 100_000
MAX_CHAIN = 300
_REFERENCE: Final = re.compile(r"url\(#([^)]*)\)")


def cleaned_svg(data: bytes, shown: str, *, badge: bool) -> tuple[bytes | None, list[Problem]]:
    """Return the SVG as it may be published (None if it is refused), and every finding with its line.

    Messages call the file `shown`. With `badge` it has to be a square. Cleaning the result again does not change it.
    Errors: bad-svg (not well-formed, not SVG, not UTF-8, too deep, too large, cannot be drawn), svg-doctype,
    svg-instruction, svg-script, svg-event-handler, svg-embedded, svg-outside-reference, svg-style, svg-element.
    Warnings: image-credential, image-metadata, svg-dropped, svg-no-size, image-not-square.
    """
    findings = Findings(shown)
    clean, measures = _clean(data, findings, badge=badge)
    if clean is None or findings.refused:
        return None, findings.told()
    again, _ = _clean(clean, Findings(shown), badge=badge)
    if again != clean:
        findings.refuse("bad-svg", message="the SVG changes when it is written and read again")
    else:
        _draw(clean, findings)
    return (None if findings.refused else clean), [*findings.told(), *measures]


def _clean(data: bytes, findings: Findings, *, badge: bool) -> tuple[bytes | None, list[Problem]]:
    """Return the rewritten SVG, or None, and the problems of its size."""
    measures: list[Problem] = []
    with suppress(Stop):
        root = parse(data, findings)
        if root is None:
            return None, []
        if (root.space, root.name) != (SVG, "svg"):
            hint = f'it starts with <svg xmlns="{SVG}">'
            findings.refuse("bad-svg", f"<{root.name[:40]}>", root.line, message="not an SVG", hint=hint)
            return None, []
        drawing = _Cleaner(findings).element(root)
        if badge:
            measures = _measures(root, findings)
        if drawing is not None and not findings.refused:
            _sized(drawing)
            _bounded(drawing, findings)
            return (None if findings.refused else written(drawing)), measures
    return None, measures


class _Cleaner:
    """Walks the tree. `hidden` counts the enclosing elements that are dropped; inside them only dangerous content is
    reported."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.hidden = 0

    def tell(self, what: str, line: int) -> None:
        """Report something that is dropped, unless it is inside a dropped element."""
        if not self.hidden:
            self.findings.leave(what, line)

    def element(self, node: Node, *, words: bool = False) -> Node | None:
        """Return the element and its content as they may be published; None if it is dropped."""
        if not self._draws(node):
            self.hidden += 1
            for child in node.children:
                if isinstance(child, Node):
                    self.element(child)
            if node.space == SVG:
                self._attributes(node)
                if node.name == "style":
                    self._style(node)
            self.hidden -= 1
            return None
        if node.name == "style":
            return self._style(node)
        problem_count = len(self.findings.problems)
        kept = Node(node.space, node.name, node.line, self._attributes(node))
        if node.name in ("animate", "set") and not kept.get("attributeName"):
            if len(self.findings.problems) > problem_count:
                return None
            self.tell(f"<{node.name}> of {node.get('attributeName')[:40] or 'nothing'}", node.line)
            return None
        words = words or node.name in WORDS
        for child in node.children:
            if isinstance(child, Node):
                cleaned = self.element(child, words=words)
                if cleaned is not None:
                    kept.children.append(cleaned)
            elif words:
                kept.children.append(child)
        if not words and node.text().strip():
            self.tell("text that is not drawn", node.text_line)
        return kept

    def _attributes(self, node: Node) -> list[tuple[str, str, str]]:
        quiet = Findings("") if self.hidden else self.findings
        kept = cleaned_attributes(node, quiet, self.tell)
        if self.hidden:
            self.findings.problems += quiet.problems
        return kept

    def _draws(self, node: Node) -> bool:
        """Return whether the element draws. Refuse it or report it as dropped if it does not."""
        lower = node.name.lower()
        if lower in RUNS:
            self.findings.refuse("svg-script", f"<{node.name}>", node.line)
        elif node.space.lower().startswith(RUNNERS):
            self.findings.refuse("svg-embedded", f"<{node.name[:40]}>", node.line)
        elif node.space in CREDENTIALS:
            self.findings.credential(node.line)
        elif node.space != SVG:
            if lower in EMBEDS and not _editors(node.space):
                self.findings.refuse("svg-embedded", f"<{node.name[:40]}>", node.line)
            elif not self.hidden:
                self.findings.note(owner(node.space), f"<{node.name[:40]}>", node.line)
        elif lower in EMBEDS:
            if _for_editors(node):
                self.findings.note("Illustrator", f"<{node.name}>", node.line)
            else:
                self.findings.refuse("svg-embedded", f"<{node.name[:40]}>", node.line)
        elif node.name == "metadata":
            self.findings.note("metadata", "", node.line)
        elif node.name in OBSOLETE:
            self.tell(f"<{node.name}>", node.line)
        elif node.name not in DRAWS:
            self.findings.refuse("svg-element", f"<{node.name[:40]}>", node.line)
        elif node.get("requiredExtensions").strip():
            # no browser supports any extension, so this is never drawn
            self.tell(f"<{node.name}> with requiredExtensions", node.line)
        else:
            return True
        return False

    def _style(self, node: Node) -> Node | None:
        """Return a style element with its rewritten sheet; None if nothing is left."""
        line = node.text_line or node.line
        for child in node.children:
            if isinstance(child, Node):
                self.findings.refuse("svg-style", f"<{child.name[:40]}> inside of <style>", child.line)
        query = node.get("media").strip()
        for text in (node.text(), query):
            self.findings.weigh(text, line)
        style = styles.sheet(node.text())
        faults(style, line, self.findings, self.tell)
        if node.get("type").strip().lower() not in ("", "text/css"):
            self.tell(f"<style type={node.get('type').strip()[:40]}>", node.line)
            return None
        media = styles.media(query).text
        if query and not media:
            self.tell("<style> with this media=", node.line)
            return None
        node.attributes = [one for one in node.attributes if one[0] or one[1] not in ("type", "media")]
        attributes = [*self._attributes(node), *([("", "media", media)] if media else [])]
        return Node(SVG, "style", node.line, attributes, [style.text]) if style.text else None


def _editors(space: str) -> bool:
    return space.lower().startswith(tuple(EDITORS))


def _for_editors(node: Node) -> bool:
    """Return whether this is the <foreignObject> in which Illustrator keeps a reference to its own data."""
    children = [child for child in node.children if isinstance(child, Node)]
    foreign = all(_editors(child.space) for child in children)
    return node.name == "foreignObject" and bool(children) and foreign and not node.text().strip()


def _measures(root: Node, findings: Findings) -> list[Problem]:
    """Warn if a badge's picture states no size or is not square."""
    found = size(root.get("viewBox"), root.get("width"), root.get("height"))
    file, line = findings.shown, root.line
    if found is None:
        return [
            problem(
                "svg-no-size",
                "the image states no size",
                file=file,
                line=line,
                hint='add viewBox="0 0 600 600" to <svg>',
                severity="warning",
            )
        ]
    if abs(found[0] - found[1]) > 0.01 * max(found):
        got = f"{found[0]:g} × {found[1]:g}"
        return [
            problem(
                "image-not-square",
                "the image of a badge should be square",
                file=file,
                line=line,
                got=got,
                severity="warning",
            )
        ]
    return []


def _sized(root: Node) -> None:
    """Convert width and height to pixels, and add a viewBox of that size if there is none."""
    measures = {name: found for name in ("width", "height") if (found := in_pixels(root.get(name))) is not None}
    root.attributes = [
        (space, name, measures[name] if not space and name in measures else value)
        for space, name, value in root.attributes
    ]
    if len(measures) == 2 and not root.get("viewBox"):
        root.attributes.append(("", "viewBox", f"0 0 {measures['width']} {measures['height']}"))


def _bounded(root: Node, findings: Findings) -> None:
    """Refuse a drawing that grows too large when its references are followed."""
    named = _named(root)
    seen: dict[int, int] = {}

    def count(node: Node, depth: int) -> int:
        if id(node) in seen:
            return seen[id(node)]
        seen[id(node)] = 0  # a circle is not followed
        total = 1 if depth < MAX_CHAIN else MAX_DRAWN + 1
        inside = [child for child in node.children if isinstance(child, Node)]
        for one in [*inside, *(named[name] for name in _references(node) if name in named)]:
            if total <= MAX_DRAWN:
                total += count(one, depth + 1)
        seen[id(node)] = total
        return total

    if count(root, 0) > MAX_DRAWN:
        message = "the SVG draws too much when its references are followed"
        findings.refuse("bad-svg", line=root.line, message=message)


def _named(root: Node) -> Mapping[str, Node]:
    found: dict[str, Node] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if name := node.get("id"):
            found.setdefault(name, node)
        waiting += [child for child in node.children if isinstance(child, Node)]
    return found


def _references(node: Node) -> list[str]:
    found = []
    for _, name, value in node.attributes:
        if name == "href":
            found.append(value.removeprefix("#"))
        elif "url(" in value:
            found += _REFERENCE.findall(value)
    return found


def _draw(clean: bytes, findings: Findings) -> None:
    """Refuse an SVG that the library that makes PNGs cannot draw; try it at a small size."""
    try:
        resvg_py.svg_to_bytes(svg_string=clean.decode(), width=8, height=8, skip_system_fonts=True, dpi=96.0)
    except ValueError as error:
        got, hint = str(error)[:100], "give <svg> a width and a height above 0, or a viewBox"
        findings.refuse("bad-svg", got, 1, message="the SVG cannot be drawn", hint=hint)
