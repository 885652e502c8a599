"""`badgepress publish`: the command that the default branch's workflow runs."""

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
from badgepress.cli.building import build_options, out_option, summary_lines
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
        raise click.BadParameter("give the whole hash of a commit", ctx, param)
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
    help="Where to push: a remote's name or address. Put a token for it into BADGEPRESS_GIT_TOKEN, not here.",
)
@click.option("--branch", default="", help="The branch to publish.  [default: the remote's default branch]")
@click.option(
    "--issued-branch",
    default="",
    envvar=VARIABLE,
    help="A separate branch for issued/, if --branch is protected.  [default: from program.yml]",
)
@click.option(
    "--only",
    type=click.Choice(["try", "sign", "build"]),
    help="Run only one step. try: check out the newest commit, check it and build it on trial, without a key. sign: "
    "sign --commit and push it, without loading templates. build: build --commit, without a key.",
)
@click.option("--commit", default="", metavar="SHA", callback=_commit, help="The commit that was tried, or signed.")
@click.option(
    "--issued-commit", default="", metavar="SHA", callback=_commit, help="The issued-commit that --only sign wrote."
)
@click.option(
    "--outputs",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append commit=SHA and issued-commit=SHA to FILE, for later steps.",
)
@click.option(
    "--summary", type=click.Path(path_type=Path, dir_okay=False), help="Append what was done to FILE, as Markdown."
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
    """Check on trial, sign new awards, push issued/ and build the site: for a workflow on the default branch.

    Only processes without a key load templates and pictures. It is safe to run again after a crash at any step, and
    beside another run: no award is signed twice. Also fetches the status lists of the published site: an index that is
    set there but that no line of issued/ has is an error.
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
        # The run that signed this commit already looked for lost lines.
        built = run(replace(chosen, history=()))
        print_problems(built.warnings)
        for line in summary_lines(built, out):
            click.echo(line)
        return 0
    with held_for("publish", program, wait, publishes=True) as held:
        place = _place(program, address, branch, issued_branch)
        if only == "try":
            found = Published(0, False, _prepare(chosen, place, issued_branch))
            _check_published(program, now)
            _try(chosen, summary)
        elif only == "sign":
            found = sign_tried(chosen, place, held, commit)
        else:
            _prepare(chosen, place, issued_branch)
            _check_published(program, now)
            arguments = _arguments(program, templates, now, jobs) + (["--summary", str(summary)] if summary else [])
            found = run_publish(chosen, place, held, lambda: _child("check", "--trial", "--keys-elsewhere", *arguments))
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
        _child("build", *_arguments(program, templates, now, jobs), "--out", str(out), "--wait", str(wait))
    return 0


def _place(program: Path, address: str, branch: str, issued_branch: str) -> Place:
    """Return where to push. Removes a token from the address, and warns about it."""
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


def _prepare(chosen: Options, place: Place, issued_branch: str) -> str:
    """Check out the newest commit and return it. Raises SignError `branch-moved` if it names another issued branch."""
    commit = prepare(chosen, place)
    if not issued_branch and named_branch(chosen.program) != place.issued_branch:
        message = "since this run began, program.yml names another branch for issued/"
        hint = "run it again to use the new branch"
        raise SignError(problem("branch-moved", message, file=f"{chosen.shown}/program.yml", hint=hint))
    return commit


def _check_published(program: Path, now: datetime) -> None:
    """Compare with the published site, which may know more than git if the history was rewritten.

    Raises ReadError if something published is missing here. Also warns if the weekly run has stopped renewing lists.
    """
    lost = lost_places(program, str(program), HttpFetch())
    if errors(lost):
        raise ReadError(*lost)
    print_problems(lost)
    read, _ = read_program(program, shown=str(program))
    print_problems(overdue(read, now) if read else [])


def _try(chosen: Options, summary: Path | None) -> None:
    problems, plan = trial(chosen)
    if summary:
        add_to(summary, plan_summary(plan, problems))
    if errors(problems):
        raise ReadError(*problems)
    print_problems(problems)


def _arguments(program: Path, templates: Path | None, now: datetime, jobs: int) -> list[str]:
    """Return this command's options for a child process, without any key."""
    options: list[Any] = ["--templates", templates] if templates else []
    # issued/ is already checked out, and this process holds the programme.
    options += ["--program", program, "--now", rfc3339(now), "--jobs", jobs, "--issued-branch", ""]
    return [str(option) for option in options]


def _child(*arguments: str) -> None:
    """Run badgepress in a child process without secrets in its environment. If it fails, exit with its code."""
    # -P: keep the working directory out of Python's path, so that it cannot shadow modules.
    command = [sys.executable, "-P", "-m", "badgepress", *arguments]
    sys.stdout.flush()
    done = subprocess.run(command, env=for_builders(), check=False)  # noqa: S603  (this program)
    if done.returncode:
        raise click.exceptions.Exit(done.returncode)
