"""The worlds that vectors name: what the network answers, who is known, and badges to begin with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.vectors import old_world
from tests.vectors.signing import KeyWindow
from tests.vectors.world import (
    COLLEGE,
    COLLEGE_KEY,
    COLLEGE_URL,
    NOW,
    ORG,
    did_document,
    documents,
    signed,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A world; one that is built on another says only what it adds."""

    why: str
    on: str = ""
    documents: Json = field(default_factory=dict)
    badges: Json = field(default_factory=dict)
    trusted: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """The world's file."""
        return (
            {"why": self.why}
            | ({"world": self.on} if self.on else {"now": NOW})
            | ({"trusted": list(self.trusted)} if self.trusted else {})
            | {"documents": self.documents, "badges": self.badges}
        )


def worlds() -> dict[str, World]:
    """Every world by its name; each after the one it is built on."""
    college = {COLLEGE_URL: {"json": did_document(COLLEGE, KeyWindow(COLLEGE_KEY.public))}}
    return {
        "plain": World(
            "all is well: the organisation's keys and its status list", "", documents(), {"badge": signed()}, (ORG,)
        ),
        "college": World("a college's keys beside", "plain", college),
        "hosted": World(
            "an Open Badges 2.0 badge with its class and issuer",
            "",
            old_world.documents(),
            {"badge": old_world.assertion()},
            (old_world.ISSUER,),
        ),
        "silent": World("nobody answers", "", {}, {"badge": signed()}, (ORG,)),
    }
