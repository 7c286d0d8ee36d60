"""CSV records (RFC 4180, UTF-8 with or without a byte order mark): one header line and one row.

Law 1: a record is its header, a line break, its row, and needs nothing else to be read.
Law 2: a row has as many cells as its header; one more or less means that cells may have moved,
and is refused. So is a quoted cell with text behind its closing quote.
Law 3: a column whose name holds dots (`payer.name`) is a path, so that a mapping can name it.

The delimiter is the one of comma, semicolon and tab that its header has most of. A quote inside
a cell that does not begin with one is a character like any other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar, cast

from screening.bad_record import BadRecordError, Reason
from screening.decode.decoder import Document, Pairs

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STEPS = 16
"""A column's name with more steps than this is taken as it stands, not as a path."""

_DELIMITERS = ",;\t"
_QUOTED = '"[^"]*+(?:""[^"]*+)*+"'
_CELLS = {
    each: re.compile(rf'(?:({_QUOTED})|((?!")[^{each}\r\n]*+))({each}|\Z)') for each in _DELIMITERS
}
_OPEN = {
    each: re.compile(rf'(?:(?:{_QUOTED}|[^{each}"\r\n]*+){each})*+"[^"]*+(?:""[^"]*+)*+\Z')
    for each in _DELIMITERS
}
_Object = TypeVar("_Object", bound=dict[str, Any])


class CsvDecoder:
    """Reads a header and a row; every value is text."""

    def decode(self, raw: bytes) -> Document:
        """The row by its header.

        Raises:
            BadRecordError: not UTF-8, or not one header and one row that fits it.
        """
        document: Document = {}
        for name, value in _columns(raw):
            inner, last = _place(document, name, dict)
            inner[last] = value
        return document

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """The row as `Pairs` where two columns have one name; else None."""
        del document
        columns = _columns(raw)
        if len({name for name, _ in columns}) == len(columns):
            return None
        pairs = Pairs([])
        for name, value in columns:
            inner, last = _place(pairs, name, lambda: Pairs([]))
            inner.repeated |= {last} & inner.keys()
            inner[last] = value
        return pairs


def delimiter_of(header: str) -> str:
    """What separates the cells of rows under this header line."""
    bare = re.sub(_QUOTED, "", header)
    return max(_DELIMITERS, key=bare.count)


def cells(row: str, delimiter: str) -> list[str]:
    """The cells of one row, without its line end.

    Raises:
        BadRecordError: a quote that is not closed, or not at a cell's end; a second row.
    """
    if '"' not in row and "\n" not in row and "\r" not in row:
        return row.split(delimiter)
    found = []
    cell = _CELLS[delimiter]
    place = 0
    while match := cell.match(row, place):
        quoted, plain, end = match.groups()
        found.append(plain if quoted is None else quoted[1:-1].replace('""', '"'))
        if not end:
            return found
        place = match.end()
    raise BadRecordError(Reason.NOT_CSV)


def is_open(line: str, delimiter: str) -> bool:
    """Whether a row that begins with this line goes on in the next: its last quote is open."""
    return _OPEN[delimiter].match(line) is not None


def is_row(text: str, delimiter: str) -> bool:
    """Whether `text` is one row."""
    try:
        cells(text, delimiter)
    except BadRecordError:
        return False
    return True


def _columns(raw: bytes) -> list[tuple[str, str]]:
    """Each column's name and value."""
    try:
        header, _, row = raw.decode("utf-8-sig").partition("\n")
    except UnicodeDecodeError:
        raise BadRecordError(Reason.NOT_UTF8) from None
    row = row.removesuffix("\n").removesuffix("\r")
    if not row.strip(" ") or "\0" in header:
        raise BadRecordError(Reason.NOT_CSV)
    header = header.removesuffix("\r")
    delimiter = delimiter_of(header)
    names = [name.strip() for name in cells(header, delimiter)]
    values = cells(row, delimiter)
    if len(names) != len(values):
        raise BadRecordError(Reason.NOT_CSV)
    return list(zip(names, values, strict=True))


def _place(document: _Object, name: str, make: Callable[[], _Object]) -> tuple[_Object, str]:
    """The object that a column's value stands in, made where it is not there, and its key."""
    steps = name.split(".")
    *above, last = steps if all(steps) and len(steps) <= MOST_STEPS else [name]
    for step in above:
        below: Any = document.setdefault(step, make())
        if not isinstance(below, dict):  # `payer` and `payer.name`: one of them would be lost
            raise BadRecordError(Reason.NOT_CSV)
        document = cast("_Object", below)
    if isinstance(document.get(last), dict):
        raise BadRecordError(Reason.NOT_CSV)
    return document, last
