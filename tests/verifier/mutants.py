"""Makes random changes to the vectors' scenarios. The same seed always gives the same scenario.

Signs a changed scenario again, in the same or another suite, as a proof or a token, and delivers it as JSON, respelled
JSON, or in an image. So a wrong answer cannot hide behind a broken signature.
"""

from __future__ import annotations

import copy
import random
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from tests.vectors import foreign, world
from tests.vectors.scenes.signature_suites import P256_METHOD, RSA_METHOD, SUITE_2020
from tests.verifier.oddities import ADDRESSES, KEYS, NUMBERS, SHAPES, TEXTS, date
from tests.verifier.opened import AS, KEY, SPELLED, TOKEN, below, closed, opened

Json = dict[str, Any]

_SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020", "ecdsa-rdfc-2019")
_DATES = frozenset(
    "validFrom validUntil issuanceDate expirationDate awardedDate created expires revoked issuedOn".split()
)
_MAILS = (
    None, world.EMAIL, world.EMAIL.upper(), f" {world.EMAIL}\u3000", f"\x1f{world.EMAIL}", "nobody@example.com",
    "", " ", "x",
    "\ufeffsofia.andrade@example.com", "sofia.andrade@EXAMPLE.com", "sofia.andrade@ex\u00e4mple.com",
    "\u017fofia.andrade@example.com",
)  # fmt: skip
_MOMENTS = (
    "2028-09-14T00:00:00Z", "2026-09-14T00:00:00.0004Z", "9999-12-31T23:59:59.999999Z", "2026-12-01T00:00:00.0009Z",
    "1970-01-01T00:00:00Z", "0999-01-01T00:00:00Z",
)  # fmt: skip


class Mutants:
    """Changes one of the given scenarios. `good` are those that reach the last check."""

    def __init__(self, vectors: Sequence[Json]) -> None:
        self._all = [one for one in vectors if len(str(one["input"])) < 60_000]
        self._good = [one for one in self._all if one["expect"]["verdict"] in ("valid", "expired", "revoked")]
        self._opened: dict[int, Json] = {}

    def __call__(self, seed: int) -> Json:
        """The mutant for this seed, taken apart (`opened.closed` puts it together)."""
        chance = random.Random(seed)
        base = chance.choice(self._good if chance.random() < 0.85 else self._all)
        if id(base) not in self._opened:
            self._opened[id(base)] = opened(base)
        made = copy.deepcopy(self._opened[id(base)])
        if chance.random() < 0.35:
            _signed_otherwise(chance, made)
        copies = [name for name, answer in made["documents"].items() if answer.get("json") == made["input"]["what"]]
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            answers = [one for one in made["documents"].values() if "json" in one or isinstance(one.get("text"), dict)]
            _change(chance, made["input"] if not answers or chance.random() < 0.7 else chance.choice(answers))
        for name in copies if chance.random() < 0.8 else ():
            made["documents"][name]["json"] = copy.deepcopy(made["input"]["what"])
        _handed_over(chance, made)
        made["email"] = chance.choice(_MAILS) if chance.random() < 0.4 else made["email"]
        if chance.random() < 0.15:
            made["now"] = chance.choice(_MOMENTS)
        return made


def mutants(vectors: Sequence[Json], seed: int, count: int) -> list[Json]:
    """`count` scenarios, put together."""
    make = Mutants(vectors)
    return [closed(make(seed * 1_000_000 + number)) for number in range(count)]


def _signed_otherwise(chance: random.Random, made: Json) -> None:
    """Signs the organisation's badge in another suite, or as a token, and puts the keys for it into its document."""
    what, answer = made["input"]["what"], made["documents"].get(world.ORG_URL, {})
    document = answer.get("json")
    proofs = what.get("proof") if isinstance(what, dict) else None
    if (
        not isinstance(proofs, list)
        or len(proofs) != 1
        or proofs[0].get(KEY) != "org"
        or not isinstance(document, dict)
    ):
        return
    for name, jwk in (("p256", foreign.ORG_P256.jwk), ("rsa", foreign.ORG_RSA.jwk)):
        document["verificationMethod"] = [*document.get("verificationMethod", []), foreign.jwk_method(name, jwk)]
        document["assertionMethod"] = [*document.get("assertionMethod", []), f"{world.ORG}#{name}"]
    suite = chance.choice((*_SUITES, TOKEN))
    entry = proofs[0]
    if suite == TOKEN:
        del what["proof"]
        name, method, algorithm = chance.choice((
            ("org", world.ORG_METHOD, "EdDSA"), ("p256", P256_METHOD, "ES256"), ("rsa", RSA_METHOD, "RS256")
        ))  # fmt: skip
        header = {"alg": algorithm, "kid": method} | ({"typ": "vc+jwt"} if chance.random() < 0.5 else {})
        payload = {"vc": what} if chance.random() < 0.3 else what
        claims = {"iss": world.ORG, "nbf": 1789344000, "exp": 1852502400} if chance.random() < 0.5 else {}
        made["input"] = {"how": "text", "what": {TOKEN: name, "header": header, "payload": {**payload, **claims}}}
        return
    if suite == "Ed25519Signature2020":
        entry.pop("cryptosuite", None)
        entry["type"] = suite
        what["@context"] = (
            [*what["@context"], SUITE_2020] if isinstance(what.get("@context"), list) else what.get("@context")
        )
        return
    entry["type"], entry["cryptosuite"] = "DataIntegrityProof", suite
    if suite == "ecdsa-rdfc-2019":
        entry["verificationMethod"], entry[KEY] = P256_METHOD, "p256"


def _handed_over(chance: random.Random, made: Json) -> None:
    """Delivers the badge as it was, in an image, or respelled."""
    if chance.random() < 0.1:
        made["input"]["how"] = chance.choice(("png", "svg", "text", "json"))
    spelled: dict[str, int] = {}
    if chance.random() < 0.12:
        spelled["input"] = chance.randrange(1_000_000)
    if made["documents"] and chance.random() < 0.08:
        spelled[chance.choice(sorted(made["documents"]))] = chance.randrange(1_000_000)
    made[SPELLED] = spelled
    what = made["input"]["what"]
    if isinstance(what, dict) and TOKEN in what and chance.random() < 0.15:
        what[AS] = chance.randrange(1_000_000)


def _change(chance: random.Random, document: Any) -> None:
    """Makes one change anywhere in the document."""
    places = [(holder, key) for holder, key in below(document) if holder is not document or key in ("what", "json")]
    if not places:
        return
    holder, key = chance.choice(places)
    value, how = holder[key], chance.random()
    if isinstance(key, str) and key in _DATES and chance.random() < 0.6:
        holder[key] = date(chance)
    elif how < 0.4 or holder is document:
        holder[key] = _near(chance, value)
    elif how < 0.5:
        del holder[key]
    elif how < 0.68:
        near = value if isinstance(value, dict) else holder if isinstance(holder, dict) else document
        if isinstance(near, dict):
            name = chance.choice(KEYS)
            near[name] = date(chance) if name in _DATES else _any(chance)
    elif how < 0.78:
        holder[key] = [value, copy.deepcopy(value)][: chance.choice((1, 2))]
    elif how < 0.84 and isinstance(value, list) and value:
        holder[key] = value[0] if chance.random() < 0.5 else value[::-1]
    elif how < 0.9 and isinstance(holder, dict):
        holder[chance.choice(KEYS)] = holder.pop(key)
    else:
        other, name = chance.choice(places)
        holder[key] = copy.deepcopy(other[name])


def _any(chance: random.Random) -> Any:
    table: Sequence[Any] = chance.choice((TEXTS, NUMBERS, ADDRESSES, SHAPES, (date(chance),)))
    return copy.deepcopy(chance.choice(table))


def _near(chance: random.Random, value: Any) -> Any:
    """Usually another value of the same kind."""
    if chance.random() < 0.3:
        return _any(chance)
    if isinstance(value, str):
        return chance.choice(_TWISTS)(chance, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return chance.choice((value + 1, -value, float(value), str(value), chance.choice(NUMBERS)))
    if isinstance(value, dict) and value:
        names = list(value)
        chance.shuffle(names)
        return {name: value[name] for name in names}
    return _any(chance)


def _put(chance: random.Random, text: str) -> str:
    at, sign = chance.randrange(len(text) + 1), chance.choice(TEXTS)
    return text[:at] + sign + text[at + chance.randrange(2) :]


def _flipped(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text)) if text else 0
    return text[:at] + text[at : at + 1].swapcase() + text[at + 1 :]


_TWISTS: tuple[Callable[[random.Random, str], str], ...] = (
    _put,
    _put,
    _flipped,
    lambda chance, text: chance.choice(TEXTS),
    lambda chance, text: chance.choice(ADDRESSES) if ":" in text else chance.choice(TEXTS),
    lambda chance, text: (
        text + chance.choice(("=", "==", "A", "\n", " ", "#", "/", "\u200b", "%", "%zz", "%e9", "%C3%A9", "?"))
    ),
    lambda chance, text: chance.choice((" ", "\ufeff", "u", "z", "m", "\u2028")) + text,
    lambda chance, text: text[: chance.randrange(len(text) + 1)],
    lambda chance, text: unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKC", "NFKD")), text),
    lambda chance, text: chance.choice((text.upper(), text.lower(), text.title())),
    lambda chance, text: text + text,
    lambda chance, text: text[::-1],
)
