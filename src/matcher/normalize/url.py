"""URLs by the WHATWG standard, reduced to what names a page.

Scheme, user info, `www.`, the ports 80 and 443, the fragment, a trailing slash and the order
of a query are not part of a URL's identity; the case of its path is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote_plus

import ada_url

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = frozenset({"", "80", "443"})
_FTP_PORT = "21"
_KEPT = "surrogateescape"  # escaped bytes that are not UTF-8 stay different from each other

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A URL's identity: host (with an unusual port), path without a trailing slash, query."""

    host: str
    path: str
    query: Query

    @property
    def address(self) -> str:
        """Host and path: the key to look a page up by, whatever its query."""
        return self.host + self.path


def bare_host(host: str) -> str:
    """A host without its `www.`, be it there more than once."""
    start = 0
    while host.startswith("www.", start) and host.find(".", start + 4) >= 0:
        start += 4
    return host[start:]


def _unescape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def parse(value: str) -> Page | None:
    """The page a URL names, with or without a scheme; None if it has no host."""
    text = compatible(value)
    # Every scheme is read by the rules of the web's: others are opaque to the standard.
    scheme = _SCHEME.match(text)
    if scheme is None and "@" in text.partition("/")[0]:
        return None  # an e-mail address, not a host with a user before it
    try:
        parsed = ada_url.URL("http://" + text[scheme.end() if scheme else 0 :].lstrip("/"))
    except ValueError:
        return None
    host = bare_host(parsed.hostname.removesuffix("."))
    if not all(host.split(".")) or ("." not in host and ":" not in host):
        return None
    is_ftp_port = parsed.port == _FTP_PORT and text[:4].lower() == "ftp:"
    if parsed.port not in _DEFAULT_PORTS and not is_ftp_port:
        host = f"{host}:{parsed.port}"
    path = _ESCAPE.sub(_unescape, parsed.pathname).rstrip("/")
    pairs = parse_qsl(parsed.search.removeprefix("?"), keep_blank_values=True, errors=_KEPT)
    return Page(host, path, tuple(sorted(pairs)))


def key(value: str) -> str | None:
    """Host, path and sorted query as one text; None if the value is not a URL."""
    page = parse(value)
    if page is None:
        return None
    query = "&".join(
        f"{quote_plus(name, errors=_KEPT)}={quote_plus(item, errors=_KEPT)}"
        for name, item in page.query
    )
    return f"{page.address}?{query}" if query else page.address


def split(canonical: str) -> tuple[str, Query]:
    """The address and the query of a canonical value."""
    address, _, query = canonical.partition("?")
    return address, tuple(sorted(parse_qsl(query, keep_blank_values=True, errors=_KEPT)))


def host(address: str) -> str:
    """The host of a page's address, without the unusual port it may have."""
    authority = address.partition("/")[0]
    name, colon, port = authority.rpartition(":")
    return name if colon and port.isdigit() and not name.endswith(":") else authority


def canonical(value: str) -> str:
    """Host, path and sorted query as one text.

    Raises:
        InvalidValueError: no URL with a host that has a dot.
    """
    result = key(value)
    if result is None or " " in result:
        raise InvalidValueError("not a URL")
    return result
