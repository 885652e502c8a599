"""Makes inputs that cost a verifier as much as possible: several kinds, each in any size, some random.

A case is a vector as in tests/vectors/, without what is expected. `size` is about how many bytes it has in all, with
the documents that it leads to. What must be signed to be looked at is signed; the signing itself may be refused, and
then a signature stands there that does not hold.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from random import Random
from typing import Any, Final

from badgepress.errors import CredentialError
from badgepress.openbadges.jsonld.contexts import bundled
from tests.vectors.pieces import chunk, encoded_list, png
from tests.vectors.scenes.records import record
from tests.vectors.world import (
    BASE,
    CONTEXTS,
    NOW,
    ORG,
    ORG_METHOD,
    Json,
    credential,
    did_document,
    documents,
    entry,
    put,
    signed,
    unsigned_list,
)

LARGEST: Final = 8_000_000
_TEXT: Final = 1_990_000  # of one JSON text
# contexts that do not contradict each other about any term
_AGREEING: Final = [
    *CONTEXTS,
    "https://www.w3.org/ns/did/v1",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/ed25519-2020/v1",
    "https://w3id.org/vc/status-list/2021/v1",
]
_ACHIEVEMENT: Final = ("credentialSubject", "achievement")
_UNSIGNED: Final[Json] = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-09-14T08:30:00Z",
    "verificationMethod": ORG_METHOD,
    "proofPurpose": "assertionMethod",
    "proofValue": "z" + "3" * 87,
}

Kind = Callable[[int, Random], Json]
KINDS: dict[str, Kind] = {}


def kind(make: Kind) -> Kind:
    """Register a kind of case under its name."""
    KINDS[make.__name__.replace("_", "-")] = make
    return make


def case(name: str, size: int, seed: int = 0) -> Json:
    """Make one case of a kind."""
    return KINDS[name](size, Random(f"{name} {size} {seed}"))


# --- building documents


def vector(data: bytes | str | Json, world: dict[str, Json] | None = None, email: str | None = None) -> Json:
    """Return a vector without its expected result."""
    if isinstance(data, bytes):
        handed: Json = {"base64": base64.b64encode(data).decode()}
    else:
        handed = {"text": data if isinstance(data, str) else dumped(data)}
    return {
        "input": handed,
        # as text, because the number of bytes read is counted
        "documents": {url: _told(one) for url, one in (documents() if world is None else world).items()},
        "now": NOW,
        "trusted": [ORG],
        "email": email,
        "base_url": None,
        "served_from": None,
    }


def _told(answer: Json) -> Json:
    return {"text": dumped(answer["json"])} if "json" in answer else answer


def dumped(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def sealed(document: Json, proofs: int = 1) -> Json:
    """The document with a proof that holds, as many times as that, or with one that does not where signing fails."""
    try:
        proof = signed(document)["proof"][0]
    except CredentialError:
        proof = _UNSIGNED
    return {**document, "proof": [proof] * proofs}


def unchecked(document: Json) -> Json:
    """The document with something that looks like a proof."""
    return {**document, "proof": [_UNSIGNED]}


def badge(**more: Any) -> Json:
    return credential() | more


def fill(size: int, make: Callable[[int], Any], most: int = 1_900, values: int = 19_000) -> list[Any]:
    """Return as many things as fit into about that many bytes, within the limit of values in a document."""
    made: list[Any] = []
    while size > 0 and values > 0 and len(made) < most:
        one = make(len(made))
        size -= len(dumped(one)) + 1
        values -= counted(one)
        if values > 0:
            made.append(one)
    return made


def counted(value: Any) -> int:
    """Count the values inside a value, including itself."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(counted, inner))


def grouped(values: list[Any], most: int = 1_900) -> list[Any]:
    """Return the values as evidence with parts, with no list too long."""
    if len(values) <= most:
        return values
    return [{"type": ["Evidence"], "alignment": values[at : at + most]} for at in range(0, len(values), most)]


def scoped() -> list[str]:
    """Types that bring a context of their own in the contexts of all badges, and go together."""
    found = []
    for url in CONTEXTS:
        context = bundled()[url]["@context"]
        found += [word for word, said in context.items() if isinstance(said, dict) and "@context" in said]
    return sorted(set(found) - {"cnf", "IdentifierEntry", "Result"})


# --- reading JSON


@kind
def many_lists(size: int, chance: Random) -> Json:
    """Make a document of nested empty lists."""
    return vector('{"a":[' + ",".join(["[]"] * (min(size, _TEXT) // 3)) + "]}")


@kind
def many_objects(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(['{"a":{}}'] * (min(size, _TEXT) // 9)) + "]}")


@kind
def many_keys(size: int, chance: Random) -> Json:
    return vector("{" + ",".join(f'"{at:x}":0' for at in range(min(size, _TEXT) // 10)) + "}")


@kind
def same_keys(size: int, chance: Random) -> Json:
    return vector("{" + ",".join(['"":0'] * (min(size, _TEXT) // 5)) + "}")


@kind
def same_keys_last(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(['{"a":0,"b":{}}'] * (min(size, _TEXT) // 15)) + '],"b":0,"b":0}')


@kind
def many_escapes(size: int, chance: Random) -> Json:
    return vector('{"' + "\\u00e9" * (min(size, _TEXT) // 6) + '":"\\ud83d"}')


@kind
def many_backslashes(size: int, chance: Random) -> Json:
    return vector('{"a":"' + "\\\\" * (min(size, _TEXT) // 2) + '"}')


@kind
def unfinished_strings(size: int, chance: Random) -> Json:
    return vector('{"a":' + '["' * 3 + '\\"' * (min(size, _TEXT) // 2))


@kind
def many_quotes(size: int, chance: Random) -> Json:
    return vector("[" * 65 + '"' * min(size, _TEXT))


@kind
def huge_numbers(size: int, chance: Random) -> Json:
    return vector('{"a":' + "9" * min(size, _TEXT) + "}")


@kind
def huge_fractions(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(["1" * 700 + ".5e-5"] * (min(size, _TEXT) // 706)) + "]}")


@kind
def many_numbers(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(["1.25e-3"] * (min(size, _TEXT) // 8)) + "]}")


@kind
def long_numbers(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(["1234567890123456"] * (min(size, _TEXT) // 17)) + "]}")


@kind
def deep_json(size: int, chance: Random) -> Json:
    return vector('{"a":' + ",".join([]) + "[" * 60 + ",".join(["[[]]"] * (min(size, _TEXT) // 5)) + "]" * 60 + "}")


@kind
def blanks(size: int, chance: Random) -> Json:
    return vector(b" \n" * (size // 2))


@kind
def blanks_before(size: int, chance: Random) -> Json:
    return vector(b" \n" * (min(size, _TEXT) // 2 - 5) + b'{"a":0}')


@kind
def not_utf8(size: int, chance: Random) -> Json:
    return vector(b'{"a":"' + b"\xc3\xa9" * (min(size, _TEXT) // 2) + b'\xff"}')


@kind
def half_characters(size: int, chance: Random) -> Json:
    return vector('{"a":[' + ",".join(['"\\ud800"'] * (min(size, _TEXT) // 9)) + "]}")


# --- tokens


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _token(payload: str, header: str = '{"alg":"EdDSA"}') -> str:
    return f"{_part(header)}.{_part(payload)}.{'A' * 86}"


@kind
def large_token(size: int, chance: Random) -> Json:
    inner = '{"a":[' + ",".join(["{}"] * (min(size, _TEXT) * 3 // 4 // 3 - 100)) + "]}"
    return vector(_token(inner))


@kind
def large_header(size: int, chance: Random) -> Json:
    inner = '{"alg":"EdDSA","a":[' + ",".join(["{}"] * (min(size, _TEXT) * 3 // 4 // 3 - 100)) + "]}"
    return vector(_token("{}", inner))


@kind
def quoted_token(size: int, chance: Random) -> Json:
    return vector('"ey' + "A." * (min(size, _TEXT) // 2) + '"')


@kind
def tokens_inside(size: int, chance: Random) -> Json:
    """Endorsements that are tokens, each large."""
    each = min(size, _TEXT) // 10
    payload = (
        dumped(badge(type=["EndorsementCredential"]))[:-1] + ',"a":[' + ",".join(["0"] * (each * 3 // 8 - 1000)) + "]}"
    )
    text = _token(payload)
    return vector(put(signed(), [text] * 10, *_ACHIEVEMENT, "endorsementJwt"))


@kind
def tokens_in_record(size: int, chance: Random) -> Json:
    """A record whose contents are tokens, each of them large."""
    each = min(size, _TEXT) // 50
    payload = dumped(badge())[:-1] + ',"a":[' + ",".join(["0"] * max(1, each * 3 // 8 - 2000)) + "]}"
    text = _token(payload)
    return vector(sealed(record(*([text] * 50))))


# --- contexts


def _evidence(size: int, make: Callable[[int], Json]) -> Json:
    return vector(unchecked(badge(evidence=fill(min(size, _TEXT), make))))


def _organisations(size: int, make: Callable[[int], Json]) -> Json:
    within = {**credential()["issuer"], "parentOrg": fill(min(size, _TEXT), make)}
    return vector(unchecked(badge(issuer=within)))


@kind
def contexts_on_nodes(size: int, chance: Random) -> Json:
    """A list of contexts on each of many things."""
    return _evidence(size, lambda at: {"type": ["Evidence"], "@context": CONTEXTS[:2] * 9, "name": f"n{at}"})


@kind
def contexts_mixed_on_nodes(size: int, chance: Random) -> Json:
    """A list of contexts on each of many things, in another order each time."""

    def one(at: int) -> Json:
        return {"type": ["Evidence"], "name": f"n{at}", "@context": [chance.choice(_AGREEING) for _ in range(19)]}

    return _evidence(size, one)


@kind
def contexts_nested(size: int, chance: Random) -> Json:
    """Lists of contexts at every level of what is nested as deeply as can be, in several such towers."""

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            named = [chance.choice(_AGREEING) for _ in range(chance.randrange(1, 19))]
            held = {"@context": named, "type": ["Profile"], "parentOrg": held}
        return held

    return _organisations(size, tower)


@kind
def contexts_alternating(size: int, chance: Random) -> Json:
    """One context at each level, in another order in each tower."""

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            held = {"@context": chance.choice(_AGREEING), "type": ["Profile"], "parentOrg": held}
        return held

    return _organisations(size, tower)


@kind
def contexts_same_nested(size: int, chance: Random) -> Json:
    """The same contexts again at every level."""

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            held = {"@context": CONTEXTS, "type": ["Profile"], "parentOrg": held}
        return held

    return _organisations(size, tower)


@kind
def types_mixed(size: int, chance: Random) -> Json:
    """Things of many types at once, each with another choice of them."""
    words = scoped()
    return _evidence(size, lambda at: {"type": chance.sample(words, chance.randrange(2, 9)), "name": f"n{at}"})


@kind
def typed_nodes(size: int, chance: Random) -> Json:
    """As many things with a type as a document may have, and a word at the end that only a library knows to refuse."""
    some = grouped(fill(min(size, _TEXT), lambda at: {"type": ["Evidence"]}, most=9_000, values=18_000))
    return vector(unchecked(badge(evidence=[*some, {"type": ["Evidence"], "unheard": "of"}])))


@kind
def typed_nodes_often(size: int, chance: Random) -> Json:
    """The same as endorsements, each of them a document of its own."""
    each = max(1, min(size, _TEXT) // 10 - 2_000)
    some = fill(each, lambda at: {"type": ["Evidence"]}, most=1_900, values=1_700)
    types = ["VerifiableCredential", "EndorsementCredential"]
    said = badge(type=types, evidence=[*some, {"type": ["Evidence"], "unheard": "of"}])
    return vector(put(signed(), [unchecked(said)] * 10, "endorsement"))


@kind
def types_nested(size: int, chance: Random) -> Json:
    """Things of several types at once, one inside the other."""
    words = scoped()

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            held = {"type": [*chance.sample(words, 3), "Profile"], "parentOrg": held}
        return held

    return _organisations(size, tower)


@kind
def types_many(size: int, chance: Random) -> Json:
    """Make things of very many types."""
    words = scoped()
    return _evidence(size, lambda at: {"type": [chance.choice(words) for _ in range(900)], "name": f"n{at}"})


@kind
def types_and_contexts(size: int, chance: Random) -> Json:
    """Alternate types and contexts."""
    words = scoped()

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            named = [chance.choice(_AGREEING) for _ in range(chance.randrange(1, 4))]
            held = {"@context": named, "type": [*chance.sample(words, 2), "Profile"], "parentOrg": held}
        return held

    return _organisations(size, tower)


@kind
def words_with_contexts(size: int, chance: Random) -> Json:
    """Members that bring a context of their own, at places of very many kinds."""
    words = scoped()
    inner = {
        "statusMessage": [{"status": "0x0", "message": "x"}],
        "service": {"id": "urn:s:1"},
        "proofPurpose": "assertionMethod",
    }

    def tower(at: int) -> Json:
        held: Json = {"type": ["Profile"], "name": f"n{at}"}
        for _ in range(43):
            own = ["BitstringStatusListEntry", "DataIntegrityProof", "Profile"]
            held = {"type": [*chance.sample(words, 1), *own], **inner, "parentOrg": held}
        return held | {"@context": "https://www.w3.org/ns/did/v1"}

    return _organisations(size, tower)


# --- size of the statements


@kind
def many_alignments(size: int, chance: Random) -> Json:
    def one(at: int) -> Json:
        return {"type": ["Alignment"], "targetName": f"n{at}", "targetUrl": f"https://s.example/{at}"}

    made = fill(min(size, _TEXT), one, 5_600)
    return vector(sealed(put(credential(), grouped(made), "evidence")))


@kind
def odd_alignments(size: int, chance: Random) -> Json:
    """Values that only the whole of JSON-LD knows how to read."""

    def one(at: int) -> Json:
        return {"type": ["Alignment"], "targetName": {"@value": f"n{at}"}, "targetUrl": f"https://s.example/{at}"}

    return vector(sealed(put(credential(), grouped(fill(min(size, _TEXT), one, 5_000)), "evidence")))


@kind
def equal_alignments(size: int, chance: Random) -> Json:
    one = {"type": ["Alignment"], "targetName": "n"}
    return vector(unchecked(put(credential(), grouped([one] * min(6_000, size // 40)), "evidence")))


@kind
def nameless_crowd(size: int, chance: Random) -> Json:
    one = {"type": ["Result"], "alignment": [{"type": ["Alignment"], "targetName": "x"}] * 8}
    return vector(unchecked(put(credential(), [one] * min(1_000, size // 400), "credentialSubject", "result")))


@kind
def nameless_towers(size: int, chance: Random) -> Json:
    """Equal nameless things, nested."""

    def tower(levels: int) -> Json:
        held: Json = {"type": ["Profile"], "name": "n"}
        for _ in range(levels):
            held = {"type": ["Profile"], "parentOrg": held}
        return held

    made = [tower(40) for _ in range(min(200, size // 1_500))]
    return vector(unchecked(badge(issuer={**credential()["issuer"], "parentOrg": made})))


@kind
def nameless_tree(size: int, chance: Random) -> Json:
    """Equal nameless things in a tree of threes."""

    def tree(level: int) -> Json:
        inner = {"parentOrg": [tree(level - 1) for _ in range(3)]} if level else {"name": "n"}
        return {"type": ["Profile"], **inner}

    levels = 7 if size > 100_000 else 5
    return vector(unchecked(badge(issuer={**credential()["issuer"], "parentOrg": tree(levels)})))


@kind
def many_graphs(size: int, chance: Random) -> Json:
    """Equal proofs of inner things, each a graph of its own."""
    inner = unchecked({"type": ["EndorsementCredential"], "issuer": ORG, "validFrom": NOW})
    made = [inner] * min(1_200, size // 400)
    return vector(unchecked(put(credential(), made, *_ACHIEVEMENT, "endorsement")))


@kind
def long_texts(size: int, chance: Random) -> Json:
    text = 'é"\\\n' * (min(size, _TEXT) // 9 // 10)
    made = [{"type": ["Evidence"], "narrative": text} for _ in range(10)]
    return vector(sealed(badge(evidence=made)))


@kind
def long_addresses(size: int, chance: Random) -> Json:
    made = [{"id": f"https://e.example/{at}/" + "a" * (min(size, _TEXT) // 100)} for at in range(90)]
    return vector(sealed(badge(evidence=[{**one, "type": ["Evidence"]} for one in made])))


@kind
def many_undefined(size: int, chance: Random) -> Json:
    made = [{"type": ["Evidence"], f"u{at}": at} for at in range(min(1_900, size // 40))]
    return vector(unchecked(badge(evidence=made)))


@kind
def many_relative(size: int, chance: Random) -> Json:
    made = [{"type": ["Evidence"], "id": f"u{at}", "name": "n"} for at in range(min(1_900, size // 40))]
    return vector(unchecked(badge(evidence=made)))


@kind
def long_undefined(size: int, chance: Random) -> Json:
    made = {"u" * 1000 + str(at): {"a": at} for at in range(min(size, _TEXT) // 1_020)}
    return vector(unchecked(badge(**made)))


@kind
def many_words(size: int, chance: Random) -> Json:
    """Members that all are words of the vocabularies, each with many values."""
    words = [
        "achievementType",
        "creditsAvailable",
        "fieldOfStudy",
        "humanCode",
        "inLanguage",
        "specialization",
        "version",
    ]
    each = min(1_900, 18_000 // len(words), size // 60)
    more = {word: [f"{word}{at}" for at in range(each)] for word in words}
    return vector(
        sealed(put(credential(), {**credential()["credentialSubject"]["achievement"], **more}, *_ACHIEVEMENT))
    )


@kind
def many_identities(size: int, chance: Random) -> Json:
    one = {"type": "IdentityObject", "hashed": True, "identityType": "emailAddress", "salt": "s" * 400}
    made = [{**one, "identityHash": f"sha256${at:064x}"} for at in range(min(1_900, size // 600))]
    document = put(credential(), made, "credentialSubject", "identifier")
    return vector(sealed(document), email="x@example.org")


@kind
def wide_and_deep(size: int, chance: Random) -> Json:
    def tree(depth: int, width: int) -> Json:
        if depth == 0:
            return {"type": ["Profile"], "name": str(chance.random())}
        inner = [tree(depth - 1, width) for _ in range(width)]
        return {"type": ["Profile"], "id": f"urn:x:{chance.random()}", "parentOrg": inner}

    return vector(sealed(badge(issuer={**credential()["issuer"], "parentOrg": tree(10 if size > 200_000 else 7, 2)})))


# --- proofs


@kind
def many_proofs(size: int, chance: Random) -> Json:
    made = fill(
        min(size, _TEXT) // 2, lambda at: {"type": ["Evidence"], "name": f"n{at}", "narrative": "x" * 300}, 1_900
    )
    return vector(sealed(badge(evidence=made), 8))


@kind
def many_proofs_of_much_text(size: int, chance: Random) -> Json:
    made = [{"type": ["Evidence"], "name": str(at), "narrative": "é\n" * (min(size, _TEXT) // 40)} for at in range(10)]
    return vector(sealed(badge(evidence=made), 8))


@kind
def proofs_that_are_large(size: int, chance: Random) -> Json:
    """Proofs of a chain, each of which signs the many others too."""
    other = {"type": "Other", "id": "urn:p:0", "name": ["x" * 40] * (min(size, _TEXT) // 32 // 60)}
    others = [{**other, "id": f"urn:p:{at}"} for at in range(24)]
    proof = {**_UNSIGNED, "previousProof": [one["id"] for one in others]}
    return vector({**credential(), "proof": [*[proof] * 8, *others]})


@kind
def proofs_with_contexts(size: int, chance: Random) -> Json:
    """Proofs that bring contexts of their own along, inside proofs that build on them."""
    terms = {f"t{at}": {"@id": f"urn:t:{at}", "@context": {f"u{at}": "urn:u"}} for at in range(200)}
    other = {
        "type": "Other",
        "@context": terms,
        "t1": [{"@context": terms, "t2": "x"}] * (min(size, _TEXT) // 600_000 + 1),
    }
    others = [{**other, "id": f"urn:p:{at}"} for at in range(24)]
    proof = {**_UNSIGNED, "previousProof": [one["id"] for one in others]}
    return vector({**credential(), "proof": [*[proof] * 8, *others]})


# --- remote documents


@kind
def bombs_as_lists(size: int, chance: Random) -> Json:
    """Eight lists that unpack to the most that is taken."""
    bomb = "u" + base64.urlsafe_b64encode(_gzip(4 * 1024 * 1024)).rstrip(b"=").decode()
    world = documents()
    made = []
    for at in range(8):
        address = f"{BASE}lists/{at}.json"
        world[address] = {"json": _listed(address, bomb)}
        made.append(entry(address=address))
    return vector(sealed(badge(credentialStatus=made)), world)


@kind
def bombs_in_record(size: int, chance: Random) -> Json:
    """Fifty badges, each with eight entries of a list that unpacks to the most that is taken."""
    bomb = "u" + base64.urlsafe_b64encode(_gzip(4 * 1024 * 1024)).rstrip(b"=").decode()
    world = documents()
    inside = []
    for at in range(50):
        address = f"{BASE}lists/{at}.json"
        world[address] = {"json": _listed(address, bomb)}
        made = [entry(address=address, index=str(index)) for index in range(8)]
        inside.append(sealed(badge(credentialStatus=made, id=f"urn:b:{at}")))
    return vector(sealed(record(*inside)), world)


@kind
def lists_that_are_documents(size: int, chance: Random) -> Json:
    """Make status lists with a lot of additional data."""
    world = documents()
    made = []
    for at in range(8):
        address = f"{BASE}lists/{at}.json"
        listed = _unsigned(address, encoded_list())
        listed["evidence"] = [
            {"type": ["Evidence"], "name": f"{one} {at}"} for one in range(min(1_900, size // 8 // 50))
        ]
        listed["@context"] = CONTEXTS
        world[address] = {"json": sealed(listed, 8)}
        made.append(entry(address=address))
    return vector(sealed(badge(credentialStatus=made)), world)


@kind
def lists_of_much_text(size: int, chance: Random) -> Json:
    world = documents()
    made = []
    for at in range(8):
        address = f"{BASE}lists/{at}.json"
        listed = _unsigned(address, encoded_list())
        listed["description"] = "é\n" * (min(size, 8 * _TEXT) // 8 // 4)
        world[address] = {"json": sealed(listed, 8)}
        made.append(entry(address=address))
    return vector(sealed(badge(credentialStatus=made)), world)


@kind
def lists_of_revoked(size: int, chance: Random) -> Json:
    """Lists of revoked credentials as long as can be, eight of them in each of fifty badges."""
    listing = {
        "id": "",
        "issuer": ORG,
        "revokedCredential": [{"id": f"urn:{at}"} for at in range(min(size, _TEXT) // 19)],
    }
    world = documents()
    inside = []
    addresses = [f"{BASE}lists/{at}.json" for at in range(max(1, min(90, size // _TEXT)))]
    for address in addresses:
        world[address] = {"text": dumped({**listing, "id": address})}
    for at in range(50):
        status = [
            {"id": addresses[(8 * at + one) % len(addresses)], "type": "1EdTechRevocationList"} for one in range(8)
        ]
        inside.append(sealed(badge(credentialStatus=status, id=f"urn:b:{at}")))
    return vector(sealed(record(*inside)), world)


@kind
def many_methods(size: int, chance: Random) -> Json:
    """A DID document with thousands of keys, asked for by every proof."""
    document = did_document()
    more = [{"id": f"#{at}", "type": "Multikey", "controller": ORG} for at in range(min(size, _TEXT) // 60)]
    document["verificationMethod"] = [*more, *document["verificationMethod"]]
    world = documents(org=document)
    return vector(sealed(credential(), 8), world)


@kind
def many_issuers(size: int, chance: Random) -> Json:
    """A record of badges by many issuers, the document of each as large as can be."""
    world = documents()
    inside = []
    for at in range(min(50, max(2, size // _TEXT))):
        who = f"did:web:i{at}.example"
        proof = {**_UNSIGNED, "verificationMethod": f"{who}#k"}
        methods = [{"id": f"#{one}", "type": "Multikey"} for one in range(min(size, _TEXT) // 35)]
        world[f"https://i{at}.example/.well-known/did.json"] = {
            "text": dumped({"id": who, "verificationMethod": methods})
        }
        inside.append({**badge(issuer={"id": who, "type": ["Profile"]}, id=f"urn:b:{at}"), "proof": [proof]})
    return vector(sealed(record(*inside)), world)


@kind
def older_badge(size: int, chance: Random) -> Json:
    """An Open Badges 2.0 badge, its class and its issuer's profile, all of them large."""
    bulk = [{"a": at} for at in range(min(size // 3, _TEXT) // 12)]
    names = {name: f"https://h.example/{name}" for name in ("assertion", "class", "issuer")}
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": names["assertion"],
        "recipient": {"type": "email", "identity": "a@b.c", "hashed": False},
        "badge": names["class"],
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
        "evidence": bulk,
    }
    profile = {"id": names["issuer"], "type": "Issuer", "name": "n", "url": "https://h.example/", "more": bulk}
    badge_class = {
        "id": names["class"],
        "type": "BadgeClass",
        "issuer": names["issuer"],
        "name": "n",
        "alignment": bulk,
    }
    world = {
        names["assertion"]: {"text": dumped(assertion)},
        names["class"]: {"text": dumped(badge_class)},
        names["issuer"]: {"text": dumped(profile)},
    }
    return vector(dumped(assertion), world)


@kind
def tokens_for_any_key(size: int, chance: Random) -> Json:
    """Tokens that do not say which key signed them, by an issuer with thousands of keys."""
    document = did_document()
    names = [f"{ORG}#{at}" for at in range(min(size, _TEXT) // 60)]
    document["assertionMethod"] = [*names, *document["assertionMethod"]]
    inside = [_token(dumped(badge(id=f"urn:b:{at}"))) for at in range(50)]
    return vector(sealed(record(*inside)), documents(org=document))


@kind
def lists_that_are_tangled(size: int, chance: Random) -> Json:
    """Status lists with nameless things that are all alike."""
    world = documents()
    made = []
    one = {"type": ["Evidence"], "alignment": [{"type": ["Alignment"], "targetName": "x"}] * 6}
    for at in range(8):
        address = f"{BASE}lists/{at}.json"
        listed = {
            **_unsigned(address, encoded_list()),
            "@context": CONTEXTS,
            "evidence": [one] * min(400, size // 3_000),
        }
        world[address] = {"json": unchecked(listed)}
        made.append(entry(address=address))
    inside = [sealed(badge(id=f"urn:b:{at}", credentialStatus=made)) for at in range(12)]
    return vector(sealed(record(*inside)), world)


# --- endorsements and records


def _endorsement(at: int, inner: Json) -> Json:
    return {
        "@context": CONTEXTS,
        "id": f"urn:e:{at}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": ORG, "type": ["Profile"], **inner},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": credential()["credentialSubject"]["achievement"]["id"],
            "type": ["EndorsementSubject"],
        },
    }


@kind
def many_endorsements(size: int, chance: Random) -> Json:
    """Ten endorsements, each large and with eight proofs."""
    each = min(size, _TEXT) // 10
    bulk = fill(each, lambda at: {"type": ["Profile"], "name": f"n{at}"}, 600)
    made = [sealed(_endorsement(at, {"parentOrg": bulk}), 8) for at in range(10)]
    return vector(sealed(put(credential(), made, *_ACHIEVEMENT, "endorsement")))


@kind
def endorsements_in_record(size: int, chance: Random) -> Json:
    """Fifty badges of ten endorsements with eight proofs each."""
    made = [sealed(_endorsement(at, {}), 8) for at in range(10)]
    inside = [
        sealed(put(badge(id=f"urn:b:{at}"), made, *_ACHIEVEMENT, "endorsement"), 2)
        for at in range(min(50, size // 30_000 + 1))
    ]
    return vector(sealed(record(*inside)))


@kind
def record_of_shapes(size: int, chance: Random) -> Json:
    """Fifty badges, each of another shape, as large as a record can hold."""
    inside = []
    for at in range(50):
        bulk = fill(min(size, _TEXT) // 60, lambda one: {"type": ["Evidence"], "name": f"{one}"}, 60 + at)
        inside.append(sealed(badge(id=f"urn:b:{at}", evidence=bulk), 8))
    return vector(unchecked(record(*inside)))


@kind
def record_of_tokens_with_much(size: int, chance: Random) -> Json:
    """Badges inside that are tokens: what they say is in no statement of the record, and is as large as can be."""
    each = min(size, _TEXT) * 3 // 4 // 50
    texts = []
    for at in range(50):
        inner = badge(
            id=f"urn:b:{at}",
            evidence=[{"type": ["Evidence"], "name": f"{one}", "id": f"urn:{at}:{one}"} for one in range(each // 60)],
        )
        texts.append(_token(dumped(inner)))
    return vector(sealed(record(*texts)))


@kind
def record_of_records(size: int, chance: Random) -> Json:
    inside = [record(*[badge(id=f"urn:b:{at}")] * 4) for at in range(min(50, size // 10_000 + 1))]
    return vector(sealed(record(*inside)))


# --- pictures


@kind
def png_of_chunks(size: int, chance: Random) -> Json:
    return vector(png(chunk(b"teXt", b"") * (size // 12)))


@kind
def png_of_texts(size: int, chance: Random) -> Json:
    return vector(png(chunk(b"tEXt", b"a\0") * (size // 14)))


@kind
def png_of_badges(size: int, chance: Random) -> Json:
    return vector(png(chunk(b"iTXt", b"openbadges\0\0\0\0\0" + b"{}" * 20_000) * min(99, size // 40_000)))


@kind
def png_bombs(size: int, chance: Random) -> Json:
    packed = zlib.compress(b"[" * 4_000_000, 9)
    return vector(png(chunk(b"zTXt", b"openbadgecredential\0\0" + packed) * min(1_000, size // len(packed))))


@kind
def png_small_bombs(size: int, chance: Random) -> Json:
    packed = zlib.compress(b"[" * 41_000, 9)
    return vector(png(chunk(b"zTXt", b"openbadgecredential\0\0" + packed) * 100))


@kind
def png_bomb_in_blocks(size: int, chance: Random) -> Json:
    """Make compressed text of very many empty blocks, which unpacks to nothing."""
    packed = b"\x78\x01" + b"\x00\x00\x00\xff\xff" * (size // 5) + b"\x01\x00\x00\xff\xff" + struct.pack(">I", 1)
    return vector(png(chunk(b"zTXt", b"openbadgecredential\0\0" + packed)))


def _svg(inner: str, root: str = "", before: str = "") -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0"'
    return f"{before}<svg {space} {root}>{inner}</svg>".encode()


@kind
def svg_of_elements(size: int, chance: Random) -> Json:
    return vector(_svg("<g/>" * (size // 4)))


@kind
def svg_of_attributes(size: int, chance: Random) -> Json:
    return vector(_svg("<g" + "".join(f' a{at}=""' for at in range(size // 11)) + "/>"))


@kind
def svg_of_small_attributes(size: int, chance: Random) -> Json:
    return vector(_svg('<g a="" b="" c="" d=""/>' * (size // 24)))


@kind
def svg_of_namespaces(size: int, chance: Random) -> Json:
    return vector(_svg("<g>" * 900 + '<g xmlns:a="b" xmlns:b="c"/>' * (size // 29) + "</g>" * 900))


@kind
def svg_many_namespaces(size: int, chance: Random) -> Json:
    many = "".join(f' xmlns:p{at}="urn:{at}"' for at in range(size // 50))
    return vector(_svg("<g/>" * (size // 8), root=many))


@kind
def svg_of_references(size: int, chance: Random) -> Json:
    return vector(_svg("&#65;" * (size // 5)))


@kind
def svg_of_entities(size: int, chance: Random) -> Json:
    return vector(_svg("<ob:credential>" + "&lt;" * (size // 4) + "</ob:credential>"))


@kind
def svg_of_cdata(size: int, chance: Random) -> Json:
    return vector(_svg("<ob:credential>" + "<![CDATA[]]>" * (size // 12) + "</ob:credential>"))


@kind
def svg_of_comments(size: int, chance: Random) -> Json:
    return vector(_svg("<!---->" * (size // 7)))


@kind
def svg_of_instructions(size: int, chance: Random) -> Json:
    return vector(_svg("<?a?>" * (size // 5)))


@kind
def svg_of_prolog(size: int, chance: Random) -> Json:
    return vector(_svg("", before="<!---->\n" * (min(size, 65_000) // 8)) + b" " * size)


@kind
def svg_of_badges(size: int, chance: Random) -> Json:
    return vector(_svg("<ob:credential>{}</ob:credential>" * (size // 33)))


@kind
def svg_of_nested_badges(size: int, chance: Random) -> Json:
    return vector(_svg("<ob:credential>" * 900 + "<a/>{}" * (size // 7) + "</ob:credential>" * 900))


@kind
def svg_of_verify(size: int, chance: Random) -> Json:
    return vector(_svg(f'<ob:credential verify="{"a." * (size // 2)}"/>'))


@kind
def svg_of_carriage_returns(size: int, chance: Random) -> Json:
    return vector(_svg("<g>" + "\r" * size + "</g>"))


@kind
def svg_unclosed(size: int, chance: Random) -> Json:
    return vector(_svg("<!--" * (size // 4)))


@kind
def svg_deep(size: int, chance: Random) -> Json:
    return vector(_svg("<g>" * (size // 3)))


@kind
def svg_tags_in_turns(size: int, chance: Random) -> Json:
    return vector(_svg("<g></g>" * (size // 7)))


@kind
def svg_encoded(size: int, chance: Random) -> Json:
    text = "<?xml version='1.0' encoding='windows-1252'?>" + _svg("<g>" + "\x80" * size + "</g>").decode("latin-1")
    return vector(text.encode("latin-1", "replace"))


@kind
def html_prolog(size: int, chance: Random) -> Json:
    return vector(b"<!DOCTYPE " + b"a[" * (size // 2))


@kind
def pdf(size: int, chance: Random) -> Json:
    return vector(b"%PDF-" + b" " * (size - 5))


# --- helpers


def _gzip(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(bytes(size)) + packer.flush()


def _unsigned(address: str, encoded: str) -> Json:
    return put(unsigned_list() | {"id": address}, encoded, "credentialSubject", "encodedList")


def _listed(address: str, encoded: str) -> Json:
    return sealed(_unsigned(address, encoded))
