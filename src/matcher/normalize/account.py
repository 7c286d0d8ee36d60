"""Bank accounts: BSB and number, IBAN (ISO 13616), or another scheme's identifier as it stands."""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.exceptions import ValidationError

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

_LABELS = re.compile(r"\b(?:BSB|ACCOUNT|ACCT|ACC|A/C|IBAN|NUMBER|NO)\b[.:#]*")
_SEPARATORS = {ord(char): None for char in " -./|:\u2010\u2011\u2012\u2013\u2014\u2015"}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BSB_DIGITS = 6
NUMBER_DIGITS = range(5, 10)
LEAST_DIGITS = BSB_DIGITS + NUMBER_DIGITS.start


def bsb_key(bsb: str, number: str) -> str:
    """The key of a BSB account: six digits, a hyphen, the number padded to nine digits."""
    return f"{bsb}-{number.zfill(9)}"


def key(value: str) -> str:
    """BSB and padded number, or the upper-case letters and digits of any other identifier."""
    text, labelled = compatible(value).upper(), ""
    while text != labelled and not text.isalnum():  # a label may appear as separators go
        labelled, text = text, _LABELS.sub("", text).translate(_SEPARATORS)
    if text.isdigit() and len(text) - BSB_DIGITS in NUMBER_DIGITS:
        return bsb_key(text[:BSB_DIGITS], text[BSB_DIGITS:])
    return text


def is_iban(account: str) -> bool:
    """Whether a key has the form of an IBAN; its check digits may still be wrong."""
    return _IBAN.fullmatch(account) is not None


def canonical(value: str) -> str:
    """The account's key, checked.

    Raises:
        InvalidValueError: an IBAN whose check digits are wrong, or no account identifier.
    """
    account = key(value)
    if is_iban(account):
        try:
            iban.validate(account, check_country=False)
        except ValidationError as error:
            raise InvalidValueError("IBAN with wrong check digits or country") from error
    if len(account) < 5 or not account.isascii() or not any(map(str.isdigit, account)):
        raise InvalidValueError("not an account identifier")
    return account
