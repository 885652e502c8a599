"""Pins the private methods of PyLD that our `Processor` overrides and calls (decisions.md says why).

If a new PyLD fails here, compare `badgepress/openbadges/jsonld/resolver.py` with the method that changed. The table
below says what breaks.
"""

from __future__ import annotations

import copy
import inspect
from typing import Any, Final

import pytest
from pyld import jsonld as pyld

from badgepress.openbadges.jsonld import contexts
from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.jsonld.resolver import Processor, Resolver
from badgepress.openbadges.jsonld.shape import marked
from tests.openbadges.samples import small, whole

Json = dict[str, Any]

#: Private methods of PyLD's processor: the parameters we rely on, and what breaks without them.
CONTRACT: Final = {
    "_get_initial_context": (
        ("options",),
        "contexts over the initial one are found by its identity; each document would process all contexts anew",
    ),
    "_expand": (
        (
            "active_ctx",
            "active_property",
            "element",
            "options",
            "inside_list",
            "inside_index",
            "type_scoped_ctx",
        ),
        "documents are not expanded at all; the public `expand` copies a document, and with it the marks of its leaves",
    ),
    "_process_context": (
        ("active_ctx", "local_ctx", "options", "override_protected", "propagate", "validate_scoped", "cycles"),
        "results are kept under the wrong key: a document could be read with the terms of another",
    ),
    "_expand_iri": (
        ("active_ctx", "value", "base", "vocab", "local_ctx", "defined"),
        "marks of leaves are lost or kept wrongly: a template would take for free what depends on the text",
    ),
    "_expand_value": (
        ("active_ctx", "active_property", "value", "options"),
        "value objects are kept wrongly: a text would get the type or the language of another",
    ),
}
#: The ones we override. We only call the others.
OVERRIDDEN: Final = ("_process_context", "_expand_iri", "_expand_value")


def load(url: str, options: object) -> Json:
    found = copy.deepcopy(contexts.bundled()[url])
    return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": "application/ld+json"}


def ours(document: Json) -> Any:
    processor = Processor(on_property_dropped=lambda _: None)
    return processor.expand(document, {"base": None, "documentLoader": None, "contextResolver": Resolver()})


@pytest.mark.parametrize("name", CONTRACT)
def test_private_methods_have_the_parameters_we_count_on(name: str) -> None:
    parameters, breaks = CONTRACT[name]
    found = getattr(pyld.JsonLdProcessor, name, None)
    assert found is not None, f"PyLD has no {name} any more: {breaks}"
    assert tuple(inspect.signature(found).parameters)[1:] == parameters, f"PyLD changed {name}: {breaks}"
    if name in OVERRIDDEN:
        assert tuple(inspect.signature(getattr(Processor, name)).parameters)[1:] == parameters, name


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_pyld_calls_what_we_override(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If PyLD renamed a method, our override would silently do nothing."""
    called: list[object] = []
    was = getattr(Processor, name)

    def spied(self: Processor, *given: Any, **named: Any) -> Any:
        called.append(given)
        return was(self, *given, **named)

    monkeypatch.setattr(Processor, name, spied)
    ours(small())
    assert called, f"PyLD calls {name} no more: {CONTRACT[name][1]}"


def test_pyld_only_calls_the_resolvers_public_method() -> None:
    class Spy:
        asked: list[object] = []  # noqa: RUF012

        def resolve(self, active_ctx: Any, context: Any, base: Any, cycles: Any = None) -> Any:
            self.asked.append(context)
            return Resolver().resolve(active_ctx, context, base, cycles)

    document = {"@context": [VC2], "id": "urn:x:1", "type": "VerifiableCredential"}
    expanded = pyld.JsonLdProcessor().expand(document, {"base": None, "documentLoader": load, "contextResolver": Spy()})
    assert Spy.asked[0] == [VC2]
    assert expanded == pyld.expand(document, {"base": None, "documentLoader": load})


@pytest.mark.parametrize("make", [small, whole])
def test_the_cache_changes_nothing(make: Any) -> None:
    """The second and third time come from the cache. Marked leaves behave like other texts."""
    expected = pyld.expand(make(), {"base": None, "documentLoader": load})
    assert [ours(make()), ours(make()), ours(marked(make()))] == [expected] * 3
