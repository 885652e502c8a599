"""Makes the parts of the handbook that are made from the sources; `--write` puts them into docs/.

A part stands between `<!-- made: name -->` and `<!-- end -->`. Tests compare what stands there with what is made here.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator, Mapping

import click

from tests.project.sources import ROOT, SOURCES, problems_told
from tests.vectors.expand import load, names

CATALOGUE = SOURCES / "words" / "catalogue" / "en.json"
CHECKS = ("parse", "format", "signature", "issuer", "status", "period", "recipient", "endorsements", "trust")
PAGES = {"codes": "verifying.md", "commands": "commands.md", "errors": "errors.md", "sheets": "importing.md"}
ROOMS = {
    "read": "The programme's files",
    "sign": "Keys and the issued store",
    "lock": "Locks and commands at the same time",
    "openbadges": "Credentials and images",
    "render": "The site",
    "verify": "Addresses",
    "cli": "Commands",
    "doctor": "Findings of the doctor",
}


def part(page: str, name: str) -> str:
    """What stands in a page between the marks of a part."""
    found = re.search(rf"<!-- made: {name} -->\n(.*?)<!-- end -->", page, re.DOTALL)
    assert found, f"no part {name!r}"
    return found[1]


def with_part(page: str, name: str, text: str) -> str:
    """The page with the part replaced."""
    return page.replace(
        f"<!-- made: {name} -->\n{part(page, name)}<!-- end -->", f"<!-- made: {name} -->\n{text}<!-- end -->"
    )


def codes() -> str:
    """A table for each check of the verifier, from the catalogue of sentences and from the vectors' outcomes."""
    catalogue = json.loads(CATALOGUE.read_text("utf-8"))
    outcomes = vector_outcomes()
    lines = []
    for check in CHECKS:
        lines += [
            f"\n### {catalogue['check'][check]}: `{check}`\n",
            "| code | outcome | sentence |",
            "| --- | --- | --- |",
        ]
        for code in (key for key in catalogue if key.startswith(f"{check}-")):
            lines.append(f"| `{code}` | {outcomes.get(code, '')} | {cell(catalogue[code]['sentence'])} |")
    return "\n".join(lines) + "\n\n"


def vector_outcomes() -> Mapping[str, str]:
    """Code → outcome, as the vectors expect it."""
    found = {}
    for name in names():
        for _, outcome, code in load(name)["expect"]["checks"]:
            found[code] = outcome
    return found


def commands() -> str:
    """Every command with its options, from what the commands themselves say."""
    from badgepress.cli import cli

    return "\n".join(described(name, command) for name, command in walked("badgepress", cli)) + "\n"


def walked(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """(full name, command) of a command and of all below it."""
    yield name, command
    if isinstance(command, click.Group):
        for word, below in sorted(command.commands.items()):
            if not below.hidden:
                yield from walked(f"{name} {word}", below)


def described(name: str, command: click.Command) -> str:
    """One command: how it is called, what it does, its options."""
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    called = [name, "[OPTIONS]", *(str(param.name).upper() for param in arguments)]
    called += ["COMMAND"] if isinstance(command, click.Group) else []
    anchor = name.removeprefix("badgepress").strip().replace(" ", "-") or "all"
    lines = [f"\n## {name} {{ #{anchor} }}\n", "```", " ".join(called), "```\n", inspect.cleandoc(command.help or "")]
    if options:
        lines += ["\n| option | what it does |", "| --- | --- |", *(row(option) for option in options)]
    return "\n".join(lines) + "\n"


def row(option: click.Option) -> str:
    """One option as a row of a table."""
    value = "" if option.is_flag else f" {option.metavar or option.type.name.split()[0].upper()}"
    names = ", ".join(f"`{name}{value}`" for name in option.opts)
    default = f" [default: {option.default}]" if option.show_default else ""
    return f"| {names} | {cell((option.help or '') + default)} |"


def errors() -> str:
    """A table of codes for each room of the sources."""
    told = problems_told()
    lines = []
    for room, title in ROOMS.items():
        rows = sorted({one for one in told if one.room == room})
        if not rows:
            continue
        lines += [f"\n## {title}\n", "| code | message | hint |", "| --- | --- | --- |"]
        for code in sorted({row.code for row in rows}):
            messages = [text for text in dict.fromkeys(row.message for row in rows if row.code == code) if text]
            messages = [text for text in messages if text != "…"] or messages
            hints = [text for text in dict.fromkeys(row.hint for row in rows if row.code == code) if text.strip("…")]
            lines.append(f"| `{code}` | {cell('; or: '.join(messages))} | {cell('; or: '.join(hints))} |")
    return "\n".join(lines) + "\n\n"


def sheets() -> str:
    """A table of the spreadsheets that are recognised: their columns, those that must be there in bold."""
    from badgepress.read.sheets import SOURCES

    orders = {"mdy": "month first", "dmy": "day first", None: "as `--dates` says"}
    lines = ["| source | `--as` | columns that are read | 03/04/25 |", "| --- | --- | --- | --- |"]
    for source in SOURCES:
        columns = [f"**{name}**" if field in source.needs else name for name, field in source.columns.items()]
        lines.append(f"| {source.title} | `{source.slug}` | {', '.join(columns)} | {orders[source.dates]} |")
    return "\n" + "\n".join(lines) + "\n\n"


def cell(text: str) -> str:
    """Plain text as one cell of a Markdown table."""
    quiet = text.replace("<", "&lt;").replace("|", "\\|").replace("*", "\\*")
    return re.sub(r"\s+", " ", quiet).strip()


MAKERS = {"codes": codes, "commands": commands, "errors": errors, "sheets": sheets}


if __name__ == "__main__":
    for name, page in PAGES.items():
        path = ROOT / "docs" / page
        old = path.read_text("utf-8")
        new = with_part(old, name, MAKERS[name]())
        if "--write" in sys.argv:
            path.write_text(new, "utf-8")
        print(f"{path.relative_to(ROOT)}: {'as it was' if old == new else 'differs'}")
