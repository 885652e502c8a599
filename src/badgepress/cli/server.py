"""`badgepress serve`: serve the built site on this machine, and watch the files it is built from."""

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
#: The host names by which this machine reaches itself.
HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
#: The files that verifiers on other sites need, besides status lists: credentials, issuers' documents, baked badges.
_FOR_VERIFIERS = frozenset(
    {"credential.json", "achievement.json", "profile.json", "did.json", "badge.png", "badge.svg"}
)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST = 8_000


class _Server(ThreadingHTTPServer):
    """A server that prints no traceback when a browser closes the connection."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Print one line on what went wrong, unless the browser just closed the connection."""
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            click.echo(f"serve: a request failed: {type(error).__name__}", err=True)


def server_for(out: Path, port: int, names: Sequence[str] = ()) -> ThreadingHTTPServer:
    """Return a server for a site, bound to this machine only; `names` are further host names. Raises OSError."""
    hosts = HOSTS | {_ADDRESS} | {host_of(name) for name in names}
    handler = type("_HandlerOfSite", (_Handler,), {"hosts": frozenset(hosts)})
    return _Server((_ADDRESS, port), partial(handler, directory=str(out)))


def host_of(named: str) -> str:
    """Return the host of a `Host` header in lower case, without port and trailing dot; empty if malformed."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?", named.strip())
    return found[1].lower().removesuffix(".") if found else ""


def segments(target: str) -> list[str] | None:
    """Split a request's path into names, with "" at the end for a folder. Return None for a path to refuse.

    Refuses what no name in a site contains: broken escapes, bytes that are not UTF-8, control characters, backslashes,
    `.` and `..`, and escaped slashes or colons.
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
    """Return the file or folder at a path of the site; None if there is none, or it is hidden or outside the site."""
    names = [*parts[:-1], *filter(None, parts[-1:])]
    if "" in names or any(name.startswith(".") and name != ".well-known" for name in names):
        return None
    try:
        found = root.resolve().joinpath(*names).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return found if found.is_relative_to(root.resolve()) else None


def is_for_verifiers(path: Path) -> bool:
    """Return whether scripts of other sites may read a file, that is, whether a verifier needs it."""
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
        raise click.UsageError(f"cannot listen on port {port}: {error.strerror}; try another with --port") from None
    click.echo(f"http://localhost:{server.server_address[1]}/  (Ctrl-C stops)")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        last = snapshot(watched)
        while True:
            time.sleep(_POLL_SECONDS)
            if snapshot(watched) != last:
                rebuild()
                last = snapshot(watched)
    except KeyboardInterrupt:
        click.echo("")
        return 0
    finally:
        server.shutdown()
        server.server_close()


def snapshot(watched: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Return path → (modification time, size) of every file below the watched folders, except hidden ones."""
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
    """Serves files with the types and headers of a static host, and the site's 404 page for unknown addresses.

    Answers only requests for one of our host names, which stops DNS rebinding. Never lists a folder, and never leaves
    the site's folder, by a path or by a link.
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
        """Send the headers. Return the file to send after them, or None if the answer is complete."""
        self._found = None
        names = self.headers.get_all("Host") or []
        if len(names) != 1 or host_of(names[0]) not in self.hosts:
            self._say(
                HTTPStatus.MISDIRECTED_REQUEST, "this server answers to localhost; `serve --host NAME` adds a name"
            )
            return None
        parts = segments(self.path)
        if parts is None:
            self._say(HTTPStatus.BAD_REQUEST, "no site has such an address")
            return None
        found = find(Path(self.directory), parts)
        if found is not None and found.is_dir():
            if parts and parts[-1]:
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                # Relative, so that no address can redirect to another host.
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
        """Return the file that `send_head` found for the address."""
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
        """Log nothing: one page makes dozens of requests."""
