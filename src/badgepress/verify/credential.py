"""A parsed badge, status list or endorsement that the checks pass along, with the spelling of its tree."""

from __future__ import annotations

from functools import cached_property

from badgepress.openbadges.jsonld.document import Document
from badgepress.verify.spelling import Spelling


class Credential(Document):
    """A document that claims to be a credential."""

    @cached_property
    def spelling(self) -> Spelling:
        """How its tree is spelled: the usual way or not."""
        return Spelling(self.given)
