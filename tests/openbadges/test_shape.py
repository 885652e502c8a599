"""Which documents have the same shape, which template fits, and that a wrong one is never used."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import contexts
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.jsonld.resolver import Processor
from badgepress.openbadges.jsonld.shape import Leaf, marked, shape_of
from tests.openbadges.changes import options, places, status_list
from tests.openbadges.samples import small, whole
from tests.openbadges.test_shape_properties import by_shape, check_all, whole_way

Json = dict[str, Any]
XSD_DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
Edit = Callable[[Json], object]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Starts every test with an empty cache."""
    jsonld.forget()


@pytest.fixture
def expansions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collects every document that is expanded."""
    made: list[Any] = []
    expand = Processor.expand

    def counted(self: Processor, document: Any, options: Any) -> Any:
        made.append(document)
        return expand(self, document, options)

    monkeypatch.setattr(Processor, "expand", counted)
    return made


def achievement(credential: Json) -> Json:
    found: Json = credential["credentialSubject"]["achievement"]
    return found


def edited(edit: Edit, document: Json | None = None) -> Json:
    made = document or whole()
    edit(made)
    return made


TEXT_EDITS: list[Edit] = [
    lambda c: c.update(id="https://badges.example.org/awards/other/credential.json"),
    lambda c: c.update(id="http://elsewhere.example/"),
    lambda c: c["issuer"].update(id="did:web:other.example"),
    lambda c: c["issuer"].update(id="https://other.example/profile"),
    lambda c: c.update(validFrom="not a date"),
    lambda c: achievement(c).update(name='A "quoted"\nname\\ of \0 many kinds \u2028 Sofía'),
    lambda c: achievement(c).update(name=""),
    lambda c: achievement(c).update(tag=["tables", "data"]),
    lambda c: achievement(c).update(id=c["id"]),
    lambda c: c["credentialSubject"]["identifier"][0].update(salt="@id"),
    lambda c: achievement(c)["alignment"][0].update(targetType="@none"),
    lambda c: achievement(c)["alignment"][0].update(targetType="_:b1"),
]


@pytest.mark.parametrize("edit", TEXT_EDITS)
def test_other_texts_are_not_expanded_again(edit: Edit, expansions: list[Any]) -> None:
    document, other = whole(), edited(edit)
    expected = whole_way(other)
    canonicalize(document)
    expansions.clear()
    assert canonicalize(other) == expected
    assert expansions == []


def test_a_proof_and_a_status_list_are_expanded_once(expansions: list[Any]) -> None:
    for document in (options(), status_list()):
        for number in range(3):
            canonicalize(document | {"created" if "created" in document else "issuer": f"https://a.example/{number}"})
    assert len(expansions) == 2


def _ids(one: str, other: str) -> tuple[Edit, Edit]:
    return lambda c: achievement(c).update(id=one), lambda c: achievement(c).update(id=other)


# Pairs of nearly equal documents that must not share a template. Each pair is tried in both orders.
PAIRS: dict[str, tuple[Edit, Edit]] = {
    "numbers that Python takes for equal": (
        lambda c: achievement(c).update(creditsAvailable=1),
        lambda c: achievement(c).update(creditsAvailable=True),
    ),
    "zero with a sign": (
        lambda c: achievement(c).update(creditsAvailable={"@value": 0.0, "@type": XSD_DOUBLE}),
        lambda c: achievement(c).update(creditsAvailable={"@value": -0.0, "@type": XSD_DOUBLE}),
    ),
    "a text and nothing": (lambda c: c.update(name="x"), lambda c: c.update(name=None)),
    "a datatype": (
        lambda c: c.update(name={"@value": "x", "@type": "https://example.org/1"}),
        lambda c: c.update(name={"@value": "x", "@type": "https://example.org/2"}),
    ),
    "a double in quotes": (
        lambda c: c.update(name={"@value": "1", "@type": XSD_DOUBLE}),
        lambda c: c.update(name={"@value": "2.50", "@type": XSD_DOUBLE}),
    ),
    "half of a character": (lambda c: c.update(name="x"), lambda c: c.update(name="\ud800")),
    "which of two is nothing": (lambda c: c.update(name=None), lambda c: c.update(description=None)),
    "which list has the entry": (
        lambda c: achievement(c).update(tag=[], related=["https://example.org/1"]),
        lambda c: achievement(c).update(tag=["https://example.org/1"], related=[]),
    ),
    "a shortened address": _ids("https://example.org/", "ceasn:Competency"),
    "a prefix and one that is none": _ids("tag:Competency", "ceasn:Competency"),
    "an address without its slashes": _ids("https://example.org/", "https:example.org/"),
    "a relative address": _ids("https://example.org/", "/achievement"),
    "an address with a space": _ids("https://example.org/", "https://example.org/ "),
    "a keyword as an address": _ids("https://example.org/", "@none"),
    "the name of a blank node": _ids("https://example.org/", "_:b1"),
    "blank nodes that are one": (
        lambda c: (c["issuer"].update(id="_:a"), achievement(c).update(id="_:b")),
        lambda c: (c["issuer"].update(id="_:a"), achievement(c).update(id="_:a")),
    ),
    "types": (
        lambda c: c["credentialSubject"].update(type=["AchievementSubject"]),
        lambda c: c["credentialSubject"].update(type=["Profile"]),
    ),
    "an undefined type": (
        lambda c: c["credentialSubject"].update(type=["AchievementSubject"]),
        lambda c: c["credentialSubject"].update(type=["Wizard"]),
    ),
    "how many contexts": (lambda c: None, lambda c: c["@context"].pop()),
    "contexts": (lambda c: None, lambda c: c["@context"].__setitem__(2, contexts.MULTIKEY1)),
    "contexts further down": (
        lambda c: achievement(c).update({"@context": contexts.OB3}),
        lambda c: achievement(c).update({"@context": "https://evil.example/"}),
    ),
    "a language": (
        lambda c: c.update(name={"@value": "x", "@language": "en"}),
        lambda c: c.update(name={"@value": "x", "@language": "de"}),
    ),
    "what is no language": (
        lambda c: c.update(name={"@value": "x", "@language": "en"}),
        lambda c: c.update(name={"@value": "x", "@language": "en_gb"}),
    ),
    "half of a character in an address": _ids("https://example.org/", "https://example.org/\udfff"),
    "quads that become one": (
        lambda c: achievement(c).update(tag=["a", "b"]),
        lambda c: achievement(c).update(tag=["a", "a"]),
    ),
    "siblings that become equal": (
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "b"}]),
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "a"}]),
    ),
    "addresses that become equal": (
        lambda c: achievement(c).update(creator={"id": "did:web:other.example", "type": ["Profile"]}),
        lambda c: achievement(c).update(creator={"id": c["issuer"]["id"], "type": ["Profile"]}),
    ),
    "a member called like the end of an object": (
        lambda c: c["credentialSubject"].update({"-1": None}),
        lambda c: c.update({"-1": None}),
    ),
}


# Pairs that say the same in different spelling.
ALIKE: dict[str, tuple[Edit, Edit]] = {
    "a number and a fraction": (
        lambda c: achievement(c).update(creditsAvailable=1),
        lambda c: achievement(c).update(creditsAvailable=1.0),
    ),
    "a list and its only entry": (lambda c: achievement(c).update(tag="a"), lambda c: achievement(c).update(tag=["a"])),
    "a language written large": (
        lambda c: c.update(name={"@value": "x", "@language": "en"}),
        lambda c: c.update(name={"@value": "x", "@language": "EN"}),
    ),
    "texts of a blank node that change places": (
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": ["a", "b", "c"]}]),
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": ["c", "a", "b"]}]),
    ),
    "siblings that change places": (
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": "a"}, {"type": ["Evidence"], "name": "b"}]),
        lambda c: c.update(evidence=[{"type": ["Evidence"], "name": "b"}, {"type": ["Evidence"], "name": "a"}]),
    ),
}


# In a version 1.1 credential `cred:` is a prefix inside an object with a certain type.
OLDER: Json = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    "id": "urn:x:1",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "urn:x:2"},
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "https://example.org/"}, {"id": "cred:issuer"}),
        ({"id": "urn:x:3"}, {"id": "cred:issuer"}),
        ({"id": "cred:issuer"}, {"id": "cred:holder"}),
        ({"id": "cred:issuer"}, {"id": "cred://issuer"}),
        ({"issuer": "https://example.org/"}, {"issuer": "cred:issuer"}),
        ({"issuer": "urn:x:3"}, {"issuer": "cred:issuer"}),
        ({"issuer": "cred://issuer"}, {"issuer": "cred:issuer"}),
        # The length of a type must not make two objects look alike.
        (
            {"issuer": {"id": "urn:x:3", "type": "urn:x:t", "cred:name": None}, "cred:name": "x"},
            {"issuer": {"id": "urn:x:3", "type": "urn:x:t", "cred:name": "x"}, "cred:name": None},
        ),
        ({"cred:a": "x", "cred:b": "y"}, {"cred:b": "x", "cred:a": "y"}),
    ],
)
def test_similar_version_1_1_documents_are_kept_apart(one: Json, other: Json) -> None:
    some = [OLDER | one, OLDER | other]
    assert isinstance(whole_way(some[0]), str)
    assert isinstance(whole_way(some[1]), str)
    assert whole_way(some[0]) != whole_way(some[1])
    check_all(some)


@pytest.mark.parametrize("name", PAIRS)
def test_similar_documents_are_kept_apart(name: str) -> None:
    one, other = (edited(edit) for edit in PAIRS[name])
    assert whole_way(one) != whole_way(other)
    check_all([one, other])


@pytest.mark.parametrize("name", ALIKE)
def test_equivalent_documents_have_the_same_form(name: str) -> None:
    one, other = (edited(edit) for edit in ALIKE[name])
    assert whole_way(one) == whole_way(other)
    check_all([one, other])


VOCABULARY: list[tuple[str, str]] = [
    ("assertionMethod", "authentication"),
    ("assertionMethod", "https://w3id.org/security#assertionMethod"),
    ("assertionMethod", "https://example.org/purpose"),
    ("https://example.org/purpose", "https://example.org/other"),
    ("https://example.org/purpose", "purpose"),
]


@pytest.mark.parametrize(("one", "other"), VOCABULARY)
def test_vocabulary_terms_are_fixed(one: str, other: str) -> None:
    check_all([options() | {"proofPurpose": one}, options() | {"proofPurpose": other}])


def test_json_literals_are_fixed() -> None:
    subject = {"id": "urn:x:2", "type": "JsonSchema"}
    document = {"@context": [VC2], "id": "urn:x:1", "type": ["VerifiableCredential", "JsonSchemaCredential"]}
    some = [
        document | {"credentialSubject": subject | {"jsonSchema": {"b": text, "a": [1, text]}}}
        for text in ("x", "y", 'a "word"', "\n")
    ]
    assert all(isinstance(by_shape(one), str) for one in some)
    check_all(some)


def test_another_order_of_members_is_another_shape_with_the_same_form() -> None:
    turned = dict(reversed(whole().items()))
    assert canonicalize(turned) == canonicalize(whole())
    one, other = shape_of(turned), shape_of(whole())
    assert one is not None
    assert other is not None
    assert one.key != other.key


def test_a_document_with_an_inline_context_is_not_cached(expansions: list[Any]) -> None:
    own = small()
    own["credentialSubject"]["@context"] = {"extra": "https://example.org/extra"}
    own["credentialSubject"]["extra"] = "x"
    assert shape_of(own) is None
    assert canonicalize(own) == canonicalize(own)
    assert len(expansions) == 2


def test_a_refused_document_is_not_cached(expansions: list[Any]) -> None:
    for tried in (1, 2):
        with pytest.raises(CredentialError, match="undefined-term"):
            canonicalize(small() | {"colour": "blue"})
        assert len(expansions) == tried


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"@context": [VC2], "name": b"x"},
        {"@context": [VC2], "name": ("a", "b")},
        {"@context": [VC2], "name": 2**60},
        {"@context": [VC2, 5]},
        {"@context": None},
        {"@context": {}},
    ],
)
def test_documents_without_a_shape(document: Any) -> None:
    assert shape_of(document) is None


def test_too_deep_or_too_large_documents_have_no_shape() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert shape_of({"name": deep}) is None
    assert shape_of({"tag": [{}] * 100_000}) is None


def test_marks_are_in_the_order_of_the_leaves() -> None:
    document = whole()
    shape = shape_of(document)
    assert shape is not None
    copied = marked(document)
    assert copied == document
    found = [one for path in places(copied) if isinstance(one := _at(copied, path), Leaf)]
    assert [str(one) for one in found] == shape.leaves
    assert [one.place for one in found] == list(range(len(shape.leaves)))
    assert not any(isinstance(_at(copied, path), Leaf) for path in places(copied) if {"type", "@context"} & set(path))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def test_bundled_contexts_have_one_alias_per_keyword() -> None:
    """`shape` knows these names for types. A context with another alias would need a change there."""
    found: set[tuple[str, str]] = set()

    def look(context: Any) -> None:
        for entry in context if isinstance(context, list) else [context]:
            for term, definition in entry.items() if isinstance(entry, dict) else ():
                meant = definition.get("@id") if isinstance(definition, dict) else definition
                if term[0] != "@" and isinstance(meant, str) and meant.startswith("@"):
                    found.add((term, meant))
                if isinstance(definition, dict):
                    look(definition.get("@context", []))

    for document in contexts.bundled().values():
        look(document["@context"])
    assert found == {("id", "@id"), ("type", "@type")}


def test_several_threads_at_a_time() -> None:
    some = [edited(edit) for edit in TEXT_EDITS]
    expected = [whole_way(document) for document in some]
    jsonld.forget()
    found: list[list[str | list[str]]] = [[] for _ in range(8)]

    def work(number: int) -> None:
        order = some[number:] + some[:number]
        made = [by_shape(copy.deepcopy(document)) for document in order]
        found[number] = made[-number:] + made[:-number] if number else made

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
