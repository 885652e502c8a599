"""`badgepress resolve`: resolve a merge conflict in the issued store."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from badgepress.cli import options
from badgepress.cli.holding import held_for
from badgepress.cli.show import counted, json_errors, print_json, print_problems
from badgepress.git import Git
from badgepress.sign import resolve as join


@click.command()
@options.program
@click.option(
    "--keep",
    type=click.Choice(["ours", "theirs"]),
    help="The side that was published, for lines that cannot both stay; in a rebase, `ours` is what you rebase onto.",
)
@click.option("--add", is_flag=True, help="Also `git add` the resolved files.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@options.wait
@options.as_json
@json_errors
def resolve(
    program: Path, keep: Literal["ours", "theirs"] | None, add: bool, dry_run: bool, wait: float, as_json: bool
) -> int:
    """Join both sides of a merge that stopped with conflicts in issued/.

    No line is lost, and an award erased on either side stays erased. If both sides signed one award at the same status
    list index, the newer line stays. The next `publish` signs the lists again. Two awards with one index, and one award
    with two indexes, are refused until --keep says which side was published. Merge the authored files first.
    """
    with held_for("resolve", program, wait) as held:
        found = join(program, str(program), keep or "")
        if found.files and not dry_run:
            held.replace_all([(one.path, one.data) for one in found.files if one.data is not None or one.path.exists()])
            if add:
                Git(program.resolve())("add", "-A", "--", *(str(one.path.absolute()) for one in found.files))
    if as_json:
        print_json(
            {
                "ok": not found.refused,
                "written": bool(found.files) and not dry_run,
                "files": [{"file": one.shown, "what": one.what} for one in found.files],
                "problems": [one.as_dict() for one in found.refused],
            }
        )
        return bool(found.refused)
    print_problems(found.refused)
    for one in found.files:
        click.echo(f"{one.shown}: {one.what}")
    if found.refused:
        click.echo("nothing was written")
    elif not found.files:
        click.echo("nothing to resolve: git has no conflict in issued/")
    elif dry_run:
        click.echo(f"{counted(len(found.files), 'file')} to be written")
    else:
        then = "" if add else f", then `git add {program}/issued`"
        count = counted(len(found.files), "file")
        click.echo(f"{count} written; run `badgepress check`{then}, and continue the merge")
    return bool(found.refused)
