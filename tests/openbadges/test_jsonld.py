from __future__ import annotations

import copy
import importlib.resources
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from pyld import jsonld as pyld

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import contexts, nquads, rdfc
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.contexts import OB3, VC2
from badgepress.openbadges.jsonld.dataset import to_nquads_dataset
from badgepress.openbadges.jsonld.source import Limits, Places
from tests.openbadges.samples import small, whole
from tests.told import head

Json = dict[str, Any]
TERMS = "terms come from the document's @context; a term of your own needs a context of its own"


def pyld_quads(document: Json) -> str:
    """PyLD's own canonical N-Quads of a document: another implementation of quads and canonical form."""

    def load(url: str, options: object) -> Json:
        found = copy.deepcopy(contexts.bundled()[url])
        return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": "application/ld+json"}

    text = pyld.to_rdf(document, {"format": "application/n-quads", "documentLoader": load})
    return rdfc.canonize(nquads.parse(text)).nquads


def extended(**terms: Any) -> Json:
    """A document with an inline context and a member for each of its terms."""
    context = {name: {"@id": f"https://example.org/terms#{name}", **about} for name, (about, _) in terms.items()}
    return {"@context": [VC2, context], "id": "urn:x:1", **{name: value for name, (_, value) in terms.items()}}


@pytest.mark.parametrize(
    "document",
    [
        small(),
        whole(),
        extended(list=({"@container": "@list"}, ["a", {"@id": "urn:x:2", "type": "VerifiableCredential"}, 3]))
        | {"type": "VerifiableCredential"},
        extended(numbers=({}, [0, -7, 3.5, 1e3, 0.1, 5.0, 123456.789]), yes=({}, True), no=({}, False)),
        extended(
            typed=({"@type": "http://www.w3.org/2001/XMLSchema#double"}, [1, 2.5]),
            floating=({"@type": "http://www.w3.org/2001/XMLSchema#float"}, [1, 2.5]),
        ),
        extended(data=({"@type": "@json"}, {"b": [1, 2.5, "é"], "a": None})),
        extended(words=({"@container": "@language"}, {"en": "yes", "pt-BR": ["sim", "claro"]})),
        extended(back=({}, {"link": {}}), link=({}, "x")),
        {"@context": [VC2, {"has": {"@reverse": "https://example.org/of"}}], "id": "urn:x:1", "has": {"id": "urn:x:2"}},
        extended(empty=({"@container": "@list"}, []), nothing=({}, None), void=({}, []), blank=({}, {})),
    ],
    ids=["small", "whole", "list", "numbers", "typed", "json", "languages", "blank", "reverse", "empty"],
)
def test_quads_equal_pylds(document: Json) -> None:
    assert canonicalize(document) == pyld_quads(document)


def test_a_proof_is_a_graph_of_its_own() -> None:
    credential = small() | {"proof": {"type": "DataIntegrityProof", "created": "2026-09-14T00:00:00Z"}}
    assert canonicalize(credential) == pyld_quads(credential)
    assert any(quad.graph.startswith("_:") for quad in to_nquads_dataset(credential))


def test_the_document_is_not_changed() -> None:
    credential = whole()
    before = copy.deepcopy(credential)
    canonicalize(credential)
    assert credential == before


def test_documents_do_not_affect_each_other() -> None:
    """Processed contexts are cached between documents. The order of documents must not matter."""
    first = canonicalize(whole())
    own = small()
    own["@context"].append({"extra": "https://example.org/terms#extra"})
    own["credentialSubject"]["extra"] = "1"
    assert "terms#extra" in canonicalize(own)
    assert canonicalize(whole()) == first
    with pytest.raises(CredentialError, match="undefined-term"):
        canonicalize(small() | {"extra": "1"})


def test_a_term_that_a_type_defines_keeps_its_meaning() -> None:
    """The type VerifiableCredential defines `issuer`, so an inline context next to it changes nothing."""
    credential = small()
    credential["@context"].append({"issuer": "https://evil.example/issuer"})
    assert canonicalize(credential) == canonicalize(small())


def edited(edit: Callable[[Json], object]) -> Json:
    credential = small()
    edit(credential)
    return credential


def achievement(credential: Json) -> Json:
    found: Json = credential["credentialSubject"]["achievement"]
    return found


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = {"id": "urn:x:1", "evidence": value}
    return value


CASES: dict[str, tuple[Callable[[Json], object], str]] = {
    "undefined term": (
        lambda c: achievement(c).update(colour="blue"),
        "error[undefined-term]: credentialSubject.achievement.colour: a term that the document's contexts do not "
        f'define (got "colour")\n  hint: {TERMS}',
    ),
    "something like a keyword": (
        lambda c: c.update({"@colour": "blue"}),
        'error[unsupported-json-ld]: a JSON-LD keyword that credentials have no use for (got "@colour")',
    ),
    "graph": (
        lambda c: c.update({"@graph": ["lost"]}),
        'error[unsupported-json-ld]: a JSON-LD keyword that credentials have no use for (got "@graph")',
    ),
    "index": (
        lambda c: achievement(c).update(name={"@value": "x", "@index": "unsigned"}),
        "error[unsupported-json-ld]: credentialSubject.achievement.name: a JSON-LD keyword that credentials have no "
        'use for (got "@index")',
    ),
    "direction": (
        lambda c: c.update(name={"@value": "x", "@direction": "rtl"}),
        'error[unsupported-json-ld]: name: a JSON-LD keyword that credentials have no use for (got "@direction")',
    ),
    "value without a value": (
        lambda c: c.update(name={"@value": None}),
        "error[unsupported-json-ld]: name: a value object without a value",
    ),
    "language without a value": (
        lambda c: c.update(name={"@language": "en"}),
        "error[unsupported-json-ld]: name: a value object without a value",
    ),
    "language map": (
        lambda c: achievement(c).update(name={"en": "Foundations"}),
        "error[undefined-term]: credentialSubject.achievement.name.en: a term that the document's contexts do not "
        f'define (got "en")\n  hint: {TERMS}',
    ),
    "relative id": (
        lambda c: achievement(c).update(id="foundations"),
        "error[relative-id]: credentialSubject.achievement.id: an identifier that is not a full address "
        '(got "foundations")',
    ),
    "empty id": (
        lambda c: achievement(c).update(id=""),
        'error[relative-id]: credentialSubject.achievement.id: an identifier that is not a full address (got "")',
    ),
    "id like a keyword": (
        lambda c: achievement(c).update(id="@none"),
        "error[unsupported-json-ld]: credentialSubject.achievement: "
        'a name in the form of a JSON-LD keyword (got "@none")',
    ),
    "label": (
        lambda c: achievement(c).update(id="_:b0"),
        'error[relative-id]: credentialSubject.achievement.id: an identifier that is not a full address (got "_:b0")',
    ),
    "number written as text": (
        lambda c: c.update(name={"@value": "5", "@type": "http://www.w3.org/2001/XMLSchema#double"}),
        "error[unsupported-json-ld]: name.@value: a number written as text, of which only the number would be signed "
        '(got "5")',
    ),
    "id with a space": (
        lambda c: achievement(c).update(id="https://example.org/a b"),
        "error[bad-iri]: credentialSubject.achievement.id: an address with characters that addresses do not have "
        '(got "https://example.org/a b")',
    ),
    "relative reference": (
        lambda c: achievement(c).update(image={"id": "badge.png", "type": "Image"}),
        "error[relative-id]: credentialSubject.achievement.image.id: an identifier that is not a full address "
        '(got "badge.png")',
    ),
    "undefined type": (
        lambda c: c["credentialSubject"].update(type=["AchievementSubject", "Wizard"]),
        "error[undefined-type]: credentialSubject.type[1]: a type that the document's contexts do not define "
        '(got "Wizard")',
    ),
    "type of an extension without its context": (
        lambda c: c.update(credentialSchema={"id": "urn:x:1", "type": "1EdTechJsonSchemaValidator2019"}),
        "error[undefined-type]: credentialSchema.type: a type that the document's contexts do not define "
        '(got "1EdTechJsonSchemaValidator2019")',
    ),
    "language tag": (
        lambda c: c.update(name={"@value": "x", "@language": "en_gb"}),
        'error[bad-language]: name.@language: not a language tag (got "en_gb")',
    ),
    "unknown context": (
        lambda c: c["@context"].append("https://evil.example/context.json"),
        'error[unknown-context]: a context that this program does not know (got "https://evil.example/context.json")'
        "\n  hint: only well-known contexts are understood; none is fetched from the network",
    ),
    "relative context": (
        lambda c: c["@context"].append("context.json"),
        'error[unknown-context]: a context that this program does not know (got "context.json")'
        "\n  hint: only well-known contexts are understood; none is fetched from the network",
    ),
    "unknown context deep inside": (
        lambda c: achievement(c).update({"@context": {"x": {"@id": "urn:x:x", "@context": "https://evil.example/"}}}),
        'error[unknown-context]: a context that this program does not know (got "https://evil.example/")'
        "\n  hint: only well-known contexts are understood; none is fetched from the network",
    ),
    "protected term": (
        lambda c: c["@context"].append({"name": "https://evil.example/name"}),
        'error[context-redefined]: a context changes the meaning of a protected term (got ["name"])',
    ),
    "protected term further down": (
        lambda c: c["credentialSubject"].update({"@context": {"id": "https://evil.example/id"}}),
        'error[context-redefined]: a context changes the meaning of a protected term (got ["id"])',
    ),
    "cleared context": (
        lambda c: c["credentialSubject"].update({"@context": None}),
        "error[context-redefined]: a context changes the meaning of a protected term",
    ),
    "import": (
        lambda c: c["@context"].append({"@import": OB3}),
        'error[bad-context]: @context: a keyword that an inline context may not have (got "@import")',
    ),
    "base": (
        lambda c: c["@context"].append({"@base": "https://evil.example/"}),
        'error[bad-context]: @context: a keyword that an inline context may not have (got "@base")',
    ),
    "alias of a keyword": (
        lambda c: c["@context"].append({"g": "@graph"}),
        'error[bad-context]: @context: an inline context gives another name to a keyword (got "@graph")',
    ),
    "index container": (
        lambda c: c["@context"].append({"g": {"@id": "urn:x:g", "@container": ["@index", "@set"]}}),
        'error[bad-context]: @context: an inline context makes an index, which is not signed (got "g")',
    ),
    "direction of a term": (
        lambda c: c["@context"].append(
            {"g": {"@id": "urn:x:g", "@context": [{"h": {"@id": "urn:x:h", "@direction": "rtl"}}]}}
        ),
        'error[bad-context]: @context.g: a keyword that an inline context may not have (got "h")',
    ),
    "term without meaning": (
        lambda c: c["@context"].append({"g": 5}),
        "error[bad-context]: the document is not JSON-LD (got invalid term definition)",
    ),
    "context of another kind": (
        lambda c: c["@context"].append(5),
        "error[bad-context]: the document is not JSON-LD (got invalid local context)",
    ),
    "id that is no text": (
        lambda c: c.update(id=5),
        "error[bad-json-ld]: the document is not JSON-LD (got invalid @id value)",
    ),
    "type that is no text": (
        lambda c: c.update(type=[5]),
        "error[bad-json-ld]: the document is not JSON-LD (got invalid type value)",
    ),
    "reference where a graph is": (
        lambda c: c.update(proof="https://example.org/proof"),
        "error[unsupported-json-ld]: proof: a plain value where a whole object is needed, or it would not be signed "
        '(got "https://example.org/proof")',
    ),
    "no context": (lambda c: c.pop("@context"), "error[no-context]: the document has no @context"),
    "too deep": (
        lambda c: c.update(deep(60)),
        "error[too-deep]: the document is nested too deeply (expected at most 50 levels)",
    ),
    "too large": (
        lambda c: achievement(c).update(tag=[["x"] * 2_000] * 11),
        "error[too-large]: the document has too many values (expected at most 20000)",
    ),
    "lone surrogate": (
        lambda c: achievement(c).update(name="\ud800"),
        "error[bad-json]: credentialSubject.achievement.name: text with half of a character (a lone surrogate)",
    ),
    "name with a lone surrogate": (
        lambda c: c.update({"\udfff": 1}),
        "error[bad-json]: text with half of a character (a lone surrogate)",
    ),
    "name that is no text": (
        lambda c: cast(dict[object, object], c).update({5: 1}),
        "error[bad-json]: the name of a member is not text (got int)",
    ),
    "value that is not JSON": (
        lambda c: c.update(name=b"x"),
        "error[bad-json]: name: not a JSON value (got bytes)",
    ),
    "huge number": (
        lambda c: achievement(c).update(creditsAvailable=2**53),
        "error[bad-number]: credentialSubject.achievement.creditsAvailable: a number that not every reader writes "
        "alike (got 9007199254740992)",
    ),
    "tiny number": (
        lambda c: achievement(c).update(creditsAvailable=1e-7),
        "error[bad-number]: credentialSubject.achievement.creditsAvailable: a number that not every reader writes "
        "alike (got 1e-7)",
    ),
    "not a number": (
        lambda c: achievement(c).update(creditsAvailable=float("nan")),
        "error[bad-number]: credentialSubject.achievement.creditsAvailable: a number that not every reader writes "
        "alike (got nan)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_anything_rdf_would_lose_is_refused(name: str) -> None:
    edit, message = CASES[name]
    with pytest.raises(CredentialError) as raised:
        canonicalize(edited(edit))
    assert head(raised.value) == head(message)


def test_an_empty_document() -> None:
    with pytest.raises(CredentialError) as raised:
        canonicalize({"@context": [VC2], "id": "urn:x:1"})
    assert str(raised.value) == "error[empty-document]: the document says nothing"


def test_every_problem_at_once() -> None:
    credential = small() | {"colour": 1, "shape": 2}
    with pytest.raises(CredentialError) as raised:
        canonicalize(credential)
    assert [one.place.path for one in raised.value.problems] == ["colour", "shape"]


@pytest.mark.parametrize("junk", [{f"x{i}": 1 for i in range(30)}, {"evidence": [{"id": f"r{i}"} for i in range(30)]}])
def test_the_number_of_problems_is_limited(junk: Json) -> None:
    with pytest.raises(CredentialError) as raised:
        canonicalize(small() | junk)
    assert len(raised.value.problems) == 20


def test_a_document_is_walked_once_for_all_problems() -> None:
    walks = []

    class Counted(dict[str, Any]):
        def items(self) -> Any:
            walks.append(self)
            return super().items()

    places = Places(Counted({"@context": {"b": "x"}, "a": [{"b": "x"}, {"b": "x"}], "b": "y"}))
    assert [places.of_key(key) for key in ("a", "b", "c")] == ["a", "a[0].b", ""]
    assert [places.of_text(text) for text in ("x", "y", "z")] == ["a[0].b", "b", ""]
    assert len(walks) == 1


def test_limits_are_an_argument() -> None:
    with pytest.raises(CredentialError, match="at most 3 levels"):
        to_nquads_dataset(whole(), limits=Limits(depth=3))


@pytest.mark.parametrize("document", [None, [], "text", 5])
def test_not_an_object(document: Any) -> None:
    with pytest.raises(CredentialError, match="bad-json"):
        canonicalize(document)


def test_a_package_without_its_bundle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.resources, "files", lambda package: tmp_path)
    contexts.bundled.cache_clear()
    try:
        with pytest.raises(CredentialError) as raised:
            contexts.bundled()
    finally:
        contexts.bundled.cache_clear()
    assert str(raised.value) == (
        f"error[missing-bundle]: {tmp_path}/_bundle/contexts.json: the browser bundle is missing or damaged, and with "
        "it the JSON-LD contexts that badges are read by\n"
        "  hint: `pip install --force-reinstall badgepress` brings it back; in a checkout `make site` builds it"
    )


def test_the_bundle_has_what_credentials_need(conformance: Path) -> None:
    index: dict[str, str] = json.loads((conformance / "contexts" / "index.json").read_text())
    needed = [VC2, OB3, contexts.OB3_EXTENSIONS, contexts.DID1, contexts.MULTIKEY1]
    for url in needed:
        published = json.loads((conformance / "contexts" / index[url]).read_text())
        assert contexts.bundled()[url]["@context"] == published["@context"], url
