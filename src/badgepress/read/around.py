"""What lies beside `program.yml`: files and folders that are none of the programme's are told."""

from __future__ import annotations

from dataclasses import replace

from badgepress.errors import Problem, problem
from badgepress.read.files import Found, holds_files, unknown_file, wrong_ending
from badgepress.read.leaks import in_name
from badgepress.read.parts import Parts
from badgepress.read.public import FOLDER as PUBLIC
from badgepress.read.quoting import did_you_mean, near
from badgepress.read.theme import THEME_FILES

FOLDERS = ("issuers", "classes", "assertions", "earners")
#: Folders that a later version may read; `issued` belongs to signing.
LATER = ("pathways", "endorsements", "demand", "impact")


def look_around(parts: Parts) -> dict[str, Found]:
    """Files and folders of the root that are none of ours are told; pictures and fonts are for the theme to use."""
    known = {*FOLDERS, "issued", PUBLIC}
    found, problems = parts.tree.listing("")
    for told in problems:
        name = told.place.file.removeprefix(f"{parts.shown}/")
        if told.code != "unknown-file":
            parts.problems.append(told)
        elif name in known or in_name(name):  # `check` tells of a name with an address, without that name
            continue
        elif holds_files(parts.root / name):
            parts.problems.append(_unknown_folder(parts, name))
    parts.top = {one.below: one for one in found}
    parts.named["root"] = set(parts.top)
    beside = {one.below: one for one in found if one.ending in THEME_FILES}
    for one in found:
        if one.below in ("program.yml", "skills.yml", "trusted.yml") or one.below in beside:
            continue
        expected = "program.yml, skills.yml, trusted.yml and the folders " + ", ".join([*FOLDERS, PUBLIC])
        meant = near(one.below.removesuffix(".yml"), ("program", "skills", "trusted"))
        hint = f"did you mean '{meant}.yml'?" if meant else ""
        parts.problems.append(wrong_ending(one) if one.ending == ".yaml" else unknown_file(one, expected, hint))
    return beside


def _unknown_folder(parts: Parts, name: str) -> Problem:
    """The warning of a folder beside `program.yml` that nobody reads: who made it thinks that it counts."""
    known = [*FOLDERS, PUBLIC]
    meant = "" if name in LATER else did_you_mean(name, known)
    told = problem(
        "unknown-folder",
        "this version does not know this folder: nothing in it is read or published",
        file=f"{parts.shown}/{name}",
        expected="one of the folders " + ", ".join(known),
        hint="move it out of the programme's folder; if a newer version reads it, upgrade Badgepress",
        severity="warning",
    )
    return replace(told, hint=meant) if meant else told


def stray(found: Found, expected: str) -> Problem:
    """The problem of a file that does not belong where it is."""
    return wrong_ending(found) if found.ending == ".yaml" else unknown_file(found, expected)
