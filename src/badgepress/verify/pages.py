"""Reports on things that are not badges but lead to one: web pages of badge sites, and addresses we cannot read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from badgepress.errors import FetchError
from badgepress.openbadges.limits import PAGE_HEAD_BYTES
from badgepress.verify.fetch import why
from badgepress.verify.report import IN_ORDER, Check, Finding, Report, Text

#: A page of a badge site has its address in its head.
_BELONGS = re.compile(rb'<link rel="canonical" href="[^"]*/(badges|issuers|earners)/[^"/]+/">')
_KINDS = {b"badges": "badge-page", b"issuers": "issuer-page", b"earners": "earner-page"}


def explained(report: Report, data: bytes) -> Report:
    """The same report, with a hint on what to do if the input is a page about a BadgeClass, an issuer or an earner."""
    found = _BELONGS.search(data[:PAGE_HEAD_BYTES])
    parsed, *others = report.checks
    if parsed.code != "parse-unsupported" or not found:
        return report
    kind = _KINDS[found[1]]
    sentence = Text("label", "page", {"kind": Text("kind", kind)})
    return replace(report, checks=(replace(parsed, sentence=sentence, hint=Text("advice", kind)), *others))


def unread(address: str, error: FetchError, *, now: datetime) -> Report:
    """The report on an address we could not read."""
    found = Finding("unknown", "parse-unreachable", {"address": address, "reason": why(error)})
    skipped = [Check.of(one, Finding("skipped", f"{one}-not-checked")) for one in IN_ORDER[1:]]
    checks = (Check.of("parse", found), *skipped)
    return Report("unverified", Text("verdict", "unread"), ("parse",), checks, None, (), now)
