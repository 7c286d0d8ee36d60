"""Avro container files cut into records: fastavro writes and reads, and files made to hurt."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from typing import Any

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.batch.frames import Frame, frames
from screening.decode.avro_container import CodecError
from screening.decode.avro_format import AvroDecoder
from screening.decode.registry import NoRegistry
from screening.decode.registry_client import RegistryUnavailableError
from tests.screening.decode.avro_samples import Sample, samples

DECODER = AvroDecoder(NoRegistry())
PAYMENT = {
    "type": "record",
    "name": "Payment",
    "fields": [{"name": "id", "type": "string"}, {"name": "note", "type": "string"}],
}
SYNC = bytes(range(16))
CODECS = st.sampled_from(["null", "deflate"])


def file_of(schema: Any, values: list[Any], codec: str = "null", each: int = 1 << 14) -> bytes:
    """A container file by fastavro, a block of about `each` bytes."""
    stream = io.BytesIO()
    parsed = fastavro.parse_schema(json.loads(json.dumps(schema)))
    fastavro.writer(stream, parsed, values, codec, sync_interval=each, sync_marker=SYNC)
    return stream.getvalue()


def cut(raw: bytes, *formats: str) -> list[Frame]:
    """All records of a file."""
    return list(frames(io.BytesIO(raw), formats or ("avro",), 1 << 20))


def payments(count: int) -> list[dict[str, str]]:
    """Some payments."""
    return [{"id": str(number), "note": f"purple lantern {number}"} for number in range(count)]


def long(number: int) -> bytes:
    """A zigzag number."""
    number, raw = number << 1 ^ number >> 63, b""
    while number > 127:
        raw += bytes([number & 127 | 128])
        number >>= 7
    return raw + bytes([number])


def block(count: int, data: bytes, size: int | None = None) -> bytes:
    """A block as it is claimed to be."""
    return long(count) + long(len(data) if size is None else size) + data + SYNC


def documents(found: list[Frame]) -> list[Any]:
    """What the records hold; a reject is None."""
    return [DECODER.decode(each.raw) if each.reason is None else None for each in found]


def blocks(raw: bytes) -> list[tuple[int, int]]:
    """Where each block begins and ends, by fastavro."""
    found = fastavro.block_reader(io.BytesIO(raw))
    return [(block.offset, block.offset + block.size) for block in found]


@settings(deadline=None, max_examples=200)
@given(samples(), st.integers(0, 5), CODECS, st.integers(1, 200))
def test_what_fastavro_writes_is_read_exactly(
    sample: Sample, count: int, codec: str, each: int
) -> None:
    """Any schema, any number of values and blocks, either codec; the records are numbered."""
    found = cut(file_of(sample.schema, [sample.written] * count, codec, each))
    assert documents(found) == [sample.expected] * count
    assert [frame.line for frame in found] == [*range(1, count + 1)]


@settings(deadline=None, max_examples=100)
@given(samples())
def test_a_record_is_a_file_that_others_read(sample: Sample) -> None:
    """Of one value, by fastavro too; that is how a dead letter can be looked at."""
    raw = file_of(sample.schema, [sample.written] * 3, "deflate")
    whole = list(fastavro.reader(io.BytesIO(raw)))
    assert [each for f in cut(raw) for each in fastavro.reader(io.BytesIO(f.raw))] == whole


MUTATIONS = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "double", "drop"]), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=3,
)


def mutated(raw: bytes, mutations: list[tuple[str, float, float]], from_: int) -> bytes:
    """Bits flipped, ends cut off, pieces doubled or dropped, behind the byte `from_`."""
    for kind, where, how in mutations:
        place = from_ + int(where * (len(raw) - from_ - 1))
        if place >= len(raw):
            continue
        end = place + 1 + int(how * (len(raw) - place))
        if kind == "flip":
            raw = raw[:place] + bytes([raw[place] ^ 1 << int(how * 7)]) + raw[place + 1 :]
        elif kind == "cut":
            raw = raw[: place + 1]
        elif kind == "double":
            raw = raw[:end] + raw[place:]
        else:
            raw = raw[:place] + raw[end:]
    return raw


@settings(deadline=None, max_examples=1000)
@given(CODECS, MUTATIONS)
def test_damage_is_told_and_never_silent(
    codec: str, mutations: list[tuple[str, float, float]]
) -> None:
    """What fastavro reads whole is read the same or refused; what it stumbles over is told."""
    whole = file_of(PAYMENT, payments(12), codec, 60)
    raw = mutated(whole, mutations, blocks(whole)[0][0])
    found = cut(raw)
    assert all((each.reason is None) == (each.size is None) for each in found)
    assert sum(each.size or 0 for each in found) <= len(raw)
    is_told = any(each.reason or not is_sound(each) for each in found)
    try:
        read = list(fastavro.reader(io.BytesIO(raw)))
    except Exception:
        assert is_told
    else:
        assert is_told or documents(found) == read


@settings(deadline=None, max_examples=300)
@given(CODECS, MUTATIONS)
def test_damage_anywhere_raises_nothing(
    codec: str, mutations: list[tuple[str, float, float]]
) -> None:
    """But that a codec is unknown."""
    whole = file_of(PAYMENT, payments(12), codec, 60)
    with suppress(CodecError):
        for frame in cut(mutated(whole, mutations, 0), "avro", "json"):
            is_sound(frame)


def is_sound(frame: Frame) -> bool:
    """Whether the record can be read."""
    try:
        DECODER.decode(frame.raw)
    except (BadRecordError, RegistryUnavailableError):
        return False
    return True


@pytest.mark.parametrize("codec", ["null", "deflate"])
@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_a_damaged_block_costs_no_other_but_one(codec: str, place: int) -> None:
    """It is named by its offset and length; a sync marker that is gone costs the next as well."""
    raw = bytearray(file_of(PAYMENT, payments(9), codec, 1))
    places = blocks(bytes(raw))
    assert len(places) == 9
    start, end = places[3]
    at = start + place if place >= 0 else end - 1
    raw[at] ^= 0xFF
    (lost,) = [frame for frame in cut(bytes(raw)) if frame.reason is not None]
    hidden = place == -1
    assert (lost.line, lost.reason, lost.offset) == (4, Reason.NOT_AVRO, start)
    assert lost.size == places[4 if hidden else 3][1] - start
    kept = [each["id"] for each in documents(cut(bytes(raw))) if each]
    assert kept == [str(n) for n in range(9) if n != 3 and not (n == 4 and hidden)]


def test_values_before_the_damage_are_kept() -> None:
    """What stands behind it in its block is one reject."""
    raw = bytearray(file_of(PAYMENT, payments(5)))
    place = raw.index(b"purple lantern 2") - 1
    raw[place] = 0x7F  # a length below zero
    found = cut(bytes(raw))
    assert [(each.line, each.reason) for each in found] == [(1, None), (2, None), (3, "not_avro")]
    ((start, end),) = blocks(file_of(PAYMENT, payments(5)))
    assert (found[2].offset, found[2].size) == (start, end - start)


def test_a_flaw_in_a_value_costs_that_one_alone() -> None:
    """Text that is not UTF-8, a key that comes twice, a decimal beyond measure."""
    decimal = {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}
    types = {"note": "string", "tags": {"type": "map", "values": "string"}, "sum": decimal}
    fields = [{"name": name, "type": each} for name, each in types.items()]
    sound = b"\4ab" + b"\4\2x\0021\2y\0022\0" + b"\2\1"
    flawed = [
        sound.replace(b"ab", b"\xff."),
        sound.replace(b"y", b"x"),
        sound[:-2] + long(600) + b"\1" * 600,
    ]
    raw = file_of({"type": "record", "name": "P", "fields": fields}, [])
    found = cut(raw + block(5, b"".join([sound, *flawed, sound])))
    assert [why(each) for each in found] == [None, "not_utf8", "duplicate_key", "not_avro", None]


def why(frame: Frame) -> Reason | None:
    """Why the record, which could be cut, cannot be read."""
    assert frame.reason is None
    try:
        DECODER.decode(frame.raw)
    except BadRecordError as error:
        return error.reason
    return None


@pytest.mark.parametrize("codec", ["bzip2", "snappy", "zstandard", "lz4", "xz", "of my own"])
def test_other_codecs_are_named(codec: str) -> None:
    """The whole file is refused in one line; a name that is none is not repeated."""
    raw = file_of(PAYMENT, payments(2)).replace(
        b"\x14avro.codec\x08null", b"\x14avro.codec" + bytes([2 * len(codec)]) + codec.encode()
    )
    shown = "without a plain name" if " " in codec else codec
    with pytest.raises(CodecError, match=f"^Avro file: codec {shown}: only null and deflate"):
        cut(raw)
    with pytest.raises(BadRecordError) as caught:
        DECODER.decode(raw)
    assert caught.value.reason is Reason.NOT_AVRO
