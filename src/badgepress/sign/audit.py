"""Check that everything in `issued/` is still exactly what the issuers signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from badgepress.errors import CredentialError, Problem, problem
from badgepress.model import Program, moment
from badgepress.openbadges import proof
from badgepress.openbadges.jsonld.contexts import MISSING
from badgepress.openbadges.keys.did import did_web
from badgepress.openbadges.keys.ed25519 import decode_public
from badgepress.sign import store
from badgepress.sign.compose import own_issuers
from badgepress.sign.status import Signed, kept_numbers, path_of, read_signed
from badgepress.sign.store import Line

OUTSIDE: Final = "issued-outside-window"
TAMPERED: Final = "issued-tampered"


def audit_lines(program: Program, lines: Sequence[Line]) -> list[Problem]:
    """Check the signature of every line of one store file; return a Problem for each that fails.

    `survey` reports lines that cannot be read. A key that was not valid when it signed is only a warning, and only for
    an award's newest line: after a key theft the old lines stay, and the award is issued again.
    """
    newest = {line.id: line for line in lines}
    found = [(line, wrong) for line in lines if (wrong := audit_line(program, line))]
    return [
        replace(wrong, severity="warning") if wrong.code == OUTSIDE else wrong
        for line, wrong in found
        if wrong.code != OUTSIDE or newest[line.id] is line
    ]


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
        hint=f"`git log -p -- {shown}` shows when it changed; {store.RESTORE}",
    )
