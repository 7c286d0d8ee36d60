"""Identifiers inside running text: tokens found, keys looked up, context judged."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from matcher import hosts, numbers, phrases, platforms, readings, tokens
from matcher.hosts import Found
from matcher.indicator import IndicatorType, Lane
from matcher.normalize import account, phone, wallet
from matcher.running_text import RunningText
from matcher.text import caseless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matcher.exact import ExactTables, Listed
    from matcher.tokens import Token

__all__ = ["LOOSE_METHOD", "RunningText", "finders", "lane_of", "search", "username_in"]

MIN_BARE_LENGTH = 6
LOOSE_METHOD = "bare_word"


def lane_of(method: str) -> Lane:
    """The lane a method of this module belongs to."""
    return Lane.LOOSE if method == LOOSE_METHOD else Lane.CANONICAL


def finders(
    tables: ExactTables, types: frozenset[IndicatorType]
) -> list[Callable[[RunningText], list[Found]]]:
    """What to ask of a running text, for each of `types` that is listed at all."""
    listed = sorted(kind for kind in types if tables.tables[kind] and kind in _FINDERS)
    return [partial(_FINDERS[kind], tables) for kind in listed]


def search(finders: list[Callable[[RunningText], list[Found]]], text: str) -> list[Found]:
    """What the finders find in a text in token form, however it is to be read."""
    itself = RunningText(text)
    found = [each for find in finders for each in find(itself)]
    for reading in readings.others(text):
        running = RunningText(reading.text, of_hosts=reading.of_hosts)
        for number, start, end, method in (each for find in finders for each in find(running)):
            if place := reading.span(start, end):
                found.append(Found(number, *place, method))
    return found


def _emails(tables: ExactTables, running: RunningText) -> list[Found]:
    found = []
    for token in running.emails:
        for start, end, value in (token, *tokens.other_emails(running.text, token)):
            if listed := tables.email[value]:
                number, is_written_so = listed
                found.append(Found(number, start, end, "token" if is_written_so else "variant"))
    return found


def _domains(tables: ExactTables, running: RunningText) -> list[Found]:
    text = running.text
    found: list[Found] = []
    if "." not in text:
        return found
    for start, end, value in running.emails:
        at = value.rindex("@") + 1
        found += hosts.domains(tables, value[at:], start + at, end, "email_host")
    for token in (*running.urls, *running.inner_urls):
        host = text[token.host_start : token.host_end]
        found += hosts.domains(tables, host, token.host_start, token.host_end, "token")
    return found


def _urls(tables: ExactTables, running: RunningText) -> list[Found]:
    text = running.text
    found: list[Found] = []
    if not tokens.may_have_urls(text):
        return found
    for token in (*running.urls, *running.inner_urls):
        host = text[token.host_start : token.host_end]
        if not tables.pages.may_hold(host):
            continue
        pages = hosts.pages(tables, token, host, "token")
        for other in tokens.other_urls(text, token):
            known = {each.number for each in pages}
            more = hosts.pages(tables, other, host, "token")
            pages += [each for each in more if each.number not in known]
        found += pages
    return found


def _ips(tables: ExactTables, running: RunningText) -> list[Found]:
    text = running.text
    found: list[Found] = []
    if text.count(".") < 3 and text.count(":") < 2:
        return found
    for start, end, value in tokens.addresses(text):
        found += hosts.addresses(tables, value, start, end, "token")
    return found


def _phones(tables: ExactTables, running: RunningText) -> list[Found]:
    known: dict[tuple[str, str], int | None] = {}
    return [
        found
        for run in running.number_runs
        for start, end, digits in run.readings(tables.may_end_phone)
        if tables.may_be_form_of_phone[digits]
        for found in _phone(tables, running.text, (start, end, digits), known)
    ]


def _phone(
    tables: ExactTables, text: str, token: Token, known: dict[tuple[str, str], int | None]
) -> list[Found]:
    """The listed number that the digits of `token` are; `known` holds what was asked.

    A sign may stand before it that is none of its own: `+0491…` is read without it. Nothing
    but the digits decides, and what stands before them: a sign, or zeros that are apart or not.
    """
    start, end, digits = token
    for first in sorted({start, numbers.sign_before(text, start)}):
        value = text[first:end]
        asked = value[: 4 if value[0] == "0" else 1], digits
        if asked not in known:
            known[asked] = _listed_phone(tables, value)
        listed = known[asked]
        if listed is not None:
            return [Found(listed, first, end, "token")]
    return []


def _listed_phone(tables: ExactTables, value: str) -> int | None:
    """The listed number that `value` is, by the rule of prefixes."""
    international = value.startswith(("+", "00"))
    number = phone.key(value if value[0] in "+0" else "+" + phone.digits(value)) or ""
    listed = tables.tables[IndicatorType.PHONE].get(number)
    is_read = listed is not None and (international or phone.is_valid(number))
    return listed if is_read else None


def _accounts(tables: ExactTables, running: RunningText) -> list[Found]:
    listed = tables.tables[IndicatorType.ACCOUNT]
    found = []
    if numbers.has_digits(running.text, account.LEAST_DIGITS):
        for start, end, bsb, digits in numbers.accounts(running.text):
            number = listed.get(account.bsb_key(bsb, digits))
            if number is not None:
                found.append(Found(number, start, end, "token"))
    for start, end, value in numbers.ibans(running.text, tables.iban_lengths):
        number = listed.get(value)
        if number is not None:
            found.append(Found(number, start, end, "token"))
    return found


def _payids(tables: ExactTables, running: RunningText) -> list[Found]:
    listed = tables.tables[IndicatorType.PAYID]
    found = [
        Found(number, start, end, "token")
        for run in running.number_runs
        for start, end, digits in run.readings(tables.may_end_payid)
        if (number := listed.get(digits)) is not None
    ]
    for start, end, value, number in _listed_words(listed, running):
        if len(value) >= MIN_BARE_LENGTH and not value.isdigit():
            found.append(Found(number, start, end, "token"))
    return found


def _wallets(tables: ExactTables, running: RunningText) -> list[Found]:
    if len(running.text) < wallet.MIN_LENGTH:
        return []
    listed = tables.tables[IndicatorType.WALLET]
    return [
        Found(number, start, end, "token")
        for start, end, value in tokens.long_words(running.text)
        if (number := listed.get(wallet.key(value))) is not None
    ]


def _usernames(tables: ExactTables, running: RunningText) -> list[Found]:
    listed = tables.tables[IndicatorType.USERNAME]
    return [
        found
        for start, end, _, number in _listed_words(listed, running)
        if _is_separate(running.text, start, end)
        for found in username_in(running, start, end, number)
    ]


def _is_separate(text: str, start: int, end: int) -> bool:
    """Whether no mark joins a word to what stands around it; `tokens.words` knows no marks."""
    around = text[start - 1 : start] + text[end : end + 1]
    return all(unicodedata.category(char)[0] != "M" or phrases.separates(char) for char in around)


def username_in(running: RunningText, start: int, end: int, number: int) -> list[Found]:
    """The listed user name at this place, by the rules for running text; none if they forbid it.

    After `@` (which the span then has) or beside a platform's name it may be any; bare it needs
    six characters, and without one that is not a letter it is loose.
    """
    text = running.text
    at = tokens.at_before(text, start, end)
    if at is not None:
        return [Found(number, at, end, "handle")]
    if platforms.stands_before(text, start) or platforms.stands_behind(text, end):
        return [Found(number, start, end, "platform")]
    name = caseless(text[start:end])
    if len(name) < MIN_BARE_LENGTH or not _stands_bare(running, start, end):
        return []
    letters = all(unicodedata.category(char)[0] in "LM" for char in name)
    return [Found(number, start, end, LOOSE_METHOD if letters else "token")]


def _listed_words(listed: Listed, running: RunningText) -> Iterator[tuple[int, int, str, int]]:
    """Words of the text, in the form of user names, that are listed, with their number."""
    if running.of_hosts:
        return
    is_ascii = running.text.isascii()
    values = running.rough_words if is_ascii else set(running.names.values())
    if not listed.may_hold_any(values):
        return
    held = {value: number for value in values if (number := listed.get(value)) is not None}
    for start, end, word in tokens.words(running.lowered if is_ascii else running.text):
        value = word if is_ascii else running.names[word]
        if value in held:
            yield start, end, value, held[value]


def _stands_bare(running: RunningText, start: int, end: int) -> bool:
    """Whether the word belongs to no e-mail address and no URL."""
    text = running.text
    if "@" in (text[start - 1 : start], text[end : end + 1]):
        return False
    if tokens.covering(running.emails, start, end):
        return False
    token = tokens.covering(running.urls, start, end)
    return token is None or text[token[0] : token[1]].strip("_") == text[start:end]


_FINDERS: dict[IndicatorType, Callable[[ExactTables, RunningText], list[Found]]] = {
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
