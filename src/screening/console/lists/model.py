"""The forms of the answers about lists."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from screening.console.overview.model import ReplicaModel


class ListedModel(BaseModel):
    """A snapshot of this host."""

    serial: int
    digest: str
    created: str
    indicators: int
    types: dict[str, int]
    tiers: dict[str, int]
    feeds: list[str]
    state: str
    cause: str | None
    asked_by: str | None


class ActiveModel(ListedModel):
    """The list in use."""

    age_seconds: float
    expires_at: str | None


class RejectModel(BaseModel):
    """An entry that was left out."""

    feed: str
    place: str
    reason: str


class QuarantineModel(BaseModel):
    """What was left out of the list in use; the first entries alone."""

    total: int
    reasons: dict[str, int]
    items: list[RejectModel]


class ListsModel(BaseModel):
    """The lists of this host."""

    active: ActiveModel | None
    replicas: list[ReplicaModel]
    snapshots: list[ListedModel]
    forecast: dict[str, Any] | None
    quarantine: QuarantineModel | None


class SideModel(BaseModel):
    """Indicators that one list has and the other has not, or has differently."""

    total: int
    types: dict[str, int]


class DifferenceModel(BaseModel):
    """What a list adds, withdraws and changes."""

    added: SideModel
    removed: SideModel
    changed: SideModel
