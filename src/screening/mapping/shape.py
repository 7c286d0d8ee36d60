"""What a value looks like: an identifier that can be listed, running text, or neither. Pure.

The matcher's own readings decide, so that what is called an e-mail address here is one there.
"""

from __future__ import annotations

import re
from datetime import UTC
from enum import Enum
from typing import TYPE_CHECKING

from matcher import tokens
from matcher.indicator import IndicatorType, Role
from matcher.normalize import InvalidValueError, account, canonical, phone
from screening import times

if TYPE_CHECKING:
    from collections.abc import Callable


class Shape(Enum):
    """What a value is; the value of each reads after “holds”."""

    EMAIL = "e-mail addresses"
    PHONE = "phone numbers"
    URL = "URLs"
    IP = "IP addresses"
    ACCOUNT = "account numbers"
    WALLET = "wallet addresses"
    PAYID = "ABNs or ACNs"
    SENTENCE = "running text"
    WORDS = "words"
    TIME = "dates or times"
    BOOLEAN = "yes or no"
    CURRENCY = "currency codes"
    NUMBER = "plain numbers"
    CODE = "codes or ids"


IDENTIFIERS: dict[Shape, tuple[IndicatorType, Role]] = {
    Shape.EMAIL: (IndicatorType.EMAIL, Role.CONTACT),
    Shape.PHONE: (IndicatorType.PHONE, Role.CONTACT),
    Shape.URL: (IndicatorType.URL, Role.NETWORK),
    Shape.IP: (IndicatorType.IP, Role.NETWORK),
    Shape.ACCOUNT: (IndicatorType.ACCOUNT, Role.ACCOUNT),
    Shape.WALLET: (IndicatorType.WALLET, Role.ACCOUNT),
    Shape.PAYID: (IndicatorType.PAYID, Role.PROXY),
}
"""Shapes that are listed as indicators, and the role that takes them."""

_MOST = 300
_YEARS = range(1990, 2060)  # digits that would mean another year are an account or an id
_BOOLEANS = {"true", "false", "yes", "no", "y", "n"}
_CURRENCIES = set(
    "AUD NZD USD EUR GBP JPY CHF CAD SGD HKD CNY INR PHP THB IDR MYR VND KRW TWD ZAR BRL MXN SEK "
    "NOK DKK PLN CZK HUF RON TRY RUB UAH AED SAR KES NGN GHS FJD PGK".split()
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_DATE = re.compile(r"\d{2}[-/.]?\d{2}[-/.]?\d{2}|\d{2}[-/.]\d{2}[-/.]\d{4}|\d{2}:\d{2}(?::\d{2})?")
_BSB = re.compile(r"\d{3}-\d{3}(?:[ -]?\d{5,9})?|\d{6} \d{5,9}")
_CHECKED_WALLET = re.compile(  # chains whose addresses have a checksum or a plain form
    r"0[xX][0-9a-fA-F]{40}|(?:bc|tb|bcrt|ltc|tltc)1[0-9a-z]{6,87}|[13mn2][1-9A-Za-z]{25,34}"
)
_DIALLED = re.compile(r"\+|0[2-8]\d|\(0")
_SCHEME = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"[A-Z0-9_./:+-]*[A-Z0-9]")


def shape_of(value: str) -> Shape:
    """The shape of one value; for a long one, of its beginning."""
    text = value.strip()[:_MOST]
    return next((shape for shape, fits in _TESTS.items() if fits(text)), Shape.CODE)


def _is_email(text: str) -> bool:
    return (0, len(text)) in {(start, end) for start, end, _ in tokens.emails(text)}


def _is_ip(text: str) -> bool:
    return (0, len(text)) in {(start, end) for start, end, _ in tokens.addresses(text)}


def _is_url(text: str) -> bool:
    return _SCHEME.match(text) is not None and tokens.whole_url(text, 0) is not None


def _is_account(text: str) -> bool:
    if _BSB.fullmatch(text):
        return True
    return account.is_iban(account.key(text)) and _is(IndicatorType.ACCOUNT, text)


def _is_wallet(text: str) -> bool:
    return _CHECKED_WALLET.fullmatch(text) is not None and _is(IndicatorType.WALLET, text)


def _is_payid(text: str) -> bool:
    digits = text.replace(" ", "")
    return digits.isdecimal() and len(digits) in {9, 11} and _is(IndicatorType.PAYID, text)


def _is_time(text: str) -> bool:
    moment = times.read(text, UTC)
    if moment is not None:
        return moment.year in _YEARS and not text.startswith("0")
    return _DATE.fullmatch(text) is not None


def _is_sentence(text: str) -> bool:
    return " " in text and len(_LETTERS.findall(text)) >= 3


def _is_words(text: str) -> bool:
    if not _LETTERS.search(text) or _CODE.fullmatch(text):
        return False
    return " " in text or not text.isascii() or (text.isalpha() and not text.isupper())


def _is_phone(text: str) -> bool:
    if not _DIALLED.match(text):
        return False
    number = phone.key(text)
    return number is not None and phone.is_valid(number)


def _is(kind: IndicatorType, text: str) -> bool:
    try:
        canonical(kind, text)
    except InvalidValueError:
        return False
    return True


_TESTS: dict[Shape, Callable[[str], bool]] = {  # the first that fits
    Shape.EMAIL: _is_email,
    Shape.IP: _is_ip,
    Shape.URL: _is_url,
    Shape.ACCOUNT: _is_account,
    Shape.TIME: _is_time,
    Shape.PHONE: _is_phone,
    Shape.WALLET: _is_wallet,
    Shape.PAYID: _is_payid,
    Shape.BOOLEAN: lambda text: text.lower() in _BOOLEANS,
    Shape.CURRENCY: lambda text: text in _CURRENCIES,
    Shape.NUMBER: lambda text: _NUMBER.fullmatch(text) is not None,
    Shape.SENTENCE: _is_sentence,
    Shape.WORDS: _is_words,
}
