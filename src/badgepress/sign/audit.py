"""Check that everything in `issued/` is still exactly what the issuers signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from badgepress.errors import CredentialError, Problem, problem
from badgepress.model import Key, Program, moment
from badgepress.model.pattern import Filled, Pattern
from badgepress.openbadges import proof
from badgepress.openbadges.alike import Alike, alike
from badgepress.openbadges.jsonld.contexts import MISSING
from badgepress.openbadges.keys.did import did_web
from badgepress.openbadges.keys.ed25519 import decode_public, verify_signature
from badgepress.openbadges.moments import moment as exact
from badgepress.sign import store
from badgepress.sign.compose import listed_keys, own_issuers
from badgepress.sign.lines import CREATED, PROOF_VALUE, RESTORE, Line
from badgepress.sign.status import Signed, kept_numbers, path_of, read_signed

OUTSIDE: Final = "issued-outside-window"
TAMPERED: Final = "issued-tampered"


class Auditor:
    """Checks the lines of a programme, file by file. What lines of one pattern have in common is checked once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._alike: dict[Pattern, _Sound | None] = {}

    def problems(self, lines: Sequence[Line]) -> list[Problem]:
        """Check the signature of every line of one store file; return a Problem for each that fails.

        `survey` reports lines that cannot be read. A key that was not valid when it signed is only a warning, and only
        for an award's newest line: after a key theft the old lines stay, and the award is issued again.
        """
        newest = {line.id: line for line in lines}
        found = [(line, wrong) for line in lines if (wrong := self._problem(line))]
        return [
            replace(wrong, severity="warning") if wrong.code == OUTSIDE else wrong
            for line, wrong in found
            if wrong.code != OUTSIDE or newest[line.id] is line
        ]

    def _problem(self, line: Line) -> Problem | None:
        filled = line.credential
        if isinstance(filled, Filled):
            if filled.pattern not in self._alike:
                self._alike[filled.pattern] = _sound(self._program, filled.pattern)
            alike = self._alike[filled.pattern]
            if alike is not None and alike.is_sound(filled.texts):
                return None
        return audit_line(self._program, line)


class _Sound:
    """Lines like one that is sound. They differ in texts, which decide about the signature and its date."""

    def __init__(self, pattern: Pattern, alike: Alike, key: Key) -> None:
        self._alike, self._key, self._public = alike, key, decode_public(key.public)
        self._created, self._signature = pattern.places[CREATED], pattern.places[PROOF_VALUE]
        self._held: dict[str, bool] = {}

    def is_sound(self, texts: Sequence[str]) -> bool:
        """Whether the line with these texts is what the issuer signed. If it may not be, audit the line by itself."""
        signature = proof.signature_in({"proofValue": texts[self._signature]})
        if signature is None or not self._held_at(texts[self._created]):
            return False
        hashed = self._alike.hash_data(texts)
        return hashed is not None and verify_signature(self._public, hashed, signature)

    def _held_at(self, created: str) -> bool:
        """Whether the key was valid at this moment, written as every date of a proof is."""
        if created not in self._held:
            try:
                held = exact(created) is not None and not self._key.window_problem(moment(created))
            except ValueError:
                held = False
            self._held[created] = held
        return self._held[created]


def _sound(program: Program, pattern: Pattern) -> _Sound | None:
    """What the lines of a pattern have in common. None if its own line is not sound, or others may not be like it."""
    document = pattern.document
    if not {CREATED, PROOF_VALUE} <= pattern.places.keys() or audit_document(program, document, "", 0) is not None:
        return None
    found = alike(document, pattern.paths)
    key = listed_keys(program).get(document["proof"][0]["verificationMethod"])
    return _Sound(pattern, found, key) if found is not None and key is not None else None


def audit_line(program: Program, line: Line) -> Problem | None:
    """Check one line. Return its Problem, or None if it is sound or a tombstone (what erasure left)."""
    return audit_document(program, line.credential, line.file, line.line) if line.credential else None


def audit_list(program: Program, signed: Signed) -> list[Problem]:
    """Check a signed status list."""
    shown = f"{program.shown}/{store.FOLDER}/status/{path_of(program, signed.number).name}"
    wrong = audit_document(program, signed.document, shown, 1)
    return [wrong] if wrong else []


def audit_lists(program: Program, kept: Sequence[Signed]) -> list[Problem]:
    """Check every status list. Lists not in `kept` are about to be signed again: report only tampering there."""
    numbers = {signed.number for signed in kept}
    found = [wrong for signed in kept for wrong in audit_list(program, signed)]
    for number in sorted(kept_numbers(program) - numbers):
        signed = read_signed(program, number)[0]
        found += [wrong for wrong in audit_list(program, signed) if wrong.code == TAMPERED] if signed else []
    return found


def audit_document(program: Program, document: Mapping[str, Any], shown: str, line: int) -> Problem | None:
    """Check that a key of one of the programme's issuers signed this document unchanged; return the Problem if not.

    Codes: `issued-tampered`, `issued-key-unlisted`, `issued-outside-window`. Raises CredentialError if a JSON-LD
    context is missing, which is not the document's fault.
    """
    issuer = document.get("issuer")
    did = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    ours = own_issuers(program)
    own = ours.get(did) if isinstance(did, str) else None
    keys = {f"{did}#{key.public}": key for key in (own.keys if own else ())}
    proofs = document.get("proof")
    if isinstance(proofs, Mapping):
        proofs = [proofs]
    if not isinstance(proofs, list) or len(proofs) != 1 or not isinstance(proofs[0], Mapping):
        return _tampered(shown, line, "it does not have exactly one proof")
    method = str(proofs[0].get("verificationMethod"))
    key = keys.get(method)
    if key is None and did not in ours and method.partition("#")[0] in ours:
        return _tampered(shown, line, "another issuer's key signed it")
    if key is None:
        renamed = did.rpartition(":issuers:")[2] if isinstance(did, str) and did not in ours else ""
        is_own = bool(renamed) and did == did_web(program.settings.base_url, renamed)
        return problem(
            "issued-key-unlisted",
            "the issuer does not list the key that signed this, so nobody can verify it",
            file=shown,
            line=line,
            path="proof[0].verificationMethod",
            got=method,
            expected=", ".join(keys) or "a key of an issuer of this programme",
            hint=f"'{renamed}' has signed awards: rename its file back to issuers/{renamed}.yml"
            if is_own
            else "never remove a key that has signed; put it back in the issuer's file and end it with `until:`",
        )
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    try:
        proof.check(unsigned, proofs[0], decode_public(key.public))
        window = key.window_problem(moment(proofs[0].get("created")))
    except CredentialError as error:
        if error.code == MISSING:  # a context is missing, so the line may well be sound
            raise
        return _tampered(shown, line, error.problems[0].sentence())
    except ValueError:
        return _tampered(shown, line, "its proof does not say when it was signed")
    if window:
        return problem(
            OUTSIDE,
            "this was signed when its key was not valid",
            file=shown,
            line=line,
            path="proof[0].created",
            got=str(proofs[0].get("created")),
            expected="a time within the key's from/until/revoked",
            hint="correct the key's from/until in the issuer's file, or issue the award again",
        )
    return None


def _tampered(shown: str, line: int, why: str) -> Problem:
    return problem(
        "issued-tampered",
        f"this is not what was signed: {why}",
        file=shown,
        line=line,
        hint=f"`git log -p -- {shown}` shows when it changed; {RESTORE}",
    )
