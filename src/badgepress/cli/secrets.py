"""Secret keys from the environment, a file and a person's passphrase."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from badgepress import sign


def keyring(file: Path | None, environment: Mapping[str, str] | None = None) -> sign.Keyring:
    """The secrets at hand; a locked one is opened with BADGEPRESS_PASSPHRASE, else with what a person types."""
    given = os.environ if environment is None else environment
    return sign.load_keyring(given, file, _ask if sys.stdin.isatty() else None)


def new_passphrase() -> str:
    """A passphrase for a new key file: BADGEPRESS_PASSPHRASE, else typed twice."""
    known = os.environ.get(sign.PASSPHRASE)
    if known:
        return known
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True))


def key_home() -> Path:
    """Where keys are kept by default, for people with a home."""
    try:
        return Path.home() / ".config" / "badgepress"
    except RuntimeError:
        raise click.UsageError("there is no home directory here: name the key file") from None


def _ask(source: str) -> str:
    return str(click.prompt(f"Passphrase of the key in {source}", hide_input=True, err=True))
