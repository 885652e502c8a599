"""Where git pushes to, and the token that the server wants to see.

A token stands in no argument of any program, in no file and in no message. Git asks for it through a credential helper,
which prints a variable of the environment. Only calls that reach the server have that variable, and they run no hook.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from badgepress.errors import Problem, problem

#: The variable that holds the token.
TOKEN = "BADGEPRESS_GIT_TOKEN"  # noqa: S105  (the name of a variable)
#: Servers look at the token alone; GitHub names its own so.
_NOBODY = "x-access-token"
_NAME, _WORD = "BADGEPRESS_GIT_USER", "BADGEPRESS_GIT_WORD"
_HELPER = f'!f() {{ test "$1" = get && printf "username=%s\\npassword=%s\\n" "${_NAME}" "${_WORD}"; }}; f'
#: A name before the @ that is so long is a token in its place.
_LONG = 20


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote's name or address without any secret; with `token` git answers a `server` that asks who calls.

    `fixed` says that git's own settings would put a token into the address. The token has no place in the repr.
    """

    address: str
    server: str = ""
    user: str = _NOBODY
    token: str = field(default="", repr=False)
    fixed: bool = False

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """What git's environment holds besides `given`, for the calls that reach the server."""
        if not self.token or not self.server:
            return {}
        settings = [
            # Only this server is told, and only by us: what other helpers keep is neither asked nor changed.
            (f"credential.{self.server}.helper", ""),
            (f"credential.{self.server}.helper", _HELPER),
            # Nothing that the repository or its owner set up runs beside a token.
            ("core.hooksPath", os.devnull),
            ("core.fsmonitor", "false"),
            ("maintenance.auto", "false"),
            ("gc.auto", "0"),
        ]
        if self.fixed:
            # The longest match decides, and this is the whole address.
            settings += [(f"url.{self.address}.{rule}", self.address) for rule in ("insteadOf", "pushInsteadOf")]
        before = given.get("GIT_CONFIG_COUNT", "")
        first = int(before) if before.isdecimal() else 0
        made = {"GIT_CONFIG_COUNT": str(first + len(settings)), _NAME: self.user, _WORD: self.token}
        for at, (name, value) in enumerate(settings, first):
            made |= {f"GIT_CONFIG_KEY_{at}": name, f"GIT_CONFIG_VALUE_{at}": value}
        return made

    @property
    def hidden(self) -> tuple[str, ...]:
        """What no message repeats: the token, however it is written, and the address."""
        written = (self.token, quote(self.token, safe=""), quote(self.token))
        return tuple(text for text in (*written, self.address if "/" in self.address else "") if text)


def remote(given: str, token: str, expand: Callable[[str], str]) -> tuple[Remote, list[Problem]]:
    """The remote that a command names, and a warning (code token-in-remote) for each place where a token stood in it.

    `token` wins over those; `expand` is git's answer to what address a name stands for, and is asked without a token.
    """
    address, user, found = _parted(given)
    warnings = [_warning("--remote")] if found else []
    known = expand(address)
    plain, other, kept = _parted(known)
    if kept:
        warnings.append(_warning("git's settings" if "/" in address else f"git's settings for '{address}'"))
    token = token.strip() or found or kept
    chosen = plain if kept else address
    return Remote(chosen, _server(plain), user or other or _NOBODY, token, fixed=bool(kept)), warnings


def _parted(address: str) -> tuple[str, str, str]:
    """The address without a token, the user it names, and the token; the address as it is where it has none."""
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
    """`https://host:port`, which is what settings for a server are named by; empty where there is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _warning(where: str) -> Problem:
    return problem(
        "token-in-remote",
        f"a token stands in the address in {where}, where other programs can read it",
        hint=f"take it out of the address and put it into {TOKEN}; the next release will not look for it there",
        severity="warning",
    )
