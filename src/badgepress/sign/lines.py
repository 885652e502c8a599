"""One line of the issued store: a signed credential, or the tombstone that erasure leaves.

Bytes matter because the lines are published: each line must be what `orjson` writes for its content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from badgepress.errors import Problem, SignError, problem
from badgepress.inside import Path
from badgepress.model import Program
from badgepress.model.pattern import Filled, Patterns

#: The hint for a damaged or lost store.
RESTORE = "`badgepress restore` puts back what was written"
_STATUS = re.compile(r"status/([1-9][0-9]{0,8})\.json\Z")
_NUMBER = re.compile(r"[0-9]{1,9}")
_ENDING: Final = "/credential.json"
_ACHIEVEMENT: Final = b'"achievement":{"id":"'

ID: Final[Path] = ("id",)
STATUS_ID: Final[Path] = ("credentialStatus", "id")
STATUS_LIST: Final[Path] = ("credentialStatus", "statusListCredential")
STATUS_INDEX: Final[Path] = ("credentialStatus", "statusListIndex")
ISSUED: Final[Path] = ("validFrom",)
EXPIRES: Final[Path] = ("validUntil",)
AWARDED: Final[Path] = ("awardedDate",)
EARNER: Final[Path] = ("credentialSubject", "id")
CREATED: Final[Path] = ("proof", 0, "created")
PROOF_VALUE: Final[Path] = ("proof", 0, "proofValue")
#: Where two awards of one badge class differ, if neither has evidence, results or a narrative.
VARYING: Final[tuple[Path, ...]] = (
    ID,
    ISSUED,
    EXPIRES,
    AWARDED,
    EARNER,
    ("credentialSubject", "identifier", 0, "identityHash"),
    ("credentialSubject", "identifier", 0, "salt"),
    ("credentialSubject", "identifier", 1, "identityHash"),
    STATUS_ID,
    STATUS_INDEX,
    STATUS_LIST,
    CREATED,
    PROOF_VALUE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the store: the award's id, its status list number and index, and the exact bytes.

    `issuer` is a DID. A tombstone has no `credential` and no `issuer`; its `erased` is the date. `file` and `line` say
    where the line is, as messages name it.
    """

    id: str
    number: int
    index: int
    issuer: str
    raw: bytes
    credential: Mapping[str, Any] | None
    erased: str
    file: str
    line: int

    @property
    def common(self) -> Mapping[str, Any]:
        """The credential, but for the texts that differ between awards of one class; empty for a tombstone."""
        return self.credential.pattern.document if isinstance(self.credential, Filled) else self.credential or {}

    @property
    def ends(self) -> str:
        """The moment when the award ends, as it was signed (RFC 3339); empty if it does not end."""
        text = self.credential.text(EXPIRES) if isinstance(self.credential, Filled) else None
        return text if text is not None else str(self.common.get("validUntil") or "")


def respelled(shown: str, line: int, got: str, expected: str, *, hint: str = RESTORE) -> Problem:
    """Return the problem for a file whose content is right but whose bytes are not the original ones."""
    message = "these are not the bytes that were signed, and the bytes are what is published"
    return problem("issued-respelled", message, file=shown, line=line, got=got, expected=expected, hint=hint)


def unlike(raw: bytes, exact: bytes) -> tuple[str, str]:
    """Describe the first difference between two byte strings: what is there, and what should be."""
    at = parting(raw, exact)
    return f"{_piece(raw, at)} at byte {at + 1}", _piece(exact, at)


def parting(one: bytes, other: bytes) -> int:
    """Return the offset at which two byte strings first differ, or the shorter one ends."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _piece(data: bytes, at: int) -> str:
    return repr(data[at : at + 12].decode("utf-8", "replace")) if data[at:] else "the end"


def parse(program: Program, raw: bytes, shown: str, number: int, patterns: Patterns | None = None) -> Line:
    """Parse one line. Raises SignError `issued-line-broken`, `issued-respelled` or `base-url-changed`.

    With `patterns`, a line that is like an earlier one is read by that one's pattern.
    """
    if patterns is None:
        return _line(program, raw, _document(raw, shown, number), shown, number)
    kind = _kind(raw)
    filled = patterns.find(raw, kind)
    line = _like_earlier(program, raw, filled, shown, number) if filled is not None else None
    if line is None:
        document = _document(raw, shown, number)
        line = _line(program, raw, document, shown, number)
        if filled is None and is_plain(document):
            patterns.learn(document, VARYING, kind)
    return line


def _kind(raw: bytes) -> bytes:
    """The address of the line's achievement, which the awards of one badge class share."""
    start = raw.find(_ACHIEVEMENT)
    return raw[start : raw.find(b'"', start + len(_ACHIEVEMENT))] if start >= 0 else b""


def is_plain(document: Mapping[str, Any]) -> bool:
    """Whether an award is like others of its class except at `VARYING`: it has nothing of its own beside these."""
    subject = document.get("credentialSubject")
    own = {"narrative", "result"}
    return isinstance(subject, dict) and not subject.keys() & own and "evidence" not in document


def _like_earlier(program: Program, raw: bytes, filled: Filled, shown: str, number: int) -> Line | None:
    """The line that was read by its pattern. None if anything about it is wrong: then it must be parsed."""
    address, status_list, index = filled.text(ID), filled.text(STATUS_LIST), filled.text(STATUS_INDEX)
    if address is None or status_list is None or index is None:
        return None
    found, prefix = _STATUS.search(status_list), program.url("awards/")
    if not found or not _NUMBER.fullmatch(index) or not (address.startswith(prefix) and address.endswith(_ENDING)):
        return None
    award = address[len(prefix) : -len(_ENDING)]
    did: str = filled.pattern.document["issuer"]["id"]
    return Line(award, int(found[1]), int(index), did, raw, filled, "", shown, number)


def _document(raw: bytes, shown: str, number: int) -> Mapping[str, Any]:
    """The JSON object of a line that has the bytes that were signed. Raises SignError."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise cut(shown, number, "the line is incomplete") from None
    exact = orjson.dumps(document)
    if exact != raw:
        raise SignError(respelled(shown, number, *unlike(raw, exact)))
    if not isinstance(document, dict):
        raise cut(shown, number, "the line is not a credential")
    return document


def _line(program: Program, raw: bytes, document: Mapping[str, Any], shown: str, number: int) -> Line:
    """The line with this document. Raises SignError `issued-line-broken` or `base-url-changed`."""
    entry = document if "erased" in document else document.get("credentialStatus")
    place = _place(entry) if isinstance(entry, dict) else None
    if place is None:
        raise cut(shown, number, "the line has no status list index")
    prefix = program.url("awards/")
    identifier = document.get("id")
    identifier = identifier if isinstance(identifier, str) else ""
    if not identifier.startswith(prefix) or not identifier.endswith(_ENDING):
        raise SignError(
            problem(
                "base-url-changed",
                "this award was issued under another address, and issued awards keep theirs",
                file=shown,
                line=number,
                path="id",
                got=identifier or "no id",
                expected=f"{prefix}…{_ENDING}",
                hint=f"restore the base_url in {program.shown}/program.yml under which this was issued",
            )
        )
    award = identifier.removeprefix(prefix).removesuffix(_ENDING)
    if "erased" in document:
        return Line(award, *place, "", raw, None, str(document["erased"]), shown, number)
    issuer = document.get("issuer")
    did = issuer.get("id") if isinstance(issuer, dict) else None
    if not isinstance(did, str) or not document.get("proof") or "credentialSubject" not in document:
        raise cut(shown, number, "the line is not a signed credential")
    return Line(award, *place, did, raw, document, "", shown, number)


def _place(entry: Mapping[str, Any]) -> tuple[int, int] | None:
    found = _STATUS.search(str(entry.get("statusListCredential", "")))
    index = entry.get("statusListIndex")
    if not found or not isinstance(index, str) or not _NUMBER.fullmatch(index):
        return None
    return int(found[1]), int(index)


def cut(shown: str, number: int, message: str, *, got: str = "", expected: str = "") -> SignError:
    """Return the error `issued-line-broken` for a line that is not whole."""
    return SignError(
        problem(
            "issued-line-broken",
            message,
            file=shown,
            line=number,
            got=got,
            expected=expected,
            hint=f"all other lines are safe; {RESTORE}",
        )
    )
