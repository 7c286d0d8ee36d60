"""Logical types as text: exact, or the number as it is where no calendar has it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import times
from screening.bad_record import BadRecordError
from screening.decode import avro_reader
from screening.decode.avro_schema import compiled
from tests.screening.decode.avro_samples import INT, LONG, encoded

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  only counted from


def read(schema: Any, data: bytes) -> Any:
    """The value in `data`."""
    return avro_reader.read(compiled([json.dumps(schema)]), data, 0)


def shown(kind: str, name: str, value: object, **more: object) -> Any:
    """What a document holds for an underlying value of a logical type."""
    return read({"type": kind, "logicalType": name, **more}, encoded(kind, value))


@given(st.integers(-(1 << 4000), 1 << 4000), st.integers(0, 400))
def test_a_decimal_keeps_every_digit(unscaled: int, scale: int) -> None:
    """However many; the scale too."""
    raw = unscaled.to_bytes(512, "big", signed=True)
    found = shown("bytes", "decimal", raw, precision=2000, scale=scale)
    assert Decimal(found) == Context(prec=2000).create_decimal(unscaled).scaleb(
        -scale, Context(prec=2000)
    )
    assert len(found.partition(".")[2]) == scale


@pytest.mark.parametrize(
    ("raw", "scale", "text"),
    [
        (b"\x04\xe2", 2, "12.50"),
        (b"\xfb\x1e", 2, "-12.50"),
        (b"\x05", 2, "0.05"),
        (b"\xfb", 2, "-0.05"),
        (b"", 2, "0.00"),
        (b"\x00", 0, "0"),
        (b"\x80", 0, "-128"),
    ],
)
def test_a_decimal_as_a_person_writes_it(raw: bytes, scale: int, text: str) -> None:
    """Two's complement, big-endian; of a fixed size too."""
    assert shown("bytes", "decimal", raw, precision=9, scale=scale) == text
    if raw:
        schema = {"type": "fixed", "name": "F", "size": len(raw), "logicalType": "decimal",
                  "precision": 4, "scale": scale}  # fmt: skip
        assert read(schema, raw) == text


def test_a_decimal_of_countless_digits_is_refused() -> None:
    """Turning bytes into digits takes more than linear work."""
    with pytest.raises(BadRecordError):
        shown("bytes", "decimal", b"\x7f" * 513, precision=2000, scale=2)
    with pytest.raises(BadRecordError):
        shown("bytes", "big-decimal", encoded("bytes", b"\x01") + encoded("int", 1 << 30))


@pytest.mark.parametrize(("scale", "text"), [(2, "12.50"), (0, "1250"), (-3, "1250000")])
def test_a_big_decimal_brings_its_scale(scale: int, text: str) -> None:
    """As Avro 1.12 writes it."""
    raw = encoded("bytes", b"\x04\xe2") + encoded("int", scale)
    assert shown("bytes", "big-decimal", raw) == text


@given(LONG)
def test_a_moment_is_what_the_service_reads_as_a_time(number: int) -> None:
    """In UTC, to the microsecond; what no calendar has stays a number, which is no time."""
    for unit, per_second in (("millis", 10**3), ("micros", 10**6), ("nanos", 10**9)):
        found = shown("long", f"timestamp-{unit}", number)
        try:
            moment = EPOCH + timedelta(seconds=number // per_second)
        except OverflowError:
            assert found == number
            assert times.read(found, UTC) is None
            continue
        rest = number % per_second * 10**6 // per_second
        assert times.read(found, UTC) == moment.replace(tzinfo=UTC) + timedelta(microseconds=rest)


def test_a_local_moment_is_in_the_zone_of_the_mapping() -> None:
    """It has no offset of its own."""
    found = shown("long", "local-timestamp-millis", 1_750_000_000_123)
    assert found == "2025-06-15T15:06:40.123"
    zone = ZoneInfo("Australia/Sydney")
    assert times.read(found, zone) == datetime(2025, 6, 15, 15, 6, 40, 123000, tzinfo=zone)


@given(INT)
def test_a_date_is_its_day(number: int) -> None:
    """Or the number."""
    found = shown("int", "date", number)
    try:
        assert found == (EPOCH + timedelta(days=number)).date().isoformat()
    except OverflowError:
        assert found == number


@pytest.mark.parametrize("number", [-1, 86_400_000, 1 << 30])
def test_a_time_of_day_that_is_none_stays_a_number(number: int) -> None:
    """Nothing is wrapped round."""
    assert shown("int", "time-millis", number) == number


def test_durations_and_identities() -> None:
    """Fixed types of twelve and sixteen bytes."""
    fixed = {"type": "fixed", "name": "F"}
    raw = b"\x0e\0\0\0\x02\0\0\0\xd2\x04\0\0"
    assert read({**fixed, "size": 12, "logicalType": "duration"}, raw) == "P14M2DT1.234S"
    assert (
        read({**fixed, "size": 16, "logicalType": "uuid"}, bytes(range(16)))
        == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    )


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("long", {"logicalType": "date"}),
        ("int", {"logicalType": "timestamp-millis"}),
        ("int", {"logicalType": "decimal", "precision": 4}),
        ("long", {"logicalType": "time-millis"}),
        ("int", {"logicalType": 7}),
        ("int", {"logicalType": ["date"]}),
    ],
)
def test_a_logical_type_that_does_not_fit_is_its_underlying_type(kind: str, more: Any) -> None:
    """So the specification has it."""
    assert read({"type": kind, **more}, encoded(kind, 1234)) == 1234


@pytest.mark.parametrize(
    "more", [{"precision": 2, "scale": 3}, {"scale": 1}, {"precision": "9"}, {"precision": 9,
    "scale": -1}, {"precision": 1 << 40, "scale": 1 << 39}]
)  # fmt: skip
def test_a_decimal_that_is_not_well_defined_is_bytes(more: Any) -> None:
    """Nothing is guessed."""
    assert shown("bytes", "decimal", b"12", **more) == "12"
