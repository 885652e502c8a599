"""Reads addresses over https, with limits on bytes, time, redirects and destinations."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from badgepress.openbadges.limits import FETCH_BYTES, FETCH_SECONDS
from badgepress.verify.fetch import Gone, trouble
from badgepress.verify.servers import LOCAL_HOSTS, is_inside_name, is_same_site, may_ask, port_of

_CHUNK = 65_536
_MOST_PLACES = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class HttpFetch:
    """GET over https, nothing else: no cookies, no credentials, no compression.

    `most_bytes` and `most_seconds` limit each address including its redirects. This class resolves host names itself.
    All IP addresses of a host must be public, and it connects to exactly the one it checked. `allow_localhost` allows
    http and https on this machine; `allow_private` allows private networks over https.

    An address from a badge must be on that very site: whoever can make an issuer's host redirect is not the issuer.
    `anywhere` also follows redirects to other sites, for an address that a person gave.

    `headers` are sent in addition to our own. They may include a token, so never combine them with `anywhere`. `heard`
    is called with the headers of each answer, whatever its status.
    """

    most_bytes: int = FETCH_BYTES
    most_seconds: float = FETCH_SECONDS
    most_redirects: int = 3
    allow_localhost: bool = False
    allow_private: bool = False
    anywhere: bool = False
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    heard: Callable[[Mapping[str, str]], None] | None = None

    def __call__(self, address: str) -> bytes:
        """The body at the address. Raises `FetchError`."""
        opened = _Opened()
        answer: Future[bytes] = Future()

        def work() -> None:
            try:
                answer.set_result(self._follow(address, opened))
            except BaseException as error:
                answer.set_exception(error)

        # A slow resolver, a slow handshake or an answer that trickles in never triggers a socket's own timeout. So the
        # work runs in a thread. When the time is up, we stop waiting and close its connections.
        threading.Thread(target=work, daemon=True).start()
        try:
            return answer.result(self.most_seconds)
        except TimeoutError as error:
            raise trouble("too-slow", address, "the answer took too long") from error
        except (OSError, http.client.HTTPException) as error:
            code = "unknown-host" if isinstance(error, socket.gaierror) else "unreachable"
            raise trouble(code, address, "the address cannot be read", type(error).__name__) from error
        except ValueError as error:  # of urllib, ssl and the codec of names
            raise trouble("bad-address", address, "this is not an address, or leads to none") from error
        finally:
            opened.end()

    def _follow(self, address: str, opened: _Opened) -> bytes:
        here = address
        for _ in range(self.most_redirects + 1):
            body, onward = self._get(here, opened)
            if onward is None:
                return body
            here = urljoin(here, onward)
            if not self.anywhere and not is_same_site(address, here):
                raise trouble("elsewhere", address, "the address leads to another site", here)
        raise trouble("too-many-redirects", address, "the address leads on and on")

    def _get(self, address: str, opened: _Opened) -> tuple[bytes, str | None]:
        """The body, or the address of a redirect."""
        parts = self._admitted(address)
        host, port = parts.hostname or "", port_of(parts)
        connection = http.client.HTTPConnection(host, port)
        connection.response_class = _Answer
        try:
            raw = connection.sock = self._connected(self._resolved(host, port, address), port)
            opened.add(raw)
            raw.settimeout(self.most_seconds)
            if parts.scheme == "https":
                context = ssl.create_default_context()
                secure = context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
                connection.sock = secure
                opened.add(secure)
                secure.do_handshake()
                opened.check()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {
                "Host": parts.netloc,
                "Accept": "application/json, */*;q=0.5",
                "Accept-Encoding": "identity",
                "User-Agent": "badgepress",
                "Connection": "close",
                **self.headers,
            }
            connection.request("GET", target, headers=headers)
            with closing(connection.getresponse()) as answer:
                if self.heard is not None:
                    self.heard(dict(answer.getheaders()))
                return self._read(answer, address, opened)
        finally:
            connection.close()

    def _read(self, answer: http.client.HTTPResponse, address: str, opened: _Opened) -> tuple[bytes, str | None]:
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
            opened.check()
            body += chunk
            if len(body) > self.most_bytes:
                raise trouble("too-large", address, "the answer is too large", f"more than {self.most_bytes} bytes")
        # The loop also ends on a timeout or a broken connection.
        opened.check()
        if answer.length:
            raise trouble("unreachable", address, "the answer breaks off", f"{answer.length} bytes are missing")
        if answer.status == 410:
            raise Gone(address, bytes(body))
        return bytes(body), None

    def _admitted(self, address: str) -> SplitResult:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError where it is no number
        plain = address.isascii() and address.isprintable() and " " not in address
        if not plain or not parts.hostname or "@" in parts.netloc:
            raise trouble("bad-address", address, "this is not an address that can be read")
        local = self.allow_localhost and parts.hostname in LOCAL_HOSTS
        if parts.scheme != "https" and not (local and parts.scheme == "http"):
            raise trouble("bad-address", address, "only https addresses are read", parts.scheme)
        if not local and not self.allow_private and is_inside_name(parts.hostname):
            raise trouble("private-address", address, "the address names a host of a private network", parts.hostname)
        return parts

    def _resolved(self, host: str, port: int, address: str) -> list[str]:
        """The IP addresses of the host, if we may contact all of them."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for place in places:
            if not may_ask(host, place, allow_localhost=self.allow_localhost, allow_private=self.allow_private):
                raise trouble("private-address", address, "the address leads into a private network", place)
        return places

    def _connected(self, places: list[str], port: int) -> socket.socket:
        """A connection to the first address that answers. A host may have addresses where nothing listens."""
        tried = places[:_MOST_PLACES]
        for place in tried[:-1]:
            with suppress(OSError):
                return socket.create_connection((place, port), timeout=self.most_seconds / len(tried))
        return socket.create_connection((tried[-1], port), timeout=self.most_seconds / len(tried))


class _Opened:
    """The open connections of one call. They close when it ends."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._over = threading.Event()

    def add(self, one: socket.socket) -> None:
        """Adds a connection. Raises TimeoutError if the call has ended already."""
        self._sockets.append(one)
        self.check()

    def check(self) -> None:
        """Raises TimeoutError if the call has ended already."""
        if self._over.is_set():
            raise TimeoutError

    def end(self) -> None:
        """Wakes anything that still waits on a connection."""
        self._over.set()
        for one in self._sockets:
            with suppress(OSError):
                # Not the TLS socket's own method: after that, incoming bytes would be read undecrypted.
                socket.socket.shutdown(one, socket.SHUT_RDWR)


class _Answer(http.client.HTTPResponse):
    """An answer that is never read whole at once, whatever chunk sizes the server claims."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fp = _Portioned(self.fp.detach())


class _Portioned(io.BufferedReader):
    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            raise http.client.HTTPException("a part of a size below zero")
        return super().read(size)
