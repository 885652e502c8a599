"""Checks what lies beside `program.yml` and reports files and folders that the programme does not use."""

from __future__ import annotations

from dataclasses import replace

from badgepress.errors import Problem, problem
from badgepress.read.files import Found, holds_files, unknown_file, wrong_ending
from badgepress.read.leaks import in_name
from badgepress.read.parts import Parts
from badgepress.read.public import FOLDER as PUBLIC
from badgepress.read.quoting import did_you_mean, near
from badgepress.read.schemas import FILES
from badgepress.read.theme import THEME_FILES

FOLDERS = ("issuers", "classes", "assertions", "earners", "demand")
#: Folders that a later version may read; `issued` belongs to signing.
LATER = ("pathways", "endorsements", "impact")


def look_around(parts: Parts) -> dict[str, Found]:
    """Report unknown files and folders in the root; return its pictures and fonts, which the theme may use."""
    known = {*FOLDERS, "issued", PUBLIC}
    found, problems = parts.tree.listing("")
    for finding in problems:
        name = finding.place.file.removeprefix(f"{parts.shown}/")
        if finding.code != "unknown-file":
            parts.problems.append(finding)
        elif name in known or in_name(name):  # `check` reports a name that holds an address without repeating it
            continue
        elif holds_files(parts.root / name):
            parts.problems.append(_unknown_folder(parts, name))
    parts.top = {file.below: file for file in found}
    parts.named["root"] = set(parts.top)
    theme_files = {file.below: file for file in found if file.ending in THEME_FILES}
    for file in found:
        if file.below in FILES or file.below in theme_files:
            continue
        expected = f"{', '.join(FILES)} and the folders {', '.join([*FOLDERS, PUBLIC])}"
        meant = near(file.below.removesuffix(".yml"), tuple(name.removesuffix(".yml") for name in FILES))
        hint = f"did you mean '{meant}.yml'?" if meant else ""
        parts.problems.append(wrong_ending(file) if file.ending == ".yaml" else unknown_file(file, expected, hint))
    return theme_files


def _unknown_folder(parts: Parts, name: str) -> Problem:
    """Warn of a folder beside `program.yml` that nothing reads: its author probably expects it to count."""
    known = [*FOLDERS, PUBLIC]
    meant = "" if name in LATER else did_you_mean(name, known)
    warning = problem(
        "unknown-folder",
        "this version does not know this folder: nothing in it is read or published",
        file=f"{parts.shown}/{name}",
        expected="one of the folders " + ", ".join(known),
        hint="move it out of the programme's folder; if a newer version reads it, upgrade Badgepress",
        severity="warning",
    )
    return replace(warning, hint=meant) if meant else warning


def stray(found: Found, expected: str) -> Problem:
    """Report a file that does not belong where it is."""
    return wrong_ending(found) if found.ending == ".yaml" else unknown_file(found, expected)
