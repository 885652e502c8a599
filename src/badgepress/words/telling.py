"""A report of codes and values → the same in sentences of one language. The only place that makes sentences.

Each text is a template of the catalogue, filled with values that are made ready first (`cleaning`). Which value stands
where, and how it is shown, is in catalogue/README.md; the browser verifier does the same in words/telling.ts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from badgepress.openbadges.limits import ISSUER_CHARACTERS, VALUE_CHARACTERS
from badgepress.values import plainly
from badgepress.verify.report import Check, Endorsement, Issuer, Report, Text
from badgepress.words.catalogues import catalogue, nearest
from badgepress.words.cleaning import clean, fill, labelled
from badgepress.words.told import Told, ToldCheck, ToldEndorsement


def tell(report: Report, language: str) -> Told:
    """The report in words of the language, or of the nearest that there is a catalogue for."""
    return _told(report, catalogue(nearest(language)))


def say(text: Text, language: str) -> str:
    """One text in words: a note, a label …"""
    return _said(text, catalogue(nearest(language)))


def day(moment: datetime, language: str) -> str:
    """The day in UTC as people write it: “14 September 2026”."""
    return _day(moment, catalogue(nearest(language)))


def _told(report: Report, words: Mapping[str, Any]) -> Told:
    checks = tuple(_check(check, words) for check in report.checks)
    # Each of these is a whole sentence already, and is not cut.
    reason = " ".join(check.sentence for one in report.reason for check in checks if check.id == one)
    verdict = words["verdict"][report.text.key]
    return Told(
        verdict=report.verdict,
        title=verdict["title"],
        sentence=fill(verdict["sentence"], {**_ready(report.text.values, words), "reason": reason}),
        checks=checks,
        badge=report.badge,
        notes=tuple(_said(note, words) for note in report.notes),
        checked_at=report.checked_at,
        endorsements=tuple(_endorsement(one, words) for one in report.endorsements),
        credentials=tuple(_told(one, words) for one in report.credentials),
    )


def _check(check: Check, words: Mapping[str, Any]) -> ToldCheck:
    entry, ready = words[check.code], _ready(check.values, words)
    sentence = _said(check.sentence, words) if check.sentence else fill(entry["sentence"], ready)
    hint = _said(check.hint, words) if check.hint else fill(entry["hint"], ready)
    return ToldCheck(check.id, check.outcome, check.code, sentence, hint)


def _endorsement(one: Endorsement, words: Mapping[str, Any]) -> ToldEndorsement:
    return ToldEndorsement(one.outcome, one.issuer_id, one.issuer_name, one.comment, _said(one.text, words))


def _said(text: Text, words: Mapping[str, Any]) -> str:
    template: str = words[text.section][text.key]
    return fill(template, _ready(text.values, words))


def _ready(values: Mapping[str, object], words: Mapping[str, Any]) -> dict[str, str]:
    """All values as texts that are ready to be filled in."""
    return {
        name: clean(_shown(value, words), ISSUER_CHARACTERS if name == "issuer" else VALUE_CHARACTERS)
        for name, value in values.items()
    }


def _shown(value: object, words: Mapping[str, Any]) -> str:
    """A value as it stands in a sentence: a text as it is, what is none of ours as JSON."""
    match value:
        case Text():
            return _said(value, words)
        case Issuer():
            return (clean(value.name) if value.known else "") or labelled(value.name, value.address)
        case datetime():
            return _day(value, words)
        case tuple():
            return ", ".join(_shown(one, words) for one in value)
        case _:
            return plainly(value)


def _day(moment: datetime, words: Mapping[str, Any]) -> str:
    there = moment.astimezone(UTC)
    values = {"day": str(there.day), "month": words["months"][there.month - 1], "year": f"{there.year:04d}"}
    return fill(words["date"], values)
