"""Markdown summaries for reviewers: of a pull request's plan, and of awards that expire soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from badgepress import sign
from badgepress.cli.show import counted
from badgepress.errors import Problem, errors

_MOST = 50


def plan_summary(plan: sign.Plan | None, problems: Sequence[Problem]) -> str:
    """Return a title such as `3 awards to be issued, 1 revoked, 1 file refused`, the awards' ids, and every problem."""
    wrong, warnings = errors(problems), [one for one in problems if one.severity == "warning"]
    refused = len({one.place.file for one in wrong})
    issued, revoked, suspended = (plan.waiting, plan.withdrawn, plan.suspended) if plan else ((), (), ())
    parts = [
        f"{counted(len(issued), 'award')} to be issued",
        f"{len(revoked)} revoked",
        *([f"{len(suspended)} suspended"] if suspended else []),
        f"{counted(refused, 'file')} refused",
    ]
    text = f"## {', '.join(parts)}\n"
    text += _listed("To be issued", issued) + _listed("Revoked", revoked) + _listed("Suspended", suspended)
    if plan and plan.needs:
        text += "\n### Keys that publishing needs\n\n"
        text += "".join(f"- `{one.issuer}`, for {one.what}\n" for one in plan.needs)
    for title, listed in (("Errors", wrong), ("Warnings", warnings)):
        if listed:
            text += f"\n### {title}\n\n```text\n" + "\n".join(_plain(one) for one in listed[:_MOST]) + "\n```\n"
            text += f"\n… and {len(listed) - _MOST} more\n" if len(listed) > _MOST else ""
    return text


def expiring_summary(found: Sequence[sign.Expiring], until: datetime) -> str:
    """Return a table of the awards that expire soon, with ids only, because logs should contain no names."""
    if not found:
        return f"## No award expires before {until:%Y-%m-%d}\n"
    rows = "".join(f"| `{one.award}` | `{one.badge}` | {one.on:%Y-%m-%d} |\n" for one in found)
    title = f"{counted(len(found), 'award')} expire{'s' if len(found) == 1 else ''} before {until:%Y-%m-%d}"
    return f"## {title}\n\n| award | badge | expires |\n| --- | --- | --- |\n{rows}"


def add_to(file: Path, text: str) -> None:
    """Append text to a file, such as GITHUB_STEP_SUMMARY. Raises click.FileError."""
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise click.FileError(str(file), error.strerror) from None


def _listed(title: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f"- … and {len(names) - _MOST} more\n" if len(names) > _MOST else ""
    return f"\n### {title}\n\n" + "".join(f"- `{name}`\n" for name in names[:_MOST]) + more


def _plain(one: Problem) -> str:
    # A fence in a message must not end the fence around it.
    return str(one).replace("```", "'''")
