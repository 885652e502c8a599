"""Cleans the styles of an SVG with a CSS tokenizer: keeps only the rules, properties and functions in `lists`.

All functions are pure. They return the style that may be published, and the faults of the rest. See CSS Syntax 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import tinycss2
from tinycss2 import ast

from badgepress.read.pictures.lists import FETCHING, FUNCTIONS, PROPERTIES, RAN, REFERRING

#: Values of only numbers, colours and words, which most values are.
_SIMPLE: Final = re.compile(r"(?:[#A-Za-z0-9%+ ,-]|\.(?=\d))*\Z")
#: A fragment `#…` without white space, quotes and brackets.
FRAGMENT: Final = re.compile(r"#[^\s\"'()\\<>]+\Z")
_MARKS: Final = frozenset(",/+-*")
#: How deeply functions, brackets and groups of rules may be nested.
_MAX_DEPTH: Final = 20
_SELECTOR_MARKS: Final = frozenset({*".>+~*,:=|", "^=", "$=", "*=", "~=", "|=", "||", "#", "-", "/", "<"})
#: At-rules that group rules or the steps of an animation.
_GROUPS: Final = frozenset({"media", "keyframes", "-webkit-keyframes"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not in the cleaned style.

    `code` is svg-outside-reference or svg-style if it is dangerous, and empty if it is only dropped. `down` counts
    lines from the beginning of the style.
    """

    code: str
    got: str
    down: int = 0


@dataclass(slots=True)
class Style:
    """A style as it may be published, and its faults."""

    text: str = ""
    faults: list[Fault] = field(default_factory=list)
    comments: int = 0


@lru_cache(maxsize=20_000)
def value(name: str, text: str, *, steps: bool = False) -> Style:
    """Clean the value of a presentation attribute. `steps` allows several values with semicolons, as in animations.

    The text is empty if the value was dropped.
    """
    style = Style()
    if _SIMPLE.match(text):
        style.text = text.strip()
        return style
    nodes = tinycss2.parse_component_value_list(text)
    kept = _values(nodes, style, name, extra=frozenset(";") if steps else frozenset())
    style.text = _written(kept) if kept is not None else ""
    return style


@lru_cache(maxsize=20_000)
def declarations(text: str) -> Style:
    """Clean the declarations of a `style` attribute."""
    style = Style()
    style.text = _declarations(tinycss2.parse_blocks_contents(text), style)
    return style


def sheet(text: str) -> Style:
    """Clean the style sheet of a `style` element."""
    style = Style()
    style.text = _rules(tinycss2.parse_stylesheet(text), style)
    return style


def media(text: str) -> Style:
    """Clean the `media` attribute of a `style` element."""
    style = Style()
    style.text = _prelude(tinycss2.parse_component_value_list(text), style) or ""
    return style


def _rules(nodes: Iterable[ast.Node], style: Style, *, frames: bool = False, depth: int = 0) -> str:
    """Return the rules joined, without those that cannot be read."""
    written = []
    for node in nodes:
        if isinstance(node, ast.Comment):
            style.comments += 1
        elif isinstance(node, ast.QualifiedRule):
            written.append(_rule(node, style))
        elif isinstance(node, ast.AtRule):
            if not frames and depth < _MAX_DEPTH:
                written.append(_at_rule(node, style, depth))
            else:
                _left(style, node, f"@{node.at_keyword}")
        elif not isinstance(node, ast.WhitespaceToken):
            _left(style, node, "a rule that cannot be read")
    return "".join(written)


def _rule(node: ast.QualifiedRule, style: Style) -> str:
    selector = _prelude(node.prelude, style)
    inside = _declarations(tinycss2.parse_blocks_contents(node.content), style)
    if not selector:
        _left(style, node, "a selector that cannot be read")
        return ""
    return f"{selector}{{{inside}}}" if inside else ""


def _at_rule(node: ast.AtRule, style: Style, depth: int) -> str:
    name = node.lower_at_keyword
    if name == "import":
        style.faults.append(Fault("svg-style", f"@{node.at_keyword}", node.source_line - 1))
        return ""
    if name not in _GROUPS or node.content is None:
        # fonts, namespaces and rules that only newer browsers support
        _search([*node.prelude, *(node.content or ())], style)
        _left(style, node, f"@{node.at_keyword}")
        return ""
    prelude = _prelude(node.prelude, style)
    inside = _rules(tinycss2.parse_rule_list(node.content), style, frames=name != "media", depth=depth + 1)
    if not prelude:
        _left(style, node, f"@{node.at_keyword}")
        return ""
    return f"@{name} {prelude}{{{inside}}}" if inside else ""


def _prelude(nodes: Sequence[ast.Node], style: Style) -> str | None:
    """Return a selector or a query; None if it contains anything else."""
    kept = _plain(nodes, style)
    return None if kept is None else _written(kept)


def _plain(nodes: Sequence[ast.Node], style: Style, depth: int = 0) -> list[ast.Node] | None:
    kept: list[ast.Node] = []
    for node in nodes:
        if isinstance(node, ast.Comment):
            style.comments += bool(node.value.strip())
            continue
        if isinstance(node, _BLOCKS):
            fetching = isinstance(node, ast.FunctionBlock) and node.lower_name in ("url", *FETCHING)
            inside = None if fetching or depth >= _MAX_DEPTH else _plain(_inside(node), style, depth + 1)
            if inside is None:
                return None
            _replace(node, inside)
        elif isinstance(node, ast.LiteralToken):
            if node.value not in _SELECTOR_MARKS:
                return None
        elif not isinstance(node, _TOKENS):
            return None
        kept.append(node)
    return kept


_TOKENS: Final = (
    ast.WhitespaceToken,
    ast.IdentToken,
    ast.HashToken,
    ast.StringToken,
    ast.NumberToken,
    ast.PercentageToken,
    ast.DimensionToken,
)
_BLOCKS: Final = ast.FunctionBlock | ast.ParenthesesBlock | ast.SquareBracketsBlock
_Block = ast.FunctionBlock | ast.ParenthesesBlock | ast.SquareBracketsBlock | ast.CurlyBracketsBlock


def _declarations(nodes: Iterable[ast.Node], style: Style) -> str:
    """Return the known properties as `name:value` joined by semicolons."""
    written = []
    for node in nodes:
        if isinstance(node, ast.Declaration):
            text = _declaration(node, style)
            if text:
                written.append(text)
        elif isinstance(node, ast.Comment):
            style.comments += 1
        elif isinstance(node, ast.AtRule | ast.QualifiedRule):
            _search([*node.prelude, *(node.content or ())], style)
            name = f"@{node.at_keyword}" if isinstance(node, ast.AtRule) else "a rule inside a rule"
            if name.lower() == "@import":
                style.faults.append(Fault("svg-style", name, node.source_line - 1))
            else:
                _left(style, node, name)
        elif not isinstance(node, ast.WhitespaceToken):
            _left(style, node, "a style that cannot be read")
    return ";".join(written)


def _declaration(node: ast.Declaration, style: Style) -> str:
    name = node.lower_name
    if name in RAN:
        style.faults.append(Fault("svg-style", f"{node.name}:", node.source_line - 1))
        return ""
    fault_count = len(style.faults)
    kept = _values(node.value, style, name)
    if name not in PROPERTIES or kept is None:
        if len(style.faults) == fault_count:
            _left(style, node, f"{node.name}:")
        return ""
    text = _written(kept)
    return f"{name}:{text}{'!important' if node.important else ''}" if text else ""


def _values(
    nodes: Sequence[ast.Node], style: Style, name: str, *, extra: frozenset[str] = frozenset(), depth: int = 0
) -> list[ast.Node] | None:
    """Return the tokens of a value without comments; None if any token is not allowed.

    Every token is examined, so that every address is found.
    """
    kept: list[ast.Node] = []
    fine = depth <= _MAX_DEPTH
    for node in nodes if fine else ():
        if isinstance(node, ast.Comment):
            style.comments += bool(node.value.strip())
            continue
        if isinstance(node, ast.URLToken) or (
            isinstance(node, ast.FunctionBlock) and node.lower_name in ("url", "src")
        ):
            target = _target(node)
            if target is None or not target.startswith("#"):
                got = f"url({(target or '')[:60]})"
                style.faults.append(Fault("svg-outside-reference", got, node.source_line - 1))
                fine = False
            elif name in REFERRING and FRAGMENT.match(target):
                node = ast.URLToken(node.source_line, node.source_column, target, f"url({target})")
            else:
                fine = False
        elif isinstance(node, _Block):
            texts = any(isinstance(one, ast.StringToken) for one in _inside(node))
            inside = _values(_inside(node), style, name, depth=depth + 1)
            if isinstance(node, ast.FunctionBlock):
                if node.lower_name in FETCHING:
                    style.faults.append(Fault("svg-style", f"{node.name}(", node.source_line - 1))
                known = node.lower_name == "path" or (node.lower_name in FUNCTIONS and not texts)
            else:
                # brackets are allowed only inside calc(); `url/**/("x")` is not a function but must not look like one
                known = isinstance(node, ast.ParenthesesBlock) and depth > 0 and not texts
            fine = fine and known and inside is not None
            _replace(node, inside or [])
        elif not isinstance(node, _TOKENS) and not (
            isinstance(node, ast.LiteralToken) and (node.value in _MARKS or node.value in extra)
        ):
            fine = False
        kept.append(node)
    return kept if fine else None


def _target(node: ast.URLToken | ast.FunctionBlock) -> str | None:
    """Return the address of a `url(…)`; None if it cannot be read."""
    if isinstance(node, ast.URLToken):
        return str(node.value).strip()
    inside = [one for one in node.arguments if not isinstance(one, ast.WhitespaceToken | ast.Comment)]
    if node.lower_name == "url" and len(inside) == 1 and isinstance(inside[0], ast.StringToken):
        return str(inside[0].value).strip()
    return None


def _search(nodes: Sequence[ast.Node], style: Style) -> None:
    """Look for addresses and code in nodes that are dropped."""
    _values(nodes, style, "")


def _inside(node: _Block) -> list[ast.Node]:
    return node.arguments if isinstance(node, ast.FunctionBlock) else node.content


def _replace(node: _Block, inside: list[ast.Node]) -> None:
    if isinstance(node, ast.FunctionBlock):
        node.arguments = inside
    else:
        node.content = inside


def _written(nodes: Sequence[ast.Node]) -> str:
    return tinycss2.serialize(nodes).strip()


def _left(style: Style, node: ast.Node, what: str) -> None:
    style.faults.append(Fault("", what, node.source_line - 1))
