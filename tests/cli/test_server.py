"""`badgepress serve`: whom it answers, what it serves, and how it treats odd addresses."""

from __future__ import annotations

import http.client
import os
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgepress.cli.server import find, host_of, segments, server_for

SECRET = b"not of the site"
#: How many odd addresses are asked for, in the quick test and in the long one.
QUICK, LONG = 400, 100_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a site, beside a file that does not belong to it."""
    root = tmp_path_factory.mktemp("served")
    (root / "secret.txt").write_bytes(SECRET)
    out = root / "site"
    for name in (
        "index.html",
        "awards/x/index.html",
        "awards/x/credential.json",
        "awards/x/badge.png",
        "status/1.json",
    ):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(f"this is {name}")
    (out / "data").mkdir()
    (out / "data/badges.json").write_text("{}")
    (out / "404.html").write_text("nothing here")
    (out / ".gitignore").write_text("hidden")
    (out / "leaves.txt").symlink_to(root / "secret.txt")
    (out / "up").symlink_to(root)
    (out / "loop").symlink_to("loop")
    (out / "stays.html").symlink_to("index.html")
    os.mkfifo(out / "pipe")
    return out


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    """The port of a server for that site."""
    server = server_for(site, 0, ["badges.test:8443"])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def ask(port: int, path: str, host: str | None = "localhost", method: str = "GET") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    return connection.getresponse()


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
        return answer


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:1234", "127.0.0.1:8000", "[::1]:8000", "localhost.", "badges.test", "BADGES.test:1"],
)
def test_it_answers_to_its_own_names(port: int, host: str) -> None:
    assert ask(port, "/", host).read() == b"this is index.html"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "evil:8000:80"],
)
def test_foreign_host_names_are_refused(port: int, host: str) -> None:
    answer = ask(port, "/awards/x/credential.json", host)
    assert answer.status == 421
    assert answer.getheader("Access-Control-Allow-Origin") is None
    assert b"this is" not in answer.read()


def test_a_missing_or_repeated_host_is_refused(port: int) -> None:
    assert ask(port, "/", None).status == 421
    assert raw(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n").split()[1] == b"421"


@pytest.mark.parametrize(
    ("path", "open_to_others"),
    [
        ("/awards/x/credential.json", True),
        ("/awards/x/badge.png", True),
        ("/status/1.json", True),
        ("/awards/x/", False),
        ("/data/badges.json", False),
        ("/", False),
        ("/nothing/credential.json", False),
        ("/status/2.json", False),
    ],
)
def test_scripts_of_other_sites_may_read_what_verifiers_need(port: int, path: str, open_to_others: bool) -> None:
    found = ask(port, path).getheader("Access-Control-Allow-Origin")
    assert found == ("*" if open_to_others else None)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/awards/", 404),
        ("/awards/x", 301),
        ("/data/", 404),
        ("/up/", 404),
        ("/up/secret.txt", 404),
        ("/leaves.txt", 404),
        ("/loop", 404),
        ("/pipe", 404),
        ("/stays.html", 200),
        ("/.gitignore", 404),
        ("/index.html/", 404),
        ("//index.html", 200),
        ("/awards//x/", 404),
        ("/index.html?x=%zz#y", 200),
        ("/x%00", 400),
        ("/%2e%2e/secret.txt", 400),
        ("/..%2fsecret.txt", 400),
        ("/../secret.txt", 400),
        ("/awards/%2E%2E/%2E%2E/secret.txt", 400),
        ("/..\\secret.txt", 400),
        ("/%5c..%5csecret.txt", 400),
        ("/%", 400),
        ("/%f", 400),
        ("/%ff", 400),
        ("/%c0%ae%c0%ae/secret.txt", 400),
        ("/C:/x", 400),
        ("http://evil.example/", 400),
        ("*", 400),
        ("/" + "x" * 300, 404),
        ("/" + "x/" * 3000, 404),
        ("/" + "x" * 9000, 400),
    ],
)
def test_odd_addresses_get_a_plain_error(port: int, path: str, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    answer = ask(port, path)
    body = answer.read()
    assert (answer.status, SECRET in body, b"Traceback" in body) == (status, False, False)
    assert capfd.readouterr() == ("", "")
    assert answer.getheader("Location") in (None, "x/")


def test_a_folder_never_redirects_to_another_host(port: int) -> None:
    for path in ("//evil.example/awards/x", "//awards/x", "/awards/x?next=//evil.example", "/\tawards/x"):
        location = raw(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b"Location: //" not in location
        assert b"Location: http" not in location


def test_other_methods_and_an_endless_request_line_are_refused(port: int) -> None:
    assert ask(port, "/", method="POST").status == 501
    assert ask(port, "/", method="HEAD").read() == b""
    assert raw(port, b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n").split()[1] == b"414"


PIECES = ["..", ".", "%2e", "%2E%2e", "/", "//", "\\", "%5c", "%2f", "%00", "%0a", "%", "%g", "%ff", "%c0%af", "up"]
PIECES += ["secret.txt", "awards", "x", "index.html", "leaves.txt", "?", "#", ";", ":", "~", "é", "%F0%9F%98%80", "CON"]


def odd_addresses(port: int, count: int) -> int:
    """Request that many odd addresses; return how many."""
    chance = random.Random(20261130)
    for _ in range(count):
        path = "/" + "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 9)))
        answer = raw(port, f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        status, body = int(answer.split()[1]), answer.partition(b"\r\n\r\n")[2]
        assert status in (200, 301, 400, 404), path
        assert SECRET not in body, path
        assert (status == 200) == body.startswith(b"this is"), path
    return count


def test_odd_addresses_at_random(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    odd_addresses(port, QUICK)
    assert capfd.readouterr() == ("", "")


@pytest.mark.long
def test_many_odd_addresses_at_random(port: int) -> None:
    print(f"{odd_addresses(port, LONG)} odd addresses asked of the server: 200, 301, 400 or 404, nothing from outside")


@given(text=st.text())
def test_any_path_is_refused_or_stays_below_the_site(site: Path, text: str) -> None:
    for path in (text, f"/{text}", f"/{quote(text, safe='')}", f"/{quote(text)}"):
        parts = segments(path)
        if parts is not None:
            found = find(site, parts)
            assert found is None or found.is_relative_to(site.resolve())


@given(text=st.text())
def test_any_host_header_is_parsed_without_an_exception(text: str) -> None:
    host_of(text)
