"""`badgepress publish`: what the default branch's workflow runs."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from badgepress.apart import taken
from badgepress.build import Options, run, trial
from badgepress.checkout import default_branch
from badgepress.cli import options
from badgepress.cli.apart import VARIABLE
from badgepress.cli.building import build_options, out_option, said
from badgepress.cli.holding import held_for
from badgepress.cli.secrets import refuse_key
from badgepress.cli.show import counted, print_problems
from badgepress.cli.summary import add_to, plan_summary
from badgepress.environment import for_builders
from badgepress.errors import ReadError, SignError, errors, problem
from badgepress.git import Git
from badgepress.model import rfc3339
from badgepress.publish import Place, Published, inside, prepare, sign_tried, stand_at
from badgepress.publish import publish as run_publish
from badgepress.published import lost_places
from badgepress.read import read_program
from badgepress.read.branch import issued_branch as named_branch
from badgepress.remote import TOKEN, remote
from badgepress.sign.overdue import overdue
from badgepress.verify.web import HttpFetch


def _commit(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if value and not (len(value) >= 40 and all(letter in "0123456789abcdef" for letter in value)):
        raise click.BadParameter("a commit is named by its whole hash", ctx, param)
    return value


@click.command()
@options.program
@options.templates
@out_option
@options.key
@options.now
@options.jobs
@options.wait
@click.option(
    "--remote",
    "address",
    default="origin",
    show_default=True,
    help="Where to push: a remote's name or address. A token for it stands in BADGEPRESS_GIT_TOKEN, not here.",
)
@click.option("--branch", default="", help="The branch that was merged into.  [default: the remote's own]")
@click.option(
    "--issued-branch",
    default="",
    envvar=VARIABLE,
    help="A branch of its own for issued/, where --branch is protected.  [default: as program.yml says]",
)
@click.option(
    "--only",
    type=click.Choice(["try", "sign", "build"]),
    help="One step alone. try: take what is newest, check it and build it on trial, without a key. sign: sign --commit "
    "and push it; no template is loaded. build: build --commit, without a key.",
)
@click.option("--commit", default="", metavar="SHA", callback=_commit, help="What was tried, or signed, before.")
@click.option("--issued-commit", default="", metavar="SHA", callback=_commit, help="What --only sign left there.")
@click.option(
    "--outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add commit=SHA and issued-commit=SHA to FILE, for the steps after this one.",
)
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
    address: str,
    branch: str,
    issued_branch: str,
    only: str | None,
    commit: str,
    issued_commit: str,
    outputs: Path | None,
    summary: Path | None,
) -> int:
    """Try, sign what is new, push issued/, and build the site: for a workflow on the default branch.

    Templates and pictures are looked at only by programs that have no key. Safe to run again after a crash at any step,
    and beside another run: what is issued is never signed twice. Also asks the published site for its status lists: a
    place that is set there and that no line of issued/ has is an error.
    """
    has_key = only in (None, "sign")
    if not has_key:
        refuse_key(key)
    chosen = build_options(
        program, templates, out, key if has_key else None, now, jobs, wait, environment=None if has_key else {}
    )
    inside(Path.cwd(), program)
    if only == "build":
        place = _place(program, address, branch, issued_branch)
        stand_at(chosen, place, commit, issued_commit)
        # Whoever signed this commit looked for what is lost.
        built = run(replace(chosen, history=()))
        print_problems(built.warnings)
        for line in said(built, out):
            click.echo(line)
        return 0
    with held_for("publish", program, wait, publishes=True) as held:
        place = _place(program, address, branch, issued_branch)
        if only == "try":
            found = Published(0, False, _prepared(chosen, place, issued_branch))
            _look(program, now)
            _tried(chosen, summary)
        elif only == "sign":
            found = sign_tried(chosen, place, held, commit)
        else:
            _prepared(chosen, place, issued_branch)
            _look(program, now)
            given = _given(program, templates, now, jobs)
            summed = ["--summary", str(summary)] if summary else []
            found = run_publish(
                chosen, place, held, lambda: _child("check", "--trial", "--keys-elsewhere", *given, *summed)
            )
    if outputs:
        add_to(outputs, f"commit={found.commit}\nissued-commit={found.kept}\n")
    if only == "try":
        click.echo(f"tried {found.commit}")
        return 0
    if found.pushed:
        click.echo(f"pushed to {place.issued_branch or place.branch}: {counted(found.issued, 'award')} issued")
    else:
        click.echo("nothing to push")
    if only is None:
        _child("build", *_given(program, templates, now, jobs), "--out", str(out), "--wait", str(wait))
    return 0


def _place(program: Path, address: str, branch: str, issued_branch: str) -> Place:
    """Where to push, without any token in an address; a warning for one that stood there."""
    git = Git(Path.cwd())
    found, warnings = remote(
        address, os.environ.get(TOKEN, ""), lambda name: git("ls-remote", "--get-url", "--end-of-options", name)
    )
    print_problems(warnings)
    far = Git(Path.cwd(), found.hidden, found.environment(os.environ))
    branch, apart = branch or default_branch(far, found), issued_branch or named_branch(program)
    if branch == apart:
        raise taken(apart, "was merged into", program)
    return Place(Path.cwd(), found, branch, apart)


def _prepared(chosen: Options, place: Place, issued_branch: str) -> str:
    """The commit that is newest; what is issued must have the branch that program.yml names there."""
    commit = prepare(chosen, place)
    if not issued_branch and named_branch(chosen.program) != place.issued_branch:
        message = "program.yml names another branch for what is issued since this run began"
        hint = "run it again: it takes the branch that is named now"
        raise SignError(problem("branch-moved", message, file=f"{chosen.shown}/program.yml", hint=hint))
    return commit


def _look(program: Path, now: datetime) -> None:
    """What the published site knows must be here: after a history was written anew it may know more than git.

    Lists that the weekly run should have signed again are told as well: it has stopped.
    """
    lost = lost_places(program, str(program), HttpFetch())
    if errors(lost):
        raise ReadError(*lost)
    print_problems(lost)
    read, _ = read_program(program, shown=str(program))
    print_problems(overdue(read, now) if read else [])


def _tried(chosen: Options, summary: Path | None) -> None:
    problems, plan = trial(chosen)
    if summary:
        add_to(summary, plan_summary(plan, problems))
    if errors(problems):
        raise ReadError(*problems)
    print_problems(problems)


def _given(program: Path, templates: Path | None, now: datetime, jobs: int) -> list[str]:
    """The options of this command for one that it starts; a key is not among them."""
    own: list[Any] = ["--templates", templates] if templates else []
    # What is issued lies in its place already, and the programme is held.
    every = [*own, "--program", program, "--now", rfc3339(now), "--jobs", jobs, "--issued-branch", ""]
    return [str(one) for one in every]


def _child(*arguments: str) -> None:
    """Run this program once more, without any secret in its environment. Ends as that one did, when it fails."""
    # -P: what lies in the working directory is no part of Python's own path.
    command = [sys.executable, "-P", "-m", "badgepress", *arguments]
    sys.stdout.flush()
    done = subprocess.run(command, env=for_builders(), check=False)  # noqa: S603  (this program)
    if done.returncode:
        raise click.exceptions.Exit(done.returncode)
