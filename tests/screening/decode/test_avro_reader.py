"""Avro's binary encoding, with fastavro's writer as the other hand, and bytes made to hurt."""

from __future__ import annotations

import contextlib
import json
import math
import struct
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.decode import avro_reader
from screening.decode.avro_schema import compiled
from tests.screening.decode.avro_samples import LONG, Sample, as_float32, encoded, samples

ITEM = {"type": "record", "name": "Item", "fields": [{"name": "next", "type": ["null", "Item"]}]}
NESTED = {
    "type": "record",
    "name": "Tree",
    "fields": [{"name": "below", "type": {"type": "array", "items": "Tree"}}],
}


def read(schema: Any, data: bytes) -> Any:
    """The value in `data`."""
    return avro_reader.read(compiled([json.dumps(schema)]), data, 0)


def refused(schema: Any, data: bytes) -> Reason:
    """Why `data` is refused."""
    with pytest.raises(BadRecordError) as caught:
        read(schema, data)
    return caught.value.reason


def array_of(items: Any) -> dict[str, Any]:
    """The schema of an array."""
    return {"type": "array", "items": items}


def three(first: str) -> dict[str, Any]:
    """A record with two integers behind; a length below zero would have bytes read twice."""
    types = {"a": first, "b": "int", "c": "int"}
    fields = [{"name": name, "type": each} for name, each in types.items()]
    return {"type": "record", "name": "Three", "fields": fields}


@given(samples())
def test_what_fastavro_writes_is_read_exactly(sample: Sample) -> None:
    """Every type, nested; every bit of numbers, times and decimals."""
    assert read(sample.schema, encoded(sample.schema, sample.written)) == sample.expected


@given(samples(), st.data())
def test_damage_raises_nothing_but_a_reason(sample: Sample, data: st.DataObject) -> None:
    """Cut short, changed anywhere, or with more behind it: a value, or a reason."""
    raw = bytearray(encoded(sample.schema, sample.written))
    reader = compiled([json.dumps(sample.schema)])
    for cut in range(len(raw)):
        with pytest.raises(BadRecordError):
            avro_reader.read(reader, bytes(raw[:cut]), 0)
    with pytest.raises(BadRecordError):
        avro_reader.read(reader, bytes(raw) + b"\0", 0)
    places = st.integers(0, max(0, len(raw) - 1))
    for place, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), max_size=6)):
        raw[place : place + 1] = bytes([byte])
    with contextlib.suppress(BadRecordError):
        avro_reader.read(reader, bytes(raw), 0)


@given(samples(), st.binary(max_size=300))
def test_noise_raises_nothing_but_a_reason(sample: Sample, noise: bytes) -> None:
    """Bytes of no writer."""
    with contextlib.suppress(BadRecordError):
        read(sample.schema, noise)


@given(st.floats(width=32, allow_nan=False))
def test_a_32_bit_float_is_the_shortest_decimal_that_reads_back(number: float) -> None:
    """12.34 stays 12.34; nothing is invented behind it."""
    found = read("float", struct.pack("<f", number))
    assert math.copysign(1, found) == math.copysign(1, number)
    if math.isinf(number):
        assert found == number
        return
    assert as_float32(found) == number
    digits = len(f"{found:e}".split("e")[0].rstrip("0").replace(".", "").lstrip("-"))
    assert digits <= 9


@pytest.mark.parametrize(
    "number", [12.34, 0.1, 99999.99, 3.4028235e38, 1.1754944e-38, 8590400000.0, -0.0]
)
def test_a_32_bit_float_shows_what_was_meant(number: float) -> None:
    """As a person wrote it."""
    assert read("float", struct.pack("<f", number)) == number


def test_no_number_is_no_error() -> None:
    """Not a number stays that."""
    assert math.isnan(read("float", struct.pack("<f", math.nan)))
    assert math.isnan(read("double", struct.pack("<d", math.nan)))


@given(LONG)
def test_a_64_bit_integer_is_exact_and_no_longer_one_is_read(number: int) -> None:
    """The same number in an int is refused where it does not fit."""
    raw = encoded("long", number)
    assert read("long", raw) == number
    if not -(1 << 31) <= number < 1 << 31:
        assert refused("int", raw) is Reason.NOT_AVRO


@pytest.mark.parametrize(
    ("schema", "raw"),
    [
        ("long", b"\xff" * 9 + b"\x02"),
        ("long", b"\x80" * 12 + b"\0"),
        ("string", b"\x01"),
        ("string", b"\x08abc"),
        ("string", b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        ("bytes", b"\x03"),
        ("bytes", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        ("boolean", b"\x02"),
        ("float", b"\0\0\0"),
        (["null", "long"], b"\x01"),
        (["null", "long"], b"\x04"),
        (["null", "long"], b"\x01\x02"),
        (three("bytes"), b"\x01\x02"),
        (three("string"), b"\x01\x02"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x02"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x01"),
        ({"type": "fixed", "name": "F", "size": 1 << 40}, b"\0"),
        (array_of("long"), b"\x03\x01\x02\x02\0"),
        (array_of("long"), b"\x03\x7e\x02\x02\0"),
        ("null", b"\0"),
    ],
)
def test_what_breaks_the_encoding_is_refused(schema: Any, raw: bytes) -> None:
    """Numbers too long, lengths below zero or past the end, branches that are none."""
    assert refused(schema, raw) is Reason.NOT_AVRO


@pytest.mark.parametrize(
    "items",
    [
        "null",
        {"type": "fixed", "name": "F", "size": 0},
        {"type": "record", "name": "R", "fields": []},
        {"type": "record", "name": "R", "fields": [{"name": "n", "type": "null"}]},
        "long",
    ],
)
@pytest.mark.parametrize("count", [1 << 40, (1 << 63) - 1, -(1 << 63), -(1 << 40), 5_000_000])
def test_a_claim_of_countless_items_costs_nothing(items: Any, count: int) -> None:
    """Items of no bytes, in blocks with and without a size."""
    block = encoded("long", count) + (encoded("long", 0) if count < 0 else b"")
    assert refused(array_of(items), block + b"\0") is Reason.NOT_AVRO


def test_blocks_may_state_their_size() -> None:
    """Then their count is below zero; blocks of both kinds may follow each other."""
    assert read(array_of("int"), b"\x03\x04\x02\x04" + b"\x02\x06" + b"\0") == [1, 2, 3]
    pairs = b"\x01\x04\x02a\x02" + b"\x02\x02b\x04" + b"\0"
    assert read({"type": "map", "values": "int"}, pairs) == {"a": 1, "b": 2}


def test_claims_add_up_over_blocks_and_arrays() -> None:
    """Many small claims are one large one."""
    block = encoded("long", 1000)
    assert refused(array_of("null"), block * 100 + b"\0") is Reason.NOT_AVRO
    assert refused(array_of(array_of("null")), b"\xc8\x01" + (block + b"\0") * 100 + b"\0")
    assert read(array_of("null"), encoded("long", 3000) + b"\0") == [None] * 3000


def test_values_of_no_bytes_do_not_multiply() -> None:
    """Ten types, each with two of the next one: 1,024 values would be made of no byte, 2^30 too."""
    schema: Any = "null"
    for number in range(30):
        fields = [{"name": "a", "type": schema}, {"name": "b", "type": f"R{number - 1}"}]
        schema = {"type": "record", "name": f"R{number}", "fields": fields[: 1 + (number > 0)]}
    assert refused(schema, b"") is Reason.NOT_AVRO


@pytest.mark.parametrize("depth", [65, 1_000, 100_000])
def test_a_type_that_holds_itself_is_not_followed_for_ever(depth: int) -> None:
    """Directly, or through arrays."""
    assert refused(ITEM, b"\x02" * depth + b"\0") is Reason.TOO_DEEP
    assert refused(NESTED, b"\x02" * depth + b"\0" * (depth + 1)) is Reason.TOO_DEEP
    assert (
        refused({"type": "record", "name": "A", "fields": [{"name": "a", "type": "A"}]}, b"")
        is Reason.TOO_DEEP
    )


def test_depth_is_of_objects_within_objects_not_beside_each_other() -> None:
    """A thousand small objects in a list are not deep."""
    found = read(array_of(ITEM), encoded("long", 1000) + b"\0" * 1001)
    assert found == [{"next": None}] * 1000
    deep = read(ITEM, b"\x02" * 63 + b"\0")
    for _ in range(63):
        deep = deep["next"]
    assert deep == {"next": None}


def test_the_stack_ends_before_python_s_does() -> None:
    """Arrays of unions of arrays between the objects are bounded too."""
    schema: Any = "Deep"
    for _ in range(60):
        schema = array_of(schema)
    whole = {"type": "record", "name": "Deep", "fields": [{"name": "a", "type": schema}]}
    before = sys.getrecursionlimit()
    assert refused(whole, b"\x02" * 50_000) is Reason.TOO_DEEP
    assert sys.getrecursionlimit() == before


def test_a_key_that_comes_twice_in_a_map_is_refused() -> None:
    """In one block or in two."""
    pair = b"\x02k\x02v"
    schema = {"type": "map", "values": "string"}
    assert read(schema, b"\x02" + pair + b"\0") == {"k": "v"}
    assert refused(schema, b"\x04" + pair + pair + b"\0") is Reason.DUPLICATE_KEY
    assert refused(schema, (b"\x02" + pair) * 2 + b"\0") is Reason.DUPLICATE_KEY


def test_text_must_be_utf_8() -> None:
    """Bytes need not."""
    assert refused("string", b"\x04\xff\xfe") is Reason.NOT_UTF8
    assert read("bytes", b"\x04\xff\xfe") == "\xff\xfe"
