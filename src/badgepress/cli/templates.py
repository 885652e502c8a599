"""`badgepress templates`: list the page templates, copy one to change it, and compare yours with ours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from badgepress import atomic
from badgepress.cli import options
from badgepress.cli.show import counted, json_errors, print_json, printable
from badgepress.errors import RenderError, problem, refusal
from badgepress.render.templating import originals

_WORDS = {
    "ours": "",
    "same": "yours, same as ours: remove it to get updates again",
    "added": "yours, in addition to ours",
    "unknown": "yours, but no page uses it: is the name right?",
}
_into = click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("templates"),
    show_default=True,
    help="The folder of your own templates.",
)


@click.group()
def templates() -> None:
    """The templates of pages: list them, copy one to change it, compare yours with ours."""


@templates.command("list")
@click.option("--yours", is_flag=True, help="Only those in your own folder.")
@options.templates
@options.as_json
@json_errors
def list_(yours: bool, templates: Path | None, as_json: bool) -> int:
    """List every template that you can replace by a file of the same name, and those that you already replace."""
    found = [one for one in originals.listed(templates) if not yours or one.state != "ours"]
    if as_json:
        rows = [{"name": one.name, "state": one.state, "added": one.more, "removed": one.less} for one in found]
        print_json({"templates": rows})
        return 0
    for one in found:
        remark = f"yours, +{one.more} -{one.less} lines" if one.state == "changed" else _WORDS[one.state]
        click.echo(f"{printable(one.name)}  ({remark})" if remark else one.name)
    own = sum(one.state != "ours" for one in found)
    click.echo(f"{counted(len(found), 'template')}, {own} of them yours", err=True)
    return 0


@templates.command("copy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_into
def copy(names: tuple[str, ...], templates: Path) -> int:
    """Copy our templates into your folder, so that you can change them. Never overwrites a file."""
    if originals.is_original(templates):
        hint = "change the file itself, or give another folder with --templates"
        message = "this folder has the originals, so there is nothing to copy"
        raise RenderError(problem("templates-original", message, file=str(templates), hint=hint))
    files = {templates / name: originals.original(name).read_bytes() for name in dict.fromkeys(names)}
    existing = [path for path in files if path.exists() or path.is_symlink()]
    yours = [path for path in existing if not path.is_file() or path.read_bytes() != files[path]]
    if yours:
        hint = "compare it with ours: `badgepress templates diff`"
        message = "this file exists already, and nothing is overwritten"
        raise RenderError(*(problem("file-exists", message, file=str(path), hint=hint) for path in yours))
    atomic.forget(existing)
    _create({path: data for path, data in files.items() if path not in existing}, templates)
    for path in files:
        click.echo(f"{path} exists already, same as ours" if path in existing else f"wrote {path}")
    return 0


def _create(files: Mapping[Path, bytes], shown: Path) -> None:
    try:
        atomic.create_all(files)
    except OSError as error:
        hint = "nothing was written; free some space or fix the permissions, then run again"
        raise RenderError(
            problem("cannot-write", f"cannot write: {refusal(error)}", file=str(shown), hint=hint)
        ) from error


@templates.command("diff")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_into
def diff(names: tuple[str, ...], templates: Path) -> int:
    """Show how your templates (all, or those named) differ from those of the installed version.

    Lines with + are yours, lines with - are ours. Run it after an update: what is new in ours shows as -.
    """
    changed = [one.name for one in originals.listed(templates) if one.state == "changed"]
    for name in names:
        originals.original(name)
        if not (templates / name).is_file():
            hint = f"`badgepress templates copy {name}` creates it"
            message = "you have no template of this name"
            raise RenderError(problem("no-override", message, file=f"{templates}/{name}", hint=hint))
    for name in names or changed:
        for line in originals.difference(templates, name):
            click.echo(printable(line.expandtabs()))
    if not names and not changed:
        click.echo("no template of yours differs from ours", err=True)
    return 0
