"""Files cut into records, by the formats that a mapping permits; the first line tells which.

Law 1: every byte of a file is in a record or a reject; only blank lines are passed over, the
headers of container files, and an ABA file's total record once it has counted.
Law 2: a record that cannot be read costs no other one.
Law 3: time is linear in the file, and little more is held than the largest record.

What a record is: JSON, a line; or the file, where its first line only opens an object. XML, the
file; a line that begins with `<?xml` begins another. CSV, the header line and one row. ABA, the
descriptive record and one detail record. MT103, a message, wherever on a line it begins. Avro,
a value of a container file; else the file.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from screening.bad_record import Reason
from screening.batch.containers import containers
from screening.batch.direct_entry import direct_entry
from screening.batch.frame import Frame
from screening.batch.lines import Line, Lines
from screening.decode import avro_container, csv_format, decoders

__all__ = ["Frame", "frames"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from screening.batch.direct_entry import Warn

MOST_HEADER_BYTES = 1 << 16
"""A CSV header costs its length again with every row."""

_BOM = b"\xef\xbb\xbf"
_OPENS_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+\{(?:.*[\[{,:])?\s*\Z", re.DOTALL)
_MESSAGE = re.compile(rb"(?=\x01\{1:)|(?<!\x01)(?=\{1:)")


def frames(
    stream: IO[bytes], formats: Sequence[str], most: int, warn: Warn | None = None
) -> Iterator[Frame]:
    """The records of a file; what has more than `most` bytes is given longer, but not whole.

    `warn` is told of what is wrong with the file though its records can be read: line and words.

    Raises:
        CodecError: an Avro container file is packed in a way that is not read here.
    """
    begun = stream.read(len(avro_container.MAGIC))
    if begun == avro_container.MAGIC and "avro" in formats:
        return containers(begun, stream)
    lines = Lines(stream, most, begun)
    first = next((line for line in lines if not line.is_blank), None)
    if first is None:
        return iter(())
    lines.give_back([first])
    name = decoders.format_of(formats, first.raw)
    if name == "json" and _OPENS_OBJECT.match(first.raw):
        return _together(lines, most, lambda _: False)
    if name == "aba":
        return direct_entry(lines, warn or (lambda _, __: None))
    return _CUT[name](lines, most) if name in _CUT else _each_line(lines)


def _each_line(lines: Lines) -> Iterator[Frame]:
    return (Frame(line.number, line.text) for line in lines if not line.is_blank)


def _together(lines: Iterable[Line], most: int, begins: Callable[[bytes], bool]) -> Iterator[Frame]:
    """Lines together until one that `begins` another record, or the end."""
    held: list[bytes] = []
    first = size = 0
    for line in lines:
        if begins(line.raw) and held:
            yield Frame(first, b"".join(held).rstrip(b"\r\n"))
            held, size = [], 0
        if not held:
            if line.is_blank:
                continue
            first = line.number
        if size <= most + 2:  # else the record is too large already, and its rest passed over
            held.append(line.raw)
            size += len(line.raw)
    if held:
        yield Frame(first, b"".join(held).rstrip(b"\r\n"))


def _xml(lines: Lines, most: int) -> Iterator[Frame]:
    first = next(lines)
    lines.give_back([first])
    if b"\0" in first.raw[:4]:  # UTF-16, of which a line's end is a part of a character
        return _whole(lines, most)
    return _together(lines, most, lambda raw: raw.startswith(b"<?xml"))


def _whole(lines: Lines, most: int) -> Iterator[Frame]:
    """The file to its last byte: a line's end may be part of a value."""
    raw = bytearray()
    for line in lines:
        if len(raw) <= most:
            raw += line.raw
    yield Frame(1, bytes(raw))


def _mt103(lines: Lines, most: int) -> Iterator[Frame]:
    """Messages. A brace cannot stand in a field, so `{1:` always begins one."""
    pieces = (
        Line(line.number, piece) for line in lines for piece in _MESSAGE.split(line.raw) if piece
    )
    wrapped = False

    def begins(raw: bytes) -> bool:
        nonlocal wrapped
        if _MESSAGE.match(raw):
            wrapped = True
            return True
        if raw.startswith(b"-}"):
            wrapped = False
        return not wrapped and raw.startswith(b":20:")

    return _together(pieces, most, begins)


def _csv(lines: Lines, most: int) -> Iterator[Frame]:
    """Rows, each under the header line; a header that is none is one reject for the file."""
    header = next(lines)
    if len(header.raw) > MOST_HEADER_BYTES:
        yield Frame(header.number, header.raw, Reason.TOO_LARGE)
        return
    if b"\r" in header.text:  # all lines end so, and all rows would be taken for the header
        reason = Reason.NOT_UTF8 if b"\0" in header.raw else Reason.NOT_CSV
        yield Frame(header.number, header.raw, reason)
        return
    top = header.text.removeprefix(_BOM) + b"\n"
    delimiter = csv_format.delimiter_of(top.decode("latin-1"))
    for line in lines:
        if line.is_blank:
            continue
        if line.raw.count(b'"') % 2 and csv_format.is_open(line.raw.decode("latin-1"), delimiter):
            row = _row(line, lines, delimiter, most)
        else:
            row = Frame(line.number, line.text)
        yield row._replace(raw=top + row.raw)


def _row(first: Line, lines: Lines, delimiter: str, most: int) -> Frame:
    """A row over several lines. Where its quote is closed wrongly or never, its first line.

    The others are then read anew. None of them opens a quote but the last, whose number of
    quotes is odd, so that no line is read a third time.
    """
    held, size = [first], len(first.raw)
    reason = Reason.NOT_CSV
    for line in lines:
        held.append(line)
        size += len(line.raw)
        if size > most:
            reason = Reason.TOO_LARGE
            break
        if line.raw.count(b'"') % 2:
            raw = b"".join(each.raw for each in held).rstrip(b"\r\n")
            if csv_format.is_row(raw.decode("latin-1"), delimiter):
                return Frame(first.number, raw)
            break
    lines.give_back(held[1:])
    return Frame(first.number, first.text, reason)


_CUT: dict[str, Callable[[Lines, int], Iterator[Frame]]] = {
    "xml": _xml,
    "avro": _whole,
    "mt103": _mt103,
    "csv": _csv,
}
