"""Names that not every system can keep: they would be parts of paths in the repository and on the site."""

from __future__ import annotations

from pathlib import Path

from badgepress.errors import Place, Problem, Severity
from badgepress.model import windows


def refused(name: str, place: Place, root: Path, needle: str) -> list[Problem]:
    """A problem (code reserved-name) where Windows keeps a name for itself.

    Only a warning where something was issued under it: `needle` is how its address stands in what was issued. That
    stays as it is.
    """
    if not windows.reserved(name):
        return []
    severity: Severity = "warning" if needle and _issued(root, needle) else "error"
    message = f"Windows keeps the name '{name}' for itself: neither this file nor its page could be kept there"
    hint = "issued under this name, it stays; take another for the next one" if severity == "warning" else "rename it"
    return [Problem(place, "reserved-name", message, "", "", hint, severity)]


def _issued(root: Path, needle: str) -> bool:
    """Whether something issued says so; looked for only where such a name was found."""
    wanted = needle.encode()
    for path in sorted((root / "issued").rglob("*.jsonl")):
        try:
            if wanted in path.read_bytes():
                return True
        except OSError:
            continue
    return False
