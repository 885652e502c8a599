"""Collects the parts of a programme while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from badgepress.errors import Problem
from badgepress.model import (
    AssertionFile,
    BadgeClass,
    ClassImage,
    Demand,
    Earner,
    Issuer,
    OwnFile,
    Region,
    Settings,
    Skill,
    Trusted,
)
from badgepress.read.files import Found
from badgepress.read.tree import Tree
from badgepress.read.yaml import Document


@dataclass(slots=True)
class Parts:
    """Everything read so far. The documents stay beside the typed values because references are checked on them:
    if one key of a file is wrong, its other keys are still checked."""

    tree: Tree
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    settings: Settings | None = None
    issuers: dict[str, Issuer] = field(default_factory=dict)
    classes: dict[str, BadgeClass] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    earners: dict[str, Earner] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    demands: dict[str, Demand] = field(default_factory=dict)
    images: dict[str, ClassImage] = field(default_factory=dict)
    issuer_images: dict[str, ClassImage] = field(default_factory=dict)
    trusted: list[Trusted] = field(default_factory=list)
    logo: ClassImage | None = None
    font: bytes | None = None
    files: list[AssertionFile] = field(default_factory=list)
    own: list[OwnFile] = field(default_factory=list)
    #: Texts of files that may hold an e-mail address, by the files' names in messages.
    texts: dict[str, str] = field(default_factory=dict)
    #: Slugs that have a file or an entry, valid or not: referring to them is not a mistake.
    named: dict[str, set[str]] = field(default_factory=dict)
    #: `program.yml` and the files beside it.
    top: dict[str, Found] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The programme's folder."""
        return self.tree.root

    @property
    def shown(self) -> str:
        """The programme's folder as messages name it."""
        return self.tree.shown
