"""Other kinds of status lists, and lists with messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.foreign import token
from tests.vectors.pieces import encoded_list
from tests.vectors.scene import Scene, good
from tests.vectors.world import (
    BASE,
    CONTEXTS,
    INDEX,
    LIST,
    ORG,
    ORG_METHOD,
    ORG_URL,
    STRANGER,
    STRANGER_KEY,
    Json,
    credential,
    documents,
    entry,
    put,
    signed,
    unsigned_list,
)

OLDER = "https://www.w3.org/2018/credentials/v1"
LIST_2021 = "https://w3id.org/vc/status-list/2021/v1"
REVOKED = f"{BASE}revoked.json"
ME = credential()["id"]


def scenes() -> Iterator[Scene]:
    """StatusList2021, 1EdTech lists, tokens and messages."""
    yield from _messages()
    yield from _list_2021()
    yield from _revocation_lists()
    yield from _tokens()


def _tokens() -> Iterator[Scene]:
    """Lists that are signed tokens."""

    def listed(name: str, description: str, text: str, code: str, verdict: str, **more: Any) -> Scene:
        world = documents() | {LIST: {"text": text}}
        return Scene(
            f"status/token-{name}", description, {"json": signed()}, good(code), verdict, (ORG_URL, LIST), world, **more
        )

    fine = token(unsigned_list(), kid=ORG_METHOD, typ="vc+jwt")
    yield listed("ok", "a list that is a signed token", fine + "\n", "status-ok", "valid")
    revoked = token(unsigned_list((INDEX,)), kid=ORG_METHOD, typ="vc+jwt")
    yield listed("revoked", "a token that says that the badge is revoked", revoked, "status-revoked", "revoked")
    forged = token(unsigned_list(), STRANGER_KEY, kid=ORG_METHOD)
    yield listed(
        "forged", "a token by a stranger in the organisation's name", forged, "status-list-invalid", "unverified"
    )
    bare = {name: value for name, value in unsigned_list().items() if name not in ("@context", "validUntil")}
    over = token({**bare, "exp": 1789344000}, kid=ORG_METHOD)
    yield listed("over", "a token without a context that ended by its claim", over, "status-list-stale", "unverified")
    nulled = token({**unsigned_list(), "validUntil": None, "exp": 1789344000}, kid=ORG_METHOD)
    yield listed("null", "a token that ended by its claim, and says null", nulled, "status-list-stale", "unverified")
    told = {"outcome": "passed", "code": "status-ok", "values": {}}
    telling = token({**unsigned_list((INDEX,)), **told}, kid=ORG_METHOD)
    yield listed("telling", "a list that looks like a verifier's own answer", telling, "status-revoked", "revoked")
    foreign = token(unsigned_list(), STRANGER_KEY, kid=f"{STRANGER}#{STRANGER_KEY.public}")
    yield listed(
        "foreign",
        "a token that names a stranger's key, which is not read",
        foreign,
        "status-list-invalid",
        "unverified",
    )


def _messages() -> Iterator[Scene]:
    def noted(name: str, description: str, entry_: Json, bits: tuple[int, ...], code: str, verdict: str) -> Scene:
        listed = signed(unsigned_list(bits, purpose="message"))
        badge = {"json": signed(put(credential(), entry_, "credentialStatus"))}
        fetched: tuple[str, ...] | None = (ORG_URL,) if code == "status-unsupported" else None
        fetched = (ORG_URL, LIST) if code in ("status-message", "status-list-invalid") else fetched
        return Scene(
            f"status/message-{name}", description, badge, good(code), verdict, fetched, documents(listed=listed)
        )

    meanings = [
        {"status": "0x0", "message": "in force"},
        {"status": "0x1", "message": "under review"},
        {"status": "0x02", "message": "name corrected"},
    ]
    two_bits = entry(purpose="message", index="5") | {"statusSize": 2, "statusMessage": meanings}
    yield noted("none", "two bits that are zero", two_bits, (), "status-ok", "valid")
    yield noted("second", "two bits that say 2", two_bits, (10,), "status-message", "valid")
    unnamed = entry(purpose="message", index="5") | {"statusSize": 2}
    yield noted("unnamed", "a value without words", unnamed, (10, 11), "status-message", "valid")
    outside = entry(purpose="message", index="65536") | {"statusSize": 2, "statusMessage": meanings}
    yield noted("outside", "a place beyond the list's end", outside, (), "status-list-invalid", "unverified")
    wide = entry(purpose="message") | {"statusSize": 9}
    yield noted("wide", "more bits than anybody needs", wide, (), "status-unsupported", "unverified")
    broad = entry() | {"statusSize": 2}
    yield noted("revocation-wide", "a revocation of two bits", broad, (), "status-unsupported", "unverified")
    both = [entry(), two_bits | {"statusListCredential": f"{BASE}status/2.json"}]
    world = documents() | {
        f"{BASE}status/2.json": {
            "json": signed(unsigned_list((11,), purpose="message") | {"id": f"{BASE}status/2.json"})
        }
    }
    yield Scene(
        "status/message-beside",
        "not revoked, and a note beside it",
        {"json": signed(put(credential(), both, "credentialStatus"))},
        good("status-message"),
        fetched=(ORG_URL, LIST, f"{BASE}status/2.json"),
        documents=world,
    )


def _list_2021() -> Iterator[Scene]:
    def listed(bits: tuple[int, ...] = (), *, text: str = "", **more: Any) -> Json:
        document = {
            "@context": [OLDER, "https://w3id.org/security/data-integrity/v2", LIST_2021],
            "id": LIST,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": ORG,
            "issuanceDate": "2026-11-01T00:00:00Z",
            "expirationDate": "2026-12-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{LIST}#list",
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": text or encoded_list(16_384, bits)[1:],
            },
        }
        return signed(document | more, created="2026-11-01T00:00:00Z")

    older = entry() | {"type": "StatusList2021Entry"}
    document = put(credential(), older, "credentialStatus")
    badge = {"json": signed(document | {"@context": [*CONTEXTS, LIST_2021]})}

    def asked(name: str, description: str, answer: Json, code: str, verdict: str) -> Scene:
        world = documents(listed=answer)
        return Scene(f"status/2021-{name}", description, badge, good(code), verdict, (ORG_URL, LIST), documents=world)

    yield asked("ok", "a StatusList2021", listed(), "status-ok", "valid")
    yield asked("revoked", "the badge's bit is set", listed((INDEX,)), "status-revoked", "revoked")
    yield asked("marked", "a list whose text has the later mark", listed(text=encoded_list()), "status-ok", "valid")
    yield asked("other-kind", "a newer list in its place", signed(unsigned_list()), "status-list-invalid", "unverified")
    unsigned = {name: value for name, value in listed().items() if name != "proof"}
    yield asked("unsigned", "a list without signature", unsigned, "status-list-invalid", "unverified")
    stale = listed(issuanceDate="2026-09-01T00:00:00Z", expirationDate="2026-10-01T00:00:00Z")
    yield asked("stale", "a list that is out of date", stale, "status-list-stale", "unverified")
    other = listed(issuer=STRANGER)
    yield asked("other-issuer", "a list in somebody else's name", other, "status-list-invalid", "unverified")


def _revocation_lists() -> Iterator[Scene]:
    def asked(name: str, description: str, answer: Json, code: str, verdict: str, **more: Any) -> Scene:
        address = more.pop("address", REVOKED)
        pointer = {"id": address, "type": "1EdTechRevocationList"}
        fetched = (ORG_URL, REVOKED) if address == REVOKED else (ORG_URL,)
        return Scene(
            f"status/1edtech-{name}",
            description,
            {"json": signed(put(credential(), pointer, "credentialStatus"))},
            good(code),
            verdict,
            fetched,
            documents=documents() | ({REVOKED: answer} if answer else {}),
            **more,
        )

    def listed(*revoked: Json, **more: Any) -> Json:
        return {"json": {"id": REVOKED, "issuer": ORG, "revokedCredential": list(revoked)} | more}

    mine = {"id": ME, "revoked": True, "revocationReason": "issued in error"}
    other = {"id": f"{BASE}awards/else/credential.json", "revoked": True}
    yield asked("ok", "a list of others that were revoked", listed(other), "status-ok", "valid", notes=())
    yield asked(
        "revoked",
        "the badge is in the list",
        listed(other, mine),
        "status-revoked",
        "revoked",
        notes=(("because", {"reason": "issued in error"}),),
    )
    yield asked("one", "one object in place of a list", listed(revokedCredential=mine), "status-revoked", "revoked")
    yield asked("not-so", "named, and not revoked", listed(mine | {"revoked": False}), "status-ok", "valid")
    yield asked("other-issuer", "somebody else's list", listed(issuer=STRANGER), "status-list-invalid", "unverified")
    yield asked("no-list", "an object of another kind", {"json": {"issuer": ORG}}, "status-list-invalid", "unverified")
    said_null = listed(revokedCredential=None)
    yield asked("nothing", "a list that says null", said_null, "status-list-invalid", "unverified")
    entries: dict[str, Any] = {"null": None, "list": [ME], "nameless": {"@id": ME}}
    for name, one in entries.items():
        unread = listed(other, one)
        yield asked(f"entry-{name}", "an entry that nobody can read", unread, "status-list-invalid", "unverified")
    elsewhere = listed(id=f"{BASE}other.json")
    yield asked("other-list", "another list in its place", elsewhere, "status-list-invalid", "unverified")
    yield asked("unreachable", "nobody answers", {}, "status-unreachable", "unverified")
    http = "http://badges.example.org/revoked.json"
    yield asked("http", "a list that anyone could change", {}, "status-list-invalid", "unverified", address=http)
