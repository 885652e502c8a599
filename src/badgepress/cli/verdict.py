"""Print a verification report at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from badgepress.cli.show import printable as _printable
from badgepress.openbadges.moments import moment
from badgepress.verify import invalid_name
from badgepress.verify.facts import issuer_address
from badgepress.verify.report import BadgeFacts, Named, Report, Text, decides, is_unsupported
from badgepress.words import Told, day, say, tell
from badgepress.words.cleaning import clean, labelled

_MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "warning": ("!", "yellow"), "unknown": ("?", "yellow")}
_VERDICTS = {"valid": "green", "expired": "yellow", "unverified": "yellow", "revoked": "red", "invalid": "red"}
#: A terminal needs neither isolates nor no-break spaces.
_FOR_PAGES = {0x2068: None, 0x2069: None, 0xA0: " "}
#: The notes to print directly below the title, because they limit what the verdict means.
_WARNINGS = ("issuer-nobody", "recipient-nobody")
#: The colours of verdicts that blame the file or its use, not the badge.
_CALM = {"unsupported": "blue", "unreadable": "blue", "other-holder": "yellow", "not-yet": "yellow"}


def printable(text: str) -> str:
    """Remove characters that control a terminal, and the isolates and no-break spaces, which only pages need."""
    return _printable(text.translate(_FOR_PAGES))


def print_report(report: Report, *, language: str, hint: str = "") -> None:
    """Print the verdict, notes, the badge's facts, then the checks; `hint` goes below the verdict."""
    words = tell(report, language)
    click.echo(_title(report, words))
    for note, sentence in zip(report.notes, words.notes, strict=True):
        if note.key in _WARNINGS:
            click.echo(click.style(printable(sentence), fg="yellow"))
    click.echo(printable(words.sentence))
    for note, sentence in zip(report.notes, words.notes, strict=True):
        if note.key not in _WARNINGS:
            click.echo(printable(sentence))
    if hint:
        click.echo(printable(hint))
    click.echo("")
    if report.badge:
        if not any(check.id == "signature" and check.outcome == "passed" for check in report.checks):
            click.echo(click.style(printable(say(Text("label", "unsigned"), language)), fg="red"))
        for name, value in _facts(report, report.badge, language):
            click.echo(f"{printable(name)}: {printable(value)}")
        click.echo("")
    for check in words.checks:
        mark, colour = _MARKS.get(check.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {check.id:<13}{printable(check.sentence)}")
        if check.hint and check.outcome not in ("passed", "skipped"):
            click.echo(f"  {'':<13}{printable(check.hint)}")
    for endorsement in words.endorsements:
        mark, colour = _MARKS.get(endorsement.outcome, ("-", "bright_black"))
        click.echo(f"{click.style(mark, fg=colour)} {printable(endorsement.sentence)}")
    for number, (inner, inner_words) in enumerate(zip(report.credentials, words.credentials, strict=True), start=1):
        name = inner.badge.name if inner.badge else ""
        title = _title(inner, inner_words)
        click.echo("")
        click.echo(f"{number}. {printable(name)}: {title}" if name else f"{number}. {title}")
        click.echo(f"   {printable(inner_words.sentence)}")


def _title(report: Report, words: Told) -> str:
    """Return the verdict's title in its colour; red means that the badge cannot be relied on."""
    deciding = next((check for check in report.checks if decides(check)), None)
    is_revoked = any(check.id == "status" and check.outcome == "failed" for check in report.checks)
    usual = _VERDICTS[report.verdict]
    colour = _CALM.get(invalid_name(deciding), usual) if deciding and not is_revoked else usual
    if any(map(is_unsupported, report.checks)):
        colour = _CALM["unsupported"]
    return click.style(printable(words.title), fg=colour, bold=True)


def _facts(report: Report, badge: BadgeFacts, language: str) -> Iterator[tuple[str, str]]:
    """Yield the badge's facts as (label, value). Missing ones are left out or labelled as missing."""

    def label(key: str) -> str:
        return say(Text("label", key), language)

    rows = [
        ("badge", clean(badge.name)),
        ("issuer", labelled(badge.issuer_name, issuer_address(badge.issuer_id))),
        ("recipient", clean(badge.recipient_name or label("unnamed"))),
        ("issued", clean(_day(badge.issued, language))),
        ("expires", clean(_day(badge.expires, language) or label("never"))),
    ]
    for name, value in rows:
        if value:
            yield label(name), value
    for name, named in (("evidence", badge.evidence), ("skills", badge.skills)):
        for one in named:
            yield label(name), _named(one)


def _named(one: Named) -> str:
    return labelled(one.name, one.url) if one.url and one.url != one.name else clean(one.name)


def _day(text: str, language: str) -> str:
    when = moment(text)
    return day(when, language) if when else text
