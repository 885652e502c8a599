"""`badgepress import`: what it prints and writes, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from badgepress.hints import HINTS
from tests.cli.conftest import Run
from tests.vectors.expand import load

NOW = ("--now", "2026-11-22")
PEPPER = "a pepper that is no secret at all"
SHEET = """\
Badge Template ID,Recipient Email,First Name,Last Name,Issued At,Country
data-foundations,Wren@Example.org,Wren,Achterberg,03/04/25,Netherlands
Data Practice,omar@example.org,Omar,Haddad,2025-03-05,EG
"""


@pytest.fixture
def sheet(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sheet of two rows, and a pepper in the environment."""
    monkeypatch.setenv("BADGEPRESS_PEPPER", PEPPER)
    file = here / "people.csv"
    file.write_text(SHEET)
    return file


def new_files(here: Path) -> list[str]:
    made = {path.name for path in (here / "badges/assertions").rglob("*.yml")}
    return sorted(made - {"k3v9x2.yml", "spring.yml"})


def test_import_writes_what_a_dry_run_shows(run: Run, here: Path, sheet: Path, key_file: Path) -> None:
    dry = run("import", "people.csv", "--dry-run", *NOW)
    assert (dry.code, dry.err, new_files(here)) == (0, "", [])
    done = run("import", "people.csv", *NOW)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "wrote badges/assertions/2026/people-data-foundations.yml\n"
        "wrote badges/assertions/2026/people-data-practice.yml\n"
        "2 new awards\n"
    )
    for name in ("people-data-foundations.yml", "people-data-practice.yml"):
        text = (here / "badges/assertions/2026" / name).read_text()
        assert "".join(f"+ {line}\n" for line in text.splitlines()) in dry.out
    assert dry.out.endswith("2 new awards; nothing was written\n")
    assert run("import", "people.csv", *NOW).out == "2 unchanged\n"
    assert run("build", "--out", "site", *NOW, "--key", str(key_file)).code == 0
    award = next(path for path in (here / "site/awards").iterdir() if "Wren" in (path / "credential.json").read_text())
    assert run("verify", str(award / "badge.png"), "--email", "wren@example.org", *NOW).code == 0
    assert "wren@" not in (dry.out + done.out).lower()


def test_a_workbook_is_imported_like_a_csv_file(run: Run, here: Path, sheet: Path) -> None:
    run("import", "people.csv", "--name", "one", *NOW)
    text = {name: (here / "badges/assertions/2026" / name).read_text() for name in new_files(here)}
    for name in text:
        (here / "badges/assertions/2026" / name).unlink()
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in SHEET.splitlines():
        book.active.append(line.split(","))
    book.save(here / "other.xlsx")
    assert run("import", "other.xlsx", "--name", "one", *NOW).code == 0
    assert {name: (here / "badges/assertions/2026" / name).read_text() for name in new_files(here)} == text


def test_errors_stop_the_import_and_are_all_reported(run: Run, here: Path, sheet: Path) -> None:
    (here / "bad.csv").write_text(SHEET.replace("EG", "Egipt").replace("03/04/25", "31/31/25"))
    said = run("import", "people.csv", "bad.csv", *NOW)
    assert (said.code, said.out, new_files(here)) == (1, "nothing was written\n", [])
    assert said.err == (
        "error[bad-date]: bad.csv:2: column 'Issued At' (E): no such date "
        "(got '31/31/25', expected 2026-09-14, or 09/14/26 (month first))\n"
        f"  hint: {HINTS['bad-date']}\n"
        "error[bad-country]: bad.csv:3: column 'Country' (F): not a country "
        "(got 'Egipt', expected a two-letter code or an English name)\n"
        "  hint: did you mean 'Egypt'?\n"
        "2 errors\n"
    )
    as_json = json.loads(run("import", "people.csv", "bad.csv", "--json", *NOW).out)
    assert (as_json["ok"], as_json["files"]) == (False, [])
    assert [(one["file"], one["line"], one["code"]) for one in as_json["problems"]] == [
        ("bad.csv", 2, "bad-date"),
        ("bad.csv", 3, "bad-country"),
    ]


def test_skipped_rows_are_listed_without_their_content(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text(SHEET + "Data Practice,ilse,Ilse,Brandt,soon,DE\n")
    dry = run("import", "people.csv", "--skip-bad", "--dry-run", *NOW)
    assert "+ people.csv,4,B,bad-email\n" in dry.out
    assert not (here / "people.csv.skipped.csv").exists()
    said = run("import", "people.csv", "--skip-bad", *NOW)
    assert said.code == 0
    assert said.out.endswith("wrote people.csv.skipped.csv\n2 new awards, 1 row skipped\n")
    named = (here / "people.csv.skipped.csv").read_text()
    assert named == "file,row,column,code\npeople.csv,4,E,bad-date\npeople.csv,4,B,bad-email\n"
    again = run("import", "people.csv", "--skipped", "left.csv", *NOW)
    assert (again.code, (here / "left.csv").read_text()) == (0, named)
    (here / "notes.csv").write_text("what I wanted to keep\n")
    refused = run("import", "people.csv", "--skipped", "notes.csv", *NOW)
    assert (refused.code, refused.err.splitlines()[-2]) == (
        1,
        "error[file-exists]: notes.csv: this file exists and is not a list of rows",
    )
    assert (here / "notes.csv").read_text() == "what I wanted to keep\n"


def test_an_unreadable_file_is_not_skipped(run: Run, here: Path, sheet: Path) -> None:
    (here / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    said = run("import", "people.csv", "old.xls", "missing.csv", "--skip-bad", *NOW)
    assert (said.code, said.out, new_files(here)) == (1, "", [])
    assert said.err == (
        "error[unreadable]: missing.csv: cannot be read: no such file or directory\n"
        f"  hint: {HINTS['unreadable']}\n"
        "error[sheet-is-xls]: old.xls: an old Excel workbook (XLS), or one with a password, is not read "
        "(expected XLSX, CSV or TSV)\n"
        "  hint: open it and save it as XLSX, without a password\n"
    )
    said = run("import", "old.xls", "--json", *NOW)
    assert (said.code, json.loads(said.out)["problems"][0]["code"]) == (1, "sheet-is-xls")


def test_options_reach_the_import(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text("email,evidence\nwren@example.org,\n")
    assert run("import", "people.csv", "--badge", "data-foundations", "--issued", "2025-05-06", *NOW).code == 0
    text = (here / "badges/assertions/2026/people.yml").read_text()
    assert "issued: 2025-05-06" in text
    sheet.write_text("Recipient Name,Recipient Email,Issued on\nWren,wren@example.org,03/04/25\n")
    options = ("--badge", "data-foundations", "--dates", "dmy", "--duplicates", "allow", "--unlisted", "--single")
    said = run("import", "people.csv", *options, "--json", *NOW)
    (file,) = json.loads(said.out)["files"]
    text = (here / file).read_text()
    assert "issued: 2025-04-03" in text
    assert "visibility: unlisted" in text
    (here / "mapping.yml").write_text("columns: {email: Mail, badge: Kurs}\nbadges: {Eins: data-practice}\n")
    sheet.write_text("Kurs;Mail\neins;omar@example.org\n")
    assert run("import", "people.csv", "--mapping", "mapping.yml", *NOW).code == 0
    (here / "mapping.yml").write_text("colums: {}\n")
    said = run("import", "people.csv", "--mapping", "mapping.yml", *NOW)
    assert said.err.startswith("error[unknown-key]: mapping.yml:1: colums: unknown key 'colums'")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--issued", "tomorrow"), "error[bad-date]: --issued: a date looks like 2026-09-14, a time like"),
        (("--email", "rosa"), "error[bad-email]: --email: not an e-mail address (got a text without @)"),
        (("--badge", "data-fundations"), "error[unknown-badge]: --badge: no badge 'data-fundations'"),
        (("--name", "a b"), "error[bad-name]: --name: not a valid file name"),
    ],
)
def test_invalid_option_values_are_errors(run: Run, sheet: Path, arguments: tuple[str, ...], error: str) -> None:
    said = run("import", "people.csv", *arguments, *NOW)
    assert (said.code, said.err.startswith(error)) == (1, True), said.err


@pytest.mark.parametrize("arguments", [(), ("--as", "excel"), ("--dates", "ymd"), ("--duplicates", "maybe")])
def test_wrong_usage(run: Run, sheet: Path, arguments: tuple[str, ...]) -> None:
    assert run("import", *(["people.csv"] if arguments else []), *arguments).code == 2


def test_secrets_and_addresses_are_never_printed_or_written(
    run: Run, here: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = ""
    (here / "rosa@secret.example.csv").write_text(SHEET + "x,rosa@secret.example,rosa@secret.example,,,\n")
    for extra in ((), ("--skip-bad",), ("--name", "people", "--skip-bad"), ("--json", "--name", "x"), ("--dry-run",)):
        said = run("import", "rosa@secret.example.csv", *extra, *NOW)
        printed += said.out + said.err
    monkeypatch.setenv("BADGEPRESS_PEPPER", "hunter2")
    printed += run("import", "people.csv", *NOW).err
    assert "error[weak-pepper]" in printed
    written = "".join(path.read_text() for path in here.rglob("*") if path.suffix in (".yml", ".csv"))
    written = written.replace((here / "rosa@secret.example.csv").read_text(), "").replace(SHEET, "")
    for secret in ("secret.example", PEPPER, "hunter2"):
        assert secret not in printed + written
    assert "(e-mail address):4: column 'Recipient Email'" not in printed
    assert "(e-mail address):4: column 'First Name' (C): the cell contains an e-mail address" in printed


def test_a_badge_issued_elsewhere_is_imported_offline(run: Run, here: Path, root: Path, sheet: Path) -> None:
    vector = load("issuer/did-key")
    (here / "old.json").write_text(json.dumps(vector["input"]["json"]), "utf-8")
    said = run("import", "old.json", "--badge", "data-practice", "--offline", *NOW)
    assert said.code == 0
    assert "warning[original-issuer-unknown]: old.json: " in said.err
    text = (here / "badges/assertions/2026/old.yml").read_text()
    assert "It was checked on 2026-11-22 and found valid." in text
    assert run("import", "old.json", "--badge", "data-practice", "--offline", *NOW).out == "1 unchanged\n"


def test_cells_that_look_like_formulas_are_defused_in_the_open_data(
    run: Run, here: Path, sheet: Path, key_file: Path
) -> None:
    names = ["+SUM(1)", "-1+1", "@cmd", "＝1+1", "＋1", "－1", "＠x"]
    rows = "".join(f"data-foundations,p{number}@example.org,{name},,2025-03-05,\n" for number, name in enumerate(names))
    sheet.write_text(SHEET + rows)
    assert run("import", "people.csv", *NOW).code == 0
    assert run("build", "--out", "site", *NOW, "--key", str(key_file)).code == 0
    text = (here / "site/data/awards.csv").read_text("utf-8")
    for name in names:
        assert f",'{name}," in text
        assert f",{name}," not in text


def test_a_sheet_is_explained_and_a_mapping_drafted(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text(
        "Name,Email,Completed on,Exam date,Shoe size\nAchterberg,wren@example.org,2025-03-04,2025-01-02,39\n"
    )
    options = ("--badge", "data-foundations", *NOW)
    said = run("import", "people.csv", "--explain", *options)
    assert said.code == 1
    assert said.out == (
        "people.csv: a plain sheet, columns named in row 1\n"
        "  'Name' (A): name\n"
        "  'Email' (B): email\n"
        "  'Completed on' (C): issued\n"
        "  'Exam date' (D): not read, and looks like a date: map it or ignore it\n"
        "  'Shoe size' (E): not read\n"
        "  -> Achterberg, data-foundations, issued 2025-03-04\n"
        "nothing was written\n"
    )
    assert "error[column-not-read]: people.csv:1: column 'Exam date' (D)" in said.err
    as_json = json.loads(run("import", "people.csv", "--explain", "--json", *options).out)
    assert [one["fate"] for one in as_json["files"][0]["columns"]] == ["read", "read", "read", "refused", "listed"]
    assert run("import", "people.csv", *options).code == 1
    assert run("import", "people.csv", "--write-mapping", "people.yml", *options).out.endswith("wrote people.yml\n")
    assert (here / "people.yml").read_text("utf-8") == (
        'columns:\n  name: "Name"\n  email: "Email"\n  issued: "Completed on"\n'
        '  # issued: "Exam date"    # or below, under `ignore`\n'
        "# Not read. Give each a word above, or remove the # if it is not wanted:\n"
        '# ignore:\n#   - "Shoe size"\n'
    )
    again = run("import", "people.csv", "--write-mapping", "people.yml", *options)
    assert (again.code, again.err.splitlines()[-2]) == (
        1,
        "error[file-exists]: people.yml: this file exists already",
    )
    with (here / "people.yml").open("a") as stream:
        stream.write('ignore:\n  - "Exam date"\n')
    assert run("import", "people.csv", "--mapping", "people.yml", *options).code == 0
    assert new_files(here) == ["people.yml"]
    none = run("import", "people.csv", "missing.csv", "--write-mapping", "two.yml", *options)
    assert "error[mapping-not-drafted]: two.yml" in none.err


def test_columns_can_be_ignored_on_the_command_line(run: Run, here: Path, sheet: Path) -> None:
    rows = (
        'Course list\nName,Email,Date,Exam date,Status\n"Achterberg, Jürgen",wren@example.org,04.03.2025,2025-01-02,A\n'
    )
    sheet.write_bytes(rows.encode("cp1252"))
    options = (
        "--ignore-column",
        "exam date",
        "--status",
        "A",
        "--names",
        "last-first",
        "--header-row",
        "2",
        "--dates",
        "dmy",
    )
    said = run("import", "people.csv", "--badge", "data-foundations", "--encoding", "cp1252", *options, *NOW)
    assert said.code == 0
    assert said.err == (
        "warning[rows-above]: people.csv:1: row 2 names the columns; the rows above it are not read (got row 1)\n"
        f"  hint: {HINTS['rows-above']}\n"
    )
    text = (here / "badges/assertions/2026/people.yml").read_text("utf-8")
    assert "Jürgen Achterberg" in text
    assert "issued: 2025-03-04" in text


def test_a_status_column_is_explained(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text("Name,Email,Passed\nWren,wren@example.org,Yes\nOmar,omar@example.org,No\n")
    said = run("import", "people.csv", "--explain", "--badge", "data-foundations", *NOW)
    assert "  'Passed' (C): status: Yes counts, No is left out\n" in said.out
    as_json = json.loads(run("import", "people.csv", "--explain", "--json", "--badge", "data-foundations", *NOW).out)
    assert [one["field"] for one in as_json["files"][0]["columns"]] == ["name", "email", "status"]


def test_a_badge_other_than_the_sheets_is_refused(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text("Name,Email,Course\nWren,wren@example.org,Data Practice\n")
    options = ("--badge", "data-foundations", *NOW)
    said = run("import", "people.csv", *options)
    assert (said.code, new_files(here)) == (1, [])
    assert "error[other-badge]: people.csv:2: column 'Course' (C): " in said.err
    assert run("import", "people.csv", "--ignore-column", "Course", "--dry-run", *options).code == 0
    sheet.write_text("Name,Email,Course\nWren,wren@example.org,Module 3\n")
    assert run("import", "people.csv", *options).code == 0


def test_a_mapping_is_drafted_for_an_unknown_sheet(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text("Wer;Kontakt;Was\nWren;wren@example.org;Data Practice\nOmar;omar@example.org;Data Practice\n")
    said = run("import", "people.csv", "--write-mapping", "people.yml", *NOW)
    assert (said.code, said.out.splitlines()[-1]) == (0, "wrote people.yml")
    text = (here / "people.yml").read_text("utf-8")
    assert '  # badge: "Was"' in text
    (here / "people.yml").write_text(text.replace("  # email", "  email").replace("  # badge", "  badge"), "utf-8")
    assert run("import", "people.csv", "--mapping", "people.yml", *NOW).code == 0


def test_a_mapping_for_one_column_leaves_the_others_recognised(run: Run, here: Path, sheet: Path) -> None:
    sheet.write_text("Name,Email,Was\nWren,wren@example.org,Data Practice\n")
    (here / "people.yml").write_text("columns: {badge: Was}\n", "utf-8")
    said = run("import", "people.csv", "--mapping", "people.yml", *NOW)
    assert "error[missing-column]" in said.err
    assert "--as plain" in said.err
    assert run("import", "people.csv", "--mapping", "people.yml", "--as", "Plain", *NOW).code == 0
