"""A badge class: `classes/<slug>.yml` (OB 2.0 BadgeClass, OB 3.0 Achievement)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from badgepress.model.base import (
    Authored,
    Colour,
    Duration,
    FileName,
    Label,
    Language,
    Line,
    Moment,
    Prose,
    Slug,
    WebAddress,
)
from badgepress.model.program import Alignment, Weight
from badgepress.model.translated import Translated


class Level(StrEnum):
    """How far a badge goes, lowest first."""

    FOUNDATIONAL = "Foundational"
    INTERMEDIATE = "Intermediate"
    ADVANCED = "Advanced"

    @property
    def rank(self) -> int:
        """1 for Foundational to 3 for Advanced."""
        return list(Level).index(self) + 1


Shape = Literal["circle", "hexagon", "shield", "rosette", "diamond", "octagon"]


_ACHIEVEMENTS = (
    "Achievement|ApprenticeshipCertificate|Assessment|Assignment|AssociateDegree|Award|Badge|BachelorDegree|"
    "Certificate|CertificateOfCompletion|Certification|CommunityService|Competency|Course|CoCurricular|Degree|"
    "Diploma|DoctoralDegree|Fieldwork|GeneralEducationDevelopment|JourneymanCertificate|LearningProgram|License|"
    "Membership|ProfessionalDoctorate|QualityAssuranceCredential|MasterCertificate|MasterDegree|MicroCredential|"
    "ResearchDoctorate|SecondarySchoolDiploma"
)
_RESULTS = (
    "GradePointAverage|LetterGrade|Percent|PerformanceLevel|PredictedScore|RawScore|Result|RubricCriterion|"
    "RubricCriterionLevel|RubricScore|ScaledScore|Status"
)
#: Three capital letters, as in EUR (ISO 4217).
CURRENCY = "^[A-Z]{3}$"
#: OB 3.0 enumerations AchievementType and ResultType: a word of the list, or `ext:` and one's own.
AchievementType = Annotated[str, StringConstraints(pattern=rf"^({_ACHIEVEMENTS}|ext:[A-Za-z0-9._-]+)$")]
ResultType = Annotated[str, StringConstraints(pattern=rf"^({_RESULTS}|ext:[A-Za-z0-9._-]+)$")]


class Art(Authored):
    """What a badge is drawn from when it has no image of its own."""

    shape: Shape = "hexagon"
    colour: Colour = "#1f5fbf"
    accent: Colour | None = None
    icon: Slug | None = None


class Product(Authored):
    """Something the badge is about: a course, a tool, a service."""

    name: Label
    url: WebAddress


class Credit(Authored):
    """What an institution gives for the badge."""

    institution: Label
    course: Line | None = None
    credits: float | None = Field(default=None, gt=0, le=1000, strict=True)
    url: WebAddress | None = None


class Price(Authored):
    """What the badge costs its earner, as a number to calculate with. The currency is a code of ISO 4217."""

    amount: float = Field(ge=0, le=10_000_000, strict=True)
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)]


class ResultDescription(Authored):
    """A result the badge may state for an earner (OB 3.0 ResultDescription)."""

    id: Slug
    name: Label
    type: ResultType = "Result"
    allowed: tuple[Label, ...] = ()
    minimum: Label | None = None
    maximum: Label | None = None


class BadgeClass(Translated):
    """What a badge means: everything an earner and an employer read about it."""

    TEXTS: ClassVar[tuple[str, ...]] = (
        *("name", "description", "criteria", "family", "time_to_earn", "cost", "image_alt"),
        "results[].name",
    )
    SAID_BY: ClassVar[str] = "language"

    slug: str = Field(alias="<file>")
    name: Label
    description: Prose
    criteria: Prose
    issuer: Slug | None = None
    type: AchievementType = "Badge"
    family: Label | None = None
    level: Level | None = None
    skills: tuple[Slug, ...] = ()
    tags: tuple[Label, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    version: Label | None = None
    language: Language | None = None
    time_to_earn: Label | None = None
    cost: Label | None = None
    hours: float | None = Field(default=None, ge=0, le=100_000, strict=True)
    price: Price | None = None
    expires_after: Duration | None = None
    retired: Moment | None = None
    activity_url: WebAddress | None = None
    products: tuple[Product, ...] = ()
    credit: Credit | None = None
    requires: tuple[Slug, ...] = ()
    repeat: Literal["deny", "allow", "replace"] | None = None
    by_name: bool = False
    awards: Weight | None = None
    results: tuple[ResultDescription, ...] = ()
    image: FileName | None = None
    image_alt: Line | None = None
    art: Art | None = None
