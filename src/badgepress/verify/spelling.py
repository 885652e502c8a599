"""Accepts only one spelling of the signed statements.

A proof over RDF covers statements, but the checks read a JSON tree. The same statements have many trees: whoever has a
badge can spell a member as a full address, wrap it in a list, or move it to another place with the same id. The
signature still holds, but a check that looks in the usual place would miss the member. So we accept a tree only if it
is the usual spelling of its statements. The rules:

- members and types have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1);
- a member that has one value is a plain value of its type: no list, no value object, no number for a text;
- members that only credentials have (issuer, period, status, proof …) are only in credentials: at the top, in
  `endorsement`, and in the `verifiableCredential` of a learner record;
- no other object with the credential's id has members that we read from the credential;
- what we read about a thing with an id (achievement, evidence, alignment, status entry) is in the place where we
  read it; elsewhere it is the same or absent;
- an endorsement with an id is complete wherever it is. Endorsements of issuer and creator are read from every place
  with the issuer's or the creator's id.

The names of issuer and holder are an exception: two places may well describe one organisation differently. We read them
from all places (`facts`) and leave them out if the places disagree. But they must not be only in an endorsement that
somebody else issued, because that is not what they say themselves.

Tokens and JCS proofs sign the tree itself, so only the first rule applies to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from badgepress.openbadges.jsonld.contexts import VC2
from badgepress.openbadges.limits import COMPARED_TEXTS
from badgepress.openbadges.proof import suite_of
from badgepress.verify.names import Odd, OddError, check_name, check_names
from badgepress.verify.trees import id_of, is_index, listed, same, text_of

#: Members that only credentials have (VC Data Model 2.0 §4). A test compares the list with the contexts.
_CREDENTIAL: Final = frozenset(
    {
        *("issuer", "credentialSubject", "credentialStatus", "proof"),
        *("validFrom", "validUntil", "issuanceDate", "expirationDate"),
    }
)
#: Other members we read from a credential, and the types that decide how we read it.
_OF_A_CREDENTIAL: Final = _CREDENTIAL | {"name", "description", "evidence", "endorsement"}
_DECIDING: Final = frozenset(
    {
        *("VerifiableCredential", "VerifiablePresentation", "OpenBadgeCredential", "AchievementCredential"),
        *("ClrCredential", "EndorsementCredential", "BitstringStatusListCredential", "StatusList2021Credential"),
    }
)
#: Members that only a subject may have under its id.
_SUBJECT: Final = frozenset({"identifier", "achievement", "verifiableCredential"})
#: What we read from an object with an id, by the member it is in. We read all members of a status entry.
_READ: Final[Mapping[str, frozenset[str]]] = {
    "evidence": frozenset({"name"}),
    "alignment": frozenset({"targetName", "targetUrl"}),
    "achievement": frozenset({"name", "description", "creator", "criteria", "image", "alignment", "endorsement"}),
}
#: Members with one text, or one text per language.
_TEXTS: Final = frozenset(
    {
        *("name", "description", "narrative", "endorsementComment", "url", "targetName", "targetUrl"),
        *("identityHash", "identityType", "salt", "statusListCredential", "encodedList"),
        *("validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate"),
    }
)
#: Members with one value of any kind.
_SINGLE: Final = frozenset(
    {"id", "issuer", "credentialSubject", "creator", "criteria", "image", "hashed", "statusListIndex", "statusSize"}
)
#: Members whose texts are identifiers, besides `id` and `type`.
_REFERENCES: Final = frozenset(
    {"issuer", "credentialSubject", "credentialStatus", "criteria", "image", "evidence", "statusListCredential"}
)
#: Some classes and properties share an address in the contexts, so each could stand for its twin (`Image` for `image`).
#: A test compares the lists with the contexts.
CLASSES_AS_MEMBERS: Final = frozenset(
    {*("Achievement", "Address", "Criteria", "GeoCoordinates", "Image", "Profile"), *("Result", "RubricCriterionLevel")}
)
MEMBERS_AS_TYPES: Final = frozenset(
    {*("achievement", "address", "criteria", "geo", "image", "creator"), *("result", "rubricCriterionLevel")}
)
#: The namespaces of known classes. A type must be written by its short name, not by its address.
NAMESPACES: Final = (
    "https://purl.imsglobal.org/spec/vc",
    "https://imsglobal.github.io/openbadges-specification/",
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/security#",
    "https://w3id.org/vc/status-list#",
    "https://schema.org/Alignment",
)
#: Prefixes that contexts define. None of them is the scheme of an address.
PREFIXES: Final = frozenset({"obi", "cred", "sec", "xsd"})

#: Lists of which we read each entry.
_ONCE: Final = frozenset({"credentialStatus", "evidence", "alignment", "endorsement"})

#: An object, and the credential it is in.
_Place = tuple[Mapping[str, Any], Mapping[str, Any]]
#: Checks the value of a member. Raises OddError.
_Rule = Callable[[str, Any], None]


class Spelling:
    """The spelling of a document, without its own `proof`, which no signature covers. Walks the tree once.

    All rules apply to a document with a proof over RDF, only the first one to any other. The walk checks names only,
    and collects which ids are described where. The more expensive rules run when `odd` is first used.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        # The document itself, and every credential inside.
        self._credentials: list[Mapping[str, Any]] = []
        # For each id, the objects that have it, each with the credential it is in.
        self._described: dict[str, list[_Place]] = {}
        # Each endorsement, with the credential it is in.
        self._endorsements: list[tuple[Any, Mapping[str, Any]]] = []
        # The rules to run on members, in tree order, up to the first that is sure to fail.
        self._rules: list[tuple[_Rule, str, Any]] = []
        self._is_odd = False
        self._is_rdf = any(suite and suite.form == "rdfc" for suite in map(suite_of, listed(document.get("proof"))))
        self.odd_name: Odd | None = None
        """The first unusual member name."""
        try:
            if self._is_rdf:
                self._credential(document)
            else:
                check_names({key: value for key, value in document.items() if key != "proof"})
        except OddError as error:
            self.odd_name = error.odd

    @cached_property
    def odd(self) -> Odd | None:
        """The first unusual spelling. Unusual names come first."""
        if self.odd_name or not self._is_rdf:
            return self.odd_name
        try:
            for rule, key, value in self._rules:
                rule(key, value)
            self._one_credential()
            self._whole_where_read()
            self._one_holder()
        except OddError as error:
            return error.odd
        return None

    def _add_rule(self, rule: _Rule, key: str, value: Any) -> None:
        if not self._is_odd:
            self._rules.append((rule, key, value))

    def _add_refusal(self, key: str) -> None:
        """Marks the member as odd. From here on, only names are checked."""
        self._add_rule(_refuse, key, None)
        self._is_odd = True

    def _credential(self, credential: Mapping[str, Any]) -> None:
        self._credentials.append(credential)
        self._object(credential, credential)

    def _object(self, at: Mapping[str, Any], owner: Mapping[str, Any]) -> None:
        known = at.get("id")
        if isinstance(known, str) and at is not owner:
            self._described.setdefault(known, []).append((at, owner))
        if "@value" in at:
            self._add_rule(_value_object, "@value", at)
        for key, value in at.items():
            check_name(at, key, value)
            if key == "@context" or value is None or (key == "proof" and at is self._document):
                continue
            self._member(at, owner, key, value)
            if key == "jsonSchema" and self._is_json(at):
                # This is plain JSON and signed as such.
                check_names(value)
                continue
            for one in listed(value):
                if isinstance(one, list):
                    self._add_refusal(key)
                    check_names(one)
                elif isinstance(one, dict) and key in ("endorsement", "verifiableCredential"):
                    self._credential(one)
                elif isinstance(one, dict):
                    self._object(one, owner)

    def _member(self, at: Mapping[str, Any], owner: Mapping[str, Any], key: str, value: Any) -> None:
        """Adds the rules for a member."""
        if key in CLASSES_AS_MEMBERS or (key in _CREDENTIAL and at is not owner):
            self._add_refusal(key)
        self._add_rule(_plain, key, value)
        if key == "statusPurpose" and not isinstance(value, str) and at.get("encodedList") is None:
            # A list may have several; an entry must have one.
            self._add_refusal(key)
        if key in _ONCE:
            self._add_rule(_once, key, listed(value))
        if key == "endorsement":
            self._endorsements += [(one, owner) for one in listed(value)]
        if key == "verifiableCredential" and not _is_record(at, owner):
            self._add_refusal(key)

    def _is_json(self, at: Mapping[str, Any]) -> bool:
        """Whether `jsonSchema` is plain JSON here: only for the type and the context that define it so."""
        return "JsonSchema" in listed(at.get("type")) and VC2 in listed(self._document.get("@context"))

    def _one_credential(self) -> None:
        """No other object with the credential's id may have members that we read from the credential."""
        known = id_of(self._document)
        if any(id_of(one) == known for one in self._credentials[1:]):
            raise OddError("id")
        for at, _ in self._described.get(known, ()):
            for key, value in at.items():
                if key in _OF_A_CREDENTIAL or (key == "type" and _DECIDING.intersection(listed(value))):
                    raise OddError(key)

    def _whole_where_read(self) -> None:
        """What we read about an id must be in the place where we read it. Other places may add other things."""
        seen: set[tuple[str, str]] = set()
        for key, one in _read_under_an_id(self._document):
            known = id_of(one)
            if not known or (key, known) in seen:
                continue
            seen.add((key, known))
            here = one if isinstance(one, dict) else {}
            for at, _ in self._described.get(known, ()):
                read = _READ.get(key) or at.keys() - {"id"}
                members = [name for name in read if at.get(name) is not None]
                if at is not one and not all(same(at[name], here.get(name)) for name in members):
                    raise OddError(key)

    def _one_holder(self) -> None:
        """Checks members that only the subject itself may have, endorsements, and names of holder and issuer."""
        subject, issuer = self._document.get("credentialSubject"), self._document.get("issuer")
        # Credentials inside a record are checked separately, and may have the same holder and issuer.
        within = _within(subject.get("verifiableCredential")) if isinstance(subject, dict) else set()
        if isinstance(subject, dict):
            if any(isinstance(one, dict) and one.get("id") is not None for one in listed(subject.get("identifier"))):
                raise OddError("identifier")
            for at, owner in self._described.get(id_of(subject), ()) if id_of(subject) else ():
                if at is subject:
                    continue
                for key in at:
                    if key in _SUBJECT and (key == "verifiableCredential" or id(owner) not in within):
                        raise OddError(key)
        _once("endorsement", [one for one, owner in self._endorsements if id(owner) not in within])
        self._own_words(id_of(subject), within, "name")
        self._own_words(id_of(issuer), within, "name", "url")

    def _own_words(self, known: str, within: set[int], *keys: str) -> None:
        """Refuses a name of issuer or holder that only somebody else gives, such as an endorser."""
        by = id_of(self._document.get("issuer"))
        for key in keys if known else ():
            sources = [owner for at, owner in self._described.get(known, ()) if _is_one(at.get(key))]
            owners = [owner for owner in sources if id(owner) not in within]
            if owners and not any(id_of(owner.get("issuer")) == by for owner in owners):
                raise OddError(key)


def _is_one(value: object) -> bool:
    return value is not None and not isinstance(value, list)


def _within(records: object) -> set[int]:
    """Every object in the entries of a learner record, by identity."""
    found: set[int] = set()
    stack = [one for one in listed(records) if isinstance(one, dict)]
    while stack:
        value = stack.pop()
        found.add(id(value))
        stack += [one for inner in value.values() for one in listed(inner) if isinstance(one, dict)]
    return found


def _read_under_an_id(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The objects with ids that the checks and the report read, besides the credential, its issuer and its subject."""
    # We do not read a learner record's achievements, only its entries.
    is_record = "ClrCredential" in listed(document.get("type"))
    subject = None if is_record else document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    for key, holder in (
        ("credentialStatus", document),
        ("evidence", document),
        ("achievement", subject),
        ("alignment", achievement),
    ):
        for one in listed(holder.get(key)) if isinstance(holder, dict) else ():
            yield key, one


def is_spelled_type(one: str) -> bool:
    """Whether it is a known type, but not written by its short name."""
    return one in MEMBERS_AS_TYPES or one.startswith(NAMESPACES) or _shortened(one)


def _plain(key: str, value: object) -> None:
    """Checks for a plain value: one where one belongs, a text for a text, a short name for a type."""
    if key == "type":
        for one in listed(value):
            if not isinstance(one, str) or is_spelled_type(one):
                raise OddError(key)
        return
    if isinstance(value, list):
        if key in _SINGLE or (key in _TEXTS and not _in_languages(value)):
            raise OddError(key)
    elif key in _TEXTS and not isinstance(value, str) and not (isinstance(value, dict) and "@value" in value):
        raise OddError(key)
    if key == "id" and not isinstance(value, str):
        raise OddError(key)
    if key == "hashed" and not isinstance(value, bool):
        raise OddError(key)
    if key == "statusListIndex" and not isinstance(value, str) and not is_index(value):
        raise OddError(key)
    if key == "statusSize" and not is_index(value):
        raise OddError(key)
    if key == "id" or key in _REFERENCES:
        for one in listed(value):
            if isinstance(one, str) and _shortened(one):
                raise OddError(key)


def _once(key: str, values: Sequence[Any]) -> None:
    """Entries of a list with the same id must be equal: one whole and one partial entry would mean two things."""
    seen: dict[str, str] = {}
    for one in values if len(values) > 1 else ():
        if known := id_of(one):
            text = text_of(one)
            if seen.setdefault(known, text) != text:
                raise OddError(key)


def _refuse(key: str, _: Any) -> None:
    raise OddError(key)


def _value_object(key: str, at: Mapping[str, Any]) -> None:
    """Only a text with a language may be a value object."""
    if not isinstance(at["@value"], str) or not isinstance(at.get("@language"), str) or "@type" in at:
        raise OddError(key)


def _in_languages(values: list[Any]) -> bool:
    """Whether a list has one text in several languages without duplicates."""
    several = len(values) > 1 and all(isinstance(one, dict) and "@value" in one for one in values)
    compared = values[:COMPARED_TEXTS]
    return several and all(not same(one, other) for at, one in enumerate(compared) for other in compared[:at])


def _shortened(text: str) -> bool:
    prefix, colon, rest = text.partition(":")
    return bool(colon) and prefix in PREFIXES and not rest.startswith("//")


def _is_record(at: Mapping[str, Any], owner: Mapping[str, Any]) -> bool:
    """Whether `at` is the subject of a learner record."""
    return at is owner.get("credentialSubject") and "ClrCredential" in listed(owner.get("type"))
