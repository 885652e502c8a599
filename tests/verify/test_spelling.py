"""A verdict depends only on what was signed: other trees of the same statements give the same, or are refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.contexts import bundled
from badgepress.verify.endorsements import embedded
from badgepress.verify.facts import badge_facts, entries, identities, inside
from badgepress.verify.fields import fields_of
from badgepress.verify.report import Report, is_unsupported
from badgepress.verify.spelling import (
    CLASSES_AS_MEMBERS,
    MEMBERS_AS_TYPES,
    NAMESPACES,
    PREFIXES,
    Spelling,
)
from badgepress.verify.trees import distinct, is_index
from tests.vectors.expand import load
from tests.verifier.agreeing import agreed, piped
from tests.verify.rewrites import rewritten
from tests.verify.shared_ids import vector
from tests.verify.test_vectors import NAMES

QUICK_RULES, QUICK_WHOLE = 3_000, 100
LONG_RULES, LONG_WHOLE = 1_000_000, 25_000
#: The members we read from an identity and from a status entry.
_READ = (
    *("hashed", "identityHash", "identityType", "salt"),
    *("id", "statusPurpose", "statusListIndex", "statusListCredential", "statusSize"),
)
#: Rewritings per document.
EACH = 20


def seeds(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Every vector signed over RDF, then an endless stream of random ones."""
    for name in NAMES:
        found = load(name)
        given = found["input"].get("json")
        if isinstance(given, dict) and "@context" in given and _is_rdf(given) and Looked.at(given).badge:
            yield found
    while True:
        yield vector(chance)


def _is_rdf(given: Mapping[str, Any]) -> bool:
    return any(
        isinstance(one, dict) and one.get("cryptosuite") == "eddsa-rdfc-2022" for one in entries(given.get("proof"))
    )


@dataclass(frozen=True)
class Looked:
    """The result of the spelling rules for a document, and its facts if they accept it."""

    odd: str | None
    trouble: str | None
    badge: dict[str, Any] | None

    @classmethod
    def at(cls, document: Mapping[str, Any]) -> Looked:
        odd, trouble = Spelling(document).odd, fields_of(document)
        facts = None if odd or trouble else badge_facts(document).as_dict()
        return cls(odd.key if odd else None, trouble.code if trouble else None, facts)


def reading(document: Mapping[str, Any], looked: Looked) -> str | None:
    """What the checks and the page read from a document, ignoring signatures; None if it is refused."""
    if looked.badge is None:
        return None
    facts = {**looked.badge}
    for name in ("evidence", "skills"):
        facts[name] = sorted(map(repr, facts[name]))
    status = sorted(map(repr, map(_entry, distinct(entries(document.get("credentialStatus")), 50))))
    whose = sorted(repr(sorted(_plain(one).items())) for one in identities(document))
    inner_ids = {inside(one, "id") for one in entries(inside(document, "credentialSubject", "verifiableCredential"))}
    dates = [document.get(name) for name in ("validFrom", "validUntil", "issuanceDate", "expirationDate")]
    # An endorsement has its own signature. The rule only covers whether it is read, and for what.
    praise = sorted({f"{inside(one, 'id')} {sorted(about.items())}" for one, about in embedded(document)})
    return json.dumps([facts, status, whose, sorted(map(str, inner_ids)), dates, praise], ensure_ascii=False)


def _plain(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in _READ if one.get(name) is not None}


def _entry(one: object) -> object:
    if not isinstance(one, dict) or not entries(one.get("type")):
        return one if isinstance(one, str) else inside(one, "id")
    said = {name: int(value) if is_index(value) else value for name, value in _plain(one).items()}
    return said, sorted({*entries(one.get("type"))} & {"BitstringStatusListEntry", "StatusList2021Entry"})


def inner(document: Mapping[str, Any]) -> list[str]:
    """The entries of a learner record as texts."""
    return [json.dumps(one) for one in entries(inside(document, "credentialSubject", "verifiableCredential"))]


def differing(accepted: Mapping[str, Any]) -> str:
    """The first two different readings, and their trees."""
    (one, (names, tree)), (other, (others, second)) = list(accepted.items())[:2]
    return "\n".join([one, other, f"{names} / {others}", json.dumps(tree), json.dumps(second)])


def rule_holds(count: int, seed: int) -> None:
    """Checks `count` rewritings against the rule in both halves, and prints the results."""
    chance = random.Random(seed)
    done, refused = 0, 0
    for found in seeds(chance):
        given = found["input"]["json"]
        trees = [(given, ["as it was"]), *(rewritten(given, chance) for _ in range(EACH))]
        looked = [Looked.at(tree) for tree, _ in trees]
        readings = [reading(tree, one) for (tree, _), one in zip(trees, looked, strict=True)]
        # Credentials inside a record have their own signatures, which this test ignores.
        kept = [sorted(inner(tree)) == sorted(inner(given)) for tree, _ in trees]
        accepted: dict[str, Any] = {}
        for said, was_kept, (tree, names) in zip(readings, kept, trees, strict=True):
            if said is not None and was_kept:
                accepted.setdefault(said, (names, tree))
        assert len(accepted) < 2, differing(accepted)
        theirs = piped("spelling.mjs", (tree for tree, _ in trees))
        for (tree, names), ours, other in zip(trees, looked, theirs, strict=True):
            assert other == vars(ours), (seed, names, json.dumps(tree))
        done += EACH
        refused += sum(one is None for one in readings[1:])
        if done >= count:
            break
    print(f"{done} rewritings checked by the spelling rules, {refused} refused, the others read the same")
    assert refused < done


def whole_holds(count: int, seed: int, folder: Any) -> None:
    """Verifies `count` rewritings in both halves. Each gives the same verdict and texts, or is refused."""
    chance = random.Random(seed)
    made: list[list[dict[str, Any]]] = []
    for found in seeds(chance) if seed % 2 else iter(lambda: vector(chance), None):
        given = found["input"]["json"]
        trees = [given, *(rewritten(given, chance)[0] for _ in range(EACH))]
        made.append([found | {"input": {"json": tree}} for tree in trees])
        if len(made) * EACH >= count:
            break
    reports = agreed((one for group in made for one in group), folder)
    refused = 0
    for group in made:
        first: Any = None
        for one in group:
            report = next(reports)
            if is_refused(report):
                assert report.check("signature").code != "signature-mismatch" or first is None, json.dumps(one)
                refused += 1
                continue
            first = first or report
            # A changed entry may break anything inside it, but then its record is not valid.
            names = not any(map(is_refused, (*first.credentials, *report.credentials)))
            assert shown(report, names=names) == shown(first, names=names), (seed, json.dumps(one))
            # Each credential inside gives the same result or is refused, as it would on its own.
            inside_first = [shown(inner) for inner in first.credentials]
            here = [shown(inner) for inner in report.credentials if not is_refused(inner)]
            assert all(inner in inside_first for inner in here), (seed, json.dumps(one))
    print(f"{sum(map(len, made))} rewritten badges verified in both halves, {refused} refused, the others the same")


def is_refused(report: Report) -> bool:
    """Whether the report says invalid or unsupported: in both cases it does not say that the badge holds."""
    return report.verdict == "invalid" or any(map(is_unsupported, report.checks))


def shown(report: Report, *, names: bool = True) -> Any:
    """What a report shows, in any order of lists. Leaves out endorsements, because they may lose their signature."""
    facts = report.badge.as_dict() if report.badge else {}
    if not names:
        facts |= {"issuer": None, "recipient": None}
    for name in ("evidence", "skills"):
        facts[name] = sorted(map(json.dumps, facts.get(name, [])))
    codes = [(check.id, check.outcome, check.code) for check in report.checks if check.id != "endorsements"]
    return [report.verdict, report.text.key, facts, codes]


def test_rewritings_read_the_same_or_are_refused() -> None:
    rule_holds(QUICK_RULES, 1)


def test_rewritten_badges_have_the_same_verdict(tmp_path: Any) -> None:
    whole_holds(QUICK_WHOLE, 2, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_a_million_rewritings_read_the_same_or_are_refused(seed: int) -> None:
    rule_holds(LONG_RULES // 20, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 4 + LONG_WHOLE // 1_000))
def test_many_rewritten_badges_have_the_same_verdict(seed: int, tmp_path: Any) -> None:
    whole_holds(1_000, seed, tmp_path)


def test_rewritings_keep_the_statements() -> None:
    chance, same, other = random.Random(5), 0, 0
    while same + other < 300:
        given = vector(chance)["input"]["json"]
        signed = canonicalize({name: value for name, value in given.items() if name != "proof"})
        for _ in range(5):
            tree, names = rewritten(given, chance)
            try:
                said = canonicalize({name: value for name, value in tree.items() if name != "proof"})
            except CredentialError:
                other += 1
                continue
            assert said == signed, (names, json.dumps(tree))
            same += 1
    assert same > 2 * other


def _terms(context: Any, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each term of a context, and of nested contexts, with its address."""
    for one in context if isinstance(context, list) else [context]:
        if not isinstance(one, dict):
            continue
        named = {term: inside(said, "@id") if isinstance(said, dict) else said for term, said in one.items()}
        known = {**prefixes, **{term: address for term, address in named.items() if isinstance(address, str)}}
        for term, definition in one.items():
            address = known.get(term, "")
            if term[:1] != "@":
                prefix, _, rest = address.partition(":")
                yield term, known[prefix] + rest if prefix in known and not rest.startswith("//") else address
            if isinstance(definition, dict) and "@context" in definition:
                yield from _terms(definition["@context"], known)


def test_the_lists_of_names_are_those_of_the_contexts() -> None:
    terms = {term for document in bundled().values() for term in _terms(document["@context"], {})}
    named: dict[str, set[str]] = {}
    for term, address in terms:
        named.setdefault(address, set()).add(term)
    # A draft has another name for tags, which we do not read.
    twins = {
        address: found for address, found in named.items() if len(found) > 1 and address and found != {"tag", "tags"}
    }
    classes = {term for found in twins.values() for term in found if term[0].isupper()}
    assert classes - {"OpenBadgeCredential", "AchievementCredential"} == CLASSES_AS_MEMBERS
    assert {term for found in twins.values() for term in found} - classes == MEMBERS_AS_TYPES
    assert {term for term, address in terms if address[-1:] in ("#", "/", "?", ":")} == PREFIXES
    known = {address for term, address in terms if term[0].isupper() or term[0].isdigit()}
    assert [address for address in known if not address.startswith(NAMESPACES)] == []
