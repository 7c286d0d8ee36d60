"""Whole values: a field that holds one identifier and nothing else.

The value is trimmed and looked up by the key of each permitted type. The rules for bare user
names and for phone prefixes are for running text; here the field itself says what it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher import hosts, tokens
from matcher.hosts import Found
from matcher.indicator import IndicatorType
from matcher.normalize import account, email, ip, name, payid, phone, username, wallet
from matcher.text import caseless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matcher.exact import ExactTables


def find(tables: ExactTables, text: str, types: frozenset[IndicatorType]) -> Iterator[Found]:
    """Listed keys that the trimmed value is; places are in `text`, which is in token form."""
    value = text.strip()
    if not value:
        return
    start = text.index(value)
    for kind in types:
        finder = _FINDERS.get(kind)
        if finder is not None:
            yield from finder(tables, value, start)


def _by_key(
    kind: IndicatorType, key: Callable[[str], str | None]
) -> Callable[[ExactTables, str, int], Iterator[Found]]:
    def finder(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
        listed = tables.tables[kind]
        if listed:
            number = listed.get(key(value) or "")
            if number is not None:
                yield Found(number, start, start + len(value), "exact")

    return finder


def _email(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.EMAIL]
    if not listed or "@" not in value:
        return
    address = email.key(value) or ""
    number = listed.get(address)
    if number is not None:
        method = "exact" if caseless(value) == address else "variant"
        yield Found(number, start, start + len(value), method)


def _phone(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
    if not tables.phone_tails or not tables.may_be_listed_phone(phone.digits(value)):
        return
    number = tables.tables[IndicatorType.PHONE].get(phone.key(value) or "")
    if number is not None:
        marks = [at for at, char in enumerate(value) if char == "+" or char.isdigit()]
        yield Found(number, start + marks[0], start + marks[-1] + 1, "exact")


def _url(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
    token = tokens.whole_url(value, start)
    if token is not None:
        yield from hosts.pages(tables, token, "exact")


def _domain(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
    token = tokens.whole_url(value, start)
    if token is not None:
        host = value[token.host_start - start : token.host_end - start]
        yield from hosts.domains(tables, host, token.host_start, token.host_end, "exact")
    elif "@" in value and " " not in value:
        at = value.rindex("@") + 1
        yield from hosts.domains(tables, value[at:], start + at, start + len(value), "email_host")


def _ip(tables: ExactTables, value: str, start: int) -> Iterator[Found]:
    if ip.address(value) is not None:
        yield from hosts.addresses(tables, value, start, start + len(value), "exact")
        return
    token = tokens.whole_url(value, start)
    if token is not None:
        host = value[token.host_start - start : token.host_end - start]
        yield from hosts.addresses(tables, host, token.host_start, token.host_end, "exact")


_FINDERS: dict[IndicatorType, Callable[[ExactTables, str, int], Iterator[Found]]] = {
    IndicatorType.EMAIL: _email,
    IndicatorType.PHONE: _phone,
    IndicatorType.USERNAME: _by_key(IndicatorType.USERNAME, username.key),
    IndicatorType.URL: _url,
    IndicatorType.DOMAIN: _domain,
    IndicatorType.IP: _ip,
    IndicatorType.ACCOUNT: _by_key(IndicatorType.ACCOUNT, account.key),
    IndicatorType.PAYID: _by_key(IndicatorType.PAYID, payid.key),
    IndicatorType.WALLET: _by_key(IndicatorType.WALLET, wallet.key),
    IndicatorType.NAME: _by_key(IndicatorType.NAME, name.key),
}
