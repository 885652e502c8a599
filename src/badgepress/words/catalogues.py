"""The catalogues of the verifier's words, one file for each language: `catalogue/<language>.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

DEFAULT = "en"
_FOLDER = files("badgepress.words") / "catalogue"


@cache
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, in the order of their codes."""
    return tuple(sorted(one.name.removesuffix(".json") for one in _FOLDER.iterdir() if one.name.endswith(".json")))


def nearest(language: str) -> str:
    """The language there is a catalogue for: `es` for `es-MX`, English for what is not there."""
    wanted = language.lower()
    return next((one for one in (wanted, wanted.split("-")[0]) if one in languages()), DEFAULT)


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """The whole catalogue of one of the `languages`, read once."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return loaded
