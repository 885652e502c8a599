"""Recognises file names that Windows reserves or cannot store; a checkout or a site with one fails there.

Source: Microsoft, "Naming Files, Paths, and Namespaces". A device's name is reserved with every ending, in any case.
"""

from __future__ import annotations

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{kind}{number}" for kind in ("com", "lpt") for number in "0123456789¹²³"}
)


def reserved(name: str) -> bool:
    """Return whether Windows refuses a part of a path: `aux`, `Con.yml`, or a name that ends with a dot or a space."""
    if not name or name in (".", ".."):
        return False
    stem = name.partition(".")[0].rstrip(" ").casefold()
    return stem in _DEVICES or name[-1] in ". "
