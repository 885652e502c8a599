"""Defines the programme as one value: everything small enough for memory, and the files of the awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from badgepress.model.award import Assertion
from badgepress.model.badge import BadgeClass
from badgepress.model.base import add_duration
from badgepress.model.demand import Demand
from badgepress.model.places import Places
from badgepress.model.program import Earner, Issuer, Settings, Skill, Trusted


@dataclass(frozen=True, slots=True)
class ClassImage:
    """An image that an author put beside a file. Exactly one of `svg` and `png` is set."""

    file: str
    svg: bytes | None = None
    png: bytes | None = None


@dataclass(frozen=True, slots=True)
class AssertionFile:
    """One file below `assertions/`. `name` is its POSIX path there without the ending, such as `2026/abc` for
    `assertions/2026/abc.yml`. Its issued lines are in `issued/<name>.jsonl`."""

    name: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file of the author's own below `public/`: its POSIX path below the site's root, and its path on disk."""

    below: str
    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Program:
    """Everything except the awards, which stay in their files until they are needed.

    `root` is the programme's folder and `shown` its name in messages (`badges`). Mappings are keyed by slug and iterate
    in slug order. `images` holds authored class images; a class without one is drawn from its `art`. `issuer_images`
    holds those of issuers. `logo` and `font` (a WOFF2) are the files that the theme names. `own` lists the files of
    `public/`, which are copied to the site unchanged. `trusted` lists issuers elsewhere that the programme knows.
    `places` knows the regions, `demands` what `demand/` asks for.
    `broken` names the classes that were left out because their files have problems; it is empty without errors.
    """

    root: Path
    shown: str
    settings: Settings
    issuers: Mapping[str, Issuer]
    classes: Mapping[str, BadgeClass]
    skills: Mapping[str, Skill] = field(default_factory=dict)
    earners: Mapping[str, Earner] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    demands: Mapping[str, Demand] = field(default_factory=dict)
    images: Mapping[str, ClassImage] = field(default_factory=dict)
    issuer_images: Mapping[str, ClassImage] = field(default_factory=dict)
    files: tuple[AssertionFile, ...] = ()
    own: tuple[OwnFile, ...] = ()
    trusted: tuple[Trusted, ...] = ()
    logo: ClassImage | None = None
    font: bytes | None = None
    broken: frozenset[str] = frozenset()

    def issuer_of(self, badge: BadgeClass) -> Issuer:
        """Return the issuer that a class names, else the programme's default, else its only issuer."""
        slug = badge.issuer or self.settings.default_issuer or next(iter(self.issuers))
        return self.issuers[slug]

    def ends(self, assertion: Assertion) -> datetime | None:
        """Return when an award ends: its own date, else its class's period after the issue date; None if never."""
        after = self.classes[assertion.badge].expires_after
        return assertion.expires or (add_duration(assertion.issued, after) if after else None)

    def is_light(self, badge: str, issued: datetime) -> bool:
        """Whether an award of this class, issued then, is light: its class chooses, else the programme; whatever was
        issued before `light_from` keeps all its files."""
        known = self.classes.get(badge)
        weight = (known.awards if known else None) or self.settings.awards
        start = self.settings.light_from
        return weight == "light" and (start is None or issued >= start)

    @property
    def known_keys(self) -> dict[str, tuple[str, ...]]:
        """The keys in `trusted.yml` of issuers elsewhere, by the issuer's address."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.trusted:
            if one.url and one.keys:
                found[one.url] = tuple(dict.fromkeys((*found.get(one.url, ()), *one.keys)))
        return found

    @property
    def contacts(self) -> frozenset[str]:
        """The public e-mail addresses, which are those of issuers."""
        return frozenset(issuer.email.casefold() for issuer in self.issuers.values() if issuer.email)

    def told_in(self, language: str) -> Program:
        """Return the programme with its texts in a language, where translations exist.

        If one class of a family translates the family's name, all its classes use that, so that they stay together.
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
            places=self.places.told_in(language),
            demands={slug: demand.told_in(language) for slug, demand in self.demands.items()},
        )

    def url(self, path: str = "") -> str:
        """Return the absolute address of a path below base_url."""
        return self.settings.base_url + path


def _of_family(badge: BadgeClass, families: Mapping[str | None, tuple[str, str]]) -> BadgeClass:
    """Return the class with the translation of its family that another class gives, if there is one."""
    translation = families.get(badge.family)
    return badge.retold("family", *translation) if translation else badge
