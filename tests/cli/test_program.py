"""The main commands: what they print and write, and their exit codes."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import words
from tests.cli.conftest import Run
from tests.server import Served
from tests.vectors.expand import load

NOW = ("--now", "2026-11-22")
SITE = ("--out", "site", *NOW)


def test_help_names_every_command_of_the_contract(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    for command in (
        "award",
        "build",
        "certificate",
        "check",
        "import",
        "serve",
        "reissue",
        "key",
        "verify",
        "bake",
        "unbake",
    ):
        assert f"  {command} " in said.out
        assert run(*([command] if command != "key" else ["key", "new"]), "--help").code == 0


@pytest.mark.parametrize(
    "arguments",
    [(), ("nonsense",), ("build", "--colour"), ("build", "--now", "yesterday"), ("verify",), ("build", "--jobs", "0")],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).code == 2


def test_build_without_a_key_is_a_preview_that_writes_nothing(run: Run, here: Path) -> None:
    said = run("build", *SITE)
    assert said.code == 0
    assert said.err == (
        "warning[preview]: badges/assertions/: new awards are shown as a PREVIEW, signed with a throw-away key, "
        "because their issuer's key is not given (got 3 not issued yet)\n"
        "  hint: a build with the issuer's key issues them; nothing was written to issued/\n"
    )
    assert not (here / "badges/issued").exists()
    page = (here / "site/awards/k3v9x2/index.html").read_text()
    assert "PREVIEW" in page.upper()


def test_build_with_a_key_issues_and_a_clone_without_it_rebuilds_the_same(run: Run, here: Path, key_file: Path) -> None:
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 0
    assert "issued 3 awards; commit the new lines of issued/" in said.out
    before = {path: path.read_bytes() for path in (here / "site").rglob("*") if path.is_file()}
    again = run("build", *SITE)
    assert (again.code, again.out.splitlines()[-1]) == (0, "nothing changed")
    assert {path: path.read_bytes() for path in (here / "site").rglob("*") if path.is_file()} == before


def test_build_prints_json(run: Run, key_file: Path) -> None:
    said = json.loads(run("build", *SITE, "--key", str(key_file), "--json").out)
    assert (said["ok"], said["awards"], said["classes"], said["issued"], said["previewed"]) == (True, 3, 2, 3, 0)


def test_problems_are_all_shown_and_exit_with_1(run: Run, here: Path) -> None:
    file = here / "badges/classes/data-foundations.yml"
    file.write_text(file.read_text().replace("skills: [python, statistics]", "skills: [pyhton, statistics]"))
    other = here / "badges/assertions/2026/k3v9x2.yml"
    other.write_text(other.read_text().replace("badge: data-foundations", "badge: data-fundations"))
    for command in (("build", *SITE), ("check", *NOW)):
        said = run(*command)
        assert said.code == 1
        assert "error[unknown-skill]: badges/classes/data-foundations.yml:6: skills[0]: no skill 'pyhton'" in said.err
        assert "hint: did you mean 'python'?" in said.err
        assert "badges/assertions/2026/k3v9x2.yml:1: badge: " in said.err
    assert not (here / "site").exists()
    codes = [one["code"] for one in json.loads(run("check", *NOW, "--json").out)["problems"]]
    assert {"unknown-skill"} < set(codes)


def test_check_counts_what_a_build_would_issue_and_writes_nothing(run: Run, here: Path) -> None:
    said = run("check", *NOW)
    assert (said.code, said.out) == (
        0,
        "badges: no errors, 3 awards to be issued\n"
        "publishing needs the key of 'guild', for 3 awards; this run does not have it\n",
    )
    assert sorted(path.name for path in here.iterdir()) == ["badges"]


def test_check_finds_a_tampered_line(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    store = here / "badges/issued/2026/k3v9x2.jsonl"
    store.write_text(store.read_text().replace("Reads, cleans", "Reads, steals"))
    said = run("check", *NOW)
    assert said.code == 1
    assert "error[issued-tampered]: badges/issued/2026/k3v9x2.jsonl:1: " in said.err


def test_a_missing_programme_is_an_error(run: Run) -> None:
    said = run("build", "--program", "nowhere", *SITE)
    assert said.code == 1
    assert said.err.startswith("error[")
    assert "nowhere" in said.err


def test_key_new_writes_a_private_file_and_prints_the_public_half(run: Run, here: Path) -> None:
    said = run("key", "new", "--out", str(here / "new.key"), *NOW)
    assert said.code == 0
    file = here / "new.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = file.read_text().splitlines()[-1]
    assert secret.startswith("z3u2")
    assert secret not in said.out + said.err
    assert "keys:\n  - public: z6Mk" in said.out
    assert "    from: 2026-11-22\n" in said.out
    again = run("key", "new", "--out", str(file))
    assert (again.code, again.err.partition(":")[0]) == (1, "error[key-file-exists]")
    assert file.read_text().splitlines()[-1] == secret


def test_a_new_key_signs_once_its_public_half_is_pasted(run: Run, here: Path) -> None:
    said = run("key", "new", "--out", str(here / "new.key"), *NOW)
    lines = said.out[said.out.index("keys:") : said.out.index("Sign on this machine")].strip()
    issuer = here / "badges/issuers/guild.yml"
    issuer.write_text(issuer.read_text().partition("keys:")[0] + lines + "\n")
    assert run("build", *SITE, "--key", str(here / "new.key")).code == 0
    assert run("check", *NOW).code == 0


def test_verify_a_baked_badge_of_the_site(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    said = run("verify", "site/awards/k3v9x2/badge.png", *NOW)
    assert said.code == 0
    assert said.out.startswith("Genuine")
    report = json.loads(run("verify", "site/awards/k3v9x2/badge.png", *NOW, "--json").out)
    assert report["verdict"] == "valid"
    assert [check["id"] for check in report["checks"]][:3] == ["parse", "format", "signature"]


def test_verify_knows_issuers_that_the_programme_trusts(run: Run, here: Path, root: Path, key_file: Path) -> None:
    vector = load("issuer/did-key")
    credential = vector["input"]["json"]
    (here / "foreign.json").write_text(json.dumps(credential), "utf-8")

    def trust(*options: str) -> str:
        said = json.loads(run("verify", "foreign.json", "--offline", *NOW, "--json", *options).out)
        return next(str(check["code"]) for check in said["checks"] if check["id"] == "trust")

    assert trust("--program", "badges") == "trust-unknown"
    text = f"- {{name: A friend, did: '{credential['issuer']['id']}', why: we met}}\n"
    (here / "badges/trusted.yml").write_text(text, "utf-8")
    assert trust("--program", "badges") == "trust-known"
    run("build", *SITE, "--key", str(key_file))
    assert trust("--site", "site") == "trust-known"
    assert credential["issuer"]["id"] in (here / "site/verify/index.html").read_text("utf-8")


def test_a_learner_record_lists_its_badges(run: Run, here: Path, root: Path) -> None:
    vector = load("records/other-inside")
    (here / "record.json").write_text(json.dumps(vector["input"]["json"]), "utf-8")
    said = run("verify", "record.json", "--offline", *NOW)
    assert said.code == 3
    assert said.out.startswith(words.text("verdict.unverified.title"))
    assert f"1. {words.text('verdict.unsupported.title')}" in said.out


def test_verify_an_awards_page_by_its_file_or_its_address(
    run: Run, here: Path, key_file: Path, static_server: Callable[..., Served]
) -> None:
    run("build", *SITE, "--key", str(key_file))
    assert run("verify", "site/awards/k3v9x2/index.html", *NOW).code == 0
    served = static_server(here / "site")
    said = run("verify", f"{served.url}awards/k3v9x2/", "--site", "site", *NOW, "--json")
    assert json.loads(said.out)["verdict"] == "valid"
    other = json.loads(run("verify", f"{served.url}skills/", "--site", "site", *NOW, "--json").out)
    assert other["checks"][0]["code"] == "parse-unsupported"


def test_verify_a_tampered_badge(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    file = here / "changed.json"
    file.write_bytes((here / "site/awards/k3v9x2/credential.json").read_bytes().replace(b"Rosa Feld", b"Rosa Held"))
    said = run("verify", str(file), "--site", "site", *NOW, "--json")
    assert (said.code, json.loads(said.out)["verdict"]) == (1, "invalid")


def test_unbake_returns_what_bake_put_in(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    said = run("unbake", "site/awards/k3v9x2/badge.png")
    credential = (here / "site/awards/k3v9x2/credential.json").read_text()
    assert json.loads(said.out) == json.loads(credential)
    plain = here / "site/badges/data-foundations/badge.png"
    baked = run("bake", str(plain), "site/awards/k3v9x2/credential.json", "--out", str(here / "baked.png"))
    assert baked.code == 0
    assert (here / "baked.png").read_bytes() == (here / "site/awards/k3v9x2/badge.png").read_bytes()


def test_reissue_follows_the_hint_of_the_error(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text().replace("Rosa Feld", "Rosa Held-Feld"))
    said = run("build", *SITE, "--key", str(key_file))
    assert (said.code, "error[issued-edited]" in said.err, "badgepress reissue k3v9x2" in said.err) == (1, True, True)
    dry = run("reissue", "k3v9x2", "--reason", "a new name", "--dry-run", *NOW)
    assert dry.out == 'badges/assertions/2026/k3v9x2.yml:\n+ reissued:\n+   - {on: 2026-11-22, reason: "a new name"}\n'
    assert "reissued" not in file.read_text()
    done = run("reissue", "k3v9x2", "--reason", "a new name", "--key", str(key_file), *NOW)
    assert (done.code, done.out.splitlines()[-1]) == (0, "issued again: k3v9x2")
    assert run("build", *SITE).code == 0
    assert "Rosa Held-Feld" in (here / "site/awards/k3v9x2/credential.json").read_text()
    assert run("verify", "site/awards/k3v9x2/badge.png", *NOW).code == 0
    old = json.loads(run("verify", "site/awards/k3v9x2/1/credential.json", *NOW, "--json").out)
    assert old["verdict"] == "revoked"


def test_no_secret_reaches_the_site_or_the_output(run: Run, here: Path, key_file: Path) -> None:
    secret = key_file.read_text().splitlines()[-1]
    said = run("build", *SITE, "--key", str(key_file))
    assert secret not in said.out + said.err
    for path in [*(here / "site").rglob("*"), *(here / "badges").rglob("*")]:
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_a_missing_icon_is_found_before_anything_is_signed(run: Run, here: Path, key_file: Path) -> None:
    file = here / "badges/classes/data-foundations.yml"
    file.write_text(file.read_text().replace("  shape: hexagon", "  shape: hexagon\n  icon: unicorn"))
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 1
    assert said.err.startswith(
        "error[unknown-icon]: badges/classes/data-foundations.yml:16: art.icon: no icon 'unicorn' in the templates\n"
    )
    assert not (here / "badges/issued").exists()
    assert run("check", *NOW).code == 1


def test_award_writes_an_assertion_without_the_address(run: Run, here: Path, key_file: Path) -> None:
    said = run(
        *("award", "data-foundations", "--name", "Wren Achterberg", "--email", "Wren@Example.org", "--country", "NL"),
        *("--evidence", "Notebook=https://work.example.org/wren", "--language", "es", *NOW),
    )
    assert said.code == 0
    (file,) = set((here / "badges/assertions/2026").glob("*.yml")) - {
        here / "badges/assertions/2026/k3v9x2.yml",
        here / "badges/assertions/2026/spring.yml",
    }
    text = file.read_text()
    assert "".join(f"+ {line}\n" for line in text.splitlines()) in said.out
    assert "wren@" not in text.lower()
    assert 'language: "es"\n' in text
    assert run("build", *SITE, "--key", str(key_file)).code == 0
    badge = f"site/awards/{file.stem}/badge.png"
    for email in ("wren@example.org", "Wren@Example.org"):
        assert run("verify", badge, "--email", email, *NOW).code == 0
    assert run("verify", badge, "--email", "someone@example.org", *NOW).code == 1


def test_award_refuses_an_invalid_assertion(run: Run, here: Path) -> None:
    before = sorted((here / "badges/assertions").rglob("*"))
    said = run("award", "data-fundations", "--name", "Wren Achterberg", "--country", "Holland", *NOW)
    assert said.code == 1
    assert "error[unknown-badge]" in said.err
    assert "error[bad-country]" in said.err
    assert run("award", "data-foundations", "--email", "not an address", *NOW).err == (
        "error[bad-email]: not an e-mail address (got a text without @)\n"
        "  hint: give one address, such as name@example.org\n"
    )
    assert sorted((here / "badges/assertions").rglob("*")) == before
