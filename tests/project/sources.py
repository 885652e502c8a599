"""Finds every place in the sources where a problem is made: its room, code, message and hint.

Sources are read, not run. A function that hands one of its own parameters to `problem` as code, message or hint is a
maker too, and its callers are read in its place.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from badgepress.hints import HINTS

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "src" / "badgepress"
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ELSEWHERE = {
    "handbook": "render",
    "hosting": "render",
    "bundle": "render",
    "build": "sign",
    "drawing": "render",
    "git": "sign",
    "publish": "sign",
    "parallel": "sign",
    "reading": "sign",
    "remote": "sign",
    "signing": "sign",
    "apart": "sign",
    "checkout": "sign",
    "published": "sign",
    "upgrade": "render",
    "model": "read",
    "edit": "read",
    "verifier": "render",
}


@dataclass(frozen=True, order=True)
class Told:
    """One place where a problem is made. An ellipsis stands for what is only known at run time."""

    room: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class Field:
    """Where a maker gets a text from: itself, or its caller by parameter."""

    text: str = ""
    position: int = -1
    name: str = ""


@dataclass(frozen=True)
class Maker:
    """A function that makes a problem when it is called."""

    name: str
    code: Field
    message: Field
    hint: Field


FIRST = Maker(
    "problem",
    Field(position=0, name="code"),
    Field(position=1, name="message"),
    Field(name="hint"),
)
PLAIN = Maker(
    "Problem", Field(position=1, name="code"), Field(position=2, name="message"), Field(position=5, name="hint")
)
MODEL = Maker("wrong", Field(position=0, name="code"), Field(position=1, name="sentence"), Field())
BUNDLER = Maker(
    "BundleError", Field(position=0, name="code"), Field(position=1, name="message"), Field(position=2, name="hint")
)


@cache
def problems_told() -> list[Told]:
    """Every problem that the sources can make with a code that stands in them."""
    paths = [*sorted(SOURCES.rglob("*.py")), ROOT / "src" / "verifier" / "bundle.py"]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    shared = {maker.name: maker for maker in (FIRST, PLAIN, MODEL, BUNDLER)}
    for tree in trees.values():
        shared |= {name: maker for name, maker in makers_of(tree, shared).items() if not name.startswith("_")}
    found: set[Told] = set()
    for path, tree in trees.items():
        room = path.relative_to(SOURCES.parent).parts[1 if path.is_relative_to(SOURCES) else 0].removesuffix(".py")
        found.update(told(tree, ELSEWHERE.get(room, room), makers_of(tree, shared)))
    return sorted(replace(one, hint=one.hint or HINTS.get(one.code, "")) for one in found)


def makers_of(tree: ast.Module, known: Mapping[str, Maker]) -> dict[str, Maker]:
    """The known makers and those that the module defines."""
    makers = dict(known)
    for _ in range(3):  # a maker may call a maker that calls a maker
        for function in functions_of(tree):
            for maker, call in calls(function, makers):
                if made := as_maker(function, maker, call):
                    makers.setdefault(made.name, made)
    return makers


@cache
def functions_of(tree: ast.Module) -> list[ast.FunctionDef]:
    """Every function and method of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def told(tree: ast.Module, room: str, makers: dict[str, Maker]) -> Iterator[Told]:
    """Every problem that one module makes."""
    functions = functions_of(tree)
    yield from listed(tree, room)
    for scope in (tree, *functions):
        known = constants(tree) | assigned(scope) if isinstance(scope, ast.FunctionDef) else {}
        inner = functions if scope is tree else []
        within = {id(call) for function in inner for _, call in calls(function, makers)}
        for maker, call in calls(scope, makers):
            code = given(maker.code, call, known).text
            if id(call) not in within and CODE.fullmatch(code):
                yield Told(room, code, given(maker.message, call, known).text, given(maker.hint, call, known).text)


def listed(tree: ast.Module, room: str) -> Iterator[Told]:
    """Tables of the module: `{code: message}`, and `(…, code, message, …)` anywhere."""
    asked_for = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "EXPECTED"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and node.keys and id(node) not in asked_for:
            keys, values = [text_of(key) for key in node.keys], [text_of(value) for value in node.values]
            if all("-" in key and CODE.fullmatch(key) for key in keys) and all(" " in value for value in values):
                yield from (Told(room, code, message, "") for code, message in zip(keys, values, strict=True))
        if isinstance(node, ast.Tuple):
            texts = [text_of(part) for part in node.elts]
            for code, message in pairwise(texts):
                if "-" in code and CODE.fullmatch(code) and " " in message:
                    yield Told(room, code, message, "")


def constants(tree: ast.Module) -> dict[str, str]:
    """Name → code, for every `Final` of a module that is a code."""
    finals = [node for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    found = {node.target.id: text_of(node.value) for node in finals if isinstance(node.target, ast.Name)}
    return {name: text for name, text in found.items() if "-" in text and CODE.fullmatch(text)}


def assigned(tree: ast.FunctionDef) -> dict[str, str]:
    """Name → text, for every variable of a function that a text is given to."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = text_of(node.value)
            if text.strip("…"):
                name = node.targets[0].id
                found[name] = f"{found[name]}; or: {text}" if name in found else text
    return found


def calls(tree: ast.AST, makers: dict[str, Maker]) -> Iterator[tuple[Maker, ast.Call]]:
    """Calls of makers by name, as functions or as methods."""
    for name, call in called(tree):
        if name in makers:
            yield makers[name], call


@cache
def called(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """Every call with the last name of what it calls, "" for what has none."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""), call)
        for call in found
    ]


def as_maker(function: ast.FunctionDef, maker: Maker, call: ast.Call) -> Maker | None:
    """The function as a maker, when a parameter of it becomes a field of the problem it makes."""
    parameters = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    keywords = [argument.arg for argument in function.args.kwonlyargs]
    offset = 1 if parameters[:1] in (["self"], ["cls"]) else 0
    passed = False
    fields = []
    for field in (maker.code, maker.message, maker.hint):
        node = argument(field, call)
        if isinstance(node, ast.BoolOp):  # `message or TABLE[code]`
            node = node.values[0]
        if isinstance(node, ast.Name) and node.id in (*parameters, *keywords):
            position = parameters.index(node.id) - offset if node.id in parameters else -1
            fields.append(Field(default(function, node.id), position, node.id))
            passed = True
        else:
            fields.append(given(field, call))
    return Maker(function.name, *fields) if passed else None


def default(function: ast.FunctionDef, name: str) -> str:
    """The text a parameter has when it is not given."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    tail = positional[len(positional) - len(arguments.defaults) :]
    pairs = [
        *zip(tail, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return next((text_of(value) for parameter, value in pairs if parameter.arg == name), "")


def argument(field: Field, call: ast.Call) -> ast.expr | None:
    """What a call passes for a field."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == field.name and field.name), None)
    if named is None and 0 <= field.position < len(call.args):
        return call.args[field.position]
    return named


def given(field: Field, call: ast.Call, known: Mapping[str, str] = MappingProxyType({})) -> Field:
    """The field as the call has it: its argument, else what the maker says itself."""
    node = argument(field, call)
    if isinstance(node, ast.Name) and node.id in known:
        return Field(known[node.id])
    return Field(field.text if node is None else text_of(node))


def text_of(node: ast.expr | None) -> str:
    """A string literal, with an ellipsis for everything that is only known when the program runs."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            text_of(value) if isinstance(value, ast.Constant) else text_of(getattr(value, "value", None))
            for value in node.values
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left) + text_of(node.right)
    if isinstance(node, ast.IfExp):
        return "; or: ".join(dict.fromkeys(filter(None, (text_of(node.body), text_of(node.orelse)))))
    if isinstance(node, ast.Name | ast.Attribute):
        return shared_hints().get(node.id if isinstance(node, ast.Name) else node.attr, "…")
    return "…" if node is not None else ""


@cache
def shared_hints() -> Mapping[str, str]:
    """Name → text of the constants of the issued store that many hints are made of."""
    tree = ast.parse((SOURCES / "sign" / "store.py").read_text("utf-8"))
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and " " in node.value.value
    }
