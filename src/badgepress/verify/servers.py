"""Which servers we may contact: public ones, and others only if the caller allows them."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# Public IPv6 addresses are in the first, except those for documentation.
_PUBLIC = ipaddress.IPv6Network("2000::/3")
_EXAMPLES = tuple(ipaddress.IPv6Network(one) for one in ("2001:db8::/32", "3fff::/20"))
_PRIVATE = ipaddress.IPv6Network("fc00::/7")
_INSIDE_NAMES = (".local", ".internal", ".lan")
_PORTS = {"http": 80, "https": 443}


def is_local(address: str) -> bool:
    """Whether an address is on this machine."""
    try:
        return urlsplit(address).hostname in LOCAL_HOSTS
    except ValueError:
        return False


def may_ask(host: str, place: str, *, allow_localhost: bool, allow_private: bool) -> bool:
    """Whether we may contact this IP address of the host."""
    number = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        number = _inside(number)
    if number.is_loopback:
        return allow_localhost and host in LOCAL_HOSTS
    if number.is_multicast or number.is_unspecified or number.is_link_local:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        # Python versions disagree about which other ranges are public.
        public = number in _PUBLIC and number.is_global and not any(number in one for one in _EXAMPLES)
        return public or (allow_private and number in _PRIVATE)
    return number.is_global or allow_private


def is_inside_name(host: str) -> bool:
    """Whether the name can only exist in a private network: it has one part or a private ending."""
    name = host.removesuffix(".")
    return ":" not in name and ("." not in name or name.endswith(_INSIDE_NAMES))


def is_same_site(first: str, redirect: str) -> bool:
    """Whether a redirect stays on the same site. It may go from http to https, and to or from `www.`.

    Raises ValueError if either is not an address.
    """
    ours, theirs = urlsplit(first), urlsplit(redirect)
    return theirs.scheme in ("https", ours.scheme) and _site(ours) == _site(theirs)


def port_of(parts: SplitResult) -> int:
    """The port of an address, written or implied."""
    return parts.port or _PORTS.get(parts.scheme, 0)


def _site(parts: SplitResult) -> tuple[str, int | None]:
    port = None if port_of(parts) == _PORTS.get(parts.scheme) else parts.port
    return (parts.hostname or "").removeprefix("www."), port


def _inside(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that a gateway would turn an IPv6 address into; otherwise the address itself."""
    if number in _TRANSLATED:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    teredo = number.teredo
    return number.ipv4_mapped or number.sixtofour or (teredo[1] if teredo else None) or number
