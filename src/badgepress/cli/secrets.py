"""Get secret keys and passphrases from the environment, a file and the terminal."""

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
    """Load the secrets. A locked one is opened with BADGEPRESS_PASSPHRASE, else with one typed at the terminal."""
    given = os.environ if environment is None else environment
    return sign.load_keyring(given, file, _ask if sys.stdin.isatty() else None)


def refuse_key(file: Path | None, environment: Mapping[str, str] | None = None) -> None:
    """Raise SignError `key-at-hand` if there is a key: commands that load templates and pictures must not have one."""
    given = os.environ if environment is None else environment
    found = "--key" if file else next((name for name in sorted(given) if name.startswith(KEY) and given[name]), "")
    if found:
        hint = "run this without a key: only `--only sign` needs one"
        message = "a key was given to a step that runs other people's templates"
        raise SignError(problem("key-at-hand", message, got=found, hint=hint))


def new_passphrase() -> str:
    """Get a passphrase for a new key file: BADGEPRESS_PASSPHRASE, else typed twice at the terminal."""
    known = os.environ.get(sign.PASSPHRASE)
    if known:
        return known
    return str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True))


@contextlib.contextmanager
def new_key_file(file: Path | None, secret: sign.SecretKey, passphrase: str) -> Iterator[None]:
    """Write the secret to a new file, and remove the file again if the block fails. Does nothing if `file` is None.

    The file is written before the public half is shown anywhere. Raises SignError `key-file-exists` or `cannot-write`.
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
    """Return the default folder for keys. Raises UsageError if there is no home directory."""
    try:
        return Path.home() / ".config" / "badgepress"
    except RuntimeError:
        raise click.UsageError("there is no home directory: give the key file's name") from None


def _ask(source: str) -> str:
    return str(click.prompt(f"Passphrase for the key in {source}", hide_input=True, err=True))
