"""The pages under `/issue/`: forms that make files of the programme in the browser and send nothing anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from badgepress.model import Program
from badgepress.model.base import SLUG
from badgepress.model.countries import COUNTRIES
from badgepress.read.schemas import schema_line
from badgepress.registry import families
from badgepress.render.html import POLICY, Pages

File = tuple[str, bytes]
#: The policy of every page, and besides: these read nothing from anywhere.
NO_NETWORK = POLICY.replace("connect-src 'self' https:", "connect-src 'none'")
_SERVICES = {"github": "GitHub", "gitlab": "GitLab", "gitea": "Gitea"}


def pages(program: Program, own: Pages) -> Iterator[File]:
    """The form for an award."""
    about = _about(program)
    yield (
        "issue/index.html",
        own.page(
            "issue.html",
            "issue/index.html",
            families=families(program),
            countries=own.words.countries(COUNTRIES),
            schema_line=schema_line(program.root, "assertion", "assertions/2026/id.yml", program.settings.base_url),
            **about,
        ),
    )


def _about(program: Program) -> dict[str, Any]:
    repository = program.settings.repository
    return {
        "policy": NO_NETWORK,
        "slug": SLUG.strip("^$"),
        "repository": repository,
        "service": _SERVICES.get(repository.kept_on, "") if repository else "",
    }
