"""Identifiers inside running text: tokens found, keys looked up, context judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher import hosts, tokens
from matcher.hosts import Found
from matcher.indicator import IndicatorType, Lane
from matcher.normalize import account, email, payid, phone, username, wallet
from matcher.text import caseless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matcher.exact import ExactTables

MIN_BARE_LENGTH = 6
LOOSE_METHOD = "bare_word"


def lane_of(method: str) -> Lane:
    """The lane a method of this module belongs to."""
    return Lane.LOOSE if method == LOOSE_METHOD else Lane.CANONICAL


def find(tables: ExactTables, text: str, types: frozenset[IndicatorType]) -> Iterator[Found]:
    """Listed identifiers in `text`, which is in token form, with their places in it."""
    has_digit = tokens.has_digit(text)
    for kind in types:
        finder = _FINDERS.get(kind)
        if finder is not None and tables.tables[kind] and (has_digit or kind not in _WITH_DIGITS):
            yield from finder(tables, text)


def _emails(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.EMAIL]
    for start, end, value in tokens.emails(text):
        address = email.key(value) or ""
        number = listed.get(address)
        if number is not None:
            yield Found(number, start, end, "token" if caseless(value) == address else "variant")


def _domains(tables: ExactTables, text: str) -> Iterator[Found]:
    for start, end, value in tokens.emails(text):
        at = value.rindex("@") + 1
        yield from hosts.domains(tables, value[at:], start + at, end, "email_host")
    for token in tokens.urls(text):
        host = text[token.host_start : token.host_end]
        yield from hosts.domains(tables, host, token.host_start, token.host_end, "token")


def _urls(tables: ExactTables, text: str) -> Iterator[Found]:
    for token in tokens.urls(text):
        yield from hosts.pages(tables, token, "token")


def _ips(tables: ExactTables, text: str) -> Iterator[Found]:
    for start, end, value in tokens.addresses(text):
        yield from hosts.addresses(tables, value, start, end, "token")


def _phones(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.PHONE]
    for start, end, value in tokens.numbers(text):
        digits = phone.digits(value)
        if not tables.may_be_listed_phone(digits):
            continue
        prefixed = value[0] in "+0"
        number = phone.key(value if prefixed else "+" + digits) or ""
        found = listed.get(number)
        international = value[0] == "+" or digits.startswith("00")
        if found is not None and (international or phone.is_valid(number)):
            yield Found(found, start, end, "token")


def _accounts(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.ACCOUNT]
    for start, end, bsb, digits in tokens.accounts(text):
        number = listed.get(account.bsb_key(bsb, digits))
        if number is not None:
            yield Found(number, start, end, "token")
    for start, end, value in tokens.ibans(text, tables.iban_lengths):
        number = listed.get(account.key(value))
        if number is not None:
            yield Found(number, start, end, "token")


def _payids(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.PAYID]
    for start, end, value in tokens.business_numbers(text):
        number = listed.get(payid.key(value))
        if number is not None:
            yield Found(number, start, end, "token")
    for start, end, value in _listed_words(listed, text):
        if len(value) >= MIN_BARE_LENGTH and not value.isdigit():
            yield Found(listed[value], start, end, "token")


def _wallets(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.WALLET]
    for start, end, value in tokens.long_words(text):
        number = listed.get(wallet.key(value))
        if number is not None:
            yield Found(number, start, end, "token")


def _usernames(tables: ExactTables, text: str) -> Iterator[Found]:
    listed = tables.tables[IndicatorType.USERNAME]
    for start, end, value in _listed_words(listed, text):
        number = listed[value]
        if tokens.stands_after_at(text, start):
            yield Found(number, start - 1, end, "handle")
        elif tokens.stands_after_platform(text, start):
            yield Found(number, start, end, "platform")
        elif len(value) >= MIN_BARE_LENGTH and _stands_bare(text, start, end):
            yield Found(number, start, end, LOOSE_METHOD if value.isalpha() else "token")


def _listed_words(listed: Mapping[str, int], text: str) -> Iterator[tokens.Token]:
    """Words of `text`, in the form of user names, that are keys of `listed`."""
    if text.isascii():
        lowered = text.lower()
        if not listed.keys().isdisjoint(tokens.word_values(lowered)):
            yield from (token for token in tokens.words(lowered) if token[2] in listed)
        return
    for start, end, word in tokens.words(text):
        value = username.key(word)
        if value in listed:
            yield start, end, value


def _stands_bare(text: str, start: int, end: int) -> bool:
    """Whether the word belongs to no e-mail address and no URL."""
    if "@" in (text[start - 1 : start], text[end : end + 1]):
        return False
    return not any(
        token.start <= start and end <= token.end and (token.start, token.end) != (start, end)
        for token in tokens.urls(text)
    )


_WITH_DIGITS = frozenset(
    {IndicatorType.PHONE, IndicatorType.ACCOUNT, IndicatorType.IP, IndicatorType.WALLET}
)
_FINDERS: dict[IndicatorType, Callable[[ExactTables, str], Iterator[Found]]] = {
    IndicatorType.EMAIL: _emails,
    IndicatorType.PHONE: _phones,
    IndicatorType.USERNAME: _usernames,
    IndicatorType.URL: _urls,
    IndicatorType.DOMAIN: _domains,
    IndicatorType.IP: _ips,
    IndicatorType.ACCOUNT: _accounts,
    IndicatorType.PAYID: _payids,
    IndicatorType.WALLET: _wallets,
}
