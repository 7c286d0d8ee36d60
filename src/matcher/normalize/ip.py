"""IP addresses and networks (RFC 4291, RFC 4632)."""

from __future__ import annotations

import ipaddress
import re

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

MAPPED_BITS = 96
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_DOTTED = re.compile(r"\.".join([_OCTET] * 4))  # the library takes ten times as long to read it
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def address(value: str) -> Address | None:
    """The address, an IPv4-mapped IPv6 one unmapped; None if it is not one."""
    text = compatible(value).strip("[]")
    if dotted := _DOTTED.fullmatch(text):
        return ipaddress.IPv4Address(bytes(map(int, dotted.groups())))
    if "%" in text:  # a zone (RFC 4007) means something on its own host alone
        return None
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return parsed if mapped is None else mapped


def key(value: str) -> str | None:
    """The address, or the network in CIDR form, as text; None if it is neither."""
    single = address(value)
    if single is not None or "%" in value:
        return str(single) if single else None
    try:
        network = ipaddress.ip_network(compatible(value), strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= MAPPED_BITS:
        network = ipaddress.ip_network((mapped, network.prefixlen - MAPPED_BITS))
    if network.prefixlen == network.max_prefixlen:
        return str(network.network_address)
    return str(network)


def canonical(value: str) -> str:
    """The address, or the network in CIDR form, as text.

    Raises:
        InvalidValueError: neither an IPv4 nor an IPv6 address or network.
    """
    result = key(value)
    if result is None:
        raise InvalidValueError("not an IP address or network")
    return result
