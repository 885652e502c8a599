"""`badgepress schemas`: write the JSON Schemas of a programme's files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from badgepress import edit
from badgepress.cli import options
from badgepress.cli.holding import held_for
from badgepress.cli.show import counted
from badgepress.read import schemas as made


@click.command()
@options.program
@options.wait
def schemas(program: Path, wait: float) -> int:
    """Write the JSON Schemas of the programme's files to its folder .schemas/, for editors.

    `badgepress award`, `badge new` and `import` name them in the first line of the files they write. Run this again
    after an update. A site publishes the same schemas under /schemas/.
    """
    changes = []
    for name, schema in made.schemas():
        path = program / made.FOLDER / name
        text = made.written(schema).decode()
        changes.append(edit.Change(path, f"{program}/{made.FOLDER}/{name}", text, ""))
    with held_for("schemas", program, wait, begin=True) as held:
        edit.apply(held, *changes)
    click.echo(f"{counted(len(changes), 'schema')} in {program}/{made.FOLDER}/")
    return 0
