from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from badgepress.errors import FetchError
from badgepress.verify.fetch import Moved, SiteFetch, below, bounded, offline
from badgepress.verify.servers import is_same_site
from badgepress.verify.web import HttpFetch
from tests.answering import plainly, serving


def refused(fetch: Callable[[str], bytes], address: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(address)
    return caught.value.code


LOCAL = HttpFetch(allow_localhost=True, most_seconds=5)
ANYWHERE = replace(LOCAL, anywhere=True)


def test_reads_from_localhost_only_when_allowed() -> None:
    with serving({"/did.json": plainly(b"{}")}) as base:
        assert LOCAL(f"{base}did.json") == b"{}"
        assert refused(HttpFetch(), f"{base}did.json") == "bad-address"
        assert refused(HttpFetch(allow_private=True), f"{base}did.json") == "bad-address"


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not-found"), (410, "not-found"), (500, "unreachable"), (206, "unreachable")]
)
def test_any_other_status_is_an_error(status: int, code: str) -> None:
    with serving({"/x": plainly(b"{}", status)}) as base:
        assert refused(LOCAL, f"{base}x") == code


def test_a_body_beyond_the_cap_is_not_read_to_its_end() -> None:
    with serving({"/x": plainly(b"a" * 100_001)}) as base:
        assert refused(HttpFetch(allow_localhost=True, most_bytes=100_000), f"{base}x") == "too-large"
        assert len(HttpFetch(allow_localhost=True, most_bytes=100_001)(f"{base}x")) == 100_001


def test_a_chunk_of_negative_size_is_not_read_to_its_end() -> None:
    def endlessly(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + b"x" * 100_001)

    with serving({"/x": endlessly}) as base:
        assert refused(replace(LOCAL, most_bytes=1), f"{base}x") == "unreachable"


def test_a_body_in_parts_is_read_whole() -> None:
    parts = plainly(b"3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n", Transfer_Encoding="chunked")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        parts(handler)

    with serving({"/x": answer}) as base:
        assert LOCAL(f"{base}x") == b"abcd"


def test_a_compressed_answer_is_refused() -> None:
    with serving({"/x": plainly(b"\x1f\x8b", Content_Encoding="gzip")}) as base:
        assert refused(LOCAL, f"{base}x") == "unreachable"


def test_follows_a_few_redirects_and_checks_each() -> None:
    pages = {
        "/a": plainly(b"", 302, Location="/b"),
        "/b": plainly(b"", 301, Location="c"),
        "/c": plainly(b"there"),
        "/loop": plainly(b"", 302, Location="/loop"),
        "/inside": plainly(b"", 302, Location="https://10.0.0.1/secret"),
        "/file": plainly(b"", 302, Location="file:///etc/passwd"),
        "/plain": plainly(b"", 302, Location="http://example.com/"),
    }
    with serving(pages) as base:
        assert LOCAL(f"{base}a") == b"there"
        assert refused(LOCAL, f"{base}loop") == "too-many-redirects"
        for name, code in (("inside", "private-address"), ("file", "bad-address"), ("plain", "bad-address")):
            assert refused(ANYWHERE, base + name) == code
            assert refused(LOCAL, base + name) == "elsewhere"


def test_only_addresses_from_people_may_lead_to_another_site() -> None:
    with serving({"/x": plainly(b"theirs")}) as other, serving({"/a": plainly(b"", 302, Location=f"{other}x")}) as base:
        assert ANYWHERE(f"{base}a") == b"theirs"
        assert refused(LOCAL, f"{base}a") == "elsewhere"


@pytest.mark.parametrize(
    ("asked", "there", "same"),
    [
        ("http://a.example/1", "https://a.example/2", True),
        ("https://a.example/", "https://www.a.example:443/x", True),
        ("https://www.A.example/", "https://a.example", True),
        ("https://a.example:8443/", "https://a.example:8443/x", True),
        ("https://a.example/", "http://a.example/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://b.a.example/", False),
        ("https://a.example/", "https://www.www.a.example/", False),
        ("https://a.example/", "https://a.example.evil.example/", False),
        ("https://a.example/", "https://a.example@evil.example/", False),
        ("https://a.example/", "ftp://a.example/", False),
    ],
)
def test_what_counts_as_the_same_site(asked: str, there: str, same: bool) -> None:
    assert is_same_site(asked, there) == same


@pytest.mark.parametrize("onward", ["//[", "https://[x", "https://a..b.localhost/", "http://\u2128/"])
def test_a_redirect_to_something_other_than_an_address(onward: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 302 F\r\nLocation: " + onward.encode() + b"\r\n\r\n")

    with serving({"/x": answer}) as base:
        assert refused(ANYWHERE, f"{base}x") == "bad-address"


def test_a_dripping_answer_is_ended() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(100):
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    with serving({"/x": drip}) as base:
        began = time.monotonic()
        assert refused(HttpFetch(allow_localhost=True, most_seconds=0.4), f"{base}x") == "too-slow"
        assert time.monotonic() - began < 3


def test_a_body_that_drips_past_the_timeout_is_an_error() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        plainly(b"{}")(handler)
        try:
            for _ in range(100):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    with serving({"/x": drip}) as base:
        assert refused(HttpFetch(allow_localhost=True, most_seconds=0.4), f"{base}x") == "too-slow"


def test_a_late_handshake_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    shaken, asked, closed = threading.Event(), threading.Event(), threading.Event()

    class Secure(socket.socket):
        def do_handshake(self) -> None:
            shaken.wait(2)

        def close(self) -> None:
            super().close()
            closed.set()

    class Context:
        def wrap_socket(self, raw: socket.socket, *, do_handshake_on_connect: bool = True, **_: Any) -> Secure:
            made = Secure(fileno=raw.detach())
            if do_handshake_on_connect:
                made.do_handshake()
            return made

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        plainly(b"{}")(handler)

    monkeypatch.setattr(ssl, "create_default_context", Context)
    with serving({"/x": answer}) as base:
        late = HttpFetch(allow_localhost=True, most_seconds=0.1)
        assert refused(late, f"{base}x".replace("http:", "https:")) == "too-slow"
        shaken.set()
        assert closed.wait(5)
        assert not asked.is_set()


def test_a_slow_resolver_does_not_block(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()

    def resolve(*_: Any, **__: Any) -> list[Any]:
        done.wait(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert refused(HttpFetch(most_seconds=0.05), "https://slow.example.com/") == "too-slow"
    done.set()


def test_a_body_shorter_than_announced_is_an_error() -> None:
    with serving({"/x": plainly(b"{}", Content_Length="3"), "/y": plainly(b"{}", Content_Length="2")}) as base:
        assert refused(LOCAL, f"{base}x") == "unreachable"
        assert LOCAL(f"{base}y") == b"{}"


def test_one_verification_has_limited_requests() -> None:
    now = 0.0

    def slowly(address: str) -> bytes:
        nonlocal now
        now += 25
        return b"{}"

    many = bounded(lambda _: b"{}", lambda: 0.0)
    assert [many(str(number)) for number in range(100)] == [b"{}"] * 100
    assert refused(many, "100") == "too-many"
    large = bounded(lambda _: bytes(8_000_001), lambda: 0.0)
    assert [len(large(str(number))) for number in range(4)] == [8_000_001] * 4
    assert refused(large, "4") == "too-many"
    slow = bounded(slowly, lambda: now)
    assert [slow(str(number)) for number in range(3)] == [b"{}"] * 3
    assert refused(slow, "3") == "too-many"


def test_time_runs_on_through_redirects() -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        plainly(b"", 302, Location="/x")(handler)

    with serving({"/x": slowly}) as base:
        began = time.monotonic()
        slow = HttpFetch(allow_localhost=True, most_seconds=0.5, most_redirects=20)
        assert refused(slow, f"{base}x") == "too-slow"
        assert time.monotonic() - began < 2


INSIDE = (
    "127.0.0.1 10.1.2.3 192.168.0.1 172.16.9.9 169.254.169.254 0.0.0.0 224.0.0.1 100.64.0.1 "
    "::1 :: fe80::1 fd00::1 fec0::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 2002:a00:1:: 2001:0:0:0:0:0:f5ff:fffe "
    "64:ff9b:1::1 ::7f00:1 ::ffff:0:127.0.0.1 3fff::1 5f00::1 2001:db8::1"
)


@pytest.mark.parametrize("place", INSIDE.split())
def test_a_name_that_leads_inside_is_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", ("93.184.216.34", port)), (0, 0, 0, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert refused(HttpFetch(), "https://issuer.example.com/did.json") == "private-address"
    assert refused(LOCAL, "https://issuer.example.com/did.json") == "private-address"


@pytest.mark.parametrize("host", "printer printer. printer.local files.internal files.lan.".split())
def test_a_name_of_a_private_network_is_not_looked_up(host: str) -> None:
    assert refused(HttpFetch(), f"https://{host}/did.json") == "private-address"


def test_private_networks_are_read_when_allowed_but_never_link_local_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def connect(place: tuple[str, int], **_: Any) -> socket.socket:
        asked.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert refused(HttpFetch(allow_private=True), "https://10.1.2.3:8443/did.json") == "unreachable"
    assert asked == [("10.1.2.3", 8443)]
    assert refused(HttpFetch(allow_private=True), "https://169.254.169.254/did.json") == "private-address"
    assert refused(HttpFetch(allow_private=True), "https://127.0.0.1/did.json") == "private-address"


ODD = """http://example.com/|ftp://example.com/|https:///x|https://u:p@example.com/|https://example.com:x/
https://example.com/a b|https://example.com/\r\nX: y|https://exämple.com/|did.json||https://[::1"""


NO_NAMES = [f"https://{host}/profile" for host in ("a..b.example", f"{'a' * 64}.example", ".example.com", "[x", "[")]


@pytest.mark.parametrize("address", [*ODD.replace(":x/\n", ":x/|").split("|"), *NO_NAMES])
def test_odd_addresses_are_never_read(address: str) -> None:
    assert refused(HttpFetch(), address) == "bad-address"


def test_an_unknown_name_is_told_from_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert refused(HttpFetch(), "https://nowhere.example.com/") == "unknown-host"


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/x": plainly(b"here")}) as base:
        really = socket.getaddrinfo

        def resolve(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
            if host == "localhost":
                return [(0, 0, 0, "", (place, port)) for place in ("127.0.0.9", "127.0.0.1")]
            return list(really(host, port, *more, **named))

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert LOCAL(f"{base}x") == b"here"


def test_offline_reads_nothing() -> None:
    assert refused(offline, "https://example.com/") == "offline"


BASE = "https://badges.example.org/"


def test_a_site_is_read_from_its_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "status").mkdir(parents=True)
    (site / "status" / "1.json").write_bytes(b"[]")
    (tmp_path / "secret").write_text("x")
    (site / "link").symlink_to(tmp_path / "secret")
    assert SiteFetch(site, BASE).notes == ()
    fetch = SiteFetch(site, BASE)
    assert fetch(f"{BASE}status/1.json") == b"[]"
    assert [(one.key, one.values["folder"]) for one in fetch.notes] == [("folder", str(site))]
    assert refused(fetch, f"{BASE}status/2.json") == "not-found"
    assert refused(fetch, f"{BASE}status") == "not-found"
    assert refused(fetch, f"{BASE}link") == "bad-address"
    assert refused(fetch, f"{BASE}a%00b") == "bad-address"
    assert refused(fetch, f"{BASE}http://[x") == "bad-address"
    assert refused(fetch, f"{BASE}{'a' * 300}") == "not-found"
    assert refused(fetch, f"{BASE}%2e%2e/secret") == "offline"
    assert refused(fetch, "https://elsewhere.example.org/x") == "offline"


def test_other_addresses_go_to_the_fallback(tmp_path: Path) -> None:
    fetch = SiteFetch(tmp_path, BASE, lambda address: address.encode())
    assert fetch("https://elsewhere.example.org/x") == b"https://elsewhere.example.org/x"
    assert fetch.notes == ()


def test_a_moved_site_is_read_where_it_is_served() -> None:
    fetch = Moved(BASE, "http://localhost:8000/preview/", lambda address: address.encode())
    assert fetch(f"{BASE}issuers/x/did.json") == b"http://localhost:8000/preview/issuers/x/did.json"
    assert fetch("https://badges.example.org.evil.example/x") == b"https://badges.example.org.evil.example/x"
    assert [(note.key, note.values["served_from"]) for note in fetch.notes] == [
        ("served-from", "http://localhost:8000/preview/")
    ]


@pytest.mark.parametrize("rest", ["../x", "a/../../x", "%2E%2e/x", "/evil.example"])
def test_nothing_below_leads_up(rest: str) -> None:
    assert below(f"{BASE}{rest}", BASE) is None
