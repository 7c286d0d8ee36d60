"""The form of a mapping file (DESIGN section 4, "Mapping file")."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from matcher.indicator import PERMITTED, IndicatorType, Role, Scope
from screening.mapping import paths


def _checked_path(path: str) -> str:
    paths.parse(path)
    return path


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("not a time zone of the IANA database") from error
    return name


Path = Annotated[str, AfterValidator(_checked_path)]
Format = Literal["json", "xml", "avro", "csv", "aba", "mt103"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldModel(_Strict):
    """One screened path; `types`, `add` and `drop` change what its role permits."""

    path: Path
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

    @property
    def scope(self) -> Scope:
        """What this path may match."""
        base = PERMITTED[self.role] if self.types is None else self.types
        return Scope(self.role, (base | self.add) - self.drop)


class MappingModel(_Strict):
    """A whole mapping file."""

    name: Annotated[str, Field(min_length=1)]
    format: Format | Annotated[list[Format], Field(min_length=1)] = "json"
    each: Path | None = None
    id: Path | None = None
    timestamp: Path | None = None
    timezone: Annotated[str, AfterValidator(_checked_zone)] = "UTC"
    customer: Path | None = None
    amount: Path | None = None
    currency: Path | None = None
    context: dict[str, Path] = {}
    fields: Annotated[list[FieldModel], Field(min_length=1)]

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats that a record may have."""
        return (self.format,) if isinstance(self.format, str) else tuple(self.format)
