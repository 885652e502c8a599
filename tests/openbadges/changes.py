"""Random changes to credentials for property tests: texts that JSON-LD might interpret, and moved members."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from badgepress.openbadges.jsonld.contexts import OB3, OB3_EXTENSIONS, VC2
from tests.openbadges.samples import CREATED, METHOD, small, whole
from tests.vectors.expand import load

ROOT = Path(__file__).resolve().parent.parent.parent
Json = dict[str, Any]
Path_ = tuple[str | int, ...]

# Texts that JSON-LD might interpret: terms of contexts, keywords, all kinds of addresses, numbers in quotes, escaped
# characters, and characters that other languages take for line ends.
TEXTS = [
    "",
    "name",
    "type",
    "Achievement",
    "assertionMethod",
    "en",
    "x",
    "1",
    "3.50",
    "true",
    "NaN",
    "2026-09-14T00:00:00Z",
    "xsd:string",
    'say "hi"',
    "back\\slash",
    "two\nlines",
    "tab\tand\rreturn",
    "\0\x01\x0b\x7f\x85\u2028\u2029",
    "\\u0041",
    "%s %d {0} {name}",
    "Sofía 日本 😀 \u202e",
    "\ufdd0\U0010ffff",
]
ADDRESSES = [
    "https://example.org/",
    "https://example.org/é",
    "http://example.org/%20?q=1#f",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement",
    "did:web:example.org",
    "did:key:z6MkqRYqQiSgvZQdnBytw86Qbs2ZWUkGv22od935YF4s8M7V",
    "urn:uuid:6a7e1a0c-7f0e-4f0c-9e0a-0d6a3b1f2c11",
    "urn:x:1",
    "mailto:a@example.org",
    "tag:example.org,2026:x",
    "https:x",
    "https:/x",
    "ceasn://example.org/",
    "ceasn:Competency",
    "schema:name",
    "cred:issuer",
    "obi:Achievement",
    "name:x",
    "id:x",
    "_:b0",
    "_:own",
]
ODD_TEXTS = [
    "@id",
    "@type",
    "@none",
    "@json",
    "@colour",
    "en_gb",
    "https://example.org/a b",
    "https://example.org/<>",
    "https://example.org/" + "x" * 10_000,
    "+x://y",
    "/x",
    "//example.org/x",
    "#x",
    "?x",
    "_://x",
    ":x",
    "\ud800",
    "\udfff\ud800",
]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    -0.0,
    0.0,
    2.5,
    -7,
    10**15,
    2**53,
    10**30,
    1e-7,
    1e300,
    float("nan"),
    [],
    {},
    ["a"],
    ["a", "a"],
    ["https://example.org/1", "https://example.org/1"],
    [["a"], None],
    {"@value": "a"},
    {"@value": "a", "@language": "en"},
    {"@value": "a", "@language": "EN-gb"},
    {"@value": "1", "@type": "http://www.w3.org/2001/XMLSchema#double"},
    {"@value": 1, "@type": "https://example.org/type"},
    {"@value": "a", "@type": "xsd:string"},
    {"@value": None},
    {"@language": "en"},
    {"@list": ["a", "a"]},
    {"@set": ["a"]},
    {"@id": "https://example.org/1"},
    {"id": "https://example.org/1"},
    {"id": "_:own"},
    {"type": "Achievement"},
    {"@context": VC2, "id": "urn:x:1"},
    {"@context": None},
    {"@context": {"extra": "https://example.org/extra"}, "extra": "a"},
]
NAMES = ["name", "id", "type", "@id", "@type", "description", "extra", "evidence", "image", "tag", "proof", "@list"]


@cache
def _texts_of_bases() -> tuple[str, ...]:
    bases = [small(), whole(), options(), status_list(), _schema_inside(), *_samples(), *_vectors()]
    return tuple(json.dumps(one) for one in bases)


def bases() -> list[Json]:
    """Credentials to start from: the tests' own, one of each shape in the sample programme, and some from vectors."""
    return [json.loads(text) for text in _texts_of_bases()]


def options() -> Json:
    """The configuration of a proof, as signed."""
    return {
        "@context": [VC2, OB3],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }


def status_list() -> Json:
    """A status list, as signed."""
    subject = {"id": "https://a.example/1#list", "type": "BitstringStatusList", "encodedList": "uH4sI"}
    return {
        "@context": [VC2],
        "id": "https://a.example/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:a.example",
        "validFrom": "2026-09-14T00:00:00Z",
        "credentialSubject": subject | {"statusPurpose": "revocation"},
    }


def _schema_inside() -> Json:
    """A credential with a plain JSON literal."""
    schema = {"type": "JsonSchema", "jsonSchema": {"b": [1, 2.5, "é"], "a": "id", "type": "object"}}
    return {
        "@context": [VC2, OB3, OB3_EXTENSIONS],
        "id": "urn:x:1",
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "credentialSubject": schema | {"id": "urn:x:2"},
    }


def _samples() -> Iterator[Json]:
    """One credential for each set of members in the sample programme, at most four."""
    seen: set[str] = set()
    for file in sorted((ROOT / "badges" / "issued").rglob("*.jsonl")):
        for text in file.read_text("utf-8").splitlines():
            credential = {name: value for name, value in json.loads(text).items() if name != "proof"}
            kind = str(sorted(credential))
            if "issuer" in credential and kind not in seen and len(seen) < 4:
                seen.add(kind)
                yield credential


def _vectors() -> Iterator[Json]:
    """Credentials from vectors with unusual spelling."""
    for name in ("endorsements/two", "records/two", "format/achievement-credential"):
        vector = load(name)
        yield {name: value for name, value in vector["input"]["json"].items() if name != "proof"}


def places(value: Any, path: Path_ = ()) -> list[Path_]:
    """The path of everything inside a value."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [found for step, one in inner for found in [(*path, step), *places(one, (*path, step))]]


def at(value: Any, path: Path_) -> Any:
    """The value at the path."""
    for step in path:
        value = value[step]
    return value


def _leaves(draw: st.DrawFn, document: Json) -> list[Path_]:
    """The paths of texts. Mostly leaves out contexts and types, because changing those breaks nearly everything."""
    found = [path for path in places(document) if isinstance(at(document, path), str)]
    return found if draw(st.integers(0, 9)) == 9 else [one for one in found if not {"@context", "type"} & set(one)]


def leaf_changed(draw: st.DrawFn, document: Json) -> None:
    """Changes one text."""
    leaves = _leaves(draw, document)
    if leaves:
        path = draw(st.sampled_from(leaves))
        others = [at(document, one) for one in leaves]
        text = draw(st.sampled_from(TEXTS) | st.sampled_from(others) | st.text(max_size=5))
        if ":" in at(document, path) and draw(st.integers(0, 5)):
            text = draw(st.sampled_from(ADDRESSES))  # in place of an address, most texts are refused
        elif not draw(st.integers(0, 9)):
            text = draw(st.sampled_from(ODD_TEXTS))
        at(document, path[:-1])[path[-1]] = text


def leaves_swapped(draw: st.DrawFn, document: Json) -> None:
    """Swaps two texts, so that blank nodes sort differently and equal addresses become different."""
    leaves = _leaves(draw, document)
    if len(leaves) > 1:
        one, other = draw(st.lists(st.sampled_from(leaves), min_size=2, max_size=2, unique=True))
        first, second = at(document, one), at(document, other)
        at(document, one[:-1])[one[-1]], at(document, other[:-1])[other[-1]] = second, first


def value_changed(draw: st.DrawFn, document: Json) -> None:
    """Replaces any value by any other."""
    found = [path for path in places(document) if "@context" not in path or not draw(st.integers(0, 9))]
    if found:
        path = draw(st.sampled_from(found))
        at(document, path[:-1])[path[-1]] = copy.deepcopy(draw(st.sampled_from(VALUES)))


def entry_doubled(draw: st.DrawFn, document: Json) -> None:
    """Duplicates a value: gives siblings that differ only in their relations, or equal quads."""
    found = [path for path in places(document) if "@context" not in path]
    if found:
        path = draw(st.sampled_from(found))
        holder, value = at(document, path[:-1]), at(document, path)
        if isinstance(holder, list):
            holder.insert(draw(st.integers(0, len(holder))), copy.deepcopy(value))
        else:
            holder[path[-1]] = [value, copy.deepcopy(value)]


def member_changed(draw: st.DrawFn, document: Json) -> None:
    """Removes, adds or moves a member."""
    holders = [document, *(one for path in places(document) if isinstance(one := at(document, path), dict))]
    holder = draw(st.sampled_from(holders))
    change = draw(st.sampled_from(["gone", "new", "turned"]))
    if change == "new":
        holder[draw(st.sampled_from(NAMES))] = copy.deepcopy(
            draw(st.sampled_from(VALUES) | st.sampled_from(TEXTS + ADDRESSES))
        )
    elif holder and change == "gone":
        del holder[draw(st.sampled_from(sorted(holder, key=lambda name: (name in ("@context", "type"), name))))]
    else:
        turned = dict(reversed(holder.items()))
        holder.clear()
        holder.update(turned)


LEAF_CHANGES = [leaf_changed, leaf_changed, leaves_swapped]
CHANGES = [*LEAF_CHANGES, value_changed, entry_doubled, entry_doubled, member_changed]


@st.composite
def documents(draw: st.DrawFn, least: int = 2, most: int = 5) -> list[Json]:
    """A few similar credentials, each one or more changes away from an earlier one."""
    made: list[Json] = [draw(st.sampled_from(bases()))]
    if draw(st.booleans()):
        entry_doubled(draw, made[0])
    changes = draw(st.sampled_from([LEAF_CHANGES, CHANGES]))
    for _ in range(draw(st.integers(least, most)) - 1):
        document = copy.deepcopy(draw(st.sampled_from(made)))
        for _ in range(draw(st.integers(1, 2))):
            draw(st.sampled_from(changes))(draw, document)
        made.append(document)
    return made
