"""Commands that change awards (renew, revoke, erase), and `award` and `badge new`."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from badgepress.hints import HINTS
from tests.cli.conftest import Run

NOW = ("--now", "2026-11-22")
SITE = ("--out", "site", *NOW)
SINGLE = "badges/assertions/2026/k3v9x2.yml"
COHORT = "badges/assertions/2026/spring.yml"
#: The beginning of every new file.
SCHEMA = "# yaml-language-server: $schema=https://badges.example.org/schemas/"


def ids(here: Path) -> list[str]:
    """Return the ids of the cohort's awards, in order."""
    return re.findall(r"\bid: (\w+)", (here / COHORT).read_text())


def verdict(run: Run, path: str, *options: str) -> str:
    return str(json.loads(run("verify", path, "--json", *(options or NOW)).out)["verdict"])


def test_revoke_with_a_key_signs_the_list_at_once(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    before = Path(SINGLE).read_text()
    dry = run("revoke", "k3v9x2", "--reason", "issued in error", "--dry-run", *NOW)
    assert dry.out == f'{SINGLE}:\n+ revoked: {{on: 2026-11-22, reason: "issued in error"}}\n'
    assert Path(SINGLE).read_text() == before
    said = run("revoke", "k3v9x2", "--reason", "issued in error", "--key", str(key_file), *NOW)
    assert (said.code, said.out.splitlines()[-1]) == (0, "revoked: k3v9x2")
    assert run("build", *SITE).err == ""
    assert verdict(run, "site/awards/k3v9x2/badge.png") == "revoked"
    assert "issued in error" in (here / "site/awards/k3v9x2/index.html").read_text()
    again = run("revoke", "k3v9x2", *NOW)
    assert again.err == (
        f"error[award-revoked]: {SINGLE}: award 'k3v9x2' is already revoked (got 2026-11-22)\n"
        + f"  hint: {HINTS['award-revoked']}\n"
    )


def test_revoke_without_a_key_says_who_signs_the_list(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    one = ids(here)[0]
    said = run("revoke", one, *NOW)
    assert said.out.splitlines()[-1] == f"revoked: {one}; the next build with the issuer's key signs the status list"
    assert "warning[status-list-not-signed]" in said.err
    run("build", *SITE, "--key", str(key_file))
    assert verdict(run, f"site/awards/{one}/credential.json") == "revoked"
    assert verdict(run, f"site/awards/{ids(here)[1]}/credential.json") == "valid"


def test_renew_issues_again_with_a_later_expiry(run: Run, here: Path, key_file: Path) -> None:
    Path(SINGLE).write_text(Path(SINGLE).read_text() + "expires: 2027-06-01\n")
    run("build", *SITE, "--key", str(key_file))
    later = ("--now", "2027-03-01")
    said = run("renew", "k3v9x2", "--expires", "2031-01-01", "--key", str(key_file), *later)
    assert said.code == 0, said.err
    assert "- expires: 2027-06-01\n+ expires: 2031-01-01\n" in said.out
    assert '+   - {on: 2027-03-01, reason: "renewed"}\n' in said.out
    assert run("build", "--out", "site", *later).code == 0
    credential = json.loads((here / "site/awards/k3v9x2/credential.json").read_text())
    assert credential["validUntil"] == "2031-01-01T00:00:00Z"
    assert verdict(run, "site/awards/k3v9x2/credential.json", *later) == "valid"
    assert verdict(run, "site/awards/k3v9x2/1/credential.json", *later) == "revoked"
    shorter = run("renew", "k3v9x2", "--expires", "2030-01-01", *later)
    assert shorter.err == (
        f"error[not-longer]: {SINGLE}: award 'k3v9x2' is already valid that long "
        "(got 2030-01-01, expected later than 2031-01-01)\n" + f"  hint: {HINTS['not-longer']}\n"
    )


@pytest.mark.parametrize("more", [(), ("--expires", "2031-01-01")])
def test_an_award_that_never_expires_cannot_be_renewed(run: Run, here: Path, more: tuple[str, ...]) -> None:
    said = run("renew", "k3v9x2", *more, *NOW)
    assert said.code == 1
    assert said.err.startswith("error[not-longer]: badges/assertions/2026/")
    assert "never expires" in said.err
    assert "--expires" not in said.err


def test_renewing_uses_the_badges_duration(run: Run, here: Path, key_file: Path) -> None:
    badge = Path("badges/classes/data-foundations.yml")
    text = "".join(line for line in badge.read_text().splitlines(True) if not line.startswith("expires_after"))
    badge.write_text(text)
    without = Path(SINGLE).read_text()
    Path(SINGLE).write_text(f"{without}expires: 2027-06-01\n")
    said = run("renew", "k3v9x2", *NOW)
    Path(SINGLE).write_text(without)
    assert said.err.startswith(f"error[no-duration]: {SINGLE}: the badge class 'data-foundations' has no")
    badge.write_text(text + "expires_after: P2Y\n")
    run("build", *SITE, "--key", str(key_file))
    said = run("renew", "k3v9x2", "--dry-run", *NOW)
    assert "+ expires: 2028-11-22\n" in said.out


def test_erase_leaves_a_tombstone_and_no_name(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    place = json.loads((here / "site/awards/k3v9x2/credential.json").read_text())["credentialStatus"]
    said = run("erase", "k3v9x2", "--yes", "--key", str(key_file), *NOW)
    assert said.code == 0, said.err
    assert "erased: k3v9x2, 1 line of issued/" in said.out
    assert not Path(SINGLE).exists()
    assert Path("badges/issued/2026/k3v9x2.jsonl").read_text() == (
        '{"erased":"2026-11-22","id":"https://badges.example.org/awards/k3v9x2/credential.json",'
        f'"statusListCredential":"{place["statusListCredential"]}","statusListIndex":"{place["statusListIndex"]}"}}\n'
    )
    assert run("build", *SITE).err == ""
    assert [path.name for path in (here / "site/awards/k3v9x2").iterdir()] == ["index.html"]
    assert "22 November 2026" in (here / "site/awards/k3v9x2/index.html").read_text()
    files = [path for folder in ("site", "badges") for path in (here / folder).rglob("*") if path.is_file()]
    assert [path for path in files if b"Rosa Feld" in path.read_bytes()] == []
    assert run("check", *NOW).code == 0


def test_erase_one_of_a_cohort_and_then_all(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    kept = Path("site/awards") / ids(here)[1] / "credential.json"
    before = kept.read_bytes()
    first, second = ids(here)
    assert run("erase", first, "--yes", "--key", str(key_file), *NOW).code == 0
    assert ids(here) == [second]
    run("build", *SITE)
    assert kept.read_bytes() == before
    assert verdict(run, str(kept)) == "valid"
    assert run("erase", second, "--yes", *NOW).code == 0
    assert run("erase", "k3v9x2", "--yes", *NOW).code == 0
    assert not Path(COHORT).exists()
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 0, said.err
    assert (here / "site/status/1.json").is_file()
    assert (here / "site/awards" / second / "index.html").is_file()


def test_award_joins_a_cohort(run: Run, here: Path, key_file: Path) -> None:
    for name in ("Ana", "Ben"):
        said = run("award", "data-practice", "--cohort", "autumn", "--name", name, *NOW)
        assert said.code == 0, said.err
    other = run("award", "data-foundations", "--cohort", "autumn", "--name", "Cleo", "--issued", "2026-10-01", *NOW)
    assert other.code == 0, other.err
    lines = Path("badges/assertions/2026/autumn.yml").read_text().splitlines()
    assert lines.pop(0) == SCHEMA + "assertion.schema.json"
    assert lines[:3] == ['badge: "data-practice"', "issued: 2026-11-22", "awards:"]
    assert lines[3].endswith('recipient: {name: "Ana"}}')
    assert 'badge: "data-foundations", issued: 2026-10-01, recipient: {name: "Cleo"}' in lines[5]
    assert run("build", *SITE, "--key", str(key_file)).code == 0
    assert len(Path("badges/issued/2026/autumn.jsonl").read_text().splitlines()) == 3
    refused = run("award", "data-practice", "--cohort", "k3v9x2", "--name", "Ana", *NOW)
    assert refused.err.startswith(f"error[no-cohort]: {SINGLE}: this file is a single award")


@pytest.mark.parametrize("name", ["../autumn", "a/b", "rosa@mail.example.org", "", " ", "a" * 65, "-a", "ä"])
def test_a_cohort_name_must_be_a_safe_file_name(run: Run, here: Path, name: str) -> None:
    before = sorted(here.rglob("*"))
    said = run("award", "data-practice", f"--cohort={name}", "--name", "Ana", *NOW)
    if name:
        assert said.err.startswith("error[bad-name]: --cohort: not a valid file name (expected 1 to 64 letters, digits")
        assert said.code == 1
        assert not name.strip() or name not in said.err
        assert sorted(here.rglob("*")) == before
    else:
        assert said.code == 0, "an empty name is none"


EMAIL = ("--email", "rosa@mail.example.org")


def test_award_warns_if_somebody_has_the_badge_already(run: Run, here: Path) -> None:
    """It recognises the address, of which the programme only has salted hashes."""
    assert "repeated-award" not in run("award", "data-practice", *EMAIL, *NOW).err
    first = next(Path("badges/assertions/2026").glob("????????.yml"))
    said = run("award", "data-practice", "--email", "ROSA@Mail.Example.org", *NOW)
    assert said.code == 0
    assert f"warning[repeated-award]: {first}:2: badge: this recipient already has the badge 'data-practice', " in (
        said.err
    )
    assert "rosa" not in said.err.lower()
    other = run("award", "data-practice", "--email", "ana@mail.example.org", *NOW)
    assert "repeated-award" not in other.err + run("award", "data-foundations", *EMAIL, *NOW).err


@pytest.mark.parametrize("who", [EMAIL, ("--did", "did:web:rosa.example"), ("--earner", "rosa-feld", "--name", "Rosa")])
@pytest.mark.parametrize(
    ("policy", "code", "hint"),
    [
        ("deny", 1, "  hint: the badge class 'data-practice' says `repeat: deny`; revoke the other award first"),
        ("replace", 0, "  hint: revoke the old award, which this one replaces: `badgepress revoke "),
        ("allow", 0, ""),
    ],
)
def test_the_class_decides_on_a_second_award(
    run: Run, here: Path, who: tuple[str, ...], policy: str, code: int, hint: str
) -> None:
    badge = Path("badges/classes/data-practice.yml")
    badge.write_text(badge.read_text() + f"repeat: {policy}\n")
    assert run("award", "data-practice", *who, *NOW).code == 0
    count = len(list(Path("badges").rglob("*.yml")))
    said = run("award", "data-practice", *who, *NOW)
    assert said.code == code
    assert (hint in said.err) if hint else not said.err
    assert len(list(Path("badges").rglob("*.yml"))) == count + (code == 0)
    if policy == "deny":
        (first,) = Path("badges/assertions/2026").glob("????????.yml")
        assert run("revoke", first.stem, *NOW).code == 0
        assert run("award", "data-practice", *who, *NOW).code == 0


def test_award_asks_no_questions_in_a_pipe(run: Run) -> None:
    said = run("award", "data-practice")
    assert said.code == 2
    assert "give its earner with --name, --email or --did" in said.err


def test_badge_new_writes_a_class_that_can_be_awarded(run: Run, here: Path, key_file: Path) -> None:
    arguments = (
        *("badge", "new", "first-aid", "--name", "First aid: basics", "--description", "Can give first aid."),
        *(
            "--criteria",
            "- Attend.\n- Pass the test.",
            "--level",
            "foundational",
            "--icon",
            "shield",
            "--colour",
            "#b3261e",
        ),
    )
    said = run(*arguments)
    assert said.code == 0, said.err
    assert Path("badges/classes/first-aid.yml").read_text() == (
        f"{SCHEMA}class.schema.json\n"
        'name: "First aid: basics"\ndescription: "Can give first aid."\n'
        "criteria: |\n  - Attend.\n  - Pass the test.\n"
        'level: "Foundational"\nart: {colour: "#b3261e", icon: "shield"}\n'
    )
    assert run("award", "first-aid", "--name", "Ana", *NOW).code == 0
    assert run("build", *SITE, "--key", str(key_file)).code == 0
    again = run(*arguments)
    assert again.err == (
        "error[file-exists]: badges/classes/first-aid.yml: a badge class with this name already exists\n"
        + f"  hint: {HINTS['file-exists']}\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--skill", "pyhton"), "error[unknown-skill]: badges/classes/first-aid.yml:"),
        (("--colour", "red"), "error[bad-colour]: badges/classes/first-aid.yml:"),
        (("--expires-after", "2 years"), "error[bad-duration]: badges/classes/first-aid.yml:"),
    ],
)
def test_badge_new_refuses_what_check_would(run: Run, here: Path, options: tuple[str, ...], said: str) -> None:
    found = run("badge", "new", "first-aid", "--name", "F", "--description", "D", "--criteria", "C", *options)
    assert (found.code, said in found.err) == (1, True), found.err
    assert not Path("badges/classes/first-aid.yml").exists()
