"""Takes a scenario apart so that signed content can be changed, and puts it together with valid signatures.

`opened` marks every proof and token made with one of the vectors' own keys. `closed` signs each of them again, from the
inside out. In between, the scenario is plain JSON: a signed document keeps its proof, with the name of its key under
`§key`; a token is `{"§token": key, "header": …, "payload": …}`. `§spelled` has the seed for respelling a text, for the
input or an address; `§as` does the same for a token's payload.
"""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from badgepress.errors import BakeError, CredentialError
from badgepress.openbadges import proof
from badgepress.openbadges.images.bake import Kind, bake, unbake_all
from badgepress.openbadges.jsonld.document import Document
from badgepress.openbadges.keys import base58
from badgepress.openbadges.keys.publickey import base64url, from_jwk, from_multikey
from tests.vectors import foreign, old_world, world
from tests.vectors.pieces import itxt, png, svg
from tests.vectors.signing import Key
from tests.verifier.respelled import respelled

MARK = "§"
KEY, TOKEN, SPELLED, AS = "§key", "§token", "§spelled", "§as"
Json = Any

KEYS: Mapping[str, Key | foreign.Pair] = {
    "org": world.ORG_KEY,
    "old": world.OLD_KEY,
    "college": world.COLLEGE_KEY,
    "stranger": world.STRANGER_KEY,
    "older": old_world.SIGNER,
    "p256": foreign.ORG_P256,
    "p256-stranger": foreign.p256("a stranger"),
    "rsa": foreign.ORG_RSA,
}


def opened(vector: dict[str, Any]) -> dict[str, Any]:
    """The scenario with everything marked that can be signed again, without its expectations."""
    made = {name: copy.deepcopy(value) for name, value in vector.items() if name not in ("expect", "input")}
    made["input"] = _input(vector["input"])
    made["documents"] = {
        address: {name: _open_text(one) if name == "text" else _open(one) for name, one in answer.items()}
        for address, answer in vector["documents"].items()
    }
    return made


def closed(made: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario for a verifier: signs everything that is marked."""
    vector = {name: value for name, value in made.items() if not name.startswith(MARK)}
    spelled = made.get(SPELLED) or {}
    what = _close(made["input"]["what"])
    how = made["input"]["how"]
    text = what if isinstance(what, str) else _text(what, spelled.get("input"))
    if how == "json" and "input" not in spelled and isinstance(what, dict):
        vector["input"] = {"json": what}
    elif how in ("png", "svg"):
        data = _baked(how, text, made["input"].get("kind", "ob3"))
        vector["input"] = {"base64": base64.b64encode(data).decode()}
    else:
        vector["input"] = {"text": text}
    vector["documents"] = {
        address: _answer(answer, spelled.get(address)) for address, answer in made["documents"].items()
    }
    # As from a file: adjacent halves of a surrogate pair become one character.
    read: dict[str, Any] = json.loads(json.dumps(vector))
    return read


def below(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document that may be changed: its container, and the key or index there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        if not (isinstance(key, str) and key.startswith(MARK)):
            yield value, key
            yield from below(value[key])


def _input(given: Mapping[str, Any]) -> dict[str, Any]:
    if "json" in given:
        return {"how": "json", "what": _open(given["json"])}
    if "text" in given:
        return {"how": "text", "what": _open_text(given["text"])}
    data = base64.b64decode(given["base64"])
    try:
        found = unbake_all(data)[0]
    except (BakeError, IndexError):
        return {"how": "text", "what": data.decode("utf-8", "replace")}
    how = "png" if data.startswith(b"\x89") else "svg"
    return {"how": how, "kind": found.kind, "what": _open_text(found.text)}


def _answer(answer: Mapping[str, Any], seed: int | None) -> dict[str, Any]:
    made = {name: _close(value) for name, value in answer.items()}
    if isinstance(made.get("text"), dict | list):
        made["text"] = json.dumps(made["text"])
    if seed is not None and "json" in made and made.get("status") != 410:
        return {"text": _text(made["json"], seed).encode("utf-8", "replace").decode()}
    return made


def _text(value: Json, seed: int | None) -> str:
    return json.dumps(value, ensure_ascii=False) if seed is None else respelled(value, seed)


def _baked(how: str, text: str, kind: Kind) -> bytes:
    try:
        return bake(png() if how == "png" else svg(), text, kind=kind)
    except BakeError:
        # Puts in even what images should not contain.
        whole = text.encode("utf-8", "replace").decode()
        return png(itxt(whole)) if how == "png" else svg(f"<openbadges:credential>{whole}</openbadges:credential>")


def _open(value: Json) -> Json:
    """The value with its proofs and tokens marked."""
    if isinstance(value, list):
        return [_open(one) for one in value]
    if isinstance(value, str):
        return _open_token(value)
    if not isinstance(value, dict):
        return value
    made = {name: one if name == "proof" else _open(one) for name, one in value.items()}
    proofs = value.get("proof")
    if isinstance(proofs, list | dict):
        marked = [_marked(value, one) for one in (proofs if isinstance(proofs, list) else [proofs])]
        made["proof"] = marked if isinstance(proofs, list) else marked[0]
    return made


def _marked(document: dict[str, Any], entry: Json) -> Json:
    signature = proof.signature_in(entry) if isinstance(entry, dict) else None
    suite = proof.suite_of(entry)
    if signature is None or suite is None:
        return copy.deepcopy(entry)
    try:
        data = proof.hash_data(Document(document), entry, _previous(document, entry))
    except (CredentialError, AttributeError, TypeError):
        return copy.deepcopy(entry)
    name = next(
        (name for name, key in publics().items() if key.kind == suite.kind and key.verifies(data, signature)), None
    )
    return {**copy.deepcopy(entry), KEY: name} if name else copy.deepcopy(entry)


def _open_text(text: Json) -> Json:
    if not isinstance(text, str):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _open_token(text)
    return _open(value) if isinstance(value, dict) and json.dumps(value, ensure_ascii=False) == text else text


def _open_token(text: str) -> Json:
    parts = text.split(".") if len(text) < 50_000 else []
    if len(parts) != 3 or not text.startswith("ey"):
        return text
    header, payload, signature = (base64url(part) for part in parts)
    try:
        said = [json.loads(part) for part in (header or b"", payload or b"")]
    except ValueError:
        return text
    signed = ".".join(parts[:2]).encode()
    name = next((name for name, key in publics().items() if key.verifies(signed, signature or b"")), None)
    return {TOKEN: name, "header": said[0], "payload": _open(said[1])} if name else text


def _close(value: Json) -> Json:
    if isinstance(value, list):
        return [_close(one) for one in value]
    if not isinstance(value, dict):
        return value
    if TOKEN in value:
        seed = value.get(AS)
        said = _text(_close(value.get("payload")), seed).encode("utf-8", "surrogatepass")
        header = json.dumps(_close(value.get("header"))).encode()
        signed = f"{foreign.text_of(header)}.{foreign.text_of(said)}"
        return f"{signed}.{foreign.text_of(KEYS[value[TOKEN]].sign(signed.encode()))}"
    made = {name: one if name == "proof" else _close(one) for name, one in value.items() if name != KEY}
    if "proof" in value:
        made["proof"] = value["proof"]
        made["proof"] = _sealed(made, value["proof"])
    return made


def _sealed(document: dict[str, Any], proofs: Json) -> Json:
    if isinstance(proofs, dict):
        return _signed(document, proofs)
    if not isinstance(proofs, list):
        return proofs
    made: list[Json] = []
    for one in proofs:
        # A proof in a chain signs the new versions of the proofs it builds on.
        made.append(
            _signed({**document, "proof": [*made, *proofs[len(made) :]]}, one) if isinstance(one, dict) else one
        )
    return made


def _signed(document: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in entry.items() if name not in (KEY, "proofValue")}
    old = {"proofValue": entry["proofValue"]} if "proofValue" in entry else {}
    if KEY not in entry or not old or proof.suite_of(kept) is None:
        return {**kept, **old}
    bare = {name: value for name, value in document.items() if name != "proof"}
    try:
        data = proof.hash_data(Document(bare), kept, tuple(_unmarked(one) for one in _previous(document, kept)))
    except (CredentialError, AttributeError, TypeError, RecursionError):
        return {**kept, **old}
    return {**kept, "proofValue": f"z{base58.encode(KEYS[entry[KEY]].sign(data))}"}


def _previous(document: Mapping[str, Any], entry: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    named = entry.get("previousProof")
    names = named if isinstance(named, list) else [named] if named else []
    proofs = document.get("proof")
    held = [one for one in proofs if isinstance(one, dict)] if isinstance(proofs, list) else []
    return tuple(one for name in names for one in held if one.get("id") == name)


def _unmarked(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if name != KEY}


@cache
def publics() -> Mapping[str, Any]:
    """The public keys by name."""
    return {
        name: from_multikey(key.public) if isinstance(key, Key) else from_jwk(key.jwk) for name, key in KEYS.items()
    }
