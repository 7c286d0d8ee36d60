"""The forms of the console's answers, for its OpenAPI description. Times are RFC 3339 in UTC."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from screening.alert import AlertModel
from screening.http.tokens import Scope

Count = Annotated[int, Field(ge=0)]
Text = str | None


class _Answer(BaseModel):
    # Members may be added; whoever reads an answer must pass over them.
    model_config = ConfigDict(extra="allow")


class MatchRowModel(_Answer):
    """A match in a row; `value` is masked."""

    indicator_id: str
    type: str
    tier: str
    nature: str
    platform: Text
    region: Text
    field: str
    lane: str
    method: str
    value: str


class RowModel(_Answer):
    """An alert as a list has it; `customer` is masked."""

    alert_id: str
    mode: str
    severity: str
    detected_at: str
    transaction_id: Text
    timestamp: str
    amount: Text
    currency: Text
    customer: Text
    source: str
    matches_total: Count
    matches: list[MatchRowModel]


class PageModel(_Answer):
    """A page of alerts, newest first; `next` is the cursor of the next one."""

    items: list[RowModel]
    next: Text
    total: Count


class PastModel(_Answer):
    """How often something was in alerts, and the newest of them."""

    alerts: Count
    first: str
    last: str
    recent: list[RowModel]


class IndicatorPastModel(PastModel):
    """The history of one indicator."""

    indicator_id: str


class HistoryModel(_Answer):
    """What else is known; `customer` is null where the payment names none."""

    indicators: list[IndicatorPastModel]
    customer: PastModel | None


class SeenModel(_Answer):
    """When the alert was written first, and how many copies of it were read."""

    first: str
    copies: Count


class PlaceModel(_Answer):
    """Where the alert's record stands."""

    topic: str
    partition: Count
    offset: Count


class SnapshotModel(_Answer):
    """The snapshot that judged the payment; `known`: it is the list in use, or was."""

    serial: Count
    digest: str
    created: str
    known: bool


class DetailModel(_Answer):
    """An alert with what else is known of it; not `revealed`: values are masked."""

    alert: AlertModel
    revealed: bool
    seen: SeenModel
    review_record: PlaceModel
    history: HistoryModel
    snapshot: SnapshotModel


class FacetModel(_Answer):
    """A value of a filter and the number of its alerts."""

    value: str
    count: Count


class FacetsModel(_Answer):
    """The values of each filter."""

    severity: list[FacetModel]
    type: list[FacetModel]
    tier: list[FacetModel]
    platform: list[FacetModel]
    region: list[FacetModel]
    mode: list[FacetModel]


class DeadLetterModel(_Answer):
    """A record that could not be screened: where it stands, and its length."""

    at: str
    reason: str
    topic: str
    partition: Count
    offset: Count
    detail: str
    bytes: Count


class DeadLettersModel(_Answer):
    """A page of dead letters, newest first."""

    items: list[DeadLetterModel]
    next: Text
    total: Count


class MeModel(_Answer):
    """Who asks, and what this console is; not `tokens`: nobody has to show one."""

    name: str
    scopes: list[Scope]
    tokens: bool
    four_eyes: bool
    version: str
    retention_days: Count
    timezone: str


PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {}}}
"""A problem document, as OpenAPI says it."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer."""
    return dict.fromkeys(statuses, PROBLEM)


Format = Literal["jsonl", "csv"]
