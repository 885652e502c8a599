"""New files as a person would write them. The forms in the browser write the same (`src/verifier/forms/written.ts`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badgepress.edit import yamltext


def award_text(fields: Mapping[str, Any]) -> str:
    """An assertion: a mapping or a list in lines, its entries in one line each."""
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
    """A badge class: each key on a line; texts of several lines stand as blocks."""
    lines = []
    for key, value in fields.items():
        if isinstance(value, str) and "\n" in value.strip():
            block = "".join(f"  {line}".rstrip() + "\n" for line in value.strip().splitlines())
            lines.append(f"{key}: |\n{block}")
        else:
            lines.append(f"{key}: {yamltext.flow(value)}\n")
    return "".join(lines)
