"""Which address a request came from, when there are proxies in between."""
from __future__ import annotations

import ipaddress
from typing import Optional, Sequence, Union

_SITE = 64  # bits that name an IPv6 network; the other half is free for its machines to vary (RFC 7421)

_Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]


def is_listed(peer: Optional[str], networks: Sequence[str]) -> bool:
    """Tell whether the address `peer` is among `networks` (addresses and networks)."""
    address = _read(peer)
    return address is not None and _inside(address, networks)


def asking(peer: Optional[str], forwarded: Sequence[str], proxies: Sequence[str]) -> Optional[str]:
    """Return the address of whoever asked, as a key to count by: an IPv4 address or an IPv6 network; None if unknown.

    `peer` is the other end of the connection, `forwarded` the values of X-Forwarded-For in order. Each proxy adds whom it heard
    from at the end, and anything before may be made up: the list is believed from its end, and only as far as listed `proxies`
    (addresses and networks) wrote it.
    """
    chain = [part.strip() for value in forwarded for part in value.split(",")]
    address = _read(peer)
    while address is not None and chain and _inside(address, proxies):
        named = _read(chain.pop())
        if named is None:
            break  # the proxy's own address counts
        address = named
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _SITE), strict=False))
    return str(address) if address else None


def _inside(address: _Address, networks: Sequence[str]) -> bool:
    return any(address in ipaddress.ip_network(network) for network in networks)


def _read(text: Optional[str]) -> Optional[_Address]:
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
