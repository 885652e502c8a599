"""`badgepress verify --lang`: reports in other languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import words
from tests.cli.conftest import Run
from tests.vectors.expand import load


def test_the_report_is_in_the_chosen_language(run: Run, here: Path) -> None:
    (here / "words.txt").write_text("no badge", encoding="utf-8")
    said = run("verify", "words.txt", "--lang", "es", "--offline")
    assert said.code == 1
    assert "Esto no es ni una imagen de insignia" in said.out
    report = json.loads(run("verify", "words.txt", "--lang", "es", "--offline", "--json").out)
    assert report["title"] == words.text("verdict.unreadable.title", "es")
    assert report["checks"][0]["code"] == "parse-bad-json"


@pytest.mark.parametrize("language", ["ar", "de", "fr", "ja"])
def test_no_language_prints_control_characters(run: Run, here: Path, root: Path, language: str) -> None:
    title = words.text("verdict.unreadable.title", language)
    (here / "words.txt").write_text("no badge", encoding="utf-8")
    assert run("verify", "words.txt", "--lang", language, "--offline").out.startswith(title + "\n")
    vector = load("issuer/did-key")
    (here / "badge.json").write_text(json.dumps(vector["input"]["json"]), "utf-8")
    said = run("verify", "badge.json", "--lang", language, "--offline", "--now", "2026-11-22").out
    assert "Sofía Andrade" in said
    assert not any(sign in said for sign in "\ufffd\u2068\u2069")


def test_a_language_without_a_catalogue_is_wrong_usage(run: Run, here: Path) -> None:
    (here / "words.txt").write_text("no badge", encoding="utf-8")
    assert run("verify", "words.txt", "--lang", "tlh").code == 2
