"""Which hosts a URL may lead to: those of the public internet. Pure.

A page that redirects to `http://192.168.0.1/` or to a cloud's metadata server must not get that into a library.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Network, ip_address, ip_network

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address."""
_GLOBAL = IPv6Network("2000::/3")
"""What IANA assigns to the public internet; the rest is reserved, local or another spelling of an IPv4 address."""
_CLOSED = [
    ip_network(network)
    for network in (
        "2002::/16",  # 6to4, RFC 7526: tunnelled to any IPv4 address, and no longer in use
        "192.88.99.0/24",  # relays of 6to4
        "3fff::/20",  # documentation, RFC 9637: public to older Pythons
    )
]
_ISATAP = (0x00005EFE, 0x02005EFE)
"""RFC 5214: the third quarter of an address that is tunnelled to the IPv4 address in its last quarter."""
_LOCAL_NAMES = frozenset(
    "alt arpa corp home internal intranet invalid lan local localdomain localhost mail onion private".split()
)
"""Last labels that the public internet lacks: RFC 6761, 6762, 7686, 8375, 9476, and ICANN's list for private use."""


def is_public(address: str) -> bool:
    """Whether a resolver's IP address belongs to the public internet. False for what is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found in _NAT64:
        found = IPv4Address(int(found) & 0xFFFFFFFF)
    if found.version == 6 and (found not in _GLOBAL or int(found) >> 32 & 0xFFFFFFFF in _ISATAP):
        return False
    # is_global is true of multicast addresses
    return found.is_global and not found.is_multicast and not any(found in network for network in _CLOSED)


def is_public_name(host: str) -> bool:
    """Whether a name that cannot be looked up here may be one of the public internet. False for an IP address."""
    labels = host.lower().rstrip(".").split(".")
    spelt = len(labels) > 1 and all(re.fullmatch(r"[a-z0-9_-]+", label) for label in labels)
    return spelt and labels[-1] not in _LOCAL_NAMES and not is_numeric(host)


def is_numeric(host: str) -> bool:
    """Whether the last label is a number: the host is an IPv4 address in some spelling, or nothing."""
    last = host.lower().rstrip(".").rpartition(".")[2]
    return ":" not in host and re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None


def is_loopback(host: str) -> bool:
    """Whether the host of a URL names this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".").rpartition(".")[2] == "localhost"
