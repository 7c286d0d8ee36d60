"""From canonical keys to the tables of an index, and the keys that only they have.

Law: what is put in under a key here is looked up by the very same function of this module.
"""

from __future__ import annotations

import ipaddress
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from matcher.indicator import IndicatorType
from matcher.normalize import account, domain, name, phone, url
from matcher.table import KeyTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Key = tuple[IndicatorType, str]
Groups = dict[str, list[tuple[str, int]]]
SETS = (
    "networks", "pairs", "hosts", "unicode_hosts", "phone_tails", "payid_tails", "name_words"
)  # fmt: skip


def tables(keys: Iterable[Key]) -> tuple[dict[str, KeyTable], dict[str, Any]]:
    """A table a type and those of `SETS`, and the facts about the list that are no table."""
    groups = _by_type(keys)
    found = {name: KeyTable.build(pairs) for name, pairs in {**groups, **_sets(groups)}.items()}
    return found, _facts(groups)


def _by_type(keys: Iterable[Key]) -> Groups:
    groups: Groups = {kind: [] for kind in IndicatorType}
    for number, (kind, value) in enumerate(keys):
        groups[kind].append((value, number))
    return groups


def _sets(groups: Groups) -> dict[str, Iterable[tuple[str, int]]]:
    """What stands in front of the tables, and the networks and queries of those that have one."""
    pages = groups[IndicatorType.URL]
    return {
        "networks": (
            (network_key(*prefix, int(network.network_address)), number)
            for prefix, network, number in _networks(groups)
        ),
        "pairs": (
            (pair_key(address, max(query, key=_length)), number)
            for value, number in pages
            for address, query in [url.split(value)]
            if query
        ),
        "hosts": ((host, 0) for host in _page_hosts(groups)),
        "unicode_hosts": ((host, 0) for host in _unicode_hosts(groups)),
        "phone_tails": ((phone.tail(v), number) for v, number in groups[IndicatorType.PHONE]),
        "payid_tails": (
            (tail, 0) for tail in {v[-8:] for v, _ in groups[IndicatorType.PAYID] if v.isdigit()}
        ),
        "name_words": (
            (words, number)
            for value, number in groups[IndicatorType.NAME]
            if (words := name.words_key(value))
        ),
    }


def _page_hosts(groups: Groups) -> set[str]:
    """Hosts of pages, in both forms where they have two."""
    hosts = {url.host(url.split(value)[0]) for value, _ in groups[IndicatorType.URL]}
    return hosts | set(filter(None, map(domain.unicode_form, hosts)))


def _unicode_hosts(groups: Groups) -> set[str]:
    """Domains and hosts of addresses that have a form in Unicode."""
    names = [value for value, _ in groups[IndicatorType.DOMAIN]]
    names += [value.rpartition("@")[2] for value, _ in groups[IndicatorType.EMAIL]]
    return set(filter(None, map(domain.unicode_form, names)))


def _length(pair: tuple[str, str]) -> int:
    """The longest name=value of a query is the one that fewest pages share."""
    return len(pair[0]) + len(pair[1])


def _networks(groups: Groups) -> Iterator[tuple[tuple[int, int], ipaddress.IPv4Network, int]]:
    for value, number in groups[IndicatorType.IP]:
        if "/" in value:
            network: Any = ipaddress.ip_network(value)
            yield (network.version, network.prefixlen), network, number


def _phone_tails(groups: Groups) -> set[str]:
    return {phone.tail(value) for value, _ in groups[IndicatorType.PHONE]}


def _facts(groups: Groups) -> dict[str, Any]:
    """The little that is no table: which prefixes, lengths and kinds of host are listed."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for value, _ in groups[IndicatorType.ACCOUNT]:
        if account.is_iban(value):
            lengths[value[:2]].add(len(value))
    hosts = (url.host(url.split(value)[0]) for value, _ in groups[IndicatorType.URL])
    tails = {len(tail) for tail in _phone_tails(groups)} - {phone.TAIL_DIGITS}
    return {
        "prefixes": sorted({prefix for prefix, _, _ in _networks(groups)}),
        "hosts_are_addresses": any(map(may_be_address, hosts)),
        "short_tails": sorted(tails),
        "iban_lengths": {country: sorted(found) for country, found in lengths.items()},
    }


def network_key(version: int, prefix: int, value: int) -> str:
    """The key of a network: its version, prefix length and first address."""
    return f"{version}/{prefix}/{value:x}"


def pair_key(address: str, pair: tuple[str, str]) -> str:
    """The key of a page with one name=value of its query; any text is kept apart."""
    return json.dumps([address, *pair])


def may_be_address(host: str) -> bool:
    """Whether a host may be an IP address, which has many forms: 0xC0.0.2.1, [2001:DB8:0::1]."""
    return host.startswith("[") or host.rpartition(".")[2][:1].isdigit() or ":" in host
