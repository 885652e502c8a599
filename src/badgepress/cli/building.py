"""`badgepress build`, `check` and `serve`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from badgepress import sign
from badgepress.build import Built, Options, run
from badgepress.build import check as check_program
from badgepress.cli import options
from badgepress.cli.server import serve_site
from badgepress.cli.show import counted, print_count, print_json, print_problems, progress
from badgepress.errors import BadgepressError, errors
from badgepress.handbook import handbook_config

_out = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder to build.",
)


@click.command()
@options.program
@options.templates
@_out
@options.key
@options.now
@options.jobs
@options.as_json
def build(
    program: Path, templates: Path | None, out: Path, key: Path | None, now: datetime, jobs: int, as_json: bool
) -> int:
    """Build the site: read, sign what is new, bake, render.

    Without a key nothing is signed: awards that are new are shown as a preview.
    """
    chosen = _options(program, templates, out, key, now, jobs)
    try:
        with progress() as watch:
            built = run(chosen, watch)
    except BadgepressError as error:
        if not as_json:
            raise
        print_json({"ok": False, "problems": [one.as_dict() for one in error.problems]})
        return 1
    if as_json:
        print_json(_as_dict(built))
        return 0
    print_problems(built.warnings)
    for line in _said(built, out):
        click.echo(line)
    return 0


@click.command()
@options.program
@options.templates
@options.key
@options.now
@options.jobs
@options.as_json
def check(program: Path, templates: Path | None, key: Path | None, now: datetime, jobs: int, as_json: bool) -> int:
    """Read the whole programme and show every problem; write nothing.

    Also verifies what was issued: every line must be exactly what an issuer of the programme signed.
    """
    chosen = _options(program, templates, Path("site"), key, now, jobs)
    with progress() as watch:
        problems, plan = check_program(chosen, watch)
    wrong = errors(problems)
    if as_json:
        counts = {"to_issue": plan.signing, "to_preview": plan.previewing} if plan else {}
        print_json({"ok": not wrong, **counts, "problems": [one.as_dict() for one in problems]})
        return bool(wrong)
    print_problems(problems)
    print_count(problems)
    if not wrong and plan:
        waiting = plan.signing + plan.previewing
        click.echo(f"{program}: no errors" + (f", {counted(waiting, 'award')} to be issued" if waiting else ""))
    return bool(wrong)


@click.command()
@options.program
@options.templates
@_out
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--once", is_flag=True, help="Build once and serve; do not watch for changes.")
@options.jobs
def serve(program: Path, templates: Path | None, out: Path, port: int, once: bool, jobs: int) -> int:
    """Show the site on this machine and build it again when the programme or its templates change.

    Never signs, whatever keys are at hand: what is new is shown as a preview.
    """

    def rebuild() -> None:
        chosen = _options(program, templates, out, None, options.this_moment(), jobs, environment={})
        try:
            built = run(chosen)
        except BadgepressError as error:
            print_problems(error.problems)
            click.echo("the site is as it was; mend the above and save", err=True)
            return
        print_problems(built.warnings)
        for line in _said(built, out):
            click.echo(line)

    return _serve(program, templates, out, port, rebuild, once=once)


def _serve(
    program: Path, templates: Path | None, out: Path, port: int, rebuild: Callable[[], None], *, once: bool
) -> int:
    rebuild()
    watched = [program, templates or program.resolve().parent / "templates", program.resolve().parent / "docs"]
    return serve_site(out, port, [] if once else watched, rebuild)


def _options(
    program: Path,
    templates: Path | None,
    out: Path,
    key: Path | None,
    now: datetime,
    jobs: int,
    *,
    environment: dict[str, str] | None = None,
) -> Options:
    return Options(
        program=program,
        out=out,
        now=now,
        keyring=sign.load_keyring(os.environ if environment is None else environment, key),
        templates=templates,
        jobs=jobs,
        shown=str(program),
        handbook=handbook_config(),
        cache=Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "badgepress" / "pictures",
    )


def _said(built: Built, out: Path) -> list[str]:
    lines = [f"{out}: {counted(built.awards, 'award')} of {counted(built.classes, 'badge class')}"]
    if built.issued:
        lines.append(f"issued {counted(built.issued, 'award')}; commit the new lines of issued/")
    files = f"{built.changed} of {counted(built.files, 'file')} changed" if built.changed else "nothing changed"
    return [*lines, files]


def _as_dict(built: Built) -> dict[str, Any]:
    return {
        "ok": True,
        "awards": built.awards,
        "classes": built.classes,
        "issued": built.issued,
        "previewed": built.previewed,
        "files": built.files,
        "changed": built.changed,
        "problems": [one.as_dict() for one in built.warnings],
    }
