"""Loads the catalogues of the verifier's words, one file per language: `catalogue/<language>.json`."""

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
    """The languages that have a catalogue, sorted by code."""
    return tuple(sorted(one.name.removesuffix(".json") for one in _FOLDER.iterdir() if one.name.endswith(".json")))


def nearest(language: str) -> str:
    """The nearest language with a catalogue: `es` for `es-MX`, English if there is none."""
    wanted = language.lower()
    return next((one for one in (wanted, wanted.split("-")[0]) if one in languages()), DEFAULT)


@cache
def catalogue(language: str) -> Mapping[str, Any]:
    """The whole catalogue of one of the `languages`. Cached."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return loaded
