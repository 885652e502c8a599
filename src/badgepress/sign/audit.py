"""Whether what is kept in `issued/` is still what the issuers signed."""

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
    """Problems for the lines of one file of the store that no listed key of their issuer signed.

    Lines that cannot be read at all are left to `survey`. That a key was not valid when it signed is a warning, and
    only for the newest line of an award: after a theft such lines stay, and the award is issued again.
    """
    newest = {line.id: line for line in lines}
    found = [(line, wrong) for line in lines if (wrong := audit_line(program, line))]
    return [
        replace(wrong, severity="warning") if wrong.code == OUTSIDE else wrong
        for line, wrong in found
        if wrong.code != OUTSIDE or newest[line.id] is line
    ]


def audit_line(program: Program, line: Line) -> Problem | None:
    """What is wrong with one line; nothing with what erasure left."""
    return audit_document(program, line.credential, line.file, line.line) if line.credential else None


def audit_list(program: Program, signed: Signed) -> list[Problem]:
    """The same for a signed status list."""
    shown = f"{program.shown}/{store.FOLDER}/status/{path_of(program, signed.number).name}"
    wrong = audit_document(program, signed.document, shown, 1)
    return [wrong] if wrong else []


def audit_lists(program: Program, kept: Sequence[Signed]) -> list[Problem]:
    """The same for all lists. Of those that are not `kept`, and are signed again, only that they were altered."""
    numbers = {signed.number for signed in kept}
    found = [one for signed in kept for one in audit_list(program, signed)]
    for number in sorted(kept_numbers(program) - numbers):
        signed = read_signed(program, number)[0]
        found += [one for one in audit_list(program, signed) if one.code == TAMPERED] if signed else []
    return found


def audit_document(program: Program, document: Mapping[str, Any], shown: str, line: int) -> Problem | None:
    """What is wrong with a signed document; nothing where a key of an issuer of the programme signed it as it is."""
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
        return _tampered(shown, line, "it names an issuer whose key did not sign it")
    if key is None:
        renamed = did.rpartition(":issuers:")[2] if isinstance(did, str) and did not in ours else ""
        is_own = bool(renamed) and did == did_web(program.settings.base_url, renamed)
        return problem(
            "issued-key-unlisted",
            "the key that signed this is not listed by its issuer, so nobody can verify it",
            file=shown,
            line=line,
            path="proof[0].verificationMethod",
            got=method,
            expected=", ".join(keys) or "a key of an issuer of this programme",
            hint=f"'{renamed}' has signed awards: name its file issuers/{renamed}.yml again"
            if is_own
            else "keys that ever signed stay in the issuer's file; give an old one `until:` instead of removing it",
        )
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    try:
        proof.check(unsigned, proofs[0], decode_public(key.public))
        window = key.window_problem(moment(proofs[0].get("created")))
    except CredentialError as error:
        if error.code == MISSING:  # it says nothing about the line
            raise
        return _tampered(shown, line, error.problems[0].sentence())
    except ValueError:
        return _tampered(shown, line, "its proof names no moment of signing")
    if window:
        return problem(
            OUTSIDE,
            "this was signed at a time when its key was not valid",
            file=shown,
            line=line,
            path="proof[0].created",
            got=str(proofs[0].get("created")),
            expected="a moment inside the key's from/until/revoked",
            hint="mend the key's window in the issuer's file, or issue the award again",
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
