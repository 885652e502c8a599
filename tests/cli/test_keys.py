"""The life of a key: created, used, replaced, stolen; and how badges that it signed verify."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ISSUER = "badges/issuers/guild.yml"
SECOND = "badge: data-practice\nrecipient: {name: Second Person}\nissued: 2026-11-23\n"


def public_of(file: Path) -> str:
    line = next(line for line in file.read_text().splitlines() if line.startswith("# public half: "))
    return line.removeprefix("# public half: ")


def verdict(run: Run, award: str, now: str) -> str:
    said = run("verify", f"site/awards/{award}/credential.json", "--json", "--now", now)
    return str(json.loads(said.out)["verdict"])


def build(run: Run, key: Path | str, now: str) -> None:
    said = run("build", "--out", "site", "--key", str(key), "--now", now)
    assert said.code == 0, said.err


def test_rotation_and_compromise_from_end_to_end(run: Run, here: Path, key_file: Path) -> None:
    build(run, key_file, "2026-11-22T10:00:00Z")
    said = run("key", "rotate", "guild", "--out", "new.key", "--now", "2026-11-23T10:00:00Z")
    assert said.code == 0, said.err
    assert stat.S_IMODE(Path("new.key").stat().st_mode) == 0o600
    assert f"+   - {{public: {public_of(Path('new.key'))}, from: 2026-11-23T10:00:00Z}}" in said.out.splitlines()

    Path("badges/assertions/2026/second1.yml").write_text(SECOND)
    late = run("build", "--out", "site", "--key", str(key_file), "--now", "2026-11-23T12:00:00Z")
    assert late.code == 1
    assert "error[key-window]" in late.err
    build(run, "new.key", "2026-11-23T12:00:00Z")
    assert verdict(run, "k3v9x2", "2026-11-24") == "valid"
    assert verdict(run, "second1", "2026-11-24") == "valid"

    public = public_of(Path("new.key"))
    dry = run("key", "retire", "guild", public, "--compromised", "--now", "2026-11-23T11:00:00Z", "--dry-run")
    assert "1 award signed since then will be invalid: second1" in dry.out
    assert "revoked" not in Path(ISSUER).read_text()
    said = run("key", "retire", "guild", public, "--compromised", "--now", "2026-11-23T11:00:00Z")
    assert said.code == 0, said.err
    run("key", "rotate", "guild", "--out", "third.key", "--now", "2026-11-24T10:00:00Z")
    build(run, "third.key", "2026-11-24T12:00:00Z")
    assert verdict(run, "second1", "2026-11-25") == "invalid"
    assert verdict(run, "k3v9x2", "2026-11-25") == "valid"

    warned = run("check", "--now", "2026-11-24T12:00:00Z")
    assert warned.code == 0
    assert warned.err.count("warning[issued-outside-window]: badges/issued/2026/second1.jsonl:1") == 1
    said = run("reissue", "second1", "--key", "third.key", "--now", "2026-11-24T13:00:00Z")
    assert said.code == 0, said.err
    build(run, "third.key", "2026-11-24T14:00:00Z")
    assert verdict(run, "second1", "2026-11-25") == "valid"
    checked = run("check", "--now", "2026-11-25")
    assert checked.code == 0
    assert "[issued-" not in checked.err


def test_show_lists_windows_and_uses_and_never_a_secret(run: Run, here: Path, key_file: Path) -> None:
    build(run, key_file, "2026-11-22T10:00:00Z")
    said = run("key", "show", "--key", str(key_file), "--json", "--now", "2026-11-22")
    row = json.loads(said.out)["keys"][0]
    assert row["state"] == "in use"
    assert row["secret"] is True
    assert row["awards"] == 3
    told = run("key", "show", "--key", str(key_file)).out
    secret = next(line for line in key_file.read_text().splitlines() if line.startswith("z"))
    assert row["public"] in told
    assert secret not in told + said.out


def test_a_locked_key_signs_with_its_passphrase(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BADGEPRESS_PASSPHRASE", "correct horse")
    assert run("key", "rotate", "guild", "--out", "new.key", "--passphrase", "--now", "2026-11-22").code == 0
    build(run, "new.key", "2026-11-23")
    monkeypatch.delenv("BADGEPRESS_PASSPHRASE")
    said = run("build", "--out", "site", "--key", "new.key", "--now", "2026-11-23")
    assert said.code == 1
    assert said.err.startswith("error[passphrase-needed]: the key in new.key is locked")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rotate", "nobody"), "unknown-issuer"),
        (("retire", "guild", "z6MkrLWNZuPB7xg9YLTQrW1dkjTi1z7YR1XgnFe63uLrsDir"), "unknown-key-of-issuer"),
    ],
)
def test_failed_commands_create_no_key(run: Run, here: Path, arguments: tuple[str, ...], code: str) -> None:
    before = Path(ISSUER).read_text()
    extra = ("--out", "new.key") if arguments[0] == "rotate" else ()
    said = run("key", *arguments, *extra)
    assert said.code == 1
    assert said.err.startswith(f"error[{code}]: badges/issuers/")
    assert not Path("new.key").exists()
    assert Path(ISSUER).read_text() == before


def test_a_key_can_be_ended_only_once(run: Run, here: Path, key_file: Path) -> None:
    public = json.loads(run("key", "show", "--json").out)["keys"][0]["public"]
    assert run("key", "retire", "guild", public, "--now", "2026-11-22").code == 0
    said = run("key", "retire", "guild", public, "--now", "2026-11-24")
    assert said.err.startswith("error[key-ended]: badges/issuers/guild.yml: keys[0]: the key has already ended")


def test_a_key_cannot_end_when_it_begins(run: Run, here: Path) -> None:
    """If two people rotated it at the same time, the second change would make the programme unreadable."""
    at = ("--now", "2026-11-22T12:00:00Z")
    assert run("key", "rotate", "guild", "--out", "first.key", *at).code == 0
    before = (here / "badges/issuers/guild.yml").read_text()
    public = before.rpartition("public: ")[2].partition(",")[0]
    for arguments in (("rotate", "guild", "--out", "second.key"), ("retire", "guild", public)):
        said = run("key", *arguments, *at)
        assert said.err.startswith("error[key-not-begun]: badges/issuers/guild.yml: keys[1].from: the key cannot end")
    assert (here / "badges/issuers/guild.yml").read_text() == before
    assert not (here / "second.key").exists()
    assert run("check", *at).code == 0
