"""Names that Windows keeps for devices, or cannot keep: a checkout or a site with one cannot be had there.

Source: Microsoft, "Naming Files, Paths, and Namespaces". A device's name counts with every ending, in every case.
"""

from __future__ import annotations

_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{kind}{number}" for kind in ("com", "lpt") for number in "0123456789¹²³"}
)


def reserved(name: str) -> bool:
    """Whether a part of a path is a name that Windows refuses: `aux`, `Con.yml`, one that ends with a dot or space."""
    if not name or name in (".", ".."):
        return False
    stem = name.partition(".")[0].rstrip(" ").casefold()
    return stem in _DEVICES or name[-1] in ". "
