"""Templates decide what they fit, and their cache is bounded."""

from __future__ import annotations

import pytest

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld import dataset as jsonld
from badgepress.openbadges.jsonld import rdfc
from badgepress.openbadges.jsonld.canonical import canonicalize
from badgepress.openbadges.jsonld.resolver import Processor
from badgepress.openbadges.jsonld.shape import Leaf, shape_of
from badgepress.openbadges.jsonld.template import Marking, Template
from badgepress.openbadges.jsonld.templates import MOST_OF_A_SHAPE, Templates
from tests.openbadges.samples import small, whole
from tests.openbadges.test_shape_properties import check_all


def test_only_leaves_passed_through_keep_their_mark() -> None:
    """Any text may be a term that a context defines."""
    context = {"mappings": {"a": {"@id": "urn:x:a", "_prefix": True}}}
    mark = Leaf("https://example.org/", 0)
    processor = Processor()
    assert processor._expand_iri(context, mark) is mark
    for found in (
        processor._expand_iri(context, mark, vocab=True),
        processor._expand_iri(context, Leaf("a", 0), vocab=True),
        processor._expand_iri(context, Leaf("a:b", 0)),
    ):
        assert type(found) is str


def made(text: str, name: str = "urn:x:1") -> tuple[Template, list[str]]:
    """A template with one fixed leaf and two holes."""
    marking = Marking()
    marking.all([{"@id": Leaf(name, 2), "urn:x:p": [{"@value": Leaf(text, 1)}]}])
    leaves = ["fixed " + text[0], text, name]
    return Template(marking, leaves), leaves


def test_what_a_template_fits() -> None:
    template, leaves = made("a text")
    assert template.fits(leaves)
    assert template.fits(["fixed a", 'another "text"', "urn:x:2"])
    assert not template.fits(["fixed b", "a text", "urn:x:1"])
    assert not template.fits(["fixed a", "half \ud800", "urn:x:1"])
    filled = template.canonical(["fixed a", 'another "text"\n', "urn:x:2"])
    assert filled == '<urn:x:2> <urn:x:p> "another \\"text\\"\\n" .\n'


@pytest.mark.parametrize(
    ("made_with", "fitting", "others"),
    [
        (
            "urn:x:1",
            ["urn:", "urn:y", "https://x", "urn://x"],
            ["urm:x", "did:x", "_:x", "_://x", "x", "", "urn", "@id"],
        ),
        ("https://x", ["https://", "http://y", "did://x"], ["https:x", "https:/x", "did:x", "https://a b", "//x"]),
    ],
)
def test_an_address_fits_where_no_prefix_can_matter(made_with: str, fitting: list[str], others: list[str]) -> None:
    template, _ = made("a text", made_with)
    for name in [*fitting, *others]:
        assert template.fits(["fixed a", "a text", name]) is (name in fitting), name


def test_the_store_is_bounded() -> None:
    store = Templates(most=70_000)
    shapes = [shape for number in range(500) if (shape := shape_of({f"name {number}": "x", "other": "y"}))]
    for shape in shapes:
        template, leaves = made("x" * 50)
        store.add(shape._replace(leaves=leaves), template)
        assert store.find(shape._replace(leaves=leaves)) is template
    assert 50 < len(store) < 200
    assert store.find(shapes[0]._replace(leaves=["fixed y", "", "urn:x:1"])) is None
    heavy, leaves = made("x" * 100_000)
    store.add(shapes[0]._replace(leaves=leaves), heavy)
    assert len(store) == 1
    assert store.find(shapes[0]._replace(leaves=leaves)) is heavy


def test_a_shape_has_a_few_templates_and_the_newest_stay() -> None:
    store = Templates()
    shape = shape_of({"name": "x", "other": "y"})
    assert shape is not None
    for letter in "abcdefghijklmnop":
        template, leaves = made(letter)
        store.add(shape._replace(leaves=leaves), template)
    kept = [
        letter for letter in "abcdefghijklmnop" if store.find(shape._replace(leaves=[f"fixed {letter}", "", "urn:x:1"]))
    ]
    assert kept == list("abcdefghijklmnop")[-MOST_OF_A_SHAPE:]


def test_the_last_result_is_cached() -> None:
    """Every signature needs the form of a proof's configuration."""
    template, leaves = made("a text")
    first = template.canonical(leaves)
    other = template.canonical([*leaves[:1], "another", leaves[2]])
    assert first != other
    assert template.canonical([*leaves[:1], "another", leaves[2]]) is other
    assert template.canonical(leaves) is not first


def test_a_flood_of_shapes_changes_nothing() -> None:
    document = whole()
    expected = canonicalize(document)
    for number in range(300):
        with pytest.raises(CredentialError):
            canonicalize(small() | {f"term {number}": "x"})
        canonicalize(small() | {"evidence": [{"id": f"ceasn:{number}", "type": ["Evidence"]}] * (number % 7)})
    assert canonicalize(document) == expected


def test_entangled_siblings_are_still_refused() -> None:
    """For blank nodes that need the full RDFC-1.0 algorithm, both ways give the same result or error."""
    many = small()
    many["evidence"] = [{"type": ["Evidence"]} for _ in range(9)]
    twins = small()
    twins["evidence"] = [{"type": ["Evidence"], "name": "a"} for _ in range(3)]
    check_all([many, twins])
    assert rdfc.canonize(jsonld.to_nquads_dataset(twins)).nquads == canonicalize(twins)
