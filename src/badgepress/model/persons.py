"""Checks what people's names and addresses contain, because they cannot be changed after signing."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

#: Controls, all spaces except the plain one, invisible characters (Default_Ignorable_Code_Point of the Unicode
#: Character Database), the replacement character, private use and surrogates. The pattern is also valid for JSON
#: Schema and browsers; `_BEYOND` covers what is above U+FFFF.
_UNSEEN: Final = (
    r"\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3000\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
_BEYOND: Final = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
#: Typographic marks: a word processor may replace an apostrophe in an address with a curly quote.
_MARKS: Final = r"\u00a1-\u00bf\u02b9-\u02ff\u2010-\u2027\u2030-\u205e\u3001-\u3004\u3008-\u3020\uff01-\uff65"
_ATOM: Final = rf"""[^\u0000-\u0020"(),.:;<>@\[\\\]{_UNSEEN}{_MARKS}]+"""
_SIGN: Final = rf"[^\u0000-\u002f:-@\[-`{{-~{_UNSEEN}{_MARKS}]"
_LABEL: Final = rf"{_SIGN}+(?:-+{_SIGN}+)*"
#: dot-atom "@" dot-atom (RFC 5322 §3.4.1) with letters of every script (RFC 6531 §3.3). The domain has at least two
#: labels of letters and digits, with hyphens only between them (RFC 1123 §2.1).
ADDRESS: Final = rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+$"
_ADDRESS: Final = re.compile(ADDRESS.removesuffix("$") + r"\Z")
_HIDES: Final = re.compile(f"[{_UNSEEN}{_BEYOND}]")
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
#: These join or separate letters in scripts from Arabic (U+0600) to Vedic signs (U+1CFF), where they are part of the
#: spelling. U+200D also combines emoji.
_JOINERS: Final = frozenset("\u200c\u200d")
_QUOTES: Final = ("\"'\u2018\u201c\u201e\u201a\u00ab\u2039\u300c", "\"'\u2019\u201d\u201c\u2018\u00bb\u203a\u300d")
#: Words that sheets and programs write for a missing name.
_NOBODY: Final = frozenset(
    ("null", "none", "nil", "n/a", "na", "#n/a", "nan", "undefined", "unknown", "tbd", "tba", "test")
)
#: Words that people write for an unknown address.
_NO_ADDRESS: Final = frozenset(
    (
        "none|null|n/a|unknown|no address|no e-mail|no email|no mail|no e-mail address|no email address"
        "|without address|keine|keine adresse|keine e-mail|keine mail|ohne adresse|ohne e-mail|unbekannt"
        "|aucune|aucune adresse|sans adresse|pas d'adresse|inconnue|sans e-mail|ninguna|ninguno|sin dirección"
        "|sin correo|desconocida|sin e-mail|لا يوجد|بلا عنوان|بدون عنوان|بدون بريد|なし|無し|アドレスなし|不明"
    ).split("|")
)
#: A word that ends like a domain or has as many dots: `omar.example.org`, `Omar.Example.ORG`; not `Ph.D.` or `St.John`.
_DOMAIN: Final = re.compile(r"(?:[^\W_]{2}\.[a-z]{2,}|^[^.]{2,}(?:\.[^.]{2,}){2,})\Z")
_AROUND: Final = re.compile(r"^[<(\"']+|[>)\"'.,;:]+\Z")
_BRACKETS: Final = re.compile(r"^[(<\[\s]+|[)>\].\s]+\Z")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: Encodings in which Windows and old Macs misread UTF-8.
_MISREAD: Final = ("cp1252", "latin-1", "mac_roman")
#: What the first bytes of Latin letters become on a Mac. Other bytes become dashes, which are valid in names.
_ON_A_MAC: Final = frozenset("\u00ac\u221a\u0192\u2248")


def is_mailbox(text: str) -> bool:
    """Return whether the text is one e-mail address that a mail server accepts, without invisible characters."""
    return _ADDRESS.match(text) is not None and not _HIDES.search(text)


def hides(text: str) -> str:
    """Describe the first invisible character of a text; empty if there is none."""
    found = _HIDES.search(text)
    return _called(found[0]) if found else ""


def unsound(name: str) -> str:
    """Describe the character for which a name must not be signed; empty if there is none.

    Some invisible characters are part of the spelling: joiners between letters of Persian or Sinhala, and selectors for
    variants of Chinese characters and emoji (Unicode, Ideographic Variation Database).
    """
    if name.isascii() and name.isprintable():
        return ""
    for at, sign in enumerate(name):
        if sign in _LINE_ENDS:
            return "a line break"
        if sign != "\u00a0" and _HIDES.match(sign) and not _spells(sign, name[:at]):
            return _called(sign)
        if unicodedata.category(sign) in ("Cc", "Cf") and not _spells(sign, name[:at]):
            return _called(sign)
    return ""


def doubtful(name: str) -> tuple[str, str]:
    """Return (why a name looks like a mistake, what was probably meant); both empty if it looks fine."""
    if name.casefold() in _NOBODY:
        return "is a placeholder for a missing name", ""
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        return "has no letter", ""
    if is_no_mail(name):
        return "is a placeholder for a missing address, or an address without its @", ""
    if len(name) > 2 and name[0] in _QUOTES[0] and name[-1] in _QUOTES[1]:
        return "has quotation marks around it", name[1:-1].strip()
    if _ENTITY.search(name):
        return "contains HTML entities", html.unescape(name)
    meant = _well_read(name)
    if meant:
        return "was read in the wrong encoding", meant
    if "\u00a0" in name:
        return "has a no-break space", name.replace("\u00a0", " ")
    return "", ""


def is_no_mail(text: str) -> bool:
    """Return whether a text takes the place of an address: a domain without an @, or words such as *no address*.

    The form in the browser does the same check (`forms/persons.ts`).
    """
    plain = _BRACKETS.sub("", text.strip().lower().replace("\u2019", "'"))
    if plain in _NO_ADDRESS or (text.strip() and not text.strip().strip("-\u2013\u2014")):
        return True
    return any("@" not in word and _DOMAIN.search(_AROUND.sub("", word)) for word in text.split())


def _spells(sign: str, preceding: str) -> bool:
    last = preceding[-1:]
    if sign == "\u200d" and last and (last == "\ufe0f" or unicodedata.category(last)[0] == "S"):
        return True
    if sign in _JOINERS:
        return "\u0600" <= last <= "\u1cff" or "\ua8e0" <= last <= "\uabff" or "\ufb50" <= last <= "\ufdff"
    if "\U000e0100" <= sign <= "\U000e01ef":
        return last != "" and unicodedata.name(last, "").startswith("CJK UNIFIED")
    return sign in "\ufe0e\ufe0f" and last != "" and unicodedata.category(last)[0] == "S"


def _well_read(name: str) -> str:
    """Return the name as it was before its UTF-8 was misread; empty if it was not misread."""
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
        return f"{code}, the sign for a lost character"
    if sign.isspace():
        return f"{code}, an unusual space"
    return f"{code}, an invisible character"
