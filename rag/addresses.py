"""Which addresses a URL may lead to: public ones. Pure.

Everything else is somebody's own network: a page that redirects to `http://192.168.0.1/` or to a cloud's metadata server must not make
us read it and put it into a library.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address."""


def is_public(address: str) -> bool:
    """Whether an IP address as the resolver gives it belongs to the public internet. What is no address does not."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found in _NAT64:
        return _is_public(IPv4Address(int(found) & 0xFFFFFFFF))
    return all(_is_public(one) for one in (found, *_carried(found)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    closed = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast or address.is_reserved
    local = isinstance(address, IPv6Address) and address.is_site_local
    # is_global alone lets multicast through, and not every Python's is_private knows 100.64.0.0/10
    return address.is_global and not (closed or local or address.is_unspecified)


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for or is tunnelled to."""
    if isinstance(address, IPv4Address):
        return []
    return [one for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if one is not None]
