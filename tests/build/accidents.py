"""Makes programmes of any size and runs builds of them that meet an accident.

`python -m tests.build.accidents PROGRAM OUT KEY JOBS CACHE` builds as a command does, but shares the work whatever the
size. It prints `begun` when the imports are paid, and at the end the most memory it held, in kB.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from badgepress import reading, sign
from badgepress.build import Options, check, run
from badgepress.errors import BadgepressError
from tests.build.test_killed import tree

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = ROOT / "tests/keys/sample-key-not-a-secret.key"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: The exit code of a child that ended with a BadgepressError.
TOLD = 17
_CHANGES = ("os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.truncate")


def programme(folder: Path, cohorts: int, *, light: bool = True, size: int = 5) -> Path:
    """Write a programme with so many cohorts of `size` awards, beside three awards of its own."""
    program = Path(shutil.copytree(ROOT / "tests/programs/minimal/badges", folder))
    settings = program / "program.yml"
    settings.write_text(settings.read_text() + f"awards: {'light' if light else 'whole'}\n")
    more(program, "made", cohorts, size)
    return program


def more(program: Path, name: str, cohorts: int, size: int = 5) -> None:
    """Add cohorts of awards below `assertions/NAME/`."""
    folder = program / "assertions" / name
    folder.mkdir(parents=True)
    for cohort in range(cohorts):
        people = "".join(
            f"  - id: {name}{cohort:05}x{number}\n    recipient: {{name: Person {cohort} {number}}}\n"
            for number in range(size)
        )
        badge = ("data-foundations", "data-practice")[cohort % 2]
        (folder / f"{cohort:05}.yml").write_text(
            f"badge: {badge}\nissued: 2026-06-{cohort % 28 + 1:02}\nawards:\n{people}"
        )


def keyring() -> sign.Keyring:
    """Return the key of the programme's only issuer."""
    return sign.load_keyring({"BADGEPRESS_KEY": KEY.read_text()})


def options(program: Path, cache: Path, *, out: str = "site", key: bool = True, jobs: int = 1) -> Options:
    """Return the options of a build into a folder beside the programme."""
    keys = keyring() if key else sign.Keyring()
    return Options(program, program.parent / out, AT, keys, jobs=jobs, cache=cache, shown="badges")


def lines(program: Path) -> dict[str, list[bytes]]:
    """Return the lines of the store, by file. Fails if one is not whole."""
    found = {}
    for path in sorted((program / "issued").rglob("*.jsonl")):
        raw = path.read_bytes()
        assert raw.endswith(b"\n"), path
        found[path.relative_to(program / "issued").as_posix()] = raw.split(b"\n")[:-1]
    return found


def places(program: Path) -> Counter[tuple[str, int]]:
    """Return how many lines have each (list, index)."""
    told = [json.loads(line)["credentialStatus"] for some in lines(program).values() for line in some]
    return Counter((one["statusListCredential"], int(one["statusListIndex"])) for one in told)


def without_index(program: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the credentials of the store without their indexes and proofs."""
    gone = ("credentialStatus", "proof")
    return {
        name: [{key: value for key, value in json.loads(line).items() if key not in gone} for line in some]
        for name, some in lines(program).items()
    }


def store(program: Path) -> dict[str, str]:
    """Return the hash of every file of the store; empty if there is none."""
    return tree(program / "issued")


@dataclass(frozen=True)
class Before:
    """A programme and its site before a build, and what a build without an accident makes of both."""

    folder: Path
    clean: Path
    site: Mapping[str, str]
    store: Mapping[str, str]
    lines: Mapping[str, list[bytes]]
    made: Mapping[str, str]
    issued: Mapping[str, str]

    def fresh(self, folder: Path) -> Path:
        """Return a copy of the programme, with its site beside it, in a new folder."""
        shutil.copytree(self.folder, folder)
        return folder / "badges"


def before(folder: Path, program: Path, cache: Path) -> Before:
    """Copy the programme, and its site if there is one, to FOLDER/before, and build it in FOLDER/clean."""
    kept = folder / "before"
    shutil.copytree(program.parent, kept)
    clean = folder / "clean"
    shutil.copytree(program.parent, clean)
    run(options(clean / "badges", cache))
    badges = kept / "badges"
    made = tree(clean / "site"), store(clean / "badges")
    return Before(kept, clean, tree(kept / "site"), store(badges), lines(badges), *made)


def assert_held(known: Before, program: Path) -> None:
    """Check what must hold after any accident: the site is the old one or the new one, and no line is lost."""
    site = tree(program.parent / "site")
    assert site in (known.site, known.made), "the site is neither the old one nor the new one"
    now = lines(program)
    for name, some in known.lines.items():
        assert now[name][: len(some)] == some, f"{name} lost a line"
    for some in now.values():
        for line in some:
            assert json.loads(line)["proof"]
    taken = places(program)
    assert [one for one, count in taken.items() if count > 1] == []
    if site == known.made and site != known.site:
        assert store(program) == known.issued, "the new site is there before all of its lines"


def assert_repaired(known: Before, program: Path, cache: Path) -> bool:
    """Build again, and check that all is as if nothing had happened, apart from indexes that were skipped.

    Returns whether any index was skipped.
    """
    problems, _ = check(options(program, cache))
    assert [str(one) for one in problems if one.severity == "error"] == []
    run(options(program, cache))
    assert_held_lines(known, program)
    assert sorted(one.name for one in program.parent.iterdir()) == ["badges", "site"]
    assert [one.name for one in (program / "issued").rglob("*") if one.name.startswith(".")] == []
    assert without_index(program) == without_index(known.clean / "badges")
    skipped = store(program) != known.issued
    site = tree(program.parent / "site")
    if not skipped:
        assert site == known.made
    else:
        # a list without a line has no known issuer: the next build begins another list
        assert [one for one in set(site) ^ set(known.made) if not one.startswith("status/")] == []
        run(options(program, cache, out="again", key=False))
        assert tree(program.parent / "again") == site
    assert run(options(program, cache)).issued == 0
    assert tree(program.parent / "site") == site
    return skipped


def assert_held_lines(known: Before, program: Path) -> None:
    """Check that the old lines begin each file, and that no index is given twice or beyond what is noted."""
    now = lines(program)
    for name, some in known.lines.items():
        assert now[name][: len(some)] == some, f"{name} lost a line"
    taken = places(program)
    assert [one for one, count in taken.items() if count > 1] == []
    given = json.loads((program / "issued/status/given.json").read_text())
    unused = program / "issued/status/unused.json"
    noted = json.loads(unused.read_text()) if unused.is_file() else {}
    for number, free in given.items():
        lined = {index for address, index in taken if address.endswith(f"/{number}.json")}
        assert lined.isdisjoint(noted.get(number, ()))
        assert lined | set(noted.get(number, ())) == set(range(free)), "an index is neither used nor noted"


def started(program: Path, cache: Path, jobs: int = 1, key: str = str(KEY)) -> subprocess.Popen[str]:
    """Start a build in a process group of its own; returns when its imports are paid."""
    command = [sys.executable, "-m", __name__, str(program), str(program.parent / "site"), key, str(jobs), str(cache)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


def in_child(work: Callable[[], object], stop: Callable[[], object] = lambda: None) -> tuple[int, list[str]]:
    """Do the work in a child of this process after `stop`. Return its exit code, and the codes of its problems.

    The exit code is 0, `TOLD` after a BadgepressError, 1 after any other exception.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code, told = 1, ["nothing"]
        try:
            stop()
            work()
            code, told = 0, []
        except BadgepressError as error:
            code, told = TOLD, [one.code for one in error.problems]
        except BaseException as error:
            told = [traceback.format_exc() + repr(error)]
        finally:
            os.write(writer, json.dumps(told).encode())
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(said or "[]")


def _makes(event: str, arguments: tuple[object, ...]) -> bool:
    """Return whether an event of Python's audit makes a file or folder."""
    if event == "open":
        path, _, flags = arguments
        creates = isinstance(flags, int) and bool(flags & os.O_CREAT)
        return creates and isinstance(path, (str, bytes, os.PathLike)) and not os.path.lexists(path)
    return event in ("os.mkdir", "os.link")


def full_from(at: int, number: int = errno.ENOSPC) -> Callable[[], None]:
    """Return what makes a process find the disk full (or another error) from its `at`-th new file or folder on."""

    def begin() -> None:
        left = at

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal left
            if _makes(event, arguments):
                left -= 1
                if left <= 0:
                    raise OSError(number, os.strerror(number), str(arguments[0]))

        sys.addaudithook(hook)

    return begin


def counted(work: Callable[[], object]) -> int:
    """Return how many files and folders a child makes by the work."""
    reader, writer = os.pipe()

    def counting() -> None:
        made = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal made
            made += _makes(event, arguments)

        sys.addaudithook(hook)
        work()
        os.write(writer, str(made).encode())

    code, told = in_child(counting)
    assert code == 0, told
    os.close(writer)
    with os.fdopen(reader) as stream:
        return int(stream.read())


def no_longer_than(size: int) -> Callable[[], None]:
    """Return what keeps a process from writing files of more bytes: the write itself fails, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def without_rights() -> None:
    """Give up root's right to write where the mode of a folder forbids it."""
    if os.geteuid() == 0:
        header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(header, rights):
            raise OSError(ctypes.get_errno(), "capset")


def kill_group(process: subprocess.Popen[str]) -> bool:
    """Kill a build and its workers. Return whether it was still running."""
    running = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        running = False
    _, said = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), said
    return running and process.returncode != 0


def main(program: Path, out: Path, key: str, jobs: int, cache: Path) -> None:
    """Build as the module's docstring says."""
    sys.modules[run.__module__].__dict__["WORTH_PROCESSES"] = 0
    if jobs > 1:
        reading.KEPT = 0
    keys = sign.load_keyring({"BADGEPRESS_KEY": Path(key).read_text()}) if key else sign.Keyring()
    chosen = Options(program, out, AT, keys, jobs=jobs, cache=cache, shown="badges")
    print("begun", flush=True)
    try:
        run(replace(chosen, wait=300))
    except BadgepressError as error:
        sys.exit(str(error))
    finally:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), Path(sys.argv[5]))
