"""One spelling of the signed statements.

A proof over RDF covers statements, and the checks read a JSON tree. One set of statements has many trees: whoever holds
a badge can spell a member as a full address, wrap it in a list, or move it to another place where the same id stands.
The signature still holds, and a check that looks in the usual place would look past it. So a tree is read only when it
is the usual spelling of its statements; any other is refused:

- members and types have their usual names, and contexts are addresses (JSON-LD 1.1 §3, §4.1);
- a member that has one value is a plain value of its type: no list, no value object, no number for a text;
- what only credentials have (issuer, period, status, proof …) stands only where credentials stand: at the top, in
  `endorsement`, and in the `verifiableCredential` of a learner record;
- nothing else says under the credential's id what is read of the credential;
- what the verdict or the page reads of a thing with an id (achievement, evidence, alignment, status entry) stands in
  the place where it is read; elsewhere it is the same or not said;
- an endorsement that has an id is said whole wherever it stands. Those of issuer and creator are read from every place
  where the id of these stands.

The names of issuer and holder are the exception: two places may well describe one organisation differently. They are
read from all places (`facts`), and left out where the places disagree. But they do not stand only in an endorsement
that somebody else issued: its words are not theirs.

Tokens and JCS proofs sign the tree itself; for them only the first rule holds.
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

#: What only a credential says of itself (VC Data Model 2.0 §4; a test holds the list to the contexts).
_CREDENTIAL: Final = frozenset(
    {
        *("issuer", "credentialSubject", "credentialStatus", "proof"),
        *("validFrom", "validUntil", "issuanceDate", "expirationDate"),
    }
)
#: What else is read of a credential, and the types that decide how.
_OF_A_CREDENTIAL: Final = _CREDENTIAL | {"name", "description", "evidence", "endorsement"}
_DECIDING: Final = frozenset(
    {
        *("VerifiableCredential", "VerifiablePresentation", "OpenBadgeCredential", "AchievementCredential"),
        *("ClrCredential", "EndorsementCredential", "BitstringStatusListCredential", "StatusList2021Credential"),
    }
)
#: What only a subject may say under its id.
_SUBJECT: Final = frozenset({"identifier", "achievement", "verifiableCredential"})
#: What is read of a thing that has an id, by the member that it is read from; of a status entry all.
_READ: Final[Mapping[str, frozenset[str]]] = {
    "evidence": frozenset({"name"}),
    "alignment": frozenset({"targetName", "targetUrl"}),
    "achievement": frozenset({"name", "description", "creator", "criteria", "image", "alignment", "endorsement"}),
}
#: One text each, or one text in a language.
_TEXTS: Final = frozenset(
    {
        *("name", "description", "narrative", "endorsementComment", "url", "targetName", "targetUrl"),
        *("identityHash", "identityType", "salt", "statusListCredential", "encodedList"),
        *("validFrom", "validUntil", "issuanceDate", "expirationDate", "awardedDate"),
    }
)
#: One value each, whatever it is.
_SINGLE: Final = frozenset(
    {"id", "issuer", "credentialSubject", "creator", "criteria", "image", "hashed", "statusListIndex", "statusSize"}
)
#: Members whose texts are identifiers, beside `id` and `type`.
_REFERENCES: Final = frozenset(
    {"issuer", "credentialSubject", "credentialStatus", "criteria", "image", "evidence", "statusListCredential"}
)
#: The contexts name some classes and some properties with one address: as a member or as a type each of these would
#: stand for its twin (`Image` for `image`). A test holds the lists to the contexts.
CLASSES_AS_MEMBERS: Final = frozenset(
    {*("Achievement", "Address", "Criteria", "GeoCoordinates", "Image", "Profile"), *("Result", "RubricCriterionLevel")}
)
MEMBERS_AS_TYPES: Final = frozenset(
    {*("achievement", "address", "criteria", "geo", "image", "creator"), *("result", "rubricCriterionLevel")}
)
#: Where the known classes live: a type is written by its short name, not by its address.
NAMESPACES: Final = (
    "https://purl.imsglobal.org/spec/vc",
    "https://imsglobal.github.io/openbadges-specification/",
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/security#",
    "https://w3id.org/vc/status-list#",
    "https://schema.org/Alignment",
)
#: What contexts use to shorten addresses; none is the scheme of an address.
PREFIXES: Final = frozenset({"obi", "cred", "sec", "xsd"})

#: Lists of which each entry counts.
_ONCE: Final = frozenset({"credentialStatus", "evidence", "alignment", "endorsement"})

#: An object, and the credential that it stands in.
_Place = tuple[Mapping[str, Any], Mapping[str, Any]]
#: Looks at the value of a member, and raises OddError.
_Rule = Callable[[str, Any], None]


class Spelling:
    """How a document is spelled, leaving out its own `proof` (which the signature leaves out): its tree walked once.

    A document that has a proof over RDF is held to all rules, any other to the first. The walk looks at names alone,
    and gathers what is described under which id; what costs more is done when `odd` is first asked for.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        # The document itself, and every credential inside.
        self._credentials: list[Mapping[str, Any]] = []
        # Each object that has an id, with the credential it stands in.
        self._described: dict[str, list[_Place]] = {}
        # Each endorsement, with the credential that it was put into.
        self._endorsements: list[tuple[Any, Mapping[str, Any]]] = []
        # What is asked of each member, in the order of the tree, as far as it is not known to be odd.
        self._rules: list[tuple[_Rule, str, Any]] = []
        self._is_odd = False
        self._is_rdf = any(suite and suite.form == "rdfc" for suite in map(suite_of, listed(document.get("proof"))))
        self.odd_name: Odd | None = None
        """The first unusual name of a member."""
        try:
            if self._is_rdf:
                self._credential(document)
            else:
                check_names({key: value for key, value in document.items() if key != "proof"})
        except OddError as error:
            self.odd_name = error.odd

    @cached_property
    def odd(self) -> Odd | None:
        """The first unusual spelling; a name comes before all else."""
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

    def _asked(self, rule: _Rule, key: str, value: Any) -> None:
        if not self._is_odd:
            self._rules.append((rule, key, value))

    def _refused(self, key: str) -> None:
        """Nothing that stands behind this is looked at, but for its names."""
        self._asked(_refuse, key, None)
        self._is_odd = True

    def _credential(self, credential: Mapping[str, Any]) -> None:
        self._credentials.append(credential)
        self._object(credential, credential)

    def _object(self, at: Mapping[str, Any], owner: Mapping[str, Any]) -> None:
        known = at.get("id")
        if isinstance(known, str) and at is not owner:
            self._described.setdefault(known, []).append((at, owner))
        if "@value" in at:
            self._asked(_value_object, "@value", at)
        for key, value in at.items():
            check_name(at, key, value)
            if key == "@context" or value is None or (key == "proof" and at is self._document):
                continue
            self._member(at, owner, key, value)
            if key == "jsonSchema" and self._is_json(at):
                # JSON that is signed as it stands.
                check_names(value)
                continue
            for one in listed(value):
                if isinstance(one, list):
                    self._refused(key)
                    check_names(one)
                elif isinstance(one, dict) and key in ("endorsement", "verifiableCredential"):
                    self._credential(one)
                elif isinstance(one, dict):
                    self._object(one, owner)

    def _member(self, at: Mapping[str, Any], owner: Mapping[str, Any], key: str, value: Any) -> None:
        """What is asked of a member, whatever is in it."""
        if key in CLASSES_AS_MEMBERS or (key in _CREDENTIAL and at is not owner):
            self._refused(key)
        self._asked(_plain, key, value)
        if key == "statusPurpose" and not isinstance(value, str) and at.get("encodedList") is None:
            # A list has one or several; an entry has one.
            self._refused(key)
        if key in _ONCE:
            self._asked(_once, key, listed(value))
        if key == "endorsement":
            self._endorsements += [(one, owner) for one in listed(value)]
        if key == "verifiableCredential" and not _is_record(at, owner):
            self._refused(key)

    def _is_json(self, at: Mapping[str, Any]) -> bool:
        """Whether `jsonSchema` is JSON here: by the type that has that word, of the vocabulary that has that type."""
        return "JsonSchema" in listed(at.get("type")) and VC2 in listed(self._document.get("@context"))

    def _one_credential(self) -> None:
        """Nothing else says under the credential's id what is read of the credential."""
        known = id_of(self._document)
        if any(id_of(one) == known for one in self._credentials[1:]):
            raise OddError("id")
        for at, _ in self._described.get(known, ()):
            for key, value in at.items():
                if key in _OF_A_CREDENTIAL or (key == "type" and _DECIDING.intersection(listed(value))):
                    raise OddError(key)

    def _whole_where_read(self) -> None:
        """What is read under an id is said in the place where it is read, whatever else is said of the id elsewhere."""
        seen: set[tuple[str, str]] = set()
        for key, one in _read_under_an_id(self._document):
            known = id_of(one)
            if not known or (key, known) in seen:
                continue
            seen.add((key, known))
            here = one if isinstance(one, dict) else {}
            for at, _ in self._described.get(known, ()):
                read = _READ.get(key) or at.keys() - {"id"}
                said = [name for name in read if at.get(name) is not None]
                if at is not one and not all(same(at[name], here.get(name)) for name in said):
                    raise OddError(key)

    def _one_holder(self) -> None:
        """What only the holder's own place may say, and endorsements, wherever they stand."""
        subject, issuer = self._document.get("credentialSubject"), self._document.get("issuer")
        # Credentials inside a record are looked at on their own, and may have the same holder and the same issuer.
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
        """The name of issuer or holder does not stand only in the words of somebody else, who endorses."""
        by = id_of(self._document.get("issuer"))
        for key in keys if known else ():
            said = [owner for at, owner in self._described.get(known, ()) if _is_one(at.get(key))]
            owners = [owner for owner in said if id(owner) not in within]
            if owners and not any(id_of(owner.get("issuer")) == by for owner in owners):
                raise OddError(key)


def _is_one(value: object) -> bool:
    return value is not None and not isinstance(value, list)


def _within(records: object) -> set[int]:
    """Every credential in the entries of a learner record, and the endorsements in those, by identity."""
    found: set[int] = set()
    stack = [one for one in listed(records) if isinstance(one, dict)]
    while stack:
        value = stack.pop()
        found.add(id(value))
        stack += [one for inner in value.values() for one in listed(inner) if isinstance(one, dict)]
    return found


def _read_under_an_id(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What the checks and the report read of a credential beside its own members, issuer and subject."""
    # What a learner record lists as achievements is not read: its entries are.
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
    """Whether a type is one of the known ones in other words than its short name."""
    return one in MEMBERS_AS_TYPES or one.startswith(NAMESPACES) or _shortened(one)


def _plain(key: str, value: object) -> None:
    """One value where there is one, a text where there is a text, a short name where there is a type."""
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
    """Whatever has an id is in a list once, or said alike: whole in one entry and in part in another would be two."""
    said: dict[str, str] = {}
    for one in values if len(values) > 1 else ():
        if known := id_of(one):
            text = text_of(one)
            if said.setdefault(known, text) != text:
                raise OddError(key)


def _refuse(key: str, _: Any) -> None:
    raise OddError(key)


def _value_object(key: str, at: Mapping[str, Any]) -> None:
    """A text in a language is the one value that needs an object around it."""
    if not isinstance(at["@value"], str) or not isinstance(at.get("@language"), str) or "@type" in at:
        raise OddError(key)


def _in_languages(values: list[Any]) -> bool:
    """Whether a list has one text in several languages, each once."""
    several = len(values) > 1 and all(isinstance(one, dict) and "@value" in one for one in values)
    compared = values[:COMPARED_TEXTS]
    return several and all(not same(one, other) for at, one in enumerate(compared) for other in compared[:at])


def _shortened(text: str) -> bool:
    prefix, colon, rest = text.partition(":")
    return bool(colon) and prefix in PREFIXES and not rest.startswith("//")


def _is_record(at: Mapping[str, Any], owner: Mapping[str, Any]) -> bool:
    """Whether it is the subject of a learner record."""
    return at is owner.get("credentialSubject") and "ClrCredential" in listed(owner.get("type"))
