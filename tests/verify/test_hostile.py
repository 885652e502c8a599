"""Verifying any input ends in a report, and no change to a badge makes a different valid badge."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badgepress.openbadges.moments import moment
from badgepress.verify import Report, verify
from badgepress.verify.parse import parse
from badgepress.verify.report import is_unsupported
from tests.tiers import examples
from tests.vectors.pieces import itxt, png, svg_json
from tests.vectors.world import EMAIL, NOW, ORG, documents, signed
from tests.verify.world import Told

CHECKED_AT = moment(NOW)
BADGE = json.dumps(signed(), ensure_ascii=False)
OTHERS = settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Equivalent spellings in JSON-LD, and plain vandalism.
IRIS = {
    "validUntil": "https://www.w3.org/2018/credentials#validUntil",
    "validFrom": "https://www.w3.org/2018/credentials#validFrom",
    "credentialStatus": "https://www.w3.org/2018/credentials#credentialStatus",
    "name": "https://schema.org/name",
    "identifier": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier",
    "id": "@id",
    "type": "@type",
}
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


def report(data: Any) -> Report:
    assert CHECKED_AT
    return verify(data, now=CHECKED_AT, fetch=Told(documents()), trusted=[ORG], email=EMAIL)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a JSON value except the root."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, inner in steps for found in [(*path, step), *places(inner, (*path, step))]]


PLACES = places(json.loads(BADGE))


@OTHERS
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    ended = report(data)
    assert ended.verdict == ("unverified" if any(map(is_unsupported, ended.checks)) else "invalid")


@OTHERS
@given(st.text(max_size=300))
def test_any_text(data: str) -> None:
    ended = report(data)
    assert ended.verdict == ("unverified" if any(map(is_unsupported, ended.checks)) else "invalid")


@OTHERS
@given(st.dictionaries(st.text(max_size=12) | st.sampled_from(list(json.loads(BADGE))), JSON, max_size=8))
def test_any_object(data: dict[str, Any]) -> None:
    ended = report(data)
    assert ended.verdict == "unverified" if any(map(is_unsupported, ended.checks)) else ended.verdict == "invalid"


@OTHERS
@given(st.sampled_from([png(itxt(BADGE)), png(itxt(BADGE, packed=True)), svg_json(BADGE), BADGE.encode()]), st.data())
def test_any_byte_of_a_file_changed(file: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(file) - 1))
    byte = data.draw(st.integers(0, 255))
    ended = report(file[:at] + bytes([byte]) + file[at + 1 :])
    assert ended.verdict != "valid" or ended.badge == report(BADGE).badge
    cut = report(file[:at])
    assert cut.verdict != "valid" or cut.badge == report(BADGE).badge


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from([path for path in PLACES if path[0] != "proof"]), st.data())
def test_a_changed_badge_is_valid_only_if_nothing_it_says_changed(path: tuple[Any, ...], data: st.DataObject) -> None:
    badge = json.loads(BADGE)
    holder: Any = badge
    for step in path[:-1]:
        holder = holder[step]
    last = path[-1]
    change = data.draw(st.sampled_from(["delete", "replace", "null", "list", "rename", "copy", "nest"]))
    value = copy.deepcopy(holder[last])
    if change == "replace":
        holder[last] = data.draw(JSON)
    elif change == "null":
        holder[last] = None
    elif change == "list":
        holder[last] = [value]
    else:
        del holder[last]
        if change == "rename" and isinstance(holder, dict):
            holder[IRIS.get(last, data.draw(st.text(max_size=8)))] = value
        elif change == "nest" and isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["@nest", "@included", "@graph", "@set", "__proto__"]))] = {last: value}
        elif change == "copy" and isinstance(holder, dict):
            holder[last] = [value, data.draw(JSON)]
    ended, before = report(badge), report(BADGE)
    if any(map(is_unsupported, ended.checks)):
        assert ended.verdict in ("unverified", "invalid")
    elif ended.verdict in ("valid", "unverified"):
        assert ended.badge == before.badge
        assert ended.check("period").code == before.check("period").code
        assert ended.check("status").outcome in ("passed", "unknown")
        assert ended.check("recipient").outcome in ("passed", "unknown")


@OTHERS
@given(st.sampled_from([path for path in PLACES if path[0] == "proof"]), JSON)
def test_a_changed_proof_never_holds(path: tuple[Any, ...], value: Any) -> None:
    badge = json.loads(BADGE)
    holder: Any = badge
    for step in path[:-1]:
        holder = holder[step]
    if holder[path[-1]] == value:
        return
    holder[path[-1]] = value
    assert report(badge).verdict in ("invalid", "unverified")


@OTHERS
@given(st.sampled_from(list(documents())), st.binary(max_size=100) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_answer_of_the_network(address: str, answer: bytes) -> None:
    told = Told(documents())
    assert CHECKED_AT
    ended = verify(
        BADGE, now=CHECKED_AT, fetch=lambda asked: answer if asked == address else told(asked), trusted=[ORG]
    )
    assert ended.verdict == "unverified"


def test_python_only_values_are_not_badges() -> None:
    endless: dict[str, Any] = {}
    endless["self"] = endless
    for odd in (endless, {"x": float("nan")}, {"x": {1, 2}}, {"x": "\ud800"}, {"x": b"bytes"}):
        assert report(odd).check("parse").outcome == "failed"


def test_oversized_input_is_refused_before_reading() -> None:
    assert report(b'{"a":"' + b"x" * 2_000_000 + b'"}').check("parse").code == "parse-too-large"
    assert report("é" * 1_000_001).check("parse").code == "parse-too-large"
    big = report(png() + b"\0" * 8_000_000).check("parse")
    assert (big.code, big.values["limit"]) == ("parse-too-large", "8 MB")


def test_hostile_text_costs_no_time() -> None:
    hostile = [
        "<!--a-->" * 8_000,
        "<?a?>" * 10_000 + "<",
        "<!DOCTYPE svg [" + "]  " * 20_000,
        '{"a":' * 300_000,
        '"' + '\\"' * 900_000,
        '{"' + "\\" * 1_900_000,
        "[" * 1_000_000 + "]" * 900_000,
        "eyJ." * 400_000,
    ]
    for text in hostile:
        began = time.process_time()
        assert parse(text)[0].outcome == "failed"
        assert time.process_time() - began < 2
