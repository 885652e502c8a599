"""`badgepress serve`: the built site on this machine, and a watch on the files it comes from."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

_POLL_SECONDS = 0.5


def serve_site(out: Path, port: int, watched: list[Path], rebuild: Callable[[], None]) -> int:
    """Serve `out` on localhost until interrupted; call `rebuild` when a watched file changes."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(out)))
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
    """Files with the types and headers of a static host; an unknown address gets the site's 404 page."""

    extensions_map = {  # noqa: RUF012 (the base class keeps it the same way)
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".json": "application/json",
        ".ndjson": "application/x-ndjson",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
    }

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: a page is dozens of requests."""
