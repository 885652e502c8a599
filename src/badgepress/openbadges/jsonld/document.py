"""A parsed JSON-LD document. The checks share it, so that its statements and canonical forms are computed once.

A proof covers the document without its proofs. A proof over RDF covers the statements of that, which do not include
endorsements that are tokens (`attached`).
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
    """The `given` document with its proofs, and what we derive from it. Nobody may change `given` any more.

    Each use of the statements or the canonical form is charged to `work` as if they were made anew, so that the cost of
    a verification does not depend on what is cached.
    """

    given: Mapping[str, Any]

    @cached_property
    def unsigned(self) -> Mapping[str, Any]:
        """The document without its proofs. A proof over JSON covers this."""
        return {name: value for name, value in self.given.items() if name != "proof"}

    @cached_property
    def source(self) -> Mapping[str, Any]:
        """The document without its proofs and hidden members. A proof over RDF covers this."""
        return unattached(self.unsigned)

    @cached_property
    def hidden(self) -> Mapping[str, Any]:
        """The members that a proof over RDF does not cover, by path: endorsements that are tokens."""
        return attached(self.unsigned)

    def statements(self, work: Work) -> Statements:
        """The statements of `source`. Raises CredentialError as `dataset.statements` does."""
        found: Statements | None = self.__dict__.get("_statements")
        if found is None:
            found = self.__dict__["_statements"] = statements(self.source, work)
        else:
            found.pay(work)
        return found

    def canonical(self, work: Work) -> str:
        """`source` as canonical N-Quads (RDFC-1.0). Raises CredentialError as `statements` does, and `too-complex`."""
        source_statements = self.statements(work)
        found: str | None = self.__dict__.get("_canonical")
        if found is None:
            found = self.__dict__["_canonical"] = source_statements.canonical()
        return found

    @cached_property
    def measure(self) -> Measure:
        """What the document without its proofs costs."""
        return measure(self.unsigned)

    @cached_property
    def canonical_json(self) -> str:
        """The document without its proofs as canonical JSON (RFC 8785). Raises CredentialError as `jcs` does."""
        return jcs.canonicalize(self.unsigned)
