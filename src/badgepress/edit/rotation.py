"""Edit an issuer's `keys:`: replace the current key, or end one that is no longer used."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from badgepress.edit import yamltext
from badgepress.edit.change import Change, changed
from badgepress.errors import ReadError, problem
from badgepress.model import Issuer, Key, Program
from badgepress.read import require_program


def rotate_key(root: Path, slug: str, public: str, at: datetime) -> Change:
    """Add a key that is valid from `at` on, and end every key currently in use at that time.

    Raises ReadError with the programme's problems, `unknown-issuer`, `key-listed` or `key-not-begun`.
    """
    program, issuer, path, text = _issuer(root, slug)
    if any(key.public == public for key in issuer.keys):
        raise ReadError(problem("key-listed", "the issuer already lists this key", file=_shown(program, slug)))
    after = text
    for index, key in enumerate(issuer.keys):
        if not key.window_problem(at) and key.until is None:
            _require_begun(key, at, _shown(program, slug), index)
            after = yamltext.put(after, ("keys", index), "until", yamltext.flow(at))
    entry = "{" + f"public: {public}, from: {yamltext.flow(at)}" + "}"
    after = yamltext.add(after, ("keys",), entry)
    return changed(path, _shown(program, slug), text, after)


def retire_key(root: Path, slug: str, public: str, at: datetime, *, compromised: bool) -> Change:
    """End a key with `until`, or with `revoked` if it was compromised.

    Raises ReadError with the programme's problems, `unknown-issuer`, `unknown-key-of-issuer`, `key-ended` or
    `key-not-begun`.
    """
    program, issuer, path, text = _issuer(root, slug)
    shown = _shown(program, slug)
    found = [index for index, key in enumerate(issuer.keys) if key.public == public]
    if not found:
        listed = ", ".join(key.public for key in issuer.keys) or "none"
        raise ReadError(
            problem(
                "unknown-key-of-issuer",
                f"'{slug}' does not list this key",
                file=shown,
                path="keys",
                got=public,
                expected=listed,
            )
        )
    key = issuer.keys[found[0]]
    ended = key.revoked or (None if compromised else key.until)
    if ended is not None and ended <= at:
        raise ReadError(
            problem(
                "key-ended",
                "the key has already ended",
                file=shown,
                path=f"keys[{found[0]}]",
                got=yamltext.flow(ended),
                hint="its published end cannot change; if the key was stolen, use `--compromised`",
            )
        )
    if not compromised:
        _require_begun(key, at, shown, found[0])
    name = "revoked" if compromised else "until"
    after = yamltext.put(text, ("keys", found[0]), name, yamltext.flow(at))
    return changed(path, shown, text, after)


def _require_begun(key: Key, at: datetime, shown: str, index: int) -> None:
    """Raise ReadError `key-not-begun` if the key begins at `at` or later: a key cannot end before it begins."""
    if key.since is not None and at <= key.since:
        message = "the key cannot end before it begins"
        hint = "did another command just create it? `badgepress key show` lists all keys"
        got, place = yamltext.flow(key.since), f"keys[{index}].from"
        raise ReadError(problem("key-not-begun", message, file=shown, path=place, got=got, hint=hint))


def _issuer(root: Path, slug: str) -> tuple[Program, Issuer, Path, str]:
    program = require_program(root, faultless=True)
    if slug not in program.issuers:
        expected = "one of " + ", ".join(program.issuers)
        where = f"{program.shown}/issuers/"
        raise ReadError(problem("unknown-issuer", f"no issuer '{slug}'", file=where, expected=expected))
    path = root / "issuers" / f"{slug}.yml"
    return program, program.issuers[slug], path, path.read_text(encoding="utf-8")


def _shown(program: Program, slug: str) -> str:
    return f"{program.shown}/issuers/{slug}.yml"
