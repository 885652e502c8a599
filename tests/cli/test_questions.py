"""The questions of `award` and `badge new` at a terminal; each answer is checked before the next question."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from badgepress.cli import asking, cli
from badgepress.openbadges.identity import hash_identity
from badgepress.read import load_awards, read_program
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")


@pytest.fixture
def terminal(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend that standard input is a terminal."""
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    return here


def typed(arguments: list[str], *answers: str) -> Result:
    lines = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(
        cli, [*arguments, *NOW[: 2 * (arguments[0] == "award")]], input=lines, standalone_mode=False
    )


def new_file(before: set[Path]) -> Path:
    (made,) = set(Path("badges").rglob("*.yml")) - before
    return made


def test_award_asks_for_everything_that_a_good_award_has(terminal: Path) -> None:
    settings = Path("badges/program.yml")
    settings.write_text(settings.read_text() + "languages: [es]\n")
    before = set(Path("badges").rglob("*.yml"))
    done = typed(
        ["award"],
        *("data", "found"),  # two badges have the first word, one the second
        *("Rosa Feld", "not an address", "rosa@mail.example.org", "Rosa Feld", "rosa-feld", "uk", "de"),
        *("yesterday", "2026-11-20", "2026-11-19", "2028-11-20"),
        *("notebooks.example", "https://notebooks.example/rosa", "Capstone notebook", ""),
        *("n", "es", "y"),
    )
    assert done.return_value == 0, (done.output, done.exception)
    assert "2 of them contain 'data'" in done.output
    for said in ("not an e-mail address", "not a slug", "did you mean 'GB'?", "a date looks like 2026-09-14"):
        assert said in done.output
    assert "it must expire after 2026-11-20" in done.output
    assert "a web address starts with https://" in done.output
    file = new_file(before)
    assert "rosa@" not in file.read_text()
    assert "+ badge:" in done.output
    program, _ = read_program(Path("badges"))
    assert program is not None
    award = next(one for each in program.files for one in load_awards(each, program)[0] if one.id == file.stem)
    who = award.assertion.recipient
    assert (who.name, who.earner, who.country, award.assertion.visibility) == (
        "Rosa Feld",
        "rosa-feld",
        "DE",
        "unlisted",
    )
    assert who.identity == hash_identity("rosa@mail.example.org", who.salt or "")
    assert (str(award.assertion.expires)[:10], award.assertion.language) == ("2028-11-20", "es")
    assert [(one.name, one.url) for one in award.assertion.evidence] == [
        ("Capstone notebook", "https://notebooks.example/rosa")
    ]


def test_award_insists_on_a_recipient_and_skips_a_known_expiry(terminal: Path) -> None:
    before = set(Path("badges").rglob("*.yml"))
    # a number from the list; no name and no address; then a name
    done = typed(["award"], "2", "", "", "Rosa Feld", "", "", "", "", "", "", "")
    assert done.return_value == 0, (done.output, done.exception)
    assert "give a name, an e-mail address or a DID" in done.output
    assert "Expires on" not in done.output, "the class gives its duration"
    first, text = new_file(before).read_text().split("\n", 1)
    assert first.startswith("# yaml-language-server: ")
    assert text == 'badge: "data-practice"\nissued: 2026-11-22\nrecipient:\n  name: "Rosa Feld"\n'


def test_without_confirmation_nothing_is_written(terminal: Path) -> None:
    before = set(Path("badges").rglob("*.yml"))
    done = typed(["award", "data-practice"], "Rosa Feld", "", "", "", "", "", "", "n")
    assert type(done.exception).__name__ == "Abort", done.output
    assert set(Path("badges").rglob("*.yml")) == before


def test_given_options_are_not_asked_for(terminal: Path) -> None:
    done = typed(["award", "data-practice", "--name", "Rosa Feld"])
    assert (done.return_value, "Write this?" in done.output) == (0, False)


def test_without_a_terminal_missing_options_are_named(run: Run) -> None:
    said = run("award", *NOW)
    assert (said.code, said.err.splitlines()[-1]) == (
        2,
        "Error: give the badge and its earner with --name, --email or --did",
    )
    assert run("award", "data-practice", *NOW).err.splitlines()[-1].startswith("Error: give its earner with")
    said = run("badge", "new", "sql", "--name", "SQL")
    assert (said.code, said.err.splitlines()[-1]) == (2, "Error: also give --description, --criteria")


def test_badge_new_asks_for_everything(terminal: Path) -> None:
    done = typed(
        ["badge", "new"],
        *("Query Writing", "Writes queries that others can read.", "data-practice", "query-writing"),
        *("Write three queries.", "Explain one.", "", "expert", "found", "Data", "sql, python", "python"),
        *("sq", "shield", "blue", "", "y"),
    )
    assert done.return_value == 0, (done.output, done.exception)
    for said in (
        "the badge class 'data-practice' already exists",
        "one of Foundational, ",
        "no skill sql in",
        "not a colour",
    ):
        assert said in done.output
    program, problems = read_program(Path("badges"))
    assert program is not None
    assert problems == []
    badge = program.classes["query-writing"]
    assert badge.criteria == "- Write three queries.\n- Explain one."
    assert (badge.level, badge.family, badge.skills) == ("Foundational", "Data", ("python",))
    assert badge.art is not None
    assert (badge.art.shape, badge.art.colour) == ("shield", "#1f5fbf")
