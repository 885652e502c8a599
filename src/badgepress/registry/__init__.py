"""Pure functions over the programme and its award rows: counts, families, skills."""

from badgepress.registry.count import (
    WITHDRAWN,
    Numbers,
    by,
    families,
    grouped,
    heroes,
    latest,
    numbers,
    public,
    related,
    skill_classes,
    skills_of,
)
from badgepress.registry.rows import AwardRow, standing

__all__ = [
    "WITHDRAWN",
    "AwardRow",
    "Numbers",
    "by",
    "families",
    "grouped",
    "heroes",
    "latest",
    "numbers",
    "public",
    "related",
    "skill_classes",
    "skills_of",
    "standing",
]
