"""Handles language tags (BCP 47): which are valid, how they are written, and which tags they fall back to."""

from __future__ import annotations

#: The two-letter codes of ISO 639-1. The list is closed, so `jp` for Japanese is recognised as a mistake. Longer codes
#: are not checked, because there are thousands.
LANGUAGES: frozenset[str] = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)

#: Country codes and outdated codes that are not languages, with the language that is probably meant.
MEANT = {
    **{"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "il": "he", "ir": "fa", "jp": "ja", "kz": "kk", "rs": "sr"},
    **{"ua": "uk", "us": "en-US", "gb": "en-GB", "vn": "vi", "al": "sq", "ge": "ka", "sp": "es", "iw": "he"},
}


def canonical(tag: str) -> str:
    """Return the tag in the capitals of RFC 5646 §2.1.1: `pt-BR`, `zh-Hant-TW`."""
    first, *others = tag.lower().split("-")
    written = [first]
    for part in others:
        after_single = len(written[-1]) == 1
        if len(part) == 4 and part.isalpha() and not after_single:
            part = part.title()
        elif len(part) == 2 and part.isalpha() and not after_single:
            part = part.upper()
        written.append(part)
    return "-".join(written)


def lookup(tag: str) -> tuple[str, ...]:
    """Return the tag and its fallbacks, the nearest first: `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647 §3.4)."""
    parts = tag.split("-")
    found = []
    while parts:
        found.append("-".join(parts))
        parts.pop()
        while parts and len(parts[-1]) == 1:
            parts.pop()
    return tuple(found)
