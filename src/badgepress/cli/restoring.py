"""`badgepress restore`: restore the issued store from git."""

from __future__ import annotations

from pathlib import Path

import click

from badgepress.cli import options
from badgepress.cli.apart import apart, on_issued_branch
from badgepress.cli.holding import held_for
from badgepress.cli.show import counted, json_errors, print_json, print_problems
from badgepress.errors import errors
from badgepress.sign import plan_restore
from badgepress.sign.history import REFS


@click.command()
@options.program
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@click.option(
    "--from",
    "refs",
    multiple=True,
    metavar="REF",
    help="Also search the history of this branch or commit, such as origin/issued; repeatable.",
)
@click.option(
    "--give-up",
    is_flag=True,
    help="Give up indexes whose lines cannot be found: whatever was signed there counts as revoked.",
)
@options.wait
@options.as_json
@json_errors
@on_issued_branch(writes=True)
def restore(program: Path, dry_run: bool, refs: tuple[str, ...], give_up: bool, wait: float, as_json: bool) -> int:
    """Restore issued/ from git's history: lost and damaged lines, lists and notes.

    Each award gets its newest line back, but erased awards stay erased. Correct lines are not touched, and nothing is
    signed. Changed bytes with the same content, such as other line ends, are repaired even without git. An award whose
    line cannot be found is given up only with --give-up.
    """
    with held_for("restore", program, wait) as held:
        restored = plan_restore(program, (*REFS, *refs), str(program), give_up=give_up)
        if not dry_run and restored.files:
            held.replace_all([(one.path, one.data) for one in restored.files])
    wrong = errors(restored.left)
    if as_json:
        print_json(
            {
                "ok": not wrong,
                "written": not dry_run,
                "files": [{"file": one.shown, "what": one.what} for one in restored.files],
                "problems": [one.as_dict() for one in restored.left],
            }
        )
        return bool(wrong)
    print_problems(restored.left)
    for one in restored.files:
        click.echo(f"{one.shown}: {one.what}")
    count = counted(len(restored.files), "file")
    if not restored.files:
        click.echo("nothing to restore" if not wrong else "nothing could be restored")
    else:
        # If the store has its own branch, this command commits to it when it ends.
        own = apart(program, click.get_current_context().params.get("issued_branch"))
        then = "run `badgepress check`" + ("" if own else ", then commit them")
        click.echo(f"{count} to be written" if dry_run else f"{count} written; {then}")
    return bool(wrong)
