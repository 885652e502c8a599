from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from badgepress.openbadges import proof, schema
from badgepress.openbadges.schema import problems
from tests.openbadges.changes import documents
from tests.openbadges.samples import CREATED, KEY, METHOD, small, whole
from tests.told import head

Json = dict[str, Any]


@pytest.mark.parametrize("credential", [small(), whole()], ids=["small", "whole"])
def test_whole_credentials_have_no_problems(credential: Json) -> None:
    assert problems(credential) == []


def endorsed() -> Json:
    credential = whole()
    credential["endorsement"] = [
        {
            "@context": credential["@context"],
            "id": "urn:uuid:1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement",
            "issuer": credential["issuer"],
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {"id": credential["id"], "type": ["EndorsementSubject"], "endorsementComment": "good"},
        }
    ]
    return credential


def test_an_endorsed_credential_has_no_problems() -> None:
    assert problems(endorsed()) == []


def _subject(credential: Json) -> Json:
    found: Json = credential["credentialSubject"]
    return found


def _achievement(credential: Json) -> Json:
    found: Json = credential["credentialSubject"]["achievement"]
    return found


MISSING = "a required field is missing"
OTHER = "an object of another type"

CASES: dict[str, tuple[Callable[[Json], object], list[str]]] = {
    "no contexts": (lambda c: c.pop("@context"), [f"error[missing-field]: @context: {MISSING}"]),
    "contexts in another order": (
        lambda c: c["@context"].reverse(),
        [
            "error[bad-context]: @context: the first two contexts are not those of Verifiable Credentials 2.0 and "
            'Open Badges 3.0 (got ["https://purl.imsglobal.org/spec/ob/v3p0/extensions.json","https://purl.imsglo…, '
            "expected https://www.w3.org/ns/credentials/v2)"
        ],
    ),
    "required fields": (
        lambda c: [c.pop(name) for name in ("id", "type", "issuer", "validFrom", "credentialSubject")],
        [
            f"error[missing-field]: {name}: {MISSING}"
            for name in ("id", "type", "issuer", "validFrom", "credentialSubject")
        ],
    ),
    "type": (
        lambda c: c.update(type=["VerifiableCredential"]),
        [
            'error[bad-type]: type: not a credential of the expected type (got ["VerifiableCredential"], '
            "expected VerifiableCredential and OpenBadgeCredential)"
        ],
    ),
    "date without a zone": (
        lambda c: c.update(validFrom="2026-09-14T00:00:00"),
        ['error[bad-date]: validFrom: not a date with time and zone (got "2026-09-14T00:00:00")'],
    ),
    "no such day": (
        lambda c: c.update(awardedDate="2026-02-29T00:00:00Z"),
        ['error[bad-date]: awardedDate: not a date with time and zone (got "2026-02-29T00:00:00Z")'],
    ),
    "ends before it begins": (
        lambda c: c.update(validUntil="2026-09-14T01:00:00+02:00"),
        ["error[bad-period]: validUntil: the credential ends before it begins"],
    ),
    "issuer as a name": (
        lambda c: c.update(issuer="Northwind"),
        ['error[bad-iri]: issuer: not a full address (got "Northwind")'],
    ),
    "issuer of another type": (
        lambda c: c["issuer"].update(type="Organization"),
        [f'error[bad-type]: issuer.type: {OTHER} (got "Organization", expected "Profile")'],
    ),
    "issuer in a list": (
        lambda c: c.update(issuer=[c["issuer"]]),
        [
            'error[bad-field]: issuer: not an object (got [{"id":"did:web:badges.example.org:issuers:northwind",'
            '"type":["Profile"],"name"…, expected Profile)'
        ],
    ),
    "subject without anybody": (
        lambda c: _subject(c).pop("identifier"),
        ["error[missing-field]: credentialSubject: neither id nor identifier is given"],
    ),
    "identity with more": (
        lambda c: _subject(c)["identifier"][0].update(email="a@example.com", hashed="yes"),
        [
            'error[bad-field]: credentialSubject.identifier[0].hashed: not true or false (got "yes")',
            "error[unexpected-field]: credentialSubject.identifier[0].email: a field that this object may not have",
        ],
    ),
    "identity of an unknown kind": (
        lambda c: _subject(c)["identifier"][0].update(identityType="email"),
        [
            "error[bad-value]: credentialSubject.identifier[0].identityType: not a name the standard knows here "
            '(got "email", expected one of the standard\'s names or ext:…)'
        ],
    ),
    "closed type as a list": (
        lambda c: _subject(c)["identifier"][0].update(type=["IdentityObject"]),
        [
            f"error[bad-type]: credentialSubject.identifier[0].type: {OTHER} "
            '(got ["IdentityObject"], expected "IdentityObject")'
        ],
    ),
    "achievement": (
        lambda c: [_achievement(c).pop(name) for name in ("id", "type", "name", "description", "criteria")],
        [
            f"error[missing-field]: credentialSubject.achievement.{name}: {MISSING}"
            for name in ("id", "type", "name", "description", "criteria")
        ],
    ),
    "criteria": (
        lambda c: _achievement(c).update(criteria={}),
        ["error[missing-field]: credentialSubject.achievement.criteria: neither id nor narrative is given"],
    ),
    "image as text": (
        lambda c: _achievement(c).update(image="https://example.org/badge.png"),
        [
            "error[bad-field]: credentialSubject.achievement.image: not an object "
            '(got "https://example.org/badge.png", expected Image)'
        ],
    ),
    "image with more": (
        lambda c: _achievement(c)["image"].update(width=300),
        ["error[unexpected-field]: credentialSubject.achievement.image.width: a field that this object may not have"],
    ),
    "empty list": (
        lambda c: _achievement(c).update(tag=[]),
        ["error[empty-field]: credentialSubject.achievement.tag: an empty list says nothing: leave the field out"],
    ),
    "null": (
        lambda c: _achievement(c).update(version=None, creditsAvailable=True),
        [
            "error[bad-field]: credentialSubject.achievement.creditsAvailable: not a number (got true)",
            "error[bad-field]: credentialSubject.achievement.version: not text (got null)",
        ],
    ),
    "alignment": (
        lambda c: _achievement(c)["alignment"][0].update(targetUrl="esco", targetType="Skill"),
        [
            'error[bad-iri]: credentialSubject.achievement.alignment[0].targetUrl: not a full address (got "esco")',
            "error[bad-value]: credentialSubject.achievement.alignment[0].targetType: not a name the standard knows "
            'here (got "Skill", expected one of the standard\'s names or ext:…)',
        ],
    ),
    "language": (
        lambda c: _achievement(c).update(inLanguage="English"),
        ['error[bad-value]: credentialSubject.achievement.inLanguage: not a language tag (got "English")'],
    ),
    "result": (
        lambda c: _subject(c)["result"][0].update(status="ext:Done", resultDescription="urn:x:none"),
        [
            "error[bad-value]: credentialSubject.result[0].status: not a name the standard knows here "
            '(got "ext:Done", expected one of the standard\'s names)',
            "error[bad-reference]: credentialSubject.result[0].resultDescription: the achievement has no such result "
            'description (got "urn:x:none")',
        ],
    ),
    "result description": (
        lambda c: _achievement(c)["resultDescription"][0].pop("resultType"),
        [f"error[missing-field]: credentialSubject.achievement.resultDescription[0].resultType: {MISSING}"],
    ),
    "status as a list": (
        lambda c: c.update(credentialStatus=[]),
        ["error[bad-field]: credentialStatus: not an object (got [], expected Status)"],
    ),
    "status": (
        lambda c: c["credentialStatus"].update(statusListIndex=7),
        ["error[bad-value]: credentialStatus.statusListIndex: not an index as text (got 7)"],
    ),
    "evidence": (
        lambda c: c["evidence"][0].update(type="Photo", id="photo.jpg"),
        [
            f'error[bad-type]: evidence[0].type: {OTHER} (got "Photo", expected "Evidence")',
            'error[bad-iri]: evidence[0].id: not a full address (got "photo.jpg")',
        ],
    ),
    "credential schema": (
        lambda c: c["credentialSchema"][0].pop("type"),
        [f"error[missing-field]: credentialSchema[0].type: {MISSING}"],
    ),
    "subject in a list": (
        lambda c: c.update(credentialSubject=["x"]),
        ['error[bad-field]: credentialSubject: not an object (got ["x"], expected AchievementSubject)'],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_problem_has_its_path(name: str) -> None:
    edit, messages = CASES[name]
    credential = whole()
    edit(credential)
    assert [head(one) for one in problems(credential)] == messages


@pytest.mark.parametrize("name", CASES)
def test_a_known_shape_hides_no_problem(name: str) -> None:
    """A valid credential of the same shape came first."""
    edit, messages = CASES[name]
    for make in (small, whole, endorsed):
        problems(make())
    credential = whole()
    edit(credential)
    for _ in range(2):
        assert [head(one) for one in problems(credential)] == messages
    assert problems(whole()) == []


@given(documents())
def test_earlier_documents_change_no_problem(some: list[Json]) -> None:
    some = [whole(), endorsed(), *some, *(_with_other_dates(endorsed()) for _ in range(2))]
    alone = []
    for document in some:
        schema.forget()
        alone.append([str(one) for one in problems(document)])
    schema.forget()
    for order in (range(len(some)), reversed(range(len(some)))):
        for number in order:
            assert [str(one) for one in problems(some[number])] == alone[number]


def _with_other_dates(credential: Json) -> Json:
    """An endorsement that ends before it begins: a rule about two of its texts."""
    credential["endorsement"][0] |= {"validUntil": "2025-01-01T00:00:00Z"}
    return credential


def test_an_endorsement_that_ends_before_it_begins() -> None:
    sound = endorsed()
    sound["endorsement"][0]["validUntil"] = "2027-01-01T00:00:00Z"
    assert problems(sound) == []
    assert [one.code for one in problems(_with_other_dates(endorsed()))] == ["bad-period"]


def test_a_broken_endorsement() -> None:
    credential = endorsed()
    del credential["endorsement"][0]["name"]
    del credential["endorsement"][0]["credentialSubject"]["id"]
    credential["endorsement"][0]["type"] = "VerifiableCredential"
    assert [str(one) for one in problems(credential)] == [
        'error[bad-type]: endorsement[0].type: not a credential of the expected type (got "VerifiableCredential", '
        "expected VerifiableCredential and EndorsementCredential)",
        f"error[missing-field]: endorsement[0].name: {MISSING}",
        f"error[missing-field]: endorsement[0].credentialSubject.id: {MISSING}",
    ]


@pytest.mark.parametrize("junk", [{}, {"@context": 5, "type": {}, "issuer": 5, "credentialSubject": {"result": 5}}])
def test_junk_gives_problems_never_an_exception(junk: Json) -> None:
    assert problems(junk)


@pytest.fixture
def published(conformance: Path) -> jsonschema.Draft201909Validator:
    """1EdTech's schema of an AchievementCredential."""
    file = conformance / "schemas" / "ob30" / "ob_v3p0_achievementcredential_schema.json"
    schema = json.loads(file.read_text())
    schema["$schema"] = schema["$schema"].rstrip("#")
    return jsonschema.Draft201909Validator(schema)


@pytest.mark.parametrize("make", [small, whole, endorsed])
def test_1edtech_agrees_about_good_ones(published: jsonschema.Draft201909Validator, make: Callable[[], Json]) -> None:
    signed = proof.sign(make(), KEY, verification_method=METHOD, created=CREATED)
    assert [error.message for error in published.iter_errors(signed)] == []


# Problems that only this module finds, not the published schema.
OURS = {
    "no such day",
    "date without a zone",
    "ends before it begins",
    "issuer as a name",
    "issuer of another type",
    "subject without anybody",
    "criteria",
    "empty list",
    "alignment",
    "result",
    "status",
    "evidence",
}


@pytest.mark.parametrize("name", sorted(CASES.keys() - OURS))
def test_1edtech_agrees_about_bad_ones(published: jsonschema.Draft201909Validator, name: str) -> None:
    credential = whole()
    CASES[name][0](credential)
    assert list(published.iter_errors(credential))
