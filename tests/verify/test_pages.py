"""Pages of a badge site that are no awards: each is called what it is, with what helps there."""

from __future__ import annotations

import pytest

from badgepress.verify import verify
from badgepress.verify.moments import moment
from badgepress.verify.pages import explained
from tests.vectors.world import NOW


@pytest.mark.parametrize(
    ("folder", "says", "helps"),
    [
        ("badges", "the page about a kind of badge", "holds no badge either"),
        ("issuers", "the page about an issuer", "Ask the holder"),
        ("earners", "the page about a person and their awards", "Open one of the awards on that page"),
    ],
)
def test_each_page_says_what_it_is(folder: str, says: str, helps: str) -> None:
    now = moment(NOW)
    assert now
    address = f"https://badges.example.org/{folder}/one/"
    page = f'<!doctype html><html><head><link rel="canonical" href="{address}"></head></html>'.encode()
    report = explained(verify(page, now=now), page)
    assert says in report.sentence
    assert helps in report.check("parse").hint
    assert (report.verdict, report.check("parse").code) == ("invalid", "parse-unsupported")
