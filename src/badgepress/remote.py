"""Describes the remote that git pushes to, and passes git the token that the server requires.

The token never appears in a program's arguments, in a file or in a message. Git gets it from a credential helper that
prints an environment variable. Only calls that reach the server have that variable, and they run no hooks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from badgepress.errors import Problem, problem

#: The variable that holds the token.
TOKEN = "BADGEPRESS_GIT_TOKEN"  # noqa: S105  (the name of a variable)
#: Servers only look at the token. GitHub uses this user name for its own.
_NOBODY = "x-access-token"
_NAME, _WORD = "BADGEPRESS_GIT_USER", "BADGEPRESS_GIT_WORD"
_HELPER = f'!f() {{ test "$1" = get && printf "username=%s\\npassword=%s\\n" "${_NAME}" "${_WORD}"; }}; f'
#: A user name at least this long is taken for a token.
_LONG = 20


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote's name or address without any secret. With a `token`, git can authenticate to the `server`.

    `fixed` says that git's own settings would put a token into the address. The repr does not show the token.
    """

    address: str
    server: str = ""
    user: str = _NOBODY
    token: str = field(default="", repr=False)
    fixed: bool = False

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return what to add to git's environment `given` for calls that reach the server."""
        if not self.token or not self.server:
            return {}
        settings = [
            # only this helper answers, and only for this server: other helpers are neither asked nor changed
            (f"credential.{self.server}.helper", ""),
            (f"credential.{self.server}.helper", _HELPER),
            # nothing that the repository or its owner configured may run while there is a token
            ("core.hooksPath", os.devnull),
            ("core.fsmonitor", "false"),
            ("maintenance.auto", "false"),
            ("gc.auto", "0"),
        ]
        if self.fixed:
            # git uses the longest match, and this is the whole address
            settings += [(f"url.{self.address}.{rule}", self.address) for rule in ("insteadOf", "pushInsteadOf")]
        count = given.get("GIT_CONFIG_COUNT", "")
        first = int(count) if count.isdecimal() else 0
        added = {"GIT_CONFIG_COUNT": str(first + len(settings)), _NAME: self.user, _WORD: self.token}
        for at, (name, value) in enumerate(settings, first):
            added |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
        return added

    @property
    def hidden(self) -> tuple[str, ...]:
        """The texts that no message may show: the token, in every form, and the address."""
        written = (self.token, quote(self.token, safe=""), quote(self.token))
        return tuple(text for text in (*written, self.address if "/" in self.address else "") if text)


def remote(given: str, token: str, expand: Callable[[str], str]) -> tuple[Remote, list[Problem]]:
    """Return the remote that a command names, and a warning (code token-in-remote) for each token found in an address.

    `token` takes precedence over those. `expand` returns the address that git has for a name; it gets no token.
    """
    address, user, found = _parted(given)
    warnings = [_warning("--remote")] if found else []
    known = expand(address)
    plain, other, stored = _parted(known)
    if stored:
        warnings.append(_warning("git's settings" if "/" in address else f"git's settings for '{address}'"))
    token = token.strip() or found or stored
    chosen = plain if stored else address
    return Remote(chosen, _server(plain), user or other or _NOBODY, token, fixed=bool(stored)), warnings


def _parted(address: str) -> tuple[str, str, str]:
    """Return (the address without a token, its user, the token). Without a token the address is unchanged."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or "@" not in parts.netloc:
        return address, "", ""
    who, _, host = parts.netloc.rpartition("@")
    name, colon, word = (unquote(part) for part in who.partition(":"))
    if not colon and len(name) < _LONG:
        return address, name, ""
    plain = urlunsplit(parts._replace(netloc=host))
    if not word or word == "x-oauth-basic":
        return plain, "", name
    return plain, name, word


def _server(address: str) -> str:
    """Return `https://host:port`, by which git's settings name a server; empty if there is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _warning(where: str) -> Problem:
    return problem(
        "token-in-remote",
        f"the address in {where} contains a token, where other programs can read it",
        hint=f"move it from the address to {TOKEN}; the next release will no longer look for it in the address",
        severity="warning",
    )
