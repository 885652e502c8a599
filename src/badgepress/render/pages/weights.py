"""What an item of a list takes in a page at most, in bytes: pages are cut by it before they are made.

The constants are what the templates write around the texts, rounded up. A test holds the pages of the longest texts to
200 kB. A weight does not depend on an award's state, so that a revocation moves no award to another page.
"""

from __future__ import annotations

from collections.abc import Callable

from badgepress.model import BadgeClass, Program, Skill
from badgepress.registry import AwardRow
from badgepress.render.pages.paging import Weigh, in_html, in_script

#: An award in the list by date and in JSON-LD, with its state and dates; the same below a skill; a skill's name.
_AWARD, _BELOW_SKILL, _SKILL_NAME = 1_150, 220, 90
#: A card of a class; what the gallery's script needs besides; a class in the gallery's data; an entry among the skills.
_CARD, _FINDABLE, _LISTED_SKILL = 560, 110, 190
#: A heading of a group of cards or skills.
_HEADING = 330


def of_earner(program: Program) -> Callable[[], Weigh[AwardRow]]:
    """Weigh the awards of an earner's page, where each stands below its skills again."""

    def begin() -> Weigh[AwardRow]:
        seen: set[str] = set()

        def weigh(row: AwardRow) -> int:
            name, badge = in_html(row.badge_name), program.classes.get(row.badge)
            skills = badge.skills if badge else ()
            own = _AWARD + name + in_script(row.badge_name) + in_html(row.issuer_name) + len(program.settings.base_url)
            own += 3 * len(row.id) + len(row.badge) + len(skills) * (_BELOW_SKILL + name + len(row.id))
            new = [slug for slug in skills if slug not in seen]
            seen.update(new)
            return own + sum(_SKILL_NAME + len(slug) + in_html(program.skills[slug].name) for slug in new)

        return weigh

    return begin


def of_card(program: Program, *, find: bool = False) -> Callable[[], Weigh[BadgeClass]]:
    """Weigh cards of classes: with `find` those of the gallery, which stand below their families."""

    def begin() -> Weigh[BadgeClass]:
        seen: set[str] = set()

        def weigh(badge: BadgeClass) -> int:
            own = _CARD + 2 * len(badge.slug) + in_html(badge.name)
            if not find:
                return own
            family = badge.family or ""
            if family not in seen:
                seen.add(family)
                own += _HEADING + 2 * in_html(family)
            texts = (*badge.skills, *badge.tags, program.issuer_of(badge).slug)
            return own + _FINDABLE + sum(in_html(text) + 1 for text in texts)

        return weigh

    return begin


def of_skill() -> Weigh[Skill]:
    """Weigh the entries of the list of skills, which stand below their categories."""
    seen: set[str] = set()

    def weigh(skill: Skill) -> int:
        category = skill.category or ""
        new = 0 if category in seen else _HEADING + in_html(category)
        seen.add(category)
        return new + _LISTED_SKILL + len(skill.slug) + in_html(skill.name)

    return weigh
