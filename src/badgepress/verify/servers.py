"""Which servers may be asked: public ones, and others only as far as it is allowed."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# Public addresses of the newer kind are in the first, but for those of examples.
_PUBLIC = ipaddress.IPv6Network("2000::/3")
_EXAMPLES = tuple(ipaddress.IPv6Network(one) for one in ("2001:db8::/32", "3fff::/20"))
_PRIVATE = ipaddress.IPv6Network("fc00::/7")
_INSIDE_NAMES = (".local", ".internal", ".lan")
_PORTS = {"http": 80, "https": 443}


def is_local(address: str) -> bool:
    """Whether an address names this machine."""
    try:
        return urlsplit(address).hostname in LOCAL_HOSTS
    except ValueError:
        return False


def may_ask(host: str, place: str, *, allow_localhost: bool, allow_private: bool) -> bool:
    """Whether this IP address of the host may be asked."""
    number = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        number = _inside(number)
    if number.is_loopback:
        return allow_localhost and host in LOCAL_HOSTS
    if number.is_multicast or number.is_unspecified or number.is_link_local:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        # Which of the others are public is a matter of Python's age.
        public = number in _PUBLIC and number.is_global and not any(number in one for one in _EXAMPLES)
        return public or (allow_private and number in _PRIVATE)
    return number.is_global or allow_private


def is_inside_name(host: str) -> bool:
    """Whether only a private network knows the name: it has one part, or an ending that is nobody's in public."""
    name = host.removesuffix(".")
    return ":" not in name and ("." not in name or name.endswith(_INSIDE_NAMES))


def is_same_site(asked: str, there: str) -> bool:
    """Whether a redirect stays where it was asked: from http to https, and between a host and its `www.`, it may go.

    Raises ValueError where one of them is no address.
    """
    ours, theirs = urlsplit(asked), urlsplit(there)
    return theirs.scheme in ("https", ours.scheme) and _site(ours) == _site(theirs)


def port_of(parts: SplitResult) -> int:
    """The port of an address, whether it is written or not."""
    return parts.port or _PORTS.get(parts.scheme, 0)


def _site(parts: SplitResult) -> tuple[str, int | None]:
    port = None if port_of(parts) == _PORTS.get(parts.scheme) else parts.port
    return (parts.hostname or "").removeprefix("www."), port


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The older kind of address that a gateway would make of a newer one; else the number itself."""
    if number in _TRANSLATED:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    teredo = number.teredo
    return number.ipv4_mapped or number.sixtofour or (teredo[1] if teredo else None) or number
