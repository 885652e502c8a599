"""Format new assertion and badge class files as a person would. `src/forms/written.ts` writes the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badgepress.edit import yamltext


def award_text(fields: Mapping[str, Any]) -> str:
    """Format an assertion. Mappings and lists get one line per entry."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, yamltext.Bare):
            lines.append(f"{key}: {value}\n")
        elif isinstance(value, dict):
            lines += [f"{key}:\n", *(f"  {name}: {yamltext.flow(one)}\n" for name, one in value.items())]
        elif isinstance(value, list):
            lines += [f"{key}:\n", *(f"  - {yamltext.flow(one)}\n" for one in value)]
        else:
            lines.append(f"{key}: {yamltext.flow(value)}\n")
    return "".join(lines)


def badge_text(fields: Mapping[str, Any]) -> str:
    """Format a badge class: one line per key, and a YAML block for each multi-line text."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, str) and "\n" in value.strip():
            block = "".join(f"  {line}".rstrip() + "\n" for line in value.strip().splitlines())
            lines.append(f"{key}: |\n{block}")
        else:
            lines.append(f"{key}: {yamltext.flow(value)}\n")
    return "".join(lines)
