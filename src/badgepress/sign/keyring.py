"""Load secret keys and choose which one signs for which issuer.

A secret is a Multikey secret (`z…`), plain or locked with a passphrase (see `passphrase`). It comes from
`BADGEPRESS_KEY`, `BADGEPRESS_KEY_<ISSUER>` or a file that only its owner can read. Each of these may hold several, one
per line; `#` starts a comment.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from badgepress import atomic
from badgepress.errors import CredentialError, Problem, SignError, problem, refusal
from badgepress.model import Issuer, Program
from badgepress.openbadges.keys.ed25519 import SecretKey
from badgepress.read.where import where
from badgepress.sign import passphrase as locked

ENVIRONMENT = "BADGEPRESS_KEY"
PASSPHRASE = "BADGEPRESS_PASSPHRASE"  # noqa: S105  (the name of a variable)
#: The public half of the sample key under tests/keys/, and the only base_url it may be used with.
SAMPLE_PUBLIC_KEY = "z6Mki899gEd9R11xq6jvxJtSGsQmzxgadFKvRVfVHEWHYehL"
SAMPLE_BASE_URL = "https://badges.example.org/"


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Secrets for any issuer, and secrets for single issuers by slug. Its repr shows no secrets."""

    common: tuple[SecretKey, ...] = ()
    by_issuer: Mapping[str, tuple[SecretKey, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Keyring(…)"

    def __bool__(self) -> bool:
        return bool(self.common or self.by_issuer)

    def offered(self, issuer: Issuer) -> tuple[SecretKey, ...]:
        """Return the secrets that may sign for an issuer: its own if it has any, else the common ones."""
        return self.by_issuer.get(issuer.slug) or self.common

    def for_issuer(self, issuer: Issuer, at: datetime) -> SecretKey | None:
        """Return the first offered secret whose public key the issuer lists as valid at `at`, or None."""
        listed = {key.public for key in issuer.keys if not key.window_problem(at)}
        return next((secret for secret in self.offered(issuer) if secret.public in listed), None)


def load_keyring(
    environment: Mapping[str, str], file: Path | None = None, ask: Callable[[str], str] | None = None
) -> Keyring:
    """Load the secrets from the environment, or from the key file alone if one is named.

    A locked key's passphrase comes from `BADGEPRESS_PASSPHRASE`, else from `ask`, which is called with the name of the
    variable or file that holds the key. Raises SignError `bad-key`, `key-file-missing`, `key-file-readable`,
    `passphrase-needed` or `wrong-passphrase`. No message contains a secret.
    """

    def passphrase(source: str) -> str:
        known = environment.get(PASSPHRASE)
        if known is not None:
            return known
        if ask is None:
            hint = f"set {PASSPHRASE} to its passphrase"
            raise SignError(problem("passphrase-needed", f"the key in {source} is locked", hint=hint))
        return ask(source)

    if file is not None:
        secrets = _parse(_read(file), str(file), passphrase)
        if not secrets:
            hint = "`badgepress key new --out FILE` creates one; without --key, new awards are shown as a preview"
            raise SignError(problem("bad-key", "the key file holds no key", file=str(file), hint=hint))
        return Keyring(common=secrets)
    common = _parse(environment.get(ENVIRONMENT, ""), ENVIRONMENT, passphrase)
    prefix = f"{ENVIRONMENT}_"
    named = {
        name.removeprefix(prefix).lower().replace("_", "-"): _parse(text, name, passphrase)
        for name, text in sorted(environment.items())
        if name.startswith(prefix)
    }
    return Keyring(common, {slug: keys for slug, keys in named.items() if keys})


def preview_key(program: Program) -> SecretKey:
    """Return the throw-away key that signs previews. It is derived from base_url, so previews are reproducible.

    Anybody can derive it, and no issuer lists it, so nothing it signs ever verifies.
    """
    return SecretKey.from_seed(hashlib.sha256(f"badgepress preview {program.settings.base_url}".encode()).digest())


def problems_with(keyring: Keyring, program: Program, signing: Iterable[str], at: datetime) -> list[Problem]:
    """Return every reason not to use the given secrets at all.

    `signing` are the slugs of issuers with something to sign. A secret that no issuer lists is an error even if there
    is nothing to sign. So is an issuer for whom none of the offered secrets can sign.
    """
    found = []
    wanted = set(signing)
    for slug in sorted(set(keyring.by_issuer) - set(program.issuers)):
        found.append(
            problem(
                "key-of-unknown-issuer",
                f"{variable(slug)} names an issuer that is not in {program.shown}/issuers/",
                file=f"{program.shown}/issuers/",
                got=slug,
                expected="one of " + ", ".join(program.issuers),
                hint="rename the variable or remove it",
            )
        )
    if keyring.common and not any(_fits(keyring.common, issuer) for issuer in program.issuers.values()):
        wanted |= {next(iter(program.issuers))}
    wanted |= {slug for slug in keyring.by_issuer if slug in program.issuers}
    for slug in sorted(wanted):
        issuer = program.issuers[slug]
        if keyring.offered(issuer) and keyring.for_issuer(issuer, at) is None:
            found.append(_mismatch(program, issuer, keyring.offered(issuer), at))
    return found


def sample_key_warnings(program: Program) -> list[Problem]:
    """Return a warning for each issuer that lists the public sample key under another base_url than the sample's."""
    if program.settings.base_url == SAMPLE_BASE_URL:
        return []
    return [
        problem(
            "sample-key",
            f"'{slug}' lists the sample programme's key, which is public: anyone can sign with it",
            file=where(program, f"issuers/{slug}.yml", "keys").file,
            line=where(program, f"issuers/{slug}.yml", "keys").line,
            path="keys",
            got=program.settings.base_url,
            expected=f"{SAMPLE_BASE_URL}, the sample's own base_url",
            hint="create a key of your own: `badgepress key new`",
            severity="warning",
        )
        for slug, issuer in program.issuers.items()
        if any(key.public == SAMPLE_PUBLIC_KEY for key in issuer.keys)
    ]


def write_key_file(file: Path, secret: SecretKey, comment: str, passphrase: str = "") -> None:
    """Write a new key file that only its owner can read, locked if a passphrase is given.

    Never overwrites a file. Raises SignError `key-file-exists` or `cannot-write`.
    """
    text = secret.to_multibase()
    word = locked.lock(text, passphrase) if passphrase else text
    try:
        atomic.create(file, f"# {comment}\n# public half: {secret.public}\n{word}\n".encode(), 0o600)
    except FileExistsError:
        raise SignError(
            problem("key-file-exists", "this file exists already", file=str(file), hint="choose another file name")
        ) from None
    except OSError as error:
        raise SignError(problem("cannot-write", f"cannot write: {refusal(error)}", file=str(file))) from None


def variable(slug: str) -> str:
    """Return the name of the environment variable for one issuer's key."""
    return f"{ENVIRONMENT}_{slug.upper().replace('-', '_')}"


def _fits(secrets: Iterable[SecretKey], issuer: Issuer) -> bool:
    listed = {key.public for key in issuer.keys}
    return any(secret.public in listed for secret in secrets)


def _mismatch(program: Program, issuer: Issuer, secrets: tuple[SecretKey, ...], at: datetime) -> Problem:
    windows = [key.window_problem(at) for secret in secrets for key in issuer.keys if key.public == secret.public]
    place = where(program, f"issuers/{issuer.slug}.yml", "keys")
    if windows:
        words = {"not-yet": "cannot sign yet", "ended": "may no longer sign", "revoked": "is revoked"}[windows[0]]
        return problem(
            "key-window",
            f"the given key {words} for '{issuer.slug}'",
            file=place.file,
            line=place.line,
            path="keys",
            hint="use the current key, or correct the key's from/until in the issuer's file",
        )
    offered = {secret.public for secret in secrets}
    owners = [other.slug for other in program.issuers.values() if offered & {key.public for key in other.keys}]
    hint = f"use the issuer's own key, or add the public half to keys: in {place.file}"
    if owners:
        hint = (
            f"this is the key of '{owners[0]}', but '{issuer.slug}' has awards to sign too: put both keys "
            f"into the --key file or into {ENVIRONMENT}, one per line"
        )
    return problem(
        "key-mismatch",
        f"the secret key does not match any public key of '{issuer.slug}'",
        file=place.file,
        line=place.line,
        path="keys",
        got="the public half " + ", ".join(secret.public for secret in secrets),
        expected=", ".join(key.public for key in issuer.keys) or "a key, but none is listed",
        hint=hint,
    )


def _read(file: Path) -> str:
    try:
        mode = file.stat().st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise SignError(
                problem(
                    "key-file-readable",
                    "only its owner may be able to read a secret key",
                    file=str(file),
                    got=f"mode {stat.S_IMODE(mode):04o}",
                    expected="mode 0600",
                    hint=f"chmod 600 {file}",
                )
            )
        if not stat.S_ISREG(mode) or file.stat().st_size > 65_536:
            raise SignError(problem("bad-key", "not a key file", file=str(file)))
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is not a text file"
        raise SignError(
            problem(
                "key-file-missing",
                f"cannot read the key file: {reason}",
                file=str(file),
                hint="`badgepress key new --out FILE` creates one",
            )
        ) from None


def _parse(text: str, source: str, passphrase: Callable[[str], str]) -> tuple[SecretKey, ...]:
    words = [word for line in text.splitlines() for word in re.sub(r"#.*", "", line).split()]
    found = []
    for given in words:
        word = locked.unlock(given, passphrase(source), source) if given.startswith(locked.START) else given
        try:
            found.append(SecretKey.from_multibase(word))
        except CredentialError:
            raise SignError(
                problem(
                    "bad-key",
                    f"{source} holds something that is not an Ed25519 secret key",
                    got="a public key" if word.startswith("z6Mk") else f"{len(word)} characters",
                    expected="a Multikey secret, which starts with z3u2",
                    hint="`badgepress key new` creates one",
                )
            ) from None
    return tuple(found)
