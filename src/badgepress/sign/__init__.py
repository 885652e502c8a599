"""Compose, sign and store awards. Each award is signed once; any machine can rebuild the site from what is stored.

Only this room writes below `issued/`, and only while it holds the programme's lock.
"""

from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.sign.audit import TAMPERED, Auditor, audit_list, audit_lists
from badgepress.sign.compose import achievement, issuer_did, known_issuers, own_issuers, profile
from badgepress.sign.diddocuments import did_documents
from badgepress.sign.erase import erased, erased_ids
from badgepress.sign.expiring import Expiring, expiring
from badgepress.sign.find import find_award
from badgepress.sign.issue import Waiting, keep_lines, keep_list, sign_files, signed_lines, unsignable
from badgepress.sign.keyring import PASSPHRASE, Keyring, load_keyring, preview_key, sample_key_warnings, write_key_file
from badgepress.sign.lines import RESTORE
from badgepress.sign.listindexes import reserved, settle
from badgepress.sign.lost import lost, taken_places
from badgepress.sign.needs import Need, absent, keyless
from badgepress.sign.plan import Order, Plan, make_plan, signer
from badgepress.sign.resolve import Joined, Resolved, resolve
from badgepress.sign.restore import Restored, plan_restore
from badgepress.sign.signed import after_signing
from badgepress.sign.signer import Signer
from badgepress.sign.status import EARLY, Signed, Wanted, lapses, list_of, read_signed, set_bits
from badgepress.sign.status import sign as sign_list
from badgepress.sign.store import FOLDER, restore_hint, sweep
from badgepress.sign.survey import (
    Contents,
    Kept,
    Packed,
    Survey,
    contents_of,
    files_to_survey,
    issued_awards,
    packed,
    survey,
    with_signed,
)
from badgepress.sign.uses import Use, uses

__all__ = [
    "EARLY",
    "FOLDER",
    "PASSPHRASE",
    "RESTORE",
    "TAMPERED",
    "Auditor",
    "Contents",
    "Expiring",
    "Joined",
    "Kept",
    "Keyring",
    "Need",
    "Order",
    "Packed",
    "Plan",
    "Resolved",
    "Restored",
    "SecretKey",
    "Signed",
    "Signer",
    "Survey",
    "Use",
    "Waiting",
    "Wanted",
    "absent",
    "achievement",
    "after_signing",
    "audit_list",
    "audit_lists",
    "contents_of",
    "did_documents",
    "erased",
    "erased_ids",
    "expiring",
    "files_to_survey",
    "find_award",
    "issued_awards",
    "issuer_did",
    "keep_lines",
    "keep_list",
    "keyless",
    "known_issuers",
    "lapses",
    "list_of",
    "load_keyring",
    "lost",
    "make_plan",
    "own_issuers",
    "packed",
    "plan_restore",
    "preview_key",
    "profile",
    "read_signed",
    "reserved",
    "resolve",
    "restore_hint",
    "sample_key_warnings",
    "set_bits",
    "settle",
    "sign_files",
    "sign_list",
    "signed_lines",
    "signer",
    "survey",
    "sweep",
    "taken_places",
    "unsignable",
    "uses",
    "with_signed",
    "write_key_file",
]
