"""What every Kafka client here is given to reach the brokers."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

if TYPE_CHECKING:
    from screening.settings import KafkaSettings


class ClientError(OSError):
    """A failure that may pass, in words of our own."""


class CommitError(ClientError):
    """It is not known whether the positions were committed: `rewind`, and do the batch again."""


class LostPartitionsError(Exception):
    """The partitions were given to another member before the batch could be committed."""


KafkaTrouble = (KafkaError, OSError, TimeoutError)
"""What may pass: wait, and try again with fresh clients."""


def options(kafka: KafkaSettings) -> dict[str, Any]:
    """Connection arguments common to aiokafka's consumer and producer.

    Raises:
        OSError: a certificate, key or password file cannot be read.
    """
    return {
        "bootstrap_servers": kafka.bootstrap_servers,
        "request_timeout_ms": kafka.request_timeout_ms,
        "metadata_max_age_ms": 5_000,  # a topic created late is found within seconds
        **_security(kafka),
    }


def group_consumer(kafka: KafkaSettings) -> AIOKafkaConsumer:
    """A consumer of the group that commits nothing, and skips nothing, by itself.

    Raises:
        OSError: a certificate, key or password file cannot be read.
    """
    return AIOKafkaConsumer(
        group_id=kafka.group_id,
        group_instance_id=kafka.group_instance_id,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        session_timeout_ms=kafka.session_timeout_ms,
        heartbeat_interval_ms=kafka.heartbeat_interval_ms,
        rebalance_timeout_ms=kafka.rebalance_timeout_ms,
        fetch_max_bytes=kafka.fetch_max_bytes,
        **options(kafka),
    )


def free_consumer(kafka: KafkaSettings, **more: Any) -> AIOKafkaConsumer:  # noqa: ANN401
    """A consumer without a group, for partitions that are assigned by hand.

    Raises:
        OSError: a certificate, key or password file cannot be read.
    """
    return AIOKafkaConsumer(
        enable_auto_commit=False, auto_offset_reset="earliest", **options(kafka), **more
    )


async def stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer to the end, also in an outage, its connections too."""
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        # aiokafka awaits fetches that it cancelled; one about to be tried again passes that on.
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        await consumer._client.close()


def describe(error: BaseException) -> str:
    """What an operator may read of a client's error: its kind, and its text where it has one."""
    text, name = str(error).strip(), type(error).__name__
    if isinstance(error, ClientError) or text.startswith(name):
        return text
    return f"{name}: {text}" if text else name


def _security(kafka: KafkaSettings) -> dict[str, Any]:
    given: dict[str, Any] = {"security_protocol": kafka.security_protocol}
    if kafka.security_protocol.endswith("SSL"):
        given["ssl_context"] = _ssl_context(kafka)
    if kafka.security_protocol.startswith("SASL") and kafka.sasl_password_file is not None:
        given["sasl_mechanism"] = kafka.sasl_mechanism
        given["sasl_plain_username"] = kafka.sasl_username
        given["sasl_plain_password"] = kafka.sasl_password_file.read_text("utf-8").strip()
    return given


def _ssl_context(kafka: KafkaSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=kafka.ssl_ca_file)
    if kafka.ssl_cert_file is not None:
        context.load_cert_chain(kafka.ssl_cert_file, kafka.ssl_key_file)
    return context
