"""Reads addresses from a built site's folder, or from where a site is served instead. `web` reads them over https.

A `Fetch` takes an address and returns its bytes or raises `FetchError`: `offline`, `unreachable`, `unknown-host`,
`not-found`, `too-large`, `too-slow`, `too-many-redirects`, `too-many` (for one verification), `elsewhere` (it leads to
another site), `private-address` or `bad-address`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import unquote, urlsplit

from badgepress.errors import CredentialError, FetchError, problem
from badgepress.openbadges.limits import ALL_FETCHES, ALL_FETCHES_BYTES, ALL_FETCHES_SECONDS, FETCH_BYTES
from badgepress.openbadges.work import Work
from badgepress.verify.report import Text

Fetch = Callable[[str], bytes]
_CODES = frozenset(
    {
        "offline",
        "unknown-host",
        "not-found",
        "too-large",
        "too-slow",
        "too-many",
        "too-many-redirects",
        "elsewhere",
        "private-address",
        "bad-address",
    }
)


@runtime_checkable
class Noting(Protocol):
    """A fetch with notes for the report."""

    @property
    def notes(self) -> tuple[Text, ...]:
        """The notes: texts from the catalogue, in order."""


def offline(address: str) -> bytes:
    """A fetch that reads nothing."""
    raise trouble("offline", address, "no address is read here")


def once(fetch: Fetch) -> Fetch:
    """The same fetch, but it tries each address only once, whatever the result."""
    known: dict[str, bytes | FetchError] = {}

    def read(address: str) -> bytes:
        if address not in known:
            try:
                known[address] = fetch(address)
            except FetchError as error:
                known[address] = error
        answer = known[address]
        if isinstance(answer, FetchError):
            raise answer
        return answer

    return read


def bounded(fetch: Fetch, clock: Callable[[], float] = time.monotonic, *, work: Work | None = None) -> Fetch:
    """The same fetch with limits for one verification. Raises `too-many` when its requests, bytes or seconds are used
    up.

    Needed because a learner record may name any number of addresses. Bytes read are charged to `work`.
    """
    paid = work or Work()
    left = {"requests": float(ALL_FETCHES), "bytes": float(ALL_FETCHES_BYTES), "seconds": ALL_FETCHES_SECONDS}

    def read(address: str) -> bytes:
        left["requests"] -= 1
        if min(left.values()) < 0:
            raise trouble("too-many", address, "one badge may not ask for so much")
        began = clock()
        try:
            body = fetch(address)
        finally:
            left["seconds"] -= clock() - began
        left["bytes"] -= len(body)
        try:
            paid.read(len(body))
        except CredentialError:
            raise trouble("too-many", address, "one badge may not ask for so much") from None
        return body

    return read


class Gone(FetchError):
    """`not-found` with the body of a 410 answer, which may say why (Open Badges 2.0 §6.3)."""

    def __init__(self, address: str, body: bytes) -> None:
        super().__init__(problem("not-found", "there is nothing at this address any more", path=address, got="410"))
        self.body = body


def trouble(code: str, address: str, message: str, got: str = "") -> FetchError:
    """A `FetchError` about this address."""
    return FetchError(problem(code, message, path=address, got=got))


def why(error: FetchError) -> Text:
    """Why we could not read an address, as part of a sentence."""
    return Text("reason", f"fetch-{error.code if error.code in _CODES else 'unreachable'}")


class Moved:
    """Reads addresses under `base_url` from under `served_from` instead, with a note. Reads all others unchanged."""

    def __init__(self, base_url: str, served_from: str, fetch: Fetch) -> None:
        self._base, self._served, self._fetch, self._used = base_url, served_from, fetch, False

    def __call__(self, address: str) -> bytes:
        """The bytes of the address; raises `FetchError`."""
        rest = below(address, self._base)
        if rest is None or self._base == self._served:
            return self._fetch(address)
        self._used = True
        return self._fetch(self._served + rest)

    @property
    def notes(self) -> tuple[Text, ...]:
        """A note if anything was read from `served_from`."""
        return (
            (Text("note", "served-from", {"base_url": self._base, "served_from": self._served}),) if self._used else ()
        )


class SiteFetch:
    """Reads addresses under `base_url` from a built site's folder. Uses `fallback` for all others."""

    def __init__(self, folder: Path, base_url: str, fallback: Fetch = offline) -> None:
        self._folder, self._base, self._fallback = folder, base_url, fallback
        self._read: set[str] = set()

    def over(self, fallback: Fetch) -> SiteFetch:
        """The same folder with another fallback. Both share their notes."""
        other = copy(self)
        other._fallback = fallback
        return other

    def __call__(self, address: str) -> bytes:
        """The bytes of the address; raises `FetchError`."""
        rest = below(address, self._base)
        if rest is None:
            return self._fallback(address)
        self._read.add(address)
        try:
            root = self._folder.resolve()
            file = (root / unquote(urlsplit(rest).path)).resolve()
            if not file.is_relative_to(root):
                raise trouble("bad-address", address, "the address leads out of the site's folder")
            if file.is_file() and file.stat().st_size > FETCH_BYTES:
                raise trouble("too-large", address, "the file is too large")
            return file.read_bytes()
        except OSError as error:
            raise trouble("not-found", address, "the site's folder has no such file", type(error).__name__) from error
        except ValueError as error:  # of urlsplit, or a name that no file can have
            raise trouble("bad-address", address, "this is not an address that can be read") from error

    @property
    def notes(self) -> tuple[Text, ...]:
        """A note if the folder was read."""
        return (Text("note", "folder", {"base_url": self._base, "folder": str(self._folder)}),) if self._read else ()


def below(address: str, base_url: str) -> str | None:
    """The rest of the address after `base_url`, which ends in a slash; None if the address is not under it."""
    if not base_url.endswith("/") or not address.startswith(base_url):
        return None
    rest = address[len(base_url) :]
    return None if rest.startswith("/") or ".." in unquote(rest).split("/") else rest
