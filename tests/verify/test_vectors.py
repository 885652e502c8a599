"""Every vector gives the expected report and reads the expected addresses.

The vector files match what the scenarios generate.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from badgepress.openbadges.moments import moment
from badgepress.verify import Fetch, Moved, Report, verify
from badgepress.words import Told as InWords
from badgepress.words import tell, telling
from badgepress.words.catalogues import catalogue
from tests.vectors import make
from tests.vectors.expand import FOLDER, load, names
from tests.verify.plain import plain, some
from tests.verify.world import Told

LEFT_OPEN = re.compile(r"\{[a-z_]+\}")
NAMES = names()


def handed_over(given: dict[str, Any]) -> bytes | str | dict[str, Any]:
    if "base64" in given:
        return base64.b64decode(given["base64"])
    found: str | dict[str, Any] = given["text"] if "text" in given else given["json"]
    return found


def run(vector: dict[str, Any]) -> tuple[Report, list[str]]:
    told = Told(vector["documents"])
    fetch: Fetch = Moved(vector["base_url"], vector["served_from"], told) if vector["base_url"] else told
    now = moment(vector["now"])
    assert now
    report = verify(
        handed_over(vector["input"]),
        now=now,
        fetch=fetch,
        trusted=vector["trusted"],
        email=vector["email"],
        keys=vector.get("keys"),
    )
    return report, told.asked


@pytest.mark.parametrize("name", NAMES)
def test_vector(name: str) -> None:
    vector = load(name)
    report, asked = run(vector)
    expect = vector["expect"]
    assert [[check.id, check.outcome, check.code] for check in report.checks] == expect["checks"]
    assert report.verdict == expect["verdict"]
    assert asked == expect["fetched"]
    if "text" in expect:
        assert report.text.key == expect["text"]
    assert some(report.text.values, expect.get("values", {})) == expect.get("values", {})
    for check, values in expect.get("found", {}).items():
        assert some(report.check(check).values, values) == values
    if "credentials" in expect:
        assert [inner.verdict for inner in report.credentials] == expect["credentials"]
    if "endorsements" in expect:
        each = [[one.outcome, one.comment or None, one.text.key] for one in report.endorsements]
        assert len(each) == len(expect["endorsements"])
        assert [one[: len(said)] for one, said in zip(each, expect["endorsements"], strict=True)] == expect[
            "endorsements"
        ]
    if "notes" in expect:
        assert [plain(note) for note in report.notes] == expect["notes"]
    told = tell(report, "en")
    if "{recipient}" not in json.dumps(vector["input"]):
        assert [text for text in texts(told) if LEFT_OPEN.search(text)] == []


def texts(report: InWords) -> list[str]:
    checks = [text for check in report.checks for text in (check.sentence, check.hint)]
    return [report.title, report.sentence, *report.notes, *checks]


def test_the_files_are_what_the_scenarios_make() -> None:
    made, kept = make.files(), make.kept()
    assert sorted(kept) == sorted(made), "run: python -m tests.vectors.make"
    assert [name for name in made if made[name] != kept[name]] == [], "run: python -m tests.vectors.make"


def test_each_file_expands_to_the_whole_of_its_scenario() -> None:
    for name, vector in make.vectors().items():
        assert load(name) == vector, name


class Noted(dict[str, Any]):
    """A catalogue that records the paths read from it."""

    def __init__(self, texts: dict[str, Any], taken: set[tuple[str, ...]], path: tuple[str, ...] = ()) -> None:
        super().__init__(texts)
        self._taken, self._path = taken, path

    def __getitem__(self, key: str) -> Any:
        value, path = super().__getitem__(key), (*self._path, key)
        self._taken.add(path)
        return Noted(value, self._taken, path) if isinstance(value, dict) else value


#: Texts that no vector covers, with the test that covers them.
ELSEWHERE = {
    ("note", "folder"): "tests/verify/test_verify.py",
    ("note", "folder-unread"): "tests/cli/test_verifying.py",
    ("note", "code"): "tests/site/test_verify_page.py",
    ("note", "packed"): "tests/verifier/packed.test.mjs",
    ("note", "packed-list"): "tests/verifier/packed.test.mjs",
    ("note", "packed-old"): "tests/verifier/packed.test.mjs",
    ("kind", "badge-page"): "tests/verify/test_pages.py",
    ("kind", "issuer-page"): "tests/verify/test_pages.py",
    ("kind", "earner-page"): "tests/verify/test_pages.py",
    ("kind", "number"): "tests/verify/test_words.py",
    ("advice", "badge-page"): "tests/verify/test_pages.py",
    ("advice", "issuer-page"): "tests/verify/test_pages.py",
    ("advice", "earner-page"): "tests/verify/test_pages.py",
    ("reason", "fetch-too-many"): "tests/vectors/pages/unread-too-many.json",
    ("verdict", "unread"): "tests/vectors/pages/unread-too-many.json",
    ("verdict", "checking"): "tests/site/test_verify_page.py",
}


def test_every_text_of_the_catalogue_has_a_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, taken = catalogue("en"), set[tuple[str, ...]]()
    noted = Noted(dict(texts), taken)
    monkeypatch.setattr(telling, "catalogue", lambda _: noted)
    for name in NAMES:
        tell(run(load(name))[0], "en")
    sections = ("verdict", "note", "how", "kind", "advice", "reason")
    wanted = {(section, name) for section in sections for name in texts[section]}
    assert wanted - taken == set(ELSEWHERE)
    for (_, key), file in ELSEWHERE.items():
        assert key in (FOLDER.parent.parent / file).read_text("utf-8")


def test_every_code_of_the_catalogue_has_a_vector() -> None:
    codes = {code for code in catalogue("en") if "-" in code}
    seen = {code for name in NAMES for _, _, code in load(name)["expect"]["checks"]}
    # A test generates the two-megabyte text instead of storing it. An address alone is not a badge yet.
    assert codes - seen == {"parse-too-large", "parse-unreachable"}
    assert seen <= codes
