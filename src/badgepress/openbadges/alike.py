"""The hash that is signed, for documents that differ from one another in a few texts.

Canonicalising such a document means filling a few holes. That is exact: `template` says why, and gives no form where
the holes might change the order of the statements or what a text means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from badgepress.inside import Path, at
from badgepress.openbadges.jsonld import canonical
from badgepress.openbadges.jsonld.dataset import statements
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.jsonld.shape import Leaf, marked, shape_of
from badgepress.openbadges.jsonld.template import Narrowed
from badgepress.openbadges.proof import configuration, sha256

#: Longer texts are left to the road that counts what a document costs.
_LONGEST: Final = 8_192
_MOST_DATES: Final = 1_000


class Alike:
    """Documents signed with one eddsa-rdfc-2022 proof each that differ at a few paths. Made by `alike`."""

    def __init__(self, form: Narrowed, places: Sequence[int], created: int, proof: Mapping[str, Any]) -> None:
        """`places` are those of the texts that `form` takes, `created` that of the proof's date, or -1.

        `proof` is the proof's configuration with the document's contexts.
        """
        self._form, self._places, self._created, self._proof = form, tuple(places), created, proof
        self._configurations: dict[str, bytes] = {}

    def hash_data(self, texts: Sequence[str]) -> bytes | None:
        """What `proof.hash_data` gives for the document with these texts; None if it must be asked.

        Raises CredentialError as it does.
        """
        if sum(map(len, texts)) > _LONGEST:
            return None
        found = self._form.canonical([texts[place] for place in self._places])
        if found is None:
            return None
        return self._configuration(texts[self._created] if self._created >= 0 else "") + sha256(found)

    def _configuration(self, created: str) -> bytes:
        """The hash of the proof's configuration with this date. Most awards of a programme share a few dates."""
        known = self._configurations.get(created)
        if known is None:
            options = {**self._proof, "created": created} if created else self._proof
            known = sha256(canonical.canonicalize(options))
            if len(self._configurations) < _MOST_DATES:
                self._configurations[created] = known
        return known


def alike(given: Mapping[str, Any], paths: Sequence[Path]) -> Alike | None:
    """The documents like this one. `given` has one proof; `paths` are where others may differ.

    None if another text at one of the paths might change what the document says elsewhere. Raises CredentialError if
    the document has no canonical form.
    """
    source = Document(given).source
    shape = shape_of(source)
    if shape is None:
        return None
    marks = marked(dict(source))
    leaves: dict[int, int] = {}
    created = -1
    for place, path in enumerate(paths):
        if path == ("proof", 0, "created"):
            created = place
        elif path != ("proof", 0, "proofValue"):
            leaf = at(marks, path)
            if not isinstance(leaf, Leaf):
                return None
            leaves[place] = leaf.place
    found = statements(source)
    form = found.template.narrowed(found.leaves, tuple(leaves.values()))
    if form is None:
        return None
    return Alike(form, tuple(leaves), created, configuration(given["proof"][0], given.get("@context")))
