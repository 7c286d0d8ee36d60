"""Context rules of a severity policy: what of a payment makes a match of it more urgent. Pure.

Rule 1: context raises, never hides: a rule gives points or nothing.
Rule 2: what a payment does not tell, or tells in an odd way, gives nothing and never fails.
Rule 3: all conditions of a rule must hold.
"""

from __future__ import annotations

import re
from datetime import datetime  # noqa: TC003  pydantic reads it at run time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from screening.judging.files import Name, Strict
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}(?:\.[0-9]{1,9})?", re.ASCII)
_TRUE = frozenset({"true", "yes", "y", "1"})


class Circumstances(NamedTuple):
    """What rules may ask of a payment; `moment` is None where it states no hour of its own."""

    amount: Any
    currency: Any
    moment: datetime | None
    context: Mapping[str, Any]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not a time zone of the IANA database") from error
    return name


def _raises(points: Any) -> Any:  # noqa: ANN401  any value of YAML
    if isinstance(points, int) and points < 0:
        raise ValueError("below 0: context raises an alert, it never hides one")
    return points


Money = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]
Points = Annotated[int, Field(strict=True, ge=0, le=1000)]
Hour = Annotated[int, Field(strict=True, ge=0, le=24)]
Plain = StrictInt | StrictFloat | StrictStr


class _Asked(Strict):
    """Conditions: one that is written without a value would hold always, and is refused."""

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        for name in sorted(self.model_fields_set):
            if getattr(self, name) is None:
                raise ValueError(f"{name.strip('_')}: has no value")
        return self


class AmountTest(_Asked):
    """A band of amounts in one currency, whatever their sign, and how even they are."""

    currency: Annotated[str, Field(min_length=1)]
    at_least: Money | None = None
    at_most: Money | None = None
    multiple_of: Annotated[Money, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> AmountTest:
        if self.at_least is None and self.at_most is None and self.multiple_of is None:
            raise ValueError("needs at_least, at_most or multiple_of")
        if None not in (self.at_least, self.at_most) and self.at_least > self.at_most:  # type: ignore[operator]
            raise ValueError("at_least is above at_most")
        return self

    def holds(self, given: Circumstances) -> bool:
        """Whether the payment's amount is one of these."""
        amount = _decimal(given.amount)
        if amount is None or not _equal_texts(given.currency, self.currency):
            return False
        size = abs(amount)
        if self.multiple_of is not None and (not size or size % self.multiple_of):
            return False
        least = self.at_least is None or size >= self.at_least
        return least and (self.at_most is None or size <= self.at_most)


class HourTest(_Asked):
    """Hours of the day in one zone, from the start of `from` to the start of `until`."""

    zone: Annotated[str, AfterValidator(_zone)]
    from_: Annotated[Hour, Field(alias="from", le=23)]
    until: Hour

    @model_validator(mode="after")
    def _is_a_range(self) -> HourTest:
        if self.from_ == self.until:
            raise ValueError("from and until are the same hour")
        return self

    def holds(self, given: Circumstances) -> bool:
        """Whether the payment's own time is in these hours; a range may pass midnight."""
        if given.moment is None:
            return False
        try:
            hour = given.moment.astimezone(ZoneInfo(self.zone)).hour
        except OverflowError:
            return False
        if self.from_ < self.until:
            return self.from_ <= hour < self.until
        return hour >= self.from_ or hour < self.until


class FactTest(_Asked):
    """What a named fact must be, whatever the case of text; `true` is short for `{is: true}`."""

    is_: Annotated[Literal[True] | None, Field(alias="is")] = None
    equals: Plain | None = None
    one_of: Annotated[list[Plain], Field(min_length=1)] | None = None
    at_least: Annotated[Decimal, Field(max_digits=18, decimal_places=9)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_true(cls, given: Any) -> Any:  # noqa: ANN401  any value of YAML
        return {"is": True} if given is True else given

    @model_validator(mode="after")
    def _asks_something(self) -> FactTest:
        if not self.model_fields_set:
            raise ValueError("needs true, equals, one_of or at_least")
        return self

    def holds(self, fact: Any) -> bool:  # noqa: ANN401  any JSON value
        """Whether a fact, as the payment states it, is one of these."""
        if self.is_ and not _is_true(fact):
            return False
        if self.at_least is not None:
            number = _decimal(fact)
            if number is None or number < self.at_least:
                return False
        if self.equals is not None and not _equal(fact, self.equals):
            return False
        return self.one_of is None or any(_equal(fact, each) for each in self.one_of)


class When(_Asked):
    """The conditions of a rule."""

    amount: AmountTest | None = None
    local_hour: HourTest | None = None
    facts: dict[str, FactTest] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _asks_something(self) -> When:
        if self.amount is None and self.local_hour is None and not self.facts:
            raise ValueError("needs amount, local_hour or facts")
        return self


class Rule(Strict):
    """Points for a payment that fulfils every condition."""

    name: Name
    points: Annotated[Points, BeforeValidator(_raises)]
    when: When

    def holds(self, given: Circumstances) -> bool:
        """Whether the payment gets the points."""
        when = self.when
        if when.amount is not None and not when.amount.holds(given):
            return False
        if when.local_hour is not None and not when.local_hour.holds(given):
            return False
        return all(test.holds(given.context.get(n)) for n, test in when.facts.items())


def _is_true(fact: Any) -> bool:  # noqa: ANN401
    return fact is True or (text_of(fact) or "").strip().casefold() in _TRUE


def _equal(fact: Any, expected: Plain) -> bool:  # noqa: ANN401
    if isinstance(expected, str):
        return _equal_texts(fact, expected)
    number = _decimal(fact)
    return number is not None and number == Decimal(str(expected))


def _equal_texts(fact: Any, expected: str) -> bool:  # noqa: ANN401
    text = text_of(fact)
    return text is not None and text.strip().casefold() == expected.strip().casefold()


def _decimal(value: Any) -> Decimal | None:  # noqa: ANN401
    """A plain decimal number, or None; one of more digits than any payment has is none."""
    text = (text_of(value) or "").strip()
    return Decimal(text) if _DECIMAL.fullmatch(text) else None
