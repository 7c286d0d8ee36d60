"""Bank accounts: BSB and number, IBAN (ISO 13616), or another scheme's identifier as it stands."""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.exceptions import ValidationError

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

DASHES = r"\-\u2010-\u2015\u2212"
_LABELS = re.compile(r"\b(?:BSB|ACCOUNT|ACCN?T|ACC|A/C|IBAN|NUMBER|NO)\b[.:#]*")
_SEPARATORS = {ord(char): None for char in " -./|:,;#_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BSB_DIGITS = 6
NUMBER_DIGITS = range(5, 10)
LEAST_DIGITS = BSB_DIGITS + NUMBER_DIGITS.start

# How a BSB and a number stand together. Nothing in it is tried again: so it costs little, and
# what is longer comes first.
BANK = "(?P<bank>[0-9]{3})"
BRANCH = rf"[ ]?+[{DASHES}.]?+[ ]?+(?P<branch>[0-9]{{3}})"
NUMBER = rf"(?P<number>[0-9]{{1,9}}+(?![0-9])(?:[ {DASHES}][0-9]{{1,8}}+(?![0-9])){{0,3}}+)"
SAYS = r"(?i:acc(?:ount|nt|t)?|acnt|a/?c|and|at|code|is|no|nr|num(?:ber)?|with)"
BETWEEN = rf"(?:[\W_]{{0,3}}+{SAYS}){{0,4}}+[\W_]{{0,3}}+"
BSB = rf"(?i:bsb){BETWEEN}"
_BEFORE = rf"[\W_]{{0,3}}+(?!(?i:no)[0-9])(?:{SAYS}[\W_]{{0,3}}+){{0,3}}+"
_WRITTEN = re.compile(rf"{_BEFORE}(?:{BSB})?+{BANK}{BRANCH}{BETWEEN}{NUMBER}\W{{0,3}}")
_TURNED = re.compile(rf"{_BEFORE}{NUMBER}{BETWEEN}{BSB}{BANK}{BRANCH}\W{{0,3}}")
_NOT_DIGITS = re.compile("[^0-9]")


def bsb_key(bsb: str, number: str) -> str:
    """The key of a BSB account: six digits, a hyphen, the number padded to nine digits."""
    return f"{bsb}-{number.zfill(9)}"


def key(value: str) -> str:
    """BSB and padded number, or the upper-case letters and digits of any other identifier."""
    given = compatible(value)
    if account := _bsb_account(given):
        return account
    text, labelled = given.upper(), ""
    if text.startswith(("IBAN", "NO")) and (number := _labelled_iban(text)):
        return number
    while text != labelled and not text.isalnum():  # a label may appear as separators go
        labelled, text = text, _LABELS.sub("", text).translate(_SEPARATORS)
    return _bsb_account(text) or text


def _bsb_account(text: str) -> str | None:
    """The key of a BSB and a number, in either order, as people write them."""
    found = _WRITTEN.fullmatch(text) or _TURNED.fullmatch(text)
    number = _NOT_DIGITS.sub("", found["number"]) if found else ""
    if found is None or len(number) not in NUMBER_DIGITS:
        return None
    return bsb_key(found["bank"] + found["branch"], number)


def _labelled_iban(text: str) -> str | None:
    """An IBAN behind a label without a space, or of Norway, whose code is another label."""
    number = text.translate(_SEPARATORS).removeprefix("IBAN")
    return number if is_iban(number) and iban.is_valid(number, check_country=False) else None


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
