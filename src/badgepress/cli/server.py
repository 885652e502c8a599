"""`badgepress serve`: the built site on this machine, and a watch on the files it comes from."""

from __future__ import annotations

import io
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

import click

_POLL_SECONDS = 0.5
_ADDRESS = "127.0.0.1"
#: The names under which this machine is asked by itself.
HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
#: What verifiers of other sites read: credentials, who issued them, whether they hold, and baked badges.
_FOR_VERIFIERS = frozenset(
    {"credential.json", "achievement.json", "profile.json", "did.json", "badge.png", "badge.svg"}
)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST = 8_000


class _Server(ThreadingHTTPServer):
    """A browser that goes away in the middle of an answer is no reason for a traceback."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong in a line, unless the other side hung up."""
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            click.echo(f"serve: a request failed: {type(error).__name__}", err=True)


def server_for(out: Path, port: int, names: Sequence[str] = ()) -> ThreadingHTTPServer:
    """The server of a site, bound to this machine alone; `names` are hosts it answers to besides. Raises OSError."""
    hosts = HOSTS | {_ADDRESS} | {host_of(name) for name in names}
    handler = type("_HandlerOfSite", (_Handler,), {"hosts": frozenset(hosts)})
    return _Server((_ADDRESS, port), partial(handler, directory=str(out)))


def host_of(named: str) -> str:
    """The host of a `Host` header, lower case, without its port and without a last dot."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?", named.strip())
    return found[1].lower().removesuffix(".") if found else ""


def segments(target: str) -> list[str] | None:
    """The names in a request's path, "" last for a folder; None for what is no plain path of a site.

    Refused are broken escapes, bytes that are no UTF-8, control characters, backslashes, `.` and `..`, and a slash or
    colon that was escaped: no name in a site has any of these.
    """
    path = re.split("[?#]", target, maxsplit=1)[0]
    if not path.startswith("/") or len(path) > _LONGEST or _BAD_ESCAPE.search(path):
        return None
    parts = []
    for part in path[1:].split("/"):
        try:
            name = unquote_to_bytes(part.encode("latin-1")).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            return None
        if name in (".", "..") or re.search(r"[\x00-\x1f\x7f/\\:]", name):
            return None
        parts.append(name)
    return parts


def find(root: Path, parts: Sequence[str]) -> Path | None:
    """What lies at a path of the site, None where there is nothing, or what is there is hidden or lies elsewhere."""
    names = [*parts[:-1], *filter(None, parts[-1:])]
    if "" in names or any(name.startswith(".") and name != ".well-known" for name in names):
        return None
    try:
        found = root.resolve().joinpath(*names).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return found if found.is_relative_to(root.resolve()) else None


def is_for_verifiers(path: Path) -> bool:
    """Whether scripts of other sites may read a file of the site: only what a verifier needs."""
    return path.name in _FOR_VERIFIERS or (
        len(path.parts) == 2 and path.parts[0] == "status" and path.suffix == ".json"
    )


def serve_site(
    out: Path, port: int, watched: list[Path], rebuild: Callable[[], None], names: Sequence[str] = ()
) -> int:
    """Serve `out` on localhost until interrupted; call `rebuild` when a watched file changes."""
    try:
        server = server_for(out, port, names)
    except OSError as error:
        raise click.UsageError(f"cannot listen on port {port}: {error.strerror}; name another with --port") from None
    click.echo(f"http://localhost:{server.server_address[1]}/  (Ctrl-C stops)")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        before = snapshot(watched)
        while True:
            time.sleep(_POLL_SECONDS)
            after = snapshot(watched)
            if after != before:
                rebuild()
                before = snapshot(watched)
    except KeyboardInterrupt:
        click.echo("")
        return 0
    finally:
        server.shutdown()
        server.server_close()


def snapshot(watched: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Time and size of every file below the watched folders; hidden files are left out."""
    found = {}
    for folder in watched:
        for path in folder.rglob("*"):
            if any(part.startswith(".") for part in path.relative_to(folder).parts):
                continue
            try:
                status = path.stat()
            except OSError:
                continue
            if path.is_file():
                found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


class _Handler(SimpleHTTPRequestHandler):
    """Files with the types and headers of a static host; an unknown address gets the site's 404 page.

    Answers only requests that name a host of ours: a page of a stranger whose name was pointed at this machine reads
    nothing. Lists no folder, and leaves the site's folder by no path and no link.
    """

    hosts: frozenset[str] = HOSTS
    extensions_map = {  # noqa: RUF012 (the base class keeps it the same way)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".json": "application/json",
        ".ndjson": "application/x-ndjson",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }
    _found: Path | None = None

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send the headers; the file to send after them, None where everything is said."""
        self._found = None
        names = self.headers.get_all("Host") or []
        if len(names) != 1 or host_of(names[0]) not in self.hosts:
            self._say(
                HTTPStatus.MISDIRECTED_REQUEST, "this server answers to localhost; `serve --host NAME` adds a name"
            )
            return None
        parts = segments(self.path)
        if parts is None:
            self._say(HTTPStatus.BAD_REQUEST, "the address is not one of a site")
            return None
        found = find(Path(self.directory), parts)
        if found is not None and found.is_dir():
            if parts and parts[-1]:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                # Relative, so that no address can send anybody to another host.
                self.send_header("Location", f"{quote(parts[-1])}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return None
            found = find(Path(self.directory), [*parts[:-1], "index.html"])
        elif parts and not parts[-1]:
            found = None
        if found is None or not found.is_file():
            self._not_found()
            return None
        self._found = found
        return super().send_head()

    def translate_path(self, path: str) -> str:
        """The file that `send_head` found for the address."""
        return str(self._found)

    def end_headers(self) -> None:
        if self._found is not None and is_for_verifiers(self._found.relative_to(Path(self.directory).resolve())):
            self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def _not_found(self) -> None:
        page = find(Path(self.directory), ["404.html"])
        if page is None or not page.is_file():
            self._say(HTTPStatus.NOT_FOUND, "there is nothing at this address")
            return
        self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page.read_bytes())

    def _say(self, status: HTTPStatus, words: str) -> None:
        self._answer(status, "text/plain; charset=utf-8", f"{status.value}: {words}\n".encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a page is dozens of requests."""
