"""Canonical values: one module a type, the same code for the list and for the traffic.

Every module has two functions with one law between them:

* `key(value)` is cheap and total: the key to look a value up by, or None if the value cannot
  be of this type.
* `canonical(value)` is strict: it raises `InvalidValueError` with a reason, and whenever it
  returns, `canonical(value) == key(value)`.

So a list holds checked values only, and traffic need not be checked: a key that equals a
listed one is valid because the listed one is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType
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
from matcher.normalize.invalid import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable

NORMALIZER_VERSION = "3"
"""Changes whenever any canonical form does; a snapshot built by another one is refused."""

_CANONICAL: dict[IndicatorType, Callable[[str], str]] = {
    IndicatorType.EMAIL: email.canonical,
    IndicatorType.PHONE: phone.canonical,
    IndicatorType.USERNAME: username.canonical,
    IndicatorType.URL: url.canonical,
    IndicatorType.DOMAIN: domain.canonical,
    IndicatorType.IP: ip.canonical,
    IndicatorType.ACCOUNT: account.canonical,
    IndicatorType.PAYID: payid.canonical,
    IndicatorType.WALLET: wallet.canonical,
    IndicatorType.NAME: name.canonical,
    IndicatorType.PHRASE: phrase.canonical,
}


def canonical(kind: IndicatorType, value: str) -> str:
    """The canonical form of `value`.

    Raises:
        InvalidValueError: the value is not one of this type; the reason never repeats it.
    """
    result = _CANONICAL[kind](value)
    if not result:
        raise InvalidValueError("empty")
    return result


__all__ = ["NORMALIZER_VERSION", "InvalidValueError", "canonical"]
