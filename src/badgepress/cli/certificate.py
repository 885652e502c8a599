"""`badgepress certificate`: write an award as a PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from badgepress import atomic
from badgepress.bundle import ensure_bundle
from badgepress.cli import options
from badgepress.cli.apart import on_issued_branch
from badgepress.errors import RenderError, problem, refusal
from badgepress.read import require_program
from badgepress.render.pages.certificate import Certificates, Size
from badgepress.sign import find_award


@click.command()
@click.argument("award")
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The PDF to write.  [default: certificate-AWARD.pdf]",
)
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="Page size.")
@click.option("--with-name", is_flag=True, help="Show the earner's name even if the award is unlisted.")
@click.option(
    "--fonts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder of fonts (TTF, OTF) for letters that the bundled fonts lack.",
)
@options.program
@options.templates
@options.now
@on_issued_branch()
def certificate(
    award: str,
    out: Path | None,
    paper: Size,
    with_name: bool,
    fonts: Path | None,
    program: Path,
    templates: Path | None,
    now: datetime,
) -> int:
    """Write AWARD as a one-page tagged PDF, with the signed credential attached.

    AWARD is an id, or an id and a version (k3v9x2/1) for an award that was reissued. The PDF is stamped if the award is
    revoked, replaced or expired.
    """
    identifier, _, version = award.partition("/")
    if version and not version.isdecimal():
        raise click.BadParameter("a version is a number: k3v9x2/1", param_hint="AWARD")
    found = require_program(program)
    issued = find_award(found, identifier, int(version) if version else None)
    made = Certificates(found, templates=templates, now=now, bundle=ensure_bundle(), fonts=fonts)
    pdf = made.draw(issued, paper, with_name=with_name)
    target = out or Path(f"certificate-{award.replace('/', '-')}.pdf")
    try:
        atomic.replace(target, pdf)
    except OSError as error:
        raise RenderError(problem("cannot-write", f"cannot write: {refusal(error)}", file=str(target))) from None
    click.echo(f"wrote {target}")
    return 0
