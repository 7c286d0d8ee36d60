"""In which region payer and payee of an alert are, as far as it says. Pure.

In this order: the mapping's context names it (`payer_region`), an account's number does (BSB,
IBAN), the context names the country (`payer_country`). Which end a name or path is of, its words
say: the names of the shipped mappings and of ISO 20022 and SWIFT are known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.trends.regions import UNKNOWN, code, of_account

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PAYER = "payer debtor dbtr sender ordering originator remitter trace from source 50 52"
_PAYEE = "payee creditor cdtr receiver recipient beneficiary payout to destination 59 57"
_ENDS = dict.fromkeys(_PAYER.split(), 0) | dict.fromkeys(_PAYEE.split(), 1)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ACCOUNT = {"account", "acct", "iban", "bsb"}


class Ends(NamedTuple):
    """Two regions, each a code or `unknown`."""

    payer: str
    payee: str


def of(transaction: Mapping[str, Any]) -> Ends:
    """The regions of an alert's `transaction`."""
    context = transaction.get("context") or {}
    fields = transaction.get("fields") or {}
    payer, payee = (
        next((each for each in _told(end, context, fields) if each != UNKNOWN), UNKNOWN)
        for end in (0, 1)
    )
    return Ends(payer, payee)


def _told(end: int, context: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (code(_text(context[key])) for key in context if _is(key, end, "region"))
    for path, value in fields.items():
        if _is(path, end, "account"):
            yield of_account(_text(value))
    yield from (code(_text(context[key])) for key in context if _is(key, end, "country"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is(path: str, end: int, what: str) -> bool:
    """Whether a path or name is of this end, and states a region, a country or an account."""
    return _meant(path) == (end, what)


@lru_cache(4_096)
def _meant(path: str) -> tuple[int | None, str]:
    words = [word.lower() for word in _WORD.findall(path)]
    end = next((_ENDS[word] for word in words if word in _ENDS), None)
    if {"region", "state"} & set(words):
        return end, "region"
    if _ACCOUNT & set(words):
        return end, "account"
    return end, "country" if "country" in words else ""
