"""Avro's binary encoding (Avro specification 1.12, "Binary encoding"): one reader a type.

A reader takes the `Cursor` and gives the value that stands there; `avro_schema` makes readers
of schemas once, so that a record costs calls alone.

Law 1: work and memory are linear in the bytes of a record, whatever they claim: each item of an
array or a map, and each field of an object, is one of at most `Cursor.values` values.
Law 2: nothing is rounded: 64-bit integers are exact, a 32-bit float is the shortest decimal
that reads back, bytes are UTF-8 text, else each byte the character of its number (as in Avro's
own JSON encoding).
Law 3: whatever the bytes hold, only `BadRecordError` is raised.
Law 4: a flaw that does not hide where a value ends is noted, and raised when the whole is read: so
whoever reads values that stand side by side loses one of them, not all.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from screening.bad_record import BadRecordError, Reason

MOST_DEPTH = 64
"""Objects within objects; a schema that holds itself allows any number."""
MOST_VALUES, SPARE_VALUES = 1 << 19, 4096

_INT, _LONG = 1 << 31, 1 << 63
_FLOAT, _DOUBLE = struct.Struct("<f"), struct.Struct("<d")


class Cursor:
    """A place in the bytes of one record, and what may still be made of it."""

    __slots__ = ("data", "depth", "end", "flaw", "place", "values")

    def __init__(self, data: bytes, place: int) -> None:
        """Begin at `place`. Only values of no bytes could ever need the spare ones."""
        self.data = data
        self.place = place
        self.end = len(data)
        self.depth = MOST_DEPTH
        self.flaw: Reason | None = None
        self.values = min(MOST_VALUES, SPARE_VALUES + 4 * len(data))


Reader = Callable[[Cursor], Any]


def read(reader: Reader, data: bytes, place: int) -> Any:  # noqa: ANN401
    """The one value that `data` holds from `place` to its end.

    Raises:
        BadRecordError: it is cut short, breaks the encoding, is nested too deeply or goes on.
    """
    cursor = Cursor(data, place)
    value = read_next(reader, cursor)
    if cursor.place != cursor.end:
        _refuse()
    if cursor.flaw is not None:
        raise BadRecordError(cursor.flaw)
    return value


def read_next(reader: Reader, cursor: Cursor) -> Any:  # noqa: ANN401
    """The value at the cursor, which then stands behind it; `cursor.flaw` says if it has one.

    Raises:
        BadRecordError: as `read`; where the value ends is not known then.
    """
    try:
        return reader(cursor)
    except (IndexError, struct.error):
        _refuse()
    except RecursionError:
        raise BadRecordError(Reason.TOO_DEEP) from None


def _refuse() -> NoReturn:
    raise BadRecordError(Reason.NOT_AVRO) from None


def null(cursor: Cursor) -> None:
    """No bytes."""
    del cursor


def boolean(cursor: Cursor) -> bool:
    """One byte, 0 or 1."""
    byte = cursor.data[cursor.place]
    cursor.place += 1
    if byte > 1:
        _refuse()
    return byte == 1


def long(cursor: Cursor) -> int:
    """A zigzag number of at most 64 bits."""
    data, place = cursor.data, cursor.place
    byte = data[place]
    number = byte & 127
    shift = 0
    while byte > 127:
        place += 1
        shift += 7
        if shift > 63:
            _refuse()
        byte = data[place]
        number |= (byte & 127) << shift
    cursor.place = place + 1
    number = (number >> 1) ^ -(number & 1)
    if not -_LONG <= number < _LONG:
        _refuse()
    return number


def integer(cursor: Cursor) -> int:
    """A zigzag number of at most 32 bits."""
    number = long(cursor)
    if not -_INT <= number < _INT:
        _refuse()
    return number


def single(cursor: Cursor) -> float:
    """A 32-bit float, as the shortest decimal that reads back as it."""
    (number,) = _FLOAT.unpack_from(cursor.data, cursor.place)
    cursor.place += 4
    for digits in (6, 7, 8):  # whatever has up to six is found by six
        short = float(f"{number:.{digits}g}")
        with suppress(OverflowError):  # rounded up beyond the largest one
            if _FLOAT.unpack(_FLOAT.pack(short))[0] == number:
                return short
    return float(f"{number:.9g}")


def double(cursor: Cursor) -> float:
    """A 64-bit float."""
    (number,) = _DOUBLE.unpack_from(cursor.data, cursor.place)
    cursor.place += 8
    return float(number)


def octets(cursor: Cursor) -> bytes:
    """Bytes behind their length."""
    size = long(cursor)
    place = cursor.place
    end = cursor.place = place + size
    if size < 0 or end > cursor.end:
        _refuse()
    return cursor.data[place:end]


def text(cursor: Cursor) -> str:
    """UTF-8 behind its length."""
    data, place = cursor.data, cursor.place
    size = data[place]
    if size > 127 or size & 1:
        size = long(cursor)
        place = cursor.place
        if size < 0:
            _refuse()
    else:  # most texts have a length of one byte
        size >>= 1
        place += 1
    end = cursor.place = place + size
    if end > cursor.end:
        _refuse()
    try:
        return data[place:end].decode()
    except UnicodeDecodeError:
        cursor.flaw = Reason.NOT_UTF8
        return ""


def as_text(raw: bytes) -> str:
    """Bytes as text, none lost."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def fixed(size: int) -> Callable[[Cursor], bytes]:
    """Exactly `size` bytes."""

    def read_fixed(cursor: Cursor) -> bytes:
        place = cursor.place
        end = cursor.place = place + size
        if end > cursor.end:
            _refuse()
        return cursor.data[place:end]

    return read_fixed


def symbol(symbols: tuple[str, ...]) -> Callable[[Cursor], str]:
    """One of an enum's symbols."""

    def read_symbol(cursor: Cursor) -> str:
        number = long(cursor)
        if number < 0:
            _refuse()
        return symbols[number]

    return read_symbol


def choice(branches: tuple[Reader, ...]) -> Reader:
    """A union: the value of the branch that it names."""

    def read_choice(cursor: Cursor) -> Any:  # noqa: ANN401
        number = long(cursor)
        if number < 0:
            _refuse()
        return branches[number](cursor)

    return read_choice


def converted(raw: Callable[[Cursor], Any], convert: Callable[[Any], Any]) -> Reader:
    """What `convert` makes of each value that `raw` reads."""

    def read_converted(cursor: Cursor) -> Any:  # noqa: ANN401
        value = raw(cursor)
        try:
            return convert(value)
        except (BadRecordError, IndexError):
            cursor.flaw = Reason.NOT_AVRO
            return None

    return read_converted


def array(item: Reader) -> Reader:
    """A list in blocks."""

    def read_array(cursor: Cursor) -> list[Any]:
        items: list[Any] = []
        while count := _block(cursor):
            items += [item(cursor) for _ in range(count)]
        return items

    return read_array


def pairs(value: Reader) -> Reader:
    """A map in blocks; a key that comes twice has no right value."""

    def read_pairs(cursor: Cursor) -> dict[str, Any]:
        found: dict[str, Any] = {}
        total = 0
        while count := _block(cursor):
            total += count
            for _ in range(count):
                key = text(cursor)
                found[key] = value(cursor)
        if len(found) < total:
            cursor.flaw = Reason.DUPLICATE_KEY
        return found

    return read_pairs


def record(fields: list[tuple[str, Reader]]) -> Reader:
    """An object; `fields` may still grow, for types that hold themselves."""

    def read_record(cursor: Cursor) -> dict[str, Any]:
        cursor.depth -= 1
        if cursor.depth < 0:
            raise BadRecordError(Reason.TOO_DEEP)
        cursor.values -= len(fields)
        if cursor.values < 0:
            _refuse()
        found = {name: each(cursor) for name, each in fields}
        cursor.depth += 1
        return found

    return read_record


def _block(cursor: Cursor) -> int:
    """How many items come next; 0 ends an array or a map."""
    count = long(cursor)
    if count < 0:
        count = -count
        if not 0 <= long(cursor) <= cursor.end - cursor.place:
            _refuse()
    cursor.values -= count
    if cursor.values < 0:
        _refuse()
    return count
