"""Signing: what it writes to the store, and what it refuses."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from badgepress import sign
from badgepress.errors import BadgepressError
from badgepress.model import Program
from badgepress.openbadges import proof, status
from badgepress.openbadges.keys import did
from badgepress.openbadges.keys import ed25519 as keys
from badgepress.read import read_program
from badgepress.sign.status import read_signed
from tests.sign.conftest import AT, Issue

COHORT = "assertions/2026/spring.yml"
SINGLE = "assertions/2026/k3v9x2.yml"
LINES = "issued/2026/k3v9x2.jsonl"


def lines(program: Path) -> dict[str, list[dict[str, Any]]]:
    folder = program / "issued"
    return {
        path.relative_to(folder).as_posix(): [json.loads(line) for line in path.read_text().splitlines()]
        for path in sorted(folder.rglob("*.jsonl"))
    }


def codes(program: Path, issue: Issue, **kwargs: object) -> list[str]:
    with pytest.raises(BadgepressError) as caught:
        issue(**kwargs)
    return [one.code for one in caught.value.problems if one.severity == "error"]


def revoked_bits(program: Path, number: int = 1) -> set[int]:
    document = json.loads((program / f"issued/status/{number}.json").read_text())
    bits = status.decode(document["credentialSubject"]["encodedList"])
    return {index for index in range(64) if bits[index // 8] & (0x80 >> index % 8)}


def test_every_award_gets_one_line_that_mirrors_its_file(program: Path, issue: Issue) -> None:
    count = issue()
    found = lines(program)
    assert sorted(found) == ["2026/k3v9x2.jsonl", "2026/spring.jsonl"]
    assert sum(map(len, found.values())) == count
    indexes = [line["credentialStatus"]["statusListIndex"] for name in found for line in found[name]]
    assert indexes == [str(number) for number in range(count)]


def test_the_line_is_the_signed_credential_of_the_contract(program: Path, issue: Issue) -> None:
    issue()
    credential = lines(program)["2026/k3v9x2.jsonl"][0]
    assert credential["id"] == "https://badges.example.org/awards/k3v9x2/credential.json"
    assert credential["issuer"]["id"] == "did:web:badges.example.org:issuers:guild"
    assert credential["credentialSubject"]["achievement"]["id"].startswith("https://badges.example.org/badges/")
    (only,) = credential["proof"]
    assert only["cryptosuite"] == "eddsa-rdfc-2022"
    assert only["created"] == "2026-11-22T12:00:00Z"
    public = only["verificationMethod"].removeprefix(credential["issuer"]["id"] + "#")
    unsigned = {key: value for key, value in credential.items() if key != "proof"}
    proof.check(unsigned, only, keys.decode_public(public))
    assert did.did_web_url(credential["issuer"]["id"]) == "https://badges.example.org/issuers/guild/did.json"


def test_an_alignment_that_two_skills_share_is_signed_once(program: Path, issue: Issue) -> None:
    shared = "{name: data analyst, url: 'http://data.europa.eu/esco/occupation/1', framework: ESCO}"
    other = shared.replace("analyst", "scientist")
    (program / "skills.yml").write_text(
        f"python:\n  name: Python\n  alignments: [{shared}]\n"
        f"statistics:\n  name: Statistics\n  alignments: [{other}, {shared}]\n"
    )
    badge = program / "classes/data-foundations.yml"
    badge.write_text(badge.read_text() + f"\nalignments: [{shared}]\n")
    issue()
    alignments = lines(program)["2026/k3v9x2.jsonl"][0]["credentialSubject"]["achievement"]["alignment"]
    names = [alignment["targetName"] for alignment in alignments]
    assert names == ["Python", "data analyst", "Statistics", "data scientist"]


def test_nothing_is_signed_twice(program: Path, issue: Issue) -> None:
    issue()
    before = {path: path.read_bytes() for path in (program / "issued").rglob("*.json*")}
    assert issue(now=AT + timedelta(days=1)) == 0
    assert {path: path.read_bytes() for path in (program / "issued").rglob("*.json*")} == before


def test_a_new_award_is_appended_and_takes_the_next_index(program: Path, issue: Issue) -> None:
    first = issue()
    before = (program / "issued/2026/spring.jsonl").read_bytes()
    cohort = program / COHORT
    cohort.write_text(cohort.read_text() + "  - id: zz9newone\n    recipient: {name: Noor Haddad}\n")
    assert issue() == 1
    after = (program / "issued/2026/spring.jsonl").read_bytes()
    assert after.startswith(before)
    added = json.loads(after[len(before) :])
    assert added["credentialStatus"]["statusListIndex"] == str(first)


def test_indexes_continue_across_files_even_when_a_file_sorts_first(program: Path, issue: Issue) -> None:
    first = issue()
    new = program / "assertions/2025/aaa111.yml"
    new.parent.mkdir()
    new.write_text((program / SINGLE).read_text())
    issue()
    assert lines(program)["2025/aaa111.jsonl"][0]["credentialStatus"]["statusListIndex"] == str(first)


def test_editing_an_issued_claim_names_the_field_and_the_remedy(program: Path, issue: Issue) -> None:
    issue()
    file = program / SINGLE
    name = next(line for line in file.read_text().splitlines() if line.strip().startswith("name:"))
    file.write_text(file.read_text().replace(name, "  name: Somebody Else", 1))
    number = file.read_text().splitlines().index("  name: Somebody Else") + 1
    with pytest.raises(BadgepressError) as caught:
        issue()
    old = name.partition(":")[2].strip()
    assert str(caught.value) == (
        f"error[issued-edited]: badges/{SINGLE}:{number}: recipient.name: award 'k3v9x2' is issued and its claims "
        f"cannot be edited (got 'Somebody Else', expected '{old}' as issued)\n"
        "  hint: undo the edit, or run `badgepress reissue k3v9x2` to issue it again with the new claims"
    )


def test_editing_a_class_leaves_issued_awards_alone(program: Path, issue: Issue) -> None:
    issue()
    before = lines(program)
    for file in (program / "classes").glob("*.yml"):
        file.write_text(file.read_text().replace("description: ", "description: Now rewritten. "))
    assert issue() == 0
    assert lines(program) == before


def translate_to_spanish(program: Path) -> None:
    file = program / "classes/data-practice.yml"
    file.write_text(
        re.sub(r"^name: (.*)$", r"name: {en: \1, es: Práctica}", file.read_text("utf-8"), flags=re.M), "utf-8"
    )


def test_an_award_is_issued_in_its_language_alone_or_in_a_cohort(program: Path, issue: Issue) -> None:
    translate_to_spanish(program)
    cohort = program / "assertions/2026/spring.yml"
    text = cohort.read_text("utf-8").replace("badge:", "language: es\nbadge:", 1)
    cohort.write_text(text.replace("  - id: t4w8zc\n", "  - id: t4w8zc\n    language: en\n"), "utf-8")
    issue()
    found = {}
    for line in lines(program)["2026/spring.jsonl"]:
        achievement = line["credentialSubject"]["achievement"]
        found[line["id"].split("/")[-2]] = (
            achievement["inLanguage"],
            line["name"] == achievement["name"] == "Práctica",
        )
    assert found == {"p7m2qa": ("es", True), "t4w8zc": ("en", False)}


def test_translating_a_class_leaves_issued_awards_alone(program: Path, issue: Issue) -> None:
    issue()
    before = lines(program)
    translate_to_spanish(program)
    cohort = program / "assertions/2026/spring.yml"
    cohort.write_text("language: es\n" + cohort.read_text("utf-8"), "utf-8")
    assert issue() == 0
    assert lines(program) == before


def test_visibility_may_be_edited_after_issue(program: Path, issue: Issue) -> None:
    issue()
    file = program / SINGLE
    file.write_text(
        file.read_text() + "visibility: unlisted\n" if "visibility" not in file.read_text() else file.read_text()
    )
    assert issue() == 0


def test_revocation_sets_the_bit_and_signs_the_list_again(program: Path, issue: Issue) -> None:
    issue()
    assert revoked_bits(program) == set()
    file = program / SINGLE
    file.write_text(file.read_text() + "revoked: {on: 2026-11-22, reason: issued in error}\n")
    assert issue(now=AT + timedelta(hours=1)) == 0
    index = int(lines(program)["2026/k3v9x2.jsonl"][0]["credentialStatus"]["statusListIndex"])
    assert revoked_bits(program) == {index}


def test_an_award_revoked_before_it_was_signed_has_its_bit_set(program: Path, issue: Issue) -> None:
    file = program / SINGLE
    file.write_text(file.read_text() + "revoked: {on: 2026-11-22}\n")
    issue()
    index = int(lines(program)["2026/k3v9x2.jsonl"][0]["credentialStatus"]["statusListIndex"])
    assert revoked_bits(program) == {index}


def test_reissue_appends_and_supersedes(program: Path, issue: Issue) -> None:
    total = issue()
    file = program / SINGLE
    name = next(line for line in file.read_text().splitlines() if line.strip().startswith("name:"))
    file.write_text(file.read_text().replace(name, "  name: Somebody Else", 1) + "reissued:\n  - {on: 2026-11-22}\n")
    assert issue() == 1
    first, second = lines(program)["2026/k3v9x2.jsonl"]
    assert first["id"] == second["id"]
    assert second["credentialStatus"]["statusListIndex"] == str(total)
    assert revoked_bits(program) == {int(first["credentialStatus"]["statusListIndex"])}
    assert issue() == 0


def test_a_plan_reads_each_signed_list_once(
    program: Path, issue: Issue, keyring: sign.Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    single = program / SINGLE
    single.write_text(single.read_text() + 'revoked: {on: 2026-11-22, reason: "no"}\n')
    issue()
    read: list[int] = []
    real = read_signed

    def counted(of: Program, number: int) -> Any:
        read.append(number)
        return real(of, number)

    monkeypatch.setattr("badgepress.sign.statusfiles.read_signed", counted)
    found, _ = read_program(program)
    assert found is not None
    surveys = [sign.survey(found, sign.contents_of(found, file)) for file in sign.files_to_survey(found)]
    assert [one.number for one in sign.make_plan(found, surveys, keyring, AT).kept] == [1]
    assert read == [1]


def test_lists_are_signed_again_when_they_are_about_to_lapse(program: Path, issue: Issue) -> None:
    issue()
    before = (program / "issued/status/1.json").read_bytes()
    issue(now=AT + timedelta(days=19))
    assert (program / "issued/status/1.json").read_bytes() == before
    issue(now=AT + timedelta(days=21))
    after = json.loads((program / "issued/status/1.json").read_text())
    assert after["validUntil"] == "2027-01-12T12:00:00Z"


def test_a_new_award_renews_its_status_list(program: Path, issue: Issue) -> None:
    issue()
    file = program / SINGLE
    (file.parent / "n3w4x2.yml").write_text(file.read_text("utf-8"), "utf-8")
    later = AT + timedelta(hours=1)
    assert issue(now=later) == 1
    listed = json.loads((program / "issued/status/1.json").read_text("utf-8"))
    assert listed["validFrom"] == lines(program)["2026/n3w4x2.jsonl"][0]["proof"][0]["created"]
    assert issue(now=later + timedelta(hours=1)) == 0
    assert json.loads((program / "issued/status/1.json").read_text("utf-8")) == listed


def test_without_a_key_nothing_is_written(program: Path, issue: Issue) -> None:
    assert issue(keyring=sign.Keyring()) == 0
    assert not (program / "issued").exists()


def test_a_line_cut_in_half_is_named_and_the_rest_is_safe(program: Path, issue: Issue) -> None:
    issue()
    store = program / "issued/2026/spring.jsonl"
    whole = store.read_bytes().splitlines(keepends=True)
    store.write_bytes(b"".join(whole[:-1]) + whole[-1][: len(whole[-1]) // 2])
    with pytest.raises(BadgepressError) as caught:
        issue()
    assert str(caught.value) == (
        f"error[issued-line-broken]: badges/issued/2026/spring.jsonl:{len(whole)}: the line is incomplete\n"
        "  hint: all other lines are safe; `badgepress restore` puts back what was written"
    )


def store_line(line: dict[str, Any]) -> str:
    """Return a line of the store in its exact bytes, with its line end."""
    return orjson.dumps(line).decode() + "\n"


def test_two_lines_with_one_index(program: Path, issue: Issue) -> None:
    issue()
    store = program / LINES
    line = json.loads(store.read_text())
    line["id"] = line["id"].replace("k3v9x2", "other")
    (program / "issued/2026/other.jsonl").write_text(store_line(line))
    (program / "assertions/2026/other.yml").write_text((program / SINGLE).read_text())
    assert codes(program, issue) == ["issued-index-twice", "issued-tampered"]
    with pytest.raises(BadgepressError) as caught:
        issue()
    [hint] = [one.hint for one in caught.value.problems if one.code == "issued-index-twice"]
    assert "`badgepress resolve --keep ours`" in hint


def test_two_lines_with_one_id_in_one_file(program: Path, issue: Issue) -> None:
    issue()
    store = program / LINES
    line = json.loads(store.read_text())
    line["credentialStatus"]["statusListIndex"] = "99"
    store.write_text(store.read_text() + store_line(line))
    assert codes(program, issue) == ["issued-id-twice", "issued-tampered", "issued-lost"]


def test_two_lines_with_one_id_in_two_files(program: Path, issue: Issue) -> None:
    issue()
    line = json.loads((program / LINES).read_text())
    line["credentialStatus"]["statusListIndex"] = "99"
    (program / "issued/2027").mkdir()
    (program / "issued/2027/k3v9x2.jsonl").write_text(store_line(line))
    expected = {"issued-id-twice", "issued-tampered", "issued-without-assertion", "issued-lost"}
    assert set(codes(program, issue)) == expected


def test_base_url_changed_after_issue(program: Path, issue: Issue) -> None:
    issue()
    file = program / "program.yml"
    file.write_text(file.read_text().replace("badges.example.org", "badges.example.net"))
    assert set(codes(program, issue)) >= {"base-url-changed"}


def test_assertion_removed_after_issue(program: Path, issue: Issue) -> None:
    issue()
    (program / SINGLE).unlink()
    assert codes(program, issue) == ["issued-without-assertion"]


def test_erased_line_keeps_its_index(program: Path, issue: Issue) -> None:
    issue()
    store = program / LINES
    line = json.loads(store.read_text())
    entry = line["credentialStatus"]
    kept = {"erased": "2026-11-22", "id": line["id"]}
    kept |= {name: entry[name] for name in ("statusListCredential", "statusListIndex")}
    store.write_text(store_line(kept))
    assert codes(program, issue) == ["erased-award-present"]
    (program / SINGLE).unlink()
    assert issue() == 0
    assert int(entry["statusListIndex"]) in revoked_bits(program)


def audit_problems(program: Path) -> list[str]:
    read, _ = read_program(program, shown="badges")
    assert read is not None
    files = [sign.contents_of(read, file) for file in sign.files_to_survey(read)]
    return [str(one) for file in files for one in sign.Auditor(read).problems(file.lines)]


def test_what_was_signed_passes_the_audit(program: Path, issue: Issue) -> None:
    issue()
    assert audit_problems(program) == []


def test_a_changed_line_fails_the_audit(program: Path, issue: Issue) -> None:
    issue()
    store = program / LINES
    store.write_text(store.read_text().replace("Data Foundations", "Data Wizardry"))
    (found,) = audit_problems(program)
    assert found.startswith("error[issued-tampered]: badges/issued/2026/k3v9x2.jsonl:1: this is not what was signed: ")


def test_a_key_that_signed_must_stay_listed(program: Path, issue: Issue) -> None:
    issue()
    file = program / "issuers/guild.yml"
    other = sign.SecretKey.from_seed(b"\2" * 32).public
    file.write_text(file.read_text().replace("z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL", other))
    assert {found.partition("]")[0] for found in audit_problems(program)} == {"error[issued-key-unlisted"}


def test_a_signature_from_after_the_keys_end_fails_the_audit(program: Path, issue: Issue) -> None:
    issue()
    file = program / "issuers/guild.yml"
    file.write_text(file.read_text().replace("from: 2026-01-01", "until: 2026-06-01"))
    assert {found.partition("]")[0] for found in audit_problems(program)} == {"warning[issued-outside-window"}
