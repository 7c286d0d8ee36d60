"""Hosts, and what is listed under them: domains, pages, addresses.

A domain matches itself and its sub-domains; a listed page matches by host and path. Whole
values and running text share these rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import IndicatorType
from matcher.normalize import domain, ip, url

if TYPE_CHECKING:
    from matcher.exact import ExactTables
    from matcher.tokens import UrlToken


class Found(NamedTuple):
    """A listed key in folded text, before its place is mapped back."""

    number: int
    start: int
    end: int
    method: str


def domains(tables: ExactTables, host: str, start: int, end: int, method: str) -> list[Found]:
    """Listed domains at or above `host`; the span is always the host's."""
    listed = tables.tables[IndicatorType.DOMAIN]
    name = domain.key(host) if listed and tables.may_hold_host(host) else None
    if name is None or len(name) > domain.MAX_LENGTH or name.rpartition(".")[2].isdigit():
        return []
    found = []
    for parent in domain.parents(name):
        number = listed.get(parent)
        if number is not None:
            same = parent == name or method == "email_host"
            found.append(Found(number, start, end, method if same else "subdomain"))
    return found


def pages(tables: ExactTables, token: UrlToken, host: str, method: str) -> list[Found]:
    """Listed URLs that name the page of `token`; a host that is not listed costs one look-up."""
    if not tables.pages.may_hold(host):
        return []
    page = url.parse(token.value)
    if page is None:
        return []
    numbers = tables.pages.matching(page)
    return [Found(number, token.start, token.end, method) for number in numbers]


def addresses(tables: ExactTables, value: str, start: int, end: int, method: str) -> list[Found]:
    """The listed address that `value` is, and the listed networks that hold it."""
    listed = tables.tables[IndicatorType.IP]
    address = ip.address(value) if listed else None
    if address is None:
        return []
    number = listed.get(str(address))
    found = [] if number is None else [Found(number, start, end, method)]
    networks = tables.networks.holding(address)
    return found + [Found(number, start, end, "network") for number in networks]
