"""Messages out: every one acknowledged by all replicas, or the whole call fails.

A message that is too large falls to its next smaller form. Brokers measure what they are sent
together, so a refused message is first tried alone: its neighbours may have been the trouble.
Any other failure ends the producer; the caller starts a new one and sends the batch anew.
Repeats share their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError

from screening.stream import client, topics

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from screening.settings import KafkaSettings
    from screening.stream.messages import Message

_TooLarge = (MessageSizeTooLargeError, RecordListTooLargeError)


class PublishError(client.ClientError):
    """Something may not be written: try again with a new producer. Nothing else is touched."""


class Publisher:
    """A producer with a promise: what `publish` returns from is written."""

    def __init__(self, kafka: KafkaSettings) -> None:
        """Prepare; nothing connects before `start`."""
        self._kafka = kafka
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Connect, and make sure that the topics are there.

        Raises:
            PublishError: one of them is not, no broker answers, or it refuses.
        """
        if self._producer is not None:
            return
        try:
            options = client.options(self._kafka)
        except OSError as error:  # a certificate, key or password file
            raise _publish_error(error) from error
        producer = AIOKafkaProducer(
            acks="all",
            compression_type="lz4",
            max_request_size=self._kafka.max_request_bytes,
            **options,
        )
        try:
            await producer.start()
            await self._check_topics(producer)
        except (KafkaError, OSError) as error:
            await producer.stop()
            raise _publish_error(error) from error
        except BaseException:
            await producer.stop()
            raise
        self._producer = producer

    async def _check_topics(self, producer: AIOKafkaProducer) -> None:
        known = await producer.client.fetch_all_metadata()
        missing = topics.missing(self._kafka, known)
        if missing == [self._kafka.audit_topic] and await topics.make_audit_topic(
            self._kafka, known
        ):
            return
        if missing:
            raise PublishError(f"topic {missing[0]} not found")

    async def stop(self) -> None:
        """Flush and close; harmless when not started."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def publish(self, messages: Sequence[Message]) -> set[int]:
        """Write every message and await every acknowledgement.

        Returns the places in `messages` of those too large in each of their forms.

        Raises:
            PublishError: at least one may not be written; send all of them again.
        """
        larger = await self._send_together(messages)
        return {place for place in larger if not await self._send_alone(messages[place])}

    async def _send_together(self, messages: Sequence[Message]) -> list[int]:
        """Send the whole form of each message; the places of those that were refused as large."""
        assert self._producer is not None
        pending: list[tuple[int, asyncio.Future[object]]] = []
        larger: list[int] = []
        failure: BaseException | None = None
        for place, (topic, key, headers, forms) in enumerate(messages):
            try:
                future = await self._producer.send(topic, forms[0](), key=key, headers=headers)
                pending.append((place, future))
            except _TooLarge:
                larger.append(place)
            except (KafkaError, OSError) as error:
                failure = error
                break
        # Each future is awaited even after a failure, so that none is left behind unheard.
        for place, future in pending:
            try:
                await future
            except _TooLarge:
                larger.append(place)
            except (KafkaError, OSError) as error:
                failure = failure or error
        if failure is not None:
            raise _publish_error(failure) from failure
        return larger

    async def _send_alone(self, message: Message) -> bool:
        """Send the largest form that is taken; False when none is."""
        assert self._producer is not None
        for form in message.forms:
            try:
                await self._producer.send_and_wait(
                    message.topic, form(), key=message.key, headers=message.headers
                )
            except _TooLarge:
                continue
            except (KafkaError, OSError) as error:
                raise _publish_error(error) from error
            return True
        return False


def _publish_error(error: BaseException) -> PublishError:
    return PublishError(client.describe(error))
