"""The answer to a look-up as JSON (schema fresnel.lookup/1); unknown fields may be added."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from matcher.indicator import IndicatorType, Lane, Nature, Tier, Tlp
from screening.alert import SourceModel
from screening.lookup.answer import Outcome

SCHEMA = "fresnel.lookup/1"


class NormalisedModel(BaseModel):
    """The value as one of a type, and what was done to make it so."""

    type: IndicatorType
    value: Annotated[str, Field(description="canonical; masked unless revealed")]
    steps: list[str]


class StatedModel(SourceModel):
    """What one feed states, and whether that holds now."""

    in_force: bool


class ListedModel(BaseModel):
    """An indicator as its sources in force state it now; where none is, as all of them do."""

    id: str
    type: IndicatorType
    value: Annotated[str, Field(description="canonical; masked unless revealed")]
    tier: Tier
    nature: Nature
    confidence: int | None
    tlp: Tlp
    platform: str | None
    region: str | None
    labels: list[str]
    first_seen: datetime | None
    last_seen: datetime | None
    valid_from: Annotated[datetime | None, Field(description="the earliest; null: always was")]
    valid_until: Annotated[datetime | None, Field(description="the latest, exclusive; null: open")]
    in_force: bool
    since_serial: Annotated[
        int | None, Field(description="first serial that had it; null: the snapshot does not say")
    ]
    sources: list[StatedModel]


class NearModel(ListedModel):
    """An indicator that the value is not, and how it lies to it."""

    relation: str
    screening_matches: Annotated[bool, Field(description="screening finds it in this value")]
    lane: Lane | None
    undone: list[str]


class AskedModel(BaseModel):
    """As what the value was looked up: the type that was given, or those that were guessed."""

    given: IndicatorType | None
    guessed: list[IndicatorType]
    tried: list[IndicatorType]


class SnapshotModel(BaseModel):
    """The list that was asked."""

    serial: int
    digest: str
    created: datetime


class AnswerModel(BaseModel):
    """What a list says of a value."""

    schema_: Annotated[Literal["fresnel.lookup/1"], Field(alias="schema")]
    at: datetime
    outcome: Outcome
    listed: bool
    revealed: bool
    value: Annotated[str, Field(description="as given; masked unless revealed")]
    type: AskedModel
    normalised: list[NormalisedModel]
    indicators: list[ListedModel]
    near: list[NearModel]
    near_has_more: bool
    problem: str | None
    snapshot: SnapshotModel
