"""The form of the overview's answer; null is what is not known."""

from __future__ import annotations

from pydantic import BaseModel


class BrokerModel(BaseModel):
    """Whether Kafka answers the console, and since when it does or does not."""

    ok: bool
    error: str | None
    since: str | None


class ThroughputModel(BaseModel):
    """Records a second."""

    per_second: float
    window_seconds: int


class PlaceModel(BaseModel):
    """How far a partition was screened."""

    topic: str
    partition: int
    end: int | None
    screened_to: int
    lag: int | None


class LagModel(BaseModel):
    """What waits to be screened."""

    records: int | None
    seconds_to_drain: float | None
    partitions: list[PlaceModel]


class OutcomesModel(BaseModel):
    """Records by outcome since a time."""

    clear: int
    flagged: int
    dead_lettered: int
    skipped: int
    transactions: int
    shadow: int
    suppressed: int
    since: str


class SeriesModel(BaseModel):
    """[seconds since 1970, clear, flagged, dead-lettered] by step."""

    step_seconds: int
    points: list[list[int]]


class ReplicaModel(BaseModel):
    """A writer of receipts, by its last one."""

    writer: str
    group: str
    serial: int
    digest: str
    config_digest: str
    software: str
    last_receipt_at: str
    per_second: float


class ListModel(BaseModel):
    """The list that the last receipt names."""

    serial: int
    digest: str
    created: str | None
    age_seconds: float | None
    indicators: int | None
    expires_at: str | None


class DayModel(BaseModel):
    """Alerts of a day by severity."""

    day: str
    low: int
    medium: int
    high: int
    critical: int


class ReasonModel(BaseModel):
    """Dead letters of a reason."""

    reason: str
    count: int
    last_at: str


class EventModel(BaseModel):
    """Something that happened."""

    at: str
    kind: str
    text: str


Replicas = list[ReplicaModel]
Days = list[DayModel]
Reasons = list[ReasonModel]
Events = list[EventModel]


class OverviewModel(BaseModel):
    """The whole overview."""

    at: str
    broker: BrokerModel
    state: str
    state_reason: str
    throughput: ThroughputModel
    lag: LagModel
    outcomes: OutcomesModel
    series: SeriesModel
    replicas: Replicas
    fleet_agrees: bool | None
    list: ListModel | None
    alerts_per_day: Days
    dead_letters: Reasons
    events: Events
