"""How a bank's files name an indicator: by id, or by type and value.

Law: an id is that of the indicator or of any feed's entry that it was merged from. Feeds may give
two indicators one id; type and value tell any two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.normalize import InvalidValueError, canonical

if TYPE_CHECKING:
    from matcher.indicator import Indicator, IndicatorType

Key = tuple[str, str]
"""Type and canonical value, or "" and an id."""


def key(identifier: str | None, kind: IndicatorType | None, value: str | None) -> Key | None:
    """The key of what a file names; None where it names no single indicator.

    Raises:
        ValueError: the value is not one of its type; the reason does not repeat it.
    """
    if identifier is not None:
        return "", identifier
    if kind is None or value is None:
        return None
    try:
        return str(kind), canonical(kind, value)
    except InvalidValueError as error:
        raise ValueError(f"value: {error}") from error


def keys_of(indicator: Indicator) -> list[Key]:
    """Every key by which a file may name this indicator."""
    ids = dict.fromkeys((indicator.id, *(source.id for source in indicator.sources)))
    return [(str(indicator.type), indicator.value), *(("", each) for each in ids)]
