"""A file server for tests, on 127.0.0.1: any prefix, a record of requests, failures on demand."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

#: What hosts send compressed.
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml")


@dataclass
class Served:
    """A folder being served; `url` ends with a slash and includes the prefix.

    `requests` grows by one path for each request. `failures[path]` is an HTTP status to answer
    with, or 0 to hang up without a word; `replaced[path]` are bytes to send in place of the file.
    Paths are relative to the prefix, without a leading slash.
    """

    url: str
    requests: list[str] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)


class Handler(SimpleHTTPRequestHandler):
    """Serves the folder below the prefix as a file host would: 404.html, no caching."""

    served: Served
    prefix: str
    packed = False
    extensions_map = {  # noqa: RUF012 - the base class declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".json": "application/json",
        ".ndjson": "application/x-ndjson",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }

    def do_GET(self) -> None:
        """Answer with a replacement, a failure, the file, or the site's own 404 page."""
        path = urlsplit(self.path).path
        relative = path.removeprefix(self.prefix)
        self.served.requests.append(relative)
        if relative in self.served.replaced:
            self.answer(200, self.guess_type(path), self.served.replaced[relative])
        elif relative in self.served.failures:
            if status := self.served.failures[relative]:
                self.answer(status, "text/plain", b"failure asked for by the test")
            else:
                self.close_connection = True
        elif not path.startswith(self.prefix) or not self.found(relative):
            page = Path(self.directory) / "404.html"
            self.answer(404, "text/html", page.read_bytes() if page.exists() else b"not found")
        elif self.packed and path.endswith(("/", *PACKED)):
            file = Path(self.translate_path("/" + relative))
            file = file / "index.html" if file.is_dir() else file
            self.answer(200, self.guess_type(file.name), gzip.compress(file.read_bytes(), 9), "gzip")
        else:
            self.path = "/" + relative
            super().do_GET()

    def found(self, relative: str) -> bool:
        """Whether the path names a file, or a folder that has a page."""
        path = Path(self.translate_path("/" + relative))
        return path.is_file() or (path / "index.html").is_file()

    def answer(self, status: int, kind: str, body: bytes, encoding: str = "") -> None:
        """One whole answer."""
        self.send_response(status)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `requests` is the log."""


class Server(ThreadingHTTPServer):
    """A browser that is gone is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serve(folder: Path, prefix: str = "/", *, packed: bool = False) -> Iterator[Served]:
    """Serve `folder` below `prefix` (which starts and ends with a slash) until the block ends.

    `packed` sends texts with gzip over connections that stay open, as file hosts do.
    """
    kind = {"prefix": prefix, "packed": packed, "protocol_version": "HTTP/1.1" if packed else "HTTP/1.0"}
    handler = type("BoundHandler", (Handler,), kind)
    with Server(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        served = Served(url=f"http://localhost:{server.server_address[1]}{prefix}")
        handler.served = served  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
