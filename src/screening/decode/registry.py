"""The schemas that records were written by, each asked for once: memory, then disk, then network.

Law 1: `reader` never waits and costs one look-up; where it has nothing it raises
`SchemaMissingError`, whose `fetch` may be called in a thread of its own, and then again.
Law 2: an id means one schema for ever, so what was fetched is kept; that there is none of an
id is believed for `UNKNOWN_SECONDS`.
Law 3: what is kept on disk is read only if its own digest fits; otherwise it is as if absent.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import orjson
import structlog

from screening.bad_record import BadRecordError, Reason
from screening.decode.avro_schema import SchemaError, compiled
from screening.decode.registry_client import (
    RegistryClient,
    RegistryUnavailableError,
    UnknownSchemaError,
)

if TYPE_CHECKING:
    from screening.decode.avro_reader import Reader
    from screening.settings import Settings

MOST_SCHEMAS = 4096
"""Ids that are remembered; the oldest go first."""
UNKNOWN_SECONDS = 60.0
REST_SECONDS = 1.0
"""After a failure nobody else waits for the registry before this has passed."""
MISSING = "avro needs a schema registry: FRESNEL_REGISTRY__URL is not set"
_MOST_ID = (1 << 31) - 1

_log = structlog.get_logger(__name__)
_Value = TypeVar("_Value")


class SchemaMissingError(Exception):
    """A record's schema is not in memory: call `fetch`, then read the record again."""

    def __init__(self, registry: Registry, number: int) -> None:
        super().__init__(f"schema {number} is not in memory")
        self._registry = registry
        self._number = number

    def fetch(self) -> None:
        """Have the schema in memory, or the knowledge that there is none. Blocks.

        Raises:
            RegistryUnavailableError: the registry must be asked, and does not answer.
        """
        self._registry.fetch(self._number)


class Registry:
    """Readers by schema id; shared by threads."""

    def __init__(self, client: RegistryClient, folder: Path | None, *, waits: bool) -> None:
        """Keep what is fetched in `folder`, if any; with `waits`, `reader` fetches by itself."""
        self._client = client
        self._folder = folder
        self._waits = waits
        self._readers: dict[int, Reader] = {}
        self._unknown: dict[int, float] = {}
        self._lock = threading.Lock()
        self._failure: tuple[float, str] = (0.0, "")

    def reader(self, number: int) -> Reader:
        """What reads records that were written by this schema.

        Raises:
            BadRecordError: there is no such schema, or it is none that can be read.
            SchemaMissingError: not known yet.
            RegistryUnavailableError: where `reader` waits.
        """
        reader = self._readers.get(number)
        while reader is None:
            if number > _MOST_ID or self._is_unknown(number):
                raise BadRecordError(Reason.UNKNOWN_SCHEMA)
            missing = SchemaMissingError(self, number)
            if not self._waits:
                raise missing
            missing.fetch()
            reader = self._readers.get(number)
        return reader

    def fetch(self, number: int) -> None:
        """As `SchemaMissingError.fetch`; threads that ask at once wait for the first one."""
        with self._lock:
            if number in self._readers or self._is_unknown(number):
                return
            try:
                _put(self._readers, number, self._found(number))
            except (UnknownSchemaError, SchemaError) as error:
                _put(self._unknown, number, time.monotonic() + UNKNOWN_SECONDS)
                _log.warning("schema cannot be used", schema=number, reason=str(error))

    def _is_unknown(self, number: int) -> bool:
        return time.monotonic() < self._unknown.get(number, 0.0)

    def _found(self, number: int) -> Reader:
        kept = self._kept(number)
        if kept is not None:
            return compiled(kept)
        schemas = self._asked(number)
        reader = compiled(schemas)
        self._keep(number, schemas)
        return reader

    def _asked(self, number: int) -> list[str]:
        rested, why = self._failure
        if time.monotonic() < rested:
            raise RegistryUnavailableError(why)
        try:
            return self._client.schemas(number)
        except RegistryUnavailableError as error:
            self._failure = time.monotonic() + REST_SECONDS, str(error)
            raise

    def _kept(self, number: int) -> list[str] | None:
        if self._folder is None:
            return None
        try:
            content = orjson.loads(self._file(number).read_bytes())
            schemas = [str(each) for each in content["schemas"]]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return schemas if content.get("sha256") == _digest(schemas) else None

    def _keep(self, number: int, schemas: list[str]) -> None:
        """Write the file whole or not at all; a disk that refuses costs the next start alone."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            with os.fdopen(place, "wb") as stream:
                stream.write(orjson.dumps({"sha256": _digest(schemas), "schemas": schemas}))
            Path(name).replace(self._file(number))
        except OSError as error:
            _log.warning("schema not kept on disk", schema=number, reason=error.strerror)

    def _file(self, number: int) -> Path:
        assert self._folder is not None
        return self._folder / f"{number}.json"


class NoRegistry:
    """Where none is set: files that bring their schemas can be read, no others."""

    def reader(self, number: int) -> Reader:
        """None.

        Raises:
            RegistryUnavailableError: the setting is missing.
        """
        del number
        raise RegistryUnavailableError(MISSING)


def of(settings: Settings, *, waits: bool = False) -> Registry | NoRegistry | None:
    """The registry that the settings name; else None, or what `waits` (for files) gets by on.

    Raises:
        OSError: its certificates cannot be read.
    """
    if settings.registry.url is None:
        return NoRegistry() if waits else None
    client = RegistryClient(settings.registry)
    folder = None
    if settings.state_dir is not None:
        folder = settings.state_dir / "registry" / hashlib.sha256(client.url.encode()).hexdigest()
    return Registry(client, folder, waits=waits)


def _put(remembered: dict[int, _Value], number: int, value: _Value) -> None:
    remembered.pop(number, None)
    while len(remembered) >= MOST_SCHEMAS:
        del remembered[next(iter(remembered))]
    remembered[number] = value


def _digest(schemas: list[str]) -> str:
    return hashlib.sha256(orjson.dumps(schemas)).hexdigest()
