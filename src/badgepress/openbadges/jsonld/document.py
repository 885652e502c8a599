"""A JSON-LD document as it was read, handed from check to check: whatever is made of it is made once.

A proof covers the document without its proofs. Over RDF it covers the statements of that, and endorsements that are
tokens stand beside them (`attached`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from badgepress.openbadges import jcs
from badgepress.openbadges.attached import attached, unattached
from badgepress.openbadges.jsonld.dataset import Statements, statements
from badgepress.openbadges.work import Measure, Work, measure


@dataclass(frozen=True, eq=False)
class Document:
    """What was `given`, with its proofs, and what follows from it. Nobody changes what was given any more.

    Statements and canonical form are paid for out of `work` at each use, as if they were made anew: what one
    verification may cost does not depend on what is at hand already.
    """

    given: Mapping[str, Any]

    @cached_property
    def unsigned(self) -> Mapping[str, Any]:
        """The document without its proofs, which a proof over JSON covers."""
        return {name: value for name, value in self.given.items() if name != "proof"}

    @cached_property
    def source(self) -> Mapping[str, Any]:
        """The same without its hidden members: a proof over RDF covers what this says."""
        return unattached(self.unsigned)

    @cached_property
    def hidden(self) -> Mapping[str, Any]:
        """The members that a proof over RDF does not cover, by their paths: endorsements that are tokens."""
        return attached(self.unsigned)

    def statements(self, work: Work) -> Statements:
        """What the source says, as `jsonld.statements` finds it; CredentialError as there."""
        found: Statements | None = self.__dict__.get("_statements")
        if found is None:
            found = self.__dict__["_statements"] = statements(self.source, work)
        else:
            found.pay(work)
        return found

    def canonical(self, work: Work) -> str:
        """The source as canonical N-Quads (RDFC-1.0); CredentialError as in `statements`, and `too-complex`."""
        said = self.statements(work)
        found: str | None = self.__dict__.get("_canonical")
        if found is None:
            found = self.__dict__["_canonical"] = said.canonical()
        return found

    @cached_property
    def measure(self) -> Measure:
        """What the document without its proofs costs."""
        return measure(self.unsigned)

    @cached_property
    def canonical_json(self) -> str:
        """The document without its proofs as canonical JSON (RFC 8785); CredentialError as in `jcs`."""
        return jcs.canonicalize(self.unsigned)
