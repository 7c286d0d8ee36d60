"""The alert: one flagged transaction with everything a reviewer needs (schema fresnel.alert/1).

The models describe the form and make its JSON Schema; alerts themselves are built as plain
dictionaries, because the path of a transaction validates nothing twice.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from matcher.indicator import IndicatorType, Lane, Nature, Role, Tier, Tlp
from screening.mask import mask
from screening.short import MOST_LISTED, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feeds.snapshot import Manifest
    from matcher.indicator import Match, Source, Span

SCHEMA = "fresnel.alert/1"
COMPACT_MATCHES, COMPACT_BYTES = MOST_LISTED, 16_384

Alert = dict[str, Any]
Text = str | None
Hex32 = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Hex64 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Open(BaseModel):
    # Unknown fields may be added to an alert; consumers must pass over them.
    model_config = ConfigDict(extra="allow")


class PartModel(_Open):
    """One piece of a match that straddles joined items."""

    field: str
    start: int
    end: int
    excerpt: str


class SourceModel(_Open):
    """What one feed states of the indicator; `valid_until` is exclusive."""

    name: str
    id: str
    tier: Tier
    nature: Nature
    confidence: Annotated[int, Field(ge=0, le=100)] | None
    tlp: Tlp
    valid_from: datetime | None
    valid_until: datetime | None


class MatchModel(_Open):
    """One indicator at one place; `start` and `end` count code points of the field's value."""

    indicator_id: str
    type: IndicatorType
    tier: Tier
    nature: Nature
    sources: list[SourceModel]
    confidence: Annotated[int, Field(ge=0, le=100)] | None
    tlp: Tlp
    platform: Text
    region: Text
    labels: list[str]
    field: str
    role: Role
    lane: Lane
    undone: Annotated[
        list[str], Field(description="what the loose lane undid to find it; else empty")
    ] = []
    method: str
    start: int
    end: int
    excerpt: Annotated[str | None, Field(description="null in a compact alert only")]
    value: str
    parts: list[PartModel] = []


class CutModel(_Open):
    """A piece of a field's text, in code points."""

    start: int
    end: int


class TransactionModel(_Open):
    """The flagged transaction; card and tax file numbers in it are masked."""

    id: Text
    source: str
    partition: int | None
    offset: int | None
    timestamp: datetime
    timestamp_source: Literal["transaction", "record"]
    customer: Text
    amount: Text
    currency: Text
    fields: dict[str, str]
    cuts: Annotated[
        dict[str, list[CutModel]],
        Field(description="where the pieces of a text in `fields`, with … between, are in it"),
    ] = {}
    item: Text = None
    context: dict[str, Any] = {}


class SnapshotModel(_Open):
    """The snapshot that judged the transaction."""

    serial: int
    digest: Hex64
    created: datetime


class AlertModel(_Open):
    """A flagged transaction with all its matches: clues for a person to review, never proof."""

    schema_: Annotated[Literal["fresnel.alert/1"], Field(alias="schema")]
    alert_id: Hex32
    group_id: Annotated[
        Hex32, Field(description="the same for one customer, set of indicators and UTC day")
    ]
    mode: Literal["live", "shadow", "lookback"]
    detected_at: datetime
    severity: Literal["low", "medium", "high", "critical"]
    severity_reasons: list[str]
    transaction: TransactionModel
    matches: Annotated[list[MatchModel], Field(min_length=1)]
    matches_total: int
    snapshot: SnapshotModel
    config_digest: Hex64
    software: str
    expired_allow_list: Annotated[
        list[str], Field(description="entries that covered a match of this alert until they ended")
    ] = []
    compact: bool = False


def json_schema() -> dict[str, Any]:
    """The JSON Schema of an alert; `docs/alert.schema.json` is this, committed."""
    return AlertModel.model_json_schema(mode="serialization")


def alert_id(
    source: str,
    identity: Any,  # noqa: ANN401  text, or a list of coordinates
    as_given: Sequence[Any],
    matches: Sequence[Match],
) -> str:
    """The alert's id: the same for the same transaction and set of matches, for ever.

    `as_given` are timestamp, amount and currency as the record states them (null where
    absent). Indicator ids, lane, severity, engine and snapshot have no part in it.
    """
    found = _in_order(matches)
    given = [_as_given(value) for value in as_given]
    canonical = orjson.dumps([source, identity, *given, found], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:32]


def _in_order(matches: Sequence[Match]) -> list[tuple[str, str, str, int, int]]:
    """Type, value, field, start and end of each match, sorted: of the few indicators apart."""
    found: dict[tuple[str, str], list[tuple[str, str, str, int, int]]] = {}
    known: dict[int, tuple[str, str]] = {}
    for match in matches:
        key = known.get(id(match.indicator))
        if key is None:
            key = str(match.indicator.type), match.indicator.value
            known[id(match.indicator)] = key
            found.setdefault(key, [])
        field, start, end, _ = match.span
        found[key].append((*key, field, start, end))
    return [place for key in sorted(found) for place in sorted(found[key])]


def group_id(customer: Any, matches: Sequence[Match], moment: datetime) -> str:  # noqa: ANN401
    """Folds repeats: the same for one customer, set of (type, value) and UTC day of `moment`.

    Where there is no customer, `customer` is a list, the transaction's identity and item: it
    groups with nothing but its own repeats, whatever other customers are called.
    """
    indicators = {id(match.indicator): match.indicator for match in matches}.values()
    found = sorted({(str(each.type), each.value) for each in indicators})
    day = moment.astimezone(UTC).date().isoformat()
    canonical = orjson.dumps([customer, found, day], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:32]


def _as_given(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """The value itself, or null for lists in lists deeper than JSON can be written."""
    if type(value) is dict or type(value) is list:
        try:
            orjson.dumps([value])
        except orjson.JSONEncodeError:
            return None
    return value


def render_time(moment: datetime) -> str:
    """RFC 3339 in UTC, with `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def render_match(match: Match) -> dict[str, Any]:
    """A match as an alert lists it."""
    indicator = match.indicator
    rendered: dict[str, Any] = {
        "indicator_id": indicator.id,
        "type": indicator.type,
        "tier": indicator.tier,
        "nature": indicator.nature,
        "sources": [_source(source) for source in indicator.sources],
        "confidence": indicator.confidence,
        "tlp": indicator.tlp,
        "platform": indicator.platform,
        "region": indicator.region,
        "labels": list(indicator.labels),
        "field": mask(match.span.field),
        "role": match.scope.role,
        "lane": match.lane,
        "undone": list(match.undone),
        "method": match.method,
        "start": match.span.start,
        "end": match.span.end,
        "excerpt": match.span.excerpt,
        "value": indicator.value,
    }
    if match.parts:
        rendered["parts"] = [_part(part) for part in match.parts]
    return rendered


def render_snapshot(manifest: Manifest) -> dict[str, Any]:
    """The judging snapshot as an alert names it."""
    return {
        "serial": manifest.serial,
        "digest": manifest.digest,
        "created": render_time(manifest.created),
    }


def compact(alert: Alert) -> Alert:
    """The same alert without field values and excerpts, for a topic that refuses the whole.

    Long texts and lists in it are cut, and of matches there are as many as `COMPACT_BYTES` of JSON
    hold, one at the least: so large it is at the most, whatever the payment and the list say.
    """
    matches = [
        {name: value for name, value in match.items() if name != "parts"} | {"excerpt": None}
        for match in alert["matches"][:COMPACT_MATCHES]
    ]
    transaction = {**alert["transaction"], "fields": {}, "cuts": {}, "context": {}}
    small: Alert = short({**alert, "transaction": transaction, "matches": matches, "compact": True})
    while len(small["matches"]) > 1 and len(orjson.dumps(small)) > COMPACT_BYTES:
        small["matches"].pop()
    return small


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "id": source.id,
        "tier": source.tier,
        "nature": source.nature,
        "confidence": source.confidence,
        "tlp": source.tlp,
        "valid_from": None if source.valid_from is None else render_time(source.valid_from),
        "valid_until": None if source.valid_until is None else render_time(source.valid_until),
    }


def _part(span: Span) -> dict[str, Any]:
    return {
        "field": mask(span.field),
        "start": span.start,
        "end": span.end,
        "excerpt": span.excerpt,
    }
