"""Which addresses a URL may lead to: public ones. Pure.

Everything else is somebody's own network: a page that redirects to `http://192.168.0.1/` or to a cloud's metadata server must not make
us read it and put it into a library.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address."""
_GLOBAL = IPv6Network("2000::/3")
"""What IANA gives out for the public internet. NAT64 beside it; all else is reserved, local or a spelling of an IPv4 address."""
_CLOSED = (
    IPv4Network("100.64.0.0/10"),  # these two: closed to some Pythons only
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
    IPv4Network("192.88.99.0/24"),  # 6to4's relays, which are no more: RFC 7526
)
_ISATAP = (0x00005EFE, 0x02005EFE)
"""RFC 5214: the third quarter of an address whose last quarter is an IPv4 address that it is tunnelled to."""
_LOCAL_NAMES = frozenset(
    "alt arpa corp home internal intranet invalid lan local localdomain localhost mail onion private".split()
)
"""Last labels that the public internet does not have: RFC 6761, 6762, 7686, 8375, 9476, and what ICANN keeps for private use."""


def is_public(address: str) -> bool:
    """Whether an IP address as the resolver gives it belongs to the public internet. What is no address does not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found in _NAT64:
        return _is_public(IPv4Address(int(found) & 0xFFFFFFFF))
    return all(_is_public(one) for one in (found, *_carried(found)))


def is_public_name(host: str) -> bool:
    """Whether a name that cannot be looked up here may be one of the public internet; no other way of writing an address is."""
    labels = host.lower().rstrip(".").split(".")
    spelt = len(labels) > 1 and all(re.fullmatch(r"[a-z0-9_-]+", label) for label in labels)
    return spelt and labels[-1] not in _LOCAL_NAMES and not is_numeric(host)


def is_numeric(host: str) -> bool:
    """Whether it must be an IPv4 address in one of its spellings, or is nothing: its last label is a number."""
    last = host.lower().rstrip(".").rpartition(".")[2]
    return ":" not in host and re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None


def is_loopback(host: str) -> bool:
    """Whether the host of a URL is this machine by its very name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".").rpartition(".")[2] == "localhost"


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return False
    closed = (
        address.is_private
        or address.is_multicast
        or address.is_reserved
        or any(address in network for network in _CLOSED)
    )
    return address.is_global and not closed  # is_global alone lets multicast through


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address is tunnelled to."""
    if isinstance(address, IPv4Address):
        return []
    isatap = IPv4Address(int(address) & 0xFFFFFFFF) if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP else None
    return [one for one in (address.sixtofour, isatap, *(address.teredo or ())) if one is not None]
