"""Which topic stands behind a name: one that is deleted and made again has another id (KIP-516).

aiokafka's metadata requests end before topic ids, which came with version 10; this one is laid
out as Apache Kafka's `MetadataRequest.json` and `MetadataResponse.json` state it.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from io import BytesIO  # noqa: TC003
from typing import TYPE_CHECKING, Any

from aiokafka.client import ConnectionGroup
from aiokafka.errors import IncompatibleBrokerVersion, KafkaError, for_code
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

if TYPE_CHECKING:
    from aiokafka.client import AIOKafkaClient

_METADATA = 3
_SINCE_VERSION = 10
_SECONDS = 1.0


class TopicIdentity:
    """The topic that a name stood for when it was learned."""

    def __init__(self, topic: str) -> None:
        """Know nothing but the name."""
        self._topic = topic
        self.id: str | None = None

    async def learn(self, kafka_client: AIOKafkaClient) -> str | None:
        """Ask what the name stands for now; the caller limits the time.

        Raises:
            KafkaError: no broker tells, or there is no such topic.
        """
        self.id = await ask(kafka_client, self._topic)
        return self.id

    async def is_replaced(self, kafka_client: AIOKafkaClient) -> bool:
        """Whether the brokers say that the name stands for another topic now.

        No answer within a second is no: what is committed states the id that was learned, so that
        it is noticed later.
        """
        with suppress(KafkaError, OSError, TimeoutError):
            async with asyncio.timeout(_SECONDS):
                found = await ask(kafka_client, self._topic)
                return None not in (found, self.id) and found != self.id
        return False


async def ask(kafka_client: AIOKafkaClient, topic: str) -> str | None:
    """The id of a topic in 32 hex digits; None where the brokers know no ids (before Kafka 2.8).

    The caller limits the time.

    Raises:
        KafkaError: no broker tells, or there is no such topic.
    """
    brokers = [each.nodeId for each in kafka_client.cluster.brokers()]
    failure: KafkaError = KafkaError("no broker is known")
    for node in random.sample(brokers, len(brokers)):
        try:
            # Not the connection of fetches: an answer there waits for one that waits for data.
            response = await kafka_client.send(
                node, _TopicRequest(topic), group=ConnectionGroup.COORDINATION
            )
        except (IncompatibleBrokerVersion, NotImplementedError):
            return None
        except KafkaError as error:
            failure = error
            continue
        (found,) = response.topics
        if found[0]:
            raise for_code(found[0])(f"topic {topic}")
        identity: bytes = found[2]
        return identity.hex()
    raise failure


class _Uuid(AbstractType[bytes]):  # type: ignore[misc]  # aiokafka is untyped
    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


class _Response(Response):  # type: ignore[misc]
    API_KEY = _METADATA
    API_VERSION = _SINCE_VERSION
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition_index", Int32),
                        ("leader_id", Int32),
                        ("leader_epoch", Int32),
                        ("replica_nodes", CompactArray(Int32)),
                        ("isr_nodes", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("topic_authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_authorized_operations", Int32),
        ("tags", TaggedFields),
    )


class _Request(RequestStruct):  # type: ignore[misc]
    FLEXIBLE_VERSION = True
    API_KEY = _METADATA
    API_VERSION = _SINCE_VERSION
    RESPONSE_TYPE = _Response
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(
                ("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields)
            ),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _TopicRequest(Request[_Request]):  # type: ignore[misc]
    API_KEY = _METADATA

    def __init__(self, topic: str) -> None:
        self._topic = topic

    def build(self, request_struct_class: type[_Request]) -> Any:  # noqa: ANN401
        return request_struct_class([(bytes(16), self._topic, {})], False, False, False, {})
