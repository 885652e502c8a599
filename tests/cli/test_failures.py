"""Mistakes that must be reported: lost lines, lifted revocations, missing keys and lists, wrong dates."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, on_full_disk

NOW = ("--now", "2026-11-22")
SITE = ("--out", "site", *NOW)
AWARD = "badge: data-practice\nrecipient: {name: Somebody New}\nissued: 2026-11-01\n"


def place(award: str) -> int:
    line = Path(f"badges/issued/2026/{award}.jsonl").read_text().splitlines()[-1]
    return int(json.loads(line)["credentialStatus"]["statusListIndex"])


def test_a_lost_line_frees_no_index(run: Run, here: Path, key_file: Path) -> None:
    (here / "badges/assertions/2026/zlast.yml").write_text(AWARD)
    run("build", *SITE, "--key", str(key_file))
    last = place("zlast")
    for name in ("assertions/2026/zlast.yml", "issued/2026/zlast.jsonl"):
        (here / "badges" / name).unlink()
    (here / "badges/assertions/2026/znew.yml").write_text(AWARD)
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 1
    assert said.err.startswith(
        "error[issued-lost]: badges/issued/: indexes of status list 1 were assigned to awards, but no line of the "
        f"issued store has them (got no line with index {last}, expected a line for each assigned index)\n"
    )
    said = run("restore")
    assert said.code == 1
    assert "error[restore-nothing-known]" in said.err
    assert run("restore", "--give-up").code == 0
    assert run("build", *SITE, "--key", str(key_file)).code == 0
    assert place("znew") == last + 1
    assert json.loads(Path("badges/issued/status/given.json").read_text()) == {"1": last + 2}


def test_a_revocation_cannot_be_lifted(run: Run, here: Path, key_file: Path) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    before = file.read_text()
    file.write_text(before + "revoked: {on: 2026-11-20}\n")
    run("build", *SITE, "--key", str(key_file))
    file.write_text(before)
    for options in ((), ("--key", str(key_file))):
        said = run("build", *SITE, *options)
        assert said.code == 1
        assert said.err.startswith(
            "error[revocation-lost]: badges/issued/status/1.json: status list 1 shows an award as revoked, but the "
            f"programme no longer revokes it (got index {place('k3v9x2')})\n"
        )
    assert json.loads(run("verify", "site/awards/k3v9x2/badge.png", "--json", *NOW).out)["verdict"] == "revoked"


def test_an_unreadable_given_json_is_an_error(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    for text in ("<<<<<<< HEAD\n", "[]", '{"1": -1}', '{"one": 1}'):
        Path("badges/issued/status/given.json").write_text(text)
        said = run("build", *SITE)
        code, line = ("merge-conflict", ":1") if "<" in text else ("places-broken", "")
        assert said.err.startswith(f"error[{code}]: badges/issued/status/given.json{line}: "), text


@pytest.mark.heavy
def test_a_missing_list_and_a_missing_key_are_reported(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    kept = Path("badges/issued/status/1.json")
    before = kept.read_bytes()
    kept.unlink()
    assert (
        "warning[status-list-not-signed]: badges/issued/status/1.json: status list 1 is missing"
        in run("build", *SITE).err
    )
    kept.write_bytes(before)
    issuer = here / "badges/issuers/guild.yml"
    issuer.write_text(issuer.read_text().partition("keys:")[0])
    said = run("build", *SITE)
    assert said.code == 0
    assert (
        "warning[issued-key-unlisted]: badges/issuers/: 3 issued awards cannot be verified: no issuer lists" in said.err
    )


@pytest.mark.parametrize("date", ["0206-03-02", "9999-12-31", "1899-12-31", "2201-01-01"])
def test_a_mistyped_year_is_refused(run: Run, here: Path, key_file: Path, date: str) -> None:
    file = here / "badges/assertions/2026/k3v9x2.yml"
    lines = [f"issued: {date}" if line.startswith("issued:") else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines) + "\n")
    said = run("build", *SITE, "--key", str(key_file))
    assert said.code == 1
    assert "error[bad-date]: badges/assertions/2026/k3v9x2.yml:" in said.err
    assert not (here / "badges/issued").exists()


def test_a_file_with_errors_does_not_make_its_list_stale(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    file = here / "badges/assertions/2026/k3v9x2.yml"
    file.write_text(file.read_text() + "colour: red\n")
    said = run("check", "--summary", "plan.md", *NOW)
    assert said.code == 1
    assert "status-list-not-signed" not in said.err
    assert "0 revoked" in (here / "plan.md").read_text()


def test_a_key_file_without_a_key_is_an_error(run: Run, here: Path) -> None:
    file = here / "empty.key"
    file.touch(mode=0o600)
    said = run("build", *SITE, "--key", str(file))
    assert said.code == 1
    assert said.err.startswith(f"error[bad-key]: {file}: the key file holds no key\n")


@pytest.mark.heavy
def test_a_full_disk_destroys_no_image_and_leaves_no_empty_key(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    image = Path("site/badges/data-foundations/badge.png")
    before = image.read_bytes()
    credential = "site/awards/k3v9x2/credential.json"
    for arguments in (("bake", str(image), credential), ("key", "new", "--out", "new.key")):
        assert "error[cannot-write]" in on_full_disk(*arguments)
    assert image.read_bytes() == before
    assert not Path("new.key").exists()
    assert run("bake", str(image), str(image)).err.startswith(f"error[bake-not-text]: {image}: ")


def test_no_home_directory_is_needed(here: Path) -> None:
    code = (
        "import pathlib; pathlib.Path.home = classmethod(lambda cls: (_ for _ in ()).throw(RuntimeError('no home')));"
        "from badgepress.cli import main; raise SystemExit(main(['check']))"
    )
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("badges: no errors")


def test_a_build_refuses_a_tampered_line(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    file = here / "badges/issued/2026/k3v9x2.jsonl"
    before = file.read_text()
    page = (here / "site/awards/k3v9x2/index.html").read_bytes()
    file.write_text(before.replace("Data Foundations", "Data Formations"))
    assert file.read_text() != before
    for options in ((), ("--key", str(key_file))):
        said = run("build", *SITE, *options)
        assert said.code == 1
        assert said.err.startswith("error[issued-tampered]: badges/issued/2026/k3v9x2.jsonl:1: this is not what was")
    assert (here / "site/awards/k3v9x2/index.html").read_bytes() == page


def test_an_issued_assertion_that_moved_is_reported(run: Run, here: Path, key_file: Path) -> None:
    run("build", *SITE, "--key", str(key_file))
    old, new = here / "badges/assertions/2026/k3v9x2.yml", here / "badges/assertions/2025/k3v9x2.yml"
    new.parent.mkdir()
    old.rename(new)
    said = run("build", *SITE)
    assert said.err.startswith(
        "error[issued-elsewhere]: badges/issued/2026/k3v9x2.jsonl:1: award 'k3v9x2' is issued here, but its assertion "
        "is in another file now (got badges/assertions/2025/k3v9x2.yml:"
    )
    line = here / "badges/issued/2025/k3v9x2.jsonl"
    line.parent.mkdir()
    (here / "badges/issued/2026/k3v9x2.jsonl").rename(line)
    assert (run("build", *SITE).code, run("build", *SITE).err) == (0, "")


@pytest.mark.parametrize("address", ["https://192.0.2.7/", "http://127.0.0.1:8000/", "https://a..example/"])
def test_a_base_url_without_a_did_is_reported_at_its_line(run: Run, here: Path, address: str) -> None:
    file = here / "badges/program.yml"
    lines = [f"base_url: {address}" if one.startswith("base_url:") else one for one in file.read_text().splitlines()]
    file.write_text("\n".join(lines) + "\n")
    at = next(number for number, one in enumerate(lines, 1) if one.startswith("base_url:"))
    said = run("build", *SITE)
    assert said.code == 1
    assert said.err.startswith(f"error[bad-base-url]: badges/program.yml:{at}: base_url: ")


def test_every_failure_prints_json(run: Run, here: Path) -> None:
    bad = here / "bad.key"
    bad.write_text("nothing")
    bad.chmod(0o600)
    (here / "badges/program.yml").write_text("name: [\n")
    for command in (
        ("build", "--json"),
        ("build", "--json", "--key", str(bad)),
        ("check", "--json", "--key", str(bad)),
        ("check", "--format", "json", "--key", str(bad)),
        ("check", "--json"),
        ("key", "show", "--json"),
        ("key", "show", "--json", "--key", str(bad)),
        ("import", "--json", "none.csv"),
        ("init", "--json", "--name", "A", "--base-url", "https://a.example/", "--force", "--key-out", str(bad)),
    ):
        said = run(*command)
        assert (said.code, said.out[:1]) == (1, "{"), (command, said)
        told = json.loads(said.out)
        assert told["ok"] is False, command
        assert told["problems"], command


def test_an_output_folder_that_cannot_be_replaced_is_an_error(
    run: Run, here: Path, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build", *SITE, "--key", str(key_file))
    index = here / "site/index.html"
    before = index.read_bytes()
    settings = here / "badges/program.yml"
    settings.write_text(settings.read_text().replace("name: ", "name: New ", 1))

    def unknown(*_: object, **__: object) -> None:
        raise OSError

    def busy(self: Path, target: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(self))

    monkeypatch.setattr(ctypes, "CDLL", unknown)
    monkeypatch.setattr(Path, "rename", busy)
    said = run("build", *SITE)
    assert said.code == 1
    assert said.err.splitlines()[-2].startswith(f"error[out-not-replaceable]: {here}/site: ")
    assert index.read_bytes() == before
    assert not [one for one in here.iterdir() if one.name.startswith(".site")]
