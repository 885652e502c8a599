"""`badgepress import`: import awards from spreadsheets, and from badges issued elsewhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import click

from badgepress.cli import explaining, options
from badgepress.cli.apart import on_issued_branch
from badgepress.cli.holding import held_for
from badgepress.cli.show import counted, json_errors, print_count, print_json, print_problems, printable
from badgepress.edit import Change, importing
from badgepress.errors import ReadError
from badgepress.read.sheets import BY_SLUG, NO_MAPPING, Mapped, SheetOptions, read_mapping, shown_path
from badgepress.read.sheets.columns import NameOrder
from badgepress.read.sheets.dates import Order
from badgepress.verify import HttpFetch
from badgepress.verify.fetch import once

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--as",
    "source",
    type=click.Choice(list(BY_SLUG), case_sensitive=False),
    help="The platform that the sheet is from.  [default: guessed from its columns]",
)
@click.option(
    "--mapping", type=_FILE, metavar="FILE", help="A YAML file that says what the columns and badge names mean."
)
@click.option("--badge", metavar="SLUG", help="The badge for all rows.")
@click.option("--issued", metavar="DATE", help="The date of issue for rows without one.  [default: today]")
@click.option(
    "--dates",
    type=click.Choice(["mdy", "dmy"], case_sensitive=False),
    help="Whether 03/04/25 begins with the month or the day.",
)
@click.option(
    "--names",
    type=click.Choice(["last-first", "as-written"], case_sensitive=False),
    help="Whether “Lee, Ann” has the family name first, or is the name as it should appear.",
)
@click.option("--ignore-column", "ignore", metavar="NAME", multiple=True, help="A column to ignore; repeatable.")
@click.option(
    "--status", "keep", metavar="VALUE", multiple=True, help="The value of the status column in rows that count."
)
@click.option(
    "--person-column",
    "person",
    metavar="NAME",
    help="The column that tells people with the same name apart in rows without an address, such as a staff number. It "
    "is never written.",
)
@click.option(
    "--header-row",
    type=click.IntRange(min=1),
    metavar="N",
    help="The row that names the columns.  [default: detected]",
)
@click.option(
    "--encoding",
    type=click.Choice(["utf-8", "utf-16", "cp1252", "shift-jis", "mac-roman"], case_sensitive=False),
    help="The encoding of a CSV file.  [default: UTF-8 or UTF-16]",
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.  [default: the first visible one]")
@click.option(
    "--duplicates",
    type=click.Choice(["deny", "allow", "replace", "shared"], case_sensitive=False),
    help="If a person already has the badge: report an error, issue another award, or update the existing one. "
    "`shared` is like `deny`, but treats another name at the same address as another person.  "
    "[default: `repeat` of the badge class, else deny]",
)
@click.option("--name", metavar="NAME", help="The name of the new file.  [default: the sheet's]")
@click.option("--single", is_flag=True, help="Write one file for each award, instead of a cohort.")
@click.option("--unlisted", is_flag=True, help="Give the awards pages but keep them out of all lists.")
@click.option("--skip-bad", is_flag=True, help="Skip rows with errors, and list them in a file beside the sheet.")
@click.option(
    "--skipped", type=_FILE, metavar="FILE", help="The file for --skip-bad's list.  [default: SHEET.skipped.csv]"
)
@click.option(
    "--email", metavar="ADDRESS", help="For badges issued elsewhere: their earner's address; only its hash is written."
)
@click.option("--offline", "is_offline", is_flag=True, help="Import badges issued elsewhere without verifying them.")
@click.option("--explain", is_flag=True, help="Show how each column is read, and three rows; write nothing.")
@click.option(
    "--write-mapping", "draft", type=_FILE, metavar="FILE", help="Draft a mapping file for this sheet, and stop."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.program
@options.now
@options.wait
@options.as_json
@json_errors
@on_issued_branch()
def import_(
    files: tuple[Path, ...],
    source: str | None,
    mapping: Path | None,
    badge: str | None,
    issued: str | None,
    dates: str | None,
    names: str | None,
    ignore: tuple[str, ...],
    keep: tuple[str, ...],
    person: str | None,
    header_row: int | None,
    encoding: str | None,
    sheet: str | None,
    duplicates: str | None,
    name: str | None,
    single: bool,
    unlisted: bool,
    skip_bad: bool,
    skipped: Path | None,
    email: str | None,
    is_offline: bool,
    explain: bool,
    draft: Path | None,
    dry_run: bool,
    program: Path,
    now: datetime,
    wait: float,
    as_json: bool,
) -> int:
    """Write awards for the rows of FILES: spreadsheets (CSV, TSV, XLSX) as other platforms export them.

    Writes nothing if any row has an error. Addresses are hashed at once. With the secret BADGEPRESS_PEPPER in the
    environment, the awards of one person are linked. Importing the same file again changes nothing.

    FILES may also be badges issued elsewhere (PNG, SVG, JSON, tokens, Credly's public JSON). Each is verified and
    becomes an award of one of your own badge classes, with a link to the original.
    """
    skipping = skip_bad or skipped is not None
    mapped = _mapping(mapping) if mapping else NO_MAPPING
    wanted = importing.Options(
        now=now,
        sheets=SheetOptions(
            source,
            mapped,
            cast("Order | None", dates),
            sheet,
            badge is not None,
            header_row=header_row,
            encoding=encoding,
            ignore=ignore,
            names=cast("NameOrder | None", names),
            keep=keep,
            dated=issued is not None,
            person=person,
        ),
        fetch=None if is_offline else once(HttpFetch()),
        email=options.typed_address(email) if email else None,
        pepper=importing.load_pepper(os.environ),
        badge=badge,
        name=name,
        issued=issued,
        duplicates=cast("importing.DuplicatesOption | None", duplicates),
        single=single,
        unlisted=unlisted,
        skip_bad=skipping,
    )
    given = [(path, shown_path(path)) for path in files]
    if explain or draft is not None:
        return explaining.show(importing.explain(program, given, wanted), draft, as_json=as_json)
    if not (is_offline or dry_run) and importing.are_badges(given):
        # Fetch everything before taking the lock, so that no other command has to wait for the network.
        importing.import_awards(program, given, wanted)
    with nullcontext() if dry_run else held_for("import", program, wait) as held:
        done = importing.import_awards(program, given, wanted)
        stopped = done.stopped and not skipping
        lists = _lists(files, done, skipped) if skipping else []
        if not stopped and held is not None:
            importing.apply_all(held, done.changes, lists)
    if as_json:
        print_json(_as_dict(done, lists, stopped=stopped, dry_run=dry_run))
    else:
        _print(done, lists, stopped=stopped, dry_run=dry_run)
    return int(stopped)


def _mapping(path: Path) -> Mapped:
    mapped, problems = read_mapping(path, shown_path(path))
    if mapped is None:
        raise ReadError(*problems)
    return mapped


def _lists(files: Sequence[Path], done: importing.Import, skipped: Path | None) -> list[Change]:
    """Return the lists of skipped rows: one for all files, or one beside each file that has any."""
    if skipped is not None:
        return [importing.skipped_file(skipped, shown_path(skipped), done.skipped)] if done.stopped else []
    made = []
    for path in files:
        shown, beside = shown_path(path), path.with_name(f"{path.name}.skipped.csv")
        if any(one.place.file == shown for one in done.skipped):
            own = (one for one in done.skipped if one.place.file == shown)
            made.append(importing.skipped_file(beside, shown_path(beside), own))
    return made


def _print(done: importing.Import, lists: Sequence[Change], *, stopped: bool, dry_run: bool) -> None:
    print_problems(done.problems)
    more = done.rest.errors + done.rest.warnings
    if more:
        click.echo(f"… and {more:,} more {'problem' if more == 1 else 'problems'}", err=True)
    if stopped:
        print_count(done.problems, more_errors=done.rest.errors, more_warnings=done.rest.warnings)
        click.echo("nothing was written")
        return
    for change in (*done.changes, *lists):
        click.echo(f"{change.shown}:" if dry_run else f"wrote {change.shown}")
        if dry_run:
            click.echo("".join(f"+ {printable(line)}\n" for line in change.added.splitlines()), nl=False)
    click.echo(_summary(done, dry_run=dry_run))


def _summary(done: importing.Import, *, dry_run: bool) -> str:
    """Return a summary such as `12 new awards, 3 unchanged`."""
    rows = done.skipped_rows
    parts = [
        f"{done.added} new {'award' if done.added == 1 else 'awards'}" if done.added else "",
        f"{counted(done.replaced, 'award')} replaced" if done.replaced else "",
        f"{done.unchanged} unchanged" if done.unchanged else "",
        f"{counted(rows, 'row')} skipped" if rows else "",
    ]
    summary = ", ".join(part for part in parts if part) or "no awards"
    return f"{summary}; nothing was written" if dry_run else summary


def _as_dict(done: importing.Import, lists: Sequence[Change], *, stopped: bool, dry_run: bool) -> dict[str, Any]:
    return {
        "ok": not stopped,
        "dry_run": dry_run,
        "added": done.added,
        "replaced": done.replaced,
        "unchanged": done.unchanged,
        "files": [change.shown for change in done.changes],
        "skipped": [change.shown for change in lists],
        "problems": [one.as_dict() for one in done.problems],
    } | ({"more_problems": more} if (more := done.rest.errors + done.rest.warnings) else {})
