"""Whole values: a field that holds one identifier and nothing else.

The value is trimmed and looked up by the key of each permitted type. The rules for bare user
names and for phone prefixes are for running text; here the field itself says what it holds.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from matcher import hosts, platforms, tokens
from matcher.hosts import Found
from matcher.indicator import IndicatorType
from matcher.normalize import account, email, ip, name, payid, phone, username, wallet
from matcher.text import caseless

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.exact import ExactTables


def finders(
    tables: ExactTables, types: frozenset[IndicatorType]
) -> list[Callable[[str, int], list[Found]]]:
    """What to ask of a trimmed value and its place, for each of `types` that is listed at all."""
    listed = sorted(kind for kind in types if tables.tables[kind])
    return [partial(_FINDERS[kind], tables) for kind in listed if kind in _FINDERS]


def _by_key(
    kind: IndicatorType, key: Callable[[str], str | None]
) -> Callable[[ExactTables, str, int], list[Found]]:
    def finder(tables: ExactTables, value: str, start: int) -> list[Found]:
        number = tables.tables[kind].get(key(value) or "")
        return [] if number is None else [Found(number, start, start + len(value), "exact")]

    return finder


def _email(tables: ExactTables, value: str, start: int) -> list[Found]:
    if "@" not in value:
        return []
    address = email.key(value) or ""
    number = tables.tables[IndicatorType.EMAIL].get(address)
    if number is None:
        return []
    method = "exact" if caseless(value) == address else "variant"
    return [Found(number, start, start + len(value), method)]


def _phone(tables: ExactTables, value: str, start: int) -> list[Found]:
    place = phone.place_in(value)
    if place is None or not tables.may_be_listed_phone(phone.digits(value)):
        return []
    listed = tables.tables[IndicatorType.PHONE]
    own = value[slice(*place)]
    number = listed.get(phone.key(own) or "")
    if number is None and own[0] not in "+0":  # another country's, without the sign
        number = listed.get(phone.key(f"+{own}") or "")
    if number is None:
        return []
    marks = [at for at, char in enumerate(own, start + place[0]) if char == "+" or char.isdigit()]
    return [Found(number, marks[0], marks[-1] + 1, "exact")]


def _username(tables: ExactTables, value: str, start: int) -> list[Found]:
    listed = tables.tables[IndicatorType.USERNAME]
    number = listed.get(username.key(value))
    if number is not None:
        return [Found(number, start, start + len(value), "exact")]
    for first, last in platforms.names_in(value):
        number = listed.get(username.key(value[first:last]))
        if number is not None:
            return [Found(number, start + first, start + last, "platform")]
    return []


def _url(tables: ExactTables, value: str, start: int) -> list[Found]:
    token = _host_or_url(value, start)
    if token is None:
        return []
    host = value[token.host_start - start : token.host_end - start]
    return hosts.pages(tables, token, host, "exact")


def _domain(tables: ExactTables, value: str, start: int) -> list[Found]:
    token = _host_or_url(value, start)
    if token is not None:
        host = value[token.host_start - start : token.host_end - start]
        return hosts.domains(tables, host, token.host_start, token.host_end, "exact")
    at = value.rfind("@") + 1
    if not at or " " in value:
        return []
    return hosts.domains(tables, value[at:], start + at, start + len(value), "email_host")


def _host_or_url(value: str, start: int) -> tokens.UrlToken | None:
    """The host or URL that the value is; an e-mail address is neither."""
    if "@" in value.partition("/")[0] and "://" not in value:
        return None
    return tokens.whole_url(value, start)


def _ip(tables: ExactTables, value: str, start: int) -> list[Found]:
    if ip.address(value) is not None:
        return hosts.addresses(tables, value, start, start + len(value), "exact")
    token = tokens.whole_url(value, start)
    if token is None:
        return []
    first, last = token.host_start, token.host_end
    if value[first - start] == "[":
        first, last = first + 1, last - 1
    return hosts.addresses(tables, value[first - start : last - start], first, last, "exact")


def _name(tables: ExactTables, value: str, start: int) -> list[Found]:
    key = name.key(value)
    exact = tables.tables[IndicatorType.NAME].get(key)
    words = name.words_key(key)
    same = tables.names_of(words) if words else [] if exact is None else [exact]
    end = start + len(value)
    return [Found(n, start, end, "exact" if n == exact else "token_set") for n in same]


_FINDERS: dict[IndicatorType, Callable[[ExactTables, str, int], list[Found]]] = {
    IndicatorType.EMAIL: _email,
    IndicatorType.PHONE: _phone,
    IndicatorType.USERNAME: _username,
    IndicatorType.URL: _url,
    IndicatorType.DOMAIN: _domain,
    IndicatorType.IP: _ip,
    IndicatorType.ACCOUNT: _by_key(IndicatorType.ACCOUNT, account.key),
    IndicatorType.PAYID: _by_key(IndicatorType.PAYID, payid.key),
    IndicatorType.WALLET: _by_key(IndicatorType.WALLET, wallet.key),
    IndicatorType.NAME: _name,
}
