"""Telephone numbers in E.164, read with Australia as the home region unless told otherwise."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers

from matcher.normalize.invalid import InvalidValueError
from matcher.text import compatible

REGION = "AU"
TAIL_DIGITS = 8

MAX_LENGTH = 100  # no written form of a number is longer; the shape would take quadratic time

# What says that a number follows: schemes of URIs (RFC 3966, RFC 5724), labels, links to chats.
_LABEL = (
    r"(?:(?:callto|cell|mob(?:ile)?|phone|ph|sms(?:to)?|tel|whatsapp)\.?\s*:\s*"
    r"|(?:https?://)?(?:www\.)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=|signal\.me/#p/))?"
)
_SHAPE = re.compile(
    _LABEL + r"(?P<number>[\s(]*\+?[\s(]*\d(?:[\s().\-/_\u2010-\u2015\u2212·]*\d)*[\s)]*)"
    r"(?:(?:,|;)?\s*(?:extn?\.?|x|#|ext=)\s*[.:]?\s*\d{1,7}|[/?&]\S*)?",
    re.IGNORECASE,
)
_DIGITS = re.compile("[0-9]+")
_MOST_KEPT = 1_024
_HOME_CODE: int = phonenumbers.country_code_for_region(REGION)


def parse(value: str, home: str = REGION) -> phonenumbers.PhoneNumber | None:
    """The number behind any written form; None if it has letters or cannot be a number.

    Without a country code it is one of the region `home` (ISO 3166).
    """
    text = compatible(value)
    place = place_in(text)
    if place is None:
        return None
    text = text[slice(*place)].replace("_", "-")
    if text.startswith("00") and not text.startswith("0011"):
        text = "+" + text[2:]  # the ITU's prefix; Australia's own, 0011, is the library's to read
    try:
        number = phonenumbers.parse(text, home)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def e164(number: phonenumbers.PhoneNumber) -> str:
    """`+`, country code and national number."""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def key(value: str, home: str = REGION) -> str | None:
    """The number in E.164; None if it cannot be one.

    Read until it stays as it is: the library may leave a trunk prefix that it would strip next.
    """
    number, text = parse(value, home), value
    while number is not None and (again := e164(number)) != text:
        number, text = parse(again), again
    return None if number is None else text


def canonical(value: str, home: str = REGION) -> str:
    """The number in E.164, possible but not necessarily assigned.

    Raises:
        InvalidValueError: no possible number with `home` as its region.
    """
    result = key(value, home)
    if result is None:
        raise InvalidValueError("not a possible phone number")
    return result


def is_valid(number: str) -> bool:
    """Whether an E.164 number fits a range that its country has assigned."""
    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, None)))


def tail(number: str) -> str:
    """The last digits of an E.164 number's national part, `TAIL_DIGITS` at most.

    Every written form of the number ends with them, so a table of tails tells cheaply which
    digits cannot be a listed number.
    """
    digits = number.removeprefix("+")
    return digits[_code_length(digits) :][-TAIL_DIGITS:]


def national(number: str) -> str | None:
    """The national digits of an E.164 number, with which every written form of it ends.

    None where its country rewrites what is dialled: then only the `tail` is sure.
    """
    digits = number.removeprefix("+")
    length = _code_length(digits)
    return None if _rewrites(digits[:length]) else digits[length:]


def _code_length(digits: str) -> int:
    """How many digits the country code has; 0 where there is none."""
    lengths = (n for n in (1, 2, 3) if int(digits[:n]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
    return next(lengths, 0)


@lru_cache(_MOST_KEPT)
def _rewrites(code: str) -> bool:
    metadata = _metadata(int(code or 0))
    return metadata is None or bool(metadata.national_prefix_transform_rule)


def may_be(digits: str, number: str) -> bool:
    """Whether `digits` may be those of a written form of an E.164 number; False is certain.

    It costs a fiftieth of `key`, and few of the digits that end as a listed number pass it.
    """
    written = _written(number)
    return written is None or written.fullmatch(digits) is not None


@lru_cache(_MOST_KEPT)
def _written(number: str) -> re.Pattern[str] | None:
    """The digits of all forms of a number; None where its country rewrites what is dialled."""
    code = phonenumbers.parse(number, None).country_code or 0
    metadata = _metadata(code)
    if metadata is None or metadata.national_prefix_transform_rule:
        return None
    abroad = f"(?:(?:00)?(?:{_metadata(_HOME_CODE).international_prefix})?{code})"
    prefixes = f"(?:{metadata.national_prefix_for_parsing or ''})*"
    optional = "?" if code == _HOME_CODE else ""
    return re.compile(f"{abroad}{optional}{prefixes}{number[len(str(code)) + 1 :]}")


def _metadata(code: int) -> Any:  # noqa: ANN401  the library has no types
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ("ZZ",))
    return phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, regions[0])


def place_in(value: str) -> tuple[int, int] | None:
    """Where the number stands in a value in token form, between its label and its extension."""
    shape = _SHAPE.fullmatch(value) if len(value) <= MAX_LENGTH else None
    return shape.span("number") if shape else None


def digits(value: str) -> str:
    """The ASCII digits of a number in token form, without those of its extension."""
    place = place_in(value)
    return "".join(_DIGITS.findall(value, *place)) if place else ""
