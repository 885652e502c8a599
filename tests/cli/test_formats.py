"""Output for machines: annotations, SARIF, the summary of a pull request."""

from __future__ import annotations

import json
from pathlib import Path

from badgepress.cli.formats import sarif, workflow_commands
from badgepress.errors import problem
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
HOSTILE = problem("bad", "one\ntwo %0A: ::error::x", file="a,b:c.yml", line=3, path="name", hint="mend\r\nit")


def test_an_annotation_is_always_one_line() -> None:
    assert list(workflow_commands([HOSTILE])) == [
        "::error file=a%2Cb%3Ac.yml,line=3,title=bad::name: one%0Atwo %250A: ::error::x%0Ahint: mend%0D%0Ait"
    ]
    assert list(workflow_commands([problem("odd", "so", severity="warning")])) == ["::warning title=odd::so"]


def test_sarif_names_rule_place_and_level() -> None:
    log = sarif([HOSTILE, problem("odd", "so", file="x.yml", severity="warning")])
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["bad", "odd"]
    assert [(one["ruleIndex"], one["level"]) for one in run["results"]] == [(0, "error"), (1, "warning")]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("a,b:c.yml", 3)


def test_check_in_every_format(run: Run, here: Path) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text().replace("badge: data-foundations", "badge: data-fundations"))
    told = run("check", "--format", "github", *NOW)
    assert told.code == 1
    assert told.out.startswith("::error file=badges/assertions/2026/k3v9x2.yml,line=")
    assert json.loads(run("check", "--format", "sarif", *NOW).out)["runs"][0]["results"][0]["ruleId"] == "unknown-badge"
    assert json.loads(run("check", "--format", "json", *NOW).out)["problems"][0]["code"] == "unknown-badge"


def test_the_summary_shows_the_plan(run: Run, here: Path, key_file: Path) -> None:
    run("build", "--out", "site", "--key", str(key_file), *NOW)
    run("revoke", "k3v9x2", *NOW)
    run("award", "data-practice", "--cohort", "autumn", "--name", "Ana", *NOW)
    said = run("check", "--summary", "summary.md", *NOW)
    assert said.code == 0, said.err
    text = (here / "summary.md").read_text()
    assert text.startswith("## 1 award to be issued, 1 revoked, 0 files refused\n\n### To be issued\n\n- `")
    assert "\n### Revoked\n\n- `k3v9x2`\n" in text


def test_awards_that_expire_soon_are_listed(run: Run, here: Path, key_file: Path) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text() + "expires: 2026-12-10\n")
    run("build", "--out", "site", "--key", str(key_file), *NOW)
    said = run("check", "--expiring", "P30D", *NOW)
    assert "1 award expires before 2026-12-22\n  2026-12-10 k3v9x2 (data-foundations)\n" in said.out
    assert "0 awards expire before 2026-11-29\n" in run("check", "--expiring", "P1W", *NOW).out
    assert run("check", "--expiring", "a month", *NOW).code == 2
