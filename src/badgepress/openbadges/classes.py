"""The classes of Open Badges 3.0 (§B, data model) as a table of required and optional fields.

Each field is written `kind` or `kind*` (one or a list). A kind in lower case is a plain value (see `schema`); a kind
with a capital is a class in this table. This table ignores fields it does not name; `jsonld` decides about those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Class:
    """One class. Its `type` must include this name ("" allows any). A closed class allows no fields but these."""

    type: str
    required: tuple[str, ...]
    fields: Mapping[str, str]
    closed: bool = False
    any_of: tuple[str, ...] = field(default=())


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENUMERATIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "achievementType": _names(
            "Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree Award Badge BachelorDegree "
            "Certificate CertificateOfCompletion Certification CommunityService Competency Course CoCurricular Degree "
            "Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment JourneymanCertificate LearningProgram "
            "License Membership ProfessionalDoctorate QualityAssuranceCredential MasterCertificate MasterDegree "
            "MicroCredential ResearchDoctorate SecondarySchoolDiploma"
        ),
        "identityType": _names(
            "name sourcedId systemId productId userName accountId emailAddress nationalIdentityNumber isbn issn "
            "lisSourcedId oneRosterSourcedId sisSourcedId ltiContextId ltiDeploymentId ltiToolId ltiPlatformId "
            "ltiUserId identifier"
        ),
        "resultStatus": _names("Completed Enrolled Failed InProgress OnHold Provisional Withdrew"),
        "resultType": _names(
            "GradePointAverage LetterGrade Percent PerformanceLevel PredictedScore RawScore Result RubricCriterion "
            "RubricCriterionLevel RubricScore ScaledScore Status"
        ),
        "targetType": _names(
            "ceasn:Competency ceterms:Credential CFItem CFRubric CFRubricCriterion CFRubricCriterionLevel CTDL"
        ),
    }
)
"""Closed enumerations; all but `resultStatus` also take `ext:…`."""

_CREDENTIAL: Final = {
    "id": "iri",
    "name": "text",
    "description": "text",
    "awardedDate": "moment",
    "issuer": "Issuer",
    "validFrom": "moment",
    "validUntil": "moment",
    "credentialSchema": "Typed*",
    "credentialStatus": "Status",
    "refreshService": "Typed",
    "termsOfUse": "Terms*",
    "evidence": "Evidence*",
}
_CREDENTIAL_REQUIRED: Final = ("id", "type", "issuer", "validFrom", "credentialSubject")

CLASSES: Final[Mapping[str, Class]] = MappingProxyType(
    {
        "OpenBadgeCredential": Class(
            "",
            _CREDENTIAL_REQUIRED,
            _CREDENTIAL | {"image": "Image", "credentialSubject": "AchievementSubject", "endorsement": "Endorsement*"},
        ),
        "Endorsement": Class(
            "", (*_CREDENTIAL_REQUIRED, "name"), _CREDENTIAL | {"credentialSubject": "EndorsementSubject"}
        ),
        "EndorsementSubject": Class("EndorsementSubject", ("id", "type"), {"id": "iri", "endorsementComment": "text"}),
        "AchievementSubject": Class(
            "AchievementSubject",
            ("type", "achievement"),
            {
                "id": "iri",
                "achievement": "Achievement",
                "identifier": "IdentityObject*",
                "activityStartDate": "moment",
                "activityEndDate": "moment",
                "creditsEarned": "number",
                "image": "Image",
                "licenseNumber": "text",
                "narrative": "text",
                "result": "Result*",
                "role": "text",
                "source": "Profile",
                "term": "text",
            },
            any_of=("id", "identifier"),
        ),
        "IdentityObject": Class(
            "IdentityObject",
            ("type", "hashed", "identityHash", "identityType"),
            {"hashed": "boolean", "identityHash": "text", "identityType": "identityType", "salt": "text"},
            closed=True,
        ),
        "Achievement": Class(
            "Achievement",
            ("id", "type", "name", "description", "criteria"),
            {
                "id": "iri",
                "name": "text",
                "description": "text",
                "criteria": "Criteria",
                "achievementType": "achievementType",
                "alignment": "Alignment*",
                "creator": "Profile",
                "creditsAvailable": "number",
                "endorsement": "Endorsement*",
                "fieldOfStudy": "text",
                "humanCode": "text",
                "image": "Image",
                "inLanguage": "language",
                "otherIdentifier": "IdentifierEntry*",
                "related": "Related*",
                "resultDescription": "ResultDescription*",
                "specialization": "text",
                "tag": "text*",
                "version": "text",
            },
        ),
        "Criteria": Class("", (), {"id": "iri", "narrative": "text"}, any_of=("id", "narrative")),
        "Alignment": Class(
            "Alignment",
            ("type", "targetName", "targetUrl"),
            {
                "targetName": "text",
                "targetUrl": "iri",
                "targetCode": "text",
                "targetDescription": "text",
                "targetFramework": "text",
                "targetType": "targetType",
            },
        ),
        "Evidence": Class(
            "Evidence",
            ("type",),
            dict.fromkeys(("narrative", "name", "description", "genre", "audience"), "text") | {"id": "iri"},
        ),
        "IdentifierEntry": Class(
            "IdentifierEntry",
            ("type", "identifier", "identifierType"),
            {"identifier": "text", "identifierType": "identityType"},
            closed=True,
        ),
        "Image": Class("Image", ("id", "type"), {"id": "iri", "caption": "text"}, closed=True),
        "Issuer": Class(
            "Profile",
            ("id", "type"),
            {
                "id": "iri",
                "name": "text",
                "url": "iri",
                "email": "text",
                "phone": "text",
                "description": "text",
                "image": "Image",
                "endorsement": "Endorsement*",
                "otherIdentifier": "IdentifierEntry*",
                "parentOrg": "Profile",
            },
        ),
        "Profile": Class("Profile", ("id", "type"), {"id": "iri", "name": "text", "url": "iri", "image": "Image"}),
        "Related": Class("Related", ("id", "type"), {"id": "iri", "inLanguage": "language", "version": "text"}),
        "Result": Class(
            "Result",
            ("type",),
            {
                "achievedLevel": "iri",
                "alignment": "Alignment*",
                "resultDescription": "iri",
                "status": "resultStatus",
                "value": "text",
            },
        ),
        "ResultDescription": Class(
            "ResultDescription",
            ("id", "type", "name", "resultType"),
            {
                "id": "iri",
                "name": "text",
                "resultType": "resultType",
                "alignment": "Alignment*",
                "allowedValue": "text*",
                "requiredLevel": "iri",
                "requiredValue": "text",
                "rubricCriterionLevel": "RubricCriterionLevel*",
                "valueMax": "text",
                "valueMin": "text",
            },
        ),
        "RubricCriterionLevel": Class(
            "RubricCriterionLevel",
            ("id", "type", "name"),
            {
                "id": "iri",
                "name": "text",
                "alignment": "Alignment*",
                "description": "text",
                "level": "text",
                "points": "text",
            },
        ),
        "Typed": Class("", ("id", "type"), {"id": "iri"}),
        "Terms": Class("", ("type",), {"id": "iri"}),
        "Status": Class("", ("type",), {"id": "iri"}),
        "BitstringStatusListEntry": Class(
            "BitstringStatusListEntry",
            ("type", "statusPurpose", "statusListIndex", "statusListCredential"),
            {"id": "iri", "statusPurpose": "text", "statusListIndex": "index", "statusListCredential": "iri"},
        ),
    }
)
