"""Schemas with values: as fastavro's writer takes them, and as a document must show them."""

from __future__ import annotations

import io
import json
import struct
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

import fastavro
from hypothesis import strategies as st

NAMES = st.sampled_from("abcdefgh")
INT = st.integers(-(1 << 31), (1 << 31) - 1)
LONG = st.integers(-(1 << 63), (1 << 63) - 1)


class Sample(NamedTuple):
    """A schema, a value of it for the writer, and what the document must hold for it."""

    schema: Any
    written: Any
    expected: Any


def encoded(schema: Any, value: Any) -> bytes:
    """Avro's binary form, by fastavro."""
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, fastavro.parse_schema(json.loads(json.dumps(schema))), value)
    return stream.getvalue()


def _same(schema: Any, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Sample]:
    return values.map(lambda value: Sample(schema, value, value))


def _shown(schema: Any, values: st.SearchStrategy[Any], shown: Any) -> st.SearchStrategy[Sample]:
    return values.map(lambda value: Sample(schema, value, shown(value)))


def _logical(kind: str, name: str) -> dict[str, str]:
    return {"type": kind, "logicalType": name}


def _whole_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _rfc3339(zone: str, spec: str) -> Any:
    return lambda moment: moment.replace(tzinfo=None).isoformat(timespec=spec) + zone


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) for byte in raw)


_MOMENTS = st.datetimes(timezones=st.just(UTC))
_LOCAL = st.datetimes()
_DECIMALS = st.integers(-(10**18) + 1, 10**18 - 1).map(lambda n: Decimal(n).scaleb(-4))
PLAIN = st.one_of(
    _same("null", st.none()),
    _same("boolean", st.booleans()),
    _same("int", INT),
    _same("long", LONG),
    _same("double", st.floats(allow_nan=False)),
    _same("string", st.text(max_size=80)),
    _shown("bytes", st.binary(max_size=80), _text),
    _shown(_logical("string", "uuid"), st.uuids(), str),
    _shown(_logical("int", "date"), st.dates(), date.isoformat),
    _shown(
        _logical("int", "time-millis"),
        st.times().map(lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000)),
        lambda t: time.isoformat(t, "milliseconds"),
    ),
    _shown(
        _logical("long", "time-micros"), st.times(), lambda t: time.isoformat(t, "microseconds")
    ),
    _shown(
        _logical("long", "timestamp-millis"),
        _MOMENTS.map(_whole_milliseconds),
        _rfc3339("Z", "milliseconds"),
    ),
    _shown(_logical("long", "timestamp-micros"), _MOMENTS, _rfc3339("Z", "microseconds")),
    _shown(
        _logical("long", "local-timestamp-millis"),
        _LOCAL.map(_whole_milliseconds),
        _rfc3339("", "milliseconds"),
    ),
    _shown(_logical("long", "local-timestamp-micros"), _LOCAL, _rfc3339("", "microseconds")),
    _shown(
        {**_logical("bytes", "decimal"), "precision": 20, "scale": 4},
        _DECIMALS,
        lambda number: f"{number:f}",
    ),
    _same(_logical("long", "of-a-later-version"), LONG),
)


@st.composite
def named(draw: st.DrawFn, numbers: Any) -> Sample:
    """An enum or a fixed type, under a name of its own."""
    name = f"N{next(numbers)}"
    if draw(st.booleans()):
        symbol = draw(st.sampled_from(["AUD", "NZD", "EUR"]))
        schema = {"type": "enum", "name": name, "symbols": ["AUD", "NZD", "EUR"]}
        return Sample(schema, symbol, symbol)
    raw = draw(st.binary(min_size=5, max_size=5))
    return Sample({"type": "fixed", "name": name, "size": 5}, raw, _text(raw))


@st.composite
def composed(draw: st.DrawFn, numbers: Any, depth: int) -> Sample:  # noqa: PLR0911  one a kind
    """Any schema, nested to at most `depth`."""
    kind = draw(st.sampled_from(["plain", "named", "record", "array", "map", "union"]))
    if depth == 0 or kind == "plain":
        return draw(PLAIN)
    if kind == "named":
        return draw(named(numbers))
    if kind == "record":
        return draw(records(numbers, depth))
    inner = draw(composed(numbers, depth - 1))
    if kind == "array":
        count = draw(st.integers(0, 3))
        return Sample(
            {"type": "array", "items": inner.schema},
            [inner.written] * count,
            [inner.expected] * count,
        )
    if kind == "map":
        keys = draw(st.lists(st.text(max_size=5), unique=True, max_size=3))
        return Sample(
            {"type": "map", "values": inner.schema},
            dict.fromkeys(keys, inner.written),
            dict.fromkeys(keys, inner.expected),
        )
    if inner.schema == "null" or isinstance(inner.schema, list):
        return inner
    absent = draw(st.booleans())
    return Sample(["null", inner.schema], *((None, None) if absent else inner[1:]))


@st.composite
def records(draw: st.DrawFn, numbers: Any, depth: int) -> Sample:
    """A record of up to four fields, the last one perhaps of a type that was named before."""
    name = f"R{next(numbers)}"
    keys = draw(st.lists(NAMES, unique=True, max_size=4))
    fields = [(key, draw(composed(numbers, depth - 1))) for key in keys]
    return Sample(
        {
            "type": "record",
            "name": name,
            "namespace": "org.example.payments",
            "fields": [{"name": key, "type": each.schema} for key, each in fields],
        },
        {key: each.written for key, each in fields},
        {key: each.expected for key, each in fields},
    )


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A record with anything in it."""
    return draw(records(iter(range(10_000)), 4))


def as_float32(number: float) -> float:
    """The 32-bit float nearest to a number."""
    return float(struct.unpack("<f", struct.pack("<f", number))[0])
