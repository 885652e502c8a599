"""`badgepress publish`: what the default branch's workflow runs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress.build import check
from badgepress.cli import options
from badgepress.cli.building import build_options, out_option, said
from badgepress.cli.holding import held_for
from badgepress.cli.show import counted, print_problems
from badgepress.cli.summary import add_to, plan_summary
from badgepress.errors import ReadError, errors
from badgepress.publish import Place, prepare
from badgepress.publish import publish as run_publish


@click.command()
@options.program
@options.templates
@out_option
@options.key
@options.now
@options.jobs
@options.wait
@click.option("--remote", default="origin", show_default=True, help="Where to push: a remote's name or address.")
@click.option("--branch", default="main", show_default=True, help="The branch that was merged into.")
@click.option("--issued-branch", default="", help="A branch of its own for issued/, where --branch is protected.")
@click.option(
    "--summary", type=click.Path(path_type=Path, dir_okay=False), help="Add what was done to FILE, as Markdown."
)
def publish(
    program: Path,
    templates: Path | None,
    out: Path,
    key: Path | None,
    now: datetime,
    jobs: int,
    wait: float,
    remote: str,
    branch: str,
    issued_branch: str,
    summary: Path | None,
) -> int:
    """Check, sign what is new, push issued/, and build the site: for a workflow on the default branch.

    Safe to run again after a crash at any step, and beside another run: what is issued is never signed twice.
    """
    chosen = build_options(program, templates, out, key, now, jobs, wait)
    place = Place(Path.cwd(), remote, branch, issued_branch)
    with held_for("publish", program, wait) as held:
        prepare(chosen, place)
        problems, plan = check(chosen)
        if summary:
            add_to(summary, plan_summary(plan, problems))
        if errors(problems):
            raise ReadError(*problems)
        published = run_publish(chosen, place, held)
    print_problems(published.built.warnings)
    if published.pushed:
        click.echo(f"pushed to {issued_branch or branch}: {counted(published.issued, 'award')} issued")
    else:
        click.echo("nothing to push")
    for line in said(published.built, out):
        click.echo(line)
    return 0
