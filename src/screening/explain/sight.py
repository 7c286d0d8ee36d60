"""What may be shown: the payment's own words, without card numbers; the list's values masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screening.lookup.masked import masked
from screening.mask import MASK, mask_named

if TYPE_CHECKING:
    from matcher.indicator import Indicator
    from screening.alert import Alert

Shown = dict[str, Any]

_SHARED, _LEAST = 4, 3
"""Digits in a row that tell of a number that is not shown, and the fewest that are one at all."""
_RUN = re.compile(r"\d(?:[\W_]{0,3}\d)*")


@dataclass(frozen=True, slots=True)
class Sight:
    """`is_revealed`: indicators' values are shown as they are."""

    is_revealed: bool = False

    def value(self, value: str) -> str:
        """An indicator's value."""
        return value if self.is_revealed else masked(value)

    def text(self, path: str, text: str) -> str:
        """A text of the payment, as an alert shows it."""
        return mask_named(path, text)

    def derived(self, text: str, original: str, shown: str) -> str:
        """What was made of a text of the payment: of `original`, which is `shown` so.

        A piece of a number that is not shown there is not shown here either.
        """
        hidden = "".join(
            _digit(own) for own, seen in zip(original, shown, strict=True) if seen != own
        )
        return text if not hidden else _RUN.sub(lambda run: _veiled(run[0], hidden), text)

    def indicator(self, indicator: Indicator) -> Shown:
        """An indicator by id, type and value."""
        return {
            "indicator_id": indicator.id,
            "type": indicator.type,
            "value": self.value(indicator.value),
        }

    def alert(self, alert: Alert) -> Alert:
        """An alert as it is sent, but for its indicators' values."""
        matches = [each | {"value": self.value(each["value"])} for each in alert["matches"]]
        return alert | {"matches": matches}


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char, ""))


def _veiled(run: str, hidden: str) -> str:
    """A run of digits; masked where some of them are of a hidden number."""
    digits = "".join(map(_digit, run))
    parts = (digits[at : at + _SHARED] for at in range(len(digits) - _SHARED + 1))
    is_part = len(digits) >= _LEAST and digits in hidden
    if is_part or any(part in hidden for part in parts):
        return "".join(MASK if char.isdigit() else char for char in run)
    return run
