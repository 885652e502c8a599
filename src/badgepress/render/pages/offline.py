"""`/verify/offline.html`: the verifier, this programme's keys and its status lists in one file.

It runs from a disk, where neither modules nor neighbours can be loaded. Script and style are inline,
each allowed by its hash in the page's own policy (CSP level 3 §6.7); nothing else may run.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import orjson
from markupsafe import Markup

from badgepress.bundle import Bundle
from badgepress.model import Program
from badgepress.render.templating.assets import Assets
from badgepress.render.templating.html import Pages
from badgepress.words import nearest

PATH = "verify/offline.html"


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(script: str, style: str) -> str:
    """The page's policy: these two texts, badge images, and what verifying somebody else's badge has to fetch."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; "
        "connect-src https:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )


def _inline(script: str) -> str:
    """The script as it may stand between its tags: nothing ends it early, no character that HTML refuses."""
    text = script.strip().replace("</script", "<\\/script").replace("<!--", "\\x3c!--")
    return re.sub("[\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", text)


def by_address(program: Program, documents: Mapping[str, object]) -> dict[str, object]:
    """The documents, parsed, by their addresses."""
    return {
        urljoin(program.settings.base_url, path): orjson.loads(value) if isinstance(value, bytes) else value
        for path, value in documents.items()
    }


def packed_on(documents: Mapping[str, object]) -> str:
    """When the oldest of the status lists was signed, in RFC 3339; empty without lists.

    A list says of itself from when on it holds, and its issuer signed that: no clock of the build is in it.
    """
    dates = [
        str(found["validFrom"]) for found in documents.values() if isinstance(found, dict) and "validFrom" in found
    ]
    return min(dates, default="")


def packed(found: Mapping[str, object]) -> Markup:
    """The documents as JSON that cannot end its element."""
    text = orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode()
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def page(
    program: Program, pages: Pages, assets: Assets, bundle: Bundle, documents: Mapping[str, object]
) -> tuple[str, bytes]:
    """The file; `documents` maps paths or addresses to signed status lists and DID documents."""
    script = _inline(bundle.read("offline.js").decode())
    style = assets.style("offline.css").strip()
    found = by_address(program, documents)
    spoken = nearest(program.settings.language)
    return PATH, pages.page(
        "offline.html",
        PATH,
        offline_policy=policy(script, style),
        script=Markup(script),  # noqa: S704  (our own bundle)
        style=Markup(style),  # noqa: S704  (our own style)
        packed=packed(found),
        words=bundle.read(f"offline.{spoken}.txt").decode(),
        spoken=spoken,
        packed_on=packed_on(found),
        url=program.url(PATH),
        domain=urlsplit(program.settings.base_url).netloc,
    )
