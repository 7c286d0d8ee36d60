"""aiokafka as its own examples show it: `async for`, a record at a time.

What was sent is acknowledged before its offsets are committed.
"""

from __future__ import annotations

import asyncio
import time

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.peers.one_by_one import Screener, setting

COMMIT_SECONDS = 1.0


async def main() -> None:
    """Read the topic once."""
    screener, bootstrap, review = Screener(), setting("BOOTSTRAP"), setting("REVIEW")
    consumer = AIOKafkaConsumer(
        setting("TOPIC"),
        bootstrap_servers=bootstrap,
        group_id=setting("GROUP"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    settled = time.monotonic()
    async with consumer, AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        async for message in consumer:
            found = screener.flagged_id(message.value)
            if found is not None:
                await producer.send(review, found.encode())
            if screener.is_to_report:
                if screener.is_done or time.monotonic() - settled > COMMIT_SECONDS:
                    await producer.flush()
                    await consumer.commit()
                    settled = time.monotonic()
                screener.report()
            if screener.is_done:
                break


if __name__ == "__main__":
    asyncio.run(main())
