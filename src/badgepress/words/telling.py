"""Turns a report of codes and values into sentences in one language. No other module makes sentences.

Each text is a template from the catalogue, filled with cleaned values (`cleaning`). catalogue/README.md says which
values a text has and how they are shown. The browser verifier does the same in words/telling.ts.
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
    """The report in words, in this language or the nearest that has a catalogue."""
    return _tell(report, catalogue(nearest(language)))


def say(text: Text, language: str) -> str:
    """One text in words, such as a note or a label."""
    return _sentence(text, catalogue(nearest(language)))


def day(moment: datetime, language: str) -> str:
    """The date in UTC as people write it: “14 September 2026”."""
    return _day(moment, catalogue(nearest(language)))


def _tell(report: Report, words: Mapping[str, Any]) -> Told:
    checks = tuple(_check(check, words) for check in report.checks)
    # These are whole sentences already, so do not clean or cut them.
    reason = " ".join(check.sentence for one in report.reason for check in checks if check.id == one)
    verdict = words["verdict"][report.text.key]
    return Told(
        verdict=report.verdict,
        title=verdict["title"],
        sentence=fill(verdict["sentence"], {**_cleaned(report.text.values, words), "reason": reason}),
        checks=checks,
        badge=report.badge,
        notes=tuple(_sentence(note, words) for note in report.notes),
        checked_at=report.checked_at,
        endorsements=tuple(_endorsement(one, words) for one in report.endorsements),
        credentials=tuple(_tell(one, words) for one in report.credentials),
    )


def _check(check: Check, words: Mapping[str, Any]) -> ToldCheck:
    entry, cleaned = words[check.code], _cleaned(check.values, words)
    sentence = _sentence(check.sentence, words) if check.sentence else fill(entry["sentence"], cleaned)
    hint = _sentence(check.hint, words) if check.hint else fill(entry["hint"], cleaned)
    return ToldCheck(check.id, check.outcome, check.code, sentence, hint)


def _endorsement(one: Endorsement, words: Mapping[str, Any]) -> ToldEndorsement:
    return ToldEndorsement(one.outcome, one.issuer_id, one.issuer_name, one.comment, _sentence(one.text, words))


def _sentence(text: Text, words: Mapping[str, Any]) -> str:
    template: str = words[text.section][text.key]
    return fill(template, _cleaned(text.values, words))


def _cleaned(values: Mapping[str, object], words: Mapping[str, Any]) -> dict[str, str]:
    """All values as cleaned texts, ready to fill in."""
    return {
        name: clean(_shown(value, words), ISSUER_CHARACTERS if name == "issuer" else VALUE_CHARACTERS)
        for name, value in values.items()
    }


def _shown(value: object, words: Mapping[str, Any]) -> str:
    """A value as a sentence shows it: a text as is, any other value from the document as JSON."""
    match value:
        case Text():
            return _sentence(value, words)
        case Issuer():
            return (clean(value.name) if value.known else "") or labelled(value.name, value.address)
        case datetime():
            return _day(value, words)
        case tuple():
            return ", ".join(_shown(one, words) for one in value)
        case _:
            return plainly(value)


def _day(moment: datetime, words: Mapping[str, Any]) -> str:
    utc = moment.astimezone(UTC)
    values = {"day": str(utc.day), "month": words["months"][utc.month - 1], "year": f"{utc.year:04d}"}
    return fill(words["date"], values)
