"""RDF Dataset Canonicalization 1.0 (RDFC-1.0, W3C Recommendation).

Numbers in comments are steps of the Recommendation's algorithms:
§4.4.3 canonicalization, §4.6.3 first-degree hash, §4.7.3 related hash, §4.8.3 N-degree hash.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from badgepress.errors import CredentialError, problem
from badgepress.openbadges.jsonld.nquads import Quad, line
from badgepress.openbadges.limits import RDFC_LEVELS, RDFC_VISITS

Algorithm = Literal["sha256", "sha384"]


@dataclass(frozen=True, slots=True)
class Canonical:
    """Canonical N-Quads, and a map from blank node labels (without `_:`) to canonical ones (`c14n0` …)."""

    nquads: str
    labels: Mapping[str, str]


class _Issuer:
    """Identifier issuer (§4.5): hands out the labels `<prefix>0`, `<prefix>1` and so on."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued: dict[str, str] = issued or {}

    def issue(self, blank: str) -> str:
        label = self.issued.get(blank)
        if label is None:
            label = self.issued[blank] = f"_:{self.prefix}{len(self.issued)}"
        return label

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


def canonize(dataset: Iterable[Quad], *, algorithm: Algorithm = "sha256", work_limit: int = RDFC_VISITS) -> Canonical:
    """The canonical form of a dataset. Raises CredentialError `too-complex` if it takes more than `work_limit`."""
    return _State(dataset, algorithm, work_limit).run()


def seen_from(blank: str, quads: Iterable[Quad]) -> list[str]:
    """The quads as lines, with this blank node as `_:a` and every other one as `_:z` (§4.6.3, step 3)."""
    lines = []
    for subject, predicate, thing, graph in quads:
        if subject[:2] == "_:":
            subject = "_:a" if subject == blank else "_:z"
        if thing[:2] == "_:":
            thing = "_:a" if thing == blank else "_:z"
        if graph[:2] == "_:":
            graph = "_:a" if graph == blank else "_:z"
        lines.append(f"{subject} {predicate} {thing} {graph} .\n" if graph else f"{subject} {predicate} {thing} .\n")
    return lines


class _State:
    """Canonicalization state (§4.3): quads by blank node, their hashes, the canonical issuer."""

    def __init__(self, dataset: Iterable[Quad], algorithm: Algorithm, work_limit: int) -> None:
        self.quads = set(dataset)
        self.hasher: Callable[[bytes], hashlib._Hash] = getattr(hashlib, algorithm)
        self.issuer = _Issuer("c14n")
        self.work_limit = work_limit
        self.work = work_limit
        self.depth = 0
        self.quads_of: defaultdict[str, list[Quad]] = defaultdict(list)
        self.first_degree: dict[str, str] = {}

    def run(self) -> Canonical:
        # §4.4.3 step 2: which quads name which blank node.
        for quad in self.quads:
            for blank in {term for term in (quad[0], quad[2], quad[3]) if term[:2] == "_:"}:
                self.quads_of[blank].append(quad)
        # Step 3: blank nodes by the hash of their own quads.
        by_hash: defaultdict[str, list[str]] = defaultdict(list)
        for blank, quads in self.quads_of.items():
            digest = self.first_degree[blank] = self.hash_first_degree(blank, quads)
            by_hash[digest].append(blank)
        # Step 4: a blank node with a unique hash gets its label.
        shared = []
        for digest in sorted(by_hash):
            blanks = by_hash[digest]
            if len(blanks) == 1:
                self.issuer.issue(blanks[0])
            else:
                shared.append(blanks)
        # Step 5: tell the others apart by the nodes they are related to.
        for blanks in shared:
            self.tell_apart(blanks)
        # Step 6: the quads under their canonical labels, in code point order.
        labels = self.issuer.issued
        named = labels.get
        lines = [
            line(Quad(named(quad[0], quad[0]), quad[1], named(quad[2], quad[2]), named(quad[3], quad[3])))
            for quad in self.quads
        ]
        lines.sort()
        return Canonical("".join(lines), {blank[2:]: label[2:] for blank, label in labels.items()})

    def tell_apart(self, blanks: list[str]) -> None:
        """§4.4.3 step 5 for the blank nodes that share one hash."""
        paths = []
        for blank in blanks:  # 5.2
            if blank in self.issuer.issued:  # 5.2.1
                continue
            temporary = _Issuer("b")  # 5.2.2
            temporary.issue(blank)  # 5.2.3
            paths.append(self.hash_n_degree(blank, temporary))  # 5.2.4
        paths.sort(key=lambda path: path[0])
        for _, issuer in paths:  # 5.3
            for known in issuer.issued:
                self.issuer.issue(known)

    def hash_first_degree(self, blank: str, quads: list[Quad]) -> str:
        """§4.6.3: hashes the quads with this blank node as `_:a` and every other one as `_:z`."""
        lines = seen_from(blank, quads)
        lines.sort()
        return self.hash("".join(lines))

    def hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """§4.7.3: the hash of the way to a related blank node."""
        parts = position if position == "g" else position + quad.predicate  # steps 1, 2
        known = self.issuer.issued.get(related) or issuer.issued.get(related)  # step 3
        return self.hash(parts + (known or self.first_degree[related]))  # steps 3 to 5

    def hash_n_degree(self, blank: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """§4.8.3: the hash of everything a blank node is related to, and the issuer that labels those nodes."""
        self.depth += 1
        if self.depth > RDFC_LEVELS:
            raise _too_complex(f"at most {RDFC_LEVELS} levels")
        self.spend(len(self.quads_of[blank]))
        related_by: defaultdict[str, list[str]] = defaultdict(list)  # step 1
        for quad in self.quads_of[blank]:  # steps 2, 3
            for position, term in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if term[:2] == "_:" and term != blank:
                    related_by[self.hash_related(term, quad, issuer, position)].append(term)
        data = []  # step 4
        for digest in sorted(related_by):  # step 5
            path, issuer = self.shortest_path(related_by[digest], issuer)  # 5.2 to 5.4, 5.6
            data += [digest, path]  # 5.1, 5.5
        self.depth -= 1
        return self.hash("".join(data)), issuer  # step 6

    def shortest_path(self, blanks: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """§4.8.3 step 5.4: the smallest path over all orders of the related blank nodes."""
        chosen_path, chosen_issuer = "", issuer  # 5.2, 5.3
        # A single node reached in several ways (through several graphs) has only one order.
        orders = permutations(blanks) if len(set(blanks)) > 1 else [tuple(blanks)]
        for order in orders:
            # This is work even if all nodes have labels already and `walk` goes no deeper.
            self.spend(len(order) + len(issuer.issued))
            path, reached = self.walk(order, issuer.copy(), chosen_path)
            if path and (not chosen_path or path < chosen_path):  # 5.4.6
                chosen_path, chosen_issuer = path, reached
        return chosen_path, chosen_issuer

    def walk(self, order: tuple[str, ...], issuer: _Issuer, best: str) -> tuple[str, _Issuer]:
        """§4.8.3 steps 5.4.1 to 5.4.5 for one order of the nodes; an empty path once it cannot be the smallest."""
        path = ""  # 5.4.2
        recursion = []  # 5.4.3
        for related in order:  # 5.4.4
            label = self.issuer.issued.get(related)
            if label is None:
                if related not in issuer.issued:
                    recursion.append(related)
                label = issuer.issue(related)
            path += label
            if _is_worse(path, best):
                return "", issuer
        for related in recursion:  # 5.4.5
            digest, reached = self.hash_n_degree(related, issuer)
            path += f"{issuer.issue(related)}<{digest}>"
            issuer = reached
            if _is_worse(path, best):
                return "", issuer
        return path, issuer

    def hash(self, text: str) -> str:
        return self.hasher(text.encode()).hexdigest()

    def spend(self, quads: int) -> None:
        """Takes from the work limit, which stops poison datasets (§7.1). Raises CredentialError `too-complex`."""
        self.work -= quads
        if self.work < 0:
            raise _too_complex(f"at most {self.work_limit} quads")


def _is_worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _too_complex(expected: str) -> CredentialError:
    message = "the document's blank nodes are too entangled to canonicalise"
    return CredentialError(problem("too-complex", message, expected=expected))
