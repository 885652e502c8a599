"""Secret keys from the environment, a file and a person's passphrase."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from badgepress import sign
from badgepress.errors import BadgepressError, SignError, problem
from badgepress.sign.keyring import ENVIRONMENT as KEY


def keyring(file: Path | None, environment: Mapping[str, str] | None = None) -> sign.Keyring:
    """The secrets at hand; a locked one is opened with BADGEPRESS_PASSPHRASE, else with what a person types."""
    given = os.environ if environment is None else environment
    return sign.load_keyring(given, file, _ask if sys.stdin.isatty() else None)


def refuse_key(file: Path | None, environment: Mapping[str, str] | None = None) -> None:
    """What looks at templates and pictures runs without a key. Raises SignError `key-at-hand` where there is one."""
    given = os.environ if environment is None else environment
    found = "--key" if file else next((name for name in sorted(given) if name.startswith(KEY) and given[name]), "")
    if found:
        hint = "run it where there is no key: only `--only sign` needs one"
        message = "a key is at hand where what others wrote is tried"
        raise SignError(problem("key-at-hand", message, got=found, hint=hint))


def new_passphrase() -> str:
    """A passphrase for a new key file: BADGEPRESS_PASSPHRASE, else typed twice."""
    known = os.environ.get(sign.PASSPHRASE)
    if known:
        return known
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True))


@contextlib.contextmanager
def new_key_file(file: Path | None, secret: sign.SecretKey, passphrase: str) -> Iterator[None]:
    """The secret in a new file, none where there is no file to be; taken away again when the block fails.

    It is there before anybody can learn of the public half. Raises SignError `key-file-exists` or `cannot-write`.
    """
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        comment = "Badgepress signing key: keep it secret, keep a copy in a safe place."
        sign.write_key_file(file, secret, comment, passphrase)
    try:
        yield
    except BadgepressError:
        if file is not None:
            with contextlib.suppress(OSError):
                file.unlink()
        raise


def key_home() -> Path:
    """Where keys are kept by default, for people with a home."""
    try:
        return Path.home() / ".config" / "badgepress"
    except RuntimeError:
        raise click.UsageError("there is no home directory here: name the key file") from None


def _ask(source: str) -> str:
    return str(click.prompt(f"Passphrase of the key in {source}", hide_input=True, err=True))
