"""Makes awards of the small programme that are hard to fit on one page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from badgepress.model import Program
from badgepress.model.issued import Issued, State
from tests.render.conftest import issue

#: Text that would be a command, markup or a formula in other places.
MARKUP = '#import "x": * \\ [*b*] $x^2$ `raw` <label> @ref = _i_ // "quote" #{1+1} {{ x }}'
SENTENCE = "They read tables with care, ask what is missing, and say plainly what cannot be known. "


def changed(issued: Issued, *, name: str = "", **achievement: Any) -> Issued:
    """Return the award with other texts in its credential, longer than an author may write."""
    credential = orjson.loads(issued.raw)
    subject = credential["credentialSubject"]
    if name:
        for identity in subject["identifier"] if isinstance(subject["identifier"], list) else [subject["identifier"]]:
            if identity["identityType"] == "name":
                identity["identityHash"] = name
    if "issuer" in achievement:
        credential["issuer"]["name"] = achievement.pop("issuer")
    subject["achievement"] |= achievement
    return Issued(
        **{one: getattr(issued, one) for one in Issued.__slots__ if one not in ("credential", "raw")},
        credential=credential,
        raw=orjson.dumps(credential),
    )


def difficult(program: Program) -> Iterator[tuple[str, Issued]]:
    """Yield (what is hard about it, the award)."""
    revoked: dict[str, Any] = {"revoked_on": datetime(2026, 10, 2, tzinfo=UTC), "revoked_reason": "Because. " * 55}
    long: dict[str, Any] = {
        "name": "Fundamentals of " * 7,
        "issuer": "Association of " * 8,
        "description": SENTENCE * 9,
        "criteria": {"narrative": "- Did the work.\n" * 300},
    }
    plain = issue(program, "easy")
    yield "plain", plain
    yield "a name of 200 letters", changed(issue(program, "n200"), name="Wolfeschlegelstein" * 11 + "ab")
    yield "a name of 200 wide letters", changed(issue(program, "w200"), name="W" * 200)
    yield "long criteria", changed(issue(program, "crit"), criteria={"narrative": "- Did the work.\n" * 300})
    yield "criteria of many short lines", changed(issue(program, "lines"), criteria={"narrative": "- one\n" * 60})
    yield (
        "everything long",
        changed(issue(program, f"an-id-{'of-many-letters-' * 3}0123456789"), **long),
    )
    yield "everything long and revoked", changed(issue(program, "rlong", state=State.REVOKED, **revoked), **long)
    yield "Arabic", changed(issue(program, "arab"), name="ليلى بنت أحمد حداد", description="تعمل بعناية. " * 40)
    yield "ideographs", changed(issue(program, "han"), name="森遥香" * 20, description="よく読み、よく尋ねる。" * 60)
    yield "Thai", changed(issue(program, "thai"), name="ปิยะดา สุขสม", description="อ่านตารางด้วยความระมัดระวัง" * 30)
    yield "markup", changed(issue(program, "markup"), name=MARKUP, description=MARKUP, criteria={"narrative": MARKUP})
