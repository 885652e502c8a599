"""Gives PyLD the bundled contexts and no others. Each is resolved and processed once in the life of the process."""

from __future__ import annotations

import copy
from typing import Any, Final

from pyld.jsonld import JsonLdError, JsonLdProcessor, canonicalize
from pyld.resolved_context import ResolvedContext

from badgepress.errors import Problem, problem
from badgepress.openbadges.jsonld.contexts import bundled
from badgepress.openbadges.jsonld.shape import Leaf
from badgepress.values import Value

_MOST_KEPT: Final = 4000
_MOST_ADDRESSES: Final = 20_000
_LONGEST_KEPT: Final = 80
_NOTHING: Final = object()
_TEXT: Final = "text"
_EXPANSION: Final = {"isFrame": False, "keepFreeFloatingNodes": False, "processingMode": "json-ld-1.1"}


class UnknownContextError(Exception):
    """The document names a context that is not bundled."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(url)

    def problem(self) -> Problem:
        """This error as the problem `unknown-context`."""
        return problem(
            "unknown-context",
            "a context that this program does not know",
            got=Value(self.url),
            hint="only well-known contexts are understood; none is fetched from the network",
        )


class Resolver:
    """Resolves contexts for one document. PyLD's option `contextResolver` needs only `resolve`.

    PyLD's own resolver looks up a nested context by its whole canonical text. This one looks up contexts nested in
    bundled ones by their identity, because the process keeps those forever.
    """

    _by_url: dict[str, list[ResolvedContext]] = {}  # noqa: RUF012  (shared by design)
    _by_identity: dict[int, ResolvedContext] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self._by_text: dict[bytes, ResolvedContext] = {}

    def resolve(self, active_ctx: Any, context: Any, base: Any, cycles: Any = None) -> list[ResolvedContext]:
        """The resolved contexts of a `@context` value.

        Raises UnknownContextError, or JsonLdError `invalid local context`.
        """
        if isinstance(context, dict) and "@context" in context:
            context = context["@context"]
        entries = context if isinstance(context, list) else [context]
        return [one for entry in entries for one in self._entry(entry)]

    def is_bundled(self, context: Any) -> bool:
        """Whether a `@context` value consists of bundled contexts only."""
        if isinstance(context, list):
            return all(map(self.is_bundled, context))
        return isinstance(context, str) or id(context) in self._by_identity

    @classmethod
    def forget(cls, url: str) -> None:
        """Drops one cached context. For tests that change the bundled contexts."""
        cls._by_url.pop(url, None)

    def _entry(self, entry: Any) -> list[ResolvedContext]:
        """The contexts for one entry of a `@context`: an address, null, or an inline context."""
        if isinstance(entry, str):
            known = self._by_url.get(entry)
            return self._bundled(entry) if known is None else known
        if entry is None:
            return [ResolvedContext(False)]
        if not isinstance(entry, dict):
            raise JsonLdError(
                "@context must be an object", "jsonld.SyntaxError", {"context": entry}, code="invalid local context"
            )
        return [self._by_identity.get(id(entry)) or self._own(entry)]

    def _own(self, context: dict[str, Any]) -> ResolvedContext:
        """An inline context of the document. Equal ones share one object, so that they are processed once."""
        return self._by_text.setdefault(canonicalize(context), ResolvedContext(context))

    def _bundled(self, url: str) -> list[ResolvedContext]:
        if url not in bundled():
            raise UnknownContextError(url)
        context = copy.deepcopy(dict(bundled()[url])).get("@context", {})
        resolved: list[ResolvedContext] = []
        for entry in context if isinstance(context, list) else [context]:
            if isinstance(entry, dict):
                self._remember(entry)
            resolved += self._entry(entry)
        self._by_url[url] = resolved
        return resolved

    def _remember(self, context: dict[str, Any]) -> None:
        """Remembers this context and the contexts nested in its terms."""
        self._by_identity[id(context)] = ResolvedContext(context)
        for definition in context.values():
            if isinstance(definition, dict) and isinstance(definition.get("@context"), dict):
                self._remember(definition["@context"])


class Processor(JsonLdProcessor):  # type: ignore[misc]
    """PyLD's processor, with a cache: it processes each bundled context on top of another only once.

    PyLD forgets type-scoped contexts at once, and Open Badges use almost nothing else, so PyLD's public `expand` takes
    seven to ten times as long. Results that involve a document's inline contexts are not cached. This class overrides
    or calls private methods of PyLD. tests/openbadges/test_pyld.py pins them and says what breaks if one changes.
    """

    # (active context, local context, flags) → (active context, local context, result). The key has the identities of
    # the first two. The value keeps those objects alive, so that no other object gets the same identity.
    _done: dict[tuple[int, Any, bool, bool], tuple[Any, Any, Any]] = {}  # noqa: RUF012
    _kept: dict[int, Any] = {}  # noqa: RUF012
    # (active context, text, vocabulary-relative?) → address, for active contexts in `_kept`.
    _addresses: dict[tuple[int, str, bool], Any] = {}  # noqa: RUF012
    # (active context, member) → the value object for a text; empty if a text does not expand to a plain value object.
    _objects: dict[tuple[int, str], dict[str, Any]] = {}  # noqa: RUF012

    def expand(self, input_: Any, options: Any) -> Any:
        """The expanded form (JSON-LD 1.1 API §5.1). May change the document; PyLD's own `expand` copies it first."""
        options = {**_EXPANSION, **options}
        self._forget_much()
        expanded = self._expand(self._get_initial_context(options), None, input_, options, inside_list=False)
        if isinstance(expanded, dict) and expanded.keys() == {"@graph"}:
            expanded = expanded["@graph"]
        return [] if expanded is None else self.arrayify(expanded)

    def _forget_much(self) -> None:
        """Clears the caches if they are large. Called between documents only.

        Within a document it would only cause the same work again; `work` limits how many entries one document makes.
        """
        if len(self._done) > _MOST_KEPT:
            self._done.clear()
            self._kept.clear()
            self._addresses.clear()
            self._objects.clear()

    def _expand_iri(
        self,
        active_ctx: Any,
        value: Any,
        base: Any = None,
        vocab: bool = False,
        local_ctx: Any = None,
        defined: Any = None,
    ) -> Any:
        """The address for a text. Cached: half of expansion is this, with the same texts again and again."""
        if type(value) is Leaf:
            # A leaf stays marked only if it comes back unchanged, as an `@id`. We do not cache leaves: every document
            # has different ones.
            plain = str(value)
            found = super()._expand_iri(active_ctx, plain, base, vocab, local_ctx, defined)
            return value if found == plain and not vocab else found
        if local_ctx or base is not None or type(value) is not str:
            return super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)
        key = (id(active_ctx), value, vocab)
        found = self._addresses.get(key, _NOTHING)
        if found is _NOTHING:
            found = super()._expand_iri(active_ctx, value, base, vocab)
            if id(active_ctx) in self._kept and len(value) <= _LONGEST_KEPT:
                self._addresses[key] = found
                if len(self._addresses) > _MOST_ADDRESSES:
                    self._addresses.clear()
        return found

    def _expand_value(self, active_ctx: Any, active_property: Any, value: Any, options: Any) -> Any:
        """The value object for a plain value. Cached: for texts that are not addresses, only the text differs."""
        if not isinstance(value, str) or id(active_ctx) not in self._kept:
            return super()._expand_value(active_ctx, active_property, value, options)
        key = (id(active_ctx), active_property)
        known = self._objects.get(key)
        if known is None:
            made = super()._expand_value(active_ctx, active_property, _TEXT, options)
            known = self._objects[key] = made if isinstance(made, dict) and made.get("@value") is _TEXT else {}
            if len(self._objects) > _MOST_ADDRESSES:
                self._objects.clear()
        if not known:
            return super()._expand_value(active_ctx, active_property, value, options)
        return {**known, "@value": value}

    def _process_context(
        self,
        active_ctx: Any,
        local_ctx: Any,
        options: Any,
        override_protected: bool = False,
        propagate: bool = True,
        validate_scoped: bool = True,
        cycles: Any = None,
    ) -> Any:
        resolver: Resolver = options["contextResolver"]
        usual = validate_scoped and cycles is None
        known = id(active_ctx) in self._kept or active_ctx is self._get_initial_context(options)
        if not (usual and known and resolver.is_bundled(local_ctx)):
            return super()._process_context(
                active_ctx, local_ctx, options, override_protected, propagate, validate_scoped, cycles
            )
        named = repr(local_ctx) if isinstance(local_ctx, str | list) else id(local_ctx)
        key = (id(active_ctx), named, override_protected, propagate)
        found = self._done.get(key)
        if found is None:
            result = super()._process_context(active_ctx, local_ctx, options, override_protected, propagate)
            self._kept[id(result)] = result
            found = self._done[key] = (active_ctx, local_ctx, result)
        return found[2]
