"""The programme as one value: all that is small enough to hold, and where the awards are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from badgepress.model.award import Assertion
from badgepress.model.badge import BadgeClass
from badgepress.model.base import add_duration
from badgepress.model.program import Earner, Issuer, Settings, Skill, Trusted


@dataclass(frozen=True, slots=True)
class ClassImage:
    """An image that an author put beside a file: exactly one of `svg` and `png` is set."""

    file: str
    svg: bytes | None = None
    png: bytes | None = None


@dataclass(frozen=True, slots=True)
class AssertionFile:
    """One file below `assertions/`: `name` is its POSIX path there without the ending, as in
    `2026/abc` for `assertions/2026/abc.yml`; its issued lines are in `issued/<name>.jsonl`."""

    name: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of the author's own below `public/`: its path on the site (POSIX, below the root), and where it is."""

    below: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Program:
    """Everything but the awards, which stay in their files until they are worked on.

    `root` is the programme's folder and `shown` how the user names it (`badges`). Mappings are
    keyed by slug and iterate in slug order. `images` holds authored class images; a class
    without one is drawn from its `art`. `issuer_images` is the same for issuers.
    `logo` and `font` (a WOFF2) are the files that the theme names.
    `own` are the files of `public/`, which the site gets as they are.
    `trusted` are issuers elsewhere whom the programme knows. `broken` names the classes that were left
    out because their files have problems; empty in a programme without errors.
    """

    root: Path
    shown: str
    settings: Settings
    issuers: Mapping[str, Issuer]
    classes: Mapping[str, BadgeClass]
    skills: Mapping[str, Skill] = field(default_factory=dict)
    earners: Mapping[str, Earner] = field(default_factory=dict)
    images: Mapping[str, ClassImage] = field(default_factory=dict)
    issuer_images: Mapping[str, ClassImage] = field(default_factory=dict)
    files: tuple[AssertionFile, ...] = ()
    own: tuple[OwnFile, ...] = ()
    trusted: tuple[Trusted, ...] = ()
    logo: ClassImage | None = None
    font: bytes | None = None
    broken: frozenset[str] = frozenset()

    def issuer_of(self, badge: BadgeClass) -> Issuer:
        """The issuer a class names, else the programme's default, else its only one."""
        slug = badge.issuer or self.settings.default_issuer or next(iter(self.issuers))
        return self.issuers[slug]

    def ends(self, assertion: Assertion) -> datetime | None:
        """When an award ends: as it says itself, else as long after its issue as its class says; None if never."""
        after = self.classes[assertion.badge].expires_after
        return assertion.expires or (add_duration(assertion.issued, after) if after else None)

    @property
    def known_keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of issuers elsewhere that `trusted.yml` names, by the issuer's address."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.trusted:
            if one.url and one.keys:
                found[one.url] = tuple(dict.fromkeys((*found.get(one.url, ()), *one.keys)))
        return found

    @property
    def contacts(self) -> frozenset[str]:
        """The e-mail addresses that are public: those of issuers."""
        return frozenset(issuer.email.casefold() for issuer in self.issuers.values() if issuer.email)

    def told_in(self, language: str) -> Program:
        """The programme with settings, classes and skills told in a language, as far as they are.

        A family that one of its classes tells is told for all of them, so that they stay together.
        """
        classes = {slug: badge.told_in(language) for slug, badge in self.classes.items()}
        families = {
            self.classes[slug].family: (badge.family, badge.language_of("family"))
            for slug, badge in reversed(classes.items())
            if badge.family and badge.language_of("family") != self.classes[slug].language_of("family")
        }
        return replace(
            self,
            settings=self.settings.told_in(language),
            classes={slug: _of_family(badge, families) for slug, badge in classes.items()},
            skills={slug: skill.told_in(language) for slug, skill in self.skills.items()},
        )

    def url(self, path: str = "") -> str:
        """An absolute address below base_url."""
        return self.settings.base_url + path


def _of_family(badge: BadgeClass, families: Mapping[str | None, tuple[str, str]]) -> BadgeClass:
    """The class with its family told as others tell it, where it does not itself."""
    told = families.get(badge.family)
    return badge.retold("family", *told) if told else badge
