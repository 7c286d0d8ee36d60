"""The decoder of a mapping's formats; where it names several, each record's bytes decide.

Rule: the first byte that is no white space tells the formats apart, `0` (Avro's magic byte, the
registry's wire format), `<` (XML), `{` (JSON, or with a digit and a colon a SWIFT message);
an ABA file begins with a record of type 0. What is none of these is CSV where that is
permitted. A record of no permitted format gets the reason of the first one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from screening.decode.json_format import JsonDecoder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screening.decode.decoder import Decoder, Document

_MAKERS: dict[str, Callable[[], Decoder]] = {"json": JsonDecoder}
_SIGNS = (
    ("avro", re.compile(rb"\x00")),
    ("xml", re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xfe\xff|\xff\xfe")),
    ("mt103", re.compile(rb"\s*(?:\x01)?\{[1-5]:|\s*:20:")),
    ("json", re.compile(rb"\s*\{")),
    ("aba", re.compile(rb"0 {17}\d\d")),
)


def of(formats: Sequence[str]) -> Decoder:
    """One decoder for all of `formats`.

    Raises:
        LookupError: a format needs a package that is not installed; the message says which.
    """
    made = {name: _MAKERS[name]() for name in formats}
    return made[formats[0]] if len(made) == 1 else Detecting(made)


class Detecting:
    """Reads each record by the format that its first bytes show."""

    def __init__(self, decoders: Mapping[str, Decoder]) -> None:
        """Choose among `decoders`, named by their format."""
        self._decoders = decoders

    def decode(self, raw: bytes) -> Document:
        """As `Decoder.decode`."""
        return self._decoder(raw).decode(raw)

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """As `Decoder.with_repeats`."""
        return self._decoder(raw).with_repeats(raw, document)

    def _decoder(self, raw: bytes) -> Decoder:
        for name, sign in _SIGNS:
            if name in self._decoders and sign.match(raw):
                return self._decoders[name]
        return self._decoders.get("csv") or next(iter(self._decoders.values()))
