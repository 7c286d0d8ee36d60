"""Avro object container files (Avro specification 1.12, "Object Container Files").

A header (`Obj`, the schema that wrote the file, its codec, a sync marker of 16 bytes), then
blocks: how many values, how many bytes, the values, the sync marker again.

Law 1: whatever the bytes hold, only `BadRecordError` and `CodecError` are raised.
Law 2: a block gives at most `MOST_BLOCK_BYTES`, however small it was packed.
Law 3: a record cut out of a file is a file of its own, of one value, with the same schema: it
needs nothing else to be read, here or by anyone else's tools.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.bad_record import BadRecordError, Reason
from screening.decode import avro_reader
from screening.decode.avro_reader import MOST_VALUES, SPARE_VALUES, Cursor
from screening.decode.avro_schema import SchemaError, compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.decode.avro_reader import Reader

MAGIC = b"Obj\x01"
SYNC_BYTES = 16
MOST_LENGTH_BYTES = 20
"""Of a block's two numbers, each of at most 64 bits."""
MOST_HEADER_BYTES = 1 << 18
"""A header costs its length again with every record."""
MOST_BLOCK_BYTES = 1 << 24
_SPARE_OF_EACH = 16
_CHECKSUM_BYTES = 4
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_metadata = avro_reader.pairs(avro_reader.octets)


class CodecError(LookupError):
    """Blocks packed in a way that is not read here; the message names it."""


class Header(NamedTuple):
    """What a file says of itself; `size` is the header's own length."""

    schema: bytes
    reader: Reader
    codec: str
    sync: bytes
    size: int


def header(raw: bytes) -> Header:
    """The header that `raw` begins with.

    Raises:
        BadRecordError: it is none, is cut short, or its schema is no Avro schema.
        CodecError: its codec is neither null nor deflate.
    """
    if not raw.startswith(MAGIC):
        raise BadRecordError(Reason.NOT_AVRO)
    cursor = Cursor(raw, len(MAGIC))
    metadata = avro_reader.read_next(_metadata, cursor)
    schema, codec = metadata.get("avro.schema", b""), metadata.get("avro.codec") or b"null"
    end = cursor.place + SYNC_BYTES
    if cursor.flaw is not None or end > cursor.end:
        raise BadRecordError(Reason.NOT_AVRO)
    if codec not in (b"null", b"deflate"):
        raise CodecError(f"Avro file: codec {_shown(codec)}: only null and deflate are read")
    return Header(schema, _reader(schema), codec.decode(), raw[end - SYNC_BYTES : end], end)


def lengths(raw: bytes, place: int = 0) -> tuple[int, int, int]:
    """How many values the block at `place` has, in how many bytes, and where these begin.

    Raises:
        BadRecordError: no such numbers stand there.
    """
    cursor = Cursor(raw, place)
    count, size = (avro_reader.read_next(avro_reader.long, cursor) for _ in range(2))
    if count < 0 or size < 0:
        raise BadRecordError(Reason.NOT_AVRO)
    return count, size, cursor.place


def unpacked(packed: bytes, codec: str) -> bytes:
    """The bytes of a block's values.

    Raises:
        BadRecordError: not packed so, or more than `MOST_BLOCK_BYTES`.
    """
    if codec == "null":
        return packed
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflate.decompress(packed, MOST_BLOCK_BYTES + 1)
    except zlib.error:
        raise BadRecordError(Reason.NOT_AVRO) from None
    if len(data) > MOST_BLOCK_BYTES:
        raise BadRecordError(Reason.TOO_LARGE)
    # Some writers leave the beginning of zlib's checksum behind (RFC 1950), as fastavro does.
    checksum = zlib.adler32(data).to_bytes(_CHECKSUM_BYTES, "big")
    if not inflate.eof or not checksum.startswith(inflate.unused_data):
        raise BadRecordError(Reason.NOT_AVRO)
    return data


def values(reader: Reader, data: bytes, count: int) -> Iterator[bytes]:
    """The bytes of each of a block's values, in order; a flaw in one is not looked at here.

    Raises:
        BadRecordError: one cannot be read, so that nothing behind it can; or they do not fill
            the block, or claim more than could be worked through in time linear in its bytes.
    """
    if count > len(data) + SPARE_VALUES:
        raise BadRecordError(Reason.NOT_AVRO)
    cursor = Cursor(data, 0)
    left = SPARE_VALUES + 4 * len(data) + _SPARE_OF_EACH * count
    for _ in range(count):
        start, given = cursor.place, min(left, MOST_VALUES)
        cursor.values = given
        avro_reader.read_next(reader, cursor)
        left -= given - cursor.values
        yield data[start : cursor.place]
    if cursor.place != cursor.end:
        raise BadRecordError(Reason.NOT_AVRO)


def opening(of: Header) -> bytes:
    """The header of files of one value each."""
    fields = b"\2" + _sized(b"avro.schema") + _sized(of.schema) + b"\0"
    return MAGIC + fields + of.sync


def file_of(value: bytes, of: Header, begun: bytes) -> bytes:
    """A file of one value, `begun` as `opening` has it."""
    return begun + b"\2" + _sized(value) + of.sync


def only_value(raw: bytes) -> Any:  # noqa: ANN401
    """The one value of a file of one block of one value.

    Raises:
        BadRecordError: it is not such a file, or its value cannot be read.
    """
    try:
        given = header(raw)
    except CodecError:
        raise BadRecordError(Reason.NOT_AVRO) from None
    count, size, place = lengths(raw, given.size)
    end = place + size
    if count != 1 or raw[end:] != given.sync:
        raise BadRecordError(Reason.NOT_AVRO)
    return avro_reader.read(given.reader, unpacked(raw[place:end], given.codec), 0)


@lru_cache(maxsize=16)
def _reader(schema: bytes) -> Reader:
    try:
        return compiled([schema.decode()])
    except (SchemaError, UnicodeDecodeError):
        raise BadRecordError(Reason.NOT_AVRO) from None


def _sized(value: bytes) -> bytes:
    """Bytes behind their length."""
    number, length = len(value) << 1, bytearray()
    while number > 127:
        length.append(number & 127 | 128)
        number >>= 7
    length.append(number)
    return bytes(length) + value


def _shown(codec: bytes) -> str:
    name = codec.decode("latin-1")
    return name if _PLAIN_NAME.fullmatch(name) else "without a plain name"
