"""JSON-LD 1.1 to RDF in safe mode: anything that RDF would lose, and so would not be signed, is an error.

PyLD does the expansion. It has no safe mode, so this module checks its input and its output, and turns the expanded
form into quads itself (JSON-LD 1.1 API §8, "Deserialize JSON-LD to RDF").
"""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pyld import jsonld as pyld

from badgepress.errors import CredentialError, Problem, problem
from badgepress.openbadges.jsonld.contexts import bundled
from badgepress.openbadges.jsonld.nquads import Dataset
from badgepress.openbadges.jsonld.resolver import Processor, Resolver, UnknownContextError
from badgepress.openbadges.jsonld.shape import marked, shape_of
from badgepress.openbadges.jsonld.source import LIMITS, Limits, Places, check
from badgepress.openbadges.jsonld.template import Marking, Template
from badgepress.openbadges.jsonld.templates import Templates
from badgepress.openbadges.work import Measure, Work, measure
from badgepress.values import Value

# The error codes (JSON-LD 1.1 API §10.3 JsonLdErrorCode) that get a message of their own.
_REDEFINED: Final = frozenset({"protected term redefinition", "invalid context nullification", "keyword redefinition"})

# Whoever repairs the document needs only the first problems, and a document full of problems must not cost too much.
_MOST_TOLD: Final = 20

#: Line terminators for a JavaScript pattern (ECMA-262, LineTerminator) that are not ones for a Python pattern.
_LINE_END: Final = re.compile("[\r\u2028\u2029]")
# PyLD's caches are plain dictionaries.
_LOCK: Final = threading.Lock()
_KEPT: Final = Templates()


@dataclass(frozen=True, slots=True)
class Statements:
    """A document's statements: the template of its shape, and its own texts to fill in.

    `measure` is what the document costs without its own texts, which have `signs` characters.
    """

    template: Template
    leaves: Sequence[str]
    measure: Measure
    signs: int

    def pay(self, work: Work) -> None:
        """Charges for one more use. Raises CredentialError `too-complex`."""
        work.document(self.measure, self.signs)

    def dataset(self) -> Dataset:
        """The statements as RDF, with arbitrary blank node labels."""
        return self.template.dataset(self.leaves)

    def canonical(self) -> str:
        """The statements as canonical N-Quads (RDFC-1.0, SHA-256). Raises CredentialError `too-complex`."""
        return self.template.canonical(self.leaves)


def statements(document: Mapping[str, Any], work: Work | None = None, *, limits: Limits = LIMITS) -> Statements:
    """The statements of a JSON-LD document, charged to `work`. Raises if anything in the document would be lost.

    The CredentialError has one problem for each of the first 20 things found: `undefined-term`, `relative-id`,
    `undefined-type`, `bad-iri`, `bad-language`, `unknown-context`, `context-redefined`, `bad-context`, `no-context`,
    `too-deep`, `too-large`, `too-complex`, `bad-json`, `bad-number`, `unsupported-json-ld`, `empty-document`,
    `bad-json-ld`.
    """
    shape = shape_of(document) if limits == LIMITS else None
    work = work or Work()
    if shape is None:
        measured = measure(document)
        work.document(measured)
        check(document, limits)
        return Statements(Template(_built(document, copy.deepcopy(dict(document))), ()), (), measured, 0)
    known = _KEPT.find(shape)
    signs = sum(map(len, shape.leaves))
    if known is None:
        measured = measure(document)
        work.document(measured)
        check(document, limits)
        known = Template(_built(document, marked(dict(document))), shape.leaves, measured)
        _KEPT.add(shape, known)
    else:
        work.document(known.measure, signs)
    return Statements(known, shape.leaves, known.measure, signs)


def to_nquads_dataset(document: Mapping[str, Any], *, limits: Limits = LIMITS) -> Dataset:
    """The RDF dataset of a JSON-LD document. Raises CredentialError as `statements` does."""
    return statements(document, limits=limits).dataset()


def forget(url: str = "") -> None:
    """Clears the cached templates and one cached context. For tests that change the bundled contexts."""
    Resolver.forget(url)
    _KEPT.clear()


def _built(document: Mapping[str, Any], own: dict[str, Any]) -> Marking:
    """The quads of a document. `own` is a copy to work on; its leaves may be marked."""
    expanded, dropped = _expand(own)
    places = Places(document)
    if dropped:
        raise CredentialError(*(_undefined(places, term) for term in sorted(dropped)[:_MOST_TOLD]))
    if not expanded:
        raise CredentialError(problem("empty-document", "the document says nothing"))
    made = Marking()
    made.all(expanded)
    if problems := made.problems + made.lost:
        raise CredentialError(*(_placed(one, places) for one in problems[:_MOST_TOLD]))
    return made


def _expand(document: dict[str, Any]) -> tuple[list[dict[str, Any]], set[str]]:
    """The expanded form and the terms that PyLD dropped."""
    bundled()
    dropped: set[str] = set()
    processor = Processor(on_property_dropped=lambda term: dropped.add(term or ""))
    # Without a base, relative addresses stay relative, so we find them. (With an empty one, PyLD uses example.org.)
    options = {"base": None, "documentLoader": None, "contextResolver": Resolver()}
    try:
        with _LOCK:
            expanded = processor.expand(document, options)
    except pyld.JsonLdError as error:
        raise CredentialError(_problem(error)) from None
    except UnknownContextError as error:
        raise CredentialError(error.problem()) from None
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, RecursionError) as error:
        # For some malformed input, such as a number as a term, PyLD raises whatever Python raises.
        raise CredentialError(problem("bad-json-ld", "the document is not JSON-LD", got=type(error).__name__)) from None
    return expanded, {_written(term, document) for term in dropped}


def _written(term: str, document: Any) -> str:
    """A dropped term as the document spells it.

    Only matters for terms with a line terminator of JavaScript. There the browser's library reports the term, but PyLD
    reports the address that a vocabulary would make of it.
    """
    if not _LINE_END.search(term):
        return term
    return max((one for one in _members(document) if term.endswith(one)), key=len, default=term)


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(one, (dict, list)):
            yield from _members(one)


def _placed(one: Problem, places: Places) -> Problem:
    """The problem with a path, if the value it complains about is in the document as is."""
    got = one.got.value if isinstance(one.got, Value) else one.got
    path = (places.of_text(got) or places.of_key(got)) if isinstance(got, str) else ""
    return replace(one, place=replace(one.place, path=path))


def _undefined(places: Places, term: str) -> Problem:
    hint = "terms come from the document's @context; a term of your own needs a context of its own"
    return problem(
        "undefined-term",
        "a term that the document's contexts do not define",
        path=places.of_key(term),
        got=Value(term),
        hint=hint,
    )


def _problem(error: pyld.JsonLdError) -> Problem:
    """Our problem for a PyLD error."""
    code, details, cause = _innermost(error)
    if isinstance(cause, UnknownContextError):
        return cause.problem()
    if code in _REDEFINED:
        message = "a context changes the meaning of a protected term"
        return problem("context-redefined", message, got=_terms(details.get("context")))
    kind = "bad-context" if code and ("context" in code or "definition" in code or "mapping" in code) else "bad-json-ld"
    return problem(kind, "the document is not JSON-LD", got=code or str(error).splitlines()[0][:200])


def _terms(context: Any) -> str:
    """The first few terms of a context."""
    names = [name for name in context if name[:1] != "@"] if isinstance(context, Mapping) else []
    return Value(names[:3]) if names else ""


def _innermost(error: pyld.JsonLdError) -> tuple[str, Mapping[str, Any], BaseException | None]:
    """The deepest code and details, and the cause below PyLD's own errors."""
    cause: BaseException | None = error
    code = ""
    details: Mapping[str, Any] = {}
    while isinstance(cause, pyld.JsonLdError):
        code, details = cause.code or code, cause.details or details
        cause = cause.__cause__
    return code, details, cause
