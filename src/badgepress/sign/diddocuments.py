"""The DID documents in which issuers publish their keys."""

from __future__ import annotations

from datetime import datetime

import orjson

from badgepress.model import Issuer, Program, rfc3339
from badgepress.openbadges.keys.did import KeyWindow, issuer_document
from badgepress.sign.compose import issuer_did


def did_documents(program: Program) -> dict[str, bytes]:
    """Return every issuer's DID document: path in the site (`issuers/<slug>/did.json`) → bytes."""
    return {
        f"issuers/{slug}/did.json": orjson.dumps(_document(program, issuer), option=orjson.OPT_INDENT_2) + b"\n"
        for slug, issuer in program.issuers.items()
    }


def _document(program: Program, issuer: Issuer) -> dict[str, object]:
    windows = [KeyWindow(key.public, _text(key.since), _text(key.until), _text(key.revoked)) for key in issuer.keys]
    return issuer_document(issuer_did(program, issuer), windows, also_known_as=[issuer.url])


def _text(moment: datetime | None) -> str:
    return rfc3339(moment) if moment else ""
