"""What is known of a programme while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from badgepress.errors import Problem
from badgepress.model import AssertionFile, BadgeClass, ClassImage, Earner, Issuer, OwnFile, Settings, Skill, Trusted
from badgepress.read.files import Found
from badgepress.read.tree import Tree
from badgepress.read.yaml import Document


@dataclass(slots=True)
class Parts:
    """What was read so far. Documents are kept beside the values: references are checked on them,
    so that a file with a mistake in one key has its other keys checked too."""

    tree: Tree
    problems: list[Problem] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    settings: Settings | None = None
    issuers: dict[str, Issuer] = field(default_factory=dict)
    classes: dict[str, BadgeClass] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    earners: dict[str, Earner] = field(default_factory=dict)
    images: dict[str, ClassImage] = field(default_factory=dict)
    issuer_images: dict[str, ClassImage] = field(default_factory=dict)
    trusted: list[Trusted] = field(default_factory=list)
    logo: ClassImage | None = None
    font: bytes | None = None
    files: list[AssertionFile] = field(default_factory=list)
    own: list[OwnFile] = field(default_factory=list)
    #: Texts of files that may hold an e-mail address, as they are shown.
    texts: dict[str, str] = field(default_factory=dict)
    #: Slugs there are files or entries for, right or wrong: to refer to these is no mistake.
    named: dict[str, set[str]] = field(default_factory=dict)
    #: The files beside `program.yml`, and itself.
    top: dict[str, Found] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The programme's folder."""
        return self.tree.root

    @property
    def shown(self) -> str:
        """The same as messages name it."""
        return self.tree.shown
