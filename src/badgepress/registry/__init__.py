"""Pure functions over the programme and its award rows: counts, families, skills."""

from badgepress.registry.count import (
    WITHDRAWN,
    Numbers,
    by,
    countries_by_badge,
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
from badgepress.registry.rows import AwardRow, row_of, standing

__all__ = [
    "WITHDRAWN",
    "AwardRow",
    "Numbers",
    "by",
    "countries_by_badge",
    "families",
    "grouped",
    "heroes",
    "latest",
    "numbers",
    "public",
    "related",
    "row_of",
    "skill_classes",
    "skills_of",
    "standing",
]
