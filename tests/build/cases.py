"""Lists every command that writes below a programme, with its expected result, for tests that stop commands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from badgepress import edit, lock, sign
from badgepress.build import Options, issue
from badgepress.model import Award, Program
from badgepress.read import load_awards, require_program
from badgepress.read.schemas import schemas
from badgepress.sign import store
from badgepress.sign.lines import Line
from badgepress.sign.status import read_signed, set_bits
from tests.github.runner import git

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = ("--now", "2026-11-22T12:00:00Z")
#: A key ends in a second in which it signs nothing.
LATER = ("--now", "2026-11-23")
KEY = ("--key", "issuer.key")
PUBLIC = "z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"
HEAD = "Badge Template ID,Recipient Email,Issued To First Name,Issued To Last Name,Issued At\n"
ENVIRONMENT = {"BADGEPRESS_PEPPER": "a pepper that is no secret at all", "BADGEPRESS_KEY": "", "BADGEPRESS_WAIT": "30"}

Effect = Callable[[Path], bool]


@dataclass(frozen=True)
class Case:
    """A command, whether its new state is there, and what it may say when it is run again and it is.

    With `same` it writes the same authored files each time, so that there are just two states: before and after.
    `prepare` does to the programme what the command is for.
    """

    name: str
    arguments: tuple[str, ...]
    is_done: Effect
    already: tuple[str, ...] = ()
    same: bool = True
    prepare: Callable[[Path], None] = lambda program: None


def beginning(folder: Path) -> Path:
    """A programme `badges/` in a folder: awards that are issued, one of them suspended, and one that waits; a key,
    and two sheets."""
    program = Path(shutil.copytree(ROOT / "tests/programs/minimal/badges", folder / "badges"))
    key = folder / "issuer.key"
    key.write_text((ROOT / "tests/keys/sample-key-not-a-secret.key").read_text())
    key.chmod(0o600)
    other = program / "assertions/2026/s5nxtq.yml"
    other.write_text("badge: data-foundations\nrecipient: {name: Tove Lind}\nissued: 2026-06-01\n")
    with lock.hold(program, "award") as held:
        edit.apply(held, edit.suspend(program, "s5nxtq", datetime(2026, 10, 1, tzinfo=UTC), None))
        issue(Options(program, folder / "site", NOW, sign.load_keyring({}, key)), held)
    waiting = "badge: data-foundations\nrecipient: {name: Ines Sol}\nissued: 2026-11-20\n"
    (program / "assertions/2026/w8pend.yml").write_text(waiting)
    badges = ("data-foundations", "data-practice")
    for sheet in (0, 1):
        rows = [
            f"{badges[number % 2]},person{number}@example.org,Person,{number},2026-09-0{sheet + 1}\n"
            for number in range(6)
        ]
        (folder / f"sheet{sheet}.csv").write_text(HEAD + "".join(rows))
    return program


def awards(program: Program) -> dict[str, Award]:
    """Return every award by its id."""
    return {award.id: award for file in program.files for award in load_awards(file, program)[0]}


def lines(program: Program) -> list[Line]:
    """Return every line of the store."""
    return [line for name in store.names(program) for line in store.read_lines(program, name)[0]]


def is_set(program: Program, award: str) -> bool:
    """Return whether the signed status list shows the newest line of the award as withdrawn."""
    line = [one for one in lines(program) if one.id == award][-1]
    signed, _ = read_signed(program, line.number)
    return signed is not None and line.index in set_bits(signed)


def _of(read: Callable[[Program], bool]) -> Effect:
    return lambda program: read(require_program(program))


def _named(name: str) -> Effect:
    return _of(lambda read: any(one.assertion.recipient.name == name for one in awards(read).values()))


def _withdrawn(award: str, kind: str) -> Effect:
    return _of(lambda read: awards(read)[award].assertion.withdrawn == kind and is_set(read, award))


def _again(award: str, most: int = 2) -> Effect:
    """Issued twice, or more often where the command may do it once more; only the newest version is not superseded."""

    def done(read: Program) -> bool:
        versions = sum(line.id == award for line in lines(read))
        is_told = versions == 1 + len(awards(read)[award].assertion.reissued)
        return 2 <= versions <= most and is_told and not is_set(read, award)

    return _of(done)


def _imported(read: Program) -> bool:
    names = [one.assertion.recipient.name or "" for one in awards(read).values()]
    return sum(name.startswith("Person ") for name in names) == 12


def _erased(read: Program) -> bool:
    left = [line for line in lines(read) if line.id == "p7m2qa"]
    return "p7m2qa" not in awards(read) and all(line.credential is None for line in left) and is_set(read, "p7m2qa")


def _rotated(read: Program) -> bool:
    keys = read.issuers["guild"].keys
    file = read.root.parent / "new.key"
    return len(keys) == 2 and file.is_file() and f"public half: {keys[1].public}" in file.read_text()


def _joined_by_an_issuer(read: Program) -> bool:
    file = read.root.parent / "new.key"
    return "acme" in read.issuers and file.is_file() and read.issuers["acme"].keys[0].public in file.read_text()


def _begun(read: Program) -> bool:
    key = read.root.parent.parent / "acme.key"
    return read.settings.name == "Acme" and read.issuers["acme"].keys[0].public in key.read_text()


def _all_issued(read: Program) -> bool:
    site = read.root.parent / "site/awards/w8pend/index.html"
    return site.is_file() and {line.id for line in lines(read)} == set(awards(read))


_counts_again = _of(lambda read: not is_set(read, "s5nxtq") and not awards(read)["s5nxtq"].assertion.suspended)
INIT = ("--name", "Acme", "--base-url", "https://badges.acme.example/", "--key-out", "../acme.key", "--force", "--yes")


def _store(program: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((program / "issued").rglob("*.jsonl")))


def _as_on_windows(program: Path) -> None:
    """End every line of the store as git may write it on Windows."""
    for path in (program / "issued").rglob("*.jsonl"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def _is_joined(program: Path) -> bool:
    """Return whether the file of lines and the note of given indexes are complete again."""
    lines = (program / "issued/2026/spring.jsonl").read_bytes().count(b"\n")
    return lines == 2 and (program / "issued/status/given.json").is_file()


def _in_conflict(program: Path) -> None:
    """Leave a merge unfinished in two files that are equal on both sides, while the checkout has less."""
    root = program.parent
    git(root, "init", "-q")
    git(root, "add", "-A", "badges")
    git(root, "commit", "-q", "-m", "Begin")
    for name in ("2026/spring.jsonl", "status/given.json"):
        path = f"badges/issued/{name}"
        blob = git(root, "rev-parse", f"HEAD:{path}")
        git(root, "rm", "-q", "--cached", path)
        given = "".join(f"100644 {blob} {stage}\t{path}\n" for stage in (1, 2, 3))
        subprocess.run(["git", "update-index", "--index-info"], cwd=root, input=given.encode(), check=True)
    lines = program / "issued/2026/spring.jsonl"
    lines.write_bytes(lines.read_bytes().partition(b"\n")[0] + b"\n")
    (program / "issued/status/given.json").unlink()


CASES = (
    Case("award", ("award", "data-practice", "--name", "Noor Haddad", *AT), _named("Noor Haddad"), same=False),
    Case(
        "cohort",
        ("award", "data-practice", "--name", "Noor Haddad", "--cohort", "spring", *AT),
        _named("Noor Haddad"),
        same=False,
    ),
    Case("import", ("import", "sheet0.csv", "sheet1.csv", "--duplicates", "allow", *AT), _of(_imported)),
    Case("revoke", ("revoke", "p7m2qa", *KEY, *AT), _withdrawn("p7m2qa", "revoked"), ("award-revoked",)),
    Case("suspend", ("suspend", "t4w8zc", *KEY, *AT), _withdrawn("t4w8zc", "suspended"), ("award-suspended",)),
    Case(
        "lift", ("suspend", "s5nxtq", "--lift", *KEY, *AT), _of(lambda p: not is_set(p, "s5nxtq")), ("not-suspended",)
    ),
    Case("renew", ("renew", "p7m2qa", *KEY, *AT), _again("p7m2qa"), ("not-longer",)),
    Case("reissue", ("reissue", "k3v9x2", *KEY, *AT), _again("k3v9x2", most=3)),
    Case("erase", ("erase", "p7m2qa", "--yes", *KEY, *AT), _of(_erased), ("award-erased",)),
    Case(
        "badge new",
        ("badge", "new", "data-ethics", "--name", "Data Ethics", "--description", "Asks.", "--criteria", "Ask."),
        _of(lambda read: "data-ethics" in read.classes),
        ("file-exists",),
    ),
    Case(
        "issuer new",
        ("issuer", "new", "acme", "--name", "Acme", "--url", "https://acme.example/", "--out", "new.key", *AT),
        _of(_joined_by_an_issuer),
        ("key-file-exists", "file-exists"),
        False,
    ),
    Case(
        "templates copy",
        ("templates", "copy", "award.html", "gallery.html", "--templates", "own"),
        lambda program: {path.name for path in (program.parent / "own").glob("*")} == {"award.html", "gallery.html"},
    ),
    Case(
        "workflows",
        ("workflows", "--host", "gitlab"),
        lambda program: (
            (program.parent / ".gitlab-ci.yml").is_file() and (program.parent / "requirements.txt").is_file()
        ),
    ),
    Case(
        "key rotate",
        ("key", "rotate", "guild", "--out", "new.key", *LATER),
        _of(_rotated),
        ("key-file-exists", "key-not-begun"),
        False,
    ),
    Case(
        "key retire",
        ("key", "retire", "guild", PUBLIC, *LATER),
        _of(lambda read: read.issuers["guild"].keys[0].until is not None),
        ("key-ended",),
    ),
    Case(
        "schemas",
        ("schemas",),
        lambda program: {one.name for one in (program / ".schemas").iterdir()} == dict(schemas()).keys(),
    ),
    Case("init", ("init", ".", *INIT, *AT), _of(_begun), ("key-file-exists",), False),
    Case("restore", ("restore",), lambda program: b"\r" not in _store(program), prepare=_as_on_windows),
    Case("resolve", ("resolve",), _is_joined, prepare=_in_conflict),
    Case("build", ("build", "--out", "site", "--jobs", "1", *KEY, *AT), _of(_all_issued)),
)
