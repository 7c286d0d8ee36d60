"""The tokens of a text: what may be an identifier in it, and the key it is looked up by. Pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from matcher import numbers, tokens
from matcher.indicator import RUNNING_TEXT, IndicatorType, Scope
from matcher.normalize import (
    account,
    domain,
    email,
    ip,
    name,
    payid,
    phone,
    phrase,
    url,
    username,
    wallet,
)
from matcher.running import RunningText
from matcher.text import token_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matcher.exact import ExactTables

MOST = 500
"""Tokens of one text that are told."""

KEYS: dict[IndicatorType, Callable[[str], str | None]] = {
    IndicatorType.EMAIL: email.key,
    IndicatorType.PHONE: phone.key,
    IndicatorType.USERNAME: username.key,
    IndicatorType.URL: url.key,
    IndicatorType.DOMAIN: domain.key,
    IndicatorType.IP: ip.key,
    IndicatorType.ACCOUNT: account.key,
    IndicatorType.PAYID: payid.key,
    IndicatorType.WALLET: wallet.key,
    IndicatorType.NAME: name.key,
    IndicatorType.PHRASE: phrase.key,
}


class Token(NamedTuple):
    """What may be a value of a type, at a place of the original text, and its canonical key.

    `key` is None where it cannot be one.
    """

    kind: IndicatorType
    start: int
    end: int
    key: str | None


_Place = tuple[int, int, str]


def tokens_of(text: str, scope: Scope, tables: ExactTables) -> list[Token]:
    """What a field of this scope is looked through for, the first `MOST` of each kind of its text.

    `tables` say which countries' IBANs are looked for at all.
    """
    folded = token_fold(text)
    places = _running(folded.text, tables) if scope.role in RUNNING_TEXT else _whole(folded.text)
    return [
        Token(kind, *folded.span(start, end), KEYS[kind](value))
        for kind, found in places
        if kind in scope.types
        for start, end, value in islice(found, MOST)
        if start < end
    ]


def _whole(text: str) -> Iterator[tuple[IndicatorType, Iterable[_Place]]]:
    """The value of a field that holds one, as each type."""
    value = text.strip()
    start = text.index(value)
    for kind in IndicatorType:
        yield kind, [(start, start + len(value), value)] if value else []


def _running(text: str, tables: ExactTables) -> Iterator[tuple[IndicatorType, Iterable[_Place]]]:
    running = RunningText(text)
    hosts = [
        (token.host_start, token.host_end, text[token.host_start : token.host_end])
        for token in running.urls
    ]
    yield IndicatorType.EMAIL, running.emails
    yield IndicatorType.PHONE, list(_signed(text, running.number_runs))
    yield IndicatorType.USERNAME, tokens.words(text)
    yield IndicatorType.URL, [(each.start, each.end, each.value) for each in running.urls]
    yield IndicatorType.DOMAIN, hosts
    yield IndicatorType.IP, tokens.addresses(text)
    yield IndicatorType.ACCOUNT, list(_accounts(text, tables))
    yield (
        IndicatorType.PAYID,
        [(n.start, n.end, text[n.start : n.end]) for n in running.number_runs],
    )
    yield IndicatorType.WALLET, tokens.long_words(text)


def _signed(text: str, runs: Iterable[numbers.NumberRun]) -> Iterator[_Place]:
    for run in runs:
        first = numbers.sign_before(text, run.start)
        yield first, run.end, text[first : run.end]


def _accounts(text: str, tables: ExactTables) -> Iterator[_Place]:
    for start, end, bsb, number in numbers.accounts(text):
        yield start, end, f"{bsb} {number}"
    yield from numbers.ibans(text, tables.iban_lengths)
