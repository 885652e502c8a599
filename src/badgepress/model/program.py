"""The programme itself, its issuers, skills and earners: `program.yml` and the folders beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from badgepress.model.base import (
    MOST_LANGUAGES,
    Authored,
    BaseUrl,
    Country,
    Did,
    Duration,
    Email,
    FileName,
    KnownKey,
    Label,
    Language,
    Line,
    Moment,
    PersonName,
    Prose,
    PublicKey,
    Slug,
    WebAddress,
)
from badgepress.model.theme import Theme
from badgepress.model.translated import Translated

#: Plain names only, for both become part of an address; no part of them begins with a dot but `.` itself, the root.
BRANCH = r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"
FOLDER = r"^(?:\.|[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)$"
REPOSITORY = r"^https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){2,}/?$"
RepositoryUrl = Annotated[str, StringConstraints(pattern=REPOSITORY, max_length=500)]
Branch = Annotated[str, StringConstraints(pattern=BRANCH, max_length=200)]
Folder = Annotated[str, StringConstraints(pattern=FOLDER, max_length=200)]


#: How much an award brings to the site: every file of its own, or its page and its credential.
Weight = Literal["whole", "light"]
#: Where the site is published, as far as its limits are known.
Host = Literal["github-pages", "gitlab-pages", "cloudflare-pages", "s3", "other"]


class Sharing(Authored):
    """Who the organisation is on the networks where its badges are shared."""

    linkedin_organization_id: str | None = Field(default=None, pattern=r"^\d{1,20}$")
    x: str | None = Field(default=None, pattern=r"^@?[A-Za-z0-9_]{1,15}$")
    mastodon: str | None = Field(default=None, pattern=r"^@[^\s@]+@[^\s@]+$")
    bluesky: str | None = Field(default=None, pattern=r"^@?[a-z0-9.-]{3,253}$")


class Policies(Authored):
    """How long a signed status list may be trusted, and the smallest group of people that a public number shows."""

    status_valid_for: Duration = "P30D"
    smallest_group: int = Field(default=10, ge=2, le=1000, strict=True)


class Repository(Authored):
    """Where the programme's files are kept and pull requests are made; `folder` is the programme's in it.

    `service` is needed only where the address does not tell it (`github.com`, `gitlab.…`, `codeberg.org`).
    """

    url: RepositoryUrl
    branch: Branch = "main"
    folder: Folder = "badges"
    service: Literal["github", "gitlab", "gitea"] | None = None

    @property
    def kept_on(self) -> str:
        """`github`, `gitlab`, `gitea`, or empty where nobody knows."""
        host = urlsplit(self.url).hostname or ""
        known = {"github.com": "github", "codeberg.org": "gitea"}.get(host, "")
        return self.service or known or ("gitlab" if host.startswith("gitlab.") else "")

    @property
    def new_file(self) -> str:
        """The page that makes a new file in the programme's folder, without a slash at its end; empty if unknown."""
        if not self.kept_on:
            return ""
        between = {"github": "/new/", "gitlab": "/-/new/", "gitea": "/_new/"}[self.kept_on]
        below = "" if self.folder == "." else f"/{self.folder}"
        return self.url.rstrip("/").removesuffix(".git") + between + self.branch + below


class Settings(Translated):
    """`program.yml`. `languages` are those that gallery and badges have pages in beside `language`.

    `issued_branch` is set where what is issued has a branch of its own. `moved_from` are earlier values of `base_url`
    under which awards were issued in git's history, for a programme that signs all of them again. `awards` is the
    weight of every award whose class chooses none; awards issued before `light_from` are whole in any case. `host` is
    where the site is published, for its limits. `units` are the organisation's units; if it names any, others are
    mistakes.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("tagline", "description")

    name: Label
    base_url: BaseUrl
    default_issuer: Slug | None = None
    language: Language = "en"
    languages: tuple[Language, ...] = Field(default=(), max_length=MOST_LANGUAGES)
    tagline: Line | None = None
    description: Prose | None = None
    url: WebAddress | None = None
    theme: Theme = Theme()
    sharing: Sharing = Sharing()
    repository: Repository | None = None
    issued_branch: Branch | None = None
    moved_from: tuple[BaseUrl, ...] = Field(default=(), max_length=20)
    policies: Policies = Policies()
    awards: Weight = "whole"
    light_from: Moment | None = None
    host: Host | None = None
    units: tuple[Label, ...] = Field(default=(), max_length=1000)


class Key(Authored):
    """One public key of an issuer with the time it may sign in."""

    public: PublicKey
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None
    revoked: Moment | None = None

    def window_problem(self, at: datetime) -> str:
        """Empty while `at` is inside the key's window, else `not-yet`, `ended` or `revoked`."""
        if self.since and at < self.since:
            return "not-yet"
        if self.revoked and at >= self.revoked:
            return "revoked"
        if self.until and at >= self.until:
            return "ended"
        return ""


class Issuer(Authored):
    """`issuers/<slug>.yml`: who stands behind badges (OB 2.0 Issuer, OB 3.0 Profile)."""

    slug: str = Field(alias="<file>")
    name: Label
    url: WebAddress
    email: Email | None = None
    description: Prose | None = None
    image: FileName | None = None
    keys: tuple[Key, ...] = ()


class Alignment(Authored):
    """A link to a node of an outside framework (OB 2.0 AlignmentObject)."""

    name: Label
    url: WebAddress
    framework: Label | None = None
    code: Label | None = None
    description: Line | None = None
    type: Label | None = None


class Skill(Translated):
    """One entry of `skills.yml`.

    `broader` skills include this one: who is asked for SQL is found by a badge in window functions. `related` skills
    are only shown beside it.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("name", "description")

    slug: str = Field(alias="<file>")
    name: Label
    description: Line | None = None
    category: Label | None = None
    broader: tuple[Slug, ...] = Field(default=(), max_length=20)
    related: tuple[Slug, ...] = Field(default=(), max_length=50)
    alignments: tuple[Alignment, ...] = ()


class Trusted(Authored):
    """One entry of `trusted.yml`: an issuer elsewhere whom this programme knows.

    `keys` are known to be those of the issuer at `url`, whose own profile lists none.
    """

    name: Label
    why: Line
    did: Did | None = None
    url: WebAddress | None = None
    keys: tuple[KnownKey, ...] = Field(default=(), max_length=10)

    @property
    def ids(self) -> tuple[str, ...]:
        """What badges of this issuer may name as their issuer."""
        return tuple(one for one in (self.did, self.url) if one)


class Earner(Authored):
    """`earners/<slug>.yml`: the public profile of an earner who asked for one.

    `country`, `unit` and `audience` are public because they are written here; those of an assertion are not.
    """

    slug: str = Field(alias="<file>")
    name: PersonName
    headline: Line | None = None
    about: Prose | None = None
    location: Label | None = None
    country: Country | None = None
    unit: Label | None = None
    audience: Label | None = None
    links: tuple[WebAddress, ...] = ()
