"""Facts about a programme's awards and people: pure functions over one row per award."""

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
from badgepress.registry.whole import Registry

__all__ = [
    "WITHDRAWN",
    "AwardRow",
    "Numbers",
    "Registry",
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
