"""Reads a strict subset of YAML: the scalars of YAML 1.2, and the line of every path.

It works on the parser's events, so that a large cohort is never held in memory as nodes. It refuses, each with its own
code: aliases and merge keys (so there are no YAML bombs), tags, keys that are not plain text, duplicate keys, several
documents, control and direction-changing characters, files that are not UTF-8, merge conflicts, secret keys, and
nesting beyond MAX_DEPTH. Dates stay text until their field reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from badgepress.errors import Place, Problem, problem
from badgepress.read import slips
from badgepress.read.quoting import plain_key
from badgepress.read.text import characters, decode

MAX_DEPTH = 16
#: About as many as 32 MiB of awards hold.
MAX_VALUES = 2_000_000

_NUMBERLIKE = frozenset("0123456789+-.")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]{1,30}\Z")
_OCTAL = re.compile(r"0o[0-7]{1,30}\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,30}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")

_SYNTAX_HINTS = {
    "mapping values are not allowed": "look at the indentation, and put a text that contains ': ' in quotes",
    "cannot start any token": "indent with spaces, not tabs, and put a text that starts with @, ` or % in quotes",
    "did not find expected key": "look at the indentation, and at quotes inside quotes",
    "could not find expected ':'": "a key is followed by a colon and a space",
    "did not find expected '-'": "look at the indentation of this list",
    "unexpected end of stream": "a quote or bracket that was opened is not closed",
    "did not find expected ',' or": "a bracket that was opened is not closed",
}


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a file: `data`, and in `lines` the line on which every path (`skills[2]`) starts.

    `plain` keeps the original letters of plain scalars that are not text, so that a message can show `1.10` for the
    number 1.1. The path of the whole document is "".
    """

    file: str
    data: Any
    lines: dict[str, int] = field(repr=False)
    plain: dict[str, str] = field(default_factory=dict, repr=False)

    def place(self, path: str = "") -> Place:
        """Return the path with its line, or with the line of the closest thing around it."""
        around = path
        while around and around not in self.lines:
            around = around.rpartition("[")[0] if around.endswith("]") else around.rpartition(".")[0]
        return Place(self.file, self.lines.get(around, 1), path)


def parse(raw: bytes, shown: str) -> tuple[Document | None, list[Problem]]:
    """Return the document in `raw` and its problems as YAML.

    The document is None if the file cannot be understood. With duplicate keys there is one, with the first value, so
    that its other problems are found too.
    """
    text, problems = decode(raw, shown)
    if problems:
        return None, problems
    if not text.strip():
        return None, [problem("empty-file", "the file is empty", file=shown, line=1)]
    reader = _Reader(shown, escapes="\\" in text)
    try:
        document = reader.read(text)
    except yaml.MarkedYAMLError as error:
        return None, [*reader.problems, _syntax(error, text, shown)]
    except yaml.YAMLError:
        return None, [*reader.problems, problem("yaml-syntax", "this is not YAML", file=shown, line=1)]
    if document is not None and document.data is None and not reader.problems:
        return None, [problem("empty-file", "the file has no content", file=shown, line=1)]
    return document, reader.problems


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    if error.context_mark and mark and mark.index >= len(text.rstrip()):
        mark = error.context_mark  # where the unclosed bracket or quote was opened, rather than the file's end
    line = mark.line + 1 if mark else 1
    reason = str(error.problem or error.context or "")
    if "undefined alias" in reason:
        return _alias(shown, line, "")
    if "nesting depth" in reason:  # libyaml 0.2.6 may give up before it yields the first value
        return _deep(shown, line, "")
    lines = text.split("\n", line)
    near = [lines[at][:500] for at in (line - 1, line - 2) if 0 <= at < len(lines)]
    odd = next((at for at, one in enumerate(near) if slips.odd_space(one)), None)
    if odd is not None:
        return _odd(shown, line - odd, "", slips.odd_space(near[odd]))
    hint = next((hint for words, hint in _SYNTAX_HINTS.items() if words in reason), "")
    if "mapping values" in reason:
        hint = slips.colon_hint(near[0]) or hint
    elif "expected ',' or" in reason:
        hint = slips.colon_hint(near[0], braces=True) or hint
    return problem(
        "yaml-syntax", f"this is not YAML: {reason}" if reason else "this is not YAML", file=shown, line=line, hint=hint
    )


def _alias(shown: str, line: int, path: str) -> Problem:
    hint = "write the value out; keys that many awards share go beside `awards:`"
    return problem("yaml-alias", "aliases (*name) are not allowed", file=shown, line=line, path=path, hint=hint)


def _odd(shown: str, line: int, path: str, got: str) -> Problem:
    message = "YAML reads this unusual space as a letter; a plain space belongs here"
    return problem("yaml-space", message, file=shown, line=line, path=path, got=got, hint=slips.SPACE_HINT)


def _deep(shown: str, line: int, path: str) -> Problem:
    return problem("too-deep", "values are nested too deeply", file=shown, line=line, path=path)


def scalar(text: str) -> Any:
    """Return the value of a plain scalar by the core schema of YAML 1.2 (§10.3.2)."""
    if not text or text[0] not in _NUMBERLIKE:
        return _WORDS.get(text, text) if len(text) < 6 else text
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text) and len(text) < 40:
        return float(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    if _SPECIAL.match(text):
        return float(text.lower().replace(".", "", 1))
    return text


_Following = Callable[[], Any]
"""Returns the parser's next event; None after the last."""


class _Stop(Exception):
    """Raised when the rest of the file cannot be understood."""


class _Reader:
    """Builds data, lines and problems from the parser's events."""

    def __init__(self, shown: str, *, escapes: bool) -> None:
        self.shown = shown
        self.escapes = escapes
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.plain: dict[str, str] = {}
        self.whole = True
        self.aliased = False

    def read(self, text: str) -> Document | None:
        """Return the one document of the text; None if a problem makes it unusable."""
        documents = 0
        data = None
        loader = _Loader(text)
        following: _Following = loader.get_event
        try:
            while (event := following()) is not None:
                kind = type(event)
                if kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        line = event.start_mark.line + 1
                        hint = "a file holds one document: split it into two files"
                        self._wrong("yaml-documents", "a second document starts here", line, "", hint)
                        break
                elif kind in (ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent):
                    data = self._value(event, following)
                    if isinstance(data, str) and (got := slips.odd_space(data)):
                        self.problems.append(_odd(self.shown, self.lines.get("", 1), "", got))
                        self.whole = False
        except _Stop:
            self.whole = False
        finally:
            loader.dispose()
        return Document(self.shown, data, self.lines, self.plain) if self.whole else None

    def _wrong(self, code: str, message: str, line: int, path: str, hint: str = "", *, fatal: bool = True) -> None:
        self.problems.append(problem(code, message, file=self.shown, line=line, path=path, hint=hint))
        self.whole = self.whole and not fatal

    def _value(self, first: Any, following: _Following) -> Any:
        """Read one value with everything inside it. The loop has its own stack, so deep nesting needs no recursion."""
        stack: list[tuple[Any, str, str | None]] = []
        held: Any = None
        base, key, path = "", None, ""
        event = first
        while True:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                value = held
                held, base, key = stack.pop()
                if not stack:
                    return value
                event = following()
                continue
            line = event.start_mark.line + 1
            if len(self.lines) > MAX_VALUES:
                self._wrong("too-large", f"the file has more than {MAX_VALUES:,} values", line, "")
                raise _Stop
            if type(held) is dict:
                if key is None:
                    key = self._key(event, line, base, held)
                    event = following()
                    continue
                path = f"{base}.{plain_key(key)}" if base else plain_key(key)
            elif held is not None:
                path = f"{base}[{len(held)}]"
                self.lines[path] = line
            else:
                self.lines[""] = line
            value = self._leaf(event, kind, line, path)
            if type(held) is dict:
                # of duplicate keys the first value counts; _key reports the problem
                if key not in held:
                    held[key] = value
                key = None
            elif held is not None:
                held.append(value)
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                stack.append((held, base, key))
                if len(stack) > MAX_DEPTH:
                    self.problems.append(_deep(self.shown, line, path))
                    raise _Stop
                held, base, key = value, path, None
            elif held is None:
                return value
            event = following()

    def _key(self, event: Any, line: int, base: str, held: dict[str, Any]) -> str:
        if type(event) is not ScalarEvent:
            code, what = ("yaml-alias", "an alias") if type(event) is AliasEvent else ("yaml-key", "a list or mapping")
            self._wrong(code, f"{what} cannot be a key", line, base, "put a text that starts with [, { or * in quotes")
            raise _Stop
        key: str = event.value
        shown = plain_key(key)
        path = f"{base}.{shown}" if base else shown
        if event.tag is not None and event.tag != "!":
            self._tag(line, path)
        if self.escapes and event.style == '"':
            self._escaped(key, line, path)
        if event.implicit[0] and (got := slips.begins_odd(key)):
            self.problems.append(_odd(self.shown, line, base, got))
            self.whole = False
        if key == "<<" and event.implicit[0]:
            self._wrong("merge-key", "merge keys (<<) are not allowed", line, base, "write the keys out")
        elif key in held:
            first = self.lines.get(path, line)
            self._wrong("duplicate-key", f"duplicate key, first on line {first}", line, path, fatal=False)
        else:
            self.lines[path] = line
        return key

    def _leaf(self, event: Any, kind: type, line: int, path: str) -> Any:
        if kind is AliasEvent:
            if not self.aliased:
                self.problems.append(_alias(self.shown, line, path))
            self.aliased, self.whole = True, False
            return None
        if event.tag is not None and event.tag != "!":
            self._tag(line, path)
        if kind is ScalarEvent:
            text: str = event.value
            if event.implicit[0]:
                value = scalar(text)
                if value is not text:
                    self.plain[path] = text
                    if value is None and text in slips.NOTHING and (path == "name" or path.endswith(".name")):
                        self._nothing(text, line, path)
                return value
            if self.escapes and event.style == '"':
                self._escaped(text, line, path)
            return text
        return {} if kind is MappingStartEvent else []

    def _nothing(self, text: str, line: int, path: str) -> None:
        """Report an unquoted Null as a name: some people have this name, and it would be lost silently."""
        hint = f'if that is the name, put it in quotes: "{text}"; else leave the key out'
        message = f"YAML reads {text} as no value, so there would be no name"
        self._wrong("null-name", message, line, path, hint, fatal=False)

    def _tag(self, line: int, path: str) -> None:
        self._wrong("yaml-tag", "tags (!name) are not allowed", line, path, "put a text that starts with ! in quotes")

    def _escaped(self, text: str, line: int, path: str) -> None:
        found = characters(text, self.shown, line, path)
        self.problems += found
        self.whole = self.whole and not found


#: Gives events only. `scalar` decides what a plain scalar means, never PyYAML, which follows YAML 1.1. Uses libyaml if
#: PyYAML has it (its wheels do), else the Python version, which is five times slower.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
