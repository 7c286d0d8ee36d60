"""A schema registry's HTTP API (Confluent's, which others have too): the schemas of an id.

Law 1: a schema is refused only when the registry itself says that there is none (its error
codes 40401, 40402 and 40403), or gives what is no Avro schema; whatever else goes wrong may pass.
Law 2: one schema costs at most the time-out and `MOST_BYTES` an answer, its references included.

The password is read anew for each schema, so that it can be changed while the service runs.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import orjson

from feeds.fetch import retry

if TYPE_CHECKING:
    from screening.settings import RegistrySettings

MOST_BYTES = 4 << 20
MOST_REFERENCES = 256
_NOT_THERE = frozenset({40401, 40402, 40403})
_ACCEPT = {"Accept": "application/vnd.schemaregistry.v1+json, application/json"}


class RegistryUnavailableError(Exception):
    """A schema cannot be had now, but perhaps later; the message says why in one line."""


class UnknownSchemaError(Exception):
    """The registry has no Avro schema of that id; the message says why."""


class RegistryClient:
    """Asks one registry."""

    def __init__(self, registry: RegistrySettings) -> None:
        """Prepare; nothing connects yet.

        Raises:
            OSError: the certificates cannot be read.
        """
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self.url = str(registry.url).rstrip("/")
        self._registry = registry
        self._trusted: ssl.SSLContext | bool = False
        if self.url.startswith("https:"):
            self._trusted = ssl.create_default_context(cafile=registry.ca_file)

    def schemas(self, number: int) -> list[str]:
        """The schema with that id, last, behind those that it refers to. Blocks.

        Raises:
            RegistryUnavailableError, UnknownSchemaError.
        """
        try:
            return asyncio.run(self._schemas(number))
        except TimeoutError:
            why = f"no answer within {self._registry.timeout_seconds:g} s"
        except httpx.TransportError as error:
            why = retry.explain(error)[0]
        except (httpx.HTTPError, httpx.InvalidURL):
            why = "not an answer that can be read"
        except OSError as error:
            why = f"FRESNEL_REGISTRY__PASSWORD_FILE: {error.strerror}"
        except UnicodeDecodeError:
            why = "FRESNEL_REGISTRY__PASSWORD_FILE: not UTF-8"
        raise _unavailable(number, why)

    async def _schemas(self, number: int) -> list[str]:
        found: dict[str, str] = {}
        async with asyncio.timeout(self._registry.timeout_seconds), self._client() as client:
            answer = await self._get(client, f"/schemas/ids/{number}", number)
            await self._add_references(client, answer, found, number)
        return [*found.values(), answer["schema"]]

    async def _add_references(
        self,
        client: httpx.AsyncClient,
        answer: dict[str, Any],
        found: dict[str, str],
        number: int,
    ) -> None:
        """Add the schemas that one refers to, by the names that it has for them.

        As in the registry's own client, the first schema of a name is the one that counts.
        """
        pending: list[tuple[Any, str | None]] = _references(answer)
        asked: set[str] = set()
        while pending:
            reference, schema = pending.pop()
            name = reference["name"]
            if schema is not None:
                found[name] = schema
            elif name not in asked:
                asked.add(name)
                if len(asked) > MOST_REFERENCES:
                    raise UnknownSchemaError(f"more than {MOST_REFERENCES} references")
                inner = await self._get(client, _path(reference), number)
                pending.append((reference, inner["schema"]))  # behind those that it refers to
                pending += _references(inner)

    async def _get(self, client: httpx.AsyncClient, path: str, number: int) -> dict[str, Any]:
        """One answer that holds a schema."""
        async with client.stream("GET", self.url + path) as answer:
            body = bytearray()
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _unavailable(number, f"an answer of more than {MOST_BYTES} bytes")
        content = _object(body)
        if answer.status_code == 404 and content.get("error_code") in _NOT_THERE:
            raise UnknownSchemaError("the registry has none")
        if answer.status_code != 200:
            raise _unavailable(number, f"the registry answered {answer.status_code}")
        if not isinstance(content.get("schema"), str):
            raise _unavailable(number, "not an answer of a schema registry")
        if content.get("schemaType", "AVRO") != "AVRO":
            raise UnknownSchemaError("not Avro")
        return content

    def _client(self) -> httpx.AsyncClient:
        given = self._registry
        login = None
        if given.username is not None and given.password_file is not None:
            login = httpx.BasicAuth(given.username, given.password_file.read_text().rstrip("\r\n"))
        return httpx.AsyncClient(
            auth=login,
            headers={**_ACCEPT, "Accept-Encoding": "identity", "User-Agent": "Fresnel"},
            verify=self._trusted,
            trust_env=False,
            timeout=given.timeout_seconds,
        )


def _object(body: bytes | bytearray) -> dict[str, Any]:
    """The JSON object that an answer is; empty where it is none."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return content if isinstance(content, dict) else {}


def _references(answer: dict[str, Any]) -> list[tuple[Any, str | None]]:
    """What a schema refers to, the last first, none of it asked for yet."""
    found = answer.get("references") or []
    if not isinstance(found, list) or not all(
        isinstance(each, dict) and isinstance(each.get("name"), str) for each in found
    ):
        raise UnknownSchemaError("references without names")
    return [(each, None) for each in reversed(found)]


def _path(reference: dict[str, Any]) -> str:
    subject, version = reference.get("subject"), reference.get("version")
    if not isinstance(subject, str) or type(version) is not int:
        raise UnknownSchemaError("a reference without subject and version")
    return f"/subjects/{quote(subject, safe='')}/versions/{version}"


def _unavailable(number: int, why: str) -> RegistryUnavailableError:
    return RegistryUnavailableError(f"schema registry: schema {number}: {why}")
