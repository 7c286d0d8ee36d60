"""Where a consumer group stands: its committed positions, and what was committed with them.

With a position go the digest of the receipt that speaks of what lies before it, and the id of the
topic that it is a position in; the text holds those of the two that are known.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.commit import OffsetFetchRequest

from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.settings import KafkaSettings

_BETWEEN_SECONDS = 0.2
_DIGEST_CHARS, _TOPIC_ID_CHARS = 64, 32


class Committed(NamedTuple):
    """A committed position, and what was committed with it: None where it was not stated."""

    offset: int
    digest: str | None
    topic_id: str | None


def note(digest: str | None, topic_id: str | None) -> str:
    """The text to commit with a position."""
    return " ".join(filter(None, (digest, topic_id)))


async def committed(
    kafka: KafkaSettings, partitions: Iterable[int], group: str | None = None
) -> dict[int, Committed]:
    """A group's committed positions in the transactions topic; without those never committed.

    `group` is another one than the settings name.

    Asks again while the coordinator is not there yet; the caller limits the time.

    Raises:
        KafkaError, OSError: no broker answers, or it refuses.
    """
    admin = AIOKafkaAdminClient(**client.options(kafka))
    await admin.start()
    try:
        while True:
            try:
                return await _ask(
                    admin, group or kafka.group_id, kafka.transactions_topic, sorted(partitions)
                )
            except KafkaError as error:
                if not error.retriable:
                    raise
            await asyncio.sleep(_BETWEEN_SECONDS)
    finally:
        await admin.close()


async def _ask(
    admin: AIOKafkaAdminClient, group: str, topic: str, partitions: list[int]
) -> dict[int, Committed]:
    """One request. aiokafka's own passes over an error of the whole group, as if it stood nowhere.

    Raises:
        KafkaError: the coordinator does not tell.
    """
    coordinator = await admin.find_coordinator(group)
    request = OffsetFetchRequest(group, [(topic, partitions)])
    response = await admin._send_request(request, coordinator)
    _check(getattr(response, "error_code", 0), group)
    found = {}
    for _, answers in response.topics:
        for partition, offset, metadata, code in answers:
            _check(code, group)
            if offset >= 0:
                found[partition] = _committed(offset, metadata or "")
    return found


def _committed(offset: int, text: str) -> Committed:
    stated = {len(each): each for each in text.split()}
    return Committed(offset, stated.get(_DIGEST_CHARS), stated.get(_TOPIC_ID_CHARS))


def _check(code: int, group: str) -> None:
    if code:
        raise for_code(code)(f"group {group}")
