"""Reading addresses: over https with caps, from a built site's folder, or from where a site is served instead.

A `Fetch` takes an address and gives its bytes or raises `FetchError`: `offline`, `unreachable`, `unknown-host`,
`not-found`, `too-large`, `too-slow`, `too-many-redirects`, `too-many` (for one verification), `private-address`,
`bad-address`.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from badgepress.errors import FetchError, problem
from badgepress.verify.words import piece

Fetch = Callable[[str], bytes]
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_BYTES = 8_000_000
MOST_REQUESTS = 100
MOST_BYTES_IN_ALL = 32_000_000
MOST_SECONDS_IN_ALL = 60.0
_CHUNK = 65_536
_MOST_PLACES = 4
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# Public addresses of the newer kind are in the first, but for those of examples.
_PUBLIC = ipaddress.IPv6Network("2000::/3")
_EXAMPLES = tuple(ipaddress.IPv6Network(one) for one in ("2001:db8::/32", "3fff::/20"))
_PRIVATE = ipaddress.IPv6Network("fc00::/7")
_INSIDE_NAMES = (".local", ".internal", ".lan")
_CODES = frozenset(
    {
        "offline",
        "unknown-host",
        "not-found",
        "too-large",
        "too-slow",
        "too-many",
        "too-many-redirects",
        "private-address",
        "bad-address",
    }
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@runtime_checkable
class Noting(Protocol):
    """A fetch that has something to say in the report."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences of the catalogue, in order."""


def offline(address: str) -> bytes:
    """The fetch of someone who reads nothing."""
    raise trouble("offline", address, "no address is read here")


def once(fetch: Fetch) -> Fetch:
    """The same fetch, asking for each address one time only, whatever came of it."""
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


def bounded(fetch: Fetch, clock: Callable[[], float] = time.monotonic) -> Fetch:
    """The same fetch for one verification: once its requests, bytes or seconds of waiting are used up, `too-many`.

    A learner record of many badges names as many addresses as it likes.
    """
    left = {"requests": float(MOST_REQUESTS), "bytes": float(MOST_BYTES_IN_ALL), "seconds": MOST_SECONDS_IN_ALL}

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
        return body

    return read


class Gone(FetchError):
    """`not-found` with what is left there: a server that answers 410 may say why (Open Badges 2.0 §6.3)."""

    def __init__(self, address: str, body: bytes) -> None:
        super().__init__(problem("not-found", "there is nothing at this address any more", path=address, got="410"))
        self.body = body


def trouble(code: str, address: str, message: str, got: str = "") -> FetchError:
    """A `FetchError` about this address."""
    return FetchError(problem(code, message, path=address, got=got))


@dataclass(frozen=True)
class HttpFetch:
    """GET over https, nothing else: no cookies, no credentials, no compression.

    `most_bytes` and `most_seconds` bound each address with all its redirects. Names are resolved here, every
    address they resolve to must be public, and the connection goes to exactly the address that was looked at.
    `allow_localhost` admits http and https on this machine; `allow_private` admits private networks over https.
    """

    most_bytes: int = MOST_BYTES
    most_seconds: float = 10.0
    most_redirects: int = 3
    allow_localhost: bool = False
    allow_private: bool = False

    def __call__(self, address: str) -> bytes:
        """The body of the address; raises `FetchError`."""
        open_sockets: list[socket.socket] = []
        late = threading.Event()

        def stop() -> None:
            late.set()
            for one in open_sockets:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

        # A server that drips its answer never trips a socket's own timeout; the timer ends all of it.
        timer = threading.Timer(self.most_seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            return self._follow(address, open_sockets, late)
        except (OSError, http.client.HTTPException) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise trouble("too-slow", address, "the answer took too long") from error
            code = "unknown-host" if isinstance(error, socket.gaierror) else "unreachable"
            raise trouble(code, address, "the address cannot be read", type(error).__name__) from error
        finally:
            timer.cancel()

    def _follow(self, address: str, open_sockets: list[socket.socket], late: threading.Event) -> bytes:
        here = address
        for _ in range(self.most_redirects + 1):
            body, onward = self._get(here, open_sockets, late)
            if onward is None:
                return body
            here = urljoin(here, onward)
        raise trouble("too-many-redirects", address, "the address leads on and on")

    def _get(self, address: str, open_sockets: list[socket.socket], late: threading.Event) -> tuple[bytes, str | None]:
        """The body, or where the answer sends us."""
        parts = self._admitted(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        raw = self._connected(self._resolved(host, port, address), port)
        open_sockets.append(raw)
        if late.is_set():  # the timer ended what was open, and this was not yet
            raw.close()
            raise TimeoutError
        connection = http.client.HTTPConnection(host, port)
        try:
            raw.settimeout(self.most_seconds)
            if parts.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
                open_sockets.append(raw)
            connection.sock = raw
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {
                "Host": parts.netloc,
                "Accept": "application/json, */*;q=0.5",
                "Accept-Encoding": "identity",
                "User-Agent": "badgepress",
                "Connection": "close",
            }
            connection.request("GET", target, headers=headers)
            with closing(connection.getresponse()) as answer:
                return self._read(answer, address, late)
        finally:
            connection.close()
            raw.close()

    def _read(self, answer: http.client.HTTPResponse, address: str, late: threading.Event) -> tuple[bytes, str | None]:
        onward = answer.getheader("Location")
        if answer.status in _REDIRECTS and onward:
            return b"", onward
        if answer.status == 404:
            raise trouble("not-found", address, "there is nothing at this address", str(answer.status))
        if answer.status not in (200, 410):
            raise trouble("unreachable", address, "the server does not give this address", str(answer.status))
        if answer.getheader("Content-Encoding", "identity") != "identity":
            raise trouble("unreachable", address, "the answer is compressed though that was declined")
        body = bytearray()
        while chunk := answer.read(_CHUNK):
            body += chunk
            if len(body) > self.most_bytes:
                raise trouble("too-large", address, "the answer is too large", f"more than {self.most_bytes} bytes")
        # Either looks like an end of its own to the loop.
        if late.is_set():
            raise TimeoutError
        if answer.length:
            raise trouble("unreachable", address, "the answer breaks off", f"{answer.length} bytes are missing")
        if answer.status == 410:
            raise Gone(address, bytes(body))
        return bytes(body), None

    def _admitted(self, address: str) -> SplitResult:
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError as error:
            raise trouble("bad-address", address, "this is not an address") from error
        plain = address.isascii() and address.isprintable() and " " not in address
        if not plain or not parts.hostname or "@" in parts.netloc:
            raise trouble("bad-address", address, "this is not an address that can be read")
        local = self.allow_localhost and parts.hostname in LOCAL_HOSTS
        if parts.scheme != "https" and not (local and parts.scheme == "http"):
            raise trouble("bad-address", address, "only https addresses are read", parts.scheme)
        if not local and not self.allow_private and _is_inside_name(parts.hostname):
            raise trouble("private-address", address, "the address names a host of a private network", parts.hostname)
        return parts

    def _resolved(self, host: str, port: int, address: str) -> list[str]:
        """The IP addresses of the host, if all of them may be asked."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for place in places:
            if not self._may_ask(host, place):
                raise trouble("private-address", address, "the address leads into a private network", place)
        return places

    def _connected(self, places: list[str], port: int) -> socket.socket:
        """A connection to the first that answers; a name may have an address that nobody listens at."""
        tried = places[:_MOST_PLACES]
        for place in tried[:-1]:
            with suppress(OSError):
                return socket.create_connection((place, port), timeout=self.most_seconds / len(tried))
        return socket.create_connection((tried[-1], port), timeout=self.most_seconds / len(tried))

    def _may_ask(self, host: str, place: str) -> bool:
        number = ipaddress.ip_address(place.partition("%")[0])
        if isinstance(number, ipaddress.IPv6Address):
            number = _inside(number)
        if number.is_loopback:
            return self.allow_localhost and host in LOCAL_HOSTS
        if number.is_multicast or number.is_unspecified or number.is_link_local:
            return False
        if isinstance(number, ipaddress.IPv6Address):
            # Which of the others are public is a matter of Python's age.
            public = number in _PUBLIC and number.is_global and not any(number in one for one in _EXAMPLES)
            return public or (self.allow_private and number in _PRIVATE)
        return number.is_global or self.allow_private


def _is_inside_name(host: str) -> bool:
    """Whether only a private network knows the name: it has one part, or an ending that is nobody's in public."""
    name = host.removesuffix(".")
    return ":" not in name and ("." not in name or name.endswith(_INSIDE_NAMES))


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The older kind of address that a gateway would make of a newer one; else the number itself."""
    if number in _TRANSLATED:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    teredo = number.teredo
    return number.ipv4_mapped or number.sixtofour or (teredo[1] if teredo else None) or number


def why(error: FetchError) -> str:
    """Why an address could not be read, in words that fit into a sentence."""
    return piece("reason", f"fetch-{error.code if error.code in _CODES else 'unreachable'}")


class Moved:
    """Reads what lies under `base_url` from under `served_from`, everything else as it is, and says so."""

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
    def notes(self) -> tuple[str, ...]:
        """That something was read from elsewhere, if it was."""
        return (piece("note", "served-from", base_url=self._base, served_from=self._served),) if self._used else ()


class SiteFetch:
    """Reads what lies under `base_url` from a built site's folder; asks `fallback` for everything else."""

    def __init__(self, folder: Path, base_url: str, fallback: Fetch = offline) -> None:
        self._folder, self._base, self._fallback, self._used = folder, base_url, fallback, False

    def __call__(self, address: str) -> bytes:
        """The bytes of the address; raises `FetchError`."""
        rest = below(address, self._base)
        if rest is None:
            return self._fallback(address)
        self._used = True
        root = self._folder.resolve()
        path = unquote(urlsplit(rest).path)
        if "\0" in path:
            raise trouble("bad-address", address, "this is not an address that can be read")
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            raise trouble("bad-address", address, "the address leads out of the site's folder")
        try:
            if file.is_file() and file.stat().st_size > MOST_BYTES:
                raise trouble("too-large", address, "the file is too large")
            return file.read_bytes()
        except OSError as error:
            raise trouble("not-found", address, "the site's folder has no such file", type(error).__name__) from error

    @property
    def notes(self) -> tuple[str, ...]:
        """That the folder was read, if it was."""
        return (piece("note", "folder", base_url=self._base, folder=self._folder),) if self._used else ()


def below(address: str, base_url: str) -> str | None:
    """What follows `base_url` (which ends in a slash) in the address; None when it lies elsewhere."""
    if not base_url.endswith("/") or not address.startswith(base_url):
        return None
    rest = address[len(base_url) :]
    return None if rest.startswith("/") or ".." in unquote(rest).split("/") else rest
