"""Endorsements by what they are about, parts without a type, and hashes that nobody can compare."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.endorsements import ENDORSEMENTS, endorsement
from tests.vectors.scenes.records import record
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    ANSWERED,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    EMAIL,
    ORG,
    ORG_KEY,
    STRANGER,
    Json,
    credential,
    did_document,
    documents,
    put,
    signed,
)

SUBJECT = "credentialSubject"
ACHIEVEMENT = (SUBJECT, "achievement")
ABOUT = credential()[SUBJECT]["achievement"]["id"]
AUTHOR = "https://authors.example.org/profile"
COMMENT = "We accept it for credit."
#: The note on an endorsement, by what it is about.
NOTES = {
    "badge": "endorsement-ok",
    "issuer": "endorsement-ok-issuer",
    "achievement": "endorsement-ok-achievement",
    "creator": "endorsement-ok-creator",
}


def scenes() -> Iterator[Scene]:
    """Subjects, places, types and hashes."""
    yield from _endorsed()
    yield from _other_places()
    yield from _typed()
    yield from _hidden()


def sealed(of_what: str, number: int = 1) -> Json:
    """The college's endorsement of it."""
    made = endorsement(of_what) | {"id": f"{ENDORSEMENTS}{number}.json"}
    return signed(made, COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")


def authored(who: str = AUTHOR) -> Json:
    """The badge, unsigned, with the organisation that designed it."""
    return put(credential(), {"id": who, "type": ["Profile"], "name": "Example Authors"}, *ACHIEVEMENT, "creator")


def _scene(name: str, description: str, document: Json, *told: str) -> Scene:
    """Told is who or what each endorsement is about; empty for one that is about something else."""
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    return Scene(
        f"endorsements/{name}",
        description,
        {"json": signed(document)},
        good("endorsements-ok" if all(told) else "endorsements-bad"),
        fetched=(*ANSWERED, *((COLLEGE_URL,) if any(told) else ())),
        documents=documents() | college,
        endorsed=tuple(("passed", COMMENT, NOTES[one]) if one else ("failed", None) for one in told),
    )


def _refused(name: str, description: str, document: Json, code: str) -> Scene:
    return bad(f"format/{name}", description, {"json": document}, code, fetched=())


def _endorsed() -> Iterator[Scene]:
    ids = {"badge": credential()["id"], "issuer": ORG, "achievement": ABOUT, "creator": AUTHOR}
    for name, known in ids.items():
        yield _scene(
            f"about-{name}", f"of the {name}, put into the badge", put(authored(), [sealed(known)], "endorsement"), name
        )
    holders = {"issuer": ("issuer",), "achievement": ACHIEVEMENT, "creator": (*ACHIEVEMENT, "creator")}
    for name, path in holders.items():
        document = put(authored(), [sealed(ids[name])], *path, "endorsement")
        yield _scene(f"of-{name}", f"put into the {name}", document, name)
        other = sealed(ids["badge" if name != "issuer" else "achievement"])
        wrong = put(authored(), [other], *path, "endorsement")
        yield _scene(f"of-{name}-other", f"put into the {name}, of something else", wrong, "")
    yield _scene("about-stranger", "of somebody else", put(authored(), [sealed(STRANGER)], "endorsement"), "")
    several = [sealed(known, number) for number, known in enumerate(ids.values())]
    yield _scene("about-each", "of each", put(authored(), several, "endorsement"), *ids)
    bare = put(authored(), AUTHOR, *ACHIEVEMENT, "creator")
    yield _scene("about-address", "of a creator by its address", put(bare, [sealed(AUTHOR)], "endorsement"), "creator")


def _other_places() -> Iterator[Scene]:
    """The issuer is the creator as well: its endorsements may stand in either place, or in both."""
    own = authored(ORG)
    path = (*ACHIEVEMENT, "creator", "endorsement")
    yield _scene("in-creator", "the issuer's, where it is named as creator", put(own, [sealed(ORG)], *path), "issuer")
    bare = put(put(authored(ORG), ORG, "issuer"), [sealed(ORG)], *path)
    yield _scene("in-creator-alone", "the issuer's, and the issuer is only an address", bare, "issuer")
    both = put(put(authored(ORG), [sealed(ORG)], *path), [sealed(ORG, 2)], "issuer", "endorsement")
    yield _scene("in-both", "one in each place", both, "issuer", "issuer")
    evidence = {"id": ORG, "type": ["Evidence", "Profile"], "name": "Example Data Skills", "endorsement": [sealed(ORG)]}
    yield _scene("in-evidence", "the issuer's, in a third place", put(credential(), [evidence], "evidence"), "issuer")
    part = put(put(authored(ORG), [sealed(ORG)], *path), [sealed(ORG) | {"name": "Another"}], "issuer", "endorsement")
    yield bad(
        "format/endorsement-twice", "one endorsement in two ways", {"json": signed(part)}, "format-invalid", fetched=()
    )
    named = put(authored(ORG), [sealed(ORG)], *path)
    put(named, [f"{ENDORSEMENTS}1.json"], "issuer", "endorsement")
    yield bad(
        "format/endorsement-named", "whole here, named there", {"json": signed(named)}, "format-invalid", fetched=()
    )


def _typed() -> Iterator[Scene]:
    parts = {
        "evidence": {"id": "https://e.example/x", "name": "E"},
        "credentialSchema": {"id": "https://e.example/schema.json"},
        "termsOfUse": {"id": "https://e.example/terms"},
        "refreshService": {"id": "https://e.example/refresh"},
    }
    for name, part in parts.items():
        for kind, value in (("no", part), ("empty", {**part, "type": []}), ("list", [{**part, "type": None}])):
            document = signed(put(credential(), value, name)) if kind == "no" else put(credential(), value, name)
            described = f"{name} without a type ({kind})"
            yield bad(
                f"format/untyped-{name.lower()}-{kind}", described, {"json": document}, "format-missing", fetched=()
            )
    text = put(credential(), "https://e.example/x", "evidence")
    yield _refused("untyped-text", "evidence that is an address", text, "format-type")
    typed = put(credential(), {"id": "https://e.example/x", "type": "Evidence"}, "evidence")
    yield Scene("format/typed", "evidence with its type", {"json": signed(typed)})
    whole = record(signed(credential()))
    inside = signed(put(whole, {"id": "https://e.example/x"}, "evidence"), ORG_KEY)
    yield bad("records/untyped", "a record whose evidence has no type", {"json": inside}, "format-missing", fetched=())


def _hidden() -> Iterator[Scene]:
    mail = credential()[SUBJECT]["identifier"][0]
    hidden = {**mail, "identityHash": "md5$00c450c189812d92b3718d63a425a29d"}
    both = signed(put(credential(), [hidden, mail], SUBJECT, "identifier"))
    other = "ada@example.com"
    yield Scene("recipient/md5-beside", "one of two", {"json": both}, good("recipient-match"), email=EMAIL)
    yield Scene("recipient/md5-other", "or the other", {"json": both}, good("recipient-none"), email=other)
    newer = signed(put(credential(), [{**mail, "identityHash": "sha3-256$00"}], SUBJECT, "identifier"))
    yield Scene("recipient/sha3", "another hash", {"json": newer}, good("recipient-none"), email=EMAIL)
    plain = {"type": "IdentityObject", "hashed": False, "identityHash": EMAIL, "identityType": "emailAddress"}
    shown = signed(put(credential(), [plain], SUBJECT, "identifier"))
    mismatch = good("recipient-mismatch")
    yield Scene("recipient/plain-other", "an open address", {"json": shown}, mismatch, "invalid", email=other)
    yield Scene("recipient/plain-unasked", "an open address, and nobody asks", {"json": shown}, good())
    odd = {**plain, "identityHash": "md5@example.com"}
    named = signed(put(credential(), [odd], SUBJECT, "identifier"))
    fine = good("recipient-match")
    yield Scene(
        "recipient/plain-md5", "an address that begins like a hash", {"json": named}, fine, email="MD5@example.com"
    )
