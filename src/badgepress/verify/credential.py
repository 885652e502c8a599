"""What the checks hand on: a badge, a list or an endorsement as it was read, with the spelling of its tree."""

from __future__ import annotations

from functools import cached_property

from badgepress.openbadges.jsonld.document import Document
from badgepress.verify.spelling import Spelling


class Credential(Document):
    """A document that claims to be a credential."""

    @cached_property
    def spelling(self) -> Spelling:
        """Whether its tree is the usual one of its statements."""
        return Spelling(self.given)
