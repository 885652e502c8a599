"""Defines the frozen types that hold the programme's authored files once these have been validated."""

from badgepress.model.award import (
    Assertion,
    Award,
    CohortMember,
    Evidence,
    Recipient,
    Reissue,
    Result,
    Revocation,
    Suspension,
)
from badgepress.model.badge import Art, BadgeClass, Credit, Level, Price, Product, ResultDescription
from badgepress.model.base import add_duration, duration_parts, moment, rfc3339, web_address
from badgepress.model.demand import Demand, Role, least_rank
from badgepress.model.places import Places, Region
from badgepress.model.program import (
    Alignment,
    Earner,
    Issuer,
    Key,
    Policies,
    Repository,
    Settings,
    Sharing,
    Skill,
    Trusted,
)
from badgepress.model.theme import Scheme, Theme
from badgepress.model.whole import AssertionFile, ClassImage, OwnFile, Program

__all__ = [
    "Alignment",
    "Art",
    "Assertion",
    "AssertionFile",
    "Award",
    "BadgeClass",
    "ClassImage",
    "CohortMember",
    "Credit",
    "Demand",
    "Earner",
    "Evidence",
    "Issuer",
    "Key",
    "Level",
    "OwnFile",
    "Places",
    "Policies",
    "Price",
    "Product",
    "Program",
    "Recipient",
    "Region",
    "Reissue",
    "Repository",
    "Result",
    "ResultDescription",
    "Revocation",
    "Role",
    "Scheme",
    "Settings",
    "Sharing",
    "Skill",
    "Suspension",
    "Theme",
    "Trusted",
    "add_duration",
    "duration_parts",
    "least_rank",
    "moment",
    "rfc3339",
    "web_address",
]
