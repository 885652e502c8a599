"""Brings the e-mail addresses of a sheet into one form. No message repeats an address."""

from __future__ import annotations

import re
import unicodedata

from badgepress.model.limits import MAIL_ADDRESS_CHARACTERS
from badgepress.model.persons import hides, is_mailbox
from badgepress.openbadges.identity import mail_form, trimmed

#: An address anywhere in a text. Unlike a recipient's address, `/@name/` in a web address is none.
_INSIDE = re.compile(r"[^\s@<>\"'()/=?&:;,]{1,64}(?:@|%40)[^\s@<>\"'()/]{1,253}\.[^\s@<>\"'()/.]")


class AddressTrouble(ValueError):
    """Raised for a text that is not an e-mail address. The message describes the text without repeating it."""


def address(text: str) -> str:
    """Return the address in the form that is hashed (`openbadges.identity.mail_form`). Raises AddressTrouble."""
    plain = trimmed(text)
    try:
        found = mail_form(plain)
    except ValueError:
        raise AddressTrouble(_described(plain)) from None
    if len(found) > MAIL_ADDRESS_CHARACTERS:
        raise AddressTrouble(f"{len(found)} characters")
    # the typed text is checked too: the ASCII form of a domain drops invisible characters
    if not (is_mailbox(plain) and is_mailbox(found)):
        raise AddressTrouble(_described(plain))
    return found


def holds_address(text: str) -> bool:
    """Return whether the text contains an e-mail address, even one written with look-alikes of @ and the dot."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return ("@" in plain or "%40" in plain) and _INSIDE.search(plain) is not None


def _described(text: str) -> str:
    if not text:
        return "nothing"
    if "@" not in text:
        return "a text without @"
    if text.count("@") > 1:
        return "a text with more than one @"
    if any(letter.isspace() for letter in text):
        return "an address with a space in it"
    hidden = hides(text)
    if hidden:
        return f"an address with {hidden}"
    if text.startswith(".") or text.endswith(".") or ".." in text or ".@" in text or "@." in text:
        return "an address with a misplaced dot"
    if "." not in text.rpartition("@")[2]:
        return "an address without a dot after the @"
    return "an address with characters that are not allowed"
