"""Which addresses may be asked: HTTPS on hosts that the feeds file names, and nothing else.

Plain HTTP is for this machine alone (`localhost`, 127.0.0.0/8, ::1): there is no wire to tap.
The rules hold for every redirect too.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import httpx

from feeds.fetch.problem import FetchError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.feeds_file import Feed

DEFAULT_PORTS = {"https": 443, "http": 80}


def hosts_of(feeds: Iterable[Feed]) -> frozenset[str]:
    """The hosts that these feeds' own addresses name, as `fetch_all` takes them."""
    return frozenset(authority(feed.location) for feed in feeds if feed.is_remote)


def authority(location: str) -> str:
    """The host of an address, with its port where that is not the scheme's own; "" if unreadable.

    It holds no user name or password.
    """
    try:
        return httpx.URL(location).netloc.decode("ascii")
    except (httpx.InvalidURL, UnicodeDecodeError):
        return ""


def checked(location: str | httpx.URL, hosts: frozenset[str]) -> httpx.URL:
    """The address, if it may be asked. `hosts` are hosts, with a port where it is unusual.

    Raises:
        FetchError: it is not HTTPS, its host is not in `hosts`, or it holds a password.
    """
    try:
        url = httpx.URL(location)
    except httpx.InvalidURL as error:
        raise FetchError("not a readable address") from error
    if url.userinfo:
        raise FetchError("an address with a user name or password in it: use auth and its files")
    if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.host)):
        raise FetchError(f"{shown(url.host)} is not an HTTPS address")
    full = f"{_bracketed(url.host)}:{url.port or DEFAULT_PORTS[url.scheme]}"
    if {url.netloc.decode("ascii"), full}.isdisjoint(host.lower() for host in hosts):
        raise FetchError(f"{shown(full)} is not a host that the feeds file names")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
