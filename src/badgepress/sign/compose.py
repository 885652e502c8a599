"""Turn the authored programme (Open Badges 2.0 vocabulary) into Open Badges 3.0 JSON.

Only this module does that. All functions are pure, and leave out nulls and empty lists.
Sources: Open Badges 3.0 §B (data model), VC Data Model 2.0 §4, Bitstring Status List 1.0 §2.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from badgepress.inside import Path
from badgepress.model import (
    Alignment,
    Assertion,
    Award,
    BadgeClass,
    Issuer,
    Key,
    Program,
    Recipient,
    ResultDescription,
    rfc3339,
)
from badgepress.openbadges.keys.did import did_web
from badgepress.sign.lines import AWARDED, EARNER, EXPIRES, ID, ISSUED, STATUS_ID, STATUS_INDEX, STATUS_LIST

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """An entry of a status list: list number from 1, index from 0."""

    number: int
    index: int


def award_url(program: Program, award_id: str) -> str:
    """Return the credential's id: `<base_url>awards/<id>/credential.json`."""
    return program.url(f"awards/{award_id}/credential.json")


def class_url(program: Program, slug: str) -> str:
    """Return the address of a badge class's page."""
    return program.url(f"badges/{slug}/")


def achievement_url(program: Program, slug: str) -> str:
    """Return the id of a badge class's Achievement."""
    return f"{class_url(program, slug)}achievement.json"


def status_url(program: Program, number: int) -> str:
    """Return the address of a signed status list."""
    return program.url(f"status/{number}.json")


def issuer_did(program: Program, issuer: Issuer) -> str:
    """Return the issuer's DID: `did:web:<host>[:path]:issuers:<slug>`."""
    return did_web(program.settings.base_url, issuer.slug)


def own_issuers(program: Program) -> dict[str, Issuer]:
    """Return the programme's own issuers by DID."""
    return {issuer_did(program, issuer): issuer for issuer in program.issuers.values()}


def known_issuers(program: Program) -> tuple[str, ...]:
    """Return the ids of all issuers this programme knows: its own, and those in `trusted.yml`."""
    return (*own_issuers(program), *(name for one in program.trusted for name in one.ids))


def listed_keys(program: Program) -> dict[str, Key]:
    """Return every key listed by an issuer of the programme, by verification method (`<did>#<public key>`)."""
    return {f"{did}#{key.public}": key for did, issuer in own_issuers(program).items() for key in issuer.keys}


class Composer:
    """Composes a programme's credentials. What all awards of a class share is composed once and reused."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._profiles: dict[str, Json] = {}
        self._achievements: dict[tuple[str, str], Json] = {}

    def credential(self, award: Award, entry: StatusEntry) -> Json:
        """Return an award's whole OpenBadgeCredential, unsigned. Do not change it: credentials share their parts."""
        assertion = award.assertion
        badge = _translated_class(self._program, award)
        issuer = self._program.issuer_of(badge)
        class_and_language = (badge.slug, assertion.language or "")
        if class_and_language not in self._achievements:
            self._achievements[class_and_language] = achievement(self._program, badge)
        if issuer.slug not in self._profiles:
            self._profiles[issuer.slug] = profile(self._program, issuer)
        ends = self._program.ends(assertion)
        expiry = rfc3339(ends) if ends else None
        shared = _Shared(self._profiles[issuer.slug], self._achievements[class_and_language], expiry)
        return _credential(self._program, award, entry, shared)


def own_texts(program: Program, award: Award, entry: StatusEntry) -> dict[Path, str]:
    """Return the texts of an award's credential that differ between awards of one class, by their place."""
    assertion = award.assertion
    issued, ends = rfc3339(assertion.issued), program.ends(assertion)
    status = status_url(program, entry.number)
    texts: dict[Path, str] = {
        ID: award_url(program, award.id),
        ISSUED: issued,
        AWARDED: issued,
        STATUS_ID: f"{status}#{entry.index}",
        STATUS_INDEX: str(entry.index),
        STATUS_LIST: status,
    }
    if ends:
        texts[EXPIRES] = rfc3339(ends)
    if assertion.recipient.did:
        texts[EARNER] = assertion.recipient.did
    for at, one in enumerate(_identifiers(assertion.recipient)):
        for member in ("identityHash", "salt"):
            if member in one:
                texts["credentialSubject", "identifier", at, member] = one[member]
    return texts


class _Shared(NamedTuple):
    """What a credential has in common with others of the same class and expiry."""

    issuer: Json
    achievement: Json
    ends: str | None


def credential(program: Program, award: Award, entry: StatusEntry) -> Json:
    """Return an award's whole OpenBadgeCredential, unsigned, in the award's language if its class is translated."""
    return Composer(program).credential(award, entry)


def _translated_class(program: Program, award: Award) -> BadgeClass:
    badge = program.classes[award.assertion.badge]
    return badge.told_in(award.assertion.language) if award.assertion.language else badge


def _credential(program: Program, award: Award, entry: StatusEntry, shared: _Shared) -> Json:
    assertion = award.assertion
    badge = _translated_class(program, award)
    issued = rfc3339(assertion.issued)
    status = status_url(program, entry.number)
    return _without_empty(
        {
            "@context": list(CONTEXTS),
            "id": award_url(program, award.id),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": badge.name,
            "issuer": shared.issuer,
            "validFrom": issued,
            "validUntil": shared.ends,
            "awardedDate": issued,
            "credentialSubject": _without_empty(
                {
                    "id": assertion.recipient.did,
                    "type": ["AchievementSubject"],
                    "identifier": _identifiers(assertion.recipient),
                    "achievement": shared.achievement,
                    "narrative": assertion.narrative,
                    "result": results(program, assertion),
                }
            ),
            "evidence": evidence(assertion),
            "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
            "credentialStatus": {
                "id": f"{status}#{entry.index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(entry.index),
                "statusListCredential": status,
            },
        }
    )


def achievement(program: Program, badge: BadgeClass) -> Json:
    """Return the Achievement of a badge class, as credentials and `achievement.json` have it."""
    page = class_url(program, badge.slug)
    language = badge.language or program.settings.language
    tags = list(dict.fromkeys([*badge.tags, *([badge.level.value] if badge.level else [])]))
    return _without_empty(
        {
            "id": achievement_url(program, badge.slug),
            "type": ["Achievement"],
            "achievementType": badge.type,
            "name": badge.name,
            "description": badge.description,
            "criteria": {"id": page, "narrative": badge.criteria},
            "image": _without_empty({"id": f"{page}badge.png", "type": "Image", "caption": badge.image_alt}),
            "alignment": _alignments(program, badge, language),
            "creditsAvailable": _number(badge.credit.credits) if badge.credit else None,
            "inLanguage": language,
            "resultDescription": [_result_description(program, badge, result) for result in badge.results],
            "tag": tags,
            "version": badge.version,
        }
    )


def profile(program: Program, issuer: Issuer) -> Json:
    """Return the issuer as a Profile object, as credentials and `profile.json` have it."""
    image = f"issuers/{issuer.slug}/image.png" if issuer.slug in program.issuer_images else None
    return _without_empty(
        {
            "id": issuer_did(program, issuer),
            "type": ["Profile"],
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
            "description": issuer.description,
            "image": {"id": program.url(image), "type": "Image"} if image else None,
        }
    )


def _identifiers(recipient: Recipient) -> list[Json]:
    found = []
    if recipient.identity:
        found.append(
            _without_empty(
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": recipient.identity,
                    "identityType": "emailAddress",
                    "salt": recipient.salt,
                }
            )
        )
    if recipient.name:
        found.append(
            {"type": "IdentityObject", "hashed": False, "identityHash": recipient.name, "identityType": "name"}
        )
    return found


def evidence(assertion: Assertion) -> list[Json]:
    """Return the evidence of an assertion, as credentials have it."""
    return [
        _without_empty(
            {
                "id": one.url,
                "type": ["Evidence"],
                "name": one.name,
                "description": one.description,
                "narrative": one.narrative,
                "genre": one.genre,
            }
        )
        for one in assertion.evidence
    ]


def results(program: Program, assertion: Assertion) -> list[Json]:
    """Return the results of an assertion, as credentials have them."""
    return [
        _without_empty(
            {
                "type": ["Result"],
                "resultDescription": _result_url(program, assertion.badge, one.result),
                "value": one.value,
                "status": one.status,
            }
        )
        for one in assertion.results
    ]


def _alignments(program: Program, badge: BadgeClass, language: str) -> list[Json]:
    """Return the alignments of the class's skills, then the class's own, without duplicates."""
    found = [entry for slug in badge.skills for entry in _skill(program, slug, language)]
    found += [_alignment(alignment) for alignment in badge.alignments]
    return [entry for at, entry in enumerate(found) if entry not in found[:at]]


def _skill(program: Program, slug: str, language: str) -> list[Json]:
    """Return a skill of the programme as an alignment, followed by the skill's own alignments."""
    skill = program.skills[slug].told_in(language)
    own = Alignment(
        name=skill.name,
        url=program.url(f"skills/{slug}/"),
        framework=program.settings.name,
        code=slug,
        description=skill.description,
        type="ceasn:Competency",
    )
    return [_alignment(alignment) for alignment in (own, *skill.alignments)]


def _alignment(alignment: Alignment) -> Json:
    return _without_empty(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetDescription": alignment.description,
            "targetFramework": alignment.framework,
            "targetCode": alignment.code,
            "targetType": alignment.type,
        }
    )


def _result_url(program: Program, slug: str, result: str) -> str:
    return f"{achievement_url(program, slug)}#result-{result}"


def _result_description(program: Program, badge: BadgeClass, result: ResultDescription) -> Json:
    return _without_empty(
        {
            "id": _result_url(program, badge.slug, result.id),
            "type": ["ResultDescription"],
            "name": result.name,
            "resultType": result.type,
            "allowedValue": list(result.allowed),
            "valueMin": result.minimum,
            "valueMax": result.maximum,
        }
    )


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value == int(value) else value


def _without_empty(document: Json) -> Json:
    return {key: value for key, value in document.items() if value is not None and value != []}
