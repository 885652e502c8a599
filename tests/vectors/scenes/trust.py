"""Vectors of check 9, trust, and of sites that are served from another address."""

from __future__ import annotations

from collections.abc import Iterator

from tests.vectors.scene import Scene, bad, good
from tests.vectors.scenes.issuer import of
from tests.vectors.signing import KeyWindow, did_web_url
from tests.vectors.world import (
    BASE,
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    INDEX,
    credential,
    did_document,
    documents,
    key,
    put,
    signed,
    status_list,
)


def scenes() -> Iterator[Scene]:
    """Check 9, and where things are read."""
    foreign = signed(of(COLLEGE), COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    yield Scene(
        "trust/unknown",
        "an issuer that is not known here: a warning, and its address stands beside its name",
        {"json": foreign},
        good("status-none", "trust-unknown"),
        fetched=(COLLEGE_URL,),
        documents=college,
        text="valid-until",
        values={"issuer": "Example College (college.example.edu/credentials/issuers/registrar)"},
        notes=(("issuer-unknown", {"issuer": "college.example.edu/credentials/issuers/registrar"}),),
    )
    claimed = "Example Data Skills (badges.example.org)"
    for name, written, shown in (
        ("filled", f"{claimed}{chr(0x3164) * 200}", claimed),
        ("long", f"{claimed} {'x' * 400}", f"{claimed} {'x' * 39}…"),
        ("empty", chr(0x3164), ""),
    ):
        named = signed(of(COLLEGE, name=written), COLLEGE_KEY, method=f"{COLLEGE}#{COLLEGE_KEY.public}")
        address = COLLEGE.removeprefix("did:web:").replace(":", "/")
        yield Scene(
            f"trust/{name}-name",
            f"a stranger's name that would push the address out of the sentence: {name}",
            {"json": named},
            good("status-none", "trust-unknown"),
            fetched=(COLLEGE_URL,),
            documents=college,
            text="valid-until",
            values={"issuer": f"{shown} ({address})" if shown else address},
        )
    far = f"did:web:college.example.edu:%E9:caf%C3%A9:{'x' * 400}"
    far_url = did_web_url(far)
    yield Scene(
        "trust/long-address",
        "a stranger's address that is cut at its path, with an escape in it that makes no text",
        {"json": signed(of(far, name="Example College"), COLLEGE_KEY, method=f"{far}#{COLLEGE_KEY.public}")},
        good("status-none", "trust-unknown"),
        fetched=(far_url,),
        documents={far_url: {"json": did_document(far, KeyWindow(COLLEGE_KEY.public))}},
        text="valid-until",
        values={"issuer": f"Example College (college.example.edu/%E9/café/{'x' * 271}…)"},
    )
    yield Scene("trust/nobody", "nobody is known here", {"json": signed()}, good("trust-unknown"), trusted=())
    mimic = key("the mimic")
    as_key = f"did:key:{mimic.public}"
    named = signed(of(as_key, name="Example Data Skills"), mimic, method=f"{as_key}#{mimic.public}")
    yield Scene(
        "trust/same-name",
        "a stranger who took the name of a known issuer",
        {"json": named},
        good("status-none", "trust-unknown"),
        fetched=(),
        text="valid-until",
        values={"issuer": f"Example Data Skills ({as_key})"},
    )
    tricky = of(as_key, name="Example {recipient}‮ Data\n<b>Skills</b>")
    yield Scene(
        "trust/tricky-name",
        "a name with braces, a line break, an invisible sign and markup: shown as text",
        {"json": signed(tricky, mimic, method=f"{as_key}#{mimic.public}")},
        good("status-none"),
        fetched=(),
        trusted=(as_key,),
        text="valid-until",
        values={"issuer": "Example {recipient} Data <b>Skills</b>"},
    )
    yield Scene(
        "trust/name-rightward",
        "a revoked badge, whose sentence begins with a name that runs from the right",
        {"json": signed(put(credential(), "\u05de\u05db\u05dc\u05dc\u05d4", "issuer", "name"))},
        good("status-revoked"),
        "revoked",
        documents=documents(listed=status_list((INDEX,))),
        text="revoked",
        values={"issuer": "\u05de\u05db\u05dc\u05dc\u05d4"},
    )
    served = "http://localhost:8000/"
    moved = {f"{served}{address.removeprefix(BASE)}": answer for address, answer in documents().items()}
    yield Scene(
        "served/elsewhere",
        "a preview: what lies under base_url is read from where the page is served",
        {"json": signed()},
        fetched=tuple(moved),
        documents=moved,
        base_url=BASE,
        served_from=served,
        notes=(("served-from", {"base_url": BASE, "served_from": served}),),
    )
    yield Scene(
        "served/elsewhere-foreign",
        "a preview: another issuer's document is read where it is",
        {"json": foreign},
        good("status-none"),
        fetched=(COLLEGE_URL,),
        documents=college,
        trusted=(COLLEGE,),
        base_url=BASE,
        served_from=served,
        notes=(),
    )
    yield bad(
        "served/elsewhere-changed",
        "a preview: a changed badge is no better there",
        {"json": put(signed(), "Data Mastery", "name")},
        "signature-mismatch",
        fetched=(f"{served}issuers/data-skills/did.json",),
        documents=moved,
        base_url=BASE,
        served_from=served,
    )
