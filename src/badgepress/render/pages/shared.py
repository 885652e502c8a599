"""What the script of award pages knows: one file for each language, instead of a copy in every award.

The script adds to an award's page what can be worked out from its credential: see `src/verifier/page/award/`.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from badgepress.model import Program
from badgepress.render.locale.language import Words

#: The texts that the script shows; those with places are filled by the script.
KEYS = (
    *("add_linkedin", "alignments", "award_id", "code_alt", "code_title", "copied", "copy", "copy_link"),
    *("download_png", "download_svg", "embed", "embed_frame", "embed_html", "embed_signature", "fingerprint"),
    *("fingerprint_check", "issuer_id", "key_used", "other_frameworks", "print", "share_bluesky", "share_device"),
    *("share_facebook", "share_mail", "share_mastodon", "share_subject", "share_via", "share_whatsapp", "share_x"),
    *("signed_on", "status_entry", "status_list", "suite", "technical", "verify_elsewhere"),
)


def shared(program: Program, issuers: Sequence[str], words: Words) -> bytes:
    """The file as JSON: `base_url`, `issuers` and `keys` known here, `handles` on social networks, `issuer_images` (the
    issuers that have one), and `words` by their keys."""
    sharing = program.settings.sharing
    names = {"x": sharing.x, "bluesky": sharing.bluesky, "mastodon": sharing.mastodon}
    handles = {network: name.lstrip("@") for network, name in names.items() if name}
    if sharing.linkedin_organization_id:
        handles["linkedin"] = sharing.linkedin_organization_id
    return orjson.dumps(
        {
            "base_url": program.settings.base_url,
            "issuers": list(issuers),
            "keys": program.known_keys,
            "handles": handles,
            "issuer_images": sorted(program.issuer_images),
            "words": {key: words.say(key) for key in KEYS},
        }
    )
