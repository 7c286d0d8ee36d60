"""Hosts, and what is listed under them: domains, pages, addresses.

A domain matches itself and its sub-domains; a listed page matches by host and path. Whole
values and running text share these rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher.normalize import domain, email, ip, url
from matcher.text import caseless, compatible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matcher.exact import ExactTables, Listed, Networks
    from matcher.table import KeyTable
    from matcher.tokens import UrlToken


class Found(NamedTuple):
    """A listed key in folded text, before its place is mapped back."""

    number: int
    start: int
    end: int
    method: str


def domains(tables: ExactTables, host: str, start: int, end: int, method: str) -> list[Found]:
    """Listed domains at or above `host`; the span is always the host's."""
    return [
        Found(number, start, end, method if same or method == "email_host" else "subdomain")
        for number, same in tables.domains[host]
    ]


def domains_of(
    listed: Listed, may_be_listed: Callable[[str], bool], host: str
) -> Sequence[tuple[int, bool]]:
    """Listed domains at or above `host`, and whether each is the host itself."""
    name = domain.key(host) if listed and may_be_listed(host) else None
    if name is None or len(name) > domain.MAX_LENGTH or name.rpartition(".")[2].isdigit():
        return ()
    asked = ((listed.get(parent), parent == name) for parent in domain.parents(name))
    return tuple((number, same) for number, same in asked if number is not None)


def may_be_listed(forms: KeyTable, domains: KeyTable, host: str) -> bool:
    """Whether a domain, or an address of this host, may be listed; dear work is spared so.

    `forms` has the listed names that have a form in Unicode, in that form.
    """
    if host.isascii():
        return True
    name = domain.mapped(compatible(host).lower())
    if name.isascii() or domain.may_have_two_forms(name):
        return domain.REFUSED not in name
    return len(name) <= domain.MAX_LENGTH and any(
        parent in (domains if parent.isascii() else forms) for parent in domain.parents(name)
    )


def email_of(
    listed: Listed, may_be_listed: Callable[[str], bool], value: str
) -> tuple[int, bool] | None:
    """The listed e-mail address that `value` is, and whether it is written so."""
    if not value.isascii() and not may_be_listed(value.rpartition("@")[2]):
        return None
    address = email.key(value) or ""
    number = listed.get(address)
    return None if number is None else (number, caseless(value) == address)


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
    return [
        Found(number, start, end, method if same else "network")
        for number, same in tables.addresses[value]
    ]


def addresses_of(listed: Listed, networks: Networks, value: str) -> Sequence[tuple[int, bool]]:
    """The listed address that `value` is, and the listed networks that hold it: not the same."""
    address = ip.address(value) if listed else None
    if address is None:
        return ()
    number = listed.get(str(address))
    found = [] if number is None else [(number, True)]
    return tuple(found + [(number, False) for number in networks.holding(address)])
