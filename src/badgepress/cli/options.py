"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from badgepress.errors import ReadError, problem
from badgepress.lock import PATIENCE
from badgepress.model import add_duration
from badgepress.model.base import authored_moment
from badgepress.model.base import duration as as_duration
from badgepress.read.sheets.addresses import AddressTrouble, address


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime:
    """Parse a date, or a time with a zone; without the option, return the current time."""
    if value is None:
        return this_moment()
    try:
        return authored_moment(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


def optional_moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Parse a date, or a time with a zone; without the option, return None."""
    return None if value is None else _moment(ctx, param, value)


def later(start: datetime, duration: str) -> datetime:
    """Return `start` plus a duration such as P30D. Raises UsageError if it is not a duration."""
    try:
        return add_duration(start, as_duration(duration))
    except (ValueError, OverflowError) as error:
        raise click.UsageError(str(error)) from None


def typed_address(email: str) -> str:
    """Check an address and return it as typed: the badge may be for that spelling. Raises ReadError `bad-email`."""
    try:
        address(email)
    except AddressTrouble as trouble:
        hint = "give one address, such as name@example.org"
        message = "not an e-mail address"
        raise ReadError(problem("bad-email", message, path="--email", got=str(trouble), hint=hint)) from None
    return email.strip()


def this_moment() -> datetime:
    """Return the current time in whole seconds. Each command reads the clock once, and only here."""
    return datetime.now(UTC).replace(microsecond=0)


program = click.option(
    "--program",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("badges"),
    show_default=True,
    help="The programme's folder.",
)
templates = click.option(
    "--templates",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=lambda: Path("templates") if Path("templates").is_dir() else None,
    help="A folder whose templates replace ours of the same name.  [default: templates, if it exists]",
)
key = click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A key file that only its owner can read. Else BADGEPRESS_KEY or BADGEPRESS_KEY_<ISSUER>.",
)
now = click.option(
    "--now",
    metavar="DATE",
    callback=_moment,
    help="The time to use for signing and expiry.  [default: the current time]",
)
jobs = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=lambda: min(os.cpu_count() or 1, 16),
    help="How many processes work at once.  [default: one per processor]",
)
wait = click.option(
    "--wait",
    metavar="SECONDS",
    type=click.FloatRange(0),
    envvar="BADGEPRESS_WAIT",
    default=PATIENCE,
    help=f"How long to wait for another command on this programme; also BADGEPRESS_WAIT.  [default: {PATIENCE:.0f}]",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
