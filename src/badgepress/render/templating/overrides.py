"""Checks a user's own templates without drawing anything: can they be parsed, and is each one used.

A file in the user's folder replaces the engine's file of the same name. So a misspelt name silently changes nothing,
and a mistake in a shared piece shows up in whichever page uses it first. Both are reported here, at the file itself.
Mistakes that only drawing can find are left to `trial`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError, nodes

from badgepress.errors import Problem, RenderError, problem
from badgepress.read.quoting import did_you_mean
from badgepress.render.folder import inside
from badgepress.render.templating.html import HINT, default_templates, environment, folders
from badgepress.render.templating.originals import files_of, originals

#: Folders and endings of files that users may add: words in other languages, and icons.
_FREE = {"locale": ".po", "icons": ".svg"}
_PAGES = ".html"
#: Endings of notes that people keep beside templates.
_NOTES = (".md", ".txt")
#: The name of each template, and its parsed content.
_Trees = Mapping[str, nodes.Template]


def own_files(templates: Path | None) -> list[str]:
    """Return the files of a user's folder as POSIX paths, without notes and hidden files; none for the engine's own."""
    if templates is None or folders(templates) == (templates,):
        return []
    return [name for name in files_of(templates) if not name.lower().endswith(_NOTES)]


def problems_of(templates: Path | None) -> list[Problem]:
    """Return the problems of a user's templates folder. Codes: bad-template, outside-link, unused-template."""
    names = own_files(templates)
    if templates is None or not names:
        return []
    search = folders(templates)
    engine = set(originals())
    trees, found = _trees(search, names, engine)
    found += _nowhere(templates, names, engine, trees)
    found += _unmet(templates, names, trees)
    unused = list(_unused(templates, names, engine, trees))
    idle = {one.place.file for one in unused}
    return unused + [one for one in found if one.place.file not in idle]


def _trees(search: Sequence[Path], names: Sequence[str], engine: set[str]) -> tuple[_Trees, list[Problem]]:
    """Parse every page template, preferring the user's. Report each of the user's that cannot be used."""
    known = environment(search)
    trees: dict[str, nodes.Template] = {}
    found: list[Problem] = []
    for name in sorted({*names, *engine}):
        if not name.endswith(_PAGES):
            continue
        file = search[0] / name if name in names else search[-1] / name
        try:
            text = inside(search[0], file).read_text("utf-8") if name in names else file.read_text("utf-8")
            trees[name] = known.parse(text, name, str(file))
            if name in names:
                # only compiling finds unknown filters and tests
                known.compile(text, name, str(file))
        except RenderError as error:
            found += error.problems
        except TemplateSyntaxError as error:
            found.append(_bad(str(file), error.lineno, error.message or "this is not a template"))
        except (TemplateError, OSError, UnicodeDecodeError, RecursionError) as error:
            found.append(_bad(str(file), 1, _why(error)))
    return trees, found


def _why(error: Exception) -> str:
    return "the file is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error) or "this is not a template"


def _bad(file: str, line: int, message: str, hint: str = HINT) -> Problem:
    return problem("bad-template", message.rstrip("."), file=file, line=line, hint=hint)


def _referred(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield the templates that a template names, each with its line."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        wanted = getattr(node, "template", None)
        if isinstance(wanted, nodes.Const) and isinstance(wanted.value, str):
            yield wanted.value, node.lineno


def _unused(templates: Path, names: Sequence[str], engine: set[str], trees: _Trees) -> Iterator[Problem]:
    """Warn of files that nothing reads, usually because of a misspelt name."""
    named = {wanted for tree in trees.values() for wanted, _ in _referred(tree)}
    for name in names:
        folder = name.partition("/")[0] if "/" in name else ""
        if name in engine or name in named or (folder in _FREE and name.endswith(_FREE[folder])):
            continue
        close = did_you_mean(name, sorted(engine))
        yield problem(
            "unused-template",
            "nothing uses this file: its name is not that of a template, and no template refers to it",
            file=str(templates / name),
            hint=close or "templates/README.md lists what can be replaced; remove this file if nobody needs it",
            severity="warning",
        )


def _nowhere(templates: Path, names: Sequence[str], engine: set[str], trees: _Trees) -> Iterator[Problem]:
    """Report templates that a user's template refers to but that do not exist."""
    existing = {*names, *engine}
    for name in names:
        for wanted, line in _referred(trees[name]) if name in trees else ():
            if wanted not in existing:
                hint = did_you_mean(wanted, sorted(one for one in existing if one.endswith(_PAGES)))
                message = f"there is no template '{wanted}'"
                yield _bad(str(templates / name), line, message, hint or "add it beside this one, or remove this line")


def _unmet(templates: Path, names: Sequence[str], trees: _Trees) -> Iterator[Problem]:
    """Report pieces that other templates import from a user's template but that it lacks."""
    wanted: dict[str, dict[str, str]] = {}
    for user, tree in trees.items():
        for name, piece in _taken(tree, _imported(user, trees)):
            wanted.setdefault(name, {}).setdefault(piece, user)
    for name in names:
        if name not in trees:
            continue
        has = {node.name for node in trees[name].find_all(nodes.Macro)}
        has |= {one.name for one in trees[name].find_all(nodes.Name) if one.ctx == "store"}
        lacks = {piece: user for piece, user in wanted.get(name, {}).items() if piece not in has}
        if lacks and not any(True for _ in trees[name].find_all((nodes.FromImport, nodes.Include))):
            piece, user = sorted(lacks.items())[0]
            more = f", and {len(lacks) - 1} more" if len(lacks) > 1 else ""
            hint = f"start from the engine's own file: {default_templates() / name}"
            yield _bad(str(templates / name), 1, f"'{piece}' is missing here{more}, and {user} uses it", hint)


def _imported(user: str, trees: _Trees) -> dict[str, str]:
    """Return the names by which a template knows others: those it imports, and those of the templates it extends."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    while user in trees and user not in seen:
        seen.add(user)
        for node in trees[user].find_all(nodes.Import):
            found.setdefault(node.target, _constant(node.template))
        user = next((_constant(node.template) for node in trees[user].find_all(nodes.Extends)), "")
    return found


def _constant(node: nodes.Node) -> str:
    """Return the name of a template that is written out; empty for one that is computed."""
    return str(node.value) if isinstance(node, nodes.Const) else ""


def _taken(tree: nodes.Template, imported: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (template, piece) for everything that a template takes from others; it knows them as in `imported`."""
    for node in tree.find_all(nodes.FromImport):
        yield from ((_constant(node.template), one if isinstance(one, str) else one[0]) for one in node.names)
    for got in tree.find_all(nodes.Getattr):
        if isinstance(got.node, nodes.Name) and got.node.name in imported:
            yield imported[got.node.name], got.attr
