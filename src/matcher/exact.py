"""Exact look-up of canonical keys.

Law: a key that is not in a table is not on the list. No table gives false misses, and each
cheap test in front of one (a phone number's tail) admits everything the table holds.
"""

from __future__ import annotations

import ipaddress
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType
from matcher.normalize import account, phone, url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.normalize.ip import Address

Key = tuple[IndicatorType, str]


class Networks:
    """IP networks by prefix length, so that an address costs one look-up a listed length."""

    def __init__(self, listed: Iterable[tuple[str, int]]) -> None:
        self._by_prefix: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
        for text, number in listed:
            network = ipaddress.ip_network(text)
            prefix = (network.version, network.prefixlen)
            self._by_prefix[prefix][int(network.network_address)] = number

    def holding(self, address: Address) -> list[int]:
        """The indicators whose network holds `address`."""
        found = []
        value, bits = int(address), address.max_prefixlen
        for (version, prefix), networks in self._by_prefix.items():
            if version == address.version:
                number = networks.get(value >> (bits - prefix) << (bits - prefix))
                if number is not None:
                    found.append(number)
        return found


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A listed URL: the query pairs it demands, and its indicator."""

    query: url.Query
    number: int


class Pages:
    """Listed URLs by host and path, and by the first name=value of a query where there is one.

    So a site of which thousands of pages differ in their query alone costs no more than another.
    """

    def __init__(self, listed: Iterable[tuple[str, int]]) -> None:
        self._by_address: dict[str, list[int]] = defaultdict(list)
        self._by_pair: dict[tuple[str, str, str], list[ListedPage]] = defaultdict(list)
        hosts = set()
        for text, number in listed:
            page = url.parse(text)
            if page is None:
                continue
            hosts.add(_host(page.address))
            if page.query:
                self._by_pair[page.address, *page.query[0]].append(ListedPage(page.query, number))
            else:
                self._by_address[page.address].append(number)
        self._hosts = frozenset(hosts)
        self._lists_addresses = any(map(_may_be_address, hosts))

    def may_hold(self, host: str) -> bool:
        """Whether a page of this host, as a text has it, may be listed."""
        name = host.lower()
        if _may_be_address(name):
            return self._lists_addresses
        return not host.isascii() or url.bare_host(name) in self._hosts

    def matching(self, page: url.Page) -> list[int]:
        """Indicators of the same host and path whose every name=value the page has.

        One that is listed without path and query also holds every other page of its host.
        """
        found = list(self._by_address.get(page.address, ()))
        for pair in dict.fromkeys(page.query):
            listed = self._by_pair.get((page.address, *pair), ())
            found += [each.number for each in listed if _holds(page.query, each.query)]
        if page.path:
            found += self._by_address.get(page.host, ())
        return found


def _holds(query: url.Query, demanded: url.Query) -> bool:
    """Whether every demanded name=value is in the query, as often as it is demanded."""
    return not Counter(demanded) - Counter(query)


def _may_be_address(host: str) -> bool:
    """Whether a host may be an IP address, which has many forms: 0xC0.0.2.1, [2001:DB8:0::1]."""
    return host.startswith("[") or host.rpartition(".")[2][:1].isdigit() or ":" in host


def _host(address: str) -> str:
    """The host of a page's address, without the unusual port it may have."""
    authority = address.partition("/")[0]
    host, colon, port = authority.rpartition(":")
    return host if colon and port.isdigit() and not host.endswith(":") else authority


class ExactTables:
    """Every listed key by type, and the tests in front of the tables."""

    def __init__(self, keys: Iterable[Key]) -> None:
        tables: dict[IndicatorType, dict[str, int]] = {kind: {} for kind in IndicatorType}
        for number, (kind, value) in enumerate(keys):
            tables[kind][value] = number
        self.tables: Mapping[IndicatorType, Mapping[str, int]] = tables
        self.networks = Networks((v, n) for v, n in tables[IndicatorType.IP].items() if "/" in v)
        self.pages = Pages(tables[IndicatorType.URL].items())
        self.phone_tails = frozenset(phone.tail(value) for value in tables[IndicatorType.PHONE])
        self._short_tails = sorted({len(tail) for tail in self.phone_tails} - {phone.TAIL_DIGITS})
        self._payid_tails = frozenset(v[-8:] for v in tables[IndicatorType.PAYID] if v.isdigit())
        self.iban_lengths = _iban_lengths(tables[IndicatorType.ACCOUNT])

    def may_be_listed_phone(self, digits: str) -> bool:
        """Whether some listed phone number ends as `digits` does."""
        if digits[-phone.TAIL_DIGITS :] in self.phone_tails:
            return True
        return any(digits[-length:] in self.phone_tails for length in self._short_tails)

    def may_be_listed_payid(self, digits: str) -> bool:
        """Whether some listed ABN or ACN ends as `digits` does."""
        return digits[-8:] in self._payid_tails


def _iban_lengths(accounts: Iterable[str]) -> dict[str, frozenset[int]]:
    lengths: dict[str, set[int]] = defaultdict(set)
    for value in accounts:
        if account.is_iban(value):
            lengths[value[:2]].add(len(value))
    return {country: frozenset(found) for country, found in lengths.items()}
