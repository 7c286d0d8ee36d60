"""JSON records (RFC 8259) as dictionaries, and the search for keys that occur twice.

orjson keeps the last of two equal keys; a system upstream may keep the first. Such a record
could show Fresnel one value and the bank another, so a repeated key must be noticed.

Rule: a key's colon stands behind its quotation mark, but for white space. If `":` occurs no
more often than the decoded document has keys, and no white space precedes any colon, then no
key was lost. Only the other records, few, are read again by a slower, complete search.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson

from screening.bad_record import BadRecordError, Reason
from screening.decode.decoder import Document, Pairs

if TYPE_CHECKING:
    from collections.abc import Callable

_compiled: Callable[[bytes, Document], bool] | None = None
with suppress(ImportError):  # where no compiler was there when this was installed
    from screening.decode import _keys

    _compiled = _keys.may_repeat_keys

_BOM = b"\xef\xbb\xbf"
_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')


class JsonDecoder:
    """Reads JSON objects; integers are exact up to 64 bits."""

    def decode(self, raw: bytes) -> Document:
        """The JSON object in `raw`.

        Raises:
            BadRecordError: not UTF-8, not JSON, nested too deeply, or not an object.
        """
        try:
            document = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            if raw.startswith(_BOM):  # not JSON's, but that of many a file (RFC 8259, 8.1)
                return self.decode(raw.removeprefix(_BOM))
            raise BadRecordError(_why(raw, error)) from None
        if type(document) is not dict:
            raise BadRecordError(Reason.NOT_AN_OBJECT)
        return document

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """The document again, its objects as `Pairs`; None where no key can have been lost.

        Raises:
            BadRecordError: nested too deeply for this slower reading.
        """
        return repeated_keys(raw) if is_doubtful(raw, document) else None


def may_repeat_keys(raw: bytes, document: Document) -> bool:
    """Whether `raw` may hold a key twice in one object; False is certain, True is a suspicion.

    The compiled one says the same; this is for where it could not be built.
    """
    return raw.count(b'":') > _count_keys(document) or _SPACED_COLON.search(raw) is not None


is_doubtful = _compiled or may_repeat_keys
"""The faster of the two."""


def repeated_keys(raw: bytes) -> Any:  # noqa: ANN401  a JSON document is any value
    """The document again, its objects as `Pairs`, nothing dropped.

    Raises:
        BadRecordError: nested too deeply for this slower reading.
    """
    try:
        return json.loads(
            raw.removeprefix(_BOM), object_pairs_hook=Pairs, parse_int=str, parse_float=str
        )
    except RecursionError:
        raise BadRecordError(Reason.TOO_DEEP) from None


def _count_keys(document: dict[str, Any]) -> int:
    total = 0
    pending: list[Any] = [document]
    while pending:
        value = pending.pop()
        if type(value) is dict:
            total += len(value)
            value = value.values()
        pending += [each for each in value if type(each) is dict or type(each) is list]
    return total


def _why(raw: bytes, error: orjson.JSONDecodeError) -> Reason:
    if "depth" in str(error):
        return Reason.TOO_DEEP
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    return Reason.NOT_JSON
