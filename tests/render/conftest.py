"""Provides a small programme with one of everything, and its site as a mapping from paths to bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image

from badgepress.bundle import Bundle, ensure_bundle
from badgepress.model import (
    Assertion,
    Award,
    BadgeClass,
    ClassImage,
    Earner,
    Issuer,
    Program,
    Settings,
    Skill,
)
from badgepress.model.issued import Issued, State
from badgepress.render import Renderer
from badgepress.sign import compose

Site = Mapping[str, bytes]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
#: What a hostile author would write into a field that is shown on a page.
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    return ensure_bundle()


@pytest.fixture(scope="session")
def cache(cache_home: Path) -> Path:
    """Return a folder for pictures that are drawn once for all tests of a run."""
    return cache_home / "badgepress" / "pictures"


def a_png(side: int = 320) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "#2f6690").save(out, "PNG")
    return out.getvalue()


def a_program(text: str = "", base_url: str = "https://badges.example.org/guild/") -> Program:
    """Return two issuers, a drawn class, one with a PNG, skills, an earner; every free text ends with `text`."""
    one = Issuer.model_validate(
        {
            "<file>": "guild",
            "name": f"Data Guild{text}",
            "url": "https://guild.example.org/",
            "description": f"We.{text}",
        }
    )
    college = Issuer.model_validate({"<file>": "college", "name": "College", "url": "https://college.example.org/"})
    alignment = {
        "name": f"analyse{text}",
        "url": "https://esco.example.org/1",
        "framework": f"ESCO{text}",
        "code": "1.2",
    }
    skill = Skill.model_validate(
        {"<file>": "python", "name": f"Python{text}", "description": f"Snakes.{text}", "alignments": [alignment]}
    )
    first = BadgeClass.model_validate(
        {
            "<file>": "first-steps",
            "name": f"First Steps{text}",
            "description": f"Can *start*.{text}",
            "criteria": f"- done one{text}\n- done two",
            "family": f"Basics{text}",
            "level": "Foundational",
            "skills": ["python"],
            "tags": [f"start{text}"],
            "time_to_earn": f"2 hours{text}",
            "cost": f"Free{text}",
            "version": f"1{text}",
            "expires_after": "P2Y",
            "activity_url": "https://guild.example.org/learn?a=1&b=2",
            "products": [{"name": f"Course{text}", "url": "https://guild.example.org/course"}],
            "credit": {"institution": f"College{text}", "course": f"DS 1{text}", "credits": 1.5},
            "results": [{"id": "quiz", "name": f"Quiz{text}", "type": "Percent", "minimum": "0", "maximum": "100"}],
            "alignments": [alignment],
            "image_alt": f"A chart{text}",
            "art": {"shape": "hexagon", "colour": "#1f5fbf", "icon": "chart"},
        }
    )
    second = BadgeClass.model_validate(
        {
            "<file>": "next-steps",
            "name": "Next Steps",
            "description": "Can go on.",
            "criteria": "Went on.",
            "issuer": "college",
            "family": f"Basics{text}",
            "level": "Advanced",
            "requires": ["first-steps"],
        }
    )
    earner = Earner.model_validate(
        {"<file>": "ana", "name": f"Ana Lima{text}", "headline": f"Analyst{text}", "about": f"Hello{text}"}
    )
    return Program(
        root=Path("badges"),
        shown="badges",
        settings=Settings.model_validate(
            {"name": f"The Guild{text}", "base_url": base_url, "tagline": f"Badges{text}", "default_issuer": "guild"}
        ),
        issuers={"college": college, "guild": one},
        classes={"first-steps": first, "next-steps": second},
        skills={"python": skill},
        earners={"ana": earner},
        images={"next-steps": ClassImage("next-steps.png", png=a_png())},
    )


def issue(program: Program, award_id: str, *, state: State = State.ACTIVE, **fields: Any) -> Issued:
    """Return an award as the engine composes it, with a proof that no verifier would accept."""
    versions = {
        name: fields.pop(name) for name in ("version", "current", "revoked_on", "revoked_reason") if name in fields
    }
    given = {"badge": "first-steps", "recipient": {"name": "Ana Lima"}, "issued": "2026-09-14"} | fields
    assertion = Assertion.model_validate(given)
    entry = compose.StatusEntry(1, 7)
    credential = compose.credential(program, Award(award_id, assertion, {}), entry)
    credential["proof"] = [
        {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-09-15T08:00:00Z",
            "verificationMethod": f"{credential['issuer']['id']}#z6MkTest",
            "proofPurpose": "assertionMethod",
            "proofValue": f"z{award_id}",
        }
    ]
    return Issued(
        id=award_id,
        state=state,
        credential=credential,
        raw=orjson.dumps(credential),
        badge=assertion.badge,
        visibility=assertion.visibility,
        recipient=assertion.recipient,
        **versions,
    )


def awards(program: Program, text: str = "") -> list[tuple[Issued, list[Issued]]]:
    """Return one award in every state, each with its earlier versions."""
    who = {
        "name": f"Ana Lima{text}",
        "earner": "ana",
        "country": "BR",
        "identity": "sha256$" + "5d" * 32,
        "salt": "s" * 16,
    }
    full: dict[str, Any] = {
        "recipient": who,
        "evidence": [
            {"name": f"Notebook{text}", "url": "https://ana.example.org/n?x=1&y=2", "description": f"Mine{text}"}
        ],
        "narrative": f"She did.{text}",
        "results": [{"result": "quiz", "value": f"95{text}"}],
    }
    revoked: dict[str, Any] = {"revoked_on": datetime(2026, 10, 2, tzinfo=UTC), "revoked_reason": f"in error{text}"}
    older = issue(program, "again", state=State.SUPERSEDED, version=1, current=2)
    erased = Issued("gone", State.ERASED, None, b"", "first-steps", revoked_on=datetime(2026, 10, 3, tzinfo=UTC))
    return [
        (issue(program, "plain", **full), []),
        (issue(program, "revoked", state=State.REVOKED, **revoked), []),
        (issue(program, "held", state=State.SUSPENDED, **revoked), []),
        (issue(program, "old", issued="2020-01-01"), []),
        (issue(program, "again", version=2, current=2), [older]),
        (issue(program, "trial", state=State.PREVIEW), []),
        (issue(program, "college", badge="next-steps", issued="2026-10-01"), []),
        (issue(program, "hidden", visibility="unlisted", recipient={"name": "Secret Person", "earner": "ana"}), []),
        (issue(program, "nameless", recipient={"identity": "sha256$" + "5d" * 32, "salt": "s" * 16}), []),
        (erased, []),
    ]


def render(
    program: Program, bundle: Bundle, cache: Path, text: str = "", templates: Path | None = None
) -> dict[str, bytes]:
    """Return the whole site. Two files at one path are an error."""
    renderer = Renderer(program, templates=templates, now=NOW, bundle=bundle, cache=cache)
    site: dict[str, bytes] = {}
    rows = []
    files = [*renderer.shared(), *(file for slug in program.classes for file in renderer.pictures(slug))]
    for issued, earlier in awards(program, text):
        files += renderer.award(issued, earlier)
        rows.append(renderer.row(issued))
    files += renderer.whole(
        rows, {"status/1.json": b'{"id": "list </script>"}', "issuers/guild/did.json": b'{"id": "did"}'}
    )
    for path, data in files:
        assert path not in site, path
        site[path] = data
    return site


@pytest.fixture(scope="session")
def program() -> Program:
    return a_program()


@pytest.fixture(scope="session")
def site(program: Program, bundle: Bundle, cache: Path) -> Site:
    return render(program, bundle, cache)


@pytest.fixture(scope="session")
def hostile_site(bundle: Bundle, cache: Path) -> Site:
    return render(a_program(HOSTILE), bundle, cache, HOSTILE)


@pytest.fixture(scope="session")
def make(program: Program) -> Callable[..., Issued]:
    """Return `make(id, state=…, **assertion)`, which makes one award of the small programme."""
    return lambda award_id, **fields: issue(program, award_id, **fields)
