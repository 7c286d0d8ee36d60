"""PayID identifiers that are neither phone nor e-mail: ABN, ACN, organisation id."""

from __future__ import annotations

import re

from stdnum.au import abn, acn
from stdnum.exceptions import ValidationError

from matcher.normalize.invalid import InvalidValueError
from matcher.text import caseless, compatible

_NUMBER = re.compile(r"(?:(?:abn|acn)[ .:]*)*([0-9][0-9 .-]*)")
_NOT_DIGITS = re.compile(r"\D")
ABN_DIGITS = 11
ACN_DIGITS = 9


def key(value: str) -> str:
    """The digits of an ABN or ACN, or the organisation id in folded form."""
    text = caseless(compatible(value))
    number = _NUMBER.fullmatch(text)
    return _NOT_DIGITS.sub("", number[1]) if number else text


def canonical(value: str) -> str:
    """The identifier's key, with the check digits of an ABN or ACN verified.

    Raises:
        InvalidValueError: a number that is neither an ABN nor an ACN.
    """
    identifier = key(value)
    if identifier.isdigit():
        check = {ABN_DIGITS: abn, ACN_DIGITS: acn}.get(len(identifier))
        if check is None:
            raise InvalidValueError("neither 11 digits (ABN) nor 9 (ACN)")
        try:
            check.validate(identifier)
        except ValidationError as error:
            raise InvalidValueError("ABN or ACN with wrong check digits") from error
    return identifier
