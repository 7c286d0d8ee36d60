"""The decoder of a mapping's formats; where it names several, each record's bytes decide.

Rule: the first byte that is no white space tells the formats apart, zero (Avro's magic byte in
the registry's wire format; a container file begins with `Obj`), `<` (XML), `{` (JSON, or with a
digit and a colon a SWIFT message); an ABA file begins with a record of type 0. What is none of
these is CSV where that is permitted. A record of no permitted format gets the reason of the first.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from screening.decode.aba_format import AbaDecoder
from screening.decode.avro_format import AvroDecoder
from screening.decode.csv_format import CsvDecoder
from screening.decode.json_format import JsonDecoder
from screening.decode.mt103_format import Mt103Decoder
from screening.decode.registry import MISSING
from screening.decode.xml_format import XmlDecoder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screening.decode.decoder import Decoder, Document
    from screening.decode.registry import NoRegistry, Registry

_MAKERS: dict[str, Callable[[], Decoder]] = {
    "json": JsonDecoder,
    "xml": XmlDecoder,
    "csv": CsvDecoder,
    "aba": AbaDecoder,
    "mt103": Mt103Decoder,
}
_SIGNS = (
    ("xml", re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xfe\xff|\xff\xfe|\x00<\x00")),  # UTF-16 too
    ("avro", re.compile(rb"\x00|Obj\x01")),
    ("mt103", re.compile(rb"(?:\xef\xbb\xbf)?[\s\x01$]*(?:\{[1-5]:|:20:)")),
    ("json", re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]")),
    ("aba", re.compile(rb"(?:\xef\xbb\xbf)?0 {17}\d\d")),
)


def at_hand() -> tuple[str, ...]:
    """The formats that have a decoder."""
    return (*_MAKERS, "avro")


def of(formats: Sequence[str], *, registry: Registry | NoRegistry | None = None) -> Decoder:
    """One decoder for all of `formats`; `registry` has the schemas of Avro records.

    Raises:
        LookupError: a format needs a package that is not installed, or a setting; the message
            says which.
    """
    makers = _MAKERS | {"avro": partial(_avro, registry)}
    made = {name: makers[name]() for name in formats}
    return made[formats[0]] if len(made) == 1 else Detecting(made)


def _avro(registry: Registry | NoRegistry | None) -> Decoder:
    if registry is None:
        raise LookupError(MISSING)
    return AvroDecoder(registry)


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
        return self._decoders[format_of(tuple(self._decoders), raw)]


def format_of(formats: Sequence[str], raw: bytes) -> str:
    """The one of `formats` that `raw` shows at its beginning."""
    for name, sign in _SIGNS:
        if name in formats and sign.match(raw):
            return name
    return "csv" if "csv" in formats else formats[0]
