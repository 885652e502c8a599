"""`badgepress verify --lang`: another language says the same, in other words."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_report_speaks_the_language_asked_for(run: Run, here: Path) -> None:
    (here / "words.txt").write_text("no badge", encoding="utf-8")
    said = run("verify", "words.txt", "--lang", "es", "--offline")
    assert said.code == 1
    assert "Esto no es ni una imagen de insignia" in said.out
    report = json.loads(run("verify", "words.txt", "--lang", "es", "--offline", "--json").out)
    assert report["title"] == "Ninguna insignia que comprobar"
    assert report["checks"][0]["code"] == "parse-bad-json"


def test_a_language_without_a_catalogue_is_wrong_usage(run: Run, here: Path) -> None:
    (here / "words.txt").write_text("no badge", encoding="utf-8")
    assert run("verify", "words.txt", "--lang", "tlh").code == 2
