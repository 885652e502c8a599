"""Edit YAML as text: change one place and leave every other character alone.

A round trip through a YAML library would keep comments but change line breaks, quotes and indentation, which makes pull
requests long to read. So the parser is only used to locate things. Values are passed as one line of YAML (flow style),
as `flow` writes them.
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
    """A text written to YAML without quotes, such as a date."""

    __slots__ = ()


def flow(value: Any) -> str:
    """Write a value as one line of YAML: text in quotes, times bare, mappings and lists in brackets."""
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
    """Set `key: value` in the mapping at `path`; replace the old value or add an entry. Return the new text.

    Raises KeyError if there is no mapping at the path.
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
    # Insert after the last one-line entry, since comments may follow any other; if there is none, insert first.
    for name, old in reversed(mapping.value):
        if _one_line(name, old):
            return _new_line(text, _end(old, text), f"{' ' * name.start_mark.column}{key}:{_after_colon(value)}")
    first = mapping.value[0][0].start_mark
    return text[: first.index] + f"{key}:{_after_colon(value)}\n{' ' * first.column}" + text[first.index :]


def add(text: str, path: Path, value: str) -> str:
    """Append an item to the sequence at `path`, creating the sequence if it is missing. Return the new text.

    Raises KeyError if there is something other than a sequence at the path.
    """
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
    """Remove `key` from the mapping at `path`, with its whole lines if it is in block style. Return the new text.

    Raises KeyError if the key is missing or is the only one.
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
        # it follows the dash of a list item: move the next entry there
        return text[:start] + text[below:].lstrip(" ") if at + 1 < len(pairs) else text[:start] + text[below:]
    if at + 1 < len(pairs):
        return text[:start] + text[pairs[at + 1][0].start_mark.index :]
    return text[: _end(pairs[at - 1][1], text)] + text[end:]


def remove(text: str, path: Path, index: int) -> str:
    """Remove an item from the sequence at `path`, with the comments on it and directly above it. Return the new text.

    Raises KeyError if there is no such item.
    """
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
    """Return the start of the first line at or after `at` on which an item's dash is in that column."""
    start = text.rfind("\n", 0, at) + 1
    while start + column < at or text[start : start + column].strip() or text[start + column] != "-":
        start = text.index("\n", start) + 1
    return start


def _first(text: str, root: yaml.Node | None, parent: Path, key: str, value: str) -> str:
    """Add `key` with a sequence of one item: on two lines if the mapping is in block style, else in brackets."""
    mapping = _at(root, parent)
    if isinstance(mapping, yaml.MappingNode) and not mapping.flow_style:
        indent = " " * mapping.value[0][0].start_mark.column
        return put(text, parent, key, f"\n{indent}  - {value}")
    return put(text, parent, key, f"[{value}]")


def _after_colon(value: str) -> str:
    return value if value.startswith("\n") else f" {value}"


def nodes(text: str) -> yaml.Node | None:
    """Parse a text into nodes with positions; None if it is empty. Values are texts exactly as written."""
    # Scalars are not resolved: `read/` does that, by YAML 1.2.
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
    return node


def _at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    """Return the node at a path of keys and indexes; None if there is none."""
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
    """Return the index after the last character of a node; the parser's own mark may be after comments."""
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
    """Return the index after the last line of a block scalar whose header begins at `start`."""
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
    """Append an entry to a collection in brackets."""
    if inside:
        at = _end(inside[-1], text)
        return f"{text[:at]}, {added}{text[at:]}"
    at = node.start_mark.index + 1
    return text[:at] + added + text[at:]


def _new_line(text: str, end: int, line: str) -> str:
    """Insert a line below the one that contains the index `end`."""
    at = text.find("\n", end)
    return f"{text}\n{line}\n" if at < 0 else f"{text[: at + 1]}{line}\n{text[at + 1 :]}"
