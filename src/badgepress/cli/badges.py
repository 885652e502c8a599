"""`badgepress bake` and `unbake`: put badges into images and take them out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from badgepress import atomic
from badgepress.cli import options
from badgepress.cli.show import json_errors, print_json, printable
from badgepress.errors import BakeError, problem, refusal
from badgepress.openbadges.images import bake as baking


def _write(target: Path, data: bytes) -> None:
    """Write a file atomically, so that an image being overwritten survives a full disk. Raises BakeError."""
    try:
        atomic.replace(target, data)
    except OSError as error:
        raise BakeError(problem("cannot-write", f"cannot write: {refusal(error)}", file=str(target))) from None


def _bytes(file: Path) -> bytes:
    """Read a file. Raises BakeError `unreadable`."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BakeError(problem("unreadable", f"cannot read: {refusal(error)}", file=str(file))) from None


@click.command()
@click.argument("image", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("credential", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="The baked image.  [default: overwrite IMAGE]"
)
def bake(image: Path, credential: Path, out: Path | None) -> int:
    """Put CREDENTIAL (Open Badges 3.0 JSON, or a JWS) into IMAGE, a PNG or SVG."""
    try:
        text = _bytes(credential).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        hint = "a credential is JSON or a JWS, saved as UTF-8"
        raise BakeError(
            problem("bake-not-text", "the credential is not a text file", file=str(credential), hint=hint)
        ) from None
    baked = baking.bake(_bytes(image), text)
    target = out or image
    _write(target, baked)
    click.echo(f"baked {target}")
    return 0


@click.command()
@click.argument("image", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file for the credential.  [default: print it]",
)
@options.as_json
@json_errors
def unbake(image: Path, out: Path | None, as_json: bool) -> int:
    """Take the badge out of IMAGE, a PNG or SVG, and print it."""
    found = baking.unbake(_bytes(image))
    if out is not None:
        _write(out, (found.text + "\n").encode())
        return 0
    if as_json:
        print_json({"kind": found.kind, "how": found.how, "text": found.text})
    elif sys.stdout.isatty():
        click.echo("\n".join(printable(line) for line in found.text.expandtabs().split("\n")))
    else:
        click.echo(found.text)
    return 0
