"""What a value may be: its type by its form, and its canonical value for each type. Pure.

Rule 1: a value is normalised by `matcher.normalize`, as the list was and as the traffic is.
Rule 2: a type that was not given is guessed; what else the value may be is looked up too, so that
a wrong guess hides nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType
from matcher.normalize import InvalidValueError, account, canonical
from matcher.text import caseless, compatible

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARS = 8_192
"""Longer values are not looked up."""

LEAST_PHONE_DIGITS, LEAST_WALLET_CHARS = 7, 26
_HOSTED = (IndicatorType.EMAIL, IndicatorType.IP, IndicatorType.URL, IndicatorType.DOMAIN)
_BEYOND_A_HOST = ("/", "?", ":")
_RULES = {
    IndicatorType.EMAIL: "+tag, Gmail's dots and quotes left out, host as an A-label",
    IndicatorType.PHONE: "as E.164, an Australian number unless it says another country",
    IndicatorType.USERNAME: "the @ before it left out",
    IndicatorType.URL: "scheme, www., default port, fragment and last slash left out",
    IndicatorType.DOMAIN: "host as an A-label, without a last dot",
    IndicatorType.IP: "address or network in its shortest form",
    IndicatorType.ACCOUNT: "BSB and number padded to nine digits, or letters and digits alone",
    IndicatorType.PAYID: "digits alone",
    IndicatorType.WALLET: "the chain's one form of an address",
    IndicatorType.NAME: "punctuation and spaces as one space",
    IndicatorType.PHRASE: "spaces as one space",
}


class UnreadableError(ValueError):
    """A value that is of no known type, or not of the given one; the message never repeats it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as one of a type: its canonical value, and what was done to come to it.

    `is_likely` tells what the value's form says from what it merely may be too.
    """

    type: IndicatorType
    key: str
    steps: tuple[str, ...]
    is_likely: bool


def readings(value: str, given: IndicatorType | None = None) -> tuple[Reading, ...]:
    """All that `value` may be, the likely first; only what `given` allows, where it is given.

    Raises:
        UnreadableError: it is not of the given type, is empty, or is too long.
    """
    if len(value) > MAX_CHARS:
        raise UnreadableError(f"longer than {MAX_CHARS} characters")
    if not caseless(value):
        raise UnreadableError("empty")
    keys = _keys(value, tuple(IndicatorType) if given is None else _meant(given))
    likely = list(keys) if given else _likely(compatible(value), keys)
    order = dict.fromkeys([*likely, *keys])
    return tuple(
        Reading(kind, keys[kind], _steps(kind, value, keys[kind]), kind in likely) for kind in order
    )


def _meant(given: IndicatorType) -> tuple[IndicatorType, ...]:
    """A PayID that is an e-mail address or a phone number is listed as that (`feeds.entry`)."""
    if given is IndicatorType.PAYID:
        return given, IndicatorType.EMAIL, IndicatorType.PHONE
    return (given,)


def _keys(value: str, kinds: tuple[IndicatorType, ...]) -> dict[IndicatorType, str]:
    """The canonical value for each type that `value` can be of."""
    keys, why = {}, ""
    for kind in kinds:
        try:
            keys[kind] = canonical(kind, value)
        except (InvalidValueError, UnicodeError) as error:
            why = why or (str(error) if isinstance(error, InvalidValueError) else "not Unicode")
    if not keys:
        raise UnreadableError(why)
    return keys


def _likely(text: str, keys: dict[IndicatorType, str]) -> list[IndicatorType]:
    """What the form of `text` says, the surest first."""
    if not any(unicodedata.category(char)[0] in "LNS" for char in text):
        return []
    found = [kind for kind in (*_hosts(text, keys), *_numbers(text, keys)) if kind in keys]
    found = [kind for kind in found if kind in _HOSTED] or found
    is_word = " " not in text
    if is_word and text.count(".") <= 1 and set(found) <= {IndicatorType.DOMAIN}:
        found.append(IndicatorType.USERNAME)
    if found in ([], [IndicatorType.USERNAME]):
        if not any(map(str.isdigit, text)):
            found.append(IndicatorType.NAME)
        found.append(IndicatorType.PHRASE)
    return [kind for kind in found if kind in keys]


def _hosts(text: str, keys: dict[IndicatorType, str]) -> Iterator[IndicatorType]:
    """Types that look like no others, and whose digits are no numbers."""
    yield IndicatorType.EMAIL
    yield IndicatorType.IP
    if IndicatorType.IP not in keys and any(mark in text for mark in _BEYOND_A_HOST):
        yield IndicatorType.URL
    if _is_host(keys.get(IndicatorType.DOMAIN, "")):
        yield IndicatorType.DOMAIN


def _numbers(text: str, keys: dict[IndicatorType, str]) -> Iterator[IndicatorType]:
    """Types of numbers, which may look alike."""
    if text.startswith("+") or sum(map(str.isdigit, text)) >= LEAST_PHONE_DIGITS:
        yield IndicatorType.PHONE
    if keys.get(IndicatorType.PAYID, "").isdigit():
        yield IndicatorType.PAYID
    number = keys.get(IndicatorType.ACCOUNT, "")
    is_iban = account.is_iban(number)
    if is_iban or (number.replace("-", "").isdigit() and not text.startswith("+")):
        yield IndicatorType.ACCOUNT
    if not is_iban and _is_address(keys.get(IndicatorType.WALLET, "")):
        yield IndicatorType.WALLET


def _is_host(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last.isalpha() or last.startswith("xn--")


def _is_address(wallet: str) -> bool:
    has_both = any(map(str.isdigit, wallet)) and any(map(str.isalpha, wallet))
    return len(wallet) >= LEAST_WALLET_CHARS and has_both


def _steps(kind: IndicatorType, value: str, key: str) -> tuple[str, ...]:
    """What was done to a value to make it canonical, in words; nothing where it is already."""
    steps = []
    text = value.strip()
    if text != value:
        steps.append("space around it left out")
    if key in (text, text.lower()):
        return (*steps, *(["letter case folded"] if key != text else []))
    if (folded := compatible(text)) != text:
        steps.append("Unicode folded to its compatible, visible characters")
    if key == folded:
        return tuple(steps)
    if key == caseless(folded):
        return (*steps, "letter case folded")
    return (*steps, _RULES[kind])
