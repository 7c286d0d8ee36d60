"""Exact look-up of canonical keys.

Law: a key that is not in a table is not on the list. No table gives false misses, and each
cheap test in front of one (a phone number's tail) admits everything the table holds.
"""

from __future__ import annotations

import ipaddress
import json
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Protocol

from matcher import hosts, tabulate
from matcher.indicator import IndicatorType
from matcher.memo import Memo
from matcher.normalize import domain, phone, url
from matcher.normalize.name import words_key
from matcher.table import KeyTable
from matcher.text import compatible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matcher.indicator import Indicator
    from matcher.normalize.ip import Address
    from matcher.table import Parts


class Records(Protocol):
    """Indicators by number; read only when one has matched."""

    def __len__(self) -> int:
        """How many indicators there are."""
        ...

    def __getitem__(self, number: int, /) -> Indicator:
        """The indicator with this number, from 0 on."""
        ...


class Listed:
    """The listed values of one type; each found one is compared with its record."""

    __slots__ = ("_records", "_table")

    def __init__(self, table: KeyTable, records: Records) -> None:
        """Look up in `table`, and compare with `records`."""
        self._table = table
        self._records = records

    def __bool__(self) -> bool:
        return bool(self._table)

    def __contains__(self, value: str) -> bool:
        return self.get(value) is not None

    def get(self, value: str) -> int | None:
        """The number of the indicator with this canonical value, if there is one."""
        for number in self._table.numbers(value):
            if self._records[number].value == value:
                return number
        return None

    def may_hold_any(self, values: Iterable[str]) -> bool:
        """Whether one of `values` may be listed."""
        return any(map(self._table.numbers, values))


class Networks:
    """IP networks by prefix length, so that an address costs one look-up a listed length."""

    def __init__(
        self, table: KeyTable, prefixes: Iterable[Sequence[int]], records: Records
    ) -> None:
        """Look up in `table` by each of `prefixes` (version, length)."""
        self._table = table
        self._prefixes = [(version, length) for version, length in prefixes]
        self._records = records

    def holding(self, address: Address) -> list[int]:
        """The indicators whose network holds `address`."""
        found = []
        value, bits = int(address), address.max_prefixlen
        for version, prefix in self._prefixes:
            if version == address.version:
                key = tabulate.network_key(
                    version, prefix, value >> (bits - prefix) << (bits - prefix)
                )
                found += [n for n in self._table.numbers(key) if self._holds(n, address)]
        return found

    def _holds(self, number: int, address: Address) -> bool:
        return address in _network(self._records[number].value)


@lru_cache(1_024)
def _network(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(value)


class Pages:
    """Listed URLs by host and path, and by a name=value of a query where there is one.

    So a site of which thousands of pages differ in their query alone costs no more than another.
    """

    def __init__(
        self, pages: Listed, pairs: KeyTable, hosts: KeyTable, *, addresses: bool, records: Records
    ) -> None:
        """Look up by address in `pages`, by pair of a query in `pairs`; `hosts` has all hosts."""
        self._pages = pages
        self._pairs = pairs
        self._records = records
        self.may_hold: Callable[[str], bool] = Memo(
            partial(_may_hold_page, hosts, addresses)
        ).__getitem__
        """`may_hold(host)`: whether a page of this host, as a text has it, may be listed."""

    def matching(self, page: url.Page) -> list[int]:
        """Indicators of the same host and path whose every name=value the page has.

        One that is listed without path and query also holds every other page of its host.
        """
        plain = [self._pages.get(page.address), self._pages.get(page.host) if page.path else None]
        demanding = [
            number
            for pair in dict.fromkeys(page.query)
            for number in self._pairs.numbers(tabulate.pair_key(page.address, pair))
            if self._demands(number, page)
        ]
        found = dict.fromkeys([*plain, *demanding])
        return [number for number in found if number is not None]

    def _demands(self, number: int, page: url.Page) -> bool:
        """Whether the page has every name=value that the listed one demands, as often."""
        address, query = url.split(self._records[number].value)
        return address == page.address and not Counter(query) - Counter(page.query)


def _may_hold_page(hosts: KeyTable, lists_addresses: bool, host: str) -> bool:
    name = host.lower()
    if not host.isascii():
        name = domain.mapped(compatible(host))
        if domain.may_have_two_forms(name):
            return True
    return lists_addresses if tabulate.may_be_address(name) else url.bare_host(name) in hosts


class ExactTables:
    """Every listed key by type, and the tests in front of the tables."""

    def __init__(
        self, tables: Mapping[str, KeyTable], facts: dict[str, Any], records: Records
    ) -> None:
        """Wrap what `build` or `restore` has."""
        self._parts = tables
        self._facts = facts
        self._records = records
        self.tables = {kind: Listed(tables[kind], records) for kind in IndicatorType}
        self.networks = Networks(tables["networks"], facts["prefixes"], records)
        self.pages = Pages(
            self.tables[IndicatorType.URL],
            tables["pairs"],
            tables["hosts"],
            addresses=facts["hosts_are_addresses"],
            records=records,
        )
        self._short_tails: list[int] = facts["short_tails"]
        listed, forms = self.tables, tables["unicode_hosts"]
        may_hold = partial(hosts.may_be_listed, forms, tables[IndicatorType.DOMAIN])
        self.email = Memo(partial(hosts.email_of, listed[IndicatorType.EMAIL], may_hold))
        """Of an address as a text has it, the listed one, and whether it is written so."""
        self.domains = Memo(partial(hosts.domains_of, listed[IndicatorType.DOMAIN], may_hold))
        """Of a host, the listed domains at or above it, and whether each is the host itself."""
        self.addresses = Memo(partial(hosts.addresses_of, listed[IndicatorType.IP], self.networks))
        """Of an IP address, the listed one and the listed networks that hold it."""
        self.may_be_form_of_phone = Memo(
            partial(_may_be_form_of_phone, tables["phone_tails"], self._short_tails, records)
        )
        """Of digits, whether a written form of some listed phone number may have just these."""
        self.iban_lengths = {
            country: frozenset(lengths) for country, lengths in facts["iban_lengths"].items()
        }

    @classmethod
    def build(cls, keys: Iterable[tabulate.Key], records: Records) -> ExactTables:
        """The tables of canonical keys; key n belongs to `records[n]`."""
        return cls(*tabulate.tables(keys), records)

    @classmethod
    def restore(cls, parts: Mapping[str, Any], records: Records) -> ExactTables:
        """The tables that `parts` gave."""
        names = (*IndicatorType, *tabulate.SETS)
        tables = {name: KeyTable.restore(parts, name) for name in names}
        return cls(tables, json.loads(bytes(parts["facts"])), records)

    def parts(self) -> Parts:
        """The buffers that `restore` needs."""
        found: Parts = {"facts": json.dumps(self._facts).encode()}
        for name, table in self._parts.items():
            found.update(table.parts(name))
        return found

    def witnessed(self, note: Callable[[str, str, Sequence[int]], object]) -> ExactTables:
        """The same tables; `note` hears each table's name with each key and what was found."""
        tables = {n: table.witnessed(partial(note, n)) for n, table in self._parts.items()}
        return ExactTables(tables, self._facts, self._records)

    def names_of(self, words: str) -> list[int]:
        """The listed names that have exactly these words (`words_key`), in any order."""
        numbers = self._parts["name_words"].numbers(words)
        return [n for n in numbers if words_key(self._records[n].value) == words]

    def may_be_listed_phone(self, digits: str) -> bool:
        """Whether some listed phone number ends as `digits` does."""
        tails = self._parts["phone_tails"]
        if tails.numbers(digits[-phone.TAIL_DIGITS :]):
            return True
        return any(digits[-length:] in tails for length in self._short_tails)

    @property
    def may_end_phone(self) -> Callable[[str], object]:
        """As `may_be_listed_phone`, of the last `TAIL_DIGITS` digits."""
        return self.may_be_listed_phone if self._short_tails else self._parts["phone_tails"].numbers

    @property
    def may_end_payid(self) -> Callable[[str], object]:
        """Whether some listed ABN or ACN has these last `TAIL_DIGITS` digits."""
        return self._parts["payid_tails"].numbers


def _may_be_form_of_phone(
    tails: KeyTable, short_tails: Iterable[int], records: Records, digits: str
) -> bool:
    return any(
        phone.may_be(digits, records[number].value)
        for length in (phone.TAIL_DIGITS, *short_tails)
        for number in tails.numbers(digits[-length:])
    )
