"""Edits of YAML as text: one place changes, every other character stays.

A round trip through a YAML library would keep the comments, but not the line breaks, quotes and indentation that
make a pull request short to read. So the parser only tells where things are. Values are given as YAML in one line
(flow style), as `flow` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import yaml

from badgepress.model import rfc3339

Path = Sequence[str | int]


class Bare(str):
    """A text that stands in YAML without quotes, such as a date."""

    __slots__ = ()


def flow(value: Any) -> str:
    """A value in one line of YAML: text in quotes, moments bare, mappings and lists in brackets."""
    if isinstance(value, datetime):
        text = rfc3339(value)
        return text.removesuffix("T00:00:00Z")
    if isinstance(value, Bare):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def put(text: str, path: Path, key: str, value: str) -> str:
    """The text with `key: value` in the mapping at `path`: in place of the value it had, else as a new entry.

    KeyError when there is no mapping at the path.
    """
    root = nodes(text)
    mapping = _at(root, path)
    if not isinstance(mapping, yaml.MappingNode):
        raise KeyError(f"no mapping at {list(path)}")
    for name, old in mapping.value:
        if name.value == key:
            colon = text.index(":", _end(name, text)) + 1
            return text[:colon] + _after_colon(value) + text[max(colon, _end(old, text)) :]
    if mapping.flow_style:
        return _into_flow(
            text, mapping, [one for pair in mapping.value for one in pair], key + ":" + _after_colon(value)
        )
    # After the last entry that ends on its own line, for a comment may follow any other; else before them all.
    for name, old in reversed(mapping.value):
        if _one_line(name, old):
            return _new_line(text, _end(old, text), f"{' ' * name.start_mark.column}{key}:{_after_colon(value)}")
    first = mapping.value[0][0].start_mark
    return text[: first.index] + f"{key}:{_after_colon(value)}\n{' ' * first.column}" + text[first.index :]


def add(text: str, path: Path, value: str) -> str:
    """The text with one more item at the end of the sequence at `path`, which is made where it is missing."""
    root = nodes(text)
    sequence = _at(root, path)
    if sequence is None or (isinstance(sequence, yaml.ScalarNode) and not sequence.value):
        *parent, key = path
        return _first(text, root, parent, str(key), value)
    if not isinstance(sequence, yaml.SequenceNode):
        raise KeyError(f"no sequence at {list(path)}")
    if sequence.flow_style:
        return _into_flow(text, sequence, sequence.value, value)
    indent = " " * sequence.start_mark.column
    return _new_line(text, _end(sequence, text), f"{indent}- {value}")


def drop(text: str, path: Path, key: str) -> str:
    """The text without `key` in the mapping at `path`, in whole lines where it is written in lines.

    KeyError when it is not there, or is all that is there.
    """
    mapping = _at(nodes(text), path)
    pairs = mapping.value if isinstance(mapping, yaml.MappingNode) else []
    at = next((index for index, (name, _) in enumerate(pairs) if name.value == key), -1)
    if at < 0 or len(pairs) == 1:
        raise KeyError(f"no entry to take out at {[*path, key]}")
    name, value = pairs[at]
    start, end = name.start_mark.index, max(_end(value, text), _end(name, text))
    if isinstance(mapping, yaml.MappingNode) and not mapping.flow_style:
        below = text.find("\n", end) + 1 or len(text)
        if not text[text.rfind("\n", 0, start) + 1 : start].strip():
            return text[: text.rfind("\n", 0, start) + 1] + text[below:]
        # behind the dash of a list: the next entry takes its place
        return text[:start] + text[below:].lstrip(" ") if at + 1 < len(pairs) else text[:start] + text[below:]
    if at + 1 < len(pairs):
        return text[:start] + text[pairs[at + 1][0].start_mark.index :]
    return text[: _end(pairs[at - 1][1], text)] + text[end:]


def remove(text: str, path: Path, index: int) -> str:
    """The text without one item of the sequence at `path`, and without the comments on it and right above it."""
    sequence = _at(nodes(text), path)
    if not isinstance(sequence, yaml.SequenceNode) or index >= len(sequence.value):
        raise KeyError(f"no item {index} at {list(path)}")
    before = _end(sequence.value[index - 1], text) if index else sequence.start_mark.index + 1
    end = _end(sequence.value[index], text)
    if sequence.flow_style:
        after = sequence.value[index + 1].start_mark.index if index + 1 < len(sequence.value) else end
        return text[:before] + text[end:] if index else text[:before] + text[after:]
    start = _item_line(text, before if index else sequence.start_mark.index, sequence.start_mark.column)
    while start and (above := text.rfind("\n", 0, start - 1) + 1) >= (before if index else 0):
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    stop = text.find("\n", end)
    return text[:start] + (text[stop + 1 :] if stop >= 0 else "")


def _item_line(text: str, at: int, column: int) -> int:
    """The start of the first line on which an item begins at that column, not before `at`."""
    start = text.rfind("\n", 0, at) + 1
    while start + column < at or text[start : start + column].strip() or text[start + column] != "-":
        start = text.index("\n", start) + 1
    return start


def _first(text: str, root: yaml.Node | None, parent: Path, key: str, value: str) -> str:
    """A sequence of one item, on two lines where its mapping is written in lines."""
    mapping = _at(root, parent)
    if isinstance(mapping, yaml.MappingNode) and not mapping.flow_style:
        indent = " " * mapping.value[0][0].start_mark.column
        return put(text, parent, key, f"\n{indent}  - {value}")
    return put(text, parent, key, f"[{value}]")


def _after_colon(value: str) -> str:
    return value if value.startswith("\n") else f" {value}"


def nodes(text: str) -> yaml.Node | None:
    """Where everything stands in a text; None in an empty one. Values are the texts as they are written."""
    # No scalar is resolved: what it means is for the reader of the programme to say, by YAML 1.2
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
    return node


def _at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    """The node at a path of keys and indexes; None when there is none."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node


def _one_line(name: yaml.Node, value: yaml.Node) -> bool:
    plain = isinstance(value, yaml.ScalarNode) and value.style in (None, '"', "'") and value.value
    flowing = isinstance(value, yaml.CollectionNode) and value.flow_style
    return bool(plain or flowing) and value.end_mark.line == name.start_mark.line


def _end(node: yaml.Node, text: str) -> int:
    """The index behind the last character of a node; the parser's own mark may lie behind comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        if isinstance(last, tuple):
            name, value = last
            # `key:` without a value ends where the key does
            return max(_end(value, text), text.index(":", _end(name, text)) + 1)
        return _end(last, text)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return _end_of_block(text, node.start_mark.index)
    return int(node.end_mark.index)


def _end_of_block(text: str, start: int) -> int:
    """Behind the last line of a block scalar whose header begins at `start`."""
    at = end = text.find("\n", start)
    if at < 0:
        return len(text)
    indent = 0
    while at >= 0 and at + 1 < len(text):
        after = text.find("\n", at + 1)
        line = text[at + 1 : after if after >= 0 else len(text)]
        depth = len(line) - len(line.lstrip(" "))
        if line.strip():
            indent = indent or depth
            if depth < indent:
                break
            end = at + 1 + len(line)
        at = after
    return end


def _into_flow(text: str, node: yaml.CollectionNode, inside: Sequence[yaml.Node], added: str) -> str:
    """One more entry at the end of a collection in brackets."""
    if inside:
        at = _end(inside[-1], text)
        return f"{text[:at]}, {added}{text[at:]}"
    at = node.start_mark.index + 1
    return text[:at] + added + text[at:]


def _new_line(text: str, end: int, line: str) -> str:
    """A new line below the one that holds the index `end`."""
    at = text.find("\n", end)
    return f"{text}\n{line}\n" if at < 0 else f"{text[: at + 1]}{line}\n{text[at + 1 :]}"
