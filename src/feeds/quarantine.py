"""Indicators that would drown the analyst: kept off the list, each with its reason.

Rules: DESIGN section 4, "Quarantined at build". Everything else is kept.
"""

from __future__ import annotations

import functools
import ipaddress
from importlib import resources
from typing import TYPE_CHECKING

import tldextract

from matcher.indicator import IndicatorType
from matcher.normalize import ip, url
from matcher.phrases import is_without_spaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.indicator import Indicator

MIN_PHRASE, MIN_PHRASE_WITHOUT_SPACES = 5, 3
MIN_USERNAME = 4
WIDEST_PREFIX = {4: 16, 6: 32}
# Not routed on the internet (RFC 1122, 1918, 3927, 4193, 4291, 6598), so anybody's own. The ranges
# for documentation (RFC 5737, 3849) are ordinary values.
_PRIVATE = [
    ipaddress.ip_network(text)
    for text in """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
    192.168.0.0/16 ::/127 fc00::/7 fe80::/10""".split()
]
# RFC 2142's mailboxes and their usual companions: addresses of a function, not of a person.
ROLE_MAILBOXES = frozenset(
    """abuse accounts admin administrator billing compliance contact do-not-reply donotreply
    enquiries enquiry feedback ftp help
    helpdesk hello hostmaster hr info inquiries jobs legal mail mailer-daemon marketing media
    news no-reply noc noreply office orders payments postmaster press privacy reception root
    sales security service spam support sysadmin team tech usenet uucp webmaster
    www""".split()
)


def reason(indicator: Indicator) -> str | None:
    """Why the indicator may not go on the list, or None if it may."""
    rule = _RULES.get(indicator.type)
    return None if rule is None else rule(indicator.value)


def _phrase(value: str) -> str | None:
    dense = any(char.isalpha() and is_without_spaces(char) for char in value)
    minimum = MIN_PHRASE_WITHOUT_SPACES if dense else MIN_PHRASE
    return f"phrase under {minimum} characters" if len(value) < minimum else None


def _username(value: str) -> str | None:
    if len(value) < MIN_USERNAME:
        return f"user name under {MIN_USERNAME} characters"
    return "user name of digits alone" if value.isdecimal() else None


def _domain(value: str) -> str | None:
    if value.removeprefix("www.") in _shared_hosts():
        return "host shared by many"
    extracted = _suffixes()(value)
    return "public suffix" if extracted.suffix and not extracted.domain else None


def _url(value: str) -> str | None:
    authority, slash, _ = value.partition("?")[0].partition("/")
    address = ip.address(url.host(authority))
    if address is not None:
        return "private address" if _is_private(ipaddress.ip_network(address)) else None
    return None if slash else _domain(authority.partition(":")[0])


def _ip(value: str) -> str | None:
    network = ipaddress.ip_network(value)
    widest = WIDEST_PREFIX[network.version]
    if network.prefixlen < widest:
        return f"network wider than /{widest}"
    return "private address" if _is_private(network) else None


def _is_private(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return any(
        network.version == private.version and network.overlaps(private) for private in _PRIVATE
    )


def _email(value: str) -> str | None:
    return "role mailbox" if value.partition("@")[0] in ROLE_MAILBOXES else None


_RULES: dict[IndicatorType, Callable[[str], str | None]] = {
    IndicatorType.PHRASE: _phrase,
    IndicatorType.USERNAME: _username,
    IndicatorType.DOMAIN: _domain,
    IndicatorType.URL: _url,
    IndicatorType.IP: _ip,
    IndicatorType.EMAIL: _email,
}


@functools.cache
def _suffixes() -> tldextract.TLDExtract:
    # Private suffixes count: otherwise one page on a hosting service would flag all of it.
    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )


@functools.cache
def _shared_hosts() -> frozenset[str]:
    text = resources.files("feeds").joinpath("shared_hosts.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return frozenset(line for line in lines if line)
