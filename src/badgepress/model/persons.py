"""What a person's name and address may hold: once they are signed, they stay so for ever."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

#: Controls, blanks but for the usual one, what has no shape of its own (Default_Ignorable_Code_Point of the Unicode
#: Character Database), the sign for a lost character, private use, halves of characters. In the dialect that JSON
#: Schema and browsers read as well; `_BEYOND` is what stands above U+FFFF.
_UNSEEN: Final = (
    r"\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
_BEYOND: Final = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
#: Marks of texts: a word processor writes a curly quote where the address has an apostrophe.
_MARKS: Final = r"\u00a1-\u00bf\u02b9-\u02ff\u2010-\u2027\u2030-\u205e\u3001-\u3004\u3008-\u3020\uff01-\uff65"
_ATOM: Final = rf"""[^\u0000-\u0020"(),.:;<>@\[\\\]{_UNSEEN}{_MARKS}]+"""
_SIGN: Final = rf"[^\u0000-\u002f:-@\[-`{{-~{_UNSEEN}{_MARKS}]"
_LABEL: Final = rf"{_SIGN}+(?:-+{_SIGN}+)*"
#: dot-atom "@" dot-atom (RFC 5322 §3.4.1) with letters of every script (RFC 6531 §3.3). The domain has two labels or
#: more, of letters, digits and hyphens between them (RFC 1123 §2.1).
ADDRESS: Final = rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+$"
_ADDRESS: Final = re.compile(ADDRESS.removesuffix("$") + r"\Z")
_HIDES: Final = re.compile(f"[{_UNSEEN}{_BEYOND}]")
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
#: Join letters or keep them apart in scripts from Arabic (U+0600) to Vedic signs (U+1CFF), and are part of spelling.
#: U+200D also joins pictures to one picture.
_JOINERS: Final = frozenset("\u200c\u200d")
_QUOTES: Final = ("\"'\u2018\u201c\u201e\u201a\u00ab\u2039\u300c", "\"'\u2019\u201d\u201c\u2018\u00bb\u203a\u300d")
#: What sheets and programs write where they have no name.
_NOBODY: Final = frozenset(
    ("null", "none", "nil", "n/a", "na", "#n/a", "nan", "undefined", "unknown", "tbd", "tba", "test")
)
#: What people write where they know no address.
_NO_ADDRESS: Final = frozenset(
    (
        "none|null|n/a|unknown|no address|no e-mail|no email|no mail|no e-mail address|no email address"
        "|without address|keine|keine adresse|keine e-mail|keine mail|ohne adresse|ohne e-mail|unbekannt"
        "|aucune|aucune adresse|sans adresse|pas d'adresse|inconnue|sans e-mail|ninguna|ninguno|sin dirección"
        "|sin correo|desconocida|sin e-mail|لا يوجد|بلا عنوان|بدون عنوان|بدون بريد|なし|無し|アドレスなし|不明"
    ).split("|")
)
#: Ends like a domain, or has as many dots as one: `omar.example.org`, `Omar.Example.ORG`; not `Ph.D.` or `St.John`.
_DOMAIN: Final = re.compile(r"(?:[^\W_]{2}\.[a-z]{2,}|^[^.]{2,}(?:\.[^.]{2,}){2,})\Z")
_AROUND: Final = re.compile(r"^[<(\"']+|[>)\"'.,;:]+\Z")
_BRACKETS: Final = re.compile(r"^[(<\[\s]+|[)>\].\s]+\Z")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: UTF-8 that was read in one of these: what Windows and old Macs take a file for.
_MISREAD: Final = ("cp1252", "latin-1", "mac_roman")
#: What the first bytes of Latin letters become on a Mac. Its other ones are dashes, which stand in names rightly.
_ON_A_MAC: Final = frozenset("\u00ac\u221a\u0192\u2248")


def is_mailbox(text: str) -> bool:
    """Whether the text is one e-mail address, as a mail server accepts it, and holds nothing that is not seen."""
    return _ADDRESS.match(text) is not None and not _HIDES.search(text)


def hides(text: str) -> str:
    """What in a text is not seen, in words; empty where everything is."""
    found = _HIDES.search(text)
    return _called(found[0]) if found else ""


def unsound(name: str) -> str:
    """Why a name must not be signed as it stands, in words; empty where it may be.

    Spelling needs some signs that have no shape: joiners between letters of Persian or Sinhala, and the variants of
    Chinese characters and pictures that names are written with (Unicode, Ideographic Variation Database).
    """
    for at, sign in enumerate(name):
        if sign in _LINE_ENDS:
            return "a line break"
        if sign != "\u00a0" and _HIDES.match(sign) and not _spells(sign, name[:at]):
            return _called(sign)
        if unicodedata.category(sign) in ("Cc", "Cf") and not _spells(sign, name[:at]):
            return _called(sign)
    return ""


def doubtful(name: str) -> tuple[str, str]:
    """(why a name looks like a mistake, what was meant instead), in words; empty where nothing does."""
    if name.casefold() in _NOBODY:
        return "stands where a name is missing", ""
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        return "has no letter", ""
    if is_no_mail(name):
        return "stands where an address is missing, or is one without its @", ""
    if len(name) > 2 and name[0] in _QUOTES[0] and name[-1] in _QUOTES[1]:
        return "has quotation marks around it", name[1:-1].strip()
    if _ENTITY.search(name):
        return "is written as in a web page", html.unescape(name)
    meant = _well_read(name)
    if meant:
        return "was read in the wrong encoding", meant
    if "\u00a0" in name:
        return "has a no-break space", name.replace("\u00a0", " ")
    return "", ""


def is_no_mail(text: str) -> bool:
    """Whether a text stands where an address should and is none: a domain without an @, or words such as *no address*.

    The form in the browser asks the same (`forms/persons.ts`).
    """
    plain = _BRACKETS.sub("", text.strip().lower().replace("\u2019", "'"))
    if plain in _NO_ADDRESS or (text.strip() and not text.strip().strip("-\u2013\u2014")):
        return True
    return any("@" not in word and _DOMAIN.search(_AROUND.sub("", word)) for word in text.split())


def _spells(sign: str, before: str) -> bool:
    last = before[-1:]
    if sign == "\u200d" and last and (last == "\ufe0f" or unicodedata.category(last)[0] == "S"):
        return True
    if sign in _JOINERS:
        return "\u0600" <= last <= "\u1cff" or "\ua8e0" <= last <= "\uabff" or "\ufb50" <= last <= "\ufdff"
    if "\U000e0100" <= sign <= "\U000e01ef":
        return last != "" and unicodedata.name(last, "").startswith("CJK UNIFIED")
    return sign in "\ufe0e\ufe0f" and last != "" and unicodedata.category(last)[0] == "S"


def _well_read(name: str) -> str:
    """The name as it was before its UTF-8 was read as something else; empty where it was not."""
    if name.isascii():
        return ""
    for encoding in _MISREAD if _ON_A_MAC.intersection(name) else _MISREAD[:2]:
        try:
            meant = name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if meant != name:
            return meant
    return ""


def _called(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    if sign in _LINE_ENDS:
        return "a line break"
    if sign == "\ufffd":
        return f"{code}, the sign for a character that was lost"
    if sign.isspace():
        return f"{code}, an unusual space"
    return f"{code}, a character that is not seen"
