"""Importing sheets of any size: the same decisions as in memory, files of 1,000 awards, all or nothing, flat memory."""

from __future__ import annotations

import errno
import itertools
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgepress import lock
from badgepress.cli import main
from badgepress.edit.importing import compose, drafts, lookup, told
from badgepress.errors import ReadError
from badgepress.read.sheets import scratch, source, spool
from badgepress.read.sheets.delimited import read_delimited
from badgepress.read.text import characters
from badgepress.read.yaml import parse
from tests.bench.generate import generate
from tests.bench.importing import COLUMNS, row
from tests.edit.sheets import imported, program_in
from tests.tiers import examples

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = "Email,Name,Date\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return program_in(tmp_path)


def sheet(root: Path, rows: int, start: int = 0, name: str = "season.csv") -> Path:
    file = root.parent / name
    lines = (f"person{number}@example.org,Person {number},2025-03-04\n" for number in range(start, start + rows))
    file.write_text(HEAD + "".join(lines), "utf-8")
    return file


def written(root: Path) -> dict[str, str]:
    """Return the assertion files and their texts."""
    folder = root / "assertions"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.yml"))}


def small(patch: pytest.MonkeyPatch) -> None:
    """Let everything leave memory after a few rows."""
    patch.setattr(spool, "CHUNK", 3)
    patch.setattr(scratch, "SMALL", 0)
    patch.setattr(lookup, "IN_MEMORY", 2)
    patch.setattr(drafts, "WAITING", 2)


#: Rows with repeated people, names, days and mistakes.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a@example.org", "b@example.org", "c@example.org", "no address", "A@example.org"]),
        st.sampled_from(["Ann Lee", "Bo Chen", "ann lee", ""]),
        st.sampled_from(["2025-03-04", "2025-03-05", "", "03/04/2025", "25/12/2025"]),
        st.sampled_from(["data-foundations", "data-practice", "nothing"]),
    ),
    min_size=1,
    max_size=14,
)


@given(ROWS, ROWS, st.sampled_from([None, "allow", "shared", "replace"]), st.booleans(), st.booleans())
@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_leaves_memory_is_decided_in_the_same_way(
    tmp_path_factory: pytest.TempPathFactory, first: Any, second: Any, duplicates: Any, skips: bool, peppered: bool
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    outcomes: list[object] = []
    for patched in (False, True):
        root = program_in(folder / str(patched))
        numbers = iter(range(1_000))
        asked: dict[str, Any] = {"duplicates": duplicates, "skip_bad": skips, "dates": "mdy"}
        if not peppered:
            asked |= {
                "pepper": None,
                "new_id": lambda numbers=numbers: f"id{next(numbers)}",
                "new_salt": lambda numbers=numbers: f"{next(numbers):016x}",
            }
        with pytest.MonkeyPatch.context() as patch:
            if patched:
                small(patch)
            for name, rows in (("one.csv", first), ("two.csv", second)):
                file = root.parent / name
                file.write_text("Email,Name,Date,Badge\n" + "".join(",".join(cells) + "\n" for cells in rows), "utf-8")
                try:
                    done = imported(root, file, **asked)
                    counts = done.added, done.replaced, done.unchanged
                    outcomes.append((counts, done.problems, [(one.shown[-9:], one.text) for one in done.changes]))
                except ReadError as error:
                    outcomes.append(error.problems)
        outcomes.append(written(root))
    half = len(outcomes) // 2
    assert re.sub("/(True|False)/", "", repr(outcomes[:half])) == re.sub("/(True|False)/", "", repr(outcomes[half:]))


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=5), max_size=4)))
@settings(max_examples=examples(20), deadline=None)
def test_rows_are_the_same_from_a_file_as_from_memory(rows: list[list[str]]) -> None:
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n" for cells in rows).encode()
    plain, _ = read_delimited(text, "people.csv")
    with pytest.MonkeyPatch.context() as patch:
        small(patch)
        kept, _ = read_delimited(text, "people.csv")
        assert (plain is None) == (kept is None)
        if plain is not None and kept is not None:
            every = list(plain.rows)
            assert list(kept.rows) == every
            assert len(kept.rows) == len(every)
            for start in range(len(every) + 1):
                assert list(kept.rows[start:]) == every[start:]
                assert list(kept.rows[1:][:start]) == every[1:][:start]
            assert [kept.rows[index] for index in range(-len(every), len(every))] == every * 2


#: Any text, often with characters that mean something in YAML, end a line, are invisible, or are not allowed.
TEXTS = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from(
        "\n\t'\"#:{}[],&*!|>%@`\\-? \r\0\x1f\x7f\x85\xa0\xad\u2003\u200b\u200e\u2028\u2029\u3000\ufeff\U0001f393"
    )
)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
@settings(max_examples=examples(100), deadline=None)
def test_what_is_written_is_what_is_read(texts: list[tuple[str, str, str]]) -> None:
    made = [
        (
            f"id{number}",
            {
                "badge": "data",
                "recipient": {"name": name},
                "issued": "2025-03-04",
                "narrative": narrative,
                "evidence": [{"name": evidence}],
                "results": [{"result": "grade", "value": name}],
            },
        )
        for number, (name, narrative, evidence) in enumerate(texts)
    ]
    document, problems = parse(compose.cohort(made, "Imported from a test.").encode(), "new.yml")
    # A cell of a sheet may not hold what a file may not hold.
    refused = any(characters(one, "sheet.csv") for one in itertools.chain(*texts))
    assert bool(problems) == refused
    if refused:
        return
    assert document is not None
    shared = {key: value for key, value in document.data.items() if key != "awards"}
    assert [{**shared, **one} for one in document.data["awards"]] == [
        {"id": award_id, **data} for award_id, data in made
    ]


def test_a_long_sheet_makes_numbered_files_that_stay(root: Path) -> None:
    first = sheet(root, 2_500)
    done = imported(root, first, badge="data-foundations")
    names = ["2026/season-2.yml", "2026/season-3.yml", "2026/season.yml"]
    before = {name: text for name, text in written(root).items() if "season" in name}
    assert (done.added, sorted(before)) == (2_500, names)
    assert [before[name].count("- id:") for name in names] == [1_000, 500, 1_000]
    again = imported(root, first, badge="data-foundations")
    assert (again.added, again.unchanged, again.changes) == (0, 2_500, ())
    more = imported(root, sheet(root, 1_200, start=2_000), badge="data-foundations")
    assert (more.added, more.unchanged) == (700, 500)
    after = written(root)
    assert after.items() >= before.items()
    assert after["2026/season-4.yml"].count("- id:") == 700


def test_a_secret_in_a_later_file_is_found(root: Path) -> None:
    before = written(root)
    file = sheet(root, 1_100)
    lines = file.read_text("utf-8").splitlines()
    key = "-----BEGIN " + "PRIVATE KEY-----"
    wide = [f"{line},{key if number == 1_050 else 'words'}" for number, line in enumerate(lines)]
    file.write_text("\n".join([f"{lines[0]},Narrative", *wide[1:]]), "utf-8")
    with pytest.raises(ReadError) as raised:
        imported(root, file, badge="data-foundations")
    assert [one.code for one in raised.value.problems] == ["secret-in-file"]
    assert written(root) == before


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        (["revoke", "--reason", "a mistake"], "a mistake"),
        (["suspend", "--reason", "a question"], "a question"),
        (["renew", "--expires", "2031-01-01"], "2031-01-01"),
        (["reissue", "--reason", "another name"], "another name"),
        (["erase", "--yes"], ""),
    ],
)
def test_commands_find_an_award_in_any_of_the_files(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: list[str], line: str
) -> None:
    monkeypatch.setattr(drafts, "COHORT", 2)
    imported(root, sheet(root, 4), badge="data-foundations")
    before = written(root)
    last = re.findall(r"- id: \"?(\w+)", before["2026/season-2.yml"])[-1]
    code = main([asked[0], last, *asked[1:], "--program", str(root)])
    after = written(root)
    if asked[0] in ("reissue", "renew"):  # It is not issued yet and never expires; the message about it names it.
        assert (code, after, last in capsys.readouterr().err) == (1, before, True)
        return
    assert code == 0
    assert line in after["2026/season-2.yml"]
    assert (last in after["2026/season-2.yml"]) == (asked[0] != "erase")
    assert {name for name in before if after.get(name) != before[name]} == {"2026/season-2.yml"}


def test_very_many_problems_are_counted_but_not_all_told(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(told, "MOST", 10)
    monkeypatch.setattr(told, "BLOCK", 4)
    file = root.parent / "bad.csv"
    file.write_text(HEAD + "nobody,Ann,soon\n" * 25 + "ann@example.org,Ann,2025-03-04\n", "utf-8")
    done = imported(root, file, badge="data-foundations")
    assert (done.changes, done.stopped, len(done.problems) <= 11) == ((), True, True)
    done = imported(root, file, badge="data-foundations", skip_bad=True)
    assert (done.added, done.skipped_rows, done.rest.errors) == (1, 25, 40)
    assert len(list(done.skipped)) == 50
    capsys.readouterr()
    assert main(["import", str(file), "--badge", "data-foundations", "--program", str(root)]) == 1
    shown = capsys.readouterr().err
    assert "… and 41 more problems" in shown
    assert "50 errors" in shown


def test_a_sheet_that_changes_while_it_is_read_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sheet(root, 5)
    head_of = source.head_of

    def slow(stream: Any) -> bytes:
        with file.open("a") as other:
            other.write("late@example.org,Late,2025-03-04\n")
        return head_of(stream)

    monkeypatch.setattr("badgepress.read.sheets.head_of", slow)
    before = written(root)
    with pytest.raises(ReadError) as raised:
        imported(root, file, badge="data-foundations")
    assert [one.code for one in raised.value.problems] == ["sheet-changed"]
    assert written(root) == before


@pytest.mark.parametrize("where", ["temporary", "programme"])
def test_a_full_disk_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    file = sheet(root, 2_500)
    before = written(root)
    calls = 0

    def full(*_: object, **__: object) -> Any:
        nonlocal calls
        calls += 1
        if where == "temporary" or calls == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if where == "temporary":
        monkeypatch.setattr(scratch, "SMALL", 0)
        monkeypatch.setattr("tempfile.TemporaryFile", full)
    else:
        monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ReadError) as raised:
        imported(root, file, badge="data-foundations")
    assert [one.code for one in raised.value.problems] == ["cannot-write"]
    assert written(root) == before
    assert not list((root / "assertions").rglob("*.new"))


CHILD = """
import sys
from pathlib import Path
from badgepress import lock
from badgepress.edit.importing import apply_all, import_awards
from tests.edit.sheets import options
root, file = map(Path, sys.argv[1:3])
with lock.hold(root, "import") as held:
    done = import_awards(root, [(file, file.name)], options(badge="data-foundations"))
    print("begin", flush=True)
    apply_all(held, done.changes)
    print("end", flush=True)
"""


@pytest.mark.heavy
def test_a_killed_import_leaves_the_old_programme_or_the_new_one(tmp_path: Path) -> None:
    chance = random.Random(15)
    for number in range(12):
        root = program_in(tmp_path / str(number))
        file = sheet(root, 3_500)
        old = set(written(root))
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(root), str(file)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "begin\n"
            time.sleep(chance.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
        with lock.hold(root, "test"):
            new = set(written(root)) - old
        assert len(new) in (0, 4), new
        imported(root, file, badge="data-foundations")
        texts = written(root)
        assert sum(text.count("- id:") for name, text in texts.items() if "season" in name) == 3_500


MEASURED = """
import resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
import orjson
from badgepress import lock
from badgepress.edit.importing import Options, Pepper, apply_all, import_awards
root, file = map(Path, sys.argv[1:3])
began, processor = time.monotonic(), time.process_time()
with lock.hold(root, "import") as held:
    done = import_awards(root, [(file, file.name)], Options(datetime(2026, 9, 1, tzinfo=UTC), pepper=Pepper("x" * 32)))
    apply_all(held, done.changes)
print(orjson.dumps({
    "added": done.added, "files": len(done.changes), "seconds": time.monotonic() - began,
    "processor": time.process_time() - processor,
    "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}).decode())
"""


def measured(folder: Path, rows: int) -> dict[str, float]:
    """Import a generated sheet in a process of its own. Return what it took."""
    root, file = generate(folder / "program" / "badges", 1), folder / "people.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{COLUMNS}\n")
        stream.writelines(f"{row(number)}\n" for number in range(rows))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(root), str(file)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, float] = orjson.loads(done.stdout)
    print(found)
    return found


@pytest.mark.heavy
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    few, many = (measured(tmp_path / str(rows), rows) for rows in (20_000, 60_000))
    assert many["added"] == 60_000
    assert many["mebibytes"] <= few["mebibytes"] + 30


@pytest.mark.long
def test_a_million_rows_take_at_most_five_minutes(tmp_path: Path) -> None:
    few, many = (measured(tmp_path / str(rows), rows) for rows in (20_000, 1_000_000))
    assert (many["added"], many["files"]) == (1_000_000, 12 * 84)
    assert many["processor"] <= 300
    assert many["mebibytes"] <= few["mebibytes"] + 150
