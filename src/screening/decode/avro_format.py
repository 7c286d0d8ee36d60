"""Avro records, read by the schema they were written with: a registry's wire format, or a file.

Source: Confluent's "Wire format": a zero byte, the schema's id in four bytes (big-endian), then
the value in Avro's binary encoding. Two versions of a schema may stand side by side in a topic.
A container file of one value brings its schema (`avro_container`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screening.bad_record import BadRecordError, Reason
from screening.decode import avro_container, avro_reader

if TYPE_CHECKING:
    from screening.decode.decoder import Document
    from screening.decode.registry import NoRegistry, Registry

_MAGIC, _HEAD_BYTES = 0, 5


class AvroDecoder:
    """Reads objects; a schema that is not in memory has to be fetched first."""

    def __init__(self, registry: Registry | NoRegistry) -> None:
        """Take schemas from `registry`."""
        self._registry = registry

    def decode(self, raw: bytes) -> Document:
        """The object in `raw`.

        Raises:
            BadRecordError: not in that format, no such schema, or not what its schema says.
            SchemaMissingError: its schema must be fetched; then decode it again.
        """
        document = self._value(raw)
        if type(document) is not dict:
            raise BadRecordError(Reason.NOT_AN_OBJECT)
        return document

    def _value(self, raw: bytes) -> Any:  # noqa: ANN401
        if raw.startswith(avro_container.MAGIC):
            return avro_container.only_value(raw)
        if len(raw) < _HEAD_BYTES or raw[0] != _MAGIC:
            raise BadRecordError(Reason.NOT_AVRO)
        reader = self._registry.reader(int.from_bytes(raw[1:_HEAD_BYTES], "big"))
        return avro_reader.read(reader, raw, _HEAD_BYTES)

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """None: a key that comes twice is refused by `decode`."""
        del raw, document
        return None
