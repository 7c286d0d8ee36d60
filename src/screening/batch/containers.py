"""Avro container files cut into records, each a file of one value (`decode/avro_container`).

Law 1: every byte of a file is in a record or in a reject, which names its offset and length.
Law 2: a damaged block costs what is behind the damage in it, and no other block but one: where
its end is hidden, its records are found again behind the next sync marker.
Law 3: a block is held, and nothing else; only a block whose sync marker follows is read.

A file that ends between two blocks is whole as far as anyone can tell: the format has no end.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from screening.bad_record import BadRecordError, Reason
from screening.batch.frame import Frame
from screening.decode import avro_container
from screening.decode.avro_container import (
    MAGIC,
    MOST_BLOCK_BYTES,
    MOST_HEADER_BYTES,
    MOST_LENGTH_BYTES,
    SYNC_BYTES,
    CodecError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.decode.avro_container import Header

_CHUNK_BYTES = 1 << 16


def containers(begun: bytes, stream: IO[bytes]) -> Iterator[Frame]:
    """The records of a file, of which `begun` has been read.

    Raises:
        CodecError: it is packed in a way that is not read here.
    """
    source = _Source(begun, stream)
    try:
        head = avro_container.header(source.ahead(MOST_HEADER_BYTES))
    except CodecError as error:
        name = getattr(stream, "name", None)
        raise CodecError(f"{name}: {error}" if name else str(error)) from None
    except BadRecordError as error:
        is_long = len(source.ahead(MOST_HEADER_BYTES)) == MOST_HEADER_BYTES
        reason = Reason.TOO_LARGE if is_long else error.reason
        yield Frame(1, MAGIC, reason, 0, source.skip(None))
        return
    source.take(head.size)
    yield from _records(source, head)


def _records(source: _Source, head: Header) -> Iterator[Frame]:
    begun = avro_container.opening(head)
    number = 1
    while source.ahead(1):
        offset = source.offset
        try:
            count, data = _block(source, head)
        except BadRecordError as error:
            yield Frame(number, MAGIC, error.reason, offset, source.skip(head.sync))
            number += 1
            continue
        try:
            for value in avro_container.values(head.reader, data, count):
                yield Frame(number, avro_container.file_of(value, head, begun))
                number += 1
        except BadRecordError as error:
            yield Frame(number, MAGIC, error.reason, offset, source.offset - offset)
            number += 1


def _block(source: _Source, head: Header) -> tuple[int, bytes]:
    """How many values the next block has, and their bytes. One that cannot be had is left.

    Raises:
        BadRecordError: it is cut short or too large, or its sync marker is not behind it.
    """
    count, size, place = avro_container.lengths(source.ahead(MOST_LENGTH_BYTES))
    if size > MOST_BLOCK_BYTES:
        raise BadRecordError(Reason.TOO_LARGE)
    if source.ahead(SYNC_BYTES, place + size) != head.sync:
        raise BadRecordError(Reason.NOT_AVRO)
    data = avro_container.unpacked(source.ahead(size, place), head.codec)
    source.take(place + size + SYNC_BYTES)
    return count, data


class _Source:
    """A stream that can be looked ahead in; `offset` is where in the file it stands."""

    def __init__(self, begun: bytes, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held = bytearray(begun)
        self._place = 0
        self.offset = 0

    def ahead(self, count: int, skipped: int = 0) -> bytes:
        """The next bytes behind those skipped, fewer only at the end of the file; all stay."""
        while (missing := self._place + skipped + count - len(self._held)) > 0:
            del self._held[: self._place]
            self._place = 0
            more = self._stream.read(max(_CHUNK_BYTES, missing))
            if not more:
                break
            self._held += more
        start = self._place + skipped
        return bytes(self._held[start : start + count])

    def take(self, count: int) -> None:
        """Go on behind bytes that were looked at."""
        self._place += count
        self.offset += count

    def skip(self, mark: bytes | None) -> int:
        """Go on behind the next `mark`, or to the end; how far that was."""
        start = self.offset
        while self.ahead(_CHUNK_BYTES):
            found = -1 if mark is None else self._held.find(mark, self._place)
            if found >= 0:
                self.take(found + SYNC_BYTES - self._place)
                break
            held = len(self._held) - self._place
            is_last = mark is None or held < _CHUNK_BYTES
            self.take(held if is_last else held - SYNC_BYTES + 1)
        return self.offset - start
