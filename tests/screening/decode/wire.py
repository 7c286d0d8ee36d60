"""Records in a registry's wire format: made, and read with whatever must be fetched for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from screening.bad_record import BadRecordError, Reason
from screening.decode import registry
from screening.decode.avro_format import AvroDecoder
from screening.decode.registry import Registry, SchemaMissingError
from screening.settings import RegistrySettings, Settings
from tests.screening.decode.avro_samples import encoded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.decode.registry_server import RegistryServer

FIRST = {"type": "record", "name": "Pay", "fields": [{"name": "id", "type": "string"}]}
SECOND = {
    **FIRST,
    "fields": [{"name": "note", "type": ["null", "string"]}, *FIRST["fields"]],
}
PARTY = {
    "type": "record",
    "name": "Party",
    "namespace": "org.example",
    "fields": [{"name": "name", "type": "string"}],
}
REFERRING = {
    "type": "record",
    "name": "Pay",
    "fields": [{"name": "payer", "type": "org.example.Party"}],
}
TO_PARTY = {"name": "org.example.Party", "subject": "org.example/Party", "version": 3}


def registry_at(
    server: RegistryServer, state: Path | None = None, *, waits: bool = False, **more: Any
) -> Registry:
    """The registry that settings describe."""
    given = RegistrySettings(**{"url": server.url, "timeout_seconds": 5, **more})
    settings = Settings().model_copy(update={"registry": given, "state_dir": state})
    made = registry.of(settings, waits=waits)
    assert made is not None
    return made


def framed(number: int, schema: Any, value: Any) -> bytes:
    """A value in the registry's wire format."""
    return b"\0" + number.to_bytes(4, "big") + encoded(schema, value)


def decoded(using: Registry, raw: bytes) -> dict[str, Any]:
    """The document, its schema fetched if need be."""
    decoder = AvroDecoder(using)
    try:
        return decoder.decode(raw)
    except SchemaMissingError as missing:
        missing.fetch()
        return decoder.decode(raw)


def reason(using: Registry, raw: bytes) -> Reason:
    """Why a record is refused."""
    with pytest.raises(BadRecordError) as caught:
        decoded(using, raw)
    return caught.value.reason
