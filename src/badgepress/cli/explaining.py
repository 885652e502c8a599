"""`badgepress import --explain` and `--write-mapping`: show how each column is read, and draft a mapping file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from badgepress.cli.show import print_json, print_problems, printable
from badgepress.edit.importing import Explained
from badgepress.errors import ReadError, errors, problem
from badgepress.read.sheets import SAID, Seen, mapping_word, shown_path


def show(files: Sequence[Explained], draft: Path | None, *, as_json: bool) -> int:
    """Print the explanations, and write the mapping to `draft` if given. Return 0 if the import could run, else 1."""
    if draft is not None:
        _write(files, draft)
    stopped = any(errors(one.problems) for one in files)
    if as_json:
        print_json({"ok": not stopped, "files": [_as_dict(one) for one in files]})
        return int(stopped)
    for one in files:
        if one.sheet is not None:
            click.echo(f"{one.file}: {one.sheet.title}, columns named in row {one.sheet.header_row}")
            for column in one.sheet.columns:
                click.echo(printable(f"  {column.title}: {_fate(column)}"))
            for award in one.awards:
                click.echo(printable(f"  -> {_award(award)}"))
        print_problems(one.problems)
    if draft is not None:
        if any("#" in one.mapping for one in files):
            click.echo("some lines of the mapping are comments for you to fill in")
        click.echo(f"wrote {shown_path(draft)}")
        return 0
    click.echo("nothing was written")
    return int(stopped)


def _fate(column: Seen) -> str:
    if column.fate == "read":
        word = mapping_word(column.field) or _word(column.field)
        return f"{word}: {column.said}" if column.said else word
    if column.fate == "refused":
        return f"not read, and looks like {SAID[column.kind]}: map it or ignore it" if column.kind else "not read"
    return "ignored" if column.fate == "ignored" else "not read"


def _word(field: str) -> str:
    """Name a field that mapping files have no word for: `result score`, `evidence 2, url`."""
    kind, _, rest = field.partition(".")
    number, _, part = rest.partition(".")
    if kind == "evidence" and number.isdigit():
        return f"evidence {int(number) + 1}, {part}"
    return f"result {rest}" if kind == "results" else "tells people with the same name apart"


def _award(award: Mapping[str, Any]) -> str:
    """Return `Ann Lee, data-foundations, issued 2025-03-04, expires 2027-03-04`. Never shows an address."""
    parts = [award["recipient"].get("name", "(no name)"), award["badge"], f"issued {award['issued']}"]
    if "expires" in award:
        parts.append(f"expires {award['expires']}")
    parts += [
        f"{key} {award['recipient'][key]}" for key in ("country", "unit", "audience") if key in award["recipient"]
    ]
    parts += [f"{one['result']} {one['value']}" for one in award.get("results", ())]
    if "evidence" in award:
        parts.append("with evidence")
    return ", ".join(parts)


def _write(files: Sequence[Explained], draft: Path) -> None:
    sheets = [one for one in files if one.sheet is not None]
    shown = shown_path(draft)
    if len(sheets) != 1 or len(files) != 1:
        found = [found for one in files for found in errors(one.problems)]
        message = "--write-mapping needs exactly one sheet, readable as a table"
        raise ReadError(*found, problem("mapping-not-drafted", message, file=shown))
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(sheets[0].mapping)
    except FileExistsError:
        hint = "choose another file name, or move this file away"
        raise ReadError(problem("file-exists", "this file exists already", file=shown, hint=hint)) from None
    except OSError as error:
        message = f"cannot be written: {error.strerror or type(error).__name__}"
        raise ReadError(problem("cannot-write", message, file=shown)) from None


def _as_dict(one: Explained) -> dict[str, Any]:
    columns = one.sheet.columns if one.sheet else ()
    return {
        "file": one.file,
        "source": one.sheet.title if one.sheet else "",
        "columns": [
            {
                "name": column.name,
                "index": column.index,
                "fate": column.fate,
                "field": mapping_word(column.field) or column.field,
            }
            for column in columns
        ],
        "awards": [_award(award) for award in one.awards],
        "problems": [found.as_dict() for found in one.problems],
    }
