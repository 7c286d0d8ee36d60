"""The form of a mapping file (DESIGN section 4, "Mapping file")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from matcher.indicator import PERMITTED, IndicatorType, Role, Scope
from screening.mapping import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Given = TypeVar("Given", str, str | list[str], str | list[str | None])


def alternatives(given: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """One path, or several of which the first counts at which there is a value, as a tuple."""
    if isinstance(given, str):
        return (given,)
    return tuple(path for path in given or () if path is not None)


def _checked(given: Given, parse: Callable[[str], object] = paths.parse) -> Given:
    if not alternatives(given):
        raise ValueError("no path")
    for path in alternatives(given):
        parse(path)
    return given


def _checked_each(given: str | list[str]) -> str | list[str]:
    return _checked(given, paths.parse_each)


def _checked_id(given: str | list[str | None]) -> str | list[str | None]:
    if not isinstance(given, str) and None in given[:-1]:
        raise ValueError("null can only be the last alternative")
    return _checked(given)


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not a time zone of the IANA database") from error
    return name


Path = Annotated[str, AfterValidator(_checked)]
Paths = Annotated[str | list[str], AfterValidator(_checked)]
Each = Annotated[str | list[str], AfterValidator(_checked_each)]
Id = Annotated[str | list[str | None], AfterValidator(_checked_id)]
"""With null as the last alternative, a payment without an id is known by its coordinates."""
Format = Literal["json", "xml", "avro", "csv", "aba", "mt103"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldModel(_Strict):
    """One screened path; `types`, `add` and `drop` change what its role permits.

    `prefix` is a path whose value comes before this one's when they are one value in two fields,
    as a BSB and an account number. Both begin at the same object (`../`, `^`, or neither).
    """

    path: Path
    prefix: Path | None = None
    role: Role
    types: frozenset[IndicatorType] | None = None
    add: frozenset[IndicatorType] = frozenset()
    drop: frozenset[IndicatorType] = frozenset()
    join: bool = False

    @model_validator(mode="after")
    def _joins_a_list(self) -> FieldModel:
        if self.join and not self.path.endswith("[*]"):
            raise ValueError("join needs a path that ends in [*]")
        return self

    @model_validator(mode="after")
    def _may_match(self) -> FieldModel:
        if not self.scope.types:
            raise ValueError("no type is left that it may match")
        return self

    @model_validator(mode="after")
    def _has_its_prefix_beside_it(self) -> FieldModel:
        if self.prefix is None:
            return self
        own, other = paths.parse(self.path), paths.parse(self.prefix)
        if (own.up, own.from_message) != (other.up, other.from_message):
            raise ValueError("prefix must begin where path does: with the same ../ or ^")
        if self.join or own.segments == other.segments:
            raise ValueError("prefix needs another path, and no join")
        return self

    @property
    def scope(self) -> Scope:
        """What this path may match."""
        base = PERMITTED[self.role] if self.types is None else self.types
        return Scope(self.role, (base | self.add) - self.drop)


class MappingModel(_Strict):
    """A whole mapping file; of several `each`, the payments at all of them are read."""

    name: Annotated[str, Field(min_length=1)]
    format: Format | Annotated[list[Format], Field(min_length=1)] = "json"
    each: Each | None = None
    id: Id | None = None
    timestamp: Paths | None = None
    timezone: Annotated[str, AfterValidator(_checked_zone)] = "UTC"
    customer: Paths | None = None
    amount: Paths | None = None
    currency: Paths | None = None
    context: dict[str, Paths] = {}
    fields: Annotated[list[FieldModel], Field(min_length=1)]

    @model_validator(mode="after")
    def _stays_in_the_message(self) -> MappingModel:
        steps = [len(paths.parse_each(each)[0]) for each in alternatives(self.each)]
        single = (self.id, self.timestamp, self.customer, self.amount, self.currency)
        read = [*single, *self.context.values(), *self.screened]
        for path in (path for given in read for path in alternatives(given)):
            if paths.parse(path).up > min(steps, default=0):
                raise ValueError(f"{path}: reaches above the message")
        return self

    @property
    def screened(self) -> tuple[str, ...]:
        """The fields' paths, and those of their prefixes."""
        prefixes = (field.prefix for field in self.fields if field.prefix is not None)
        return (*(field.path for field in self.fields), *prefixes)

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats that a record may have."""
        return (self.format,) if isinstance(self.format, str) else tuple(self.format)
