"""`badgepress build`, `check` and `serve`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from badgepress import sign
from badgepress.build import Built, Options, run
from badgepress.build import check as check_program
from badgepress.build import trial as try_program
from badgepress.cli import options
from badgepress.cli.apart import on_issued_branch, with_key
from badgepress.cli.formats import sarif, workflow_commands
from badgepress.cli.secrets import keyring, refuse_key
from badgepress.cli.server import serve_site
from badgepress.cli.show import counted, json_errors, print_count, print_json, print_problems, progress
from badgepress.cli.summary import add_to, expiring_summary, plan_summary
from badgepress.cli.upgrading import Upgrade
from badgepress.errors import BadgepressError, Problem, errors
from badgepress.handbook import handbook_config
from badgepress.lock import PATIENCE
from badgepress.model import rfc3339
from badgepress.read import read_program

out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="The folder to build.",
)


@click.command()
@options.program
@options.templates
@out_option
@options.key
@options.now
@options.jobs
@options.wait
@click.option("--replace", is_flag=True, help="Replace the site in --out even if it was built for another address.")
@click.option("--no-cache", "anew", is_flag=True, help="Read and make everything, whatever earlier builds kept.")
@options.as_json
@json_errors
@on_issued_branch(writes=with_key)
def build(
    program: Path,
    templates: Path | None,
    out: Path,
    key: Path | None,
    now: datetime,
    jobs: int,
    wait: float,
    replace: bool,
    anew: bool,
    as_json: bool,
) -> int:
    """Build the site: read, sign what is new, bake, render.

    Without a key nothing is signed, and new awards are shown as a preview.
    """
    chosen = build_options(program, templates, out, key, now, jobs, wait)
    cache = None if anew else chosen.cache
    chosen = dataclasses.replace(chosen, replace=replace, cache=cache, reuses=not anew)
    with progress() as watch:
        built = run(chosen, watch)
    if as_json:
        print_json(_as_dict(built))
        return 0
    print_problems(built.warnings)
    for line in summary_lines(built, out):
        click.echo(line)
    return 0


@click.command()
@options.program
@options.templates
@options.key
@options.now
@options.jobs
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    show_default=True,
    help="github prints annotations for GitHub Actions, sarif a report for code scanning.",
)
@options.as_json
@click.option(
    "--summary", type=click.Path(path_type=Path, dir_okay=False), help="Append the plan to FILE, as Markdown."
)
@click.option("--trial", is_flag=True, help="Also build the site and a certificate without a key, and discard them.")
@click.option("--keys-elsewhere", is_flag=True, hidden=True, help="The calling process has the keys.")
@click.option(
    "--upgrade",
    is_flag=True,
    help="Also compare the site that this version builds with the published one: what would an upgrade change?",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="With --upgrade: compare with this built site, file by file, instead of the published one.",
)
@click.option("--expiring", metavar="DURATION", help="Also report the awards that expire within, such as P30D.")
@json_errors
@on_issued_branch()
def check(
    program: Path,
    templates: Path | None,
    key: Path | None,
    now: datetime,
    jobs: int,
    form: str,
    as_json: bool,
    summary: Path | None,
    trial: bool,
    keys_elsewhere: bool,
    upgrade: bool,
    against: Path | None,
    expiring: str | None,
) -> int:
    """Read the whole programme and show every problem; write nothing.

    Also verifies issued awards: every line must be exactly what an issuer of the programme signed. To see what a newer
    version would refuse or move, install it beside the current one and run its `check --upgrade` in a checkout of what
    was published last.
    """
    form = "json" if as_json else form
    if against and not upgrade:
        raise click.UsageError("--against needs --upgrade")
    if trial or upgrade:
        refuse_key(key)
    until = options.later(now, expiring) if expiring else None
    chosen = build_options(program, templates, Path("site"), key, now, jobs)
    with progress() as watch:
        compared = Upgrade(program, against)
        if upgrade:
            problems, plan = try_program(chosen, watch, compared.look)
        else:
            problems, plan = (try_program if trial else check_program)(chosen, watch)
    wrong = errors(problems)
    soon = _expiring(program, now, until)
    if summary:
        add_to(summary, plan_summary(plan, problems) + (expiring_summary(soon, until) if until else ""))
    if form == "json":
        counts: dict[str, Any] = {"to_issue": plan.signing, "to_preview": plan.previewing} if plan else {}
        counts |= {"keys_needed": [_need(one) for one in plan.needs]} if plan else {}
        ending: dict[str, Any] = {}
        ending |= {"expiring": [{"award": one.award, "on": rfc3339(one.on)} for one in soon]} if until else {}
        ending |= {"upgrade": compared.as_dict()} if upgrade else {}
        print_json({"ok": not wrong, **counts, **ending, "problems": [one.as_dict() for one in problems]})
    elif form == "sarif":
        print_json(sarif(problems))
    elif form == "github":
        for line in workflow_commands(problems):
            click.echo(line)
    else:
        print_problems(problems)
        print_count(problems)
    if form in ("text", "github"):
        for line in [
            *_checked(program, plan, wrong, soon, until, keys=not keys_elsewhere),
            *(compared.lines() if upgrade else []),
        ]:
            click.echo(line)
    return bool(wrong)


def _expiring(folder: Path, now: datetime, until: datetime | None) -> list[sign.Expiring]:
    program = read_program(folder)[0] if until else None
    return sign.expiring(program, now, until) if program and until else []


def _need(one: sign.Need) -> dict[str, Any]:
    return {"issuer": one.issuer, "awards": one.awards, "lists": list(one.lists), "at_hand": one.at_hand}


def _checked(
    folder: Path,
    plan: sign.Plan | None,
    wrong: Sequence[Problem],
    soon: Sequence[sign.Expiring],
    until: datetime | None,
    *,
    keys: bool,
) -> Iterator[str]:
    if not wrong and plan:
        waiting = len(plan.waiting)
        yield f"{folder}: no errors" + (f", {counted(waiting, 'award')} to be issued" if waiting else "")
        for one in plan.needs if keys else ():
            missing = "" if one.at_hand else "; this run does not have it"
            yield f"publishing needs the key of '{one.issuer}', for {one.what}{missing}"
    if until:
        yield f"{counted(len(soon), 'award')} expire{'s' if len(soon) == 1 else ''} before {until:%Y-%m-%d}"
        yield from (f"  {one.on:%Y-%m-%d} {one.award} ({one.badge})" for one in soon)


@click.command()
@options.program
@options.templates
@out_option
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="0 picks a free port.")
@click.option(
    "--host", "names", multiple=True, metavar="NAME", help="Also answer to this host name, such as a proxy's."
)
@click.option("--once", is_flag=True, help="Build once and serve; do not watch for changes.")
@options.jobs
@options.wait
@on_issued_branch()
def serve(
    program: Path,
    templates: Path | None,
    out: Path,
    port: int,
    names: tuple[str, ...],
    once: bool,
    jobs: int,
    wait: float,
) -> int:
    """Serve the site on this machine, and rebuild it when the programme or its templates change.

    Never signs, even if there is a key: new awards are shown as a preview. Answers only this machine, under its own
    names. Scripts of other sites may read the files that verifiers need.
    """

    def rebuild() -> None:
        chosen = build_options(program, templates, out, None, options.this_moment(), jobs, wait, environment={})
        try:
            built = run(dataclasses.replace(chosen, reuses=True))
        except BadgepressError as error:
            print_problems(error.problems)
            click.echo("the site is unchanged; fix the problems above and save", err=True)
            return
        print_problems(built.warnings)
        for line in summary_lines(built, out):
            click.echo(line)

    rebuild()
    watched = [program, templates or program.resolve().parent / "templates", program.resolve().parent / "docs"]
    return serve_site(out, port, [] if once else watched, rebuild, names)


def _cache() -> Path | None:
    """Return the folder for cached pictures and the handbook; None without a home directory."""
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "badgepress"


def build_options(
    program: Path,
    templates: Path | None,
    out: Path,
    key: Path | None,
    now: datetime,
    jobs: int,
    wait: float = PATIENCE,
    *,
    environment: dict[str, str] | None = None,
) -> Options:
    """Turn a command's options into the options of a build."""
    return Options(
        program=program,
        out=out,
        now=now,
        keyring=keyring(key, environment),
        templates=templates,
        jobs=jobs,
        shown=str(program),
        handbook=handbook_config(),
        cache=_cache(),
        wait=wait,
    )


def summary_lines(built: Built, out: Path) -> list[str]:
    """Return the lines that sum up a build for people."""
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
