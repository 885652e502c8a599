"""Refuses names that Windows reserves: they would become parts of paths in the repository and on the site."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Place, Problem, Severity
from badgepress.model import windows


def refused(name: str, place: Place, root: Path, needle: str) -> list[Problem]:
    """Report a name that Windows reserves (code reserved-name).

    It is only a warning if something was issued under the name, since that cannot change. `needle` is how the address
    of the name appears in issued awards.
    """
    if not windows.reserved(name):
        return []
    severity: Severity = "warning" if needle and _issued(root, needle) else "error"
    message = f"Windows reserves the name '{name}', so neither this file nor its page can exist there"
    hint = "keep it, since it is issued; choose another name next time" if severity == "warning" else "rename it"
    return [Problem(place, "reserved-name", message, "", "", hint, severity)]


def _issued(root: Path, needle: str) -> bool:
    """Return whether an issued award contains the needle. Called only for reserved names, so it may be slow."""
    wanted = needle.encode()
    for path in sorted((root / "issued").rglob("*.jsonl")):
        try:
            if wanted in path.read_bytes():
                return True
        except OSError:
            continue
    return False
