"""The pages under `/issue/`: forms that make files of the programme in the browser and send nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

import orjson
from jinja2.utils import htmlsafe_json_dumps

from badgepress.model import BadgeClass, Level, Program
from badgepress.model.badge import Shape
from badgepress.model.base import SLUG
from badgepress.model.countries import COUNTRIES
from badgepress.read.schemas import schema_line
from badgepress.registry import families
from badgepress.render.pictures.art import Word
from badgepress.render.pictures.pattern import described
from badgepress.render.templating.html import POLICY, Pages

File = tuple[str, bytes]
#: The policy of every page, and besides: these read nothing from anywhere.
NO_NETWORK = POLICY.replace("connect-src 'self' https:", "connect-src 'none'")
_SERVICES = {"github": "GitHub", "gitlab": "GitLab", "gitea": "Gitea"}


def pages(program: Program, own: Pages, icons: Mapping[str, str], on_ribbon: Callable[[Level], Word]) -> Iterator[File]:
    """The form for an award and the form for a badge class.

    `icons` are those that a badge may be drawn with; `on_ribbon` gives the word on the ribbon of a badge of that level.
    """
    always = {"families": _awarded(program), **_about(program)}
    address = program.settings.base_url
    yield (
        "issue/index.html",
        own.page(
            "issue.html",
            "issue/index.html",
            countries=own.words.countries(COUNTRIES),
            schema_line=schema_line(program.root, "assertion", "assertions/2026/id.yml", address),
            **always,
        ),
    )
    yield (
        "issue/badge/index.html",
        own.page(
            "issue-badge.html",
            "issue/badge/index.html",
            skills=sorted(program.skills.values(), key=lambda skill: skill.name.casefold()),
            levels=[level.value for level in Level],
            shapes=get_args(Shape),
            icons=list(icons),
            drawing=htmlsafe_json_dumps(described(icons, on_ribbon), dumps=_compact),
            schema_line=schema_line(program.root, "class", "classes/slug.yml", address),
            **always,
        ),
    )


def _awarded(program: Program) -> dict[str, list[BadgeClass]]:
    """The classes to choose from, by family: none that is retired."""
    found = {name: [one for one in classes if one.retired is None] for name, classes in families(program).items()}
    return {name: classes for name, classes in found.items() if classes}


def _about(program: Program) -> dict[str, Any]:
    repository = program.settings.repository
    return {
        "policy": NO_NETWORK,
        "slug": SLUG.strip("^$"),
        "repository": repository,
        "service": _SERVICES.get(repository.kept_on, "") if repository else "",
    }


def _compact(value: Any) -> str:
    return orjson.dumps(value).decode()
