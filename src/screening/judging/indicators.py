"""How a bank's files name an indicator: by id, or by type and value.

Rule 1: an id is that of the indicator or of any feed's entry that it was merged from.
Rule 2: an id that stands for several indicators of the list in use names none of them: nothing may
become silent that nobody meant. Type and value tell any two apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from matcher.normalize import InvalidValueError, canonical

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from matcher.indicator import Indicator, IndicatorType

Key = tuple[str, str]
"""Type and canonical value, or "" and an id."""
_Held = TypeVar("_Held")


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


def named(
    table: Mapping[Key, _Held], indicator: Indicator, repeated_ids: Container[str]
) -> Iterator[_Held]:
    """What a table of a file's entries holds of an indicator of the list with `repeated_ids`."""
    by_value = str(indicator.type), indicator.value
    if by_value in table:
        yield table[by_value]
    for each in {indicator.id, *(source.id for source in indicator.sources)}:
        if ("", each) in table and each not in repeated_ids:
            yield table["", each]
