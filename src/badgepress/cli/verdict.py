"""A report on a badge, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from badgepress.cli.show import printable as _printable
from badgepress.verify import invalid_name
from badgepress.verify.facts import issuer_label, labelled
from badgepress.verify.moments import moment
from badgepress.verify.report import BadgeFacts, Named, Report, decides, is_unsupported
from badgepress.verify.words import clean, day, piece, speaking

_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "warning": ("!", "yellow"), "unknown": ("?", "yellow")}
_VERDICTS = {"valid": "green", "expired": "yellow", "unverified": "yellow", "revoked": "red", "invalid": "red"}
_ISOLATES = dict.fromkeys((0x2068, 0x2069))
#: What is wrong with the thing handed over, or with its use, and not with the badge.
_CALM = {"unsupported": "blue", "unreadable": "blue", "other-holder": "yellow", "not-yet": "yellow"}


def printable(text: str) -> str:
    """The text without what steers a terminal; the isolates of sentences that run from the right are for pages."""
    return _printable(text.translate(_ISOLATES))


def print_report(report: Report, *, language: str, hint: str = "") -> None:
    """Verdict, remarks, what the badge says, then the checks; `hint` is said below the verdict."""
    with speaking(language):
        _print(report, hint)


def _print(report: Report, hint: str) -> None:
    warnings = [
        note for note in report.notes if note in (piece("note", "issuer-nobody"), piece("note", "recipient-nobody"))
    ]
    click.echo(_title(report))
    for warning in warnings:
        click.echo(click.style(printable(warning), fg="yellow"))
    click.echo(printable(report.sentence))
    for text in (*(note for note in report.notes if note not in warnings), hint):
        if text:
            click.echo(printable(text))
    click.echo("")
    if report.badge:
        for name, value in _facts(report, report.badge):
            click.echo(f"{printable(name)}: {printable(value)}")
        click.echo("")
    for check in report.checks:
        mark, colour = _MARKS.get(check.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {check.id:<13}{printable(check.sentence)}")
        if check.hint and check.outcome not in ("passed", "skipped"):
            click.echo(f"  {'':<13}{printable(check.hint)}")
    for endorsement in report.endorsements:
        mark, colour = _MARKS.get(endorsement.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {printable(endorsement.sentence)}")
    for number, inner in enumerate(report.credentials, start=1):
        name = inner.badge.name if inner.badge else ""
        click.echo("")
        click.echo(f"{number}. {printable(name)}: {_title(inner)}" if name else f"{number}. {_title(inner)}")
        click.echo(f"   {printable(inner.sentence)}")


def _title(report: Report) -> str:
    """The verdict's title in its colour: red only for what is not to be relied on."""
    deciding = next((check for check in report.checks if decides(check)), None)
    is_revoked = any(check.id == "status" and check.outcome == "failed" for check in report.checks)
    usual = _VERDICTS[report.verdict]
    colour = _CALM.get(invalid_name(deciding), usual) if deciding and not is_revoked else usual
    if any(map(is_unsupported, report.checks)):
        colour = _CALM["unsupported"]
    return click.style(printable(report.title), fg=colour, bold=True)


def _facts(report: Report, badge: BadgeFacts) -> Iterator[tuple[str, str]]:
    """What the badge says of itself, as (name, value); what it does not say is left out, or said to be so."""
    if not any(check.id == "signature" and check.outcome == "passed" for check in report.checks):
        yield piece("label", "badge"), piece("label", "unsigned")
    rows = [
        ("badge", clean(badge.name)),
        ("issuer", issuer_label(badge, known=False)),
        ("recipient", clean(badge.recipient_name or piece("label", "unnamed"))),
        ("issued", clean(_day(badge.issued))),
        ("expires", clean(_day(badge.expires) or piece("label", "never"))),
    ]
    for name, value in rows:
        if value:
            yield piece("label", name), value
    for name, named in (("evidence", badge.evidence), ("skills", badge.skills)):
        for one in named:
            yield piece("label", name), _named(one)


def _named(one: Named) -> str:
    return labelled(one.name, one.url) if one.url and one.url != one.name else clean(one.name)


def _day(text: str) -> str:
    when = moment(text)
    return day(when) if when else text
