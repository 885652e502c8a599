"""Importing badges issued elsewhere: they are verified first, then become awards that name their origin."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from badgepress.build import Options as BuildOptions
from badgepress.build import check
from badgepress.edit.importing import Import
from badgepress.edit.importing.credly import ASSERTION
from badgepress.errors import errors
from badgepress.hints import HINTS
from badgepress.model import Award, moment
from badgepress.openbadges.identity import hash_identity
from badgepress.read import load_awards, read_program
from tests.edit.sheets import NOW, PEPPER, SCHEMA, imported, problems_of, program_in
from tests.vectors import pieces, world
from tests.vectors.expand import load
from tests.verify.world import Told

SOFIA = "sofia.andrade@example.com"
VALID = (
    "issuer/did-key",
    "signature/token-eddsa",
    "ob2/hosted",
    "ob2/signed-ok",
    "ob2/png-address",
    "signature/token-svg",
)
Take = Callable[..., Import]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = program_in(tmp_path)
    (root / "trusted.yml").write_text(
        "- {name: Old, url: 'https://old.example.org/issuer.json', why: it was ours}\n"
        f"- {{name: College, did: '{world.ORG}', why: we know it}}\n"
    )
    return root


def vector(name: str) -> dict[str, Any]:
    return load(name)


def laid_out(root: Path, name: str) -> Path:
    """Write the input of a vector to a file."""
    given = vector(name)["input"]
    raw = json.dumps(given["json"]).encode() if "json" in given else given.get("text", "").encode()
    file = root.parent / f"{name.replace('/', '-')}.badge"
    file.write_bytes(base64.b64decode(given["base64"]) if "base64" in given else raw)
    return file


def take(root: Path, name: str, **asked: Any) -> Import:
    asked = {"badge": "data-foundations", "fetch": Told(vector(name)["documents"]), "pepper": None} | asked
    return imported(root, laid_out(root, name), **asked)


def told(root: Path, name: str, **asked: Any) -> list[str]:
    asked = {"badge": "data-foundations", "fetch": Told(vector(name)["documents"]), "pepper": PEPPER} | asked
    return [str(one) for one in problems_of(root, laid_out(root, name), **asked)]


def award(root: Path) -> Award:
    """The one award that was imported."""
    program, _ = read_program(root)
    assert program is not None
    found = [one for file in program.files for one in load_awards(file, program)[0]]
    (new,) = (one for one in found if one.id not in ("k3v9x2", "p7m2qa", "t4w8zc"))
    return new


@pytest.mark.parametrize("name", VALID)
def test_badges_of_every_kind_are_imported(root: Path, name: str) -> None:
    assert take(root, name).added == 1
    taken = award(root).assertion
    assert taken.narrative is not None
    assert "It was checked on 2026-11-22 and found valid." in taken.narrative
    assert taken.evidence[0].name == "The original badge"
    problems, _ = check(BuildOptions(root, root.parent / "site", NOW))
    assert errors(problems) == []
    assert take(root, name, now=NOW.replace(day=29)).changes == ()


def test_the_file_written_for_an_open_badge_3(root: Path) -> None:
    done = take(root, "period/open")
    assert done.problems[0].code == "no-pepper"
    (change,) = done.changes
    assert change.shown == "badges/assertions/2026/period-open.yml"
    assert change.text == (
        f"{SCHEMA}# Imported from badges issued elsewhere.\n"
        "badge: data-foundations\n"
        "issued: 2026-09-14\n"
        "awards:\n"
        f"  - id: {award(root).id}\n"
        '    recipient: {name: "Sofía Andrade", identity: '
        f'{hash_identity(SOFIA, world.SALT)}, salt: "{world.SALT}"}}\n'
        "    evidence:\n"
        '      - {name: "The original badge", url: "https://badges.example.org/awards/7Hq2/credential.json", '
        'description: "Issued by Example Data Skills on 2026-09-14."}\n'
        '    narrative: "Taken over from a badge of Open Badges 3.0. Issued by Example Data Skills on 2026-09-14. '
        'It was checked on 2026-11-22 and found valid."\n'
    )


def test_the_badge_is_matched_by_its_name(root: Path) -> None:
    assert take(root, "issuer/did-key", badge=None).added == 1
    assert award(root).assertion.badge == "data-foundations"


def test_a_badge_without_a_class_of_its_name_is_refused(root: Path) -> None:
    file = root.parent / "credly.json"
    file.write_text(json.dumps(credly()))
    told = problems_of(root, file, fetch=Told(hosted_at_credly()))
    assert [str(one) for one in told if one.severity == "error"] == [
        "error[unknown-badge]: credly.json: no badge 'Old Data' in badges/classes/\n"
        "  hint: name the class under `badges:` in a mapping file, or with --badge"
    ]


def test_a_plain_address_is_hashed(root: Path) -> None:
    take(root, "ob2/plain", pepper=PEPPER)
    who = award(root).assertion.recipient
    assert who.identity == hash_identity(SOFIA, who.salt or "")
    assert who.earner == PEPPER.earner(SOFIA)
    assert "@" not in (root / "assertions/2026/ob2-plain.yml").read_text()


def test_the_address_links_it_to_existing_awards(root: Path) -> None:
    file = root.parent / "people.csv"
    file.write_text(f"recipient_email,badge,issued_on\n{SOFIA},data-foundations,2026-09-14\n")
    imported(root, file)
    assert told(root, "period/open", email=SOFIA, duplicates="replace") == []
    assert told(root, "issuer/jwk", email=SOFIA) == [
        "error[duplicate-award]: issuer-jwk.badge: award "
        f"'{award(root).id}' exists already and differs (got another expires)\n"
        "  hint: --duplicates replace updates it"
    ]
    assert told(root, "issuer/jwk", email="rosa@example.org") == [
        "error[original-not-valid]: issuer-jwk.badge: the original is invalid, so it is not imported "
        "(got recipient-mismatch)\n  hint: it was issued to another address than that of --email"
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("status/revoked", "the original is revoked, so it is not imported (got status-revoked)"),
        ("signature/changed-name", "the original is invalid, so it is not imported (got signature-mismatch)"),
        ("ob2/version-1", "the original is unverified, so it is not imported (got format-unsupported)"),
        ("parse/png-no-badge", "the original is invalid, so it is not imported (got parse-no-badge)"),
        ("parse/array", "the original is invalid, so it is not imported (got parse-bad-json)"),
    ],
)
def test_badges_that_are_not_valid_are_not_imported(root: Path, name: str, expected: str) -> None:
    file = f"{name.replace('/', '-')}.badge"
    assert told(root, name) == [
        f"error[original-not-valid]: {file}: {expected}\n  hint: `badgepress verify` gives details"
    ]


def test_a_learner_record_is_not_imported_as_one_badge(root: Path) -> None:
    assert told(root, "records/two") == [
        "error[original-is-record]: records-two.badge: a learner record cannot be imported as one badge\n"
        "  hint: import the badges inside it one by one"
    ]


def test_an_unverifiable_badge_is_imported_only_with_offline(root: Path) -> None:
    name = "issuer/unreachable"
    assert told(root, name) == [
        "error[original-unverified]: issuer-unreachable.badge: the original cannot be verified now "
        "(got signature-key-unreachable)\n"
        "  hint: try again later, or import it unverified with --offline; the award then says so"
    ]
    done = take(root, name, fetch=None, pepper=PEPPER)
    assert [(one.code, one.severity) for one in done.problems] == [("original-unchecked", "warning")]
    assert str(award(root).assertion.narrative).endswith(" It was not checked.")


@pytest.mark.parametrize("name", ["ob2/version-1", "signature/other-suite-named", "format/unknown-context"])
def test_unsupported_badges_are_never_imported(root: Path, name: str) -> None:
    for fetch in (Told(vector(name)["documents"]), None):
        (problem,) = told(root, name, fetch=fetch)
        assert "original-not-valid" in problem
        assert "the original is unverified, so it is not imported" in problem


def test_an_expired_badge_with_unknown_revocation_is_unverified(root: Path) -> None:
    name = "status/unreachable-expired"
    now = moment(vector(name)["now"])
    (problem,) = told(root, name, now=now)
    assert "original-unverified" in problem
    take(root, name, fetch=None, now=now)
    assert str(award(root).assertion.narrative).endswith(" It was not checked.")


def test_an_unknown_issuer_is_a_warning_and_is_noted_in_the_award(root: Path) -> None:
    (root / "trusted.yml").unlink()
    done = take(root, "ob2/hosted", pepper=PEPPER)
    assert [str(one) for one in done.problems] == [
        "warning[original-issuer-unknown]: ob2-hosted.badge: this programme does not know the original's issuer "
        "(got 'Example Data Skills (https://old.example.org/issuer.json)')\n"
        "  hint: if you trust it, add it to trusted.yml"
    ]
    assert str(award(root).assertion.narrative).endswith("Its issuer was not known to this programme.")


def test_an_expired_badge_keeps_its_expiry_date(root: Path) -> None:
    take(root, "period/expired", now=moment(vector("period/expired")["now"]))
    taken = award(root).assertion
    assert taken.expires is not None
    assert "found genuine and expired" in str(taken.narrative)


def test_a_hash_without_a_salt_is_not_kept(root: Path) -> None:
    badge = dict(vector("ob2/hosted")["input"]["json"])
    badge["recipient"] = {"type": "email", "hashed": True, "identity": hash_identity(SOFIA, "")}
    documents = vector("ob2/hosted")["documents"] | {badge["id"]: {"json": badge}}
    file = root.parent / "unsalted.json"
    file.write_text(json.dumps(badge))
    asked = {"badge": "data-foundations", "fetch": Told(documents)}
    assert [str(one) for one in problems_of(root, file, **asked)] == [
        "warning[original-unsalted]: unsalted.json: its hash of the e-mail address has no safe salt, so the hash is "
        "not imported\n  hint: give the address, which is then hashed again: --email ADDRESS",
        "error[empty-recipient]: unsalted.json: recipient: nobody is named (expected at least one of name, identity "
        f"and did)\n  hint: {HINTS['empty-recipient']}",
    ]
    assert imported(root, file, email=SOFIA, **asked).added == 1
    assert award(root).assertion.recipient.earner == PEPPER.earner(SOFIA)


def test_an_address_is_compared_as_typed_and_hashed_in_its_normal_form(root: Path) -> None:
    badge = dict(vector("ob2/hosted")["input"]["json"])
    badge["recipient"] |= {"identity": hash_identity("rosa@bücher.example", badge["recipient"]["salt"])}
    documents = vector("ob2/hosted")["documents"] | {badge["id"]: {"json": badge}}
    file = root.parent / "older.json"
    file.write_text(json.dumps(badge))
    asked = {"badge": "data-foundations", "fetch": Told(documents), "email": "rosa@bücher.example"}
    assert imported(root, file, **asked).added == 1
    who = award(root).assertion.recipient
    assert who.identity == hash_identity("rosa@xn--bcher-kva.example", who.salt or "")


def test_a_baked_image_is_imported(root: Path) -> None:
    badge = vector("issuer/did-key")
    file = root.parent / "baked.png"
    file.write_bytes(pieces.png(pieces.itxt(json.dumps(badge["input"]["json"]))))
    asked = {"badge": "data-foundations", "fetch": Told(badge["documents"])}
    assert imported(root, file, **asked).added == 1


def credly(**more: Any) -> dict[str, Any]:
    return {
        "id": "3f674d4f-ba60-4e3b-8412-94b8b54cf0d5",
        "issued_at_date": "2019-05-06",
        "issued_to": "Sofía Andrade",
        "state": "accepted",
        "expires_at_date": None,
        "issuer": {"entities": [{"entity": {"name": "Old Badges", "vanity_url": "https://www.credly.com/org/old"}}]},
        "badge_template": {"id": "538d61bc", "name": "Old Data"},
        "evidence": [{"name": "Essay", "url": "https://work.example.org/essay"}],
    } | more


def hosted_at_credly() -> dict[str, Any]:
    """Return Credly's own documents: the assertion, its class and the issuer."""
    address = ASSERTION.format(credly()["id"])
    base = "https://api.credly.com/v1/obi/v2/"
    return {
        address: {
            "json": {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "Assertion",
                "id": address,
                "recipient": {"type": "email", "hashed": True, "identity": hash_identity(SOFIA, "")},
                "badge": f"{base}badge_classes/1",
                "verification": {"type": "HostedBadge"},
                "issuedOn": "2019-05-06T10:00:00Z",
            }
        },
        f"{base}badge_classes/1": {
            "json": {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "BadgeClass",
                "id": f"{base}badge_classes/1",
                "name": "Old Data",
                "description": "Knows data.",
                "image": "https://images.credly.com/1.png",
                "criteria": {"narrative": "Be there."},
                "issuer": f"{base}issuers/1",
            }
        },
        f"{base}issuers/1": {
            "json": {
                "@context": "https://w3id.org/openbadges/v2",
                "type": "Issuer",
                "id": f"{base}issuers/1",
                "name": "Old Badges",
                "url": "https://old.example.org/",
                "email": "badges@old.example.org",
            }
        },
    }


@pytest.mark.parametrize("whole", [credly(), {"data": credly()}, {"data": [credly()], "metadata": {}}])
def test_credlys_public_json_is_verified_at_credly(root: Path, whole: dict[str, Any]) -> None:
    file = root.parent / "credly.json"
    file.write_text(json.dumps(whole))
    asked = {"badge": "data-foundations", "fetch": Told(hosted_at_credly())}
    assert imported(root, file, email=SOFIA, **asked).added == 1
    taken = award(root).assertion
    assert (taken.recipient.name, taken.recipient.earner) == ("Sofía Andrade", PEPPER.earner(SOFIA))
    assert taken.evidence[0].url == "https://www.credly.com/badges/3f674d4f-ba60-4e3b-8412-94b8b54cf0d5"
    assert taken.evidence[1].name == "Essay"
    assert str(taken.narrative).startswith("Taken over from a badge of Credly. Issued by Old Badges on 2019-05-06.")
    assert imported(root, file, email=SOFIA, **asked).changes == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"issued_at_date": "2020-05-06"}, "original-differs"),
        ({"badge_template": {"name": "Something Grander"}}, "original-differs"),
        ({"id": "../../etc"}, "original-not-valid"),
        ({"id": "00000000-0000-4000-8000-000000000000"}, "original-unverified"),
        ({"state": "revoked"}, "left-out"),
    ],
)
def test_credlys_json_is_not_trusted(root: Path, more: dict[str, Any], code: str) -> None:
    file = root.parent / "credly.json"
    file.write_text(json.dumps({"data": [credly(**more)]}))
    problems = problems_of(root, file, badge="data-foundations", fetch=Told(hosted_at_credly()))
    assert [(one.code, str(one.place)) for one in problems] == [(code, "credly.json: data[0]")]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("recipient_name", "Sofía\u202eaidrA", "bidi-character"),
        ("issued_to", "x" * 121, "too-long"),
        ("issued_to", "sofia@example.org", "plain-email"),
        ("issued_at_date", "last year", "bad-date"),
    ],
)
def test_forbidden_texts_of_the_original_are_refused(root: Path, name: str, text: str, code: str) -> None:
    file = root.parent / "credly.json"
    said = {"issued_to": text} if name == "recipient_name" else {name: text}
    file.write_text(json.dumps(credly(**said)))
    problems = problems_of(root, file, badge="data-foundations", fetch=None)
    assert [one.code for one in problems if one.severity == "error"] == [code]
    assert all("sofia@" not in str(one) for one in problems)


def test_no_address_reaches_a_file_or_a_message(root: Path) -> None:
    for name in (*VALID, "ob2/plain"):
        done = take(root, name, email=SOFIA, pepper=PEPPER, duplicates="allow")
        assert SOFIA not in repr(done)
    assert all("@" not in path.read_text() for path in (root / "assertions").rglob("*.yml"))
